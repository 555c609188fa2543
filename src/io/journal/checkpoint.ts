import { createHash } from 'node:crypto';
import * as v from 'valibot';
import {
  type EarlierReading,
  type FailureCount,
  MOST_CODES,
  type Place,
  type ResumePoint,
  type Snapshot,
} from '../../core/books/ledger.ts';
import type { TakenOver } from '../../core/books/summary.ts';
import { WrongStateError } from '../../core/errors/state-error.ts';
import { FAILURE_CLASSES } from '../../core/target/outcome.ts';
import type { Target } from '../../core/target/target.ts';
import { escapedJson } from '../../core/text/text.ts';
import { isSealedBy, sealOf } from './user-key.ts';

/** Of the layout below. A newer one is refused, not guessed at. */
export const CHECKPOINT_VERSION = 1;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const counts = v.pipe(
  v.object({
    read: count,
    ok: count,
    failed: count,
    skipped: count,
    pending: count,
    // Older versions did not look for these.
    unchanged: v.optional(count, 0),
    otherShard: v.exactOptional(count),
    lowered: v.optional(count, 0),
    totalUnknown: v.optional(count),
  }),
  v.check(({ read, ok, failed, skipped, pending }) => read === ok + failed + skipped + pending),
  v.transform((given) => ({ ...given, totalUnknown: given.totalUnknown ?? given.ok })),
);

const target = v.variant('kind', [
  v.object({ kind: v.literal('tim'), sdkappid: count, endpoint: v.string() }),
  v.object({ kind: v.literal('simulator') }),
]);

/** Who wrote a checkpoint, as it says itself. */
const maker = v.object({ user: v.string(), host: v.string() });

const proof = v.object({ bytes: count, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) });
const place = v.object({ row: count, line: count, byte: count });
/** Ten times the rows that a run ever has open; so many more hold a command up for minutes. */
const MOST_RANGES = 1_000_000;

/** Looked at by hand: of a million the library makes seconds. */
const ranges = v.custom<readonly (readonly [number, number])[]>(
  (value) => Array.isArray(value) && value.length <= MOST_RANGES && value.every(isRange),
);

const isRange = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((row) => Number.isSafeInteger(row) && row >= 0);

/** Each one has the input read once more. */
const MOST_EARLIER = 1000;

/** Of the formats, and of many inputs that are one run: another one would be read in no way. */
const KINDS: ReadonlySet<unknown> = new Set(['csv', 'jsonl', 'json', 'joined']);

/** Which columns an input has, by name or by position, goes into commands: an object is neither. */
const isChoice = (value: unknown): boolean =>
  value === undefined ||
  Object.values(Object(value)).every((one) => typeof one === 'string' || typeof one === 'number');

const settings = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value)),
  v.record(v.string(), v.unknown()),
  v.check(({ kind, columns, positions }) => KINDS.has(kind) && isChoice(columns) && isChoice(positions)),
);

