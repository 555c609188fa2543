import type { Clock } from '../core/ports.ts';
import { repeat } from './repeat.ts';

/**
 * Promise 3 of the contract: what a crash repeats is at most the calls in flight and a quarter of a second's. Ten
 * milliseconds less than that, since timers are late.
 */
const OLDEST_CHECKPOINT_MS = 240;

/**
 * Counted from one save's start to the next one's end, so that the checkpoint on disk is never older than a quarter of a
 * second while a save takes less than half of that. A slower disk saves without a pause, and the checkpoint is as old as
 * two saves take.
 *
 * @param save - takes its snapshot before its first await
 * @param onError - told once; then nothing is saved any more
 * @returns a function that ends the saving and resolves when no save is under way
 */
export const keepSaving = (
  save: () => Promise<void>,
  clock: Clock,
  onError: (error: unknown) => void,
): (() => Promise<void>) => repeat(save, (tookMs) => Math.max(0, OLDEST_CHECKPOINT_MS - tookMs * 2), clock, onError);
