import { describe, expect, test } from 'vitest';
import { Preflight } from '../../../src/app/import/preflight.ts';
import { GroupCache } from '../../../src/app/questions/group-cache.ts';
import { GroupLookup } from '../../../src/app/questions/group-lookup.ts';
import { FatalReplyError } from '../../../src/core/errors/target-error.ts';
import type { ReadApi } from '../../../src/core/ports.ts';
import type { Row } from '../../../src/core/row/row.ts';
import { GroupDoubt } from '../../../src/core/target/group-doubt.ts';
import type { Reason } from '../../../src/core/target/reason.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { hastyClock } from '../../support/clock.ts';
import { NO_READS } from '../../support/memory.ts';
import { MemoryTarget, names, UNSENT, unanswered } from '../../support/memory-target.ts';
import { inputRow } from '../../support/rows.ts';

const rowsOf = (groupIds: readonly string[]): Row[] =>
  groupIds.map((groupId) => ({ groupId, account: 'a', unread: 1 }));

const HUNG: Reason = { code: 'no-reply', proxy: undefined, fault: 'deadline', timeoutMs: 5000 };
const NEVER = new AbortController().signal;

const lookUpOf = (target: MemoryTarget) => {
  const known = new GroupCache();
  const reasons: Reason[] = [];
  return { known, reasons, lookUp: new GroupLookup(target.reads, known, ({ reason }) => reasons.push(reason)) };
};

describe('the groups of rows', () => {
  test('are asked for once each, fifty a call', async () => {
    const target = new MemoryTarget().fill(names('g', 120), [], 9);
    const { lookUp, known } = lookUpOf(target);
    await lookUp.lookUp(rowsOf([...names('g', 70), ...names('g', 70)]));
    await lookUp.lookUp(rowsOf(names('g', 120)));
    const asked = target.askedOf('groups');
    expect(asked.map((groupIds) => groupIds.length)).toEqual([50, 20, 50]);
    expect(asked.flat()).toEqual(names('g', 120));
    expect(known.totalOf('g119')).toBe(9);
  });

  test('are not asked for again while they are on their way', async () => {
    const target = new MemoryTarget().fill(names('g', 3), [], 9);
    const { lookUp } = lookUpOf(target);
    await Promise.all([lookUp.lookUp(rowsOf(['g0', 'g1'])), lookUp.lookUp(rowsOf(['g1', 'g2', 'g0']))]);
    expect(target.askedOf('groups')).toEqual([['g0', 'g1'], ['g2']]);
  });

  test('of rows that are not sent are not asked for', async () => {
    const target = new MemoryTarget();
    const superseded = { ...inputRow(2, { groupId: 'superseded' }), supersededByLine: 9 };
    const deps = { reads: target.reads, clock: systemClock, signal: NEVER, onEvent: () => {} };
    const preflight = new Preflight(
      { checkGroups: true, onlyChanges: false },
      deps,
      new GroupCache(),
      new GroupDoubt(),
      () => true,
    );
    await preflight.ask([inputRow(1, { groupId: 'invalid', unread: 'x' }), superseded]);
    expect(target.asked).toEqual([]);
  });
});

