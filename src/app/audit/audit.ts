import { Ledger } from '../../core/books/ledger.ts';
import type { CountsBySource, Example, RunCommand, RunSummary } from '../../core/books/summary.ts';
import type { CallStats } from '../../core/pace/call-meter.ts';
import { joinStats } from '../../core/pace/call-meter.ts';
import { type InputRow, isToBeSet, type Row } from '../../core/row/row.ts';
import { type Judgement, notSent } from '../../core/target/finding.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { prefetch, type WindowSizes } from '../run/prefetch.ts';
import { type Pass, type RunDeps, type RunPlan, run } from '../run/run.ts';
import type { ReadingEnd } from '../run/summarise.ts';

/** What a command that only asks finds out, and how it judges rows by it. */
export type Audit<T> = {
  readonly sizes: WindowSizes;
  /** @param rows - the next ones of the input that `wants` holds for */
  learn(rows: readonly Row[]): Promise<T>;
  /** @returns undefined where it was not found out, because the run is halted */
  judge(row: Row, known: T): Judgement | undefined;
  /** Whether to look at a row that is to be set; asked once for each, in order. */
  wants(input: InputRow): boolean;
  countSources?(): readonly CountsBySource[];
};

/** Rows that are shown of each kind of finding. */
const EXAMPLES = 3;
const FULL_JOURNAL_WAIT_MS = 10;

/**
 * Goes through one input without writing anything to the target; `halt` and what is returned as in `run`. Rows are settled in
 * the order of the input, when all is known that was asked about a window of them.
 */
export const audit = async <T>(
  plan: Omit<RunPlan, 'command'> & { readonly command: Exclude<RunCommand, 'import'> },
  deps: RunDeps,
  { sizes, learn, judge, wants, countSources = () => [] }: Audit<T>,
  halt: AbortController,
): Promise<RunSummary> => {
  const { source, journal, clock, reads, words } = deps;
  const halted = halt.signal;
  const ledger = new Ledger(journal.resumed ?? source.start);
  const examples: Example[] = [];
  const shown = new Map<string, number>();

  const readRows = async (): Promise<ReadingEnd> => {
    const windows = prefetch(
      source.rows(),
      sizes,
      async (rows) => {
        const wanted = new Set(rows.filter((input) => isToBeSet(input) && wants(input)));
        return { wanted, facts: await learn([...wanted].flatMap(({ row }) => row ?? [])) };
      },
      clock,
      (error) => halt.abort(error),
    );
    for await (const { rows, known } of windows) {
      for (const input of rows) {
        while (journal.isFull() && (await clock.sleep(FULL_JOURNAL_WAIT_MS, halted)));
        const verdict = input.row && known.wanted.has(input) ? judge(input.row, known.facts) : undefined;
        if (halted.aborted) return 'halted';
        if (known.wanted.has(input) && !verdict) throw new Error(`line ${input.line} was asked about and not judged`);
        if (ledger.read(input)) settle(input, verdict);
      }
    }
    return 'end of input';
  };

  const settle = (input: InputRow, verdict: Judgement | undefined): void => {
    if (!input.row) fail(input, notSent('invalid', input.problems.map(words.problem).join('; ')));
    else if (input.supersededByLine !== undefined) ledger.settleSkipped(input, 'superseded');
    else if (!verdict) ledger.settleSkipped(input, 'not in the sample');
    else if (verdict.kind === 'wrong') fail(input, verdict.failure);
    else ledger.settleOk(input, verdict.kind === 'lowered' ? 'lowered' : 'as asked');
  };

  const fail = (input: InputRow, failure: Failure): void => {
    ledger.settleFailed(input, failure);
    journal.fail(input, failure);
    const count = (shown.get(failure.class) ?? 0) + 1;
    shown.set(failure.class, count);
    if (count > EXAMPLES) return;
    const { groupId, account } = input.values;
    examples.push({ class: failure.class, line: input.line, groupId, account, message: failure.message });
  };

  const calls = (): CallStats => joinStats(reads.stats().map((stats) => stats.calls));
  const pass: Pass = {
    ledger,
    readRows,
    empty: async () => {},
    calls,
    rowsSent: () => 0,
    examples: () => examples,
    countSources,
  };
  return run(plan, deps, pass, halt);
};
