import { inTurn } from '../../core/pace/in-turn.ts';
import { type ReadApi, ROLES_PER_CALL } from '../../core/ports.ts';
import { type Pair, pairKey } from '../../core/row/row.ts';
import { failureOfQuestion, notSent } from '../../core/target/finding.ts';
import { isMember } from '../../core/target/group.ts';
import { GroupDoubt } from '../../core/target/group-doubt.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import { AskedInParts } from './asked-in-parts.ts';
import { askWhileDenied } from './denied.ts';
import { RefusalLimit } from './refusal-limit.ts';

/** Whether an account is in a group. */
export type Membership =
  | { readonly kind: 'member' }
  | { readonly kind: 'not-member' }
  /** the target gave no answer for the pair */
  | { readonly kind: 'unknown'; readonly failure: Failure };

/** More calls than are ever in flight by default. Further questions wait in their list. */
export const CALLS_AT_ONCE = 400;

/** So many answers in a row that somebody is no member are believed, where none of them was contradicted. */
const ENOUGH = 2;

const MEMBER: Membership = { kind: 'member' };
const NOT_MEMBER: Membership = { kind: 'not-member' };
const LEFT_OUT: Membership = { kind: 'unknown', failure: notSent('unknown', { code: 'member-left-out' }) };

/** Asks who is in which group. Only who is said to be no member is none. */
export class MembershipReader {
  readonly #reads: Pick<ReadApi, 'roles'>;
  readonly #refusals: RefusalLimit;
  readonly #doubt = new GroupDoubt();

  constructor(reads: Pick<ReadApi, 'roles'>, refusals = new RefusalLimit()) {
    this.#reads = reads;
    this.#refusals = refusals;
  }

  /**
   * Accounts that an answer leaves out are asked about once more. Who is said to be no member is asked about again: one server
   * of several may lack the members.
   *
   * @param pairs - distinct
   * @param known - takes the answers as they come
   * @returns by `pairKey`; a missing pair was not asked about, because the run is halted
   * @throws ReadsRefusedError
   */
  async read(pairs: Iterable<Pair>, known = new Map<string, Membership>()): Promise<ReadonlyMap<string, Membership>> {
    const distinct = [...pairs];
    const leftOut = await this.#ask(distinct, known);
    if (leftOut.length > 0) {
      for (const pair of await this.#ask(leftOut, known)) known.set(pairKey(pair), LEFT_OUT);
    }
    await this.#askStrangersAgain(distinct, known);
    return known;
  }

  async #askStrangersAgain(pairs: readonly Pair[], known: Map<string, Membership>): Promise<void> {
    let strangers = pairs.filter((pair) => known.get(pairKey(pair))?.kind === 'not-member');
    for (
      let answers = 1;
      answers < (this.#doubt.isInDoubt ? this.#doubt.believed : ENOUGH) && strangers.length > 0;
      answers += 1
    ) {
      const again = new Map<string, Membership>();
      await this.#ask(strangers, again);
      // One answer that names the member is enough; where there is none, what was said stands.
      for (const pair of strangers) {
        if (again.get(pairKey(pair))?.kind !== 'member') continue;
        known.set(pairKey(pair), MEMBER);
        this.#doubt.contradicted();
      }
      strangers = strangers.filter((pair) => again.get(pairKey(pair))?.kind === 'not-member');
    }
  }

  /** @returns the pairs that the answers leave out */
  async #ask(pairs: Iterable<Pair>, known: Map<string, Membership>): Promise<Pair[]> {
    const byGroup = new Map<string, string[]>();
    for (const { groupId, account } of pairs) {
      const accounts = byGroup.get(groupId);
      if (accounts) accounts.push(account);
      else byGroup.set(groupId, [account]);
    }
    const leftOut: Pair[] = [];
    const questions = [...byGroup].flatMap(([groupId, accounts]) => {
      const parts = new AskedInParts((some) => askWhileDenied(() => this.#reads.roles(groupId, some)));
      return chunksOf(accounts, ROLES_PER_CALL).map((chunk) => ({ groupId, chunk, parts }));
    });
    await inTurn(questions, CALLS_AT_ONCE, ({ groupId, chunk, parts }) =>
      parts.ask(chunk, (accounts, answer, isOfOneName) => {
        if (!isOfOneName) this.#refusals.seen('roles', groupId, answer);
        if (answer.kind === 'unsent') return;
        for (const account of accounts) {
          const pair = { groupId, account };
          const role = answer.kind === 'ok' ? answer.value.get(account) : undefined;
          if (answer.kind === 'failed') known.set(pairKey(pair), unknown(answer.failure));
          else if (role === undefined) leftOut.push(pair);
          else known.set(pairKey(pair), isMember(role) ? MEMBER : NOT_MEMBER);
        }
      }),
    );
    return leftOut;
  }
}

const unknown = (failure: Failure): Membership => ({ kind: 'unknown', failure: failureOfQuestion(failure) });
