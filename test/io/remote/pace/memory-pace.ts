import { setMaxListeners } from 'node:events';
import type { Slot } from '../../../../src/core/pace/pacing.ts';
import type { Pace } from '../../../../src/core/ports.ts';
import type { OpenPace } from './pace-suite.ts';

/** Time that passes only on request. */
class ManualTime {
  nowMs = 1000;
  readonly #timers = new Map<() => void, number>();

  at(dueMs: number, work: () => void): () => void {
    this.#timers.set(work, dueMs);
    return () => this.#timers.delete(work);
  }

  get timers(): number {
    return this.#timers.size;
  }

  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a - b);
      if (!next || next[1] > endMs) break;
      this.#timers.delete(next[0]);
      this.nowMs = Math.max(this.nowMs, next[1]);
      next[0]();
      await settled();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Ways to break a promise of a pace. */
export type Flaw =
  | 'one too many'
  | 'too slow'
  | 'catches up'
  | 'forgets fractions'
  | 'last in, first out'
  | 'counts at the slot'
  | 'keeps an unused slot'
  | 'does not hold'
  | 'keeps its limit'
  | 'spends slots on the unwanted'
  | 'asks too early'
  | 'deaf to abort'
  | 'dismisses everybody'
  | 'slows down each time'
  | 'never recovers'
  | 'leaves a timer';

type Caller = { readonly isWanted: () => boolean; readonly settle: (slot: Slot | undefined) => void };

/** The simplest pace there is: a timer for the next start, and the starts so far. */
class MemoryPace implements Pace {
  perSecond: number;
  #limit: number;
  readonly #time: ManualTime;
  readonly #flaw: Flaw | undefined;
  #most: number;
  #isPaused = false;
  #callers: Caller[] = [];
  /** when each call was written; infinite until then */
  #writes: number[] = [];
  #lastMs = Number.NEGATIVE_INFINITY;
  #heldMs = Number.NEGATIVE_INFINITY;
  #plannedMs = Number.NEGATIVE_INFINITY;
  #cutMs = Number.NEGATIVE_INFINITY;
  #changedMs = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;
  #isClosed = false;

  constructor(perSecond: number, time: ManualTime, flaw: Flaw | undefined) {
    this.perSecond = perSecond;
    this.#limit = perSecond;
    this.#time = time;
    this.#flaw = flaw;
    this.#most = Math.max(1, Math.floor(perSecond)) + (flaw === 'one too many' ? 1 : 0);
  }

