import type { Place, ResumePoint, RowCounts, Snapshot } from './books/ledger.ts';
import type { RunCommand, RunSummary } from './books/summary.ts';
import type { CallStats, CommandStats } from './pace/call-meter.ts';
import type { InputRow, Row } from './row/row.ts';
import type { Group, JoinedGroup, Role } from './target/group.ts';
import type { Answer, Failure, Outcome } from './target/outcome.ts';
import type { CountSource, Reason } from './target/reason.ts';
import type { Target } from './target/target.ts';

export interface Clock {
  /** milliseconds that only ever grow, from any origin, with fractions */
  nowMs(): number;
  /** milliseconds since 1970, which a user or a time server may set back */
  wallMs(): number;
  /** @returns false when the signal ended the wait; never rejects */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>;
}

export interface RemoteApi {
  /**
   * Sets one count, through pace and retry.
   *
   * @param isWanted - asked before every call; when it says no, no call and no slot is spent
   * @throws TimUnreadError when no row can succeed: a fatal reply, or a target out of reach for too long
   */
  setUnread(row: Row, isWanted: () => boolean): Promise<Outcome>;
  stats(): CallStats;
}

/**
 * Questions to the target, with the same retry, each command at a pace of its own. An answer says nothing
 * of what it was not asked for, and may leave out what it was asked for.
 *
 * All of them throw TimUnreadError when nothing can be asked: a fatal reply, or a target out of reach for too long.
 */
export interface ReadApi {
  /** @param groupIds - at most GROUPS_PER_CALL */
  groups(groupIds: readonly string[]): Promise<Answer<ReadonlyMap<string, Group>>>;
  /** @param accounts - at most ROLES_PER_CALL */
  roles(groupId: string, accounts: readonly string[]): Promise<Answer<ReadonlyMap<string, Role>>>;
  /**
   * The seq up to which each has read, undefined where the reply does not tell. Who is no member is left out.
   *
   * @param accounts - at most MEMBERS_PER_CALL
   */
  readSeqs(groupId: string, accounts: readonly string[]): Promise<Answer<ReadonlyMap<string, number | undefined>>>;
  /** All groups of a member, by their IDs, page after page. */
  joinedGroups(account: string): Promise<Answer<ReadonlyMap<string, JoinedGroup>>>;
  /** Which of the accounts are imported. @param accounts - at most ACCOUNTS_PER_CALL */
  accounts(accounts: readonly string[]): Promise<Answer<ReadonlySet<string>>>;
  /** of the commands that were called */
  stats(): readonly CommandStats[];
}

/** docs/api.md: how much one call takes. */
export const GROUPS_PER_CALL = 50;
export const MEMBERS_PER_CALL = 50;
/** The API takes up to 5000, but gives no reply over 1 MB. */
export const JOINED_GROUPS_PER_CALL = 1000;
export const ROLES_PER_CALL = 500;
export const ACCOUNTS_PER_CALL = 100;

/**
 * The target. All runs over it share one pace, one UserSig and what is known of whether it can be reached; the calls of
 * each run are counted from 0.
 */
export interface TargetConnection {
  /** @param signal - its abort ends every wait of this run; calls in flight go on to their end */
  forRun(signal: AbortSignal): { readonly remote: RemoteApi; readonly reads: ReadApi };
}

/** The pace of one API command: it bounds the starts in any 1000 ms, and catches nothing up after a stall. */
export interface Pace {
  /**
   * Waits in line for the moment at which a call may start. The caller awaits this very promise and starts its call at
   * once. No other start is given out before that, so the start that is noted is that of the call.
   *
   * @param isWanted - asked when it is the caller's turn; where it says no, the slot goes to the next in line
   * @param signal - its abort ends the wait
   * @returns the start that was noted, milliseconds on the run's clock; undefined when there is no call to start
   */
  next(isWanted: () => boolean, signal: AbortSignal): Promise<number | undefined>;
  /** The target said "too frequent". @returns whether the pace was lowered, which happens at most once a second */
  slowDown(): boolean;
  /** calls per second that are aimed at just now */
  readonly perSecond: number;
  /** Ends all waits; no timer of the pace outlives it. */
  close(): Promise<void>;
}

