import { OutOfReachError } from '../../../core/errors.ts';
import { RateGovernor, type Slot } from '../../../core/pace/pacing.ts';
import type { Clock, OnEvent, Pace } from '../../../core/ports.ts';
import type { Reason } from '../../../core/target/reason.ts';
import { WaitingLine } from '../waiting-line.ts';
import { LocalPace } from './local-pace.ts';
import type { SharedBudget } from './shared-budget.ts';

// Given and not made by the time that the answer is here: then the process was stopped, or Redis is far away. More of them
// would be too many for the second in which they are made.
const MOST_LATE_MS = 200;
const ASK_AGAIN_MS = 500;
// An outage of Redis that is over sooner is not worth a word.
const TOLD_AFTER_MS = 1000;
const LONGEST_SLEEP_MS = 60_000;

export type RedisPaceDeps = {
  readonly clock: Clock;
  readonly onEvent: OnEvent;
  readonly giveUpAfterMs: number;
  /** @returns why Redis cannot be asked, from what it said last */
  readonly reasonOf: (error: unknown) => Reason;
};

/**
 * The pace of all processes that share a limit over Redis. Where Redis cannot be asked, nobody calls: callers wait until it
 * can be, and are refused with OutOfReachError after the time to give up.
 */
export class RedisPace implements Pace {
  readonly #budget: SharedBudget;
  readonly #deps: RedisPaceDeps;
  readonly #governor: RateGovernor;
  readonly #line = new WaitingLine<() => boolean, Slot>();
  readonly #end = new AbortController();
  #perSecond: number;
  /** where it has another rate than the command began with */
  #own: LocalPace | undefined;
  #isAsking = false;
  #outSinceMs: number | undefined;
  #isTold = false;

  /** @param perSecond - most calls per second of all processes together */
  constructor(budget: SharedBudget, perSecond: number, deps: RedisPaceDeps) {
    this.#budget = budget;
    this.#deps = deps;
    this.#perSecond = perSecond;
    this.#governor = new RateGovernor(perSecond);
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  async next(isWanted: () => boolean, signal: AbortSignal): Promise<Slot | undefined> {
    const pace = this.#own;
    const own = pace && (await pace.next(isWanted, signal));
    if (pace && !own) return undefined;
    const shared = await this.#nextShared(isWanted, signal).catch((error) => {
      own?.unused();
      throw error;
    });
    if (!own) return shared;
    if (!shared) own.unused();
    return shared && bothOf(own, shared);
  }

  /** The limit of this process alone, beside that of all of them. */
  aimAt(perSecond: number): void {
    this.#own ??= new LocalPace(perSecond || 1, this.#deps.clock);
    this.#own.aimAt(perSecond);
  }

  #nextShared(isWanted: () => boolean, signal: AbortSignal): Promise<Slot | undefined> {
    const slot = this.#line.wait(signal, isWanted);
    if (!this.#isAsking) void this.#keepAsking();
    return slot;
  }

  slowDown(): boolean {
    const isLowered = this.#governor.onRateLimited(this.#deps.clock.nowMs());
    if (isLowered) {
      this.#perSecond = this.#governor.perSecond;
      this.#tell(this.#budget.slowDown());
    }
    return isLowered;
  }

  hold(ms: number): void {
    this.#tell(this.#budget.hold(ms));
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#own?.close();
    this.#line.close();
  }

  /** What cannot be told now is told by the target once more. */
  #tell(told: Promise<void>): void {
    void told.catch(() => {});
  }

  async #keepAsking(): Promise<void> {
    this.#isAsking = true;
    while (this.#line.length > 0 && !this.#end.signal.aborted) {
      const pauseMs = await this.#ask();
      if (this.#line.length > 0 && pauseMs > 0) await this.#deps.clock.sleep(pauseMs, this.#end.signal);
    }
    this.#isAsking = false;
  }

  /** @returns the time to wait before the next question */
  async #ask(): Promise<number> {
    const { clock } = this.#deps;
    const askedMs = clock.nowMs();
    try {
      const { calls, waitMs, perSecond } = await this.#budget.take(this.#line.length);
      this.#reached();
      this.#perSecond = perSecond;
      this.#governor.recover(clock.nowMs());
      if (clock.nowMs() - askedMs > MOST_LATE_MS) return 0;
      for (let call = 0; call < calls; call += 1) this.#give();
      return Math.min(LONGEST_SLEEP_MS, waitMs);
    } catch (error) {
      return this.#away(error, askedMs);
    }
  }

  /** Without effect when no caller in line wants to make a call. */
  #give(): void {
    for (let next = this.#line.shift(); next; next = this.#line.shift()) {
      const isWanted = next.item();
      next.settle(isWanted ? this.#slot : undefined);
      if (isWanted) return;
    }
  }

  /** Redis has counted the call already, made or not. */
  readonly #slot: Slot = {
    written: () => this.#deps.clock.nowMs(),
    unused: () => {},
  };

  #reached(): void {
    if (this.#outSinceMs !== undefined && this.#isTold) {
      this.#deps.onEvent({ type: 'budget-back', afterMs: this.#deps.clock.nowMs() - this.#outSinceMs });
    }
    this.#outSinceMs = undefined;
    this.#isTold = false;
  }

  #away(error: unknown, askedMs: number): number {
    const { clock, onEvent, giveUpAfterMs, reasonOf } = this.#deps;
    this.#outSinceMs ??= askedMs;
    const afterMs = Math.min(clock.nowMs() - this.#outSinceMs, clock.nowMs() - clock.wokeAtMs());
    const because = reasonOf(error);
    if (afterMs >= giveUpAfterMs) {
      const end = new OutOfReachError({ kind: 'out-of-reach', afterMs, isLasting: false, because });
      for (let next = this.#line.shift(); next; next = this.#line.shift()) next.settle(Promise.reject(end));
      return 0;
    }
    if (!this.#isTold && afterMs >= Math.min(TOLD_AFTER_MS, giveUpAfterMs / 2)) {
      this.#isTold = true;
      onEvent({ type: 'waiting', reason: because, isLasting: false, giveUpInMs: giveUpAfterMs - afterMs });
    }
    return Math.min(ASK_AGAIN_MS, giveUpAfterMs - afterMs);
  }
}

const bothOf = (own: Slot, shared: Slot): Slot => ({
  written: () => {
    own.written();
    return shared.written();
  },
  unused: () => {
    own.unused();
    shared.unused();
  },
});
