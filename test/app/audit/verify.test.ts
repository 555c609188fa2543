import { describe, expect, test } from 'vitest';
import { type VerifyRowsPlan, verifyRows } from '../../../src/app/audit/verify.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { auditInMemory, auditPlanOf } from '../../support/memory.ts';
import { type Asked, type KnownGroup, memoryReads, refusedWith } from '../../support/reads.ts';
import { inputRow } from '../../support/rows.ts';

type Given = Parameters<typeof memoryReads>[1];

const verifyInMemory = async (
  rows: readonly InputRow[],
  groups: Record<string, KnownGroup>,
  given?: Given,
  plan: Partial<VerifyRowsPlan> = {},
) => {
  const { reads, asked } = memoryReads(groups, given);
  const own = {
    sample: undefined,
    seed: 1,
    toBeSet: { all: rows.length, beforeStart: 0 },
    importedSinceS: undefined,
    ...plan,
  };
  const verified = await auditInMemory(rows, reads, (deps, signal) =>
    verifyRows({ ...auditPlanOf(), ...own }, deps, signal),
  );
  return { ...verified, asked };
};

/** `count` rows of one group with one account each, all asking for 1. */
const rowsOf = (count: number, groupOf = (_number: number) => 'g1') =>
  Array.from({ length: count }, (_, at) => inputRow(at + 1, { groupId: groupOf(at + 1), unread: '1' }));

const allAtOne = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`user${at + 1}`, 1] as const));

const sizesOf = (asked: readonly Asked[]) =>
  asked.filter(({ command }) => command === 'readSeqs').map(({ names }) => names.length - 1);

describe('a call for many members that one of them spoils', () => {
  test('is halved until that one stands alone; the others are told', async () => {
    const { found, summary, asked } = await verifyInMemory(
      rowsOf(50),
      { g1: { messages: 9, counts: allAtOne(50) } },
      ({ names }) => (names.includes('user13') ? refusedWith(10007) : undefined),
    );
    expect(found).toEqual(['13 unknown']);
    expect(summary.rows).toMatchObject({ ok: 49, failed: 1 });
    expect(asked.length).toBeLessThan(20);
  });

  test('is no sign that the target takes none, in however many groups at once', async () => {
    const groups = Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [`g${at}`, { messages: 9, counts: allAtOne(1000) }] as const),
    );
    const spoilt = new Set(Array.from({ length: 40 }, (_, at) => `user${at + 1}`));
    const { found, summary } = await verifyInMemory(
      rowsOf(1000, (number) => `g${(number - 1) % 40}`),
      groups,
      ({ command, names }) =>
        command === 'readSeqs' && names.some((name) => spoilt.has(name)) ? refusedWith(10007) : undefined,
    );
    expect(summary.verdict).toBe('COMPLETE WITH FAILURES');
    expect(found).toHaveLength(40);
  });

  test('with a reply that would be too large (10018) is halved too', async () => {
    const { asked, summary } = await verifyInMemory(
      rowsOf(50),
      { g1: { messages: 9, counts: allAtOne(50) } },
      ({ command, names }) => (command === 'readSeqs' && names.length - 1 > 20 ? refusedWith(10018) : undefined),
    );
    expect(summary.rows.ok).toBe(50);
    expect(sizesOf(asked)).toEqual([50, 25, 13, 12, 25, 13, 12]);
  });
});

