import { describe, expect, test } from 'vitest';
import type { ImportRowsPlan } from '../../../src/app/import/import-rows.ts';
import { Interrupted } from '../../../src/core/errors/interrupted.ts';
import { FatalReplyError } from '../../../src/core/errors/target-error.ts';
import type { Clock, RunEvent } from '../../../src/core/ports.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { importInMemory } from '../../support/memory.ts';
import { MemoryTarget, names, unanswered } from '../../support/memory-target.ts';
import { inputRow } from '../../support/rows.ts';

const BY_SEQ = 'NextMsgSeq - 1 - MsgSeq';
const ENOUGH = 20;

/** A clock that cuts every wait to 2 ms. */
const QUICK: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 2), signal) };

/** One row for every account in every group, with the count that it asks for. */
const rowsOf = (
  groupIds: readonly string[],
  accounts: readonly string[],
  unreadOf: (at: number) => number,
): InputRow[] =>
  groupIds
    .flatMap((groupId) => accounts.map((account, at) => ({ groupId, account, unread: String(unreadOf(at)) })))
    .map((values, at) => inputRow(at + 1, values));

const importInto = async (
  target: MemoryTarget,
  rows: readonly InputRow[],
  given: Omit<Parameters<typeof importInMemory>[2] & object, 'plan'> & { plan?: Partial<ImportRowsPlan> } = {},
) => {
  const plan = { checkGroups: true, onlyChanges: true, ...given.plan };
  const result = await importInMemory(rows, target.write, { reads: target.reads, clock: QUICK, ...given, plan });
  const told = (type: RunEvent['type']) => result.events.filter((event) => event.type === type);
  return { ...result, told };
};

/** Rows whose count in the target is not what they ask for. */
const wrongIn = (target: MemoryTarget, rows: readonly InputRow[]): InputRow[] =>
  rows.filter(({ row }) => {
    const group = target.groups.get(row?.groupId ?? '');
    return row && group?.counts.get(row.account) !== Math.min(row.unread, group?.total ?? 0);
  });

const MEMBERS = names('u', 200);
const right = (at: number): number => (at % 50) + 1;

