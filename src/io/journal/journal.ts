import { JournalError } from '../../core/errors.ts';
import type { ResumePoint, Snapshot } from '../../core/ledger.ts';
import type { Failure } from '../../core/outcome.ts';
import type { Clock, Journal } from '../../core/ports.ts';
import type { InputRow } from '../../core/row.ts';
import type { Target } from '../../core/target.ts';
import { CHECKPOINT_VERSION, type Checkpoint, checkpointText, resumePoint } from './checkpoint.ts';
import { replaceFile } from './durable.ts';
import { FailuresFile } from './failures-file.ts';
import { folderError, type StatePaths } from './state-folder.ts';

// Characters of failures.csv that may wait in memory; a file of nothing but invalid rows is read faster than saved.
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
};

/** The state folder of one run, open for writing. */
export class FileJournal implements Journal {
  readonly resumed: ResumePoint | undefined;
  readonly #options: JournalOptions;
  readonly #failures: FailuresFile;
  #target: Target | null;
  #broken: JournalError | undefined;

  private constructor(options: JournalOptions, failures: FailuresFile) {
    const { checkpoint } = options;
    this.#options = options;
    this.#failures = failures;
    this.#target = checkpoint?.target ?? null;
    this.resumed = resumePoint(checkpoint);
  }

  /**
   * @param start - the place of the first row, for the first checkpoint of a run that begins
   * @throws WrongStateError, StateFolderError, JournalError; nothing was sent
   */
  static async open(options: JournalOptions, start: Snapshot['next']): Promise<FileJournal> {
    const { paths, checkpoint } = options;
    if (checkpoint && resumePoint(checkpoint)) {
      const failures = FailuresFile.reopen(paths.failures, checkpoint.failuresBytes);
      return new FileJournal(options, await inOurWords(paths.failures, failures));
    }
    await inOurWords(paths.checkpoint, replaceFile(paths.checkpoint, checkpointText(firstCheckpoint(options, start))));
    return new FileJournal(options, await inOurWords(paths.failures, FailuresFile.create(paths.failures)));
  }

  fail(row: InputRow, failure: Failure): void {
    this.#failures.add(row, failure, new Date(this.#options.clock.wallMs()).toISOString());
  }

  isFull(): boolean {
    return this.#failures.waitingLength > MOST_WAITING;
  }

  bindTarget(): void {
    this.#target ??= this.#options.target;
  }

  save(snapshot: Snapshot): Promise<void> {
    return this.#save(snapshot, 'unfinished');
  }

  async finish(summaryText: string, snapshot: Snapshot, isComplete: boolean): Promise<void> {
    await this.#save(snapshot, isComplete ? 'finished' : 'unfinished');
    await this.#write(this.#options.paths.summary, summaryText);
  }

  async close(): Promise<void> {
    await this.#failures.close();
  }

  async #save(snapshot: Snapshot, state: Checkpoint['state']): Promise<void> {
    // After a write that failed, lines of failures.csv may be missing; no later checkpoint may count them as there.
    if (this.#broken) throw this.#broken;
    const taken = this.#failures.take();
    const checkpoint = {
      ...header(this.#options, state),
      target: this.#target,
      ...snapshot,
      proven: snapshot.proven ?? null,
      failuresBytes: taken.sizeBytes,
    };
    await this.#failures.flush(taken).catch((error: Error) => this.#break(this.#failures.path, error));
    await this.#write(this.#options.paths.checkpoint, checkpointText(checkpoint));
  }

  async #write(path: string, text: string): Promise<void> {
    await replaceFile(path, text).catch((error: Error) => this.#break(path, error));
  }

  #break(path: string, error: Error): never {
    this.#broken = new JournalError(path, error);
    throw this.#broken;
  }
}

const inOurWords = <T>(path: string, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw folderError(path, error, 'written');
  });

const header = ({ clock, inputPath, inputBytes, reading, target }: JournalOptions, state: Checkpoint['state']) =>
  ({
    version: CHECKPOINT_VERSION,
    savedAt: new Date(clock.wallMs()).toISOString(),
    state,
    input: { path: inputPath, sizeBytes: inputBytes ?? null },
    reading,
    rehearsal: target.kind === 'simulator',
  }) as const;

const firstCheckpoint = (options: JournalOptions, next: Snapshot['next']): Checkpoint => ({
  ...header(options, 'unfinished'),
  target: null,
  next,
  doneBytes: next.byte,
  settledAhead: [],
  proven: null,
  counts: { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0 },
  failures: [],
  failuresBytes: 0,
});
