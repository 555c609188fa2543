import { isUtf8 } from 'node:buffer';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importRows } from '../../../src/app/import/import-rows.ts';
import { DEFAULT_COLUMNS } from '../../../src/core/row/columns.ts';
import type { InputRow, Row } from '../../../src/core/row/row.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { FileJournal } from '../../../src/io/journal/journal.ts';
import { statePaths } from '../../../src/io/journal/state-paths.ts';
import { InputFile } from '../../../src/io/source/input-file.ts';
import type { InputFormat } from '../../../src/io/source/records/formats.ts';
import { en } from '../../../src/messages/en.ts';
import { fileWords } from '../../../src/messages/messages.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { memoryRemote, NO_READS, ok, planOf, refusal } from '../../support/memory.ts';
import { HEADER, tempFolder } from '../../support/temp.ts';

const CSV: InputFormat = { kind: 'csv', delimiter: ',', columns: DEFAULT_COLUMNS };
const JSONL: InputFormat = { kind: 'jsonl', columns: DEFAULT_COLUMNS };

const readAll = async (path: string, format: InputFormat): Promise<InputRow[]> => {
  const file = await InputFile.open(path, format);
  const rows: InputRow[] = [];
  for await (const block of (await file.fromStart(false)).rows()) rows.push(...block);
  await file.close();
  return rows;
};

/** The API accepts every second group. */
const isRefused = ({ groupId }: Row): boolean => groupId.length % 2 === 0;

/** A whole run over the bytes, with a real input, a real state folder and a remote in memory. */
const runOver = async (folder: string, bytes: Uint8Array, format: InputFormat) => {
  const path = join(folder, 'rows');
  await writeFile(path, bytes);
  const paths = statePaths(join(folder, 'state'));
  await mkdir(paths.folder, { recursive: true });
  const target = { kind: 'simulator' } as const;
  const file = await InputFile.open(path, format);
  const source = await file.fromStart(true);
  const journal = await FileJournal.open(
    {
      paths,
      inputPath: path,
      inputBytes: 0,
      reading: {},
      target,
      checkpoint: undefined,
      clock: systemClock,
      summaryText: () => '',
      words: { plain: fileWords(en), marked: fileWords(en), isMarked: false },
    },
    source.start,
  );
  const { remote, calls } = memoryRemote(async (row) => (isRefused(row) ? refusal(10004) : ok));
  const deps = {
    source,
    connection: { forRun: () => ({ remote, reads: NO_READS }), targetTimeAt: () => undefined },
    journal,
    clock: systemClock,
    onEvent: () => {},
  };
  const summary = await importRows(planOf({ concurrency: 8 }), deps, new AbortController().signal);
  await journal.close();
  await file.close();
  return { path, summary, calls, failures: await readAll(paths.failures, CSV) };
};

type Ran = Awaited<ReturnType<typeof runOver>>;

/** The run did not crash. Every row is counted once, sent only if valid, and recorded as it was if it failed. */
const expectWhole = async ({ path, summary, calls, failures }: Ran, format: InputFormat): Promise<void> => {
  const rows = await readAll(path, format);
  const valid = rows.flatMap(({ row }) => (row ? [row] : []));
  const failed = rows.filter(({ row }) => !row || isRefused(row));
  expect(summary.rows).toMatchObject({
    read: rows.length,
    ok: rows.length - failed.length,
    failed: failed.length,
    skipped: 0,
    pending: 0,
  });
  expect(sorted(calls)).toEqual(sorted(valid));
  expect(sorted(failures.map(({ values }) => values))).toEqual(sorted(failed.map(({ values }) => values)));
};

const nasty = fc.constantFrom(
  '"',
  '""',
  ',',
  '\r',
  '\n',
  '\u0000',
  '\u001b[2J',
  '\ufeff',
  '\u2028',
  '=cmd()',
  '__proto__',
  'constructor',
  '@TGS#1',
  '中文',
  '🎉',
  '1E+18',
  ' ',
);
const value = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.string({ unit: fc.oneof(fc.string({ unit: 'grapheme', maxLength: 3 }), nasty), maxLength: 5 }),
  },
  { weight: 2, arbitrary: fc.constantFrom('g1', 'g22', 'alice', '5', '0') },
);