describe('where what is read back is what was set', () => {
  test('only rows whose count differs are written, and the others are skipped', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, (at) => (at < 30 ? 77 : right(at)));
    const rows = rowsOf(['g'], MEMBERS, right);
    const { summary, told, journal } = await importInto(target, rows);
    expect(summary.rows).toMatchObject({ read: 200, ok: 30, skipped: 170, unchanged: 170, failed: 0, pending: 0 });
    expect(target.set).toHaveLength(30);
    expect(new Set(target.set.map(({ account }) => account))).toEqual(new Set(names('u', 30)));
    expect(wrongIn(target, rows)).toEqual([]);
    expect(told('calibrated')).toEqual([{ type: 'calibrated', source: BY_SEQ, rows: ENOUGH }]);
    expect(told('row-unchanged')).toHaveLength(170);
    expect(journal.failures).toEqual([]);
  });

  test('twenty rows are written also where all are right already', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    const { summary } = await importInto(target, rowsOf(['g'], MEMBERS, right));
    expect(summary.rows).toMatchObject({ ok: ENOUGH, unchanged: 180 });
    expect(target.set).toHaveLength(ENOUGH);
  });

  test('a row that is refused is no probe: others take its place, and the right ones are not written', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    target.groups.get('g')?.counts.set('u0', 98);
    const { write } = target;
    target.write = async (row) => (row.account === 'u0' ? unanswered('refused', 10004) : write(row));
    const { summary } = await importInto(target, rowsOf(['g'], MEMBERS, right));
    expect(summary.rows).toMatchObject({ ok: ENOUGH, failed: 1, unchanged: 179 });
  });

  test('none is skipped before all twenty are read back', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    const seen: string[] = [];
    target.instead = ({ question }) => {
      seen.push(question);
      return undefined;
    };
    const write = target.write;
    const { events } = await importInMemory(
      rowsOf(['g'], MEMBERS, right),
      async (row) => {
        seen.push('write');
        return write(row);
      },
      { reads: target.reads, clock: QUICK, plan: { checkGroups: true, onlyChanges: true } },
    );
    expect(seen).toEqual([
      'groups',
      ...Array(4).fill('readSeqs'),
      ...Array(ENOUGH).fill('write'),
      'groups',
      'readSeqs',
    ]);
    const types = events.map(({ type }) => type);
    expect(types.indexOf('row-unchanged')).toBeGreaterThan(types.indexOf('calibrated'));
  });

  test('a row that asks for more than the group has messages is right when it has the total', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 40, (at) => (at < ENOUGH ? 0 : 40));
    const { summary, journal } = await importInto(
      target,
      rowsOf(['g'], MEMBERS, () => 1000),
    );
    expect(summary.rows).toMatchObject({ ok: ENOUGH, lowered: ENOUGH, unchanged: 180 });
    expect(journal.lowered).toHaveLength(ENOUGH);
    expect(journal.lowered[0]).toMatchObject({ total: 40 });
  });

  test('rows that cannot be set fail as ever, those of groups that keep no count without a call', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    target.groups.set('room', { type: 'ChatRoom', total: 9, counts: new Map([['bob', 0]]) });
    const others = [
      inputRow(201, { groupId: 'room', account: 'bob', unread: '3' }),
      inputRow(202, { groupId: 'gone', account: 'bob', unread: '3' }),
      inputRow(203, { groupId: 'g', account: 'stranger', unread: '3' }),
      inputRow(204, { unread: 'x' }),
    ];
    const { summary, journal } = await importInto(target, [...rowsOf(['g'], MEMBERS, right), ...others]);
    expect(summary.rows).toMatchObject({ read: 204, ok: ENOUGH, unchanged: 180, failed: 4 });
    expect(journal.failures.map(({ failure }) => failure.class).sort()).toEqual([
      'group_refused',
      'invalid',
      'refused',
      'unsupported_group',
    ]);
    const written = new Set(target.set.map(({ groupId, account }) => `${groupId} ${account}`));
    expect(written).toEqual(new Set([...names('g u', ENOUGH), 'g stranger']));
  });

  test('later windows of rows are not tried again, and are skipped at once', async () => {
    const accounts = names('u', 2500);
    const target = new MemoryTarget().fill(['g'], accounts, 99, right);
    const { summary, told } = await importInto(target, rowsOf(['g'], accounts, right));
    expect(summary.rows).toMatchObject({ ok: ENOUGH, unchanged: 2480 });
    expect(told('calibrated')).toHaveLength(1);
  });
});

