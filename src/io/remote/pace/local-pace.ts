import Bottleneck from 'bottleneck';
import { RateGovernor, StartLog, spacingMs } from '../../../core/pace/pacing.ts';
import type { Clock, Pace } from '../../../core/ports.ts';
import { WaitingLine } from '../waiting-line.ts';

// A token of the limiter costs half a millisecond of CPU time, so one stands for the calls of a fifth of a second. With a
// token for each burst a row took 1.4 times the CPU time of bare undici, now 1.15 times (`npm run bench -- cpu`). Tokens
// are planned ahead, since one at a time would lose what each timer is late.
const TOKENS_PER_SECOND = 5;
const TOKENS_AHEAD = 2;
// The calls of a token start in five bursts. In one burst of twenty or more the target sees more than the limit within a
// second, because calls do not arrive at the distance at which they start: the simulator refused one in a hundred.
const BURSTS_PER_SECOND = 25;
// At a slow pace the delay of timers does not matter, and tokens due during a stall would be caught up.
const ONE_AHEAD_BELOW_PER_SECOND = 25;

// If the wall clock is set back by more than this, the limiter waits for its old time. Then it is replaced.
const CLOCK_STEP_MS = 100;

/**
 * The pace of this process alone. Bottleneck spaces the starts. The log of the last starts decides: however late timers
 * are, no 1000 ms have more calls than the limit. Nothing is caught up, because tokens exist only while callers wait
 * for them.
 */
export class LocalPace implements Pace {
  readonly #clock: Clock;
  readonly #governor: RateGovernor;
  readonly #starts: StartLog;
  readonly #callsPerToken: number;
  readonly #callsPerBurst: number;
  readonly #line = new WaitingLine<() => boolean, number>();
  #limiter: Bottleneck;
  #limiterWallMs: number;
  #tokensQueued = 0;
  #credit = 0;
  #creditEndsMs = 0;
  #burstLeft = 0;
  #burstEndsMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isServing = false;

  /** @param perSecond - most calls per second, above 0 */
  constructor(perSecond: number, clock: Clock) {
    this.#clock = clock;
    this.#governor = new RateGovernor(perSecond);
    this.#starts = new StartLog(perSecond);
    this.#callsPerToken = Math.max(1, Math.round(perSecond / TOKENS_PER_SECOND));
    this.#callsPerBurst = Math.max(1, Math.round(perSecond / BURSTS_PER_SECOND));
    this.#limiter = this.#newLimiter();
    this.#limiterWallMs = clock.wallMs();
  }

  get perSecond(): number {
    return this.#governor.perSecond;
  }

  next(isWanted: () => boolean, signal: AbortSignal): Promise<number | undefined> {
    const start = this.#line.wait(signal, isWanted);
    this.#serveSoon();
    return start;
  }

  slowDown(): boolean {
    const isLowered = this.#governor.onRateLimited(this.#clock.nowMs());
    if (isLowered) this.#applyRate();
    return isLowered;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#line.close();
    await this.#drop(this.#limiter);
  }

  /** Served in a microtask, so that the caller served before has started its call by then. */
  #serveSoon(): void {
    if (this.#isServing || this.#timer) return;
    this.#isServing = true;
    queueMicrotask(this.#serve);
  }

  /** Serves the first in line while there is credit, and orders more. */
  readonly #serve = (): void => {
    this.#isServing = false;
    const nowMs = this.#clock.nowMs();
    if (this.#line.length > 0 && this.#credit > 0 && nowMs < this.#creditEndsMs) {
      const waitMs = Math.max(this.#starts.waitMs(nowMs), this.#burstWaitMs(nowMs));
      if (waitMs > 0) {
        this.#timer = setTimeout(() => {
          this.#timer = undefined;
          this.#serveSoon();
        }, Math.ceil(waitMs));
      } else if (this.#giveStart(nowMs)) {
        this.#credit -= 1;
        this.#burstLeft -= 1;
        this.#starts.record(nowMs);
        this.#serveSoon();
        return;
      }
    }
    this.#orderTokens(nowMs);
  };

  /** @returns the time until the next burst may begin; 0 while this one has calls left */
  #burstWaitMs(nowMs: number): number {
    const burstMs = this.#callsPerBurst * spacingMs(this.perSecond);
    if (nowMs >= this.#burstEndsMs) {
      // A burst that is late does not delay the next one.
      const isLate = nowMs - this.#burstEndsMs < burstMs;
      this.#burstEndsMs = (isLate ? this.#burstEndsMs : nowMs) + burstMs;
      this.#burstLeft = this.#callsPerBurst;
    }
    return this.#burstLeft > 0 ? 0 : this.#burstEndsMs - nowMs;
  }

  /** @returns false when no caller in line wants to start a call */
  #giveStart(nowMs: number): boolean {
    for (let next = this.#line.shift(); next; next = this.#line.shift()) {
      const isWanted = next.item();
      next.settle(isWanted ? nowMs : undefined);
      if (isWanted) return true;
    }
    return false;
  }

  #orderTokens(nowMs: number): void {
    if (this.#governor.recover(nowMs)) this.#applyRate();
    const ahead = this.perSecond < ONE_AHEAD_BELOW_PER_SECOND ? 1 : TOKENS_AHEAD;
    const wanted = Math.min(ahead, Math.ceil(this.#line.length / this.#callsPerToken));
    if (this.#tokensQueued >= wanted) return;
    this.#replaceLimiterIfClockStepped();
    while (this.#tokensQueued < wanted) {
      this.#tokensQueued += 1;
      // Rejected only when the limiter is dropped with what still waits in it.
      this.#limiter.schedule(this.#takeToken).catch(() => {});
    }
  }

  /** Credit lasts until the next token is due. Unused credit is not caught up. */
  readonly #takeToken = async (): Promise<void> => {
    this.#tokensQueued -= 1;
    const nowMs = this.#clock.nowMs();
    const left = nowMs < this.#creditEndsMs ? this.#credit : 0;
    this.#credit = Math.min(left + this.#callsPerToken, 2 * this.#callsPerToken);
    this.#creditEndsMs = nowMs + this.#tokenMs();
    this.#serveSoon();
  };

  #tokenMs(): number {
    return this.#callsPerToken * spacingMs(this.perSecond);
  }

  #newLimiter(): Bottleneck {
    return new Bottleneck({ minTime: this.#tokenMs() });
  }

  #applyRate(): void {
    void this.#limiter.updateSettings({ minTime: this.#tokenMs() });
  }

  /** The limiter plans by the wall clock. Set back by an hour, it would start nothing for an hour. */
  #replaceLimiterIfClockStepped(): void {
    const wallMs = this.#clock.wallMs();
    if (wallMs < this.#limiterWallMs - CLOCK_STEP_MS) {
      void this.#drop(this.#limiter);
      this.#tokensQueued = 0;
      this.#limiter = this.#newLimiter();
    }
    this.#limiterWallMs = wallMs;
  }

  /** Drops the timers of unused tokens: they would keep the process alive. */
  async #drop(limiter: Bottleneck): Promise<void> {
    await limiter.stop({ dropWaitingJobs: true }).catch(() => {});
  }
}
