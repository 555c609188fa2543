import type { Clock } from '../../core/ports.ts';

/**
 * Does something again and again until told to end.
 *
 * @param pauseMs - time until the next start, given how long the last one took; milliseconds
 * @param onError - told once; then the work is not done any more
 * @returns a function that ends it and resolves when no work is under way
 */
export const repeat = (
  work: () => Promise<void>,
  pauseMs: (tookMs: number) => number,
  clock: Clock,
  onError: (error: unknown) => void,
): (() => Promise<void>) => {
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
