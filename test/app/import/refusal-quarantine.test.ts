import { describe, expect, test } from 'vitest';
import type { Clock, ReadApi } from '../../../src/core/ports.ts';
import type { Row } from '../../../src/core/row/row.ts';
import type { Answer } from '../../../src/core/target/outcome.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { importInMemory, MemoryJournal, NO_READS, ok, refusal } from '../../support/memory.ts';
import { refusedWith } from '../../support/reads.ts';
import { inputRow } from '../../support/rows.ts';

const rowsOf = (count: number, groupOf = (_: number): string => 'g1') =>
  Array.from({ length: count }, (_, at) => inputRow(at + 1, { groupId: groupOf(at + 1) }));

/** A target that knows who is a member, and what it was asked. */
const rolesOf = (roleOf: (groupId: string, account: string) => string | undefined) => {
  const asked: (readonly string[])[] = [];
  const reads: ReadApi = {
    ...NO_READS,
    roles: async (groupId, accounts) => {
      asked.push(accounts);
      const roles = accounts.flatMap((account): [string, string][] => {
        const role = roleOf(groupId, account);
        return role === undefined ? [] : [[account, role]];
      });
      return { kind: 'ok', attempts: 1, value: new Map(roles) };
    },
  };
  return { reads, asked };
};
const EVERYBODY = () => 'Member';
const NOBODY = () => 'NotMember';
const only = (good: (row: Row) => boolean) => async (row: Row) => (good(row) ? ok : refusal(10007));
const ONE_AT_A_TIME = { plan: { concurrency: 1 } };

describe('of accounts that are no members', () => {
  test('at the head of an input are refused as such, with two questions for twenty, and the rest is set', async () => {
    const { reads, asked } = rolesOf((_, account) => (Number(account.slice(4)) <= 60 ? 'NotMember' : 'Member'));
    const good = only(({ unread }) => unread > 60);
    const { summary, journal, calls } = await importInMemory(rowsOf(100), good, { reads, ...ONE_AT_A_TIME });
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 40, failed: 60, pending: 0 } });
    expect(journal.failures.map(({ failure }) => failure)).toEqual(
      Array(60).fill({ class: 'refused', errorCode: 10007, reason: { code: 'not-a-member' }, attempts: 1 }),
    );
    expect(asked.map(({ length }) => length)).toEqual([20, 20, 20, 20, 20, 20]);
    // No row was written twice.
    expect(calls).toHaveLength(100);
  });

  test('are refused as such also where no row is ever set', async () => {
    const { reads } = rolesOf(NOBODY);
    const { summary } = await importInMemory(rowsOf(5), async () => refusal(10007), { reads });
    expect(summary).toMatchObject({ exitCode: 3, rows: { failed: 5, pending: 0 } });
  });

  test('are told apart from members in the same question', async () => {
    const { reads } = rolesOf((_, account) => (account === 'user3' ? 'NotMember' : 'Member'));
    const good = only(({ unread }) => unread !== 3 && unread !== 4);
    const { journal } = await importInMemory(rowsOf(50), good, { reads });
    expect(journal.failures.sort((a, b) => a.number - b.number).map(({ failure }) => failure.reason.code)).toEqual([
      'not-a-member',
      'reply',
    ]);
  });
});

