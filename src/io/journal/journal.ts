import type { Place, ResumePoint, Snapshot } from '../../core/books/ledger.ts';
import type { NumberSet } from '../../core/books/number-set.ts';
import type { EarlyEnd, RunSummary, TakenOver } from '../../core/books/summary.ts';
import { TimUnreadError } from '../../core/errors/error.ts';
import { JournalError, WrongStateError } from '../../core/errors/state-error.ts';
import type { Clock, FileWords, Journal, OnEvent, RunEvent } from '../../core/ports.ts';
import type { InputRow } from '../../core/row/row.ts';
import type { Failure } from '../../core/target/outcome.ts';
import {
  type Checkpoint,
  type CheckpointRun,
  checkpointOf,
  checkpointText,
  type FoundCheckpoint,
  firstCheckpoint,
  resumePoint,
  takenOverBy,
  type Waiting,
} from './checkpoint.ts';
import { diskError, journalError } from './disk-error.ts';
import { replaceFile } from './durable.ts';
import { isUntouched, type Sight, setAside, sightAt, type Touched } from './foreign-hand.ts';
import { takeReplacement, writeReplacement } from './replaced-rows.ts';
import { RowsFile, type TakenRows } from './rows-file.ts';
import type { StatePaths } from './state-paths.ts';

const ENDS_A_WAIT: ReadonlySet<RunEvent['type']> = new Set(['back', 'opened']);

// Characters of rows that may wait in memory. A file of only invalid rows is read faster than it is saved.
const MOST_WAITING = 4 * 1024 * 1024;

export type JournalOptions = Omit<CheckpointRun, 'startedAt'> & {
  readonly paths: StatePaths;
  /** what `claimFolder` found */
  readonly checkpoint: FoundCheckpoint | undefined;
  /** lines of rows that are open again though the checkpoint's file of failures has them: see `reopenedCheckpoint` */
  readonly reopenedLines?: NumberSet | undefined;
  /** the rows are those of many inputs: the files of rows have a column that names it */
  readonly hasInputs?: boolean;
  /** ends the opening */
  readonly halted?: AbortSignal;
  /** false where the folder was taken over by another host; by default nobody can */
  readonly isHeld?: () => Promise<boolean>;
  /** of this user; undefined where none can be kept */
  readonly key?: Buffer | undefined;
  readonly clock: Clock;
  /** the content of `summary.json` */
  readonly summaryText: (summary: RunSummary) => string;
  readonly words: RowWords;
  /** called for each file that somebody else has changed, once it is written again */
  readonly onTouched?: (touched: Touched) => void;
  /** Sees to the folder, the lock and the log. @returns whether the folder was gone and was made again */
  readonly mendOthers?: () => Promise<boolean>;
};

/**
 * The column `Message` is in the language in which its file was begun, also where a run goes on in another one: a byte order mark
 * shows it, and cannot be added later.
 */
export type RowWords = {
  /** of a file without a byte order mark */
  readonly plain: Pick<FileWords, 'reason'>;
  /** of one with it: a language that is not ASCII */
  readonly marked: Pick<FileWords, 'reason'>;
  /** a file that is begun now gets one */
  readonly isMarked: boolean;
};

const ROW_COLUMNS = ['GroupId', 'Member_Account', 'UnreadMsgNum', 'Line'];
const FAILURE_COLUMNS = [...ROW_COLUMNS, 'Class', 'ErrorCode', 'Message', 'Attempts', 'Time', 'Raw'];
const LOWERED_COLUMNS = [...ROW_COLUMNS, 'Total', 'Time'];
/** stands behind the others, where rows of many inputs are in one file */
const INPUT_COLUMNS = ['Input'];

/** The state folder of one run, open for writing. */
export class FileJournal implements Journal {
  readonly resumed: ResumePoint | undefined;
  readonly takenOver: TakenOver | undefined;
  readonly wasFinished: boolean;
  readonly #options: JournalOptions;
  readonly #run: CheckpointRun;
  readonly #failures: RowsFile;
  readonly #lowered: RowsFile | undefined;
  #isTargetBound: boolean;
  #clockAheadMs: number | undefined;
  #waiting: Waiting | undefined;
  #pausedSince: string | undefined;
  /** the checkpoint; undefined where this run has written none yet */
  #seen: Sight | undefined;
  #broken: JournalError | undefined;

  private constructor(options: JournalOptions, run: CheckpointRun, failures: RowsFile, lowered: RowsFile | undefined) {
    const { checkpoint } = options;
    this.#options = options;
    this.#run = run;
    this.#failures = failures;
    this.#lowered = lowered;
    this.#isTargetBound = Boolean(checkpoint?.target);
    this.#clockAheadMs = run.clockAheadMs;
    this.resumed = resumePoint(checkpoint);
    this.takenOver = run.takenOver;
    this.wasFinished = checkpoint?.state === 'finished';
  }

