import { appendFile, mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Ledger } from '../../../src/core/books/ledger.ts';
import { JournalError } from '../../../src/core/errors/state-error.ts';
import type { StatePaths } from '../../../src/io/journal/state-paths.ts';
import { inputRow } from '../../support/rows.ts';
import { linesOf, newPaths, openJournal, REFUSED, runTo, START, SUMMARY } from '../../support/state-folder.ts';

test('what was saved is there to go on from', async () => {
  const paths = await newPaths();
  const snapshot = await runTo(paths, 5);
  const journal = await openJournal(paths);
  expect(journal.resumed).toMatchObject(snapshot);
  await journal.close();
  expect(await linesOf(paths.failures)).toEqual([
    'GroupId,Member_Account,UnreadMsgNum,Line,Class,ErrorCode,Message,Attempts,Time,Raw',
    expect.stringMatching(/^g,user2,2,3,refused,10004,"no, ""never""",1,20.*Z,$/),
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
  const loweredOf = (paths: StatePaths): Promise<string[]> => linesOf(paths.lowered ?? '');

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
    await expect(openJournal(paths)).rejects.toMatchObject({
      fact: { kind: 'rows-file-changed', path: paths.lowered, endedAtByte: 130 },
    });
    await rm(paths.lowered ?? '');
    await expect(openJournal(paths)).rejects.toMatchObject({
      fact: { kind: 'rows-file-missing', path: paths.lowered },
    });
  });
});

test('after a failed write nothing is saved any more: a failure that is not in the file is never counted', async () => {
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
  await rename(paths.folder, `${paths.folder}.kept`);
  await writeFile(paths.folder, ''); // where the next checkpoint would be put
  await expect(journal.save(ledger.snapshot())).rejects.toBeInstanceOf(JournalError);
  await rm(paths.folder);
  await rename(`${paths.folder}.kept`, paths.folder);
  await expect(journal.finish(SUMMARY, ledger.snapshot(), true)).rejects.toBeInstanceOf(JournalError);
  await journal.close();
  const again = await openJournal(paths);
  expect(again.resumed?.counts.failed).toBe(1);
  await again.close();
  expect(await linesOf(paths.failures)).toHaveLength(2);
});

// Where an open file holds its folder, nobody can move it.
test.skipIf(process.platform === 'win32')(
  'a folder that is moved right after somebody has looked for it is made again, with every failed row',
  async () => {
    const paths = await newPaths();
    const moved = `${paths.folder}.moved`;
    let looks = 0;
    const mendOthers = async (): Promise<boolean> => {
      looks += 1;
      if (looks === 2) await rename(paths.folder, moved);
      if (looks !== 3) return false;
      await mkdir(paths.folder, { mode: 0o700 });
      return true;
    };
    const journal = await openJournal(paths, undefined, { mendOthers });
    const ledger = new Ledger(START);
    for (const number of [1, 2, 3]) {
      ledger.read(inputRow(number));
      ledger.settleFailed(inputRow(number), REFUSED);
      journal.fail(inputRow(number), REFUSED);
      await journal.save(ledger.snapshot());
    }
    await journal.close();
    expect(looks).toBe(4);
    expect(await linesOf(paths.failures)).toHaveLength(1 + 3);
    const again = await openJournal(paths);
    expect(again.resumed).toMatchObject(ledger.snapshot());
    await again.close();
  },
);

test('a temporary file that a killed run has left is harmless, and is taken away', async () => {
  const paths = await newPaths();
  await runTo(paths, 4);
  await writeFile(`${paths.checkpoint}.0123456789abcdef.tmp`, '{ half');
  const journal = await openJournal(paths);
  expect(journal.resumed?.counts.ok).toBe(2);
  expect((await readdir(paths.folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  await journal.close();
});

test('a checkpoint keeps its size from row ten to row ten thousand', async () => {
  const few = await newPaths();
  const many = await newPaths();
  await runTo(few, 10);
  await runTo(many, 10_000);
  const growth = (await stat(many.checkpoint)).size - (await stat(few.checkpoint)).size;
  expect(growth).toBeLessThan(40); // longer numbers, nothing else
});

test('since when the rate is 0 stands in the checkpoint until it is another one', async () => {
  const paths = await newPaths();
  const journal = await openJournal(paths);
  const pausedSince = async (): Promise<unknown> => {
    await journal.save(new Ledger(START).snapshot());
    return JSON.parse(await readFile(paths.checkpoint, 'utf8')).pausedSince;
  };
  const changed = { type: 'rate-changed', isAsked: true, zone: 'UTC' } as const;
  journal.onEvent({ ...changed, perSecond: 0 });
  expect(await pausedSince()).toMatch(/^\d{4}-/);
  journal.onEvent({ ...changed, perSecond: 80 });
  expect(await pausedSince()).toBeUndefined();
  await journal.close();
});

test.each(['target', 'budget'] as const)(
  'what is waited for stands in the checkpoint until the %s is back',
  async (of) => {
    const paths = await newPaths();
    const journal = await openJournal(paths);
    const waiting = async (): Promise<unknown> => {
      await journal.save(new Ledger(START).snapshot());
      return JSON.parse(await readFile(paths.checkpoint, 'utf8')).waiting;
    };
    const reason = { code: 'budget-away', redis: 'redis://h', said: 'ECONNREFUSED' } as const;
    journal.onEvent({ type: 'waiting', reason, isLasting: false, giveUpInMs: 60_000 });
    expect(await waiting()).toMatchObject({ reason: expect.stringContaining('ECONNREFUSED') });
    journal.onEvent({ type: 'back', of, afterMs: 1000 });
    expect(await waiting()).toBeUndefined();
    await journal.close();
  },
);
