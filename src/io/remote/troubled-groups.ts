import type { Failure } from '../../core/target/outcome.ts';
import { ROWS_THAT_SPEAK_FOR_A_GROUP, type Sign, TroubleMemory, type TroubleSince } from '../../core/target/trouble.ts';
import { WaitingLine } from './waiting-line.ts';

type Troubled = {
  /** most rows at work */
  allowed: number;
  working: number;
  exhausted: number;
  readonly line: WaitingLine<undefined, 'turn' | Failure>;
};

const MOST_REMEMBERED = 10_000;

const FEW = ROWS_THAT_SPEAK_FOR_A_GROUP;

/**
 * The groups of which a call did not get through, and nothing did since. Few of their rows are tried at a time; the
 * others wait here, and take neither a slot of the pace nor a place in the lane.
 */
export class TroubledGroups {
  readonly #groups = new Map<string, Troubled>();
  readonly #memory = new TroubleMemory();

  has(groupId: string | undefined): boolean {
    return groupId !== undefined && this.#groups.has(groupId);
  }

  /**
   * Waits until the row may be tried. With a turn, call `leave` once the row is done.
   *
   * @returns the failure of the row where the group as a whole is given up; undefined when the signal aborts
   */
  async turn(groupId: string, signal: AbortSignal): Promise<'turn' | Failure | undefined> {
    const troubled = this.#groups.get(groupId);
    if (!troubled) return undefined;
    const turn = troubled.line.wait(signal, undefined);
    this.#serve(groupId, troubled);
    return turn;
  }

  /**
   * A row is done.
   *
   * @param hadTurn - or its only call was under way when the trouble began
   * @param hasFailed - a call of it did not get through
   */
  leave(groupId: string, hadTurn: boolean, hasFailed: boolean): void {
    if (hasFailed) this.#memory.left(groupId);
    const troubled = this.#groups.get(groupId);
    if (!troubled) return;
    if (hadTurn) troubled.working = Math.max(0, troubled.working - 1);
    this.#serve(groupId, troubled);
  }

  /** A call of the group got through: more of its rows are tried at a time. @param beganAt - the instant of its begin */
  gotThrough(groupId: string, beganAt: number): void {
    this.#memory.gotThrough(groupId, beganAt);
    const troubled = this.#groups.get(groupId);
    if (!troubled) return;
    troubled.allowed *= 2;
    troubled.exhausted = 0;
    this.#serve(groupId, troubled);
  }

  /** The present instant, see `TroubleMemory`. */
  now(): number {
    return this.#memory.now();
  }

  /** A trouble that begins now. */
  since(sign: Sign): TroubleSince {
    return this.#memory.since(sign);
  }

  /** Whether the trouble is known to be the group's own, or its row's: see `TroubleMemory`. */
  isOwn(groupId: string, sign: Sign, ofRow: TroubleSince | undefined): boolean {
    return this.#memory.isOwn(groupId, sign, ofRow);
  }

  /** A call of the group did not get through. @param isFirst - of its row */
  failed(groupId: string, sign: Sign, isFirst: boolean): void {
    this.#memory.failed(groupId, sign, isFirst);
    const troubled = this.#groups.get(groupId);
    if (troubled) troubled.allowed = FEW;
    else this.#groups.set(groupId, { allowed: FEW, working: 0, exhausted: 0, line: new WaitingLine() });
    if (this.#groups.size > MOST_REMEMBERED) this.#forgetOne();
  }

  /**
   * A row of the group has used up its attempts while other groups got through.
   *
   * @returns the failure of the row; where it is the last of a few, it speaks for the group, and for all who wait
   */
  exhausted(groupId: string, failure: Failure): Failure {
    const troubled = this.#groups.get(groupId);
    if (!troubled) return failure;
    troubled.exhausted += 1;
    if (troubled.exhausted < ROWS_THAT_SPEAK_FOR_A_GROUP) return failure;
    this.#groups.delete(groupId);
    this.#memory.forget(groupId);
    const ofGroup: Failure = { ...failure, reason: { code: 'group-in-trouble', because: failure.reason } };
    for (let next = troubled.line.shift(); next; next = troubled.line.shift()) next.settle({ ...ofGroup, attempts: 0 });
    return ofGroup;
  }

  close(): void {
    for (const { line } of this.#groups.values()) line.close();
    this.#groups.clear();
  }

  /** Of groups that nobody waits for: what it forgets costs a few calls more. */
  #forgetOne(): void {
    for (const [groupId, { working, line }] of this.#groups) {
      if (working > 0 || line.length > 0) continue;
      this.#groups.delete(groupId);
      return;
    }
  }

  #serve(groupId: string, troubled: Troubled): void {
    while (troubled.working < troubled.allowed) {
      const next = troubled.line.shift();
      if (!next) break;
      troubled.working += 1;
      next.settle('turn');
    }
    const isIdle = troubled.working === 0 && troubled.line.length === 0;
    if (isIdle && troubled.exhausted === 0) this.#groups.delete(groupId);
  }
}
