import type { Ledger } from '../../core/books/ledger.ts';
import { type CommandFacts, type CommonFacts, type EarlyEnd, judge, type TakenOver } from '../../core/books/summary.ts';
import { TimUnreadError } from '../../core/errors/error.ts';
import { InputChangedError } from '../../core/errors/rows-error.ts';
import { JournalError } from '../../core/errors/state-error.ts';
import type { CommandStats } from '../../core/pace/call-meter.ts';
import type { Target } from '../../core/target/target.ts';

/** Where reading stopped. */
export type ReadingEnd = 'end of input' | 'limit' | 'halted';

/** What a summary takes from the run beside the books. */
export type RunFacts = {
  readonly inputPath: string;
  readonly inputs?: number | undefined;
  readonly sizeBytes: number | undefined;
  /** bytes done of the input, for a run in which not all rows are settled */
  readonly doneBytes: number;
  /** bytes read of the input, which is its size when its end was reached */
  readonly readBytes: number;
  readonly reads: readonly CommandStats[];
  readonly ratePerSecond: number;
  readonly resumed: boolean;
  readonly takenOver?: TakenOver | undefined;
  readonly wasFinished: boolean;
  readonly begun: boolean;
  readonly target: Target;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
};

/**
 * @param haltReason - why the run was halted; undefined when it was not
 * @param own - facts of this command only
 */
export const summarise = <Own extends CommandFacts>(
  ledger: Ledger,
  readingEnd: ReadingEnd,
  haltReason: unknown,
  { inputPath, inputs, sizeBytes, doneBytes, readBytes, ratePerSecond, ...facts }: RunFacts,
  own: Own,
): CommonFacts & Own => {
  const rows = ledger.counts();
  const isAllSettled = readingEnd === 'end of input' && ledger.isAllSettled();
  const missing = isAllSettled ? rows.pending : 0;
  const atEnd = readingEnd === 'end of input' && ledger.isSettledToLastRead();
  const earlyEnd =
    missing > 0
      ? ({
          kind: 'error',
          error: new JournalError({ kind: 'state-beyond-input', path: inputPath, rows: missing }),
        } as const)
      : earlyEndOf(readingEnd, haltReason, isAllSettled);
  return {
    ...judge(rows, earlyEnd),
    earlyEnd,
    stoppedBy: haltReason instanceof TimUnreadError ? haltReason : undefined,
    input: {
      path: inputPath,
      ...(inputs === undefined ? {} : { inputs }),
      sizeBytes,
      doneBytes: isAllSettled ? readBytes : Math.min(doneBytes, sizeBytes ?? doneBytes),
      atEnd,
    },
    rows,
    failures: ledger.failures(),
    limitPerSecond: ratePerSecond,
    ...facts,
    ...own,
  };
};

/** A halt after every row was settled does not count, unless the journal or the input can no longer be relied on. */
const earlyEndOf = (readingEnd: ReadingEnd, haltReason: unknown, isAllSettled: boolean): EarlyEnd | undefined => {
  if (haltReason instanceof JournalError || haltReason instanceof InputChangedError)
    return { kind: 'error', error: haltReason };
  if (isAllSettled) return undefined;
  if (haltReason instanceof TimUnreadError) return { kind: 'error', error: haltReason };
  return readingEnd === 'limit' ? { kind: 'limit' } : undefined;
};
