import { isDeepStrictEqual } from 'node:util';
import { type KeptRows, type ReadingDifference, WrongStateError } from '../../core/errors/state-error.ts';
import { isSameTarget, type Target } from '../../core/target/target.ts';
import type { Checkpoint } from './checkpoint.ts';

/** The run that wants to use a state folder. */
export type Owner = {
  readonly target: Target;
  /** see `Checkpoint.reading` */
  readonly reading: Record<string, unknown>;
  readonly restart: boolean;
  /** of this user; undefined where none can be kept */
  readonly key?: Buffer | undefined;
};

/** A finished rehearsal is set aside for the next one, and any rehearsal for a real run. */
export const givesWay = (checkpoint: Checkpoint, target: Target): boolean =>
  checkpoint.rehearsal && (target.kind === 'tim' || checkpoint.state === 'finished');

/**
 * @param isAudit - the checkpoint is that of a command that only asks
 * @throws WrongStateError when the checkpoint is of a real run and this is a rehearsal, or of another target or reading
 */
export const refuseOthers = (folder: string, checkpoint: Checkpoint, owner: Owner, isAudit: boolean): void => {
  const { target, reading } = checkpoint;
  if (owner.target.kind === 'simulator' && !checkpoint.rehearsal) {
    throw new WrongStateError({ kind: 'state-of-real-run', folder });
  }
  if (target && !isSameTarget(target, owner.target)) {
    throw new WrongStateError({ kind: 'state-of-other-target', folder, isAudit, before: target, now: owner.target });
  }
  if (!isDeepStrictEqual(reading, owner.reading)) throw otherReading(folder, { reading, isAudit }, owner.reading);
};

/** @param kept - rows that were sent, and are others now: why the run cannot go on all the same */
export const otherReading = (
  folder: string,
  { reading, isAudit }: { readonly reading: Record<string, unknown>; readonly isAudit: boolean },
  now: Record<string, unknown>,
  kept?: KeptRows,
): WrongStateError => {
  const differences = differencesOf(reading, now);
  return new WrongStateError({
    kind: 'state-of-other-reading',
    folder,
    isAudit,
    differences,
    ...(kept ? { kept } : {}),
  });
};

const differencesOf = (before: Record<string, unknown>, now: Record<string, unknown>): ReadingDifference[] =>
  [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((field) => !isDeepStrictEqual(before[field], now[field]))
    .map((field) => ({ field, before: before[field], now: now[field] }));
