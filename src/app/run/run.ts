import type { Ledger, Snapshot } from '../../core/books/ledger.ts';
import type { CountsBySource, Example, RunCommand, RunFiles, RunSummary } from '../../core/books/summary.ts';
import { InputBrokeOffError, TimUnreadError } from '../../core/errors.ts';
import type { CallStats } from '../../core/pace/call-meter.ts';
import type { Clock, Journal, OnEvent, ReadApi, RowSource, RowWords } from '../../core/ports.ts';
import type { Row } from '../../core/row/row.ts';
import { type Target, targetText } from '../../core/target/target.ts';
import { summaryJson } from '../../report/json/summary-json.ts';
import { keepSaving } from './saver.ts';
import { type ReadingEnd, summarise } from './summarise.ts';
import { keepWatching } from './watcher.ts';

export type RunPlan = {
  readonly command: RunCommand;
  readonly inputPath: string;
  readonly files: RunFiles;
  /** of the command that counts: the writes of `import`, each of the reads of the others */
  readonly ratePerSecond: number;
  readonly target: Target;
};

export type RunDeps = {
  readonly source: RowSource;
  readonly reads: ReadApi;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
  readonly words: RowWords;
};

/** What a command does with the rows of one input. */
export type Pass = {
  readonly ledger: Ledger;
  /** From where the source is to its end, or to where the run stops; called again when the input has grown. */
  readRows(): Promise<ReadingEnd>;
  /** Resolves when no row is in hand. */
  empty(): Promise<void>;
  /** All rows that were read are settled, but for those that something else has to decide. */
  atEnd?(): Promise<void>;
  /** @returns a row that was set and that may be set again */
  knownGood?(): Row | undefined;
  /** @returns the calls that the run is about */
  calls(): CallStats;
  rowsSent(): number;
  examples?(): readonly Example[];
  countSources?(): readonly CountsBySource[];
};

/**
 * Reads one input to its end and keeps the books on disk meanwhile: what all commands that go through an input with the
 * target's help have in common.
 *
 * @param halt - the run's switch: aborted from outside by a signal, from inside by whatever ends the run early; its
 *   reason is the error. Calls in flight are still answered and recorded.
 * @returns the summary; refused rows and early ends stand in it
 * @throws only what is a bug
 */
export const run = async (plan: RunPlan, deps: RunDeps, pass: Pass, halt: AbortController): Promise<RunSummary> => {
  const { source, journal, clock, onEvent, reads } = deps;
  const { ledger } = pass;
  const halted = halt.signal;
  const startedAtMs = clock.wallMs();
  const resumed = journal.resumed !== undefined;

  /** To an end of the input that nothing was added behind while the last rows were on their way. */
  const readAll = async (): Promise<ReadingEnd> => {
    // Other inputs may have come before this one: what was looked at then need not be what is there now.
    await source.prove();
    for (;;) {
      const readingEnd = await pass.readRows();
      await pass.empty();
      if (readingEnd !== 'end of input') return readingEnd;
      if (!halted.aborted) await pass.atEnd?.();
      await source.prove();
      if (halted.aborted || !(await source.hasGrown())) return readingEnd;
    }
  };

  const bindTarget = (): void => {
    const answered = [pass.calls(), ...reads.stats().map(({ calls }) => calls)].some((calls) => calls.answered > 0);
    if (answered) journal.bindTarget();
  };

  const takeSnapshot = (): Snapshot => {
    const snapshot = ledger.snapshot();
    return { ...snapshot, doneBytes: source.inputBytes(snapshot.doneBytes), knownGood: pass.knownGood?.() ?? null };
  };

  const save = async (): Promise<void> => {
    bindTarget();
    const snapshot = takeSnapshot();
    await journal.save(snapshot);
    const { counts: rows, doneBytes } = snapshot;
    onEvent({ type: 'progress', rows, doneBytes, sizeBytes: await source.sizeBytes() });
  };

  if (!halted.aborted) {
    const { command, inputPath: input } = plan;
    onEvent({ type: 'started', command, input, target: targetText(plan.target), resumed, rows: ledger.counts() });
  }
  const haltFor = (error: unknown): void => halt.abort(error);
  const endSaving = keepSaving(save, clock, haltFor);
  const endWatching = keepWatching(source, clock, haltFor);
  const readingEnd = await readAll().catch(async (error: unknown): Promise<ReadingEnd> => {
    // What was read before is as good as ever, and is sent.
    if (error instanceof InputBrokeOffError) await pass.empty();
    haltFor(error);
    return 'halted';
  });
  await pass.empty();
  await endWatching();
  await endSaving();
  bindTarget();

  if (halted.aborted && !(halted.reason instanceof TimUnreadError)) {
    // A bug. What is settled is kept; that it cannot be kept would be the lesser news.
    await journal.save(takeSnapshot()).catch(() => {});
    throw halted.reason;
  }
  const { doneBytes } = takeSnapshot();
  const facts = {
    command: plan.command,
    inputPath: plan.inputPath,
    sizeBytes: await source.sizeBytes(),
    doneBytes,
    readBytes: source.readBytes,
    files: plan.files,
    rowsSent: pass.rowsSent(),
    calls: pass.calls(),
    reads: reads.stats(),
    examples: pass.examples?.() ?? [],
    countSources: pass.countSources?.() ?? [],
    ratePerSecond: plan.ratePerSecond,
    resumed,
    target: plan.target,
    startedAtMs,
    finishedAtMs: clock.wallMs(),
  };
  let summary = summarise(ledger, readingEnd, halted.reason, facts);
  try {
    const snapshot = { ...takeSnapshot(), doneBytes: summary.input.doneBytes };
    await journal.finish(summaryJson(summary), snapshot, summary.earlyEnd === undefined);
  } catch (error) {
    if (!(error instanceof TimUnreadError)) throw error;
    halt.abort(error);
    summary = summarise(ledger, readingEnd, error, facts);
  }
  onEvent({ type: 'finished', summary });
  return summary;
};
