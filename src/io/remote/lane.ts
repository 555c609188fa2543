import pLimit from 'p-limit';
import type { InFlightLimit } from '../../core/pace/in-flight.ts';
import { WaitingLine } from './waiting-line.ts';

type Work = () => Promise<unknown>;

/** Bounds the calls in flight of one kind. */
export class Lane {
  readonly #limit: ReturnType<typeof pLimit>;
  readonly #repeats = new WaitingLine<Work, unknown>();
  readonly #firstCalls = new WaitingLine<Work, unknown>();

  readonly #following: InFlightLimit | undefined;

  /** @param places - most calls in flight, 1 or more, or what they follow */
  constructor(places: number | InFlightLimit) {
    this.#following = typeof places === 'number' ? undefined : places;
    this.#limit = pLimit(typeof places === 'number' ? places : places.calls);
  }

  /** undefined where they follow the pace */
  get fixedPlaces(): number | undefined {
    return this.#following ? undefined : this.#limit.concurrency;
  }

  /** The pace of its calls is another one from now on; below 1 a second a single call is in flight. */
  aimAt(perSecond: number): void {
    if (!this.#following || perSecond === 0) return;
    this.#following.aimAt(perSecond);
    this.#limit.concurrency = this.#following.calls;
  }

  /** A reply came. @param tookMs - what its connection and its reply took */
  replied(nowMs: number, tookMs: number): void {
    if (!this.#following) return;
    this.#following.replied(nowMs, tookMs);
    const { calls } = this.#following;
    if (calls !== this.#limit.concurrency) this.#limit.concurrency = calls;
  }

  /**
   * Does the work once there is a free place.
   *
   * @param isRepeat - goes before first calls, which would keep all places while the target is out of reach
   * @param signal - its abort ends the wait for a place, but not work that has begun
   * @returns undefined when the signal aborted before there was a place
   */
  run<T>(signal: AbortSignal, work: () => Promise<T>, isRepeat = false): Promise<T | undefined> {
    const line = isRepeat ? this.#repeats : this.#firstCalls;
    const done = line.wait(signal, work) as Promise<T | undefined>;
    void this.#limit(this.#workNext);
    return done;
  }

  /** Ends all waits. */
  close(): void {
    this.#limit.clearQueue();
    this.#repeats.close();
    this.#firstCalls.close();
  }

  /** A place is free: it goes to the first in line, and stays free when the line is empty. */
  readonly #workNext = (): Promise<unknown> | undefined => {
    const next = this.#repeats.shift() ?? this.#firstCalls.shift();
    if (!next) return undefined;
    const result = next.item();
    next.settle(result);
    return result.catch(() => {});
  };
}
