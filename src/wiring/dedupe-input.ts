import { getRandomValues } from 'node:crypto';
import { DeduplicatedRows } from '../app/run/deduplicated-rows.ts';
import type { DuplicateRule } from '../core/duplicates/duplicates.ts';
import { KeyHash, RANDOM_WORDS } from '../core/duplicates/key-hash.ts';
import type { RowSource } from '../core/ports.ts';
import type { Surroundings } from './surroundings.ts';

const QUIET_MS = 3000;
const TELL_EVERY_MS = 10_000;

/** A hash with new random numbers. */
export const newKeyHash = (): KeyHash => new KeyHash(getRandomValues(new Uint32Array(RANDOM_WORDS)));

export type DedupeOptions = {
  readonly path: string;
  /** The input once more, so that the scan has its own proof of what it read. */
  readonly again: {
    fromStart(provenBytes: number | undefined): Promise<RowSource>;
    sizeBytes(): Promise<number | undefined>;
  };
  readonly rule: DuplicateRule;
  /** where an earlier run saw the end of the input */
  readonly provenBytes: number | undefined;
  readonly halted: AbortSignal;
};

/** Marks the rows that another row of their pair supersedes. This reads the whole input. */
export const dedupeInput = async (
  source: RowSource,
  { path, again, rule, provenBytes, halted }: DedupeOptions,
  { clock, onScanning }: Pick<Surroundings, 'clock' | 'onScanning'>,
): Promise<DeduplicatedRows> => {
  let tellAtMs = clock.nowMs() + QUIET_MS;
  let sizeBytes: number | undefined;
  return DeduplicatedRows.open(source, {
    path,
    rule,
    openScan: async () => {
      sizeBytes = await again.sizeBytes();
      tellAtMs = clock.nowMs() + QUIET_MS;
      return again.fromStart(provenBytes);
    },
    newHash: newKeyHash,
    onScan: (doneBytes) => {
      if (clock.nowMs() < tellAtMs) return;
      tellAtMs = clock.nowMs() + TELL_EVERY_MS;
      onScanning({ path, doneBytes, sizeBytes });
    },
    halted,
  });
};