describe('a question that comes to nothing', () => {
  test('because the target takes none is told once, and no other is asked', async () => {
    const target = new MemoryTarget().fill(names('g', 200), [], 9);
    target.instead = () => unanswered('refused', 10026);
    const { lookUp, known, reasons } = lookUpOf(target);
    await lookUp.lookUp(rowsOf(names('g', 120)));
    await lookUp.lookUp(rowsOf(names('g', 200)));
    expect(reasons).toEqual([{ code: 'reply', errorCode: 10026, said: '' }]);
    // The three calls for the first rows were in flight together.
    expect(target.asked).toHaveLength(3);
    expect(known.failureOf('g0', 0)).toBeUndefined();
  });

  test('because of a moment’s trouble leaves its groups unknown, and the others are asked for', async () => {
    const target = new MemoryTarget().fill(names('g', 60), [], 9);
    target.instead = ({ of }) => (of.includes('g0') ? unanswered('exhausted', 10002) : undefined);
    const { lookUp, known, reasons } = lookUpOf(target);
    await lookUp.lookUp(rowsOf(names('g', 60)));
    await lookUp.lookUp(rowsOf(['g0']));
    expect(reasons).toEqual([]);
    expect([known.totalOf('g0'), known.totalOf('g59')]).toEqual([undefined, 9]);
    expect(target.asked).toHaveLength(2);
  });

  test('because the wait for it was given up is told once, and no other window waits for one', async () => {
    const target = new MemoryTarget().fill(names('g', 200), [], 9);
    target.instead = () => ({
      kind: 'failed',
      failure: { class: 'exhausted', errorCode: null, reason: HUNG, attempts: 0 },
    });
    const { lookUp, known, reasons } = lookUpOf(target);
    await lookUp.lookUp(rowsOf(['g0']));
    await lookUp.lookUp(rowsOf(names('g', 200)));
    expect(reasons).toEqual([HUNG]);
    expect(target.asked).toHaveLength(1);
    expect(known.failureOf('g0')).toBeUndefined();
  });

  test('because the run is halted leaves nothing behind', async () => {
    const target = new MemoryTarget();
    target.instead = () => UNSENT;
    const { lookUp, known, reasons } = lookUpOf(target);
    await lookUp.lookUp(rowsOf(['g']));
    expect(known.recalls('g')).toBe(false);
    expect(reasons).toEqual([]);
  });

  test('because a reply leaves a group out leaves just that one unknown', async () => {
    const target = new MemoryTarget().fill(['g0'], [], 9);
    const reads = { ...NO_READS, groups: target.reads.groups };
    reads.groups = async () => ({ kind: 'ok', attempts: 1, value: new Map() });
    const known = new GroupCache();
    await new GroupLookup(reads, known, () => {}).lookUp(rowsOf(['g0']));
    expect(known.recalls('g0')).toBe(true);
    expect(known.failureOf('g0', 0)).toBeUndefined();
  });

  test('because of a fatal reply ends the run', async () => {
    const fatal = new FatalReplyError({ kind: 'fatal-reply', errorCode: 60010, said: '', clockAheadMs: undefined });
    const reads = { ...NO_READS, groups: () => Promise.reject(fatal) };
    const lookUp = new GroupLookup(reads, new GroupCache(), () => {});
    await expect(lookUp.lookUp(rowsOf(['g']))).rejects.toBe(fatal);
  });
});

test('a group that stands again and again in the input is known however many others come between', async () => {
  const target = new MemoryTarget();
  const known = new GroupCache();
  const groups = new GroupLookup(target.reads, known, () => {});
  await groups.lookUp(rowsOf(['gone']));
  for (let round = 0; round < 4; round += 1) {
    await groups.lookUp(rowsOf([...names(`round${round}-`, 30_000), 'gone']));
    expect(known.isRefused('gone')).toBe(true);
  }
  expect(target.askedOf('groups').filter((groupIds) => groupIds.includes('gone'))).toHaveLength(4);
});

describe('a group that is refused', () => {
  const early = (hasSet: boolean) => ({ hasSet: () => hasSet, clock: hastyClock, signal: NEVER });

  test('is asked about again, and what a later answer says counts', async () => {
    const target = new MemoryTarget().fill(['late', 'here'], [], 9);
    let asked = 0;
    const groups: ReadApi['groups'] = async (groupIds) => {
      asked += 1;
      const answer = await target.reads.groups(groupIds);
      if (asked > 1 || answer.kind !== 'ok') return answer;
      return {
        ...answer,
        value: new Map([...answer.value, ['late', { kind: 'refused', errorCode: 10010, said: '' }]]),
      };
    };
    const known = new GroupCache();
    await new GroupLookup({ groups }, known, () => {}, new GroupDoubt(), early(false)).lookUp(
      rowsOf(['late', 'here', 'gone']),
    );
    expect(target.askedOf('groups').slice(0, 3)).toEqual([['late', 'here', 'gone'], ['late', 'gone'], ['gone']]);
    expect([known.isRefused('late'), known.totalOf('late'), known.isRefused('gone')]).toEqual([false, 9, true]);
  });

  test('once a row was set is asked about again at once, and believed after four answers', async () => {
    const target = new MemoryTarget();
    const known = new GroupCache();
    await new GroupLookup(target.reads, known, () => {}, new GroupDoubt(), early(true)).lookUp(rowsOf(['gone']));
    expect(target.askedOf('groups')).toEqual([['gone'], ['gone'], ['gone'], ['gone']]);
    expect(known.isRefused('gone')).toBe(true);
  });
});
