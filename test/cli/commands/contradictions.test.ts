import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ApiCommand } from '../../../src/simulator/commands.ts';
import { CONTRADICTION_NAMES, type Contradiction } from '../../../src/simulator/contradictions.ts';
import type { GroupSpec } from '../../../src/simulator/groups.ts';
import { classesIn, runJson, stateFile } from '../../support/audits.ts';
import { fastClock, hastyClock } from '../../support/clock.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

const MEMBERS = Array.from({ length: 30 }, (_, at) => `u${at}`);

/** Ten messages; each member has as many unread ones as its number says, less than ten. */
const GROUPS: readonly GroupSpec[] = ['g1', 'g2'].map((groupId) => ({
  groupId,
  type: 'Public',
  messages: 10,
  members: [...MEMBERS, `alice`],
  unread: Object.fromEntries([...MEMBERS.map((account, at) => [account, at % 10]), ['alice', 3]]),
}));

/** Rows that are right, one that is not, and two that are of no member: lines 2 to 65. */
const rows = [
  ...['g1', 'g2'].flatMap((groupId) => MEMBERS.map((account, at) => `${groupId},${account},${at % 10}`)),
  'g1,alice,3',
  'g2,alice,4',
  'g1,stranger,1',
  'g2,nobody,1',
];
/** The rows that are not right, by line. */
const WRONG = { 63: 'different', 64: 'not_member', 65: 'not_member' } as const;

const start = async (kind: Contradiction, command: ApiCommand | undefined, share = 1) => {
  const simulator = await simulate({
    groups: GROUPS,
    accounts: ['stranger'],
    faults: [{ kind, share, ...(command && { command }) }],
  });
  return {
    simulator,
    path: await tempFile('rows.csv', `${HEADER}${rows.join('\n')}\n`),
    env: environmentOf(simulator),
  };
};
const QUICKLY = ['--rate', '5000', '--max-attempts', '2'];
const world = { clock: fastClock(50) };

describe('verify calls nothing what nobody knows', () => {
  test.each<{ kind: Contradiction; command: ApiCommand; unknown: 'all' | 'none' | 'one' }>([
    { kind: 'fail-0', command: 'get_specified_group_member_info', unknown: 'all' },
    { kind: 'next-seq-0', command: 'get_group_info', unknown: 'all' },
    { kind: 'seq-beyond', command: 'get_specified_group_member_info', unknown: 'all' },
    { kind: 'other-group', command: 'get_specified_group_member_info', unknown: 'all' },
    { kind: 'other-member', command: 'get_specified_group_member_info', unknown: 'all' },
    { kind: 'left-out', command: 'get_group_info', unknown: 'one' },
    { kind: 'odd-role', command: 'get_role_in_group', unknown: 'none' },
    { kind: 'no-members', command: 'get_role_in_group', unknown: 'none' },
    { kind: 'spoilt', command: 'get_specified_group_member_info', unknown: 'none' },
  ])('$kind from $command: unknown rows: $unknown', async ({ kind, command, unknown }) => {
    const { path, env } = await start(kind, command);
    const { code } = await runJson(['verify', path, ...QUICKLY], env, world);
    expect(code).toBe(3);
    const found = await classesIn(path, 'verify');
    for (const line of Object.keys(WRONG)) expect(Object.keys(found)).toContain(line);
    for (const [line, name] of Object.entries(found)) {
      // What is said is true, or it is said that nobody knows.
      expect([(WRONG as Record<string, string>)[line], 'unknown']).toContain(name);
    }
    if (unknown === 'all') expect(Object.keys(found).length).toBe(rows.length);
  });
});

test.each(['fail-0', 'no-status'] as const)('import counts no row as set after %s', async (kind) => {
  const { path, simulator, env } = await start(kind, 'set_unread_msg_num', 0.5);
  const { summary } = await runJson(['import', path, '--rate', '5000', '--max-attempts', '20'], env, {
    clock: hastyClock,
  });
  // A row may be set once more, as a test.
  const applied = simulator.state().calls.filter(({ isApplied }) => isApplied);
  expect(summary.rows.ok).toBe(62);
  expect(new Set(applied.map(({ groupId, account }) => `${groupId} ${account}`)).size).toBe(62);
});

