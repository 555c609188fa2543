import { inTurn } from '../../core/pace/in-turn.ts';
import { GROUPS_PER_CALL, JOINED_GROUPS_PER_CALL, MEMBERS_PER_CALL, type ReadApi } from '../../core/ports.ts';
import { type Pair, pairKey } from '../../core/row/row.ts';
import {
  type ExistingGroup,
  failureOfGroup,
  failureOfQuestion,
  notSent,
  type PairReading,
} from '../../core/target/finding.ts';
import { type Group, type Presents, presentBySeq } from '../../core/target/group.ts';
import type { Answer } from '../../core/target/outcome.ts';
import { chunksOf, planReads, type ReadPlan } from '../../core/target/read-plan.ts';
import { isOfAccount, isOfCommand, RefusalLimit } from './refusal-limit.ts';

/** The reading of each pair, by `pairKey`. A missing pair was not asked about, because the run is halted. */
export type Counts = ReadonlyMap<string, PairReading>;

// More calls than are ever in flight by default. Further questions wait in their list.
export const CALLS_AT_ONCE = 400;
const CHUNKS_OF_GROUPS_AT_ONCE = 8;

/** Reads the unread counts of many pairs with the fewest calls. */
export class CountReader {
  readonly #reads: ReadApi;
  readonly #onGroup: (groupId: string, group: Group) => void;
  readonly #refusals = new RefusalLimit();
  /** members whose groups were read, and how many groups those were */
  #members = 0;
  #groupsOfMembers = 0;

  /** @param onGroup - receives every group that was looked up */
  constructor(reads: ReadApi, onGroup: (groupId: string, group: Group) => void = () => {}) {
    this.#reads = reads;
    this.#onGroup = onGroup;
  }

  /**
   * @param plan - chooses the calls; by default the fewest
   * @throws ReadsRefusedError when many questions in a row were refused, or all questions of one command so far: then
   *   the readings would not tell one row from another
   */
  async read(pairs: Iterable<Pair>, plan = fewestCalls): Promise<Counts> {
    const distinct = new Map([...pairs].map((pair) => [pairKey(pair), pair]));
    const { byGroup, byMember } = plan(distinct.values(), this.#callsPerMember());
    const found = new Map<string, PairReading>();
    await Promise.all([this.#readByGroup(byGroup, found), this.#readByMember(byMember, found)]);
    this.#refusals.requireAnswers();
    return found;
  }

  async #readByGroup(byGroup: ReadonlyMap<string, readonly string[]>, found: Map<string, PairReading>): Promise<void> {
    await inTurn(chunksOf([...byGroup.keys()], GROUPS_PER_CALL), CHUNKS_OF_GROUPS_AT_ONCE, async (groupIds) => {
      const groups = await this.#readGroups(groupIds);
      await inTurn(groups, CALLS_AT_ONCE / CHUNKS_OF_GROUPS_AT_ONCE, async ([groupId, group]) => {
        const accounts = byGroup.get(groupId) ?? [];
        if (group.kind === 'found' && !failureOfGroup(group)) {
          await this.#readMembers(groupId, group, accounts, found);
        } else {
          const outcome = outcomeOf(group);
          for (const account of accounts) found.set(pairKey({ groupId, account }), outcome);
        }
      });
    });
  }

  async #readMembers(
    groupId: string,
    group: ExistingGroup,
    accounts: readonly string[],
    found: Map<string, PairReading>,
  ): Promise<void> {
    await inTurn(chunksOf(accounts, MEMBERS_PER_CALL), CALLS_AT_ONCE, (chunk) =>
      this.#readChunk(groupId, group, chunk, found),
    );
  }

  /** @param spoilt - how many parts of the original call were refused in a row, and whether it is still undivided */
  async #readChunk(
    groupId: string,
    group: ExistingGroup,
    accounts: readonly string[],
    found: Map<string, PairReading>,
    spoilt = { parts: 0, isWhole: true },
  ): Promise<void> {
    const answer = await this.#reads.readSeqs(groupId, accounts);
    if (answer.kind === 'unsent') return;
    if (isWorthHalving(answer) && accounts.length > 1) {
      // One account may have spoilt the whole call: what the API does with accounts that are not members is not
      // confirmed.
      spoilt.isWhole = false;
      for (const half of chunksOf(accounts, Math.ceil(accounts.length / 2))) {
        await this.#readChunk(groupId, group, half, found, spoilt);
      }
      return;
    }
    if (answer.kind === 'ok') spoilt.parts = 0;
    else spoilt.parts += 1;
    // One refused part may be the account that spoilt the call, and says nothing about the command. A second one does.
    if (answer.kind === 'ok' || spoilt.isWhole || spoilt.parts > 1) this.#refusals.seen('read seqs', answer);
    for (const account of accounts) {
      found.set(pairKey({ groupId, account }), countIn(answer, group, account));
    }
  }