describe('where it is not', () => {
  test('every row is written, what was seen is told once, and nothing more is read', async () => {
    const accounts = names('u', 2500);
    const target = new MemoryTarget().fill(['g'], accounts, 99, right);
    target.tell = { [BY_SEQ]: () => 7 };
    const rows = rowsOf(['g'], accounts, right);
    const { summary, told } = await importInto(target, rows);
    expect(summary.rows).toMatchObject({ ok: 2500, skipped: 0 });
    expect(wrongIn(target, rows)).toEqual([]);
    expect(told('calibration-refused')).toEqual([
      {
        type: 'calibration-refused',
        source: BY_SEQ,
        reason: { code: 'read-back-differs', groupId: 'g', account: 'u0', set: 1, found: 7 },
      },
    ]);
    // Windows of 1000 and 1500 members, the second prepared ahead, and three looks at twenty rows.
    expect(target.askedOf('readSeqs').length).toBeLessThanOrEqual(20 + 30 + 3);
  });

  test('one row of the twenty is enough', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    target.tell = { [BY_SEQ]: (count, _, account) => (account === 'u13' ? count + 1 : count) };
    const { summary, told } = await importInto(target, rowsOf(['g'], MEMBERS, right));
    expect(summary.rows).toMatchObject({ ok: 200, unchanged: 0 });
    expect(told('calibration-refused')).toHaveLength(1);
    expect(told('calibrated')).toEqual([]);
  });

  test('a count that is told late is looked at again, twice', async () => {
    for (const { lateLooks, isBelieved } of [
      { lateLooks: 1, isBelieved: true },
      { lateLooks: 2, isBelieved: true },
      { lateLooks: 3, isBelieved: false },
    ]) {
      const target = new MemoryTarget().fill(['g'], MEMBERS, 99, (at) => (at < ENOUGH ? 90 : right(at)));
      // The first four questions come before the writes, for fifty members each.
      target.tell = {
        [BY_SEQ]: (count, _, account) =>
          target.askedOf('readSeqs').length <= 4 + lateLooks && Number(account.slice(1)) < ENOUGH ? 90 : count,
      };
      const { summary, told } = await importInto(target, rowsOf(['g'], MEMBERS, right));
      expect(summary.rows.unchanged).toBe(isBelieved ? 180 : 0);
      expect(told(isBelieved ? 'calibrated' : 'calibration-refused')).toHaveLength(1);
    }
  });

  test('only rows that differ are looked at again', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    target.tell = { [BY_SEQ]: (count, _, account) => (account === 'u13' ? 98 : count) };
    await importInto(target, rowsOf(['g'], MEMBERS, right));
    expect(
      target
        .askedOf('readSeqs')
        .slice(4)
        .map((accounts) => accounts.length),
    ).toEqual([ENOUGH, 1, 1]);
  });
});

describe('rows with a count above 0 are tried only, since groups that keep none show 0 for all', () => {
  test.each([
    { name: 'nineteen of them are too few: every row is written', counted: 19, unchanged: 0 },
    { name: 'twenty are enough, and rows of 0 are skipped as well', counted: 20, unchanged: 180 },
  ])('$name', async ({ counted, unchanged }) => {
    const countOf = (at: number): number => (at < counted ? at + 1 : 0);
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, countOf);
    const { summary, told } = await importInto(target, rowsOf(['g'], MEMBERS, countOf));
    expect(summary.rows).toMatchObject({ ok: 200 - unchanged, unchanged });
    expect(told('calibration-refused')).toEqual([]);
  });

  test('a count that the group’s total lowers to 0 is none either', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 0);
    const { summary } = await importInto(target, rowsOf(['g'], MEMBERS, right));
    expect(summary.rows).toMatchObject({ ok: 200, lowered: 200, unchanged: 0 });
  });

  test('they add up over the windows of rows', async () => {
    const accounts = names('u', 5000);
    // Windows of 1000, 2000 and 2000 rows, with ten, ten and 2000 counts.
    const countOf = (at: number): number => {
      if (at < 10) return at + 1;
      if (at >= 1000 && at < 1010) return at - 989;
      return at >= 3000 ? 5 : 0;
    };
    const target = new MemoryTarget().fill(['g'], accounts, 99, countOf);
    const { summary, told } = await importInto(target, rowsOf(['g'], accounts, countOf));
    expect(told('calibrated')).toHaveLength(1);
    // Rows that were right in the first window were written too.
    expect(summary.rows).toMatchObject({ ok: 1010, unchanged: 3990 });
  });

  test('rows that read right from the first are no proof where all come to the same number', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, () => 5);
    const { summary, told } = await importInto(
      target,
      rowsOf(['g'], MEMBERS, () => 5),
    );
    expect(summary.rows).toMatchObject({ ok: 200, unchanged: 0 });
    expect(told('calibrated')).toEqual([]);
  });

  test('those whose count differs come first: they have to be written anyway', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, (at) => (at >= 185 ? 77 : right(at)));
    const { summary } = await importInto(target, rowsOf(['g'], MEMBERS, right));
    expect(summary.rows).toMatchObject({ ok: ENOUGH, unchanged: 180 });
  });
});

