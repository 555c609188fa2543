import { createHash } from 'node:crypto';
import type { ResumePoint, Snapshot } from '../../core/books/ledger.ts';
import { WrongStateError } from '../../core/errors.ts';
import { FAILURE_CLASSES, type FailureClass } from '../../core/target/outcome.ts';
import type { Target } from '../../core/target/target.ts';

/** The content of `checkpoint.json`. */
export type Checkpoint = {
  /** of this layout; a newer one is not guessed at */
  readonly version: typeof CHECKPOINT_VERSION;
  readonly savedAt: string;
  readonly state: 'unfinished' | 'finished';
  /** `sizeBytes` when it was opened; null where nobody knew it */
  readonly input: { readonly path: string; readonly sizeBytes: number | null };
  /** settings that decide which rows the input holds; a run goes on only with the same ones */
  readonly reading: Record<string, unknown>;
  /** null until a reply came from it */
  readonly target: Target | null;
  /** rehearsals say so from the start, also before the first reply */
  readonly rehearsal: boolean;
  readonly failuresBytes: number;
  /** missing where no such file is kept */
  readonly loweredBytes?: number;
  /** when the first run began, ISO 8601 UTC; missing where an older version began it */
  readonly startedAt?: string;
} & Omit<Snapshot, 'proven'> & { readonly proven: Exclude<Snapshot['proven'], undefined> | null };

export const CHECKPOINT_VERSION = 1;

/** @returns undefined where no row was settled: then the run begins, and the input may even be another one by now */
export const resumePoint = (checkpoint: Checkpoint | undefined): ResumePoint | undefined =>
  checkpoint?.proven ? { ...checkpoint, proven: checkpoint.proven } : undefined;

/** Text for people: a pair of numbers takes one line. With a checksum, so that one changed digit does not lose a row. */
export const checkpointText = (checkpoint: Checkpoint): string => {
  const text = JSON.stringify({ ...checkpoint, checksum: checksumOf(checkpoint) }, null, 2);
  return `${text.replace(/\[\s+(\d+),\s+(\d+)\s+\]/g, '[$1, $2]')}\n`;
};

/** SHA-256 of the values, whatever the white space between them. */
const checksumOf = (content: object): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/**
 * @param text - of a checkpoint file, from this version, another one, or damaged
 * @throws WrongStateError when a part of it is missing or of the wrong shape
 */
export const parseCheckpoint = (path: string, text: string): Checkpoint => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unreliable(path, text.trim() === '' ? 'empty' : 'not-json');
  }
  const version = Object(value).version;
  if (Number.isInteger(version) && version > CHECKPOINT_VERSION) {
    throw new WrongStateError({ kind: 'checkpoint-newer', path, version, knownVersion: CHECKPOINT_VERSION });
  }
  const { checksum, ...content } = Object(value);
  if (!isCheckpoint(content)) throw unreliable(path, 'damaged');
  if (checksum !== checksumOf(content)) throw unreliable(path, 'wrong-checksum');
  const { counts } = content;
  // Runs of an older version did not look.
  return {
    ...content,
    counts: {
      ...counts,
      unchanged: counts.unchanged ?? 0,
      lowered: counts.lowered ?? 0,
      totalUnknown: counts.totalUnknown ?? counts.ok,
    },
  };
};

const isCheckpoint = (value: unknown): value is Checkpoint => {
  if (!isObject(value) || !isObject(value.input) || !isObject(value.reading)) return false;
  const { next, counts, settledAhead, proven, failures, target } = value;
  return (
    value.version === CHECKPOINT_VERSION &&
    typeof value.savedAt === 'string' &&
    (value.state === 'unfinished' || value.state === 'finished') &&
    typeof value.input.path === 'string' &&
    (value.input.sizeBytes === null || isCount(value.input.sizeBytes)) &&
    (target === null || isTarget(target)) &&
    typeof value.rehearsal === 'boolean' &&
    isCount(value.failuresBytes) &&
    (value.loweredBytes === undefined || isCount(value.loweredBytes)) &&
    (value.startedAt === undefined || typeof value.startedAt === 'string') &&
    isObject(next) &&
    isCount(next.row) &&
    isCount(next.line) &&
    isCount(next.byte) &&
    isCount(value.doneBytes) &&
    isObject(counts) &&
    isCount(counts.read) &&
    isCount(counts.ok) &&
    isCount(counts.failed) &&
    isCount(counts.skipped) &&
    isCount(counts.pending) &&
    (counts.unchanged === undefined || isCount(counts.unchanged)) &&
    (counts.lowered === undefined || isCount(counts.lowered)) &&
    (counts.totalUnknown === undefined || isCount(counts.totalUnknown)) &&
    counts.read === counts.ok + counts.failed + counts.skipped + counts.pending &&
    Array.isArray(settledAhead) &&
    areRanges(settledAhead, next.row) &&
    (proven === null || (isObject(proven) && isProof(proven, next.byte))) &&
    Array.isArray(failures) &&
    failures.every(isFailureCount) &&
    (value.knownGood === undefined || value.knownGood === null || isRow(value.knownGood))
  );
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isTarget = (value: unknown): boolean =>
  isObject(value) &&
  (value.kind === 'simulator' ||
    (value.kind === 'tim' && isCount(value.sdkappid) && typeof value.endpoint === 'string'));

const areRanges = (ranges: readonly unknown[], nextRow: number): boolean => {
  let behind = nextRow - 1;
  return ranges.every((range) => {
    if (!Array.isArray(range) || range.length !== 2) return false;
    const [first, last] = range;
    const isInOrder = isCount(first) && isCount(last) && first > behind && first <= last;
    behind = Number(last);
    return isInOrder;
  });
};

const isProof = (proven: Record<string, unknown>, nextByte: number): boolean =>
  isCount(proven.bytes) && proven.bytes >= nextByte && /^[0-9a-f]{64}$/.test(String(proven.sha256));

const isRow = (value: unknown): boolean =>
  isObject(value) && typeof value.groupId === 'string' && typeof value.account === 'string' && isCount(value.unread);

const isFailureCount = (value: unknown): boolean =>
  isObject(value) &&
  FAILURE_CLASSES.includes(value.class as FailureClass) &&
  (value.errorCode === null || Number.isSafeInteger(value.errorCode)) &&
  isCount(value.count);

const unreliable = (path: string, why: 'empty' | 'not-json' | 'damaged' | 'wrong-checksum'): WrongStateError =>
  new WrongStateError({ kind: 'checkpoint-unreliable', path, why });