  async #readByMember(
    byMember: ReadonlyMap<string, readonly string[]>,
    found: Map<string, PairReading>,
  ): Promise<void> {
    const missing = new Map<string, string[]>();
    await inTurn(byMember, CALLS_AT_ONCE, async ([account, groupIds]) => {
      const answer = this.#refusals.seen('joined groups', await this.#reads.joinedGroups(account));
      if (answer.kind === 'unsent') return;
      this.#members += 1;
      if (answer.kind === 'ok') this.#groupsOfMembers += answer.value.size;
      for (const groupId of groupIds) {
        const key = pairKey({ groupId, account });
        if (answer.kind === 'failed' && !isOfAccount(answer)) {
          found.set(key, { kind: 'unknown', failure: failureOfQuestion(answer.failure) });
          continue;
        }
        const joined = answer.kind === 'ok' ? answer.value.get(groupId) : undefined;
        if (joined?.group.kind === 'found') {
          this.#onGroup(groupId, joined.group);
          found.set(key, countOf(joined.group, joined.presents));
        } else {
          const accounts = missing.get(groupId) ?? [];
          missing.set(groupId, accounts);
          accounts.push(account);
        }
      }
    });
    // A group missing from a member's groups is gone, or of a type that is not listed, or the account is not a member
    // or does not exist.
    await Promise.all(
      chunksOf([...missing.keys()], GROUPS_PER_CALL).map(async (groupIds) => {
        for (const [groupId, group] of await this.#readGroups(groupIds)) {
          const isThere = group.kind === 'found' && !failureOfGroup(group);
          const outcome: PairReading = isThere ? { kind: 'not-member' } : outcomeOf(group);
          for (const account of missing.get(groupId) ?? []) found.set(pairKey({ groupId, account }), outcome);
        }
      }),
    );
  }

  /** More than one where the members so far are in so many groups that one call does not list them all. */
  #callsPerMember(): number {
    return this.#members === 0 ? 1 : Math.max(1, this.#groupsOfMembers / this.#members / JOINED_GROUPS_PER_CALL);
  }

  /** @returns what is known of each group; empty when the run is halted */
  async #readGroups(groupIds: readonly string[]): Promise<Map<string, Group>> {
    const answer = this.#refusals.seen('groups', await this.#reads.groups(groupIds));
    const groups = new Map<string, Group>();
    if (answer.kind === 'unsent') return groups;
    for (const groupId of groupIds) {
      if (answer.kind === 'failed') {
        // `onGroup` is not called: a caller that needs the group asks for it, and reports the refusal itself.
        groups.set(groupId, { kind: 'unknown', reason: answer.failure.reason });
        continue;
      }
      const group = answer.value.get(groupId) ?? LEFT_OUT;
      this.#onGroup(groupId, group);
      groups.set(groupId, group);
    }
    return groups;
  }
}

const fewestCalls = (pairs: Iterable<Pair>, callsPerMember: number): ReadPlan =>
  planReads(pairs, MEMBERS_PER_CALL, callsPerMember);

const LEFT_OUT: Group = { kind: 'unknown', reason: { code: 'group-left-out' } };

const countOf = (group: ExistingGroup, presents: Presents): PairReading => {
  const failure = failureOfGroup(group);
  if (failure) return { kind: 'group', failure };
  return presents.length > 0 ? { kind: 'count', group, presents } : NO_SEQ;
};

const NO_SEQ: PairReading = {
  kind: 'unknown',
  failure: notSent('unknown', { code: 'no-count-in-reply' }),
};

const outcomeOf = (group: Group): PairReading => {
  const failure = failureOfGroup(group);
  if (failure) return { kind: 'group', failure };
  return {
    kind: 'unknown',
    failure: notSent('unknown', group.kind === 'unknown' ? group.reason : { code: 'group-not-asked' }),
  };
};

const countIn = (
  answer: Exclude<Answer<ReadonlyMap<string, number | undefined>>, { kind: 'unsent' }>,
  group: ExistingGroup,
  account: string,
): PairReading => {
  if (answer.kind === 'failed') return { kind: 'unknown', failure: failureOfQuestion(answer.failure) };
  if (!answer.value.has(account)) return { kind: 'not-member' };
  const readSeq = answer.value.get(account);
  if (readSeq === undefined || group.total === undefined) return NO_SEQ;
  return countOf(group, [presentBySeq(group.total, readSeq)]);
};

const isWorthHalving = (answer: Answer<unknown>): boolean =>
  answer.kind === 'failed' && answer.failure.class === 'refused' && !isOfCommand(answer);