  /**
   * @param start - the place of the first row, for the first checkpoint of a run that begins
   * @throws WrongStateError, StateFolderError, JournalError; nothing was sent
   */
  static async open(options: JournalOptions, start: Place): Promise<FileJournal> {
    const { paths, checkpoint } = options;
    const known = resumePoint(checkpoint) && checkpoint;
    const now = timeText(options.clock);
    const takenOver = takenOverBy(known);
    const run = {
      ...options,
      startedAt: known ? known.startedAt : now,
      takenOver,
      earlier: known?.earlier,
      clockAheadMs: known?.clockAheadMs,
    };
    const failuresBytes = known && (await takeFailures(options, known, run));
    if (!known) {
      const text = checkpointText(firstCheckpoint(run, start, now), options.key);
      await replaceFile(paths.checkpoint, text).catch(throwDiskError(paths.checkpoint));
    }
    const inputs = options.hasInputs ? INPUT_COLUMNS : [];
    const columns = [...FAILURE_COLUMNS, ...inputs];
    const failures = await openRows(paths.failures, columns, failuresBytes, {
      isMarked: options.words.isMarked,
      halted: options.halted,
    });
    try {
      const lowered =
        paths.lowered &&
        (await openRows(paths.lowered, [...LOWERED_COLUMNS, ...inputs], known?.loweredBytes, {
          isMarked: false,
          halted: options.halted,
        }));
      return new FileJournal(options, run, failures, lowered || undefined);
    } catch (error) {
      await failures.close();
      throw error;
    }
  }

  fail(row: InputRow, failure: Failure): void {
    const { class: failureClass, errorCode, reason, attempts } = failure;
    const { marked, plain } = this.#options.words;
    const message = (this.#failures.isMarked ? marked : plain).reason(reason, row);
    const raw = row.raw?.() ?? '';
    const values = [...valuesOf(row), failureClass, errorCode ?? '', message, attempts, this.#time(), raw];
    this.#failures.add(row.input === undefined ? values : [...values, row.input]);
  }

  lower(row: InputRow, total: number): void {
    const values = [...valuesOf(row), total, this.#time()];
    this.#lowered?.add(row.input === undefined ? values : [...values, row.input]);
  }

  /** Notes what the run waits for, for `status`. */
  readonly onEvent: OnEvent = (event) => {
    if (event.type === 'waiting') {
      const { clock, words } = this.#options;
      const nowMs = clock.wallMs();
      const [now = '', until = ''] = [nowMs, nowMs + event.giveUpInMs].map((ms) => new Date(ms).toISOString());
      // Told once more where the process was suspended: the wait is the same.
      const since = this.#waiting?.since ?? now;
      this.#waiting = { reason: words.plain.reason(event.reason), since, until };
    } else if (event.type === 'rate-changed') {
      this.#pausedSince = event.perSecond === 0 ? this.#time() : undefined;
    } else if (ENDS_A_WAIT.has(event.type)) this.#waiting = undefined;
  };

  isFull(): boolean {
    return this.#failures.waitingLength + (this.#lowered?.waitingLength ?? 0) > MOST_WAITING;
  }

  bindTarget(clockAheadMs: number | undefined): void {
    this.#isTargetBound = true;
    this.#clockAheadMs ??= clockAheadMs;
  }

  save(snapshot: Snapshot): Promise<void> {
    return this.#save(snapshot, 'unfinished');
  }

  async finish(summary: RunSummary, snapshot: Snapshot, isComplete: boolean): Promise<void> {
    await this.#save(snapshot, isComplete ? 'finished' : 'unfinished', stopCode(summary.earlyEnd));
    await this.#mend(await this.#mendLock(), true);
    await this.#write(this.#options.paths.summary, this.#options.summaryText(summary));
  }

  async close(): Promise<void> {
    await this.#failures.close();
    await this.#lowered?.close();
  }

  async #save(snapshot: Snapshot, state: Checkpoint['state'], stoppedBy?: string): Promise<void> {
    // After a failed write, lines of failures.csv may be missing. No later checkpoint may count them.
    if (this.#broken) throw this.#broken;
    const taken = this.#failures.take();
    const takenLowered = this.#lowered?.take();
    const isOn = stoppedBy === undefined && state === 'unfinished';
    const checkpoint = checkpointOf({ ...this.#run, clockAheadMs: this.#clockAheadMs }, snapshot, {
      savedAt: this.#time(),
      state,
      isTargetBound: this.#isTargetBound,
      failuresBytes: taken.sizeBytes,
      loweredBytes: takenLowered?.sizeBytes,
      stoppedBy,
      waiting: isOn ? this.#waiting : undefined,
      pausedSince: isOn ? this.#pausedSince : undefined,
    });
    const mended = await this.#mendLock();
    if (!(await (this.#options.isHeld?.() ?? true))) {
      this.#broken = new JournalError({ kind: 'state-taken-over', folder: this.#options.paths.folder });
      throw this.#broken;
    }
    await this.#mend(mended, false);
    await this.#flush(this.#failures, taken);
    if (this.#lowered && takenLowered) await this.#flush(this.#lowered, takenLowered);
    const text = checkpointText(checkpoint, this.#options.key);
    this.#seen = await this.#write(this.#options.paths.checkpoint, text, () => this.#setCheckpointAside());
  }

  #time(): string {
    return timeText(this.#options.clock);
  }

  async #flush(file: RowsFile, taken: TakenRows): Promise<void> {
    await file.flush(taken).catch((error: Error) => this.#break(file.path, error));
  }

  /** @returns whether the folder was gone and was made again */
  async #mendLock(): Promise<boolean> {
    const { paths, mendOthers, onTouched } = this.#options;
    try {
      const isFolderNew = (await mendOthers?.()) === true;
      if (!isFolderNew) return false;
      onTouched?.({ path: paths.folder, keptAs: undefined });
      this.#seen = undefined;
      return true;
    } catch (error) {
      return this.#break(paths.folder, error as Error);
    }
  }

  /** What somebody else has made of the files since they were written is kept beside them, and they are written again. */
  async #mend(isFolderNew: boolean, isLast: boolean): Promise<void> {
    for (const file of [this.#failures, this.#lowered]) {
      const touched = file && (await this.#mendFile(file, isLast));
      if (touched && !(isFolderNew && touched.keptAs === undefined)) this.#options.onTouched?.(touched);
    }
  }

  async #mendFile(file: RowsFile, isLast: boolean): Promise<Touched | undefined> {
    try {
      return await file.mend(isLast).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        // The folder has been moved or deleted just now.
        await this.#mendLock();
        return file.mend(isLast);
      });
    } catch (error) {
      return this.#break(file.path, error as Error);
    }
  }

  async #setCheckpointAside(): Promise<void> {
    const { paths, onTouched } = this.#options;
    const found = this.#seen && (await sightAt(paths.checkpoint));
    if (!this.#seen || (found && isUntouched(found, this.#seen))) return;
    onTouched?.({ path: paths.checkpoint, keptAs: found && (await setAside(paths.checkpoint)) });
  }

  async #write(path: string, text: string, beforeRename?: () => Promise<void>): Promise<Sight> {
    try {
      return await replaceFile(path, text, beforeRename).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        // The folder has been moved or deleted just now.
        await this.#mend(await this.#mendLock(), false);
        return replaceFile(path, text, beforeRename);
      });
    } catch (error) {
      return this.#break(path, error as Error);
    }
  }

  #break(path: string, error: Error): never {
    const swapped = error instanceof WrongStateError ? pathOfOthers(error) : undefined;
    if (swapped === undefined && error instanceof TimUnreadError) throw error;
    this.#broken =
      swapped === undefined
        ? journalError(path, error, 'write')
        : new JournalError({ kind: 'state-swapped', path: swapped }, { cause: error });
    throw this.#broken;
  }
}

