import { resolve } from 'node:path';
import { auditPaths, importFiles } from '../io/journal/state-paths.ts';
import type { InputFacts } from '../report/html/facts.ts';
import { countCorrected, failedBefore } from './failed-before.ts';
import type { InputPlan } from './plan.ts';
import { findRounds, withFailures } from './rounds.ts';

type Place = Pick<InputPlan, 'path' | 'stateDir'>;

/**
 * Of inputs that stand together: which are corrected copies of the failed rows of others, and what these have set of the
 * others' rows, so that no row is counted twice.
 */
export const withCorrections = async (
  inputs: readonly Place[],
  facts: readonly InputFacts[],
): Promise<readonly InputFacts[]> => {
  const known = new Map(inputs.map(({ stateDir }, at) => [resolve(stateDir), facts[at]]));
  const factsOf = ({ stateDir }: Pick<Place, 'stateDir'>): InputFacts | undefined => known.get(resolve(stateDir));
  return Promise.all(
    facts.map(async (one, at) => {
      const { path, stateDir } = inputs[at] as Place;
      const { original, laterCopies } = await findRounds(stateDir);
      const copies = laterCopies.filter((copy) => factsOf(copy)?.import?.isFinished);
      const ofCopy = original && factsOf(original) ? { ...one, copyOf: original.path } : one;
      return copies.length === 0
        ? ofCopy
        : correctedBy(
            copies,
            ofCopy,
            { path, stateDir },
            copies.map((copy) => factsOf(copy)?.import?.savedAt ?? ''),
          );
    }),
  );
};

const correctedBy = async (
  copies: readonly Place[],
  facts: InputFacts,
  { stateDir }: Place,
  importedAt: readonly string[],
): Promise<InputFacts> => {
  const { failures } = importFiles(stateDir);
  const { corrected = 0 } = (await countCorrected(failures, copies.map(withFailures))) ?? {};
  const before = await failedBefore(auditPaths(stateDir, 'verify').failures, failures);
  const foundBefore = [...before.values()].reduce((sum, count) => sum + count, 0);
  const { verify } = facts;
  // A copy may have overwritten what stood there.
  const isLatest = verify?.isLatest === true && importedAt.every((savedAt) => savedAt < verify.savedAt);
  return { ...facts, corrected: { rows: corrected, foundBefore }, verify: verify && { ...verify, isLatest } };
};
