import { randomBytes } from 'node:crypto';
import { type FileHandle, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type FailureCount, NO_ROWS, type RowCounts } from '../core/books/ledger.ts';
import { judge, type Verdict } from '../core/books/summary.ts';
import { added } from '../core/books/total.ts';
import { type Shard, shardName } from '../core/row/shard.ts';
import type { FoundCheckpoint } from '../io/journal/checkpoint.ts';
import { syncFolder } from '../io/journal/durable.ts';
import { openOwn } from '../io/journal/own-files.ts';
import { readCheckpoint } from '../io/journal/state-folder.ts';
import { importFiles, statePaths } from '../io/journal/state-paths.ts';
import { sharesIn } from './shares.ts';

/** One share of an input. */
export type Share = {
  readonly shard: Shard;
  readonly stateDir: string;
  /** undefined where its import has not begun, or is not here */
  readonly checkpoint: FoundCheckpoint | undefined;
};

/** The imports of all shares of an input. */
export type Together = {
  readonly shares: readonly Share[];
  readonly verdict: Verdict;
  /** rows of other shares count in none of them */
  readonly rows: RowCounts;
  readonly failures: readonly FailureCount[];
};

/**
 * @param stateDir - of the whole, in which those of the shares lie
 * @param key - of this user, where it matters who made them
 * @returns undefined where no share has begun
 */
export const readTogether = async (stateDir: string, key?: Buffer): Promise<Together | undefined> => {
  const of = (await sharesIn(stateDir)).at(-1)?.of;
  if (of === undefined) return undefined;
  const shares: Share[] = [];
  for (let index = 1; index <= of; index += 1) {
    const shard = { index, of };
    const own = join(stateDir, shardName(shard));
    shares.push({ shard, stateDir: own, checkpoint: await readCheckpoint(statePaths(own), key) });
  }
  return togetherOf(shares);
};

/** @param shares - all of them */
export const togetherOf = (shares: readonly Share[]): Together => {
  const begun = shares.flatMap(({ checkpoint }) => checkpoint ?? []);
  const rows = begun.map(({ counts }) => withoutOthers(counts)).reduce(added, NO_ROWS);
  const isFinished = begun.length === shares.length && begun.every(({ state }) => state === 'finished');
  return {
    shares,
    verdict: isFinished ? judge(rows, undefined).verdict : 'INCOMPLETE',
    rows,
    failures: sumsOf(begun.flatMap(({ failures }) => failures)),
  };
};

/** The share to import next: one that is not at its end, else the one that has read least of an input that has grown. */
export const nextShare = ({ shares }: Together): Shard | undefined => {
  const readBy = ({ checkpoint }: Share): number =>
    checkpoint?.state === 'finished' ? checkpoint.counts.read : Number.NEGATIVE_INFINITY;
  return shares.toSorted((a, b) => readBy(a) - readBy(b))[0]?.shard;
};

/** A row of another share is counted where it is done. */
export const withoutOthers = ({ otherShard = 0, ...rows }: RowCounts): RowCounts => ({
  ...rows,
  read: rows.read - otherShard,
  skipped: rows.skipped - otherShard,
});

const sumsOf = (failures: readonly FailureCount[]): FailureCount[] => {
  const sums = new Map<string, FailureCount>();
  for (const failure of failures) {
    const key = `${failure.class} ${failure.errorCode}`;
    sums.set(key, { ...failure, count: failure.count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].sort((a, b) => b.count - a.count);
};

/** Puts the failed rows of all shares into one file when one of them has ended. @param stateDir - of that share */
export const gatherShares = async (stateDir: string): Promise<void> => {
  const whole = dirname(stateDir);
  try {
    const together = await readTogether(whole);
    if (together) await writeTogether(whole, together);
  } catch {
    // The files of the shares have them all. status tries again.
  }
};

/** Writes the failed rows of all shares into one file, in the folder of the whole. It takes its name in one step. */
export const writeTogether = async (stateDir: string, { shares }: Together): Promise<void> => {
  const { failures } = importFiles(stateDir);
  const temporary = `${failures}.${randomBytes(8).toString('hex')}.tmp`;
  const to = await openOwn(temporary, 'fresh');
  try {
    let isFirst = true;
    for (const { stateDir: own, checkpoint } of shares) {
      if (!checkpoint?.failuresBytes) continue;
      const from = await openOwn(importFiles(own).failures, 'read');
      try {
        const start = isFirst ? 0 : await headerBytes(from);
        isFirst = false;
        if (start === checkpoint.failuresBytes) continue;
        const rows = from.createReadStream({ autoClose: false, start, end: checkpoint.failuresBytes - 1 });
        for await (const piece of rows) await to.appendFile(piece);
      } finally {
        await from.close();
      }
    }
    await to.sync();
    await to.close();
    await rename(temporary, failures);
    await syncFolder(stateDir);
  } catch (error) {
    await to.close();
    await unlink(temporary).catch(() => {});
    throw error;
  }
};

/** The names of the columns hold no line break. */
const headerBytes = async (file: FileHandle): Promise<number> => {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
  return buffer.subarray(0, bytesRead).indexOf('\n') + 1;
};