/** The content of `checkpoint.json`, without its checksum. */
const schema = v.pipe(
  v.object({
    version: v.literal(CHECKPOINT_VERSION),
    savedAt: v.string(),
    /** when the first run began, ISO 8601 UTC; missing where an older version began it */
    startedAt: v.exactOptional(v.string()),
    /** by how much the clock of that machine was ahead of the target's then; missing before the first reply */
    clockAheadMs: v.exactOptional(v.pipe(v.number(), v.safeInteger())),
    state: v.picklist(['unfinished', 'finished']),
    /** why the run ended early: the code of the error, or `limit`; missing where it is on, or was killed */
    stoppedBy: v.exactOptional(v.string()),
    /** what the run waits for, and from when until when at most, ISO 8601 UTC; missing where it is not an outage */
    waiting: v.exactOptional(v.object({ reason: v.string(), since: v.string(), until: v.string() })),
    /** since when its rate is 0, ISO 8601 UTC; missing where it is not */
    pausedSince: v.exactOptional(v.string()),
    /** flags for a command that goes on, beside those of `reading`; no run is refused for them */
    flags: v.exactOptional(v.record(v.string(), v.union([v.string(), v.boolean()]))),
    madeBy: v.exactOptional(maker),
    /** rows that an earlier run had settled which this user did not make on this machine */
    takenOver: v.exactOptional(v.object({ rows: count, from: v.nullable(maker) })),
    /** `sizeBytes` when it was opened; null where nobody knew it */
    input: v.object({ path: v.string(), sizeBytes: v.nullable(count) }),
    /** settings that decide which rows the input holds; a run goes on only with the same ones */
    reading: settings,
    /** of runs that read the input in other ways, the first one first; missing where none has */
    earlier: v.exactOptional(
      v.pipe(
        v.array(
          v.object({
            reading: settings,
            next: place,
            settledAhead: ranges,
            proven: proof,
            reopensRefused: v.exactOptional(v.literal(true)),
          }),
        ),
        v.maxLength(MOST_EARLIER),
        v.readonly(),
      ),
    ),
    /** known from the start, also before the first reply */
    rehearsal: v.boolean(),
    /** null until it has replied */
    target: v.nullable(target),
    next: place,
    doneBytes: count,
    settledAhead: ranges,
    proven: v.nullable(proof),
    counts,
    failures: v.pipe(
      v.array(
        v.object({
          class: v.picklist(FAILURE_CLASSES),
          errorCode: v.nullable(v.pipe(v.number(), v.safeInteger())),
          count,
        }),
      ),
      v.maxLength(MOST_CODES + FAILURE_CLASSES.length),
      v.readonly(),
    ),
    setAside: v.exactOptional(
      v.pipe(
        v.array(v.object({ name: v.string(), next: place, sha256: proof.entries.sha256, inputBytes: count })),
        v.readonly(),
      ),
    ),
    failuresBytes: count,
    /** the failures lie beside their file, and have yet to take its name: see `takeReplacement` */
    isFailuresReplaced: v.exactOptional(v.literal(true)),
    /** missing where no such file is kept */
    loweredBytes: v.exactOptional(count),
  } satisfies Record<keyof Snapshot, unknown> & Record<string, unknown>),
  v.check(({ next, settledAhead }) => areInOrder(settledAhead, next.row)),
  v.check(({ counts, ...of }) => settledRows(of) <= counts.read - counts.pending),
  v.check(({ next, proven }) => proven === null || proven.bytes >= next.byte),
);

export type Checkpoint = Readonly<v.InferOutput<typeof schema>>;

/** See `Checkpoint.waiting`. */
export type Waiting = { readonly reason: string; readonly since: string; readonly until: string };

/** Each range lies behind `nextRow` and behind the range before it. */
const areInOrder = (ranges: readonly (readonly [number, number])[], nextRow: number): boolean =>
  ranges.every(([first, last], at) => first > (ranges[at - 1]?.[1] ?? nextRow - 1) && first <= last);

/** Rows that a run which goes on does not send: so many must have been counted. */
const settledRows = ({ next, settledAhead }: Pick<Snapshot, 'next' | 'settledAhead'>): number =>
  settledAhead.reduce((rows, [first, last]) => rows + last - first + 1, next.row - 1);

/** @returns undefined where no row was settled: then the run begins, and the input may even be another one by now */
export const resumePoint = (checkpoint: Checkpoint | undefined): ResumePoint | undefined =>
  checkpoint?.proven ? { ...checkpoint, proven: checkpoint.proven } : undefined;

