import type { ResumePoint, Snapshot } from '../../core/books/ledger.ts';
import type { RunSummary } from '../../core/books/summary.ts';
import type { JournalError } from '../../core/errors.ts';
import type { Clock, FileWords, Journal } from '../../core/ports.ts';
import type { InputRow } from '../../core/row/row.ts';
import type { Failure } from '../../core/target/outcome.ts';
import type { Target } from '../../core/target/target.ts';
import { CHECKPOINT_VERSION, type Checkpoint, checkpointText, resumePoint } from './checkpoint.ts';
import { diskError, journalError } from './disk-error.ts';
import { replaceFile } from './durable.ts';
import { RowsFile, type TakenRows } from './rows-file.ts';
import type { StatePaths } from './state-paths.ts';

// Characters of rows that may wait in memory; a file of nothing but invalid rows is read faster than saved.
const MOST_WAITING = 4 * 1024 * 1024;

export type JournalOptions = {
  readonly paths: StatePaths;
  readonly inputPath: string;
  /** undefined where nobody knows */
  readonly inputBytes: number | undefined;
  readonly reading: Record<string, unknown>;
  readonly target: Target;
  /** what `claimFolder` found */
  readonly checkpoint: Checkpoint | undefined;
  readonly clock: Clock;
  /** the content of `summary.json` */
  readonly summaryText: (summary: RunSummary) => string;
  readonly words: Pick<FileWords, 'reason'>;
};

const ROW_COLUMNS = ['GroupId', 'Member_Account', 'UnreadMsgNum', 'Line'];
const FAILURE_COLUMNS = [...ROW_COLUMNS, 'Class', 'ErrorCode', 'Message', 'Attempts', 'Time'];
const LOWERED_COLUMNS = [...ROW_COLUMNS, 'Total', 'Time'];

/** The state folder of one run, open for writing. */
export class FileJournal implements Journal {
  readonly resumed: ResumePoint | undefined;
  readonly #options: JournalOptions;
  readonly #startedAt: string | undefined;
  readonly #failures: RowsFile;
  readonly #lowered: RowsFile | undefined;
  #target: Target | null;
  #broken: JournalError | undefined;

  private constructor(
    options: JournalOptions,
    startedAt: string | undefined,
    failures: RowsFile,
    lowered: RowsFile | undefined,
  ) {
    const { checkpoint } = options;
    this.#options = options;
    this.#startedAt = startedAt;
    this.#failures = failures;
    this.#lowered = lowered;
    this.#target = checkpoint?.target ?? null;
    this.resumed = resumePoint(checkpoint);
  }

  /**
   * @param start - the place of the first row, for the first checkpoint of a run that begins
   * @throws WrongStateError, StateFolderError, JournalError; nothing was sent
   */
  static async open(options: JournalOptions, start: Snapshot['next']): Promise<FileJournal> {
    const { paths, checkpoint } = options;
    const known = resumePoint(checkpoint) && checkpoint;
    const now = new Date(options.clock.wallMs()).toISOString();
    if (!known) {
      const text = checkpointText(firstCheckpoint(options, now, start));
      await replaceFile(paths.checkpoint, text).catch(throwDiskError(paths.checkpoint));
    }
    const failures = await openRows(paths.failures, FAILURE_COLUMNS, known?.failuresBytes);
    try {
      const lowered = paths.lowered && (await openRows(paths.lowered, LOWERED_COLUMNS, known?.loweredBytes));
      return new FileJournal(options, known ? known.startedAt : now, failures, lowered || undefined);
    } catch (error) {
      await failures.close();
      throw error;
    }
  }

  fail(row: InputRow, failure: Failure): void {
    const { class: failureClass, errorCode, reason, attempts } = failure;
    const message = this.#options.words.reason(reason);
    this.#failures.add([...valuesOf(row), failureClass, errorCode ?? '', message, attempts, this.#time()]);
  }

  lower(row: InputRow, total: number): void {
    this.#lowered?.add([...valuesOf(row), total, this.#time()]);
  }

  isFull(): boolean {
    return this.#failures.waitingLength + (this.#lowered?.waitingLength ?? 0) > MOST_WAITING;
  }

  bindTarget(): void {
    this.#target ??= this.#options.target;
  }

  save(snapshot: Snapshot): Promise<void> {
    return this.#save(snapshot, 'unfinished');
  }

  async finish(summary: RunSummary, snapshot: Snapshot, isComplete: boolean): Promise<void> {
    await this.#save(snapshot, isComplete ? 'finished' : 'unfinished');
    await this.#write(this.#options.paths.summary, this.#options.summaryText(summary));
  }

  async close(): Promise<void> {
    await this.#failures.close();
    await this.#lowered?.close();
  }

  async #save(snapshot: Snapshot, state: Checkpoint['state']): Promise<void> {
    // After a write that failed, lines of failures.csv may be missing; no later checkpoint may count them as there.
    if (this.#broken) throw this.#broken;
    const taken = this.#failures.take();
    const takenLowered = this.#lowered?.take();
    const checkpoint = {
      ...header(this.#options, this.#startedAt, state),
      target: this.#target,
      ...snapshot,
      proven: snapshot.proven ?? null,
      failuresBytes: taken.sizeBytes,
      ...(takenLowered && { loweredBytes: takenLowered.sizeBytes }),
    };
    await this.#flush(this.#failures, taken);
    if (this.#lowered && takenLowered) await this.#flush(this.#lowered, takenLowered);
    await this.#write(this.#options.paths.checkpoint, checkpointText(checkpoint));
  }

  async #flush(file: RowsFile, taken: TakenRows): Promise<void> {
    await file.flush(taken).catch((error: Error) => this.#break(file.path, error));
  }

  #time(): string {
    return new Date(this.#options.clock.wallMs()).toISOString();
  }

  async #write(path: string, text: string): Promise<void> {
    await replaceFile(path, text).catch((error: Error) => this.#break(path, error));
  }

  #break(path: string, error: Error): never {
    this.#broken = journalError(path, error, 'write');
    throw this.#broken;
  }
}

const valuesOf = ({ values, line }: InputRow) => [values.groupId, values.account, values.unread, line];

/** @param knownBytes - of the file of an earlier run; undefined where there is none */
const openRows = (path: string, columns: readonly string[], knownBytes: number | undefined): Promise<RowsFile> =>
  (knownBytes === undefined ? RowsFile.create(path, columns) : RowsFile.reopen(path, knownBytes)).catch(
    throwDiskError(path),
  );

const throwDiskError =
  (path: string) =>
  (error: unknown): never => {
    throw diskError(path, error, 'write');
  };

const header = (
  { clock, inputPath, inputBytes, reading, target }: JournalOptions,
  startedAt: string | undefined,
  state: Checkpoint['state'],
) =>
  ({
    version: CHECKPOINT_VERSION,
    savedAt: new Date(clock.wallMs()).toISOString(),
    ...(startedAt === undefined ? {} : { startedAt }),
    state,
    input: { path: inputPath, sizeBytes: inputBytes ?? null },
    reading,
    rehearsal: target.kind === 'simulator',
  }) as const;

const firstCheckpoint = (options: JournalOptions, startedAt: string, next: Snapshot['next']): Checkpoint => ({
  ...header(options, startedAt, 'unfinished'),
  target: null,
  next,
  doneBytes: next.byte,
  settledAhead: [],
  proven: null,
  counts: { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, unchanged: 0, lowered: 0, totalUnknown: 0 },
  failures: [],
  failuresBytes: 0,
});
