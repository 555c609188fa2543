import type { Clock, RowSource } from '../../core/ports.ts';

// docs/contract.md, promise 3: a crash repeats at most the calls in flight and those of a quarter of a second. The checkpoint
// on disk is oldest just before the next one replaces it: then its age is this pause plus the time of that save. Half of the
// quarter, and a little less because timers are late, leaves the other half to the disk.
const SAVE_EVERY_MS = 120;

const WATCH_EVERY_MS = 1000;
// While somebody keeps appending to a large file, each proof reads all of it: at most a twentieth of the time goes there.
const WATCH_PAUSE_FACTOR = 20;

/** Ends work that goes on in the background; resolves when none is under way. */
export type EndBackground = () => Promise<void>;

/**
 * Saves again and again. Where a save takes longer than the pause, the next one follows at once, and the checkpoint is as
 * old as two saves take.
 *
 * @param save - takes its snapshot before its first await
 * @param onError - told once; then nothing is saved any more
 */
export const keepSaving = (save: () => Promise<void>, clock: Clock, onError: (error: unknown) => void): EndBackground =>
  repeat(save, (tookMs) => Math.max(0, SAVE_EVERY_MS - tookMs), clock, onError);

/**
 * Looks now and then whether what was read still stands in the input.
 *
 * @param onError - told once: InputChangedError
 */
export const keepWatching = (source: RowSource, clock: Clock, onError: (error: unknown) => void): EndBackground =>
  repeat(
    () => source.prove(),
    (tookMs) => Math.max(WATCH_EVERY_MS, tookMs * WATCH_PAUSE_FACTOR),
    clock,
    onError,
  );

/** @param pauseMs - time until the next start, given how long the last one took; milliseconds */
const repeat = (
  work: () => Promise<void>,
  pauseMs: (tookMs: number) => number,
  clock: Clock,
  onError: (error: unknown) => void,
): EndBackground => {
  const end = new AbortController();
  const loop = async (): Promise<void> => {
    let tookMs = 0;
    while (await clock.sleep(pauseMs(tookMs), end.signal)) {
      const startMs = clock.nowMs();
      await work();
      tookMs = clock.nowMs() - startMs;
    }
  };
  const looping = loop().catch(onError);
  return async () => {
    end.abort();
    await looping;
  };
};
