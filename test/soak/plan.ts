import { Dice } from './dice.ts';
import { makeInput, type SoakInput } from './input.ts';

/**
 * When a run is killed.
 * - `spawn`: within 100 ms after the start of the process; for a resume, also during its start-up
 * - `folder`: within 100 ms after the run first touched its state folder
 * - `checkpoint`: at a change of `checkpoint.json` or of the file that is to replace it, after a number of such changes
 * - `sending`: anywhere between the first call and the expected end
 */
export type KillKind = 'spawn' | 'folder' | 'checkpoint' | 'sending';

/** `share`, at least 0 and below 1, is the position of the instant in the span of its kind. */
export type Kill = { readonly kind: KillKind; readonly share: number };

/** The part of a round that the seed decides. The rest depends on the timing of the machine. */
export type RoundPlan = {
  readonly seed: number;
  readonly input: SoakInput;
  readonly ratePerSecond: number;
  readonly concurrency: number;
  /** attempts of one row: enough that no row is exhausted by chance, since its count would be undetermined */
  readonly maxAttempts: number;
  readonly simulator: {
    readonly limitPerSecond: number;
    readonly latencyMs: number;
    readonly jitterMs: number;
    /** as `--fault` takes them */
    readonly faults: readonly string[];
  };
  readonly kills: readonly Kill[];
  /** of the rows; each is a run of its own, and the kills go round among them */
  readonly shares: number;
};

// Together at most 3.35 % of the calls: ten attempts of a row fail by chance once in 500 million million rows. More
// faults would only make the end of a run longer, when a few rows wait for their next attempt.
const FAULTS = ['10002:1.5%', '502:0.5%', 'reset-after:0.5%', 'reset:0.3%', 'cut:0.5%', '60007:0.05%'];

export const planRound = (seed: number): RoundPlan => {
  const dice = new Dice(seed);
  const ratePerSecond = dice.between(1000, 2000);
  return {
    seed,
    input: makeInput(dice),
    ratePerSecond,
    concurrency: dice.between(30, 60),
    maxAttempts: 10,
    simulator: {
      limitPerSecond: Math.round(ratePerSecond * (1 + dice.share() * 0.2)),
      latencyMs: dice.between(0, 15),
      jitterMs: dice.between(0, 20),
      faults: FAULTS.filter(() => dice.hits(0.7)),
    },
    kills: Array.from({ length: dice.between(1, 4) }, () => ({
      kind: dice.pick<KillKind>(['spawn', 'folder', 'checkpoint', 'checkpoint', 'sending', 'sending']),
      share: dice.share(),
    })),
    shares: dice.pick([1, 1, 2, 3]),
  };
};
