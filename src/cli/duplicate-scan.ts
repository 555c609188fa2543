import { getRandomValues } from 'node:crypto';
import { DeduplicatedRows } from '../app/run/deduplicated-rows.ts';
import type { DuplicateRule } from '../core/duplicates/duplicates.ts';
import { KeyHash, RANDOM_WORDS } from '../core/duplicates/key-hash.ts';
import type { RowSource } from '../core/ports.ts';
import { grouped, printable } from '../core/text/text.ts';
import { InputFile } from '../io/source/input-file.ts';
import type { Context } from './context.ts';
import type { InputPlan } from './flags/input-plan.ts';

const QUIET_MS = 3000;
const TALK_EVERY_MS = 10_000;

/** A hash with random numbers of its own. */
export const newKeyHash = (): KeyHash => new KeyHash(getRandomValues(new Uint32Array(RANDOM_WORDS)));

export type DuplicateScan = {
  readonly input: InputPlan;
  readonly rule: DuplicateRule;
  /** where an earlier run saw the end of the input */
  readonly provenBytes: number | undefined;
  readonly halted: AbortSignal;
  /** told what is to be closed behind the run */
  readonly onOpen: (close: () => Promise<void>) => void;
};

/** Marks the rows that another one of their pair supersedes, for which it reads the whole input. */
export const markSuperseded = async (
  source: RowSource,
  { input, rule, provenBytes, halted, onOpen }: DuplicateScan,
  { clock, terminal }: Context,
): Promise<DeduplicatedRows> => {
  // Opened for itself: it watches whether what it has read still stands in the file.
  const file = await InputFile.open(input.path, input.format);
  onOpen(() => file.close());
  let talkAtMs = clock.nowMs() + QUIET_MS;
  let sizeBytes: number | undefined;
  return DeduplicatedRows.open(source, {
    path: input.path,
    rule,
    openScan: async () => {
      sizeBytes = await file.sizeBytes();
      talkAtMs = clock.nowMs() + QUIET_MS;
      return file.fromStart(true, provenBytes);
    },
    newHash: newKeyHash,
    onScan: (doneBytes) => {
      if (clock.nowMs() < talkAtMs) return;
      talkAtMs = clock.nowMs() + TALK_EVERY_MS;
      terminal.talk(
        `looking for duplicates: ${grouped(doneBytes)} of ${grouped(sizeBytes ?? doneBytes)} bytes of ${printable(input.path)}`,
      );
    },
    halted,
  });
};
