import type { Clock } from '../../core/ports.ts';
import { repeat } from './repeat.ts';

/**
 * Promise 3 of docs/contract.md: what a crash repeats is at most the calls in flight and a quarter of a second's. The
 * checkpoint on disk is at its oldest when the next one is about to take its place: then its age is this time and what
 * that save takes. Half a quarter, a little less since timers are late, leaves the other half to the disk.
 */
const SAVE_EVERY_MS = 120;

/**
 * Saves again and again. A disk that needs longer than the time between two saves is given no pause, and the checkpoint
 * is as old as two saves take.
 *
 * @param save - takes its snapshot before its first await
 * @param onError - told once; then nothing is saved any more
 * @returns a function that ends the saving and resolves when no save is under way
 */
export const keepSaving = (
  save: () => Promise<void>,
  clock: Clock,
  onError: (error: unknown) => void,
): (() => Promise<void>) => repeat(save, (tookMs) => Math.max(0, SAVE_EVERY_MS - tookMs), clock, onError);
