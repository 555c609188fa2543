import Bottleneck from 'bottleneck';
import { RateGovernor, StartLog, spacingMs } from '../../../core/pace/pacing.ts';
import type { Clock } from '../../../core/ports.ts';

// A token of the limiter costs it half a millisecond of CPU time, so one stands for several calls. Tokens are planned
// ahead, since one at a time would lose what each timer is late.
const TOKENS_PER_SECOND = 25;
const TOKENS_AHEAD = 3;
// At a slow pace lateness does not count, and tokens that fall due during a stall would be caught up.
const ONE_AHEAD_BELOW_PER_SECOND = 25;

// A wall clock set back by more than this makes the limiter wait for the time it believes in; then it gets a new one.
const CLOCK_STEP_MS = 100;

type Waiter = {
  readonly isWanted: () => boolean;
  readonly start: (nowMs: number) => void;
  readonly dismiss: () => void;
};

/**
 * The pace of one API command. Bottleneck keeps it, so that a limit can be shared by several processes later (its Redis
 * mode); what it does not keep exactly, stands here. The limiter spaces the starts; the log of the last starts has the last word, so that no
 * 1000 ms of this process ever see more calls than the limit, whatever the timers did. Nothing is caught up: tokens
 * exist only while somebody waits for them.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #governor: RateGovernor;
  readonly #starts: StartLog;
  readonly #callsPerToken: number;
  readonly #waiters: Waiter[] = [];
  #limiter: Bottleneck;
  #limiterWallMs: number;
  #tokensQueued = 0;
  #credit = 0;
  #creditEndsMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param perSecond - most calls per second, above 0
   * @param halted - when it aborts, nobody waits any longer
   */
  constructor(perSecond: number, clock: Clock, halted: AbortSignal) {
    this.#clock = clock;
    this.#governor = new RateGovernor(perSecond);
    this.#starts = new StartLog(perSecond);
    this.#callsPerToken = Math.max(1, Math.round(perSecond / TOKENS_PER_SECOND));
    this.#limiter = this.#newLimiter();
    this.#limiterWallMs = clock.wallMs();
    halted.addEventListener('abort', () => this.#dismiss(), { once: true });
  }

  /** @returns calls per second that are aimed at just now */
  get perSecond(): number {
    return this.#governor.perSecond;
  }

  /**
   * Waits for a slot and starts a call in it. The start is noted and made in the same breath: between the two no other
   * work can come, so the times in the log are those of the calls.
   *
   * @param isWanted - asked when the slot is there; where it says no, the slot goes to the next in line
   * @param start - begins the call; given the time that was noted
   * @returns what `start` returned; undefined when the slot was not wanted or the run is halted
   */
  run<T>(isWanted: () => boolean, start: (nowMs: number) => Promise<T>): Promise<T | undefined> {
    return new Promise((resolve) => {
      this.#waiters.push({
        isWanted,
        start: (nowMs) => resolve(start(nowMs)),
        dismiss: () => resolve(undefined),
      });
      this.#release();
    });
  }

  /** The target said "too frequent". @returns whether the pace was lowered, which happens at most once a second */
  slowDown(): boolean {
    const lowered = this.#governor.onRateLimited(this.#clock.nowMs());
    if (lowered) this.#applyRate();
    return lowered;
  }

  /** Lets waiters go while there is credit, and orders more. */
  #release(): void {
    if (this.#timer) return;
    while (this.#waiters.length > 0) {
      const nowMs = this.#clock.nowMs();
      if (this.#credit === 0 || nowMs >= this.#creditEndsMs) break;
      const waitMs = this.#starts.waitMs(nowMs);
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#release();
        }, Math.ceil(waitMs));
        break;
      }
      const waiter = this.#nextWanted();
      if (!waiter) return;
      this.#credit -= 1;
      this.#starts.record(nowMs);
      waiter.start(nowMs);
    }
    this.#orderTokens();
  }

  #orderTokens(): void {
    if (this.#governor.recover(this.#clock.nowMs())) this.#applyRate();
    const ahead = this.perSecond < ONE_AHEAD_BELOW_PER_SECOND ? 1 : TOKENS_AHEAD;
    const wanted = Math.min(ahead, Math.ceil(this.#waiters.length / this.#callsPerToken));
    while (this.#tokensQueued < wanted) {
      this.#tokensQueued += 1;
      // Rejected only when `close` drops what still waits.
      this.#steadyLimiter()
        .schedule(async () => this.#takeToken())
        .catch(() => {});
    }
  }

  /** Credit lasts until the next token is due: what is not used by then is not caught up. */
  #takeToken(): void {
    this.#tokensQueued -= 1;
    const nowMs = this.#clock.nowMs();
    const left = nowMs < this.#creditEndsMs ? this.#credit : 0;
    this.#credit = Math.min(left + this.#callsPerToken, 2 * this.#callsPerToken);
    this.#creditEndsMs = nowMs + this.#tokenMs();
    this.#release();
  }

  #tokenMs(): number {
    return this.#callsPerToken * spacingMs(this.perSecond);
  }

  #nextWanted(): Waiter | undefined {
    for (;;) {
      const waiter = this.#waiters.shift();
      if (!waiter || waiter.isWanted()) return waiter;
      waiter.dismiss();
    }
  }

  /** Drops the timers of tokens that nobody will take: they would keep the process alive. */
  close(): void {
    clearTimeout(this.#timer);
    this.#limiter.stop({ dropWaitingJobs: true }).catch(() => {});
  }

  #dismiss(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.dismiss();
  }

  #newLimiter(): Bottleneck {
    return new Bottleneck({ minTime: this.#tokenMs() });
  }

  #applyRate(): void {
    void this.#limiter.updateSettings({ minTime: this.#tokenMs() });
  }

  /** The limiter plans by the wall clock. Set back by an hour, it would start nothing for an hour. */
  #steadyLimiter(): Bottleneck {
    const wallMs = this.#clock.wallMs();
    if (wallMs < this.#limiterWallMs - CLOCK_STEP_MS) this.#limiter = this.#newLimiter();
    this.#limiterWallMs = wallMs;
    return this.#limiter;
  }
}