describe('of members', () => {
  test('stop the run when nothing was ever set, and no row has failed', async () => {
    const { reads, asked } = rolesOf(EVERYBODY);
    const rows = rowsOf(100, (number) => `g${number % 3}`);
    const { summary, journal } = await importInMemory(rows, async () => refusal(10007), { reads, ...ONE_AT_A_TIME });
    expect(summary).toMatchObject({ exitCode: 4, rows: { ok: 0, failed: 0 } });
    expect(summary.earlyEnd).toMatchObject({ error: { fact: { kind: 'rows-refused', count: 20, areMembers: true } } });
    expect(journal.failures).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  test('stop the run when none is set any more: the rights are gone', async () => {
    const { reads } = rolesOf(EVERYBODY);
    const { summary, calls } = await importInMemory(
      rowsOf(100),
      only(({ unread }) => unread <= 50),
      { reads },
    );
    expect(summary).toMatchObject({ exitCode: 4, rows: { ok: 50, failed: 0 } });
    expect(summary.earlyEnd).toMatchObject({ error: { fact: { kind: 'rows-refused', areMembers: true } } });
    expect(calls.filter(({ unread }) => unread <= 50)).toHaveLength(50);
  });

  test('stop the run also at the end of an input', async () => {
    const { reads } = rolesOf(EVERYBODY);
    const { summary } = await importInMemory(
      rowsOf(12),
      only(({ unread }) => unread <= 10),
      { reads },
    );
    expect(summary).toMatchObject({ exitCode: 4, input: { atEnd: false }, rows: { read: 10, ok: 10, pending: 0 } });
  });

  test('are believed once another row is set after them', async () => {
    const { reads } = rolesOf(EVERYBODY);
    const good = only(({ unread }) => unread % 15 === 0);
    const { summary, journal, calls } = await importInMemory(rowsOf(105), good, { reads });
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 7, failed: 98 } });
    expect(new Set(journal.failures.map(({ number }) => number)).size).toBe(98);
    expect(calls).toHaveLength(105);
  });

  test('of one group only, where others get through, are that group’s', async () => {
    const { reads } = rolesOf(EVERYBODY);
    const rows = rowsOf(200, (number) => (number > 50 && number <= 150 ? 'odd' : `g${number % 3}`));
    const { summary } = await importInMemory(
      rows,
      only(({ groupId }) => groupId !== 'odd'),
      { reads },
    );
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 100, failed: 100, pending: 0 } });
  });

  test('of one group at the head of the input do not keep the others from being set', async () => {
    const { reads } = rolesOf(EVERYBODY);
    const rows = rowsOf(200, (number) => (number <= 90 ? 'odd' : 'even'));
    const { summary } = await importInMemory(
      rows,
      only(({ groupId }) => groupId !== 'odd'),
      { reads },
    );
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 110, failed: 90, pending: 0 } });
  });

  test('fail in one group at most, when the rights are gone just where it begins', async () => {
    const { reads } = rolesOf(EVERYBODY);
    const rows = rowsOf(200, (number) => `g${Math.floor((number - 1) / 50)}`);
    const { summary } = await importInMemory(
      rows,
      only(({ groupId }) => groupId === 'g0'),
      {
        reads,
        ...ONE_AT_A_TIME,
      },
    );
    expect(summary).toMatchObject({ exitCode: 4, rows: { ok: 50, failed: 40 } });
  });
});

describe('where nobody can tell who is a member', () => {
  const QUICK: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 5), signal) };
  test.each<{ name: string; answer: () => Promise<Answer<never>> }>([
    { name: 'because the question is refused', answer: async () => refusedWith(10026) },
    { name: 'because no reply comes', answer: () => new Promise(() => {}) },
  ])('$name, the run goes on while others are set', async ({ answer }) => {
    const reads: ReadApi = { ...NO_READS, roles: answer };
    const good = only(({ unread }) => unread % 15 === 0);
    const { summary } = await importInMemory(rowsOf(105), good, { reads, clock: QUICK });
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 7, failed: 98, pending: 0 } });
  });

  test('and nothing is set, the run stops', async () => {
    const { reads } = rolesOf(() => undefined);
    const rows = rowsOf(100, (number) => `g${number % 3}`);
    const { summary } = await importInMemory(rows, async () => refusal(10007), { reads });
    expect(summary.earlyEnd).toMatchObject({ error: { fact: { kind: 'rows-refused', areMembers: false } } });
    expect(summary.rows.failed).toBe(0);
  });
});

test('a run that goes on keeps no state of it: with other rights it sets every row', async () => {
  const { reads } = rolesOf(EVERYBODY);
  const rows = rowsOf(60, (number) => `g${number % 3}`);
  const first = await importInMemory(
    rows,
    only(({ unread }) => unread <= 10),
    { reads },
  );
  const snapshot = first.journal.snapshots.at(-1);
  const resumed = snapshot?.proven && { ...snapshot, proven: snapshot.proven };
  const rest = rows.slice(10);
  const refused = await importInMemory(rest, async () => refusal(10007), {
    reads,
    journal: new MemoryJournal(resumed),
  });
  expect(refused.summary).toMatchObject({ exitCode: 4, rows: { ok: 10, failed: 0 } });
  const { summary } = await importInMemory(rest, async () => ok, { journal: new MemoryJournal(resumed) });
  expect(summary).toMatchObject({ exitCode: 0, rows: { ok: 60, failed: 0 } });
});

test('every refusal is believed where the user said how many failures are too many', async () => {
  const plan = { maxFailures: { kind: 'rows', rows: 50 } as const };
  const { summary } = await importInMemory(rowsOf(40), async () => refusal(10007), { plan });
  expect(summary).toMatchObject({ exitCode: 3, rows: { failed: 40 } });
});
