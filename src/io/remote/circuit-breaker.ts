import { OutOfReachError } from '../../core/errors.ts';
import { probeDelayMs } from '../../core/pace/backoff.ts';
import type { Clock, OnEvent } from '../../core/ports.ts';
import { durationText } from '../../core/text/text.ts';

// Failures one after the other, with nothing through between them, after which calls go out one at a time.
const FAILURES_THAT_CLOSE = 10;

/** What a call was let out as. A probe is alone on its way. */
export type Admission = 'open' | 'probe';

/**
 * Whether the target can be reached. Closed at the start and whenever nothing gets through: then one call at a time
 * probes, each row in turn, while the others wait. The first reply opens it.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #halted: AbortSignal;
  readonly #giveUpAfterMs: number;
  readonly #onEvent: OnEvent;
  readonly #waiting: ((pass: Admission | undefined) => void)[] = [];
  #isOpen = false;
  #probing = false;
  #probesFailed = 0;
  #failures = 0;
  #through = 0;
  #lastThroughMs = Number.NEGATIVE_INFINITY;
  #isTold = false;
  #outSinceMs: number | undefined;
  #pausedMs: number | undefined;
  #isPausing = false;

  constructor(options: { clock: Clock; halted: AbortSignal; giveUpAfterMs: number; onEvent: OnEvent }) {
    this.#clock = options.clock;
    this.#halted = options.halted;
    this.#giveUpAfterMs = options.giveUpAfterMs;
    this.#onEvent = options.onEvent;
    this.#halted.addEventListener('abort', () => this.#dismiss(), { once: true });
  }

  /** @returns how many calls have got through so far: whether one did since is told by comparing */
  get through(): number {
    return this.#through;
  }

  /** @returns when a call may go, and as what; undefined when the run is halted */
  enter(): Promise<Admission | undefined> | Admission {
    if (this.#isOpen) return 'open';
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#admit();
    });
  }

  /** @returns whether a call that was let out as `pass` may still go: the target may have gone away meanwhile */
  holds(pass: Admission): boolean {
    return pass === 'probe' || this.#isOpen;
  }

  /** A reply of the API came. @param isDoubtful - it may mean that no row can succeed: the next one goes alone too */
  answered(pass: Admission, isDoubtful: boolean): void {
    this.#through += 1;
    this.#lastThroughMs = this.#clock.nowMs();
    this.#failures = 0;
    this.#probesFailed = 0;
    if (this.#isTold && this.#outSinceMs !== undefined) {
      this.#onEvent({ type: 'back', afterMs: this.#lastThroughMs - this.#outSinceMs });
    }
    this.#isTold = false;
    this.#outSinceMs = undefined;
    if (this.#isPausing) return;
    if (pass === 'probe') this.#probing = false;
    if (this.#isOpen) return;
    if (isDoubtful) {
      this.#admit();
      return;
    }
    this.#isOpen = true;
    this.#onEvent({ type: 'opened' });
    for (const resolve of this.#waiting.splice(0)) resolve('open');
  }

  /**
   * A call came to nothing: no connection, no reply, or one that is not the API's.
   *
   * @param startedMs - when the call began
   * @throws OutOfReachError when nothing got through for too long
   */
  failed(pass: Admission, reason: string, startedMs: number): void {
    this.#failures += 1;
    // A call that began before others got through tells nothing about the time until then.
    this.#outSinceMs ??= Math.max(startedMs, this.#lastThroughMs);
    const outMs = this.#clock.nowMs() - this.#outSinceMs;
    const closes = this.#isOpen && this.#failures >= FAILURES_THAT_CLOSE;
    if (!closes && pass !== 'probe') return;
    // Only a probe decides: what failed while it was open may have been put to sleep with the whole machine.
    if (pass === 'probe' && outMs >= this.#giveUpAfterMs) {
      throw new OutOfReachError(reason, durationText(outMs / 1000));
    }
    this.#isOpen = false;
    if (!this.#isTold && !this.#halted.aborted) {
      this.#isTold = true;
      this.#onEvent({ type: 'waiting', reason, giveUpInMs: this.#giveUpAfterMs - outMs });
    }
    this.#probesFailed += 1;
    void this.#probeLater(Math.min(probeDelayMs(this.#probesFailed), Math.max(0, this.#giveUpAfterMs - outMs)));
  }

  /**
   * Lets nothing out for a while, then goes on with a probe; once in a run, and only where calls had got through before.
   *
   * @param startedMs - when the call began whose reply asks for it
   * @returns false when it cannot help any more
   */
  pause(ms: number, reason: string, startedMs: number): boolean {
    if (this.#pausedMs !== undefined) return startedMs <= this.#pausedMs;
    if (this.#through === 0) return false;
    this.#pausedMs = this.#clock.nowMs();
    this.#isOpen = false;
    this.#onEvent({ type: 'waiting', reason, giveUpInMs: this.#giveUpAfterMs });
    this.#isPausing = true;
    void this.#probeLater(ms).then(() => {
      this.#isPausing = false;
    });
    return true;
  }

  /** A call that was let out did not go after all. */
  left(pass: Admission): void {
    if (pass !== 'probe') return;
    this.#probing = false;
    this.#admit();
  }

  async #probeLater(ms: number): Promise<void> {
    this.#probing = true;
    await this.#clock.sleep(ms, this.#halted);
    this.#probing = false;
    if (!this.#isOpen) this.#admit();
  }

  #admit(): void {
    if (this.#halted.aborted) {
      this.#dismiss();
      return;
    }
    if (this.#probing) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#probing = true;
    next('probe');
  }

  #dismiss(): void {
    for (const resolve of this.#waiting.splice(0)) resolve(undefined);
  }
}
