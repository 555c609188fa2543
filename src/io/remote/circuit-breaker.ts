import { OutOfReachError } from '../../core/errors/target-error.ts';
import { probeDelayMs } from '../../core/pace/backoff.ts';
import type { Clock, OnEvent } from '../../core/ports.ts';
import type { Reason } from '../../core/target/reason.ts';
import { mayPass } from '../../core/target/way.ts';
import { WaitingLine } from './waiting-line.ts';

// Failures in a row, of all calls of the command together, that open a closed breaker.
const FAILURES_THAT_OPEN = 10;
// What every other call should get too, though a part of them may have it by chance.
const REFUSALS_THAT_OPEN = 3;
// Where replies come, so many in a row may be the rest of a second whose limit is used up.
const ANSWERED_FAILURES_LAST_MS = 2000;

// What waiting cannot mend ends the run soon.
const LASTING_GIVE_UP_MS = 10_000;

/** In which line a call waits to be a probe. A test shows whether others get through, and goes before all of them. */
export type Line = 'first calls' | 'repeats' | 'tests';

/** How a call was admitted. A probe goes alone. */
export type Admission = 'normal' | 'probe';

/**
 * Closed: all calls go through. Half-open: one call at a time goes through as a probe, each row in turn; the others
 * wait. Open: none goes through until a delay is over. Paused: the same, and no reply closes it early.
 */
type State = 'closed' | 'half-open' | 'open' | 'paused';

/** An outage is told once, by whichever command notices it first. The breakers of a connection share this. */
export class Outage {
  isTold = false;
  toldAtMs = Number.NEGATIVE_INFINITY;
  lastSuccessMs = Number.NEGATIVE_INFINITY;
  /** calls of all commands that got through */
  successes = 0;
  /** since when every call of any command has failed for what waiting cannot mend */
  lastingSinceMs: number | undefined;
}

