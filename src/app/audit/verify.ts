import type { RunFiles, VerifySummary } from '../../core/books/summary.ts';
import type { ReadApi } from '../../core/ports.ts';
import { pairKey, type Row } from '../../core/row/row.ts';
import { Sample, type SampleSize } from '../../core/row/sample.ts';
import { type Judgement, judgeCount, type PairReading, presentOf } from '../../core/target/finding.ts';
import type { CountSource } from '../../core/target/reason.ts';
import { CountReader, type Counts } from '../questions/count-reader.ts';
import { Run, type RunDeps, type RunPlan } from '../run/run.ts';
import { Audit, type OnBegun, type Questions } from './audit.ts';

export type ReadBackPlan = {
  /** undefined: every row */
  readonly sample: SampleSize | undefined;
  readonly seed: number;
  /** rows to be set: in the whole input, and before the row where this run begins */
  readonly toBeSet: { readonly all: number; readonly beforeStart: number };
  /** when the import began, seconds since 1970; undefined when unknown */
  readonly importedSinceS: number | undefined;
};

export type VerifyRowsPlan = RunPlan & ReadBackPlan & { readonly files: RunFiles };

/**
 * Reads back the count of every row of one input.
 *
 * @param signal - as in `importRows`
 * @param onTaken - called when all rows were read, and some may still be asked about
 * @returns as `importRows`
 */
export const verifyRows = async (
  plan: VerifyRowsPlan,
  deps: RunDeps,
  signal: AbortSignal,
  onTaken = (): void => {},
): Promise<VerifySummary> => {
  const run = new Run('verify', plan, deps, signal);
  const questions = new CountQuestions(run.reads, plan);
  const audit = new Audit(run, deps, questions);
  const readingEnd = await audit.readAll(onTaken).catch(run.stop);
  const countSources = questions.countSources();
  return run.finish(readingEnd, { command: 'verify', examples: audit.examples, countSources, files: plan.files });
};

class CountQuestions implements Questions<Counts> {
  readonly #counts: CountReader;
  readonly #sample: Sample | undefined;
  readonly #importedSinceS: number | undefined;
  readonly #sources = new Map<CountSource, number>();
  #index: number;

  constructor(reads: ReadApi, { sample, seed, toBeSet, importedSinceS }: ReadBackPlan) {
    this.#counts = new CountReader(reads);
    this.#sample = sample && new Sample(sample, toBeSet.all, seed);
    this.#importedSinceS = importedSinceS;
    this.#index = toBeSet.beforeStart - 1;
  }

  wants(): boolean {
    this.#index += 1;
    return this.#sample?.has(this.#index) ?? true;
  }

  ask(rows: readonly Row[], onBegun: OnBegun): Promise<Counts> {
    const found = new Map<string, PairReading>();
    onBegun({ pairs: new Set(rows.map(pairKey)).size, known: found });
    return this.#counts.read(rows, undefined, found);
  }

  judge(row: Row, known: Counts): Judgement | undefined {
    const found = known.get(pairKey(row));
    if (found?.kind === 'count') {
      const { source } = presentOf(found);
      this.#sources.set(source, (this.#sources.get(source) ?? 0) + 1);
    }
    return found && judgeCount(row, found, this.#importedSinceS);
  }

  countSources() {
    return [...this.#sources].map(([source, count]) => ({ source, count }));
  }
}
