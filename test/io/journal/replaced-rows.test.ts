import { appendFile, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { Ledger } from '../../../src/core/books/ledger.ts';
import { NumberSet } from '../../../src/core/books/number-set.ts';
import type { Failure } from '../../../src/core/target/outcome.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { parseCheckpoint, reopenedCheckpoint } from '../../../src/io/journal/checkpoint.ts';
import { FileJournal } from '../../../src/io/journal/journal.ts';
import type { StatePaths } from '../../../src/io/journal/state-paths.ts';
import { inputRow } from '../../support/rows.ts';
import {
  linesOf,
  newPaths,
  openJournal,
  READING,
  REAL,
  REFUSED,
  START,
  SUMMARY_TEXT,
  WORDS,
} from '../../support/state-folder.ts';

const INVALID: Failure = { ...REFUSED, class: 'invalid', errorCode: null };
const INVALID_ROWS = [{ class: 'invalid', errorCode: null, count: 2 }] as const;
const OTHER_READING = { ...READING, encoding: 'gb18030' };

/** A run of six rows: 2 and 5 are invalid, 3 is refused. */
const finishedRun = async (): Promise<StatePaths> => {
  const paths = await newPaths();
  const journal = await openJournal(paths);
  const ledger = new Ledger(START);
  for (const number of [1, 2, 3, 4, 5, 6]) {
    const row = inputRow(number, { account: `u"${number}` });
    const failure = number === 3 ? REFUSED : number === 2 || number === 5 ? INVALID : undefined;
    ledger.read(row);
    if (!failure) {
      ledger.settleOk(row);
      continue;
    }
    ledger.settleFailed(row, failure);
    journal.fail(row, failure);
  }
  await journal.save(ledger.snapshot());
  await journal.close();
  return paths;
};

/** Goes on in another encoding, in which rows 2 and 5 are open. */
const reopen = async (paths: StatePaths): Promise<FileJournal> => {
  const found = parseCheckpoint(paths.checkpoint, await readFile(paths.checkpoint, 'utf8'));
  const start = { next: { row: 2, line: 3, byte: 20 }, settledAhead: [[6, 6] as const], proven: PROVEN };
  const checkpoint = reopenedCheckpoint(found, OTHER_READING, {
    start,
    reopened: INVALID_ROWS,
    reopensRefused: false,
    pending: 2,
  });
  const reopenedLines = new NumberSet();
  for (const line of [3, 6]) reopenedLines.add(line);
  return FileJournal.open(
    {
      paths,
      inputPath: 'rows.csv',
      inputBytes: 100,
      reading: OTHER_READING,
      target: REAL,
      checkpoint,
      reopenedLines,
      clock: systemClock,
      summaryText: () => SUMMARY_TEXT,
      words: WORDS,
    },
    START,
  );
};

const PROVEN = { bytes: 70, sha256: '6'.padStart(64, '0') };
const isRow3Only = [expect.stringMatching(/^GroupId,/), expect.stringMatching(/^g,"u""3",3,4,refused,/)];

test('rows that are open again are no failures any more, in the file and in the counts', async () => {
  const paths = await finishedRun();
  const journal = await reopen(paths);
  await journal.close();
  expect(await linesOf(paths.failures)).toEqual(isRow3Only);
  const { counts, failures, earlier, failuresBytes } = JSON.parse(await readFile(paths.checkpoint, 'utf8'));
  expect(counts).toMatchObject({ read: 6, ok: 3, failed: 1, pending: 2 });
  expect(failures).toEqual([{ class: 'refused', errorCode: 10004, count: 1 }]);
  expect(earlier).toMatchObject([{ reading: READING, next: { row: 7 } }]);
  expect(failuresBytes).toBe((await readFile(paths.failures)).length);
});

test('a run that is killed on the way is taken up from the step that it had reached', async () => {
  const paths = await finishedRun();
  const before = { checkpoint: await readFile(paths.checkpoint), failures: await readFile(paths.failures) };
  await (await reopen(paths)).close();
  const after = { checkpoint: await readFile(paths.checkpoint), failures: await readFile(paths.failures) };
  const next = `${paths.failures}.next`;
  const goOn = async () => {
    const journal = await FileJournal.open(
      {
        paths,
        inputPath: 'rows.csv',
        inputBytes: 100,
        reading: OTHER_READING,
        target: REAL,
        checkpoint: parseCheckpoint(paths.checkpoint, await readFile(paths.checkpoint, 'utf8')),
        clock: systemClock,
        summaryText: () => SUMMARY_TEXT,
        words: WORDS,
      },
      START,
    );
    await journal.close();
  };

  // Beside the failures, not counted on: it begins again.
  await writeFile(paths.checkpoint, before.checkpoint);
  await writeFile(paths.failures, before.failures);
  await writeFile(next, after.failures.subarray(0, 30));
  await (await reopen(paths)).close();
  expect(await readFile(paths.failures)).toEqual(after.failures);

  // Counted on, under its own name still: it takes the name.
  await writeFile(paths.failures, before.failures);
  await writeFile(next, after.failures);
  await goOn();
  expect(await linesOf(paths.failures)).toEqual(isRow3Only);
  expect(await readdir(paths.folder)).not.toContain('failures.csv.next');

  // Done, and a change after it had begun: what lies beside the failures is not theirs.
  await copyFile(paths.failures, next);
  await appendFile(next, 'of another size');
  await goOn();
  expect(await linesOf(paths.failures)).toEqual(isRow3Only);
  await rm(next);
});
