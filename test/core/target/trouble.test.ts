import { describe, expect, test } from 'vitest';
import {
  culpritOf,
  Evidence,
  isAttempt,
  LimitScope,
  type Sign,
  TroubleMemory,
} from '../../../src/core/target/trouble.ts';

const NOTHING = { ofGroup: false, ofOtherGroups: false, ofOtherCommands: false };
const SIGNS: readonly Sign[] = ['silent', 'busy', 'limited', 'forbidden'];

describe('whose trouble it is when a call does not get through', () => {
  test.each([
    { sign: 'silent', through: {}, culprit: 'way', isAttempt: false },
    { sign: 'busy', through: {}, culprit: 'target', isAttempt: false },
    { sign: 'limited', through: {}, culprit: 'target', isAttempt: false },
    { sign: 'forbidden', through: {}, culprit: 'credentials', isAttempt: false },
    // The look-up is limited, refused or hangs, while rows are set.
    { sign: 'silent', through: { ofOtherCommands: true }, culprit: 'command', isAttempt: false },
    { sign: 'busy', through: { ofOtherCommands: true }, culprit: 'command', isAttempt: false },
    { sign: 'limited', through: { ofOtherCommands: true }, culprit: 'command', isAttempt: false },
    // The rights of one command can be missing alone.
    { sign: 'forbidden', through: { ofOtherCommands: true }, culprit: 'credentials', isAttempt: false },
    // Other groups get through, this one does not.
    { sign: 'silent', through: { ofOtherGroups: true }, culprit: 'group', isAttempt: true },
    { sign: 'busy', through: { ofOtherGroups: true }, culprit: 'group', isAttempt: true },
    { sign: 'limited', through: { ofOtherGroups: true }, culprit: 'group', isAttempt: true },
    { sign: 'forbidden', through: { ofOtherGroups: true }, culprit: 'group', isAttempt: true },
    // Nothing else is left to send, and others got through while the group was in this trouble already.
    { sign: 'silent', through: { duringTrouble: true }, culprit: 'group', isAttempt: true },
    { sign: 'busy', through: { duringTrouble: true }, culprit: 'group', isAttempt: true },
    { sign: 'limited', through: { duringTrouble: true }, culprit: 'group', isAttempt: true },
    // Its own group gets through: only the row is left.
    { sign: 'silent', through: { ofGroup: true }, culprit: 'row', isAttempt: true },
    { sign: 'busy', through: { ofGroup: true, ofOtherGroups: true }, culprit: 'row', isAttempt: true },
    { sign: 'forbidden', through: { ofGroup: true }, culprit: 'row', isAttempt: true },
    // A limit lets some calls through: the row only has to wait.
    { sign: 'limited', through: { ofGroup: true }, culprit: 'group', isAttempt: false },
  ] as const)('$sign, while $through got through: the $culprit', ({ sign, through, culprit, isAttempt: counts }) => {
    const seen = { ...NOTHING, ...through };
    expect(culpritOf(sign, seen, true)).toBe(culprit);
    expect(isAttempt(sign, culprit, seen)).toBe(counts);
  });

  test.each(SIGNS)('%s: a question about no single group has only itself to blame where others get through', (sign) => {
    expect(culpritOf(sign, { ...NOTHING, ofOtherGroups: true }, false)).toBe('row');
  });
});

describe('a group in trouble, when nothing else is left to send', () => {
  type Step = readonly ['through' | 'older' | 'first' | 'again' | 'left', string, Sign?];
  const through = (count: number, groupId: string): Step[] => Array(count).fill(['through', groupId]);
  const older = (count: number, groupId: string): Step[] => Array(count).fill(['older', groupId]);
  const memoryOf = (...steps: readonly (Step | readonly Step[])[]): TroubleMemory => {
    const memory = new TroubleMemory();
    for (const [what, groupId, sign = 'busy'] of steps.flatMap((one) =>
      Array.isArray(one[0]) ? one : [one],
    ) as Step[]) {
      if (what === 'through') memory.gotThrough(groupId, memory.now());
      else if (what === 'older') memory.gotThrough(groupId, 0);
      else if (what === 'left') memory.left(groupId);
      else memory.failed(groupId, sign, what === 'first');
    }
    return memory;
  };

  test.each<{ name: string; steps: readonly (Step | readonly Step[])[]; sign?: Sign; isOwn: boolean }>([
    { name: 'another got through meanwhile', steps: [['first', 'bad'], through(1, 'good')], isOwn: true },
    { name: 'one or two calls of others began before', steps: [['first', 'bad'], older(2, 'good')], isOwn: false },
    { name: 'so did more of them', steps: [['first', 'bad'], older(3, 'good')], isOwn: true },
    { name: 'others got through before', steps: [through(9, 'good'), ['first', 'bad']], isOwn: false },
    { name: 'nothing is known of it', steps: [through(9, 'good')], isOwn: false },
    {
      name: 'it fails in another way now',
      steps: [['first', 'bad'], through(9, 'good'), ['again', 'bad', 'silent']],
      sign: 'silent',
      isOwn: false,
    },
    {
      name: 'it got through itself since',
      steps: [['first', 'bad'], through(9, 'good'), ['through', 'bad'], ['again', 'bad']],
      isOwn: false,
    },
    {
      name: 'another group fails now: the outage of all',
      steps: [['first', 'bad'], through(9, 'good'), ['first', 'good']],
      isOwn: false,
    },
    {
      name: 'that other group is back',
      steps: [['first', 'bad'], through(9, 'good'), ['first', 'good'], ['through', 'good'], ['left', 'good']],
      isOwn: true,
    },
    {
      name: 'that other group has nothing left to send',
      steps: [['first', 'bad'], through(9, 'good'), ['first', 'good'], ['left', 'good']],
      isOwn: true,
    },
    {
      name: 'another group is in such a trouble too',
      steps: [['first', 'bad'], ['first', 'worse'], through(9, 'good'), ['again', 'worse']],
      isOwn: true,
    },
  ])('$name: the trouble is its own: $isOwn', ({ steps, sign = 'busy', isOwn }) => {
    expect(memoryOf(...steps).isOwn('bad', sign)).toBe(isOwn);
  });

  test('a row that fails for longer than its group: others of the group got through meanwhile', () => {
    const memory = memoryOf(['first', 'bad']);
    const since = memory.since('busy');
    memory.gotThrough('bad', memory.now());
    memory.failed('bad', 'busy', false);
    expect(memory.isOwn('bad', 'busy')).toBe(false);
    expect(memory.isOwn('bad', 'busy', since)).toBe(true);
    expect(memory.isOwn('bad', 'silent', since)).toBe(false);
  });

  test('is forgotten once it is given up, and so many groups are not remembered', () => {
    const memory = memoryOf(['first', 'bad'], through(3, 'good'));
    memory.forget('bad');
    expect(memory.isOwn('bad', 'busy')).toBe(false);
    for (let at = 0; at < 5000; at += 1) {
      memory.failed(`g${at}`, 'busy', true);
      memory.left(`g${at}`);
    }
    for (let at = 0; at < 3; at += 1) memory.gotThrough('good', memory.now());
    expect([memory.isOwn('g0', 'busy'), memory.isOwn('g4999', 'busy')]).toEqual([false, true]);
  });
});

