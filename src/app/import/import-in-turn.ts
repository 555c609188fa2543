import type { ImportSummary } from '../../core/books/summary.ts';
import { InputBrokeOffError } from '../../core/errors.ts';
import type { RunDeps, RunPlan } from '../run/run.ts';
import { addSettled, type SettledCounts } from './failure-limit.ts';
import { type ImportRowsPlan, importRows } from './import-rows.ts';
import { PairQueue } from './pair-queue.ts';
import type { RunInTurn } from './row-sender.ts';
import { RowsUnderWay } from './rows-under-way.ts';

export type InputInTurn = {
  readonly plan: RunPlan & Pick<ImportRowsPlan, 'files'>;
  readonly deps: RunDeps;
  /** Writes the page of the run, which has ended. */
  readonly withReport: (summary: ImportSummary) => Promise<ImportSummary>;
};

const NONE_SETTLED: SettledCounts = { ok: 0, failed: 0, skipped: 0 };

// An input begins when the calls of so much time are left of those before it: it is looked up meanwhile.
const BEGIN_AHEAD_SECONDS = 0.25;

/**
 * Imports one input after the other. The next one begins while the last calls of those before are under way; rows of one
 * pair keep their order over all of them. With a limit of rows, each begins when the one before has ended.
 *
 * @returns a summary for each input, also after early ends
 * @throws only for a bug
 */
export const importInTurn = async (
  inputs: readonly InputInTurn[],
  rows: Omit<ImportRowsPlan, keyof InputInTurn['plan']>,
  signal: AbortSignal,
): Promise<readonly ImportSummary[]> => {
  const pairs = new PairQueue();
  const settled = inputs.map(
    ({ deps }): (() => SettledCounts) =>
      () =>
        deps.journal.resumed?.counts ?? NONE_SETTLED,
  );
  const inHand = new Map<number, RunInTurn>();
  const ends = inputs.map(() => new AbortController());
  const stopBehind = (at: number, reason: unknown): void => {
    for (const later of ends.slice(at + 1)) later.abort(reason);
  };
  const underWay = new RowsUnderWay((inputs[0]?.plan.ratePerSecond ?? 0) * BEGIN_AHEAD_SECONDS);
  const summaries: ImportSummary[] = [];
  const runOne = async ({ plan, deps, withReport }: InputInTurn, at: number, onTaken: () => void): Promise<void> => {
    const limit = leftOf(rows.limit, summaries);
    const turn = {
      others: () => settled.reduce((sum, of, other) => (other === at ? sum : addSettled(sum, of())), NONE_SETTLED),
      begun: (run: RunInTurn) => {
        settled[at] = run.counts;
        inHand.set(at, run);
      },
      failed: () => {
        for (const [other, run] of inHand) if (other !== at) run.stopAtTooManyFailures();
      },
      taken: onTaken,
      pairs,
      underWay,
    };
    const rowsPlan = { ...rows, ...plan, limit, isLeftOut: limit === 0 && at > 0 };
    const own = AbortSignal.any([signal, (ends[at] as AbortController).signal]);
    try {
      const summary = await importRows(rowsPlan, deps, own, turn);
      inHand.delete(at);
      const { stoppedBy } = summary;
      // An input that cannot be read to its end holds up none of the others.
      if (stoppedBy && !(stoppedBy instanceof InputBrokeOffError)) stopBehind(at, stoppedBy);
      summaries[at] = await withReport(summary);
    } catch (error) {
      stopBehind(-1, error);
      throw error;
    }
  };
  const running: Promise<void>[] = [];
  for (const [at, input] of inputs.entries()) {
    const isTaken = new Promise<void>((resolve) => {
      running.push(runOne(input, at, resolve));
    });
    const isDone = running.at(-1)?.catch(() => {});
    await (rows.limit === undefined ? Promise.race([isDone, isTaken.then(() => underWay.few())]) : isDone);
  }
  const bug = (await Promise.allSettled(running)).find((end) => end.status === 'rejected');
  if (bug) throw bug.reason;
  return summaries;
};

/** `--limit` counts over all inputs. */
const leftOf = (limit: number | undefined, summaries: readonly ImportSummary[]): number | undefined =>
  limit === undefined ? undefined : limit - summaries.reduce((sum, { rowsSent }) => sum + rowsSent, 0);
