import type { Clock, RowSource } from '../../core/ports.ts';
import { repeat } from './repeat.ts';

const LOOK_EVERY_MS = 1000;
// While somebody keeps appending to a large file, each proof reads all of it: at most a twentieth of the time goes there.
const SHARE_OF_TIME = 20;

/**
 * Looks now and then whether what was read still stands in the input.
 *
 * @param onError - told once: InputChangedError
 * @returns a function that ends the watching
 */
export const keepWatching = (
  source: RowSource,
  clock: Clock,
  onError: (error: unknown) => void,
): (() => Promise<void>) =>
  repeat(
    () => source.prove(),
    (tookMs) => Math.max(LOOK_EVERY_MS, tookMs * SHARE_OF_TIME),
    clock,
    onError,
  );
