import { mkdir, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SetAside } from '../../../src/core/books/ledger.ts';
import { InputBrokeOffError } from '../../../src/core/errors/broken-off-error.ts';
import { InputChangedError } from '../../../src/core/errors/rows-error.ts';
import { WrongStateError } from '../../../src/core/errors/state-error.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { JoinedInputs } from '../../../src/io/source/joined-inputs.ts';
import type { JoinedRows } from '../../../src/io/source/joined-rows.ts';
import { NO_WISH } from '../../../src/io/source/recognition/wish.ts';
import { HEADER, tempFolder } from '../../support/temp.ts';

const NEVER = new AbortController().signal;

const rowsOf = (from: number, count: number): { g: string; u: string; n: number }[] =>
  Array.from({ length: count }, (_, at) => ({ g: `g${(from + at) % 3}`, u: `u${from + at}`, n: from + at }));

/** One file of each kind in turn; `count` rows each, 0: not a byte. */
const writeFiles = async (counts: readonly number[]): Promise<{ folder: string; paths: string[] }> => {
  const folder = join(await tempFolder(), 'parts');
  await mkdir(folder);
  const paths: string[] = [];
  let from = 1;
  for (const [at, count] of counts.entries()) {
    const rows = rowsOf(from, count);
    const csv = count === 0 ? '' : HEADER + rows.map(({ g, u, n }) => `${g},${u},${n}\n`).join('');
    const json = rows.map(({ g, u, n }) => ({ GroupId: g, Member_Account: u, UnreadMsgNum: n }));
    const kinds: [string, string | Buffer][] = [
      ['csv', csv],
      ['jsonl', json.map((row) => `${JSON.stringify(row)}\n`).join('')],
      ['csv.gz', count === 0 ? '' : gzipSync(csv)],
      ['json', count === 0 ? '' : JSON.stringify(json)],
      ['csv', csv.slice(0, -1)],
    ];
    const [ending, content] = kinds[at % kinds.length] as [string, string | Buffer];
    const path = join(folder, `part-${String(at).padStart(5, '0')}.${ending}`);
    await writeFile(path, content);
    paths.push(path);
    from += count;
  }
  return { folder, paths };
};

const accountsOf = (file: number, rows: number): string[] => Array.from({ length: rows }, (_, at) => `${file}-${at}`);

/** An archive of a member for each row, or an array of JSON; its counts are its lines. @param whole - rows before it is cut off */
const cutFile = (file: number, rows: number, whole: number): Buffer => {
  const isCsv = file % 2 === 0;
  const texts = accountsOf(file, rows).map((account, at) =>
    isCsv
      ? `g,${account},${at + 2}\n`
      : `${at === 0 ? '' : ',\n'}{"GroupId":"g","Member_Account":"${account}","UnreadMsgNum":${at + 1}}`,
  );
  const pieces = isCsv
    ? [HEADER, ...texts].map((text) => gzipSync(text))
    : ['[', ...texts].map((text) => Buffer.from(text));
  const end = isCsv ? [] : [Buffer.from(']')];
  return Buffer.concat(
    whole > rows ? [...pieces, ...end] : [...pieces.slice(0, whole + 1), cutPiece(pieces[whole + 1])],
  );
};

const cutPiece = (piece: Buffer = gzipSync('')): Buffer => piece.subarray(0, 5);

const inspected = (folder: string, paths: readonly string[]): Promise<JoinedInputs> =>
  JoinedInputs.of(folder, paths, NO_WISH).inspect({ isWhole: false, halted: NEVER }, () => {});

const readAll = async (rows: JoinedRows): Promise<InputRow[]> => {
  const all: InputRow[] = [];
  for await (const block of rows.rows()) all.push(...block);
  await rows.close();
  return all;
};

const pointAt = (next: InputRow, furthest: InputRow) => ({
  next: { row: next.number, line: next.line, byte: next.startByte },
  proven: { bytes: furthest.endByte, sha256: furthest.proof?.sha256() ?? '' },
  settledAhead: [],
  doneBytes: 0,
  counts: { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, unchanged: 0, lowered: 0, totalUnknown: 0 },
  failures: [],
});

const placesOf = (rows: readonly InputRow[]) =>
  rows.map(({ number, line, startByte, endByte, input, row, proof }) => ({
    ...{ number, line, startByte, endByte, input, row },
    sha256: proof?.sha256(),
  }));

