import { describe, expect, test } from 'vitest';
import { checkRows } from '../../../src/app/audit/check.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { auditInMemory, auditPlanOf } from '../../support/memory.ts';
import { type Asked, type KnownGroup, memoryReads, refusedWith } from '../../support/reads.ts';
import { inputRow } from '../../support/rows.ts';

type Given = Parameters<typeof memoryReads>[1];

const checkInMemory = async (rows: readonly InputRow[], groups: Record<string, KnownGroup>, given?: Given) => {
  const { reads, asked } = memoryReads(groups, given);
  const checked = await auditInMemory(rows, reads, (deps, signal) => checkRows(auditPlanOf(), deps, signal));
  return { ...checked, asked };
};

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** `count` rows, with group and account by row number. */
const rowsOf = (count: number, groupOf: (number: number) => string, accountOf = (number: number) => `user${number}`) =>
  Array.from({ length: count }, (_, at) =>
    inputRow(at + 1, { groupId: groupOf(at + 1), account: accountOf(at + 1), unread: '1' }),
  );

const askedOf = (asked: readonly Asked[], command: Asked['command']) =>
  asked.filter((question) => question.command === command);

describe('a group that rows of two windows share', () => {
  test('is asked for until the answer is believed, and no role is asked for in it before it is known that it is there', async () => {
    // The first window has 1,000 rows; the second is prepared meanwhile.
    const rows = rowsOf(3000, (number) => `gone${number % 30}`);
    const { summary, asked } = await checkInMemory(rows, {}, async ({ command }) => {
      await wait(command === 'groups' ? 50 : 0);
      return command === 'roles' ? refusedWith(10010, 'group_refused') : undefined;
    });
    expect(askedOf(asked, 'groups')).toHaveLength(4);
    expect(askedOf(asked, 'roles')).toHaveLength(0);
    expect(summary).toMatchObject({
      verdict: 'COMPLETE WITH FAILURES',
      failures: [{ class: 'group_refused', errorCode: 10010, count: 3000 }],
    });
  });
});

test('of more groups than are remembered, every row is judged by its own group all the same', async () => {
  // Group 1 is gone. It comes again after nearly 100,000 other groups were looked up. The groups of the next window are
  // looked up while its own window still waits for the accounts; group 1 would then be the oldest.
  const here = { messages: 5, counts: {} };
  const groups = new Proxy<Record<string, KnownGroup>>({}, { get: (_, id) => (id === 'g1' ? undefined : here) });
  const rows = rowsOf(
    130_000,
    (number) => (number === 90_000 ? 'g1' : `g${number}`),
    () => 'alice',
  );
  let groupsAsked = 0;
  const { summary, found } = await checkInMemory(rows, groups, async ({ command, names }) => {
    if (command === 'groups') groupsAsked += names.length;
    if (command !== 'accounts') return undefined;
    if (groupsAsked > 70_000) await wait(1500);
    return refusedWith(10026);
  });
  expect(summary.rows).toMatchObject({ read: 130_000, pending: 0 });
  expect(found.filter((one) => one.endsWith('group_refused'))).toEqual(['1 group_refused', '90000 group_refused']);
});

describe('what nobody could tell', () => {
  const groups = { g1: { messages: 9, counts: { user1: 0, user2: 0 } }, g2: { messages: 9, counts: { user3: 0 } } };
  const rows = rowsOf(3, (number) => (number === 3 ? 'g2' : 'g1'));

  test('of a group is no row that will be set as asked', async () => {
    const exhausted = refusedWith(10002, 'exhausted');
    const { summary, found } = await checkInMemory(rows, groups, ({ command }) =>
      command === 'groups' ? exhausted : undefined,
    );
    expect(found).toEqual(['1 unknown', '2 unknown', '3 unknown']);
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 0, failed: 3 } });
  });

  test('of the memberships of one group leaves the rows of the others as they are', async () => {
    const { found } = await checkInMemory(rows, groups, ({ command, names }) =>
      command === 'roles' && names[0] === 'g1' ? refusedWith(10002, 'exhausted') : undefined,
    );
    expect(found).toEqual(['1 unknown', '2 unknown']);
  });

  test('of an account leaves that it is no member', async () => {
    const { found, asked } = await checkInMemory(
      rowsOf(3000, () => 'g1'),
      groups,
      ({ command }) => (command === 'accounts' ? refusedWith(10026) : undefined),
    );
    expect(askedOf(asked, 'accounts').length).toBeGreaterThan(20);
    expect(found).toHaveLength(2998);
    expect(new Set(found.map((one) => one.split(' ')[1]))).toEqual(new Set(['not_member']));
  });
});

test.each([
  { command: 'groups', errorCode: 10007 },
  { command: 'roles', errorCode: 10007 },
  { command: 'roles', errorCode: 10026 },
] as const)('a target that refuses $command with $errorCode stops the run, with no row judged', async (refusal) => {
  const groups = {
    g1: { messages: 9, counts: { user1: 0, user3: 0 } },
    g2: { messages: 9, counts: { user2: 0 } },
  };
  const { summary, found } = await checkInMemory(
    rowsOf(3, (number) => (number === 2 ? 'g2' : 'g1')),
    groups,
    ({ command }) => (command === refusal.command ? refusedWith(refusal.errorCode) : undefined),
  );
  expect(summary).toMatchObject({
    verdict: 'INCOMPLETE',
    exitCode: 4,
    earlyEnd: { error: { code: 'TU_READS_REFUSED' } },
    rows: { ok: 0, failed: 0 },
  });
  expect(found).toEqual([]);
});

test('up to 500 users a call are asked for their roles, up to 50 groups for themselves, 100 for their accounts', async () => {
  const rows = rowsOf(1000, (number) => (number <= 120 ? `g${number}` : 'g1'));
  const groups = Object.fromEntries(rows.map(({ values }) => [values.groupId, { messages: 9, counts: {} }]));
  const { asked } = await checkInMemory(rows, groups);
  const sizes = (command: Asked['command']) => askedOf(asked, command).map(({ names }) => names.length);
  expect(sizes('groups')).toEqual([50, 50, 20]);
  expect(Math.max(...sizes('roles'))).toBe(501); // the group itself too
  expect(askedOf(asked, 'roles')).toHaveLength(242); // 119 of one row each; 881 of g1 take two
  expect(sizes('accounts')).toEqual(Array.from({ length: 10 }, () => 100));
});
