import { describe, expect, test } from 'vitest';
import { WrongStateError } from '../../../src/core/errors/state-error.ts';
import type { Target } from '../../../src/core/target/target.ts';
import { CHECKPOINT_VERSION, type Checkpoint } from '../../../src/io/journal/checkpoint.ts';
import { givesWay, type Owner, refuseOthers } from '../../../src/io/journal/state-owner.ts';
import { OTHER_APP, READING, REAL, REHEARSAL, START } from '../../support/state-folder.ts';

const checkpointOf = (target: Target | null, given: Partial<Checkpoint> = {}): Checkpoint => ({
  version: CHECKPOINT_VERSION,
  savedAt: '2026-11-22T20:30:00.000Z',
  state: 'unfinished',
  input: { path: 'rows.csv', sizeBytes: 100 },
  reading: READING,
  rehearsal: target?.kind === 'simulator',
  target,
  next: START,
  doneBytes: 10,
  settledAhead: [],
  proven: null,
  counts: { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, unchanged: 0, lowered: 0, totalUnknown: 0 },
  failures: [],
  failuresBytes: 0,
  ...given,
});

const refusal = (checkpoint: Checkpoint, target: Target, given: Partial<Owner> & { isAudit?: boolean } = {}) => {
  const { isAudit = false, ...owner } = given;
  try {
    refuseOthers('state', checkpoint, { target, reading: READING, restart: false, ...owner }, isAudit);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(WrongStateError);
    return (error as WrongStateError).fact;
  }
};

describe('whose checkpoint it is', () => {
  test.each([
    { name: 'the same target and reading', checkpoint: checkpointOf(REAL), by: REAL },
    { name: 'no target so far, since no reply came', checkpoint: checkpointOf(null), by: OTHER_APP },
    { name: 'a rehearsal by a rehearsal', checkpoint: checkpointOf(REHEARSAL), by: REHEARSAL },
  ])('goes on: $name', ({ checkpoint, by }) => expect(refusal(checkpoint, by)).toBeUndefined());

  test.each([
    {
      name: 'another app',
      by: OTHER_APP,
      fact: { kind: 'state-of-other-target', folder: 'state', isAudit: false, before: REAL, now: OTHER_APP },
    },
    { name: 'a rehearsal', by: REHEARSAL, fact: { kind: 'state-of-real-run', folder: 'state' } },
    {
      name: 'another reading',
      by: REAL,
      given: { reading: { kind: 'csv', delimiter: ';', onDuplicate: 'max' }, isAudit: true },
      fact: {
        kind: 'state-of-other-reading',
        folder: 'state',
        isAudit: true,
        differences: [
          { field: 'delimiter', before: ',', now: ';' },
          { field: 'onDuplicate', before: undefined, now: 'max' },
        ],
      },
    },
  ])('of a real run is refused to $name', ({ by, given, fact }) => {
    expect(refusal(checkpointOf(REAL), by, given)).toEqual(fact);
  });
});

test.each([
  { rehearsal: true, state: 'finished', by: REHEARSAL, way: true },
  { rehearsal: true, state: 'finished', by: REAL, way: true },
  { rehearsal: true, state: 'unfinished', by: REAL, way: true },
  { rehearsal: true, state: 'unfinished', by: REHEARSAL, way: false },
  { rehearsal: false, state: 'finished', by: REAL, way: false },
  { rehearsal: false, state: 'finished', by: REHEARSAL, way: false },
] as const)('a rehearsal ($rehearsal) that is $state gives way to $by.kind: $way', ({ rehearsal, state, by, way }) => {
  expect(givesWay(checkpointOf(rehearsal ? REHEARSAL : REAL, { state }), by)).toBe(way);
});