const PADDING: ReadonlySet<number> = new Set([0x00, 0x1a, 0x0a, 0x0d]);

/** Counts rows in a different way than the reader. Ctrl-Z and NUL bytes behind the last row are none. */
const linesWithText = (whole: Buffer): number => {
  const last = whole.findLastIndex((byte) => !PADDING.has(byte));
  const bytes = whole.subarray(0, last + 1);
  let lines = 0;
  for (let at = 0; at < bytes.length; ) {
    const lineBreak = bytes.indexOf(0x0a, at);
    const end = lineBreak < 0 ? bytes.length : lineBreak;
    const line = bytes.subarray(at, end);
    if (!isUtf8(line) || line.toString().trim() !== '') lines += 1;
    at = end + 1;
  }
  return lines;
};

/** The rows in a fixed order, for comparison. */
const sorted = (rows: readonly object[]): string[] =>
  rows.map((row) => JSON.stringify(row)).sort((a, b) => (a < b ? -1 : 1));

describe('whatever stands in an input', () => {
  const csvField = fc.oneof(
    value.map((text) => `"${text.replaceAll('"', '""')}"`),
    value,
  );
  const csvLines = fc.array(fc.array(csvField, { minLength: 2, maxLength: 4 }), { maxLength: 15 });
  const lineBreak = fc.constantFrom('\n', '\r\n');

  test('in CSV, well-formed or not: no row is lost, none is counted wrongly, and failures.csv reads back equal', async () => {
    const folder = await tempFolder();
    await fc.assert(
      fc.asyncProperty(csvLines, lineBreak, fc.uint8Array({ maxLength: 40 }), async (lines, end, noise) => {
        const text = lines.map((fields) => fields.join(',') + end).join('');
        const bytes = Buffer.concat([Buffer.from(HEADER + text), noise, Buffer.from(`${end}g1,bob,3${end}`)]);
        await expectWhole(await runOver(folder, bytes, CSV), CSV);
      }),
      { numRuns: fuzzRuns(150) },
    );
  });

  const jsonValue = fc.oneof(value, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.jsonValue());
  const jsonLine = fc.oneof(
    fc
      .record(
        { GroupId: jsonValue, Member_Account: jsonValue, UnreadMsgNum: jsonValue, more: fc.jsonValue() },
        { requiredKeys: [] },
      )
      .map((object) => JSON.stringify(object)),
    fc
      .tuple(value, value)
      .map(
        ([group, account]) =>
          `{"__proto__":{"GroupId":"p"},"GroupId":${JSON.stringify(group)},"Member_Account":${JSON.stringify(account)},"UnreadMsgNum":"1"}`,
      ),
    fc.constant('{"GroupId":"\\ud83c","Member_Account":"a","UnreadMsgNum":1}'),
    fc.jsonValue().map((any) => JSON.stringify(any)),
    fc.string({ unit: 'binary', maxLength: 30 }),
  );

  test('in JSONL: every line with text on it is a row, and the same holds', async () => {
    const folder = await tempFolder();
    const first = '{"GroupId":"g1","Member_Account":"a","UnreadMsgNum":1}\n';
    await fc.assert(
      fc.asyncProperty(
        fc.array(jsonLine, { maxLength: 15 }),
        fc.uint8Array({ maxLength: 40 }),
        async (lines, noise) => {
          const bytes = Buffer.concat([Buffer.from(first + lines.map((line) => `${line}\n`).join('')), noise]);
          const ran = await runOver(folder, bytes, JSONL);
          await expectWhole(ran, JSONL);
          expect(ran.summary.rows.read).toBe(linesWithText(bytes));
        },
      ),
      { numRuns: fuzzRuns(150) },
    );
  });
});