describe('each way of reading is tried for itself', () => {
  // By member: forty groups share twenty members. By group: one with two hundred of its own.
  const SHARED = names('shared', 40);
  const FEW = names('m', 20);
  const rows = [...rowsOf(SHARED, FEW, right), ...rowsOf(['large'], MEMBERS, right)].map((row, at) => ({
    ...row,
    ...inputRow(at + 1, row.values),
  }));
  const filled = () => new MemoryTarget().fill(SHARED, FEW, 99, right).fill(['large'], MEMBERS, 99, right);

  test('both agree: both are believed, after twenty rows each', async () => {
    const target = filled();
    target.tell = { UnreadMsgNum: (count) => count, [BY_SEQ]: (count) => count };
    const { summary, told } = await importInto(target, rows);
    expect(told('calibrated').map((event) => 'source' in event && event.source)).toEqual(
      expect.arrayContaining(['UnreadMsgNum', BY_SEQ]),
    );
    expect(summary.rows).toMatchObject({ ok: 2 * ENOUGH, unchanged: 1000 - 2 * ENOUGH });
  });

  test.each([
    { name: 'UnreadMsgNum', wrong: 'UnreadMsgNum' as const, unchanged: 180 },
    // Where both are told they contradict each other: then nothing is skipped.
    { name: 'the seqs', wrong: BY_SEQ as typeof BY_SEQ, unchanged: 0 },
  ])('$name is not what was set: rows read that way are written, the others are skipped', async (given) => {
    const target = filled();
    target.tell = { UnreadMsgNum: (count) => count, [BY_SEQ]: (count) => count, [given.wrong]: () => 66 };
    const { summary, told } = await importInto(target, rows);
    expect(told('calibration-refused')).toMatchObject([{ source: given.wrong }]);
    expect(summary.rows).toMatchObject({ ok: 1000 - given.unchanged, unchanged: given.unchanged });
    expect(wrongIn(target, rows)).toEqual([]);
  });

  test('a row of which they contradict each other is written, however well each was believed before', async () => {
    const target = new MemoryTarget().fill(SHARED, FEW, 99, right);
    const isOdd = (groupId: string): boolean => groupId === 'shared39';
    target.tell = {
      // Never set, and told as it should be.
      UnreadMsgNum: (count, groupId, account) => (isOdd(groupId) ? right(Number(account.slice(1))) : count),
      [BY_SEQ]: (count) => count,
    };
    const odd = target.groups.get('shared39');
    for (const account of FEW) odd?.counts.set(account, 0);
    const shared = rowsOf(SHARED, FEW, right);
    const { summary, told } = await importInto(target, shared);
    expect(told('calibrated')).toHaveLength(2);
    expect(summary.rows).toMatchObject({ ok: ENOUGH + FEW.length, unchanged: 800 - ENOUGH - FEW.length });
    expect(wrongIn(target, shared)).toEqual([]);
  });

  test('by member also where so few rows would cost less to be read back by group', async () => {
    const target = new MemoryTarget().fill(SHARED, FEW, 99, right);
    target.tell = { UnreadMsgNum: (count) => count };
    const { summary } = await importInto(target, rowsOf(SHARED, FEW, right));
    expect(summary.rows).toMatchObject({ ok: ENOUGH, unchanged: 800 - ENOUGH });
  });
});

