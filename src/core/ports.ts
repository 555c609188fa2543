import type { Place, ResumePoint, RowCounts, SetAside, Snapshot } from './books/ledger.ts';
import type { RunCommand, RunSummary, TakenOver } from './books/summary.ts';
import type { CallRecord, CallStats, CommandStats } from './pace/call-meter.ts';
import type { Slot } from './pace/pacing.ts';
import type { InputRemark } from './row/remark.ts';
import type { InputRow, Row } from './row/row.ts';
import type { Group, JoinedGroup } from './target/group.ts';
import type { Answer, Failure, Outcome } from './target/outcome.ts';
import type { CountSource, Reason } from './target/reason.ts';
import type { Target } from './target/target.ts';
import type { TargetTime } from './target/target-clock.ts';

export interface Clock {
  /** monotonic milliseconds with fractions, from any origin */
  nowMs(): number;
  /** milliseconds since 1970; a user or a time server may set this clock back */
  wallMs(): number;
  /**
   * @returns when the process last went on after it had been suspended, on the monotonic clock; far in the past where it never
   *   was, as far as this clock was asked
   */
  wokeAtMs(): number;
  /** @returns false when the signal ended the wait; never rejects */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>;
}

/** What the sender of a row knows and wants to know. */
export type RowCaller = {
  /** asked before every call; on false no call is made and no slot is used */
  readonly isWanted: () => boolean;
  /** called when the row has to wait because its group is in trouble */
  readonly onHeld?: () => void;
  /** called when a call of the row did not get through */
  readonly onTrouble?: () => void;
  /** the row was called before: its calls count as repeats */
  readonly isAgain?: boolean;
};

export interface RemoteApi {
  /**
   * Sets one count, with pace and retry.
   *
   * @throws TimUnreadError when no row can succeed: a fatal reply, or a target out of reach for too long
   */
  setUnread(row: Row, caller: RowCaller): Promise<Outcome>;
  /** The same for a row that was set already, to see whether it still can be. Its calls count as repeats. */
  setAgain(row: Row, isWanted: () => boolean): Promise<Outcome>;
  stats(): CallStats;
}

/**
 * Questions to the target, with the same retry; each command has its own pace. An answer covers only what was asked,
 * and may leave parts of it out.
 * All methods throw TimUnreadError when nothing can be asked: a fatal reply, or a target out of reach for too long.
 */
export interface ReadApi {
  /** @param groupIds - at most GROUPS_PER_CALL */
  groups(groupIds: readonly string[]): Promise<Answer<ReadonlyMap<string, Group>>>;
  /** Roles as the target names them, see `isMember`. @param accounts - at most ROLES_PER_CALL */
  roles(groupId: string, accounts: readonly string[]): Promise<Answer<ReadonlyMap<string, string>>>;
  /**
   * The seq up to which each member has read; undefined when the reply has none. Accounts that are not members are left
   * out.
   *
   * @param accounts - at most MEMBERS_PER_CALL
   */
  readSeqs(groupId: string, accounts: readonly string[]): Promise<Answer<ReadonlyMap<string, number | undefined>>>;
  /** All groups of a member by their IDs, from all pages. */
  joinedGroups(account: string): Promise<Answer<ReadonlyMap<string, JoinedGroup>>>;
  /** Whether each account is imported. @param accounts - at most ACCOUNTS_PER_CALL */
  accounts(accounts: readonly string[]): Promise<Answer<ReadonlyMap<string, boolean>>>;
  /** statistics of the commands that were called */
  stats(): readonly CommandStats[];
}

/** Most elements in one call: docs/api.md. */
export const GROUPS_PER_CALL = 50;
export const MEMBERS_PER_CALL = 50;
/** The API accepts up to 5000, but sends no reply over 1 MB. */
export const JOINED_GROUPS_PER_CALL = 1000;
export const ROLES_PER_CALL = 500;
export const ACCOUNTS_PER_CALL = 100;

/**
 * A connection to the target. All its runs share one pace, one UserSig and one circuit breaker. Each run counts its
 * calls from 0.
 */
export interface TargetConnection {
  /**
   * @param signal - its abort ends every wait of this run; calls in flight still end by themselves
   * @param isAided - the run can do without answers: a question that gets none within a short time fails as `exhausted`
   * @param more - `questions`: its abort ends the waits of questions only; `record`: hears of the writes
   */
  forRun(
    signal: AbortSignal,
    isAided: boolean,
    more?: { readonly questions?: AbortSignal; readonly record?: CallRecord | undefined },
  ): { readonly remote: RemoteApi; readonly reads: ReadApi };
  /**
   * @param nowMs - on the monotonic clock
   * @returns what the target's clock shows then, by the replies so far; undefined before the first one
   */
  targetTimeAt(nowMs: number): TargetTime | undefined;
  /** the highest rate that the writes ever had, calls per second; undefined where it never changes */
  mostPerSecond?(): number;
  /** the rate that the writes aim at just now */
  pacePerSecond?(): number;
}

