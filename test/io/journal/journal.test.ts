import { appendFile, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../src/core/books/ledger.ts';
import { JournalError, StateFolderError, WrongStateError } from '../../../src/core/errors.ts';
import { DEFAULT_COLUMNS } from '../../../src/core/row/columns.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import type { Failure } from '../../../src/core/target/outcome.ts';
import type { Target } from '../../../src/core/target/target.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { parseCheckpoint } from '../../../src/io/journal/checkpoint.ts';
import { csvLine } from '../../../src/io/journal/csv-line.ts';
import { FileJournal } from '../../../src/io/journal/journal.ts';
import { inspectFolder, prepareFolder, type StatePaths, statePaths } from '../../../src/io/journal/state-folder.ts';
import { InputFile } from '../../../src/io/source/input-file.ts';
import { inputRow } from '../../support/rows.ts';
import { HEADER, tempFile, tempFolder } from '../../support/temp.ts';

const REAL: Target = { kind: 'tim', sdkappid: 1, endpoint: 'https://console.tim.qq.com' };
const OTHER_APP: Target = { ...REAL, sdkappid: 2 };
const REHEARSAL: Target = { kind: 'simulator' };
const START = { row: 1, line: 2, byte: 10 };
const REFUSED: Failure = { class: 'refused', errorCode: 10004, message: 'no, "never"', attempts: 1 };
const reading = { kind: 'csv', delimiter: ',' };

/** What a run does with its folder before it opens its journal. */
const claim = async (paths: StatePaths, target: Target, more: object = {}) => {
  const found = await inspectFolder(paths, { target, reading, restart: false, ...more });
  await prepareFolder(paths, found, new Date('2026-11-22T20:30:00Z'));
  return found.checkpoint;
};

const openJournal = async (paths: StatePaths, target: Target = REAL, more: object = {}): Promise<FileJournal> => {
  const checkpoint = await claim(paths, target, more);
  const options = { paths, inputPath: 'rows.csv', inputBytes: 100, reading, target, checkpoint, clock: systemClock };
  return FileJournal.open(options, START);
};

/** A run that settles so many rows, the even ones refused. */
const runTo = async (paths: StatePaths, rows: number, given: { target?: Target; isComplete?: boolean } = {}) => {
  const journal = await openJournal(paths, given.target);
  const ledger = new Ledger(START);
  for (let number = 1; number <= rows; number += 1) {
    const row = inputRow(number);
    ledger.read(row);
    journal.bindTarget();
    if (number % 2) ledger.settleOk(row);
    else {
      ledger.settleFailed(row, REFUSED);
      journal.fail(row, REFUSED);
    }
  }
  if (given.isComplete) await journal.finish('{}\n', ledger.snapshot(), true);
  else await journal.save(ledger.snapshot());
  await journal.close();
  return ledger.snapshot();
};

const newPaths = async (): Promise<StatePaths> => statePaths(join(await tempFolder(), 'rows.csv.tim-unread'));
const lines = async (path: string): Promise<string[]> => (await readFile(path, 'utf8')).trimEnd().split('\n');

test('what was saved is there to go on from', async () => {
  const paths = await newPaths();
  const snapshot = await runTo(paths, 5);
  const journal = await openJournal(paths);
  expect(journal.resumed).toMatchObject(snapshot);
  await journal.close();
  expect(await lines(paths.failures)).toEqual([
    'GroupId,Member_Account,UnreadMsgNum,Line,Class,ErrorCode,Message,Attempts,Time',
    expect.stringMatching(/^g,user2,2,3,refused,10004,"no, ""never""",1,20.*Z$/),
    expect.stringMatching(/^g,user4,4,5,refused,/),
  ]);
});

test('only its owner can read what a run leaves behind', async () => {
  const paths = await newPaths();
  await runTo(paths, 2, { isComplete: true });
  const mode = async (path: string) => (await stat(path)).mode & 0o777;
  if (process.platform === 'win32') return;
  expect(await mode(paths.folder)).toBe(0o700);
  for (const path of [paths.checkpoint, paths.failures, paths.summary]) expect(await mode(path)).toBe(0o600);
});

test('failures that the checkpoint does not know are cut off', async () => {
  const paths = await newPaths();
  await runTo(paths, 4);
  const before = await readFile(paths.failures, 'utf8');
  await appendFile(paths.failures, 'g,user6,6,7,refused,10004,"half a li');
  await (await openJournal(paths)).close();
  expect(await readFile(paths.failures, 'utf8')).toBe(before);
});

describe('rows that were lowered', () => {
  const lower = async (paths: StatePaths, numbers: readonly number[]): Promise<void> => {
    const journal = await openJournal(paths);
    const ledger = new Ledger(journal.resumed ?? START);
    for (const number of numbers) {
      const row = inputRow(number);
      ledger.read(row);
      ledger.settleOk(row, 'lowered');
      journal.lower(row, 1);
    }
    await journal.save(ledger.snapshot());
    await journal.close();
  };
  const loweredOf = (paths: StatePaths): Promise<string[]> => lines(paths.lowered ?? '');

  test('stand in lowered.csv with the total of their group, over all resumed runs, and are counted', async () => {
    const paths = await newPaths();
    await lower(paths, [1, 2]);
    await lower(paths, [3]);
    expect(await loweredOf(paths)).toEqual([
      'GroupId,Member_Account,UnreadMsgNum,Line,Total,Time',
      expect.stringMatching(/^g,user1,1,2,1,20.*Z$/),
      expect.stringMatching(/^g,user2,2,3,1,/),
      expect.stringMatching(/^g,user3,3,4,1,/),
    ]);
    const journal = await openJournal(paths);
    expect(journal.resumed?.counts).toMatchObject({ ok: 3, lowered: 3, totalUnknown: 0 });
    await journal.close();
  });

  test('are cut off where the checkpoint does not know them: they are sent again', async () => {
    const paths = await newPaths();
    await lower(paths, [1, 2]);
    const before = await loweredOf(paths);
    await appendFile(paths.lowered ?? '', 'g,user3,3,4,1,2026-11-22T20:30:00.000Z\ng,user4,4,5,1,20');
    await (await openJournal(paths)).close();
    expect(await loweredOf(paths)).toEqual(before);
  });

  test('are not guessed where the file lacks some that the checkpoint counts: nothing is sent', async () => {
    const paths = await newPaths();
    await lower(paths, [1, 2]);
    await truncate(paths.lowered ?? '', 60);
    await expect(openJournal(paths)).rejects.toThrow(/lowered\.csv was changed/);
    await rm(paths.lowered ?? '');
    await expect(openJournal(paths)).rejects.toThrow(/lowered\.csv is gone/);
  });
});

test('after a write that failed nothing is saved any more, so that no failure is counted that is not in the file', async () => {
  const paths = await newPaths();
  const journal = await openJournal(paths);
  const ledger = new Ledger(START);
  const settle = (number: number) => {
    ledger.read(inputRow(number));
    ledger.settleFailed(inputRow(number), REFUSED);
    journal.fail(inputRow(number), REFUSED);
  };
  settle(1);
  await journal.save(ledger.snapshot());
  settle(2);
  await mkdir(`${paths.checkpoint}.tmp`); // where the next checkpoint would be written
  await expect(journal.save(ledger.snapshot())).rejects.toBeInstanceOf(JournalError);
  await rm(`${paths.checkpoint}.tmp`, { recursive: true });
  await expect(journal.finish('{}', ledger.snapshot(), true)).rejects.toBeInstanceOf(JournalError);
  await journal.close();
  const again = await openJournal(paths);
  expect(again.resumed?.counts.failed).toBe(1);
  await again.close();
  expect(await lines(paths.failures)).toHaveLength(2);
});

test('leftover temporary files are harmless', async () => {
  const paths = await newPaths();
  await runTo(paths, 4);
  await writeFile(`${paths.checkpoint}.tmp`, '{ half');
  const journal = await openJournal(paths);
  expect(journal.resumed?.counts.ok).toBe(2);
  await journal.close();
});

describe('a state folder that cannot be relied on is refused, and nothing in it changes', () => {
  test.each([
    { name: 'an empty checkpoint', spoil: (paths: StatePaths) => truncate(paths.checkpoint, 0), says: /is empty/ },
    { name: 'a checkpoint cut off', spoil: (paths: StatePaths) => truncate(paths.checkpoint, 200), says: /cut off/ },
    { name: 'garbage', spoil: (paths: StatePaths) => writeFile(paths.checkpoint, '\u0000\u0001'), says: /not JSON/ },
    {
      name: 'another JSON',
      spoil: (paths: StatePaths) => writeFile(paths.checkpoint, '{"version":1}'),
      says: /damaged/,
    },
    {
      name: 'a newer layout',
      spoil: async (paths: StatePaths) => {
        const text = await readFile(paths.checkpoint, 'utf8');
        await writeFile(paths.checkpoint, text.replace('"version": 1', '"version": 2'));
      },
      says: /newer tim-unread/,
    },
    {
      name: 'ranges out of order',
      spoil: async (paths: StatePaths) => {
        const text = await readFile(paths.checkpoint, 'utf8');
        await writeFile(paths.checkpoint, text.replace('"settledAhead": []', '"settledAhead": [[9, 8]]'));
      },
      says: /damaged/,
    },
    {
      name: 'one digit changed',
      spoil: async (paths: StatePaths) => {
        const text = await readFile(paths.checkpoint, 'utf8');
        await writeFile(paths.checkpoint, text.replace('"byte": 50', '"byte": 40'));
      },
      says: /was changed: its checksum/,
    },
    { name: 'no checkpoint', spoil: (paths: StatePaths) => rm(paths.checkpoint), says: /is missing/ },
    { name: 'no failures.csv', spoil: (paths: StatePaths) => rm(paths.failures), says: /failures.csv is gone/ },
    { name: 'a shorter failures.csv', spoil: (paths: StatePaths) => truncate(paths.failures, 90), says: /was changed/ },
  ])('$name', async ({ spoil, says }) => {
    const paths = await newPaths();
    await runTo(paths, 4);
    await spoil(paths);
    const before = await Promise.all((await readdir(paths.folder)).map((name) => readFile(join(paths.folder, name))));
    const error = await openJournal(paths).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WrongStateError);
    expect((error as Error).message).toMatch(says);
    expect((error as WrongStateError).hint).toMatch(/--restart/);
    const after = await Promise.all((await readdir(paths.folder)).map((name) => readFile(join(paths.folder, name))));
    expect(after).toEqual(before);
  });

  test('a file where the folder should be', async () => {
    const paths = await newPaths();
    await writeFile(paths.folder, '');
    await expect(openJournal(paths)).rejects.toThrow(/is a file, not a folder/);
  });

  test('a folder that cannot be made', async () => {
    const paths = statePaths(join(await tempFolder(), 'no', 'such', 'place'));
    await expect(openJournal(paths)).rejects.toBeInstanceOf(StateFolderError);
  });

  test('a folder in which failures.csv was an input is set aside all the same', async () => {
    const paths = await newPaths();
    await runTo(paths, 4);
    await mkdir(join(paths.folder, 'failures.csv.tim-unread'));
    expect(await claim(paths, REAL, { restart: true })).toBeUndefined();
  });

  test('a folder with other files in it is not set aside', async () => {
    const paths = await newPaths();
    await runTo(paths, 4);
    await writeFile(join(paths.folder, 'thesis.txt'), 'mine');
    await expect(claim(paths, REAL, { restart: true })).rejects.toThrow(/holds files .*thesis\.txt/);
    expect(await readdir(paths.folder)).toContain('thesis.txt');
  });
});