describe('a target that', () => {
  test('refuses all questions has every row written, and that is told', async () => {
    const accounts = names('u', 1500);
    const target = new MemoryTarget().fill(['g'], accounts, 99, right);
    target.instead = () => unanswered('refused', 10026);
    const { summary, told } = await importInto(target, rowsOf(['g'], accounts, right));
    expect(summary).toMatchObject({ exitCode: 0, rows: { ok: 1500, skipped: 0, totalUnknown: 1500 } });
    expect(told('groups-not-checked')).toEqual([
      { type: 'groups-not-checked', reason: { code: 'reply', errorCode: 10026, said: '' } },
    ]);
  });

  test('refuses the counts has every row written, and that is told', async () => {
    const groups = names('g', 40);
    const target = new MemoryTarget().fill(groups, MEMBERS, 99, right);
    target.instead = ({ question }) => (question === 'readSeqs' ? unanswered('refused', 10026) : undefined);
    const rows = rowsOf(groups, MEMBERS.slice(0, 15), right);
    const { summary, told } = await importInto(target, rows);
    expect(summary.rows).toMatchObject({ ok: 600, unchanged: 0, lowered: 0, totalUnknown: 0 });
    expect(told('calibration-refused')).toHaveLength(2);
    expect(told('calibration-refused')[0]).toMatchObject({
      reason: { code: 'questions-refused', errorCode: 10026 },
    });
  });

  test('cannot tell for a moment has those rows written', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    target.instead = ({ of }) => (of.includes('u60') ? unanswered('exhausted', 10002) : undefined);
    const { summary, told } = await importInto(target, rowsOf(['g'], MEMBERS, right));
    // The call that failed had fifty members.
    expect(summary.rows).toMatchObject({ ok: ENOUGH + 50, unchanged: 200 - ENOUGH - 50 });
    expect(told('calibrated')).toHaveLength(1);
  });

  test('refuses the account as such stops the run, with the rows pending', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    const fatal = new FatalReplyError({ kind: 'fatal-reply', errorCode: 60010, said: '', clockAheadMs: undefined });
    const reads = { ...target.reads, groups: () => Promise.reject(fatal) };
    const { summary } = await importInto(target, rowsOf(['g'], MEMBERS, right), { reads });
    expect(summary).toMatchObject({ exitCode: 4, earlyEnd: { error: fatal }, rows: { ok: 0, failed: 0, skipped: 0 } });
    expect(target.set).toEqual([]);
  });
});

describe('where every row was written, the summary says why', () => {
  const zero = (): number => 0;
  test.each<{
    name: string;
    asked?: (at: number) => number;
    has?: (at: number) => number;
    members?: readonly string[];
    change?: (target: MemoryTarget) => void;
    wroteAll: object;
  }>([
    {
      name: 'too few rows',
      members: names('u', 12),
      wroteAll: { code: 'too-few-tried', tried: 12, needed: ENOUGH },
    },
    { name: 'rows that ask for 0', asked: zero, wroteAll: { code: 'too-few-tried', tried: 0, needed: ENOUGH } },
    {
      name: 'rows that are right and alike',
      asked: () => 5,
      has: () => 5,
      wroteAll: { code: 'too-few-tried', tried: 2, needed: ENOUGH },
    },
    {
      name: 'a count that comes back otherwise',
      change: (target) => {
        target.tell = { [BY_SEQ]: () => 7 };
      },
      wroteAll: { code: 'read-back-differs', set: 1, found: 7 },
    },
    {
      name: 'questions refused',
      change: (target) => {
        target.instead = ({ question }) => (question === 'groups' ? undefined : unanswered('refused', 10026));
      },
      wroteAll: { code: 'questions-refused', errorCode: 10026 },
    },
    {
      name: 'questions that fail',
      change: (target) => {
        target.instead = ({ question }) => (question === 'groups' ? undefined : unanswered('exhausted', 10002));
      },
      wroteAll: { code: 'counts-not-read', count: 200, because: { code: 'reply', errorCode: 10002 } },
    },
    {
      name: 'replies without a count',
      change: (target) => {
        target.tell = {};
      },
      wroteAll: { code: 'counts-not-read', count: 200, because: { code: 'no-count-in-reply' } },
    },
    { name: 'counts that all differ', has: () => 77, wroteAll: { code: 'every-count-differs', tried: ENOUGH } },
  ])('$name', async ({ asked = right, has = right, members = MEMBERS, change, wroteAll }) => {
    const target = new MemoryTarget().fill(['g'], members, 99, has);
    change?.(target);
    const { summary } = await importInto(target, rowsOf(['g'], members, asked));
    expect(summary.rows).toMatchObject({ ok: members.length, unchanged: 0 });
    expect(summary.wroteAll).toMatchObject(wroteAll);
  });

  test('and nothing, where one was skipped, or counts were not wanted', async () => {
    const rows = rowsOf(['g'], MEMBERS, right);
    const target = () => new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    expect((await importInto(target(), rows)).summary.wroteAll).toBeUndefined();
    const plan = { onlyChanges: false };
    expect((await importInto(target(), rows, { plan })).summary.wroteAll).toBeUndefined();
  });
});

