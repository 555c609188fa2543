import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiCommand } from '../../src/simulator/commands.ts';
import type { Fault, FaultKind } from '../../src/simulator/faults.ts';
import { fastClock } from '../support/clock.ts';
import { runCommand } from '../support/command.ts';
import { fuzzRuns } from '../support/fuzz.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { HEADER, tempFolder } from '../support/temp.ts';

const SET: ApiCommand = 'set_unread_msg_num';
const groupOf = (group: number): string => `g${group}`;
const accountOf = (account: number): string => `u${account}`;

/** What goes wrong for ever, for one group or one account; `classes`: what its rows may be called. */
type Lasting = {
  readonly of: 'group' | 'account';
  readonly number: number;
  readonly kind: FaultKind;
  readonly classes: readonly string[];
};

type TroubledWorld = {
  /** rows of each group */
  readonly groups: readonly number[];
  readonly lasting: readonly Lasting[];
  /** what passes, or hits a part of the calls */
  readonly passing: readonly Fault[];
  /** a look-up that never answers as it should */
  readonly lookUp: FaultKind | undefined;
  readonly seed: number;
};

const BUSY = ['exhausted'];
const REFUSED = ['refused', 'group_refused'];
const lastingKinds: readonly (readonly [FaultKind, readonly string[]])[] = [
  [10002, BUSY],
  [110007, BUSY],
  [60008, BUSY],
  [60007, BUSY],
  [60022, BUSY],
  [10016, REFUSED],
  [10010, REFUSED],
  [12_345, REFUSED],
  ['fail-0', BUSY],
];

const lasting: fc.Arbitrary<Lasting> = fc
  .tuple(fc.constantFrom<'group' | 'account'>('group', 'account'), fc.nat(5), fc.constantFrom(...lastingKinds))
  .filter(([of, , [kind]]) => of === 'group' || kind !== 10010)
  .map(([of, number, [kind, classes]]) => ({ of, number, kind, classes }));

const passing: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constantFrom<FaultKind>(
      10002,
      60008,
      60007,
      70003,
      'reset',
      'reset-after',
      'html',
      'cut',
      403,
      502,
      429,
      '503/10002',
    ),
    share: fc.constantFrom(0.01, 0.05, 0.15),
    command: fc.constantFrom<ApiCommand | undefined>(SET, undefined),
  }),
  fc.record({
    kind: fc.constantFrom<FaultKind>(10002, 60008, 60007, 60022, 'reset', 'html', 502, 429, '503/10002'),
    share: fc.constant(1),
    first: fc.integer({ min: 1, max: 20 }),
    command: fc.constantFrom<ApiCommand | undefined>(SET, undefined),
  }),
);

const world: fc.Arbitrary<TroubledWorld> = fc.record({
  groups: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 2, maxLength: 6 }),
  lasting: fc.array(lasting, { maxLength: 2 }),
  passing: fc.array(passing, { maxLength: 2 }),
  lookUp: fc.option(fc.constantFrom<FaultKind>(10002, 60007, 10026, 10007, 'reset', 502), { nil: undefined, freq: 4 }),
  seed: fc.nat(1000),
});

type Made = {
  readonly groupId: string;
  readonly account: string;
  readonly count: number;
  readonly classes?: readonly string[];
};

/** The rows, and what must become of each: to be set, or to fail as one of some classes. */
const rowsOf = ({ groups, lasting: all }: TroubledWorld): Made[] => {
  const rows: Made[] = [];
  for (let place = 0; place < Math.max(...groups); place += 1) {
    for (const [group, size] of groups.entries()) {
      if (place >= size) continue;
      const hits = all.filter(({ of, number }) => number === (of === 'group' ? group : place));
      const made = { groupId: groupOf(group), account: accountOf(place), count: 1 + ((place * 7 + group * 3) % 40) };
      rows.push(hits.length > 0 ? { ...made, classes: hits.flatMap(({ classes }) => classes) } : made);
    }
  }
  return rows;
};

/** The look-up gets through, and shows that the settings are right. */
const ofWrites = (fault: Fault): Fault =>
  // A row that is refused again with a new UserSig ends the run where nothing else gets through, as at the end of a file.
  fault.kind === 70003
    ? { ...fault, command: SET, share: 0.01 }
    : fault.kind === 403
      ? { ...fault, command: SET }
      : fault;

const faultsOf = ({ lasting: all, passing: some, lookUp }: TroubledWorld): Fault[] => [
  // An outage hits every call: one that spared a group would be the trouble of the others.
  ...passingOf(some, lookUp).filter(({ first }) => first !== undefined),
  ...all.map(({ of, number, kind }) => ({
    kind,
    share: 1,
    command: SET,
    ...(of === 'group' ? { groupId: groupOf(number) } : { account: accountOf(number) }),
  })),
  ...(lookUp === undefined ? [] : [{ kind: lookUp, share: 1, command: 'get_group_info' as const }]),
  ...passingOf(some, lookUp).filter(({ first }) => first === undefined),
];

/** As the very first answer some of them end the run: nothing shows yet that the settings are right. */
const passingOf = (some: readonly Fault[], lookUp: FaultKind | undefined): Fault[] =>
  some.filter(({ kind }) => lookUp === undefined || (kind !== 403 && kind !== 70003)).map(ofWrites);

const runIn = async (troubled: TroubledWorld) => {
  const folder = await tempFolder();
  const rows = rowsOf(troubled);
  const input = join(folder, 'members.csv');
  await writeFile(
    input,
    HEADER + rows.map(({ groupId, account, count }) => `${groupId},${account},${count}\n`).join(''),
  );
  const simulator = await simulate({ faults: faultsOf(troubled), seed: troubled.seed });
  const ended = await runCommand(['import', input, '--max-attempts', '8', '--rate', '100', '--json'], {
    env: environmentOf(simulator),
    world: { clock: fastClock(150) },
  });
  const failures: Record<string, string>[] = parse(
    await readFile(`${input}.tim-unread/failures.csv`, 'utf8').catch(() => ''),
    { columns: true },
  );
  const set = unreadOf(simulator);
  await simulator.close();
  return { rows, ended, failures, set };
};

const hasHealthyRow = (rows: readonly Made[]): boolean => rows.some(({ classes }) => !classes);

test('in any mixture of troubles the run ends, sets every row that can be, and calls no row what it is not', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (troubled) => {
      const { rows, ended, failures, set } = await runIn(troubled);
      const failed = new Map(
        failures.map(({ GroupId, Member_Account, Class }) => [`${GroupId} ${Member_Account}`, Class]),
      );
      const about = `${ended.stdout}\n${ended.stderr}`;
      fc.pre(hasHealthyRow(rows));
      for (const { groupId, account, count, classes } of rows) {
        const pair = `${groupId} ${account}`;
        if (classes) {
          expect(classes, `${pair}: ${about}`).toContain(failed.get(pair));
        } else {
          expect(set.get(pair), `${pair} (${failed.get(pair)}): ${about}`).toBe(count);
          expect(failed.has(pair), `${pair}: ${about}`).toBe(false);
        }
      }
      expect(ended.code, about).toBe(failed.size > 0 ? 3 : 0);
    }),
    { numRuns: fuzzRuns(12), endOnFailure: true },
  );
}, 600_000);
