import type { AuditSummary } from '../../core/books/summary.ts';
import { pairKey } from '../../core/row/row.ts';
import { Sample, type SampleSize } from '../../core/row/sample.ts';
import { judgeCount, presentOf } from '../../core/target/finding.ts';
import type { CountSource } from '../../core/target/group.ts';
import { WINDOWS_OF_COUNTS } from '../import/preflight.ts';
import { CountReader, type Counts } from '../questions/count-reader.ts';
import type { RunDeps, RunPlan } from '../run/run.ts';
import { audit } from './audit.ts';

export type VerifyPlan = Omit<RunPlan, 'command'> & {
  /** undefined: every row */
  readonly sample: SampleSize | undefined;
  readonly seed: number;
  /** rows that are to be set: of the whole input, and before where this run begins */
  readonly toBeSet: { readonly all: number; readonly beforeStart: number };
  /** when the import began, seconds since 1970; undefined where nobody knows */
  readonly importedSinceS: number | undefined;
};

/** Reads back the count of every row of one input; `halt` and what is returned as in `run`. */
export const verify = (plan: VerifyPlan, deps: RunDeps, halt: AbortController): Promise<AuditSummary> => {
  const counts = new CountReader(deps.reads);
  const sample = plan.sample && new Sample(plan.sample, plan.toBeSet.all, plan.seed);
  const sources = new Map<CountSource, number>();
  let index = plan.toBeSet.beforeStart - 1;
  return audit<Counts>(
    { ...plan, command: 'verify' },
    deps,
    {
      sizes: WINDOWS_OF_COUNTS,
      learn: (rows) => counts.read(rows),
      judge: (row, known) => {
        const found = known.get(pairKey(row));
        if (found?.kind === 'count') {
          const { source } = presentOf(found);
          sources.set(source, (sources.get(source) ?? 0) + 1);
        }
        return found && judgeCount(row, found, plan.importedSinceS);
      },
      wants: () => {
        index += 1;
        return sample?.has(index) ?? true;
      },
      countSources: () => [...sources].map(([source, count]) => ({ source, count })),
    },
    halt,
  );
};