/**
 * Lines of rows that are open again leave the failures in three steps: a new file is written beside them, a checkpoint counts on
 * it, and it takes their name. A run that is killed in between is taken up from the step that it had reached.
 *
 * @returns how many bytes of the failures count
 */
const takeFailures = async (
  { paths, reopenedLines, clock, key }: JournalOptions,
  known: FoundCheckpoint,
  run: CheckpointRun,
): Promise<number> => {
  const { failures, checkpoint } = paths;
  try {
    if (known.isFailuresReplaced) await takeReplacement(failures, known.failuresBytes);
    if (!reopenedLines) return known.failuresBytes;
    const sizeBytes = await writeReplacement(failures, known.failuresBytes, reopenedLines);
    const { state, target, loweredBytes } = known;
    const instant = { savedAt: timeText(clock), state, isTargetBound: target !== null, failuresBytes: sizeBytes };
    const reopened = checkpointOf(
      run,
      { ...known, proven: known.proven ?? undefined },
      {
        ...instant,
        loweredBytes,
        stoppedBy: undefined,
      },
    );
    await replaceFile(checkpoint, checkpointText({ ...reopened, isFailuresReplaced: true }, key));
    await takeReplacement(failures, sizeBytes);
    return sizeBytes;
  } catch (error) {
    throw diskError(failures, error, 'write');
  }
};

const valuesOf = ({ values, line }: InputRow) => [values.groupId, values.account, values.unread, line];

/** @param knownBytes - of the file of an earlier run; undefined where there is none */
const openRows = (
  path: string,
  columns: readonly string[],
  knownBytes: number | undefined,
  { isMarked, halted }: { readonly isMarked: boolean; readonly halted: AbortSignal | undefined },
): Promise<RowsFile> =>
  (knownBytes === undefined
    ? RowsFile.create(path, columns, isMarked)
    : RowsFile.reopen(path, knownBytes, halted)
  ).catch(throwDiskError(path));

const throwDiskError =
  (path: string) =>
  (error: unknown): never => {
    throw diskError(path, error, 'write');
  };

const stopCode = (end: EarlyEnd | undefined): string | undefined =>
  end?.kind === 'error' ? end.error.code : end?.kind;

/** @returns what was put there by somebody else, though all was ours when the run began */
const pathOfOthers = ({ fact }: WrongStateError): string | undefined =>
  fact.kind === 'state-not-ours' || fact.kind === 'state-of-other-user' ? fact.path : undefined;

const timeText = (clock: Clock): string => new Date(clock.wallMs()).toISOString();
