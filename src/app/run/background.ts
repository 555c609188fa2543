import type { Clock, RowSource } from '../../core/ports.ts';

// docs/contract.md, promise 3: a crash repeats at most the calls in flight and those of a quarter of a second. The
// checkpoint on disk is oldest just before the next one replaces it; its age is then this pause plus the time of that
// save. The pause takes a little less than half of the quarter, because timers are late, and leaves the rest to the
// disk.
const SAVE_EVERY_MS = 120;

const WATCH_EVERY_MS = 1000;
// While a large file keeps growing, each proof reads all of it again. Proofs take at most a twentieth of the time.
const WATCH_PAUSE_FACTOR = 20;

/** Ends the background work. Resolves when none is running. */
export type EndBackground = () => Promise<void>;

/**
 * Saves repeatedly. If a save takes longer than the pause, the next one follows at once, and the checkpoint gets as old
 * as two saves take.
 *
 * @param save - takes its snapshot before its first await
 * @param onError - called once; nothing is saved after it
 */
export const keepSaving = (save: () => Promise<void>, clock: Clock, onError: (error: unknown) => void): EndBackground =>
  repeat(save, (tookMs) => Math.max(0, SAVE_EVERY_MS - tookMs), clock, onError);

/**
 * Checks repeatedly that what was read still stands in the input.
 *
 * @param onError - called once, with an InputChangedError
 */
export const keepWatching = (source: RowSource, clock: Clock, onError: (error: unknown) => void): EndBackground =>
  repeat(
    () => source.prove(),
    (tookMs) => Math.max(WATCH_EVERY_MS, tookMs * WATCH_PAUSE_FACTOR),
    clock,
    onError,
  );

/** @param pauseMs - gives the pause before the next start, from the duration of the last one; milliseconds */
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
