import { RateGovernor, Schedule, type Slot, spacingMs, type Write } from '../../../core/pace/pacing.ts';
import type { Clock, Pace } from '../../../core/ports.ts';
import { WaitingLine } from '../waiting-line.ts';

// Calls that wait and are due within this time start together, since each timer costs as much as a fifth of a call. The
// schedule looks at every single write, so a burst brings no second above the limit.
const BURST_MS = 20;

// Node keeps timers of more than 24 days for an overflow.
const LONGEST_TIMER_MS = 60_000;

/** The pace of this process alone: one timer, for the first in line. */
export class LocalPace implements Pace {
  readonly #clock: Clock;
  #governor: RateGovernor;
  #isPaused = false;
  readonly #schedule: Schedule;
  readonly #line = new WaitingLine<() => boolean, Slot>();
  #timer: NodeJS.Timeout | undefined;
  #isServing = false;

  /** @param perSecond - most calls per second, above 0 */
  constructor(perSecond: number, clock: Clock) {
    this.#clock = clock;
    this.#governor = new RateGovernor(perSecond);
    this.#schedule = new Schedule(perSecond);
  }

  get perSecond(): number {
    return this.#governor.perSecond;
  }

  next(isWanted: () => boolean, signal: AbortSignal): Promise<Slot | undefined> {
    if (this.#line.length === 0) this.#schedule.begin(this.#clock.nowMs());
    const slot = this.#line.wait(signal, isWanted);
    if (this.#timer === undefined) this.#serve();
    return slot;
  }

  slowDown(): boolean {
    return this.#governor.onRateLimited(this.#clock.nowMs());
  }

  aimAt(perSecond: number): void {
    this.#isPaused = perSecond === 0;
    if (perSecond > 0 && perSecond !== this.#governor.limit) {
      this.#governor = new RateGovernor(perSecond);
      this.#schedule.limit(perSecond);
    }
    // What a pause left unused is not caught up.
    this.#schedule.begin(this.#clock.nowMs());
    clearTimeout(this.#timer);
    this.#serve();
  }

  hold(ms: number): void {
    this.#schedule.hold(this.#clock.nowMs() + ms);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#line.close();
  }

  /** Gives slots to the first in line while they are due, and sets the timer for the next one. */
  readonly #serve = (): void => {
    this.#timer = undefined;
    if (this.#isServing) return;
    this.#isServing = true;
    while (this.#line.length > 0 && !this.#isPaused) {
      const nowMs = this.#clock.nowMs();
      this.#governor.recover(nowMs);
      const waitMs = this.#schedule.waitMs(nowMs);
      if (waitMs === Number.POSITIVE_INFINITY) break;
      if (waitMs > 0) {
        const untilAllMs = this.#schedule.waitMs(nowMs, this.#burstMs());
        this.#timer = setTimeout(this.#serve, Math.min(Math.ceil(untilAllMs), LONGEST_TIMER_MS));
        break;
      }
      this.#giveSlot(nowMs);
    }
    this.#isServing = false;
  };

  /** @returns the time from the first call of the next burst to its last, as they are due */
  #burstMs(): number {
    const stepMs = spacingMs(this.perSecond);
    return Math.min(this.#line.length - 1, Math.floor(BURST_MS / stepMs)) * stepMs;
  }

  /** Without effect when no caller in line wants to make a call. */
  #giveSlot(nowMs: number): void {
    for (let next = this.#line.shift(); next; next = this.#line.shift()) {
      const isWanted = next.item();
      next.settle(isWanted ? this.#slot(this.#schedule.take(nowMs, this.perSecond)) : undefined);
      if (isWanted) return;
    }
  }

  #slot(write: Write): Slot {
    return {
      written: () => {
        const nowMs = this.#clock.nowMs();
        this.#settle(write, nowMs);
        return nowMs;
      },
      unused: () => this.#settle(write, Number.NEGATIVE_INFINITY),
    };
  }

  /** The first in line may have waited for this very write. */
  #settle(write: Write, writtenMs: number): void {
    this.#schedule.settle(write, writtenMs);
    if (this.#timer === undefined) this.#serve();
  }
}