/**
 * The pace of one API command. Whatever keeps it (this process alone, or several that share one limit) holds the
 * promises of `test/io/remote/pace/pace-suite.ts`: no 1000 ms see more calls written than the limit, nothing is saved up or
 * caught up, callers are served in the order in which they came, and once closed it has no timer left.
 */
export interface Pace {
  /**
   * Waits until a call may start. The call that follows is counted when its slot is told that it was written. Until then
   * it counts as made at any moment from now on, so a slot must always be told.
   *
   * @param isWanted - asked when it is the turn of the caller; on false the slot goes to the next caller
   * @param signal - its abort ends the wait
   * @returns undefined when there is no call to start
   */
  next(isWanted: () => boolean, signal: AbortSignal): Promise<Slot | undefined>;
  /**
   * Call this after a rate-limited reply. @returns whether the pace was lowered, which happens at most once a second
   */
  slowDown(): boolean;
  /** Another limit holds from now on, without a burst. @param perSecond - 0: no call starts until it is another one */
  aimAt(perSecond: number): void;
  /** No call starts for so many milliseconds from now. */
  hold(ms: number): void;
  /** the present target rate, calls per second */
  readonly perSecond: number;
  /** no call starts for now, whatever the target does: that says nothing about the target */
  readonly isOut?: boolean;
  /** Ends all waits and all timers of the pace. */
  close(): Promise<void>;
}

/** The rows of one input, in the order of the file, in blocks. */
export interface RowSource {
  /** where `rows` begins: at the first row, or where an earlier run stopped */
  readonly start: Place;
  /**
   * Yields rows up to the end that the input has when it is reached. The next call continues from there.
   *
   * @throws InputBrokeOffError, InputChangedError
   */
  rows(): AsyncIterable<readonly InputRow[]>;
  /** @returns the present size of the input, bytes; undefined when unknown (standard input) */
  sizeBytes(): Promise<number | undefined>;
  /**
   * Rows count bytes of the decoded text. The input has fewer or more bytes when it is compressed or in another
   * encoding.
   *
   * @returns about how many bytes of the input this many bytes of text came from
   */
  inputBytes(textBytes: number): number;
  /** what tells its rows apart: their lines, or their index where several may stand on a line */
  readonly places: 'line' | 'index';
  /** bytes of the input read so far */
  readonly readBytes: number;
  /** CSV only: the last line read has no line break, so it may have been cut off */
  readonly isLastLineOpen: boolean;
  /** what was noticed so far, once for each kind */
  remarks(): readonly InputRemark[];
  /**
   * @returns whether the input has grown since `rows` reached its end @throws InputChangedError when reading cannot
   *   continue
   */
  hasGrown(): Promise<boolean>;
  /**
   * Free while the input is not written to. Otherwise it costs as much as reading the same bytes again.
   *
   * @throws InputChangedError when what was read no longer stands in the input
   */
  prove(): Promise<void>;
  /** Of many inputs: those that broke off so far, also in the runs before. */
  setAside?(): readonly SetAside[];
  /** @param tell - hears of each of many inputs that breaks off; the others are read on */
  onBreak?(tell: (path: string, error: Error) => void): void;
}

/** The files that a run writes. The caller has opened them; `resumed` is what the checkpoint held. */
export interface Journal {
  readonly resumed: ResumePoint | undefined;
  /** rows that are taken as done though no run of this user on this machine has settled them */
  readonly takenOver?: TakenOver | undefined;
  /** the run that is resumed had settled every row */
  readonly wasFinished: boolean;
  /** Notes a row that was not set. It is on disk after the next `save`. */
  fail(row: InputRow, failure: Failure): void;
  /** Notes a row that was lowered to its group's total. It is on disk after the next `save`. */
  lower(row: InputRow, total: number): void;
  /**
   * Writes the failures noted so far, then replaces the checkpoint. Snapshot and failures are taken at the moment of
   * the call. Only one save may run at a time.
   *
   * @throws JournalError
   */
  save(snapshot: Snapshot): Promise<void>;
  /** @returns whether so many failures wait for the next save that reading should pause */
  isFull(): boolean;
  /**
   * Call this once the target has answered: from now on the checkpoint names the target.
   *
   * @param clockAheadMs - how far this machine's clock was ahead of the target's when the run began; the first one counts
   */
  bindTarget(clockAheadMs: number | undefined): void;
  /**
   * Saves for the last time, and writes `summary.json`.
   *
   * @throws JournalError
   */
  finish(summary: RunSummary, snapshot: Snapshot, isComplete: boolean): Promise<void>;
}