  next(isWanted: () => boolean, signal: AbortSignal): Promise<Slot | undefined> {
    return new Promise((settle) => {
      if (this.#isClosed || (signal.aborted && this.#flaw !== 'deaf to abort')) {
        settle(undefined);
        return;
      }
      const isWantedNow = this.#flaw === 'asks too early' && isWanted();
      const caller = { isWanted: this.#flaw === 'asks too early' ? () => isWantedNow : isWanted, settle };
      if (this.#flaw === 'last in, first out') this.#callers.unshift(caller);
      else this.#callers.push(caller);
      setMaxListeners(0, signal);
      signal.addEventListener('abort', () => this.#dismiss(caller));
      this.#plan();
    });
  }

  slowDown(): boolean {
    const { nowMs } = this.#time;
    if (nowMs - this.#cutMs < 1000 && this.#flaw !== 'slows down each time') return false;
    this.perSecond *= 0.8;
    this.#cutMs = nowMs;
    this.#changedMs = nowMs;
    return true;
  }

  aimAt(perSecond: number): void {
    if (this.#flaw === 'keeps its limit') return;
    this.#isPaused = perSecond === 0;
    if (perSecond > 0) {
      this.perSecond = perSecond;
      this.#limit = perSecond;
      this.#most = Math.max(1, Math.floor(perSecond));
    }
    this.#lastMs = Math.max(this.#lastMs, this.#time.nowMs);
    this.#cancel?.();
    this.#cancel = undefined;
    this.#plan();
  }

  hold(ms: number): void {
    if (this.#flaw === 'does not hold') return;
    this.#heldMs = this.#time.nowMs + ms;
    this.#cancel?.();
    this.#cancel = undefined;
    this.#plan();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#flaw !== 'leaves a timer') this.#cancel?.();
    for (const { settle } of this.#callers.splice(0)) settle(undefined);
  }

  #dismiss(caller: Caller): void {
    if (this.#flaw === 'deaf to abort') return;
    const gone = this.#callers.filter((one) => one === caller || this.#flaw === 'dismisses everybody');
    this.#callers = this.#callers.filter((one) => !gone.includes(one));
    for (const { settle } of gone) settle(undefined);
  }

  #plan(): void {
    if (this.#cancel || this.#callers.length === 0 || this.#isPaused) return;
    const { nowMs } = this.#time;
    const fromMs = this.#flaw === 'catches up' ? this.#plannedMs : this.#lastMs;
    const spacedMs = fromMs + 1000 / (this.#flaw === 'too slow' ? this.perSecond * 0.9 : this.perSecond);
    const windowMs = this.#flaw === 'forgets fractions' ? 1000 : Math.max(1000, 1000 / this.#limit);
    const spaced = this.#flaw === 'forgets fractions' && this.#limit < 1 ? fromMs : spacedMs;
    const guardedMs = (this.#writes.at(-this.#most) ?? Number.NEGATIVE_INFINITY) + windowMs + 1;
    const dueMs = this.#flaw === 'catches up' ? spaced : Math.max(spaced, guardedMs, this.#heldMs);
    if (dueMs === Number.POSITIVE_INFINITY) return;
    this.#plannedMs = Math.max(dueMs, this.#writes.length === 0 ? nowMs : dueMs);
    this.#cancel = this.#time.at(Math.max(nowMs, dueMs), () => {
      this.#cancel = undefined;
      this.#serve();
      this.#plan();
    });
  }

  #serve(): void {
    const { nowMs } = this.#time;
    if (this.perSecond < this.#limit && nowMs - this.#changedMs >= 1000 && this.#flaw !== 'never recovers') {
      this.perSecond = Math.min(this.#limit, this.perSecond + 0.05 * this.#limit);
      this.#changedMs = nowMs;
    }
    for (;;) {
      const caller = this.#callers.shift();
      if (!caller) return;
      const isWanted = caller.isWanted();
      const slot = isWanted || this.#flaw === 'spends slots on the unwanted' ? this.#slot(isWanted) : undefined;
      caller.settle(isWanted ? slot : undefined);
      if (isWanted || this.#flaw === 'spends slots on the unwanted') return;
    }
  }

  #slot(isWanted: boolean): Slot {
    const { nowMs } = this.#time;
    this.#lastMs = nowMs;
    const writes = this.#writes;
    const at = writes.push(isWanted && this.#flaw !== 'counts at the slot' ? Number.POSITIVE_INFINITY : nowMs) - 1;
    return {
      written: () => {
        if (this.#flaw !== 'counts at the slot') writes[at] = this.#time.nowMs;
        this.#plan();
        return this.#time.nowMs;
      },
      unused: () => {
        if (this.#flaw !== 'keeps an unused slot') writes[at] = Number.NEGATIVE_INFINITY;
        this.#plan();
      },
    };
  }
}

/** @param flaw - the promise that it breaks; undefined: none */
export const memoryPace =
  (flaw?: Flaw): OpenPace =>
  (perSecond) => {
    const time = new ManualTime();
    return {
      pace: new MemoryPace(perSecond, time, flaw),
      nowMs: () => time.nowMs,
      advance: (ms) => time.advance(ms),
      stall: (ms) => {
        time.nowMs += ms;
      },
      timers: () => time.timers,
    };
  };