describe('whose folder it is', () => {
  test.each([
    { name: 'another app', target: OTHER_APP, says: /belongs to a run against SDKAppID 1/ },
    { name: 'other settings', target: REAL, more: { reading: { kind: 'jsonl' } }, says: /read the input with/ },
    { name: 'a rehearsal', target: REHEARSAL, says: /belongs to a real run/ },
  ])('a real run refuses $name', async ({ target, more, says }) => {
    const paths = await newPaths();
    await runTo(paths, 4);
    await expect(claim(paths, target, more)).rejects.toThrow(says);
  });

  test('before the first reply it is nobody’s yet', async () => {
    const paths = await newPaths();
    await (await openJournal(paths)).close();
    expect(await claim(paths, OTHER_APP)).toMatchObject({ target: null });
  });

  test('a rehearsal that is not finished goes on', async () => {
    const paths = await newPaths();
    await runTo(paths, 4, { target: REHEARSAL });
    expect(await claim(paths, REHEARSAL)).toMatchObject({ rehearsal: true });
  });

  test.each([
    { name: 'a finished rehearsal to a new one', isComplete: true, by: REHEARSAL, more: {} },
    { name: 'a finished rehearsal to a real run', isComplete: true, by: REAL, more: {} },
    { name: 'an unfinished rehearsal to a real run', isComplete: false, by: REAL, more: {} },
    { name: 'any run to --restart', isComplete: false, by: REHEARSAL, more: { restart: true } },
  ])('$name gives way, and is kept under a dated name', async ({ isComplete, by, more }) => {
    const paths = await newPaths();
    await runTo(paths, 4, { target: REHEARSAL, isComplete });
    expect(await claim(paths, by, more)).toBeUndefined();
    expect(await readdir(paths.folder)).toEqual([]);
    expect(await lines(join(`${paths.folder}.2026-11-22-203000`, 'failures.csv'))).toHaveLength(3);
    await writeFile(join(paths.folder, 'checkpoint.json'), '');
    await claim(paths, by, { restart: true });
    expect(await readdir(`${paths.folder}.2026-11-22-203000-2`)).toEqual(['checkpoint.json']);
  });

  test('--restart where nothing was begins', async () => {
    const paths = await newPaths();
    expect(await claim(paths, REAL, { restart: true })).toBeUndefined();
  });
});