describe('the evidence', () => {
  test('is what got through since the call began, and nothing before', () => {
    const evidence = new Evidence();
    evidence.gotThrough('set', 'a');
    const mark = evidence.count;
    expect(evidence.since(mark, 'set', 'a')).toEqual(NOTHING);
    evidence.gotThrough('set', 'b');
    expect(evidence.since(mark, 'set', 'a')).toEqual({ ...NOTHING, ofOtherGroups: true });
    evidence.gotThrough('ask', undefined);
    evidence.gotThrough('set', 'a');
    expect(evidence.since(mark, 'set', 'a')).toEqual({ ofGroup: true, ofOtherGroups: true, ofOtherCommands: true });
    expect(evidence.since(mark, 'ask', undefined)).toEqual({ ...NOTHING, ofOtherGroups: true, ofOtherCommands: true });
  });

  test('keeps its size, and what is forgotten shows nothing', () => {
    const evidence = new Evidence();
    evidence.gotThrough('set', 'old');
    for (let call = 0; call < 10_000; call += 1) evidence.gotThrough('set', 'new');
    expect(evidence.since(0, 'set', 'old')).toEqual({ ...NOTHING, ofOtherGroups: true });
  });
});

describe('a limit is', () => {
  const others = { ...NOTHING, ofOtherGroups: true };
  test('that of one group while other groups get through, however often', () => {
    const scope = new LimitScope();
    for (let at = 0; at < 50; at += 1) expect(scope.isOfCommand({ groupId: 'busy' }, others, at * 10)).toBe(false);
  });

  test('that of all where a second group has it too', () => {
    const scope = new LimitScope();
    expect(scope.isOfCommand({ groupId: 'a' }, others, 0)).toBe(false);
    expect(scope.isOfCommand({ groupId: 'b' }, others, 10)).toBe(true);
  });

  test('that of all where some calls of the same group get through, or there is no group', () => {
    expect(new LimitScope().isOfCommand({ groupId: 'a' }, { ...NOTHING, ofGroup: true }, 0)).toBe(true);
    expect(new LimitScope().isOfCommand({ groupId: undefined }, others, 0)).toBe(true);
  });

  test('one account in many groups, while the calls of others get through, is that account’s from its fifth on', () => {
    const scope = new LimitScope();
    const through = { ...NOTHING, ofGroup: true };
    const limited = (account: string): boolean => {
      scope.gotThrough('another');
      return scope.isOfCommand({ groupId: 'a', account }, through, 0);
    };
    expect([1, 2, 3, 4, 5].map(() => limited('busy'))).toEqual([true, true, true, true, false]);
    expect(limited('other')).toBe(true);
    expect(scope.isConvicted('busy')).toBe(false);
    for (let calls = 0; calls < 20; calls += 1) limited('busy');
    expect(scope.isConvicted('busy')).toBe(true);
    scope.gotThrough('busy');
    expect(scope.isConvicted('busy')).toBe(false);
    expect(limited('busy')).toBe(true);
  });

  test('a limit that lets nobody through is of the command, however often one account meets it', () => {
    const scope = new LimitScope();
    const through = { ...NOTHING, ofGroup: true };
    for (let calls = 0; calls < 50; calls += 1) {
      expect(scope.isOfCommand({ groupId: 'a', account: 'busy' }, through, 0)).toBe(true);
    }
    expect(scope.isConvicted('busy')).toBe(false);
  });
});