/** The rows of one input, in the order of the file, a block at a time. */
export interface RowSource {
  /** where `rows` begins: at the first row, or where an earlier run stopped */
  readonly start: Place;
  /**
   * To the end that the input has when it is reached. Called again, it goes on from there.
   *
   * @throws InputBrokeOffError, InputChangedError
   */
  rows(): AsyncIterable<readonly InputRow[]>;
  /** @returns the size of the input at this moment, in bytes; undefined while nobody knows (standard input) */
  sizeBytes(): Promise<number | undefined>;
  /**
   * Rows count the bytes of the text; where that comes out of an archive or another encoding, the input has fewer or more.
   *
   * @returns about how many bytes of the input stand for so much of its text
   */
  inputBytes(textBytes: number): number;
  /** how many bytes of the input are read */
  readonly readBytes: number;
  /** of CSV: the last line that was read has no line break, so nobody can tell whether it was whole */
  readonly isLastLineOpen: boolean;
  /** whether there is more behind the end that `rows` reached @throws InputChangedError where it cannot go on there */
  hasGrown(): Promise<boolean>;
  /**
   * Costs nothing while nobody writes to the input; then as much as reading again what was read.
   *
   * @throws InputChangedError when what was read no longer stands in the input
   */
  prove(): Promise<void>;
}

/** What a run writes down. Its owner has opened it; what it held is in `resumed`. */
export interface Journal {
  readonly resumed: ResumePoint | undefined;
  /** Notes a row that was not set. It is on disk when the next `save` has ended. */
  fail(row: InputRow, failure: Failure): void;
  /** Notes a row that was set to its group's total, because it asked for more; as lasting as `fail`. */
  lower(row: InputRow, total: number): void;
  /**
   * Writes the failures noted so far, then replaces the checkpoint. The snapshot and the failures are taken at the
   * moment of the call; one save at a time.
   *
   * @throws JournalError
   */
  save(snapshot: Snapshot): Promise<void>;
  /** @returns whether so many failures wait for the next save that reading should wait too */
  isFull(): boolean;
  /** From now on the checkpoint names the target: a reply came from it. */
  bindTarget(): void;
  /**
   * The last save, and `summary.json`.
   *
   * @throws JournalError
   */
  finish(summary: RunSummary, snapshot: Snapshot, isComplete: boolean): Promise<void>;
}

/** The words that stand in the files of a run, in the run's language. */
export interface FileWords {
  reason(reason: Reason): string;
  error(error: Error): string;
  target(target: Target): string;
}

/** What happens in a run, told once; the log and the terminal both listen. */
export type RunEvent =
  | {
      readonly type: 'started';
      readonly command: RunCommand;
      readonly input: string;
      readonly target: Target;
      readonly resumed: boolean;
      readonly rows: RowCounts;
    }
  /** the first reply came, or the first after an outage: calls go through freely */
  | { readonly type: 'opened' }
  | {
      readonly type: 'progress';
      readonly rows: RowCounts;
      readonly doneBytes: number;
      readonly sizeBytes: number | undefined;
    }
  | { readonly type: 'row-ok'; readonly line: number; readonly attempts: number; readonly loweredTo?: number }
  | { readonly type: 'row-failed'; readonly line: number; readonly failure: Failure }
  | { readonly type: 'row-skipped'; readonly line: number; readonly supersededByLine: number }
  /** its count is what it asks for already */
  | { readonly type: 'row-unchanged'; readonly line: number }
  /** the target refuses to tell about groups: rows are sent without knowing */
  | { readonly type: 'groups-not-checked'; readonly reason: Reason }
  /** counts read this way were those that had been set */
  | { readonly type: 'calibrated'; readonly source: CountSource; readonly rows: number }
  | { readonly type: 'calibration-refused'; readonly source: CountSource; readonly reason: Reason }
  | { readonly type: 'rate-limited'; readonly errorCode: number; readonly perSecond: number }
  | { readonly type: 'retry'; readonly reason: Reason; readonly afterMs: number }
  | { readonly type: 'waiting'; readonly reason: Reason; readonly giveUpInMs: number }
  | { readonly type: 'back'; readonly afterMs: number }
  | { readonly type: 'usersig-renewed'; readonly because: 'expiry ahead' | 'reply' }
  | { readonly type: 'stopping'; readonly reason: Error }
  | { readonly type: 'finished'; readonly summary: RunSummary };

export type OnEvent = (event: RunEvent) => void;