/**
 * Whether calls of one command get through: a row is set, or the question answered, or refused for a reason of its own.
 * Half-open at the start: the first call goes alone, and its reply closes it.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #end: AbortSignal;
  readonly #giveUpAfterMs: number;
  readonly #onEvent: OnEvent;
  readonly #outage: Outage;
  readonly #firstCalls = new WaitingLine<undefined, Admission>();
  readonly #repeats = new WaitingLine<undefined, Admission>();
  readonly #tests = new WaitingLine<undefined, Admission>();
  #isRepeatNext = false;
  #state: State = 'half-open';
  /** counts the delays, so that the end of an older one changes nothing */
  #delays = 0;
  #isProbeOut = false;
  #probesFailed = 0;
  #failures = 0;
  #lastSuccessMs = Number.NEGATIVE_INFINITY;
  #outSinceMs: number | undefined;
  #pausedAtMs: number | undefined;

  /** @param options - `end`: its abort ends all waits and the delay that is on */
  constructor(options: { clock: Clock; end: AbortSignal; giveUpAfterMs: number; onEvent: OnEvent; outage: Outage }) {
    this.#outage = options.outage;
    this.#clock = options.clock;
    this.#end = options.end;
    this.#giveUpAfterMs = options.giveUpAfterMs;
    this.#onEvent = options.onEvent;
    const close = (): void => {
      this.#firstCalls.close();
      this.#repeats.close();
      this.#tests.close();
    };
    this.#end.addEventListener('abort', close, { once: true });
  }

  /** No call gets through, and all of them wait for a probe that does. */
  get isOpen(): boolean {
    return this.#probesFailed > 0;
  }

  /** @returns how the call is admitted, once it may start; undefined when the signal aborts */
  admit(signal: AbortSignal, line: Line): Promise<Admission | undefined> | Admission {
    if (this.#state === 'closed') return 'normal';
    const waiting = { 'first calls': this.#firstCalls, repeats: this.#repeats, tests: this.#tests }[line];
    const admission = waiting.wait(signal, undefined);
    this.#admitProbe();
    return admission;
  }

  /**
   * @returns whether a call that was admitted may still start: the breaker may have opened during its wait for a slot
   */
  stillAdmits(admission: Admission): boolean {
    return admission === 'probe' || this.#state === 'closed';
  }

  /** A call that was admitted did not start, or its reply says nothing about the target. */
  release(admission: Admission): void {
    if (admission !== 'probe') return;
    this.#isProbeOut = false;
    // It has not had its turn: the next of its kind has it.
    this.#isRepeatNext = !this.#isRepeatNext;
    this.#admitProbe();
  }

  /** A call got through. @param isDoubtful - it may mean that no row can succeed: the next call is a probe too */
  onSuccess(admission: Admission, isDoubtful: boolean): void {
    this.#lastSuccessMs = this.#clock.nowMs();
    this.#outage.successes += 1;
    this.#outage.lastSuccessMs = this.#lastSuccessMs;
    this.#failures = 0;
    this.#probesFailed = 0;
    if (this.#outage.isTold && this.#outSinceMs !== undefined) {
      this.#onEvent({ type: 'back', of: 'target', afterMs: this.#lastSuccessMs - this.#outSinceMs });
      this.#outage.isTold = false;
    }
    this.#outSinceMs = undefined;
    this.#outage.lastingSinceMs = undefined;
    if (admission === 'probe') this.#isProbeOut = false;
    if (this.#state === 'closed' || this.#state === 'paused') return;
    if (isDoubtful) {
      this.#admitProbe();
      return;
    }
    this.#state = 'closed';
    this.#onEvent({ type: 'opened' });
    for (let next = this.#nextInLine(); next; next = this.#nextInLine()) next.settle('normal');
  }

  /**
   * A call did not get through.
   *
   * @param startedMs - when the call began
   * @param signal - of its run: a run that is stopping reports no outage
   * @param isForbidden - a reply about signature, rights, app or call: after a few, one call at a time is enough to see more
   * @throws OutOfReachError when nothing of the command has got through for too long
   */
  onFailure(admission: Admission, reason: Reason, startedMs: number, signal: AbortSignal, isForbidden = false): void {
    this.#failures += 1;
    // A call that began before others succeeded says nothing about the time until then.
    this.#outSinceMs ??= Math.max(startedMs, this.#lastSuccessMs);
    const outMs = this.#clock.nowMs() - this.#outSinceMs;
    const isLong = reason.code === 'no-reply' || outMs >= ANSWERED_FAILURES_LAST_MS;
    const opens = this.#state === 'closed' && this.#failures >= FAILURES_THAT_OPEN && isLong;
    const isLasting = reason.code === 'no-reply' && !mayPass(reason, this.#outage.successes > 0);
    this.#outage.lastingSinceMs = isLasting
      ? (this.#outage.lastingSinceMs ?? Math.max(startedMs, this.#outSinceMs))
      : undefined;
    const awakeMs = Math.min(outMs, this.#clock.nowMs() - this.#clock.wokeAtMs());
    const leftMs = Math.max(0, Math.min(this.#giveUpAfterMs - awakeMs, this.#lastingLeftMs()));
    if (!opens && admission !== 'probe') {
      if (isForbidden && this.#state === 'closed' && this.#failures >= REFUSALS_THAT_OPEN) this.#state = 'half-open';
      return;
    }
    // Only a probe decides: calls that failed while the breaker was closed may have been suspended with the whole
    // machine.
    // A process that was suspended tries again first: what went before says nothing about the time after.
    if (admission === 'probe' && leftMs === 0) {
      this.onFatal(admission, signal);
      throw new OutOfReachError({ kind: 'out-of-reach', afterMs: outMs, isLasting, because: reason });
    }
    if (admission === 'probe') this.#isProbeOut = false;
    if (this.#state === 'paused') return;
    // Not where calls of another command get through: then one command waits, which its questions tell of.
    const isAlone = this.#outage.lastSuccessMs > this.#outSinceMs;
    // It has all of its time once more.
    const wasSuspended = this.#clock.wokeAtMs() > this.#outage.toldAtMs;
    if ((!this.#outage.isTold || wasSuspended) && !isAlone && !signal.aborted) {
      this.#outage.isTold = true;
      this.#outage.toldAtMs = this.#clock.nowMs();
      this.#onEvent({ type: 'waiting', reason, isLasting, giveUpInMs: leftMs });
    }
    this.#probesFailed += 1;
    void this.#halfOpenAfter(Math.min(probeDelayMs(this.#probesFailed), leftMs), 'open');
  }

  #lastingLeftMs(): number {
    const { lastingSinceMs } = this.#outage;
    if (lastingSinceMs === undefined) return Number.POSITIVE_INFINITY;
    return LASTING_GIVE_UP_MS - (this.#clock.nowMs() - Math.max(lastingSinceMs, this.#clock.wokeAtMs()));
  }

  /** The run of this call cannot go on. After a probe no other call is admitted until that run has ended. */
  onFatal(admission: Admission, signal: AbortSignal): void {
    if (admission !== 'probe') return;
    if (signal.aborted) this.release(admission);
    else signal.addEventListener('abort', () => this.release(admission), { once: true });
  }

  /**
   * Admits no call for a while, then a probe; only once, and only after calls had succeeded.
   *
   * @param startedMs - when the call began whose reply asks for the pause
   * @returns false when a pause cannot help any more
   */
  pause(ms: number, reason: Reason, startedMs: number): boolean {
    if (this.#pausedAtMs !== undefined) return startedMs <= this.#pausedAtMs;
    if (this.#outage.successes === 0) return false;
    this.#pausedAtMs = this.#clock.nowMs();
    if (!this.#outage.isTold)
      this.#onEvent({ type: 'waiting', reason, isLasting: false, giveUpInMs: this.#giveUpAfterMs });
    void this.#halfOpenAfter(ms, 'paused');
    return true;
  }

  async #halfOpenAfter(ms: number, until: 'open' | 'paused'): Promise<void> {
    this.#state = until;
    this.#delays += 1;
    const delay = this.#delays;
    await this.#clock.sleep(ms, this.#end);
    if (this.#state !== until || this.#delays !== delay) return;
    this.#state = 'half-open';
    this.#isProbeOut = false;
    this.#admitProbe();
  }

  #admitProbe(): void {
    if (this.#state !== 'half-open' || this.#isProbeOut) return;
    const next = this.#nextInLine();
    if (!next) return;
    this.#isProbeOut = true;
    next.settle('probe');
  }

  /** Repeats and first calls take turns: a target that lets no first call through may let the second one. */
  #nextInLine() {
    const test = this.#tests.shift();
    if (test) return test;
    this.#isRepeatNext = !this.#isRepeatNext;
    const [first, second] = this.#isRepeatNext ? [this.#repeats, this.#firstCalls] : [this.#firstCalls, this.#repeats];
    return first.shift() ?? second.shift();
  }
}
