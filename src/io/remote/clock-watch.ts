import type { Clock, OnEvent } from '../../core/ports.ts';
import { isWorthTelling } from '../../core/target/clock-skew.ts';
import { aheadOf, TargetClock, type TargetTime } from '../../core/target/target-clock.ts';

/** Compares this machine's clock with the target's as replies come, and tells where they differ. */
export class ClockWatch {
  readonly #clock: Clock;
  readonly #onEvent: OnEvent;
  readonly #target = new TargetClock();
  #toldMs = 0;

  constructor(clock: Clock, onEvent: OnEvent) {
    this.#clock = clock;
    this.#onEvent = onEvent;
  }

  /** @param date - of the header of a reply @param sentMs - when its call began */
  note(date: string, sentMs: number): void {
    const nowMs = this.#clock.nowMs();
    if (!this.#target.note(date, sentMs, nowMs)) return;
    const target = this.#target.at(nowMs);
    const aheadMs = target ? aheadOf(this.#clock.wallMs(), target) : 0;
    // Told again where a clock was set meanwhile.
    if (!isWorthTelling(aheadMs - this.#toldMs)) return;
    this.#toldMs = aheadMs;
    if (isWorthTelling(aheadMs)) this.#onEvent({ type: 'clock-off', aheadMs });
  }

  /** @param nowMs - on the run's clock */
  at(nowMs: number): TargetTime | undefined {
    return this.#target.at(nowMs);
  }
}