describe('inputs that are one run', () => {
  test('give the rows of all, numbered over all, with their lines in each', async () => {
    const { folder, paths } = await writeFiles([2, 3, 0, 1, 2]);
    const rows = await readAll(await (await inspected(folder, paths)).fromStart());
    expect(rows.map(({ number, line, row }) => [number, line, row?.unread])).toEqual([
      [1, 2, 1],
      [2, 3, 2],
      [3, 1, 3],
      [4, 2, 4],
      [5, 3, 5],
      [6, 1, 6],
      [7, 2, 7],
      [8, 3, 8],
    ]);
    expect(rows.map(({ input }) => paths.indexOf(input ?? ''))).toEqual([0, 0, 1, 1, 1, 3, 4, 4]);
  });

  test('go on from any row, with the same places and proofs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 9 }),
        fc.nat(),
        fc.nat(),
        async (counts, a, b) => {
          fc.pre(counts.some((count) => count > 0));
          const { folder, paths } = await writeFiles(counts);
          const inputs = await inspected(folder, paths);
          const all = await readAll(await inputs.fromStart());
          const [first, second] = [a % all.length, b % all.length].sort((x, y) => x - y) as [number, number];
          const point = pointAt(all[first] as InputRow, all[second] as InputRow);
          const rest = await readAll(await inputs.fromResumePoint(point, '', NEVER));
          expect(placesOf(rest)).toEqual(placesOf(all.slice(first)));
          const behind = {
            ...point,
            next: { row: second + 2, line: all[second]?.nextLine ?? 0, byte: all[second]?.endByte ?? 0 },
          };
          const later = await readAll(await inputs.fromResumePoint(behind, '', NEVER));
          expect(placesOf(later)).toEqual(placesOf(all.slice(second + 1)));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('are refused when one that is done was edited, which is named; later ones may change', async () => {
    const { folder, paths } = await writeFiles([2, 2, 2, 2]);
    const all = await readAll(await (await inspected(folder, paths)).fromStart());
    const point = pointAt(all[4] as InputRow, all[4] as InputRow);
    await writeFile(paths[3] as string, '[]');
    const later = await inspected(folder, paths);
    expect(await readAll(await later.fromResumePoint(point, new Date().toISOString(), NEVER))).toHaveLength(2);
    const savedAt = new Date(Date.now() - 1000).toISOString();
    await utimes(paths[0] as string, 0, 0);
    await writeFile(paths[1] as string, '{"GroupId":"g","Member_Account":"other","UnreadMsgNum":1}\n');
    const refused = inspected(folder, paths).then((inputs) => inputs.fromResumePoint(point, savedAt, NEVER));
    await expect(refused).rejects.toThrow(WrongStateError);
    await expect(refused).rejects.toMatchObject({ fact: { kind: 'done-part-rewritten', path: paths[1] } });
  });

  test('one more before the place is refused, one behind it is read', async () => {
    const { folder, paths } = await writeFiles([2, 2]);
    const all = await readAll(await (await inspected(folder, paths)).fromStart());
    const point = pointAt(all[3] as InputRow, all[3] as InputRow);
    const behind = join(folder, 'part-9.csv');
    await writeFile(behind, `${HEADER}g,new,9\n`);
    const grown = await inspected(folder, [...paths, behind]);
    const rows = await readAll(await grown.fromResumePoint(point, '', NEVER));
    expect(rows.map(({ number, row }) => [number, row?.account])).toEqual([
      [4, 'u4'],
      [5, 'new'],
    ]);
    const other = await inspected(folder, [behind, ...paths]);
    await expect(other.fromResumePoint(point, '', NEVER)).rejects.toThrow(WrongStateError);
  });

  test('one that was read to its end and grows is noticed at the end; one that is deleted by then was read', async () => {
    const { folder, paths } = await writeFiles([2, 2, 2]);
    const rows = await (await inspected(folder, paths)).fromStart();
    await readAll(rows);
    await rm(paths[2] as string);
    expect(await rows.hasGrown()).toBe(false);
    await writeFile(paths[0] as string, `${HEADER}g1,u1,1\ng2,u2,2\ng0,u9,9\n`);
    await expect(rows.hasGrown()).rejects.toThrow(InputChangedError);
  });

  test('one that breaks off is read up to there, and its rest behind all others when it is mended', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ rows: fc.integer({ min: 1, max: 4 }), whole: fc.nat({ max: 6 }), later: fc.nat({ max: 6 }) }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        fc.nat(),
        fc.nat(),
        async (files, a, b) => {
          const folder = join(await tempFolder(), 'parts');
          await mkdir(folder);
          const paths = files.map((_, at) => join(folder, `part-${at}.${at % 2 === 0 ? 'csv.gz' : 'json'}`));
          const write = async (visible: (file: (typeof files)[number]) => number): Promise<void> => {
            for (const [at, path] of paths.entries()) {
              const file = files[at] as (typeof files)[number];
              await writeFile(path, cutFile(at, file.rows, Math.min(visible(file), file.rows + 1)));
            }
          };
          const pass = async (setAside: readonly SetAside[], point?: ReturnType<typeof pointAt>) => {
            const inputs = (await inspected(folder, paths)).goingOn(setAside);
            const rows = await (point ? inputs.fromResumePoint(point, '', NEVER) : inputs.fromStart());
            const all: InputRow[] = [];
            const told: string[] = [];
            rows.onBreak((path) => told.push(path));
            const end = await (async () => {
              for await (const block of rows.rows()) all.push(...block);
            })().catch((error: unknown) => error);
            await rows.close();
            return { all, told, end, setAside: rows.setAside() };
          };
          await write(({ whole }) => whole);
          const first = await pass([]);
          const broken = paths.filter((_, at) => (files[at]?.whole ?? 0) <= (files[at]?.rows ?? 0));
          expect(first.told).toEqual(broken);
          expect(first.end).toEqual(broken.length > 0 ? expect.any(InputBrokeOffError) : undefined);
          fc.pre(first.all.length > 0);
          const [from, to] = [a % first.all.length, b % first.all.length].sort((x, y) => x - y) as [number, number];
          const point = pointAt(first.all[from] as InputRow, first.all[to] as InputRow);
          await write(({ whole, later }) => Math.max(whole, later));
          const second = await pass(first.setAside, point);
          const seen = first.all.length - from;
          expect(placesOf(second.all.slice(0, seen))).toEqual(placesOf(first.all.slice(from)));
          await write(({ rows }) => rows + 1);
          const last =
            second.all.length > 0 ? pointAt(second.all[0] as InputRow, second.all.at(-1) as InputRow) : point;
          const third = await pass(second.setAside, last);
          expect({ end: third.end, told: third.told }).toEqual({ end: undefined, told: [] });
          expect(placesOf(third.all.slice(0, second.all.length))).toEqual(placesOf(second.all));
          const accounts = [...first.all.slice(0, from), ...third.all].map(({ row }) => row?.account);
          expect(new Set(accounts)).toEqual(new Set(files.flatMap(({ rows }, at) => accountsOf(at, rows))));
          expect(accounts).toHaveLength(new Set(accounts).size);
          expect(third.all.map(({ number }) => number)).toEqual(third.all.map((_, at) => from + 1 + at));
          expect(third.all.every(({ row, line, input }) => row?.unread === line && input !== undefined)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('where more than a hundred are gone, as with a disk that was taken away, the run stops with its rows pending', async () => {
    const { folder, paths } = await writeFiles(Array.from({ length: 103 }, () => 1));
    const rows = await (await inspected(folder, paths)).fromStart();
    for (const path of paths.slice(1)) await rm(path);
    const end = await readAll(rows).catch((error: unknown) => error);
    expect(end).toBeInstanceOf(InputBrokeOffError);
    expect(end).toMatchObject({ fact: { kind: 'input-broke-off', path: paths[101], reason: 'ENOENT' } });
    expect(rows.setAside()).toHaveLength(100);
  });

  test.skipIf(process.platform !== 'linux')('few of them are open at a time', async () => {
    const { folder, paths } = await writeFiles(Array.from({ length: 200 }, () => 1));
    const openFiles = async (): Promise<number> => (await readdir('/proc/self/fd')).length;
    const before = await openFiles();
    let most = 0;
    let looked = Promise.resolve();
    const watch = (): void => {
      looked = openFiles().then((now) => {
        most = Math.max(most, now - before);
      });
    };
    const inputs = await JoinedInputs.of(folder, paths, NO_WISH).inspect({ isWhole: false, halted: NEVER }, watch);
    const rows = await inputs.fromStart();
    for await (const _ of rows.rows()) watch();
    await looked;
    await rows.close();
    expect(most).toBeLessThan(20);
  });
});