/** What all checkpoints of a run have in common. */
export type CheckpointRun = {
  readonly inputPath: string;
  /** undefined where nobody knows */
  readonly inputBytes: number | undefined;
  readonly reading: Record<string, unknown>;
  readonly earlier?: readonly EarlierReading[] | undefined;
  readonly target: Target;
  /** undefined where an older version began the run */
  readonly startedAt: string | undefined;
  /** see `Checkpoint.clockAheadMs` */
  readonly clockAheadMs?: number | undefined;
  readonly madeBy?: Checkpoint['madeBy'];
  readonly takenOver?: TakenOver | undefined;
  /** see `Checkpoint.flags` */
  readonly flags?: Readonly<Record<string, string | boolean>> | undefined;
};

/** What the journal knows of an instant, beside its snapshot. */
export type CheckpointInstant = {
  readonly savedAt: string;
  readonly state: Checkpoint['state'];
  /** whether the target has replied */
  readonly isTargetBound: boolean;
  readonly failuresBytes: number;
  readonly loweredBytes: number | undefined;
  readonly stoppedBy: string | undefined;
  readonly waiting?: Waiting | undefined;
  readonly pausedSince?: string | undefined;
};

export const checkpointOf = (run: CheckpointRun, snapshot: Snapshot, instant: CheckpointInstant): Checkpoint => ({
  version: CHECKPOINT_VERSION,
  savedAt: instant.savedAt,
  ...(run.startedAt === undefined ? {} : { startedAt: run.startedAt }),
  ...(run.clockAheadMs === undefined ? {} : { clockAheadMs: run.clockAheadMs }),
  state: instant.state,
  ...(instant.stoppedBy === undefined ? {} : { stoppedBy: instant.stoppedBy }),
  ...(instant.waiting === undefined ? {} : { waiting: instant.waiting }),
  ...(instant.pausedSince === undefined ? {} : { pausedSince: instant.pausedSince }),
  ...(run.flags === undefined ? {} : { flags: run.flags }),
  ...(run.madeBy === undefined ? {} : { madeBy: run.madeBy }),
  ...(run.takenOver === undefined ? {} : { takenOver: run.takenOver }),
  input: { path: run.inputPath, sizeBytes: run.inputBytes ?? null },
  reading: run.reading,
  ...(run.earlier === undefined || run.earlier.length === 0 ? {} : { earlier: run.earlier }),
  rehearsal: run.target.kind === 'simulator',
  target: instant.isTargetBound ? run.target : null,
  ...snapshot,
  proven: snapshot.proven ?? null,
  failuresBytes: instant.failuresBytes,
  ...(instant.loweredBytes === undefined ? {} : { loweredBytes: instant.loweredBytes }),
});

/** What is open again, where a run reads its input in another way than before. */
export type ReopenedRows = {
  /** the first open row, and the settled rows behind the last one */
  readonly start: Pick<ResumePoint, 'next' | 'settledAhead' | 'proven'>;
  /** the rows that had failed */
  readonly reopened: readonly FailureCount[];
  readonly reopensRefused: boolean;
  /** the rows that are open */
  readonly pending: number;
};

/** @returns the checkpoint for such a run; undefined where the one before it does not count so many failures */
export const reopenedCheckpoint = (
  found: FoundCheckpoint,
  reading: Record<string, unknown>,
  { start, reopened, reopensRefused, pending }: ReopenedRows,
): FoundCheckpoint | undefined => {
  const { counts, next, settledAhead, proven, stoppedBy: _, ...others } = found;
  const failures = failuresWithout(found.failures, reopened);
  if (!proven || !failures) return undefined;
  const failed = counts.failed - reopened.reduce((sum, { count: many }) => sum + many, 0);
  const before = { reading: found.reading, next, settledAhead, proven };
  return {
    ...others,
    ...start,
    state: 'unfinished',
    reading,
    earlier: [...(found.earlier ?? []), { ...before, ...(reopensRefused ? { reopensRefused } : {}) }],
    doneBytes: start.next.byte,
    counts: { ...counts, failed, pending, read: counts.ok + failed + counts.skipped + pending },
    failures,
  };
};

