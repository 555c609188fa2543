import type { ImportSummary } from '../../core/books/summary.ts';
import { inputsInTurn, type RunOfInput } from '../run/inputs-in-turn.ts';
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
  const underWay = new RowsUnderWay((inputs[0]?.plan.ratePerSecond ?? 0) * BEGIN_AHEAD_SECONDS);
  let rowsSent = 0;
  const runOf = ({ plan, deps, withReport }: InputInTurn, at: number): RunOfInput<ImportSummary> => ({
    withReport,
    run: async (own, onTaken) => {
      const limit = rows.limit === undefined ? undefined : rows.limit - rowsSent;
      const turn = {
        others: () => settled.reduce((sum, of, other) => (other === at ? sum : addSettled(sum, of())), NONE_SETTLED),
        begun: (run: RunInTurn) => {
          settled[at] = run.counts;
          inHand.set(at, run);
        },
        failed: () => {
          for (const [other, run] of inHand) if (other !== at) run.stopAtTooManyFailures();
        },
        allEnded: async () => void (await Promise.all([...inHand.values()].map(({ ended }) => ended))),
        taken: onTaken,
        pairs,
        underWay,
      };
      const rowsPlan = { ...rows, ...plan, limit, isLeftOut: limit === 0 && at > 0 };
      const summary = await importRows(rowsPlan, deps, own, turn);
      inHand.delete(at);
      rowsSent += summary.rowsSent;
      return summary;
    },
  });
  return inputsInTurn(inputs.map(runOf), signal, (isDone, isTaken) =>
    // `--limit` counts over all inputs.
    rows.limit === undefined ? Promise.race([isDone, isTaken.then(() => underWay.few())]) : isDone,
  );
};
