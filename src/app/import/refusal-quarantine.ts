import { FatalReplyError, ReadsRefusedError } from '../../core/errors/target-error.ts';
import type { Clock, ReadApi } from '../../core/ports.ts';
import { type Pair, pairKey, type Row } from '../../core/row/row.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { replyRule } from '../../core/target/reply-codes.ts';
import { type Membership, MembershipReader } from '../questions/membership-reader.ts';

/** The question is asked when so many rows are held, or when another row is set. */
const MANY = 20;

/** Where no row was ever set and all that is refused is of one group, so many rows are tried to reach another group. */
const MOST_OF_ONE_GROUP = 500;

/** An answer only helps to name the cause: the import goes on without it. */
const PATIENCE_MS = 10_000;

type Held = {
  readonly row: Row;
  readonly failure: Failure;
  readonly settle: (failure: Failure) => void;
  /** rows that were set before this one was refused */
  readonly setBefore: number;
  membership: Membership | undefined;
};

/**
 * Holds refusals that may come from a wrong row or from missing rights. For example 10007, "no permission": the account
 * is no admin, or the member is not in the group. Whether it is a member is asked. Who is none is refused as such. The
 * refusal of a member is believed once another row is set after it; until then its row stays unsettled.
 */
export class RefusalQuarantine {
  readonly #isOff: boolean;
  readonly #memberships: MembershipReader;
  readonly #clock: Clock;
  #held: Held[] = [];
  #isAsking = false;
  #isRowSet = false;
  #set = 0;
  #lastSetGroup: string | undefined;
  /** groups of which members were refused since the last row was set */
  readonly #groups = new Set<string>();

  /** @param isOff - the user set a failure limit, so every refusal is believed at once */
  constructor(isOff: boolean, reads: Pick<ReadApi, 'roles'>, clock: Clock) {
    this.#isOff = isOff;
    this.#memberships = new MembershipReader(reads);
    this.#clock = clock;
  }

  /**
   * @param settle - what to do with the row when a refusal is believed
   * @returns whether the row is held back
   */
  holds(row: Row, failure: Failure, settle: (failure: Failure) => void): boolean {
    const { errorCode } = failure;
    if (this.#isOff || errorCode === null || !replyRule(errorCode).doubtful) return false;
    this.#held.push({ row, failure, settle, setBefore: this.#set, membership: undefined });
    return true;
  }

  /** A row was set, so the account has its rights: what was refused before is not for lack of them. */
  rowSet({ groupId }: Pair): void {
    this.#set += 1;
    this.#lastSetGroup = groupId;
    this.#groups.clear();
    this.#isRowSet = this.#held.length > 0;
  }

  /** Whether the cause must be found now: a row was set, or many rows are held. */
  get isDue(): boolean {
    if (this.#isAsking || this.#held.length === 0) return false;
    return this.#isRowSet || this.#held.length % MANY === 0;
  }

  /**
   * Asks about the rows held, and settles those whose refusal can be believed.
   *
   * @param isEnd - no other row comes that could show the cause
   * @throws FatalReplyError when members are refused, and nothing else shows that the account has its rights
   */
  async judge(isEnd: boolean): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#isRowSet = false;
    const judged = [...this.#held];
    try {
      await this.#askAbout(judged.filter(({ membership }) => !membership));
    } finally {
      this.#isAsking = false;
    }
    const settled = new Set<Held>();
    for (const held of judged) {
      const { membership, setBefore, failure, settle, row } = held;
      // The run is halted: the row stays pending.
      if (!membership) settled.add(held);
      else if (membership.kind === 'not-member') {
        settle({ ...failure, reason: { code: 'not-a-member' } });
        settled.add(held);
      } else if (this.#set > setBefore) {
        settle(failure);
        settled.add(held);
      } else this.#groups.add(row.groupId);
    }
    this.#held = this.#held.filter((held) => !settled.has(held));
    this.#judgeMembers(isEnd);
  }

  /** Judges members that were refused, and after whom no row was set. */
  #judgeMembers(isEnd: boolean): void {
    const held = this.#held.filter(({ membership }) => membership);
    const [last] = held.slice(-1);
    if (!last || (!isEnd && held.length < MANY)) return;
    const isOfOneGroup = this.#groups.size === 1;
    if (isOfOneGroup && this.#lastSetGroup !== undefined && this.#lastSetGroup !== last.row.groupId) {
      // Other groups get through, and this one never did: it is the group's own.
      this.#held = this.#held.filter(({ membership }) => !membership);
      for (const { settle, failure } of held) settle(failure);
      return;
    }
    if (isOfOneGroup && this.#lastSetGroup === undefined && !isEnd && held.length < MOST_OF_ONE_GROUP) return;
    throw new FatalReplyError({
      kind: 'rows-refused',
      count: held.length,
      areMembers: held.some(({ membership }) => membership?.kind === 'member'),
      errorCode: last.failure.errorCode as number,
      because: last.failure.reason,
    });
  }

  async #askAbout(held: readonly Held[]): Promise<void> {
    if (held.length === 0) return;
    const pairs = new Map(held.map(({ row }) => [pairKey(row), row]));
    const patience = new AbortController();
    const known = await Promise.race([
      this.#memberships.read(pairs.values()).catch(nobodyKnows),
      this.#clock.sleep(PATIENCE_MS, patience.signal).then(() => undefined),
    ]);
    patience.abort();
    for (const one of held) {
      const { row, failure } = one;
      one.membership = known ? known.get(pairKey(row)) : { kind: 'unknown', failure };
    }
  }
}

/** The target takes no such questions. */
const nobodyKnows = (error: unknown): undefined => {
  if (!(error instanceof ReadsRefusedError)) throw error;
  return undefined;
};
