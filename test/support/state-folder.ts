import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ledger, type Snapshot } from '../../src/core/books/ledger.ts';
import type { RunSummary } from '../../src/core/books/summary.ts';
import type { Failure } from '../../src/core/target/outcome.ts';
import type { Reason } from '../../src/core/target/reason.ts';
import type { Target } from '../../src/core/target/target.ts';
import { systemClock } from '../../src/io/clock.ts';
import type { FoundCheckpoint } from '../../src/io/journal/checkpoint.ts';
import { FileJournal } from '../../src/io/journal/journal.ts';
import { inspectFolder, prepareFolder, removeLeftBehind } from '../../src/io/journal/state-folder.ts';
import { type StatePaths, statePaths } from '../../src/io/journal/state-paths.ts';
import { inputRow } from './rows.ts';
import { tempFolder } from './temp.ts';

export const REAL: Target = { kind: 'tim', sdkappid: 1, endpoint: 'https://console.tim.qq.com' };
export const OTHER_APP: Target = { ...REAL, sdkappid: 2 };
export const REHEARSAL: Target = { kind: 'simulator' };
export const READING = { kind: 'csv', delimiter: ',' };
export const START = { row: 1, line: 2, byte: 10 };
/** A summary of which only the text matters. */
export const SUMMARY = {} as RunSummary;
export const SUMMARY_TEXT = '{ "verdict": "COMPLETE" }\n';
export const REFUSED: Failure = {
  class: 'refused',
  errorCode: 10004,
  reason: { code: 'reply', errorCode: 10004, said: 'no, "never"' },
  attempts: 1,
};
/** The texts for the files of a journal. */
const ROW_WORDS = { reason: (reason: Reason) => ('said' in reason ? reason.said : reason.code) };
export const WORDS = { plain: ROW_WORDS, marked: ROW_WORDS, isMarked: false };

export const newPaths = async (): Promise<StatePaths> => statePaths(join(await tempFolder(), 'rows.csv.tim-unread'));

export const linesOf = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).trimEnd().split('\n');

/** Prepares the folder as a run does before it opens its journal. */
export const claim = async (
  paths: StatePaths,
  target: Target,
  given: { restart?: boolean; reading?: Record<string, unknown> } = {},
): Promise<FoundCheckpoint | undefined> => {
  const found = await inspectFolder(paths, { target, reading: READING, restart: false, ...given });
  await prepareFolder(paths, found, new Date('2026-11-22T20:30:00Z'));
  await removeLeftBehind(paths.folder);
  return found.checkpoint;
};

export const openJournal = async (
  paths: StatePaths,
  target: Target = REAL,
  given: { restart?: boolean; mendOthers?: () => Promise<boolean>; halted?: AbortSignal } = {},
): Promise<FileJournal> => {
  const checkpoint = await claim(paths, target, given);
  const { mendOthers, halted } = given;
  const of = {
    paths,
    inputPath: 'rows.csv',
    inputBytes: 100,
    reading: READING,
    target,
    ...(mendOthers && { mendOthers }),
    ...(halted && { halted }),
  };
  return FileJournal.open(
    { ...of, checkpoint, clock: systemClock, summaryText: () => SUMMARY_TEXT, words: WORDS },
    START,
  );
};

/** A run that settles this many rows; those with even numbers are refused. */
export const runTo = async (
  paths: StatePaths,
  rows: number,
  given: { target?: Target; isComplete?: boolean } = {},
): Promise<Snapshot> => {
  const journal = await openJournal(paths, given.target);
  const ledger = new Ledger(START);
  for (let number = 1; number <= rows; number += 1) {
    const row = inputRow(number);
    ledger.read(row);
    journal.bindTarget(0);
    if (number % 2) ledger.settleOk(row);
    else {
      ledger.settleFailed(row, REFUSED);
      journal.fail(row, REFUSED);
    }
  }
  if (given.isComplete) await journal.finish(SUMMARY, ledger.snapshot(), true);
  else await journal.save(ledger.snapshot());
  await journal.close();
  return ledger.snapshot();
};