/** The texts for the files of a run, in the language of the run. */
export interface FileWords {
  /** @param row - whose place stands before the reason, where its line does not name it */
  reason(reason: Reason, row?: Pick<InputRow, 'index' | 'sheet'>): string;
  error(error: Error): string;
  target(target: Target): string;
}

/** An event of a run. The log and the terminal both listen. */
export type RunEvent =
  | {
      readonly type: 'started';
      readonly command: RunCommand;
      readonly input: string;
      readonly target: Target;
      readonly resumed: boolean;
      /** there is something to do only if the input has grown since */
      readonly wasFinished: boolean;
      readonly rows: RowCounts;
    }
  /** the first reply, or the first after an outage: calls are no longer held back */
  | { readonly type: 'opened' }
  | {
      readonly type: 'progress';
      readonly rows: RowCounts;
      /** of this run: the writes of `import`, the reads of the others */
      readonly callsSent: number;
      /** rows that are answered and not settled yet, because rows before them are still asked about */
      readonly answeredRows?: number;
      /** those of the answered rows too */
      readonly doneBytes: number;
      readonly sizeBytes: number | undefined;
      readonly concurrencyPerSecond?: CallStats['concurrencyPerSecond'];
      /** that `import` aims at just now, below its limit where the target asked to slow down */
      readonly pacePerSecond?: number | undefined;
    }
  | {
      readonly type: 'row-ok';
      readonly input?: string;
      readonly line: number;
      readonly attempts: number;
      readonly loweredTo?: number;
    }
  | { readonly type: 'row-failed'; readonly input?: string; readonly line: number; readonly failure: Failure }
  | { readonly type: 'row-skipped'; readonly input?: string; readonly line: number; readonly supersededByLine: number }
  /** a row that had been set was set once more, to see whose trouble it is that no row gets through */
  | { readonly type: 'row-set-again'; readonly input?: string; readonly line: number; readonly isSet: boolean }
  /** before the first call the input was read: what is done was proven, or duplicates were looked for */
  | { readonly type: 'read-first'; readonly tookMs: number }
  /** the target already has the count of the row */
  | { readonly type: 'row-unchanged'; readonly input?: string; readonly line: number }
  /** the target refuses group lookups: rows are sent without them */
  | { readonly type: 'groups-not-checked'; readonly reason: Reason }
  /** the counts read in this way were the counts that had been set */
  | { readonly type: 'calibrated'; readonly source: CountSource; readonly rows: number }
  | { readonly type: 'calibration-refused'; readonly source: CountSource; readonly reason: Reason }
  /** by the time of the day, or because `tim-unread rate` asked for it; 0: no call is made. `zone`: whose time it is */
  | { readonly type: 'rate-changed'; readonly perSecond: number; readonly isAsked: boolean; readonly zone: string }
  /** a reply asks for a pause, and gets it: HTTP 429 for its command, 503 for all of them */
  | { readonly type: 'pause-asked'; readonly status: number; readonly ms: number }
  | { readonly type: 'rate-limited'; readonly errorCode: number; readonly perSecond: number }
  | { readonly type: 'retry'; readonly reason: Reason; readonly afterMs: number }
  /** one of many inputs cannot be read to its end; the others are read on */
  | { readonly type: 'input-broke-off'; readonly input: string; readonly reason: Error }
  /** `isLasting`: it is tried for a short time only, since waiting cannot mend it */
  | { readonly type: 'waiting'; readonly reason: Reason; readonly isLasting: boolean; readonly giveUpInMs: number }
  /** calls get through again; `of`: what did not answer. The budget is the limit that several processes share */
  | { readonly type: 'back'; readonly of: 'target' | 'budget'; readonly afterMs: number }
  /** somebody else has changed a file of the run, or the folder; it was written again. `keptAs`: what the other one made of it */
  | { readonly type: 'restored'; readonly path: string; readonly keptAs: string | undefined }
  /** this machine's clock differs from the target's; milliseconds */
  | { readonly type: 'clock-off'; readonly aheadMs: number }
  | { readonly type: 'usersig-renewed'; readonly because: 'expiry ahead' | 'reply' }
  /** `hasCalled`: calls may be in flight */
  | { readonly type: 'stopping'; readonly reason: Error; readonly hasCalled?: boolean }
  | { readonly type: 'finished'; readonly summary: RunSummary };

export type OnEvent = (event: RunEvent) => void;