describe('a run that ends early', () => {
  test('at --limit has written so many rows, those that were tried included; skipped ones do not count', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, (at) => (at % 4 === 0 ? 77 : right(at)));
    const { summary } = await importInto(target, rowsOf(['g'], MEMBERS, right), { plan: { limit: 30 } });
    expect(target.set).toHaveLength(30);
    expect(summary).toMatchObject({ exitCode: 4, rows: { ok: 30, failed: 0 } });
    const { read, ok, skipped, pending } = summary.rows;
    expect(read).toBe(ok + skipped + pending);
  });

  test('while it waits for the second look settles nothing that it does not know', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    target.tell = { [BY_SEQ]: () => 66 };
    const halt = new AbortController();
    const clock: Clock = {
      ...QUICK,
      sleep: (ms, signal) => {
        if (ms === 1000 && target.set.length === ENOUGH)
          halt.abort(new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }));
        return QUICK.sleep(ms, signal);
      },
    };
    const { summary, told, journal } = await importInto(target, rowsOf(['g'], MEMBERS, right), {
      clock,
      signal: halt.signal,
    });
    expect(summary).toMatchObject({ exitCode: 130, rows: { ok: ENOUGH, skipped: 0, pending: 0 } });
    expect([...told('calibrated'), ...told('calibration-refused')]).toEqual([]);
    expect(journal.snapshots.at(-1)?.next.row).toBe(ENOUGH + 1);
  });
});

describe('with --no-group-check', () => {
  test('rows are skipped all the same, and no group is told lowered or refused', async () => {
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    target.groups.set('room', { type: 'ChatRoom', total: 9, counts: new Map([['bob', 0]]) });
    const rows = [...rowsOf(['g'], MEMBERS, right), inputRow(201, { groupId: 'room', account: 'bob', unread: '3' })];
    const { summary } = await importInto(target, rows, { plan: { checkGroups: false } });
    expect(summary.rows).toMatchObject({ ok: ENOUGH + 1, unchanged: 180, failed: 0, totalUnknown: ENOUGH + 1 });
  });

  test('a group that keeps no count spoils the trial of no other, however it is read', async () => {
    const rooms = names('room', 60);
    const target = new MemoryTarget().fill(['g'], MEMBERS, 99, right);
    // Setting has no effect there, and no error.
    for (const room of rooms) target.groups.set(room, { type: 'ChatRoom', total: 9, counts: new Map([['bob', 4]]) });
    const ofRooms = rooms.map((groupId, at) => inputRow(at + 1, { groupId, account: 'bob', unread: '3' }));
    const rows = [...ofRooms, ...rowsOf(['g'], MEMBERS, right).map((row, at) => inputRow(at + 61, row.values))];
    const write = target.write;
    const { summary, events } = await importInMemory(
      rows,
      async (row) => (row.groupId === 'g' ? write(row) : { kind: 'ok', attempts: 1 }),
      { reads: target.reads, clock: QUICK, plan: { checkGroups: false, onlyChanges: true } },
    );
    expect(events.map(({ type }) => type)).not.toContain('calibration-refused');
    expect(summary.rows).toMatchObject({ ok: 60 + ENOUGH, unchanged: 180 });
  });
});