describe('a target that refuses a command altogether', () => {
  test.each([
    { command: 'groups', errorCode: 10007, groupOf: (number: number) => `g${number}`, atMost: 20 },
    { command: 'readSeqs', errorCode: 10007, groupOf: (number: number) => `g${number}`, atMost: 10 },
    { command: 'readSeqs', errorCode: 10026, groupOf: () => 'g1', atMost: 2 },
    { command: 'joinedGroups', errorCode: 10026, groupOf: (number: number) => `g${number}`, atMost: 1 },
  ] as const)('$command with $errorCode: the run stops, with no row judged', async (refusal) => {
    const groups = Object.fromEntries(
      Array.from({ length: 10 }, (_, at) => [`g${at + 1}`, { messages: 9, counts: { ...allAtOne(10), alice: 1 } }]),
    );
    const rows = rowsOf(10, refusal.groupOf).map((row) =>
      refusal.command === 'joinedGroups'
        ? inputRow(row.number, { groupId: row.values.groupId, account: 'alice', unread: '1' })
        : row,
    );
    const { summary, found, asked } = await verifyInMemory(rows, groups, ({ command }) =>
      command === refusal.command ? refusedWith(refusal.errorCode) : undefined,
    );
    expect(summary).toMatchObject({
      verdict: 'INCOMPLETE',
      exitCode: 4,
      earlyEnd: { error: { code: 'TU_READS_REFUSED' } },
      rows: { ok: 0, failed: 0 },
    });
    expect(found).toEqual([]);
    expect(asked.length).toBeLessThanOrEqual(refusal.atMost + 1);
  });

  test.each(['groups', 'readSeqs'] as const)(
    'for one group only (%s): the rows of that group are unknown',
    async (on) => {
      const groups = {
        g1: { messages: 9, counts: allAtOne(400) },
        g2: { messages: 9, counts: allAtOne(400) },
      };
      const { found, summary, asked } = await verifyInMemory(
        rowsOf(400, (number) => (number <= 200 ? 'g1' : 'g2')),
        groups,
        ({ command, names }) => (command === on && names.includes('g1') ? refusedWith(10007) : undefined),
      );
      expect(summary).toMatchObject({ verdict: 'COMPLETE WITH FAILURES', rows: { ok: 200, failed: 200 } });
      expect(new Set(found.map((one) => one.split(' ')[1]))).toEqual(new Set(['unknown']));
      expect(asked.length).toBeLessThan(60);
    },
  );

  test('in the middle of the run: what was found out before stays, and nothing after it is judged', async () => {
    let calls = 0;
    const { summary, found, journal } = await verifyInMemory(
      rowsOf(9000, (number) => `g${Math.ceil(number / 100)}`),
      Object.fromEntries(
        Array.from({ length: 90 }, (_, at) => [`g${at + 1}`, { messages: 9, counts: allAtOne(9000) }] as const),
      ),
      ({ command }) => {
        if (command === 'readSeqs') calls += 1;
        return calls > 60 ? refusedWith(10026) : undefined;
      },
    );
    expect(summary).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 4, rows: { read: 3000, ok: 3000, pending: 0 } });
    expect(found).toEqual([]);
    expect(journal.snapshots.at(-1)?.next.row).toBe(3001);
  });
});

describe('accounts that do not exist', () => {
  test.each([10019, 70107])(
    'refused with %i are no members, however many come one after the other, and their groups are looked up',
    async (errorCode) => {
      // Each account is in two groups that no other row names, so reading by member is cheaper.
      const rows = Array.from({ length: 60 }, (_, at) =>
        inputRow(at + 1, { groupId: `g${at + 1}`, account: `nobody${at >> 1}`, unread: '1' }),
      );
      const groups = Object.fromEntries(
        rows.slice(1).map(({ values }) => [values.groupId, { messages: 9, counts: {} }]),
      );
      const { summary, found, asked } = await verifyInMemory(rows, groups, ({ command }) =>
        command === 'joinedGroups' ? refusedWith(errorCode) : undefined,
      );
      expect(asked.filter(({ command }) => command === 'joinedGroups')).toHaveLength(30);
      expect(summary.verdict).toBe('COMPLETE WITH FAILURES');
      expect(found[0]).toBe('1 group_refused');
      expect(found.slice(1)).toEqual(rows.slice(1).map(({ number }) => `${number} not_member`));
    },
  );
});

describe('the messages since the import', () => {
  // The target gives whole seconds; the last message of the group came at 1600000000.
  test.each([
    { began: 1_599_999_999.9, class: 'new_messages' },
    { began: 1_600_000_000.9, class: 'new_messages' }, // the same second, by a clock that shows no more
    { began: 1_600_000_001, class: 'different' },
    { began: undefined, class: 'different' },
  ])('with an import that began at $began: $class', async ({ began, class: expected }) => {
    const groups = { g1: { messages: 9, counts: { user1: 2 } } };
    const { found } = await verifyInMemory(rowsOf(1), groups, undefined, { importedSinceS: began });
    expect(found).toEqual([`1 ${expected}`]);
  });

  test('a row whose count is as asked is exact, whatever came since', async () => {
    const groups = { g1: { messages: 9, counts: { user1: 1 } } };
    expect((await verifyInMemory(rowsOf(1), groups, undefined, { importedSinceS: 1 })).found).toEqual([]);
  });
});

test('rows of one pair are asked for once', async () => {
  const rows = Array.from({ length: 4 }, (_, at) => inputRow(at + 1, { account: 'alice', unread: '1' }));
  const { asked, summary } = await verifyInMemory(rows, { g: { messages: 9, counts: { alice: 1 } } });
  expect(asked.flatMap(({ command, names }) => (command === 'joinedGroups' ? names : []))).toEqual([]);
  expect(sizesOf(asked)).toEqual([1]);
  expect(summary.rows.ok).toBe(4);
});