/** @returns undefined where there are not so many. Codes beyond the most that are kept are counted by their class */
const failuresWithout = (
  failures: Checkpoint['failures'],
  without: readonly FailureCount[],
): Checkpoint['failures'] | undefined => {
  const left = failures.map((failure) => ({ ...failure }));
  for (const gone of without) {
    const ofClass = left.filter((failure) => failure.class === gone.class);
    const one =
      ofClass.find(({ errorCode }) => errorCode === gone.errorCode) ??
      ofClass.find(({ errorCode }) => errorCode === null);
    if (!one || one.count < gone.count) return undefined;
    one.count -= gone.count;
  }
  return left.filter(({ count: many }) => many > 0);
};

/** Written before any other file. @param start - the place of the first row */
export const firstCheckpoint = (run: CheckpointRun, start: Place, savedAt: string): Checkpoint =>
  checkpointOf(
    run,
    {
      next: start,
      doneBytes: start.byte,
      settledAhead: [],
      proven: undefined,
      counts: { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, unchanged: 0, lowered: 0, totalUnknown: 0 },
      failures: [],
    },
    {
      savedAt,
      state: 'unfinished',
      isTargetBound: false,
      failuresBytes: 0,
      loweredBytes: undefined,
      stoppedBy: undefined,
    },
  );

/**
 * Text for people: a pair of numbers takes one line. With a checksum, so that a changed digit does not lose a row.
 *
 * @param key - of this user; undefined where none can be kept
 */
export const checkpointText = (checkpoint: Checkpoint, key?: Buffer): string => {
  const checksum = checksumOf(checkpoint);
  const seal = key === undefined ? {} : { seal: sealOf(checksum, key) };
  const text = JSON.stringify({ ...checkpoint, checksum, ...seal }, null, 2);
  return `${escapedJson(text).replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, '[$1, $2]')}\n`;
};

/** SHA-256 of the values, whatever the white space between them. */
const checksumOf = (content: object): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/**
 * @param text - of a checkpoint file, from this version, another one, or damaged
 * @param key - of this user, where it matters who made it
 * @throws WrongStateError when it is not what a run has written, or is of a newer version
 */
export const parseCheckpoint = (path: string, text: string, key?: Buffer): FoundCheckpoint => {
  const { checksum, seal, ...content } = Object(parseJson(path, text));
  const { version } = content;
  if (Number.isInteger(version) && version > CHECKPOINT_VERSION) {
    throw new WrongStateError({ kind: 'checkpoint-newer', path, version, knownVersion: CHECKPOINT_VERSION });
  }
  const { success, output } = v.safeParse(schema, content, { abortEarly: true });
  if (!success) throw unreliable(path, 'damaged');
  // Of what the file holds, without the defaults for what it does not hold.
  if (checksum !== checksumOf(content)) throw unreliable(path, 'wrong-checksum');
  return { ...output, isMadeHere: isSealedBy(seal, checksum, key) };
};

/** A checkpoint as it was found, and whether this user made it on this machine. */
export type FoundCheckpoint = Checkpoint & { readonly isMadeHere: boolean };

/**
 * The rows may be none, and the run go on behind some all the same: the folder names the place in the input too.
 *
 * @returns undefined where every settled row was settled by runs of this user on this machine
 */
export const takenOverBy = (found: FoundCheckpoint | undefined): TakenOver | undefined => {
  if (!found || found.isMadeHere) return found?.takenOver;
  const rows = found.counts.read - found.counts.pending;
  return rows === 0 && !found.proven ? undefined : { rows, from: found.madeBy ?? null };
};

const parseJson = (path: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw unreliable(path, text.trim() === '' ? 'empty' : 'not-json');
  }
};

const unreliable = (path: string, why: 'empty' | 'not-json' | 'damaged' | 'wrong-checksum'): WrongStateError =>
  new WrongStateError({ kind: 'checkpoint-unreliable', path, why });
