import { getRandomValues } from 'node:crypto';
import { DeduplicatedRows } from '../app/run/deduplicated-rows.ts';
import type { DuplicateRule } from '../core/duplicates/duplicates.ts';
import { KeyHash, RANDOM_WORDS } from '../core/duplicates/key-hash.ts';
import type { RowSource } from '../core/ports.ts';
import type { Counting } from '../core/row/counting.ts';
import { InputFile } from '../io/source/input-file.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import type { Surroundings } from './surroundings.ts';

const QUIET_MS = 3000;
const TELL_EVERY_MS = 10_000;

/** A hash with new random numbers. */
export const newKeyHash = (): KeyHash => new KeyHash(getRandomValues(new Uint32Array(RANDOM_WORDS)));

export type DedupeOptions = {
  /** as settled when it was opened the first time */
  readonly input: { readonly path: string; readonly format: InputFormat; readonly counting: Counting };
  readonly rule: DuplicateRule;
  /** where an earlier run saw the end of the input */
  readonly provenBytes: number | undefined;
  readonly halted: AbortSignal;
  /** receives what must be closed after the run */
  readonly onOpen: (close: () => Promise<void>) => void;
};

/** Marks the rows that another row of their pair supersedes. This reads the whole input. */
export const dedupeInput = async (
  source: RowSource,
  { input, rule, provenBytes, halted, onOpen }: DedupeOptions,
  { clock, onScanning }: Pick<Surroundings, 'clock' | 'onScanning'>,
): Promise<DeduplicatedRows> => {
  // The input is opened a second time, so that the scan has its own proof of what it read.
  const file = await InputFile.openMixed(input.path, input.format);
  file.countBy(input.counting);
  onOpen(() => file.close());
  let tellAtMs = clock.nowMs() + QUIET_MS;
  let sizeBytes: number | undefined;
  return DeduplicatedRows.open(source, {
    path: input.path,
    rule,
    openScan: async () => {
      sizeBytes = await file.sizeBytes();
      tellAtMs = clock.nowMs() + QUIET_MS;
      return file.fromStart(true, provenBytes);
    },
    newHash: newKeyHash,
    onScan: (doneBytes) => {
      if (clock.nowMs() < tellAtMs) return;
      tellAtMs = clock.nowMs() + TELL_EVERY_MS;
      onScanning({ path: input.path, doneBytes, sizeBytes });
    },
    halted,
  });
};