test.each<{ kind: Contradiction; command: ApiCommand }>([
  { kind: 'next-seq-0', command: 'get_group_info' },
  { kind: 'seq-beyond', command: 'get_specified_group_member_info' },
  { kind: 'other-member', command: 'get_specified_group_member_info' },
])('import --only-changes skips nothing after $kind', async ({ kind, command }) => {
  const { path, simulator, env } = await start(kind, command);
  simulator.change({ faults: [{ kind, share: 1, command }] });
  const { summary } = await runJson(['import', path, '--only-changes', '--rate', '5000'], env, world);
  expect(summary.rows).toMatchObject({ ok: 62, unchanged: 0, pending: 0 });
});

test('an account that account_check leaves out is unknown', async () => {
  const { path, env } = await start('left-out', 'account_check');
  await runJson(['check', path, ...QUICKLY], env);
  const found = await classesIn(path, 'check');
  expect(new Set([found[64], found[65]])).toEqual(new Set(['not_member', 'unknown']));
});

test('a list that one account spoils costs no other row', async () => {
  const { path, env } = await start('spoilt', 'get_role_in_group');
  await runJson(['check', path, ...QUICKLY], env);
  const found = await classesIn(path, 'check');
  expect(found).toEqual({ 64: 'unknown', 65: 'unknown' });
});

test('10007 for who is no member says so, and no row is written twice', async () => {
  const { path, simulator, env } = await start('odd-role', 'get_role_in_group');
  const { code, summary } = await runJson(['import', path, '--rate', '5000'], env);
  expect(code).toBe(3);
  expect(summary.rows).toMatchObject({ ok: 62, failed: 2, pending: 0 });
  expect(simulator.state().calls).toHaveLength(64);
  const failures = await stateFile(path, 'failures.csv');
  expect(failures).toMatch(/g1,stranger,1,64,refused,10007,the account is not a member of the group/);
});

test('whatever contradictions come, no row is called what nobody knows, and nothing is skipped that is not set', async () => {
  // That a group or a member is gone contradicts nothing: it is believed after a few such answers, which chance may bring.
  const kinds = CONTRADICTION_NAMES.filter((kind) => kind !== 'no-groups' && kind !== 'no-members');
  const faults = fc.array(fc.record({ kind: fc.constantFrom(...kinds), share: fc.constantFrom(0.1, 0.3, 0.6) }), {
    minLength: 1,
    maxLength: 3,
  });
  await fc.assert(
    fc.asyncProperty(faults, fc.nat(1000), async (some, seed) => {
      const simulator = await simulate({ groups: GROUPS, accounts: ['stranger'], faults: some, seed });
      const path = await tempFile('rows.csv', `${HEADER}${rows.join('\n')}\n`);
      const env = environmentOf(simulator);
      const { code } = await runJson(['verify', path, '--rate', '5000', '--max-attempts', '1'], env, world);
      const found = await classesIn(path, 'verify');
      // Where questions are refused throughout, it stops, and judges no row.
      expect(code).not.toBe(0);
      if (code === 3) for (const line of Object.keys(WRONG)) expect(Object.keys(found)).toContain(line);
      for (const [line, name] of Object.entries(found)) {
        expect([(WRONG as Record<string, string>)[line], 'unknown']).toContain(name);
      }
      const { summary } = await runJson(
        ['import', path, '--only-changes', '--rate', '5000', '--max-attempts', '1', '--restart'],
        env,
        world,
      );
      const set = unreadOf(simulator);
      const failed = new Set((await stateFile(path, 'failures.csv')).split('\n').map((line) => line.split(',')[3]));
      rows.forEach((row, at) => {
        const [groupId, account, unread] = row.split(',');
        // Each row is set, or stands among the failures, or is pending.
        const isSet = set.get(`${groupId} ${account}`) === Number(unread);
        expect(isSet || failed.has(String(at + 2)) || summary.rows.pending > 0).toBe(true);
      });
    }),
    { numRuns: fuzzRuns(12) },
  );
}, 300_000);