test('what is written to failures.csv reads back equal, whatever the values', async () => {
  const folder = await tempFolder();
  const anything = fc.string({ unit: 'grapheme', maxLength: 12 });
  const values = fc.array(fc.tuple(anything, anything, anything), { minLength: 1, maxLength: 20 });
  await mkdir(folder, { recursive: true });
  await fc.assert(
    fc.asyncProperty(values, async (rows) => {
      const path = join(folder, 'rows.csv');
      await writeFile(path, HEADER + rows.map((row) => csvLine(row)).join(''));
      const file = await InputFile.open(path, { kind: 'csv', delimiter: ',', columns: DEFAULT_COLUMNS });
      const read: InputRow[] = [];
      for await (const block of (await file.fromStart(false)).rows()) read.push(...block);
      await file.close();
      expect(read.map((row) => [row.values.groupId, row.values.account, row.values.unread])).toEqual(rows);
    }),
  );
});

test('a checkpoint in which anything was changed or is missing is never trusted', async () => {
  const paths = await newPaths();
  await runTo(paths, 5);
  const text = await readFile(paths.checkpoint, 'utf8');
  const whole = parseCheckpoint('c', text);
  const position = fc.integer({ min: 0, max: text.length - 1 });
  const asciiByte = fc.integer({ min: 0, max: 127 });
  fc.assert(
    fc.property(position, asciiByte, fc.boolean(), (at, code, isCut) => {
      const spoilt = isCut ? text.slice(0, at) : text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
      try {
        // White space is no content.
        expect(parseCheckpoint('c', spoilt)).toEqual(whole);
      } catch (error) {
        expect(error).toBeInstanceOf(WrongStateError);
      }
    }),
    { numRuns: 3000 },
  );
});

test('a checkpoint keeps its size from row ten to row ten thousand', async () => {
  const few = await newPaths();
  const many = await newPaths();
  await runTo(few, 10);
  await runTo(many, 10_000);
  const growth = (await stat(many.checkpoint)).size - (await stat(few.checkpoint)).size;
  expect(growth).toBeLessThan(40); // longer numbers, nothing else
});

test('damage is found by the file that has it', async () => {
  const path = await tempFile('checkpoint.json', '');
  await expect(claim({ ...statePaths(join(path, '..')), checkpoint: path }, REAL)).rejects.toThrow(path);
});
