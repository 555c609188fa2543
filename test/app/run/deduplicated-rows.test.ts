import { appendFile, writeFile } from 'node:fs/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DeduplicatedRows, type DeduplicatedRowsOptions } from '../../../src/app/run/deduplicated-rows.ts';
import { DEFAULT_COLUMNS } from '../../../src/core/row/columns.ts';
import { InputFile } from '../../../src/io/source/input-file.ts';
import { newHash } from '../../support/hash.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

const CSV = { kind: 'csv', delimiter: ',', columns: DEFAULT_COLUMNS } as const;

const openMarked = async (
  path: string,
  rule: DeduplicatedRowsOptions['rule'],
  given: Partial<DeduplicatedRowsOptions> = {},
) => {
  const [file, scanned] = [await InputFile.open(path, CSV), await InputFile.open(path, CSV)];
  onTestFinished(async () => {
    await file.close();
    await scanned.close();
  });
  return DeduplicatedRows.open(await file.fromStart(true), {
    path,
    rule,
    openScan: () => scanned.fromStart(true),
    newHash,
    onScan: () => {},
    halted: new AbortController().signal,
    ...given,
  });
};

/** For each row: line, count, and the line of the row that is sent instead. */
const marksOf = async (source: DeduplicatedRows): Promise<unknown[]> => {
  const marks: unknown[] = [];
  do {
    for await (const block of source.rows()) {
      for (const { line, row, supersededByLine } of block) marks.push([line, row?.unread, supersededByLine]);
    }
  } while (await source.hasGrown());
  return marks;
};

const ROWS = `${HEADER}g,a,5\ng,b,1\ng,a,9\ng,a,x\ng,b,1\ng,a,7\n`;

describe('rows of the same pair', () => {
  test.each([
    { rule: 'first', byLines: [undefined, undefined, 2, undefined, 3, 2] },
    { rule: 'max', byLines: [4, undefined, undefined, undefined, 3, 4] },
  ] as const)('with $rule, are marked with the line that is sent', async ({ rule, byLines }) => {
    const marks = await marksOf(await openMarked(await tempFile('rows.csv', ROWS), rule));
    expect(marks).toEqual([5, 1, 9, undefined, 1, 7].map((unread, at) => [at + 2, unread, byLines[at]]));
  });

  test('an invalid row takes no other’s place and is not marked', async () => {
    const path = await tempFile('rows.csv', `${HEADER}g,a,99999999999\ng,a,1\ng,a,-1\ng,a,2\n`);
    expect(await marksOf(await openMarked(path, 'max'))).toEqual([
      [2, undefined, undefined],
      [3, 1, 5],
      [4, undefined, undefined],
      [5, 2, undefined],
    ]);
  });

  test('with error, are told with lines and counts', async () => {
    const opened = openMarked(await tempFile('rows.csv', ROWS), 'error');
    await expect(opened).rejects.toMatchObject({
      code: 'TU_DUPLICATES',
      exitCode: 2,
      fact: {
        kind: 'duplicate-rows',
        count: 3,
        examples: [{ groupId: 'g', account: 'a', line: 4, unread: 9, firstLine: 2, firstUnread: 5 }, {}, {}],
      },
    });
  });
});

describe('an input that grows', () => {
  test('hands over nothing of what has come before it is asked once more', async () => {
    const path = await tempFile('rows.csv', `${HEADER}g,a,5\n`);
    const source = await openMarked(path, 'last');
    await appendFile(path, 'g,b,1\ng,a,9\n');
    const lines: number[][] = [];
    for (let pass = 0; pass === 0 || (await source.hasGrown()); pass += 1) {
      lines.push([]);
      for await (const block of source.rows()) lines.at(-1)?.push(...block.map(({ line }) => line));
    }
    expect(lines).toEqual([[2], [3, 4]]);
  });

  test.each([
    {
      rule: 'first',
      added: 'g,a,10\ng,c,1\n',
      marks: [
        [5, 10, 2],
        [6, 1, undefined],
      ],
    },
    {
      rule: 'max',
      added: 'g,a,10\ng,b,0\n',
      marks: [
        [5, 10, undefined],
        [6, 0, 3],
      ],
    },
  ] as const)('is scanned again, with $rule', async ({ rule, added, marks }) => {
    const path = await tempFile('rows.csv', `${HEADER}g,a,5\ng,b,1\ng,a,9\n`);
    const source = await openMarked(path, rule);
    expect(await marksOf(source)).toHaveLength(3);
    await appendFile(path, added);
    expect(await marksOf(source)).toEqual(marks);
  });

  test('is scanned again also where the scan saw half of its last line', async () => {
    const path = await tempFile('rows.csv', `${HEADER}g,a,5\ng,`);
    const source = await openMarked(path, 'first');
    await appendFile(path, 'a,9\n');
    expect(await marksOf(source)).toEqual([
      [2, 5, undefined],
      [3, 9, 2],
    ]);
  });

  test('ends the run where a pair comes again and the rule is error', async () => {
    const path = await tempFile('rows.csv', `${HEADER}g,a,5\n`);
    const source = await openMarked(path, 'error');
    expect(await marksOf(source)).toEqual([[2, 5, undefined]]);
    await appendFile(path, 'g,b,1\n');
    expect(await marksOf(source)).toEqual([[3, 1, undefined]]);
    await appendFile(path, 'g,a,6\n');
    await expect(marksOf(source)).rejects.toMatchObject({ code: 'TU_INPUT_CHANGED', exitCode: 4 });
  });
});

test('an input that is edited between the scan and the reading is noticed', async () => {
  const path = await tempFile('rows.csv', ROWS);
  const source = await openMarked(path, 'first');
  await writeFile(path, ROWS.replace('g,b,1', 'g,b,2'));
  await marksOf(source);
  await expect(source.prove()).rejects.toMatchObject({ code: 'TU_INPUT_CHANGED' });
});

test('a scan ends when the run is halted', async () => {
  const halt = new AbortController();
  const reason = new Error('Ctrl-C');
  halt.abort(reason);
  await expect(openMarked(await tempFile('rows.csv', ROWS), 'first', { halted: halt.signal })).rejects.toBe(reason);
});
