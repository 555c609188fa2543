import { OutOfReachError } from '../../../core/errors/target-error.ts';
import { RateGovernor, type Slot } from '../../../core/pace/pacing.ts';
import type { Clock, OnEvent, Pace } from '../../../core/ports.ts';
import type { Reason } from '../../../core/target/reason.ts';
import { WaitingLine } from '../waiting-line.ts';
import type { LateCall, SharedBudget } from './shared-budget.ts';

// An answer that takes longer is thrown away: the process was stopped, or Redis is far away.
const LONGEST_ANSWER_MS = 200;
// So long after its time a call is not made: it belongs to the second of others by then. With the guard of the budget no
// second gets more than 204 of 200: calls of 1025 ms come together in one second, and 200 of them have 1008 ms.
const MOST_LATE_MS = 25;
// The quickest answer of so long, and of so long before that: where Redis has become slower, that is known soon.
const QUICKEST_OF_MS = 3000;
const ASK_AGAIN_MS = 500;
// An outage of Redis that is over sooner is not worth a word.
const TOLD_AFTER_MS = 1000;
// What waiting does not mend is tried for so long only, as with the target.
const LASTING_GIVE_UP_MS = 10_000;
// Another rate is asked for within this time, and what others ask for is heard.
const LONGEST_SLEEP_MS = 1000;

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
  /** the rate that this process asks for */
  #asked: number;
  readonly #lateness = new Lateness();
  readonly #late: LateCall[] = [];
  #isAsking = false;
  #outSinceMs: number | undefined;
  #isTold = false;
  #hasAnswered = false;
  /** Redis gives no call for now: another process pauses, or the target asked for it */
  #isHeld = false;

  /** @param perSecond - most calls per second of all processes together */
  constructor(budget: SharedBudget, perSecond: number, deps: RedisPaceDeps) {
    this.#budget = budget;
    this.#deps = deps;
    this.#perSecond = perSecond;
    this.#asked = perSecond;
    this.#governor = new RateGovernor(perSecond);
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  get isOut(): boolean {
    return this.#isHeld || this.#outSinceMs !== undefined;
  }

  next(isWanted: () => boolean, signal: AbortSignal): Promise<Slot | undefined> {
    const slot = this.#line.wait(signal, isWanted);
    if (!this.#isAsking) void this.#keepAsking();
    return slot;
  }

  /** All processes together make no more than the least rate that one of them asks for. */
  aimAt(perSecond: number): void {
    this.#asked = perSecond;
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
      const late = this.#late.splice(0);
      const { givenAt, dueMs, waitMs, perSecond } = await this.#budget.take(this.#line.length, this.#asked, late);
      this.#reached();
      this.#isHeld = perSecond === 0 || waitMs > LONGEST_SLEEP_MS;
      if (perSecond > 0) this.#perSecond = perSecond;
      this.#governor.recover(clock.nowMs());
      const answeredMs = clock.nowMs();
      const tookMs = answeredMs - askedMs;
      const lateMs = this.#lateness.of(tookMs, answeredMs);
      if (tookMs > LONGEST_ANSWER_MS || lateMs === undefined) return 0;
      // The times count from when Redis gave them.
      for (const afterMs of dueMs) {
        await this.#giveAt(answeredMs - lateMs + afterMs, Math.round(givenAt + afterMs * 1000));
      }
      return Math.min(LONGEST_SLEEP_MS, waitMs);
    } catch (error) {
      return this.#away(error, askedMs);
    }
  }

  /** @param dueAt - the same time by the clock of Redis, see `LateCall` */
  async #giveAt(startMs: number, dueAt: number): Promise<void> {
    const { clock } = this.#deps;
    const waitMs = startMs - clock.nowMs();
    if (waitMs > 0) await clock.sleep(Math.ceil(waitMs), this.#end.signal);
    if (clock.nowMs() - startMs <= MOST_LATE_MS) this.#give(this.#slotOf(startMs, dueAt));
  }

  /** Without effect when no caller in line wants to make a call. */
  #give(slot: Slot): void {
    for (let next = this.#line.shift(); next; next = this.#line.shift()) {
      const isWanted = next.item();
      next.settle(isWanted ? slot : undefined);
      if (isWanted) return;
    }
  }

  /** Redis has counted the call already, made or not. */
  #slotOf(startMs: number, dueAt: number): Slot {
    return {
      written: () => {
        const writtenMs = this.#deps.clock.nowMs();
        if (writtenMs > startMs) this.#late.push({ dueAt, lateMs: writtenMs - startMs });
        return writtenMs;
      },
      unused: () => {},
    };
  }

  #reached(): void {
    if (this.#outSinceMs !== undefined && this.#isTold) {
      this.#deps.onEvent({ type: 'back', of: 'budget', afterMs: this.#deps.clock.nowMs() - this.#outSinceMs });
    }
    this.#outSinceMs = undefined;
    this.#isTold = false;
    this.#hasAnswered = true;
  }

  #away(error: unknown, askedMs: number): number {
    const { clock, onEvent, reasonOf } = this.#deps;
    this.#outSinceMs ??= askedMs;
    const afterMs = Math.min(clock.nowMs() - this.#outSinceMs, clock.nowMs() - clock.wokeAtMs());
    const because = reasonOf(error);
    const isLasting = !this.#hasAnswered && because.code === 'budget-away' && because.is !== undefined;
    const giveUpAfterMs = Math.min(this.#deps.giveUpAfterMs, isLasting ? LASTING_GIVE_UP_MS : Number.POSITIVE_INFINITY);
    if (afterMs >= giveUpAfterMs) {
      const end = new OutOfReachError({ kind: 'out-of-reach', afterMs, isLasting, because });
      for (let next = this.#line.shift(); next; next = this.#line.shift()) next.settle(Promise.reject(end));
      return 0;
    }
    if (!this.#isTold && afterMs >= Math.min(TOLD_AFTER_MS, giveUpAfterMs / 2)) {
      this.#isTold = true;
      onEvent({ type: 'waiting', reason: because, isLasting, giveUpInMs: giveUpAfterMs - afterMs });
    }
    return Math.min(ASK_AGAIN_MS, giveUpAfterMs - afterMs);
  }
}

/** What an answer took beyond the quickest ones of the last seconds came after Redis had given it. */
class Lateness {
  #sinceMs = Number.NEGATIVE_INFINITY;
  #quickestMs = Number.POSITIVE_INFINITY;
  #quickestBeforeMs = Number.POSITIVE_INFINITY;

  /** @returns undefined where nobody can tell: the first answer was slow */
  of(tookMs: number, nowMs: number): number | undefined {
    if (nowMs - this.#sinceMs >= QUICKEST_OF_MS) {
      this.#quickestBeforeMs = this.#quickestMs;
      this.#quickestMs = Number.POSITIVE_INFINITY;
      this.#sinceMs = nowMs;
    }
    const before = Math.min(this.#quickestMs, this.#quickestBeforeMs);
    this.#quickestMs = Math.min(this.#quickestMs, tookMs);
    if (before === Number.POSITIVE_INFINITY && tookMs > MOST_LATE_MS) return undefined;
    return Math.max(0, tookMs - before);
  }
}
