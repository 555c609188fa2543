import { AS_WRITTEN, type Counting } from '../core/row/counting.ts';
import type { UnpackBound } from '../core/unpack-bound.ts';
import { readGroupSeqs } from '../io/source/group-seqs.ts';
import { requireInputs } from './require-inputs.ts';

/** How counts are made of the third values, as it was asked for. */
export type CountingPlan = {
  readonly missingCount: number | undefined;
  /** path of the file with the last sequence of each group */
  readonly groupSeqs: string | undefined;
  /** how much that may unpack to, where it was asked for */
  readonly bound?: UnpackBound;
};

// Inputs of one command share their plan; the sequences of all groups are in memory once.
const LOADED = new WeakMap<CountingPlan, Promise<Counting>>();

/** @throws InputError when the sequences cannot be read */
export const loadCounting = async (plan: CountingPlan | undefined): Promise<Counting> => {
  if (plan?.groupSeqs === undefined && plan?.missingCount === undefined) return AS_WRITTEN;
  const loaded = LOADED.get(plan) ?? load(plan);
  LOADED.set(plan, loaded);
  return loaded;
};

const load = async ({ missingCount, groupSeqs, bound }: CountingPlan): Promise<Counting> => {
  if (groupSeqs === undefined) return { ...AS_WRITTEN, missingCount };
  await requireInputs([groupSeqs]);
  const { lastSeqs, sha256 } = await readGroupSeqs(groupSeqs, bound);
  return { missingCount, lastSeqs, lastSeqsSha256: sha256 };
};
