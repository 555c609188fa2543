import type { Example } from '../../core/books/summary.ts';
import { type InputRow, isToBeSet, type Row } from '../../core/row/row.ts';
import { failureOfInvalid, type Judgement } from '../../core/target/finding.ts';
import type { Failure } from '../../core/target/outcome.ts';
import type { WindowSizes } from '../run/prefetch.ts';
import type { Answered, Run, RunDeps } from '../run/run.ts';
import type { ReadingEnd } from '../run/summarise.ts';

/** What is asked about the rows of one window: pairs, and those of them that are answered so far. */
type Asked = { readonly pairs: number; readonly known: ReadonlyMap<string, unknown> };

/** Called when the questions about a window begin. */
export type OnBegun = (asked: Asked) => void;

/** What a command asks about rows, and how it judges each row by the answers. Such a command writes nothing. */
export type Questions<T> = {
  /** @param rows - the rows of one window that the command looks at */
  ask(rows: readonly Row[], onBegun: OnBegun): Promise<T>;
  /** @returns undefined where the run stops before the answer is known */
  judge(row: Row, known: T): Judgement | undefined;
  /** Whether the command looks at this row. Called once for each row that is to be set, in the order of the input. */
  wants(input: InputRow): boolean;
};

// A plan over more rows takes fewer calls. Two windows are in memory at a time.
const WINDOWS: WindowSizes = { first: 1000, most: 32_000 };

/** Rows shown for each failure class. */
const EXAMPLES = 3;

/**
 * Reads one input and writes nothing to the target. Rows are settled in the order of the input, once everything that
 * was asked about their window is known.
 */
export class Audit<T> {
  /** the first few rows of each failure class */
  readonly examples: Example[] = [];
  readonly #run: Run;
  readonly #journal: RunDeps['journal'];
  readonly #questions: Questions<T>;
  readonly #sizes: WindowSizes;
  readonly #found = new Map<string, number>();
  /** windows that are asked about */
  readonly #open = new Map<readonly InputRow[], Asked>();

  constructor(run: Run, { journal }: Pick<RunDeps, 'journal'>, questions: Questions<T>, sizes = WINDOWS) {
    this.#run = run;
    this.#journal = journal;
    this.#questions = questions;
    this.#sizes = sizes;
    run.showAnswered(() => this.#answered());
  }

  /**
   * Reads until the input ends and has not grown meanwhile, or until the run stops.
   *
   * @param onTaken - called when all rows were read
   */
  async readAll(onTaken = (): void => {}): Promise<ReadingEnd> {
    const run = this.#run;
    await run.prove();
    do {
      for await (const { rows, known } of run.windows(this.#sizes, (some) => this.#ask(some), onTaken)) {
        this.#open.delete(rows);
        for (const input of rows) {
          await run.journalRoom();
          if (run.signal.aborted) return 'halted';
          const judgement =
            input.row && known.wanted.has(input) ? this.#questions.judge(input.row, known.answers) : undefined;
          if (known.wanted.has(input) && !judgement)
            throw new Error(`line ${input.line} was asked about and not judged`);
          if (run.ledger.read(input)) this.#settle(input, judgement);
        }
      }
    } while (await run.hasGrown());
    return 'end of input';
  }

  async #ask(rows: readonly InputRow[]): Promise<{ wanted: ReadonlySet<InputRow>; answers: T }> {
    const wanted = rows.filter((input) => isToBeSet(input) && this.#questions.wants(input));
    const asked = wanted.flatMap(({ row }) => row ?? []);
    const answers = await this.#questions.ask(asked, (begun) => this.#open.set(rows, begun));
    return { wanted: new Set(wanted), answers };
  }

  /** Rows are settled by the window, and their answers come one by one. */
  #answered(): Answered {
    let [answeredRows, bytes] = [0, 0];
    for (const [rows, { pairs, known }] of this.#open) {
      const share = pairs === 0 ? 1 : Math.min(1, known.size / pairs);
      answeredRows += Math.floor(rows.length * share);
      bytes += Math.floor(((rows.at(-1)?.endByte ?? 0) - (rows[0]?.startByte ?? 0)) * share);
    }
    return { rows: answeredRows, bytes };
  }

  #settle(input: InputRow, judgement: Judgement | undefined): void {
    const { ledger } = this.#run;
    if (input.isOfOtherShard) ledger.settleSkipped(input, 'other shard');
    else if (!input.row) this.#fail(input, failureOfInvalid(input));
    else if (input.supersededByLine !== undefined) ledger.settleSkipped(input, 'superseded');
    else if (!judgement) ledger.settleSkipped(input, 'not in the sample');
    else if (judgement.kind === 'wrong') this.#fail(input, judgement.failure);
    else ledger.settleOk(input, judgement.kind === 'lowered' ? 'lowered' : 'as asked');
  }

  #fail(input: InputRow, failure: Failure): void {
    this.#run.ledger.settleFailed(input, failure);
    this.#journal.fail(input, failure);
    const count = (this.#found.get(failure.class) ?? 0) + 1;
    this.#found.set(failure.class, count);
    if (count > EXAMPLES) return;
    const { groupId, account } = input.values;
    const { line, index, sheet, input: path } = input;
    this.examples.push({
      class: failure.class,
      line,
      input: path,
      index,
      sheet,
      groupId,
      account,
      reason: failure.reason,
    });
  }
}
