import Bottleneck from 'bottleneck';
import { burstOf, RateGovernor, StartLog, spacingMs } from '../../core/pacing.ts';
import type { Clock } from '../../core/ports.ts';

// Tokens that wait in the limiter at the same time. One at a time loses what each timer is late; all at once lets late
// ones start together. Three at 200 calls a second, that is 15 ms ahead, measured best.
const TOKENS_AHEAD_MS = 15;
const FEWEST_TOKENS_AHEAD = 3;

// A wall clock set back by more than this makes the limiter wait for the time it believes in; then it gets a new one.
const CLOCK_STEP_MS = 100;

type Waiter = { readonly isWanted: () => boolean; readonly resolve: (goes: boolean) => void };

/**
 * The pace of one API command. The limiter spaces the starts; the log of the last starts has the last word, so that no
 * 1000 ms of this process ever see more calls than the limit, whatever the timers did. Nothing is caught up: tokens
 * exist only while somebody waits for them.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #governor: RateGovernor;
  readonly #starts: StartLog;
  readonly #waiters: Waiter[] = [];
  #limiter: Bottleneck;
  #limiterWallMs: number;
  #tokensQueued = 0;
  #tokensReady = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param perSecond - most calls per second, above 0
   * @param halted - when it aborts, nobody waits any longer
   */
  constructor(perSecond: number, clock: Clock, halted: AbortSignal) {
    this.#clock = clock;
    this.#governor = new RateGovernor(perSecond);
    this.#starts = new StartLog(burstOf(perSecond));
    this.#limiter = this.#newLimiter();
    this.#limiterWallMs = clock.wallMs();
    halted.addEventListener('abort', () => this.#dismiss(), { once: true });
  }

  /** @returns calls per second that are aimed at just now */
  get perSecond(): number {
    return this.#governor.perSecond;
  }

  /**
   * Waits for a slot. The call must start as soon as this resolves.
   *
   * @param isWanted - asked when the slot is there; where it says no, the slot goes to the next in line
   * @returns false when the slot was not wanted or the run is halted; no call may start then
   */
  slot(isWanted: () => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      this.#waiters.push({ isWanted, resolve });
      this.#order();
    });
  }

  /** The target said "too frequent". @returns whether the pace was lowered, which happens at most once a second */
  slowDown(): boolean {
    const lowered = this.#governor.onRateLimited(this.#clock.nowMs());
    if (lowered) this.#applyRate();
    return lowered;
  }

  #order(): void {
    if (this.#governor.recover(this.#clock.nowMs())) this.#applyRate();
    const ahead = Math.max(FEWEST_TOKENS_AHEAD, Math.ceil((this.perSecond * TOKENS_AHEAD_MS) / 1000));
    while (this.#tokensQueued + this.#tokensReady < Math.min(ahead, this.#waiters.length)) {
      this.#tokensQueued += 1;
      void this.#steadyLimiter().schedule(async () => {
        this.#tokensQueued -= 1;
        this.#tokensReady += 1;
        this.#release();
      });
    }
  }

  #release(): void {
    if (this.#timer) return;
    while (this.#tokensReady > 0) {
      const waitMs = this.#starts.waitMs(this.#clock.nowMs());
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#release();
        }, Math.ceil(waitMs));
        return;
      }
      const waiter = this.#nextWanted();
      if (!waiter) {
        this.#tokensReady = 0;
        return;
      }
      this.#tokensReady -= 1;
      this.#starts.record(this.#clock.nowMs());
      waiter.resolve(true);
    }
    this.#order();
  }

  #nextWanted(): Waiter | undefined {
    for (;;) {
      const waiter = this.#waiters.shift();
      if (!waiter || waiter.isWanted()) return waiter;
      waiter.resolve(false);
    }
  }

  #dismiss(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.resolve(false);
  }

  #newLimiter(): Bottleneck {
    return new Bottleneck({ minTime: spacingMs(this.perSecond) });
  }

  #applyRate(): void {
    void this.#limiter.updateSettings({ minTime: spacingMs(this.perSecond) });
  }

  /** The limiter plans by the wall clock. Set back by an hour, it would start nothing for an hour. */
  #steadyLimiter(): Bottleneck {
    const wallMs = this.#clock.wallMs();
    if (wallMs < this.#limiterWallMs - CLOCK_STEP_MS) this.#limiter = this.#newLimiter();
    this.#limiterWallMs = wallMs;
    return this.#limiter;
  }
}
