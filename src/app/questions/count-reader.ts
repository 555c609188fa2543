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
import { disagree, type Group, readCount, type ToldCount } from '../../core/target/group.ts';
import { GroupDoubt } from '../../core/target/group-doubt.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf, planReads, type ReadPlan } from '../../core/target/read-plan.ts';
import type { Reason } from '../../core/target/reason.ts';
import { AskedInParts } from './asked-in-parts.ts';
import { askWhileDenied } from './denied.ts';
import { GroupReader } from './group-reader.ts';
import { CALLS_AT_ONCE, MembershipReader } from './membership-reader.ts';
import { isOfAccount, isOfCommand, RefusalLimit } from './refusal-limit.ts';

/** The reading of each pair, by `pairKey`. A missing pair was not asked about, because the run is halted. */
export type Counts = ReadonlyMap<string, PairReading>;

const CHUNKS_OF_GROUPS_AT_ONCE = 8;

/** So many pairs in a row remain doubtful when they are asked about once more: then that is the way of the target. */
const DOUBTFUL_IN_VAIN = 50;

/** What one reading of many pairs has found so far. */
type Findings = {
  readonly found: Map<string, PairReading>;
  readonly groups: Map<string, Group>;
  /** replies said nothing about these */
  readonly leftOut: Pair[];
  /** replies contradicted themselves about these, and in which way they were read */
  readonly doubtful: { readonly pair: Pair; readonly isListed: boolean }[];
};

/**
 * Reads the unread counts of many pairs with the fewest calls. What a reply leaves out, or contradicts, is asked once
 * more; then it is unknown.
 */
export class CountReader {
  readonly #reads: ReadApi;
  readonly #onGroup: (groupId: string, group: Group) => void;
  readonly #refusals = new RefusalLimit();
  readonly #groupReader: GroupReader;
  readonly #memberships: MembershipReader;
  /** members whose groups were read, and how many groups those were */
  #members = 0;
  #groupsOfMembers = 0;
  #inVain = 0;

  /** @param onGroup - receives every group that was looked up */
  constructor(reads: ReadApi, onGroup: (groupId: string, group: Group) => void = () => {}, doubt = new GroupDoubt()) {
    this.#reads = reads;
    this.#onGroup = onGroup;
    this.#groupReader = new GroupReader(reads, { refusals: this.#refusals, doubt });
    this.#memberships = new MembershipReader(reads, this.#refusals);
  }

  /**
   * @param plan - chooses the calls; by default the fewest
   * @param found - takes the readings as they come
   * @throws ReadsRefusedError when the questions about many groups in a row were refused, or all questions of one
   *   command so far: then the readings would not tell one row from another
   */
  async read(pairs: Iterable<Pair>, plan = fewestCalls, found = new Map<string, PairReading>()): Promise<Counts> {
    const distinct = new Map([...pairs].map((pair) => [pairKey(pair), pair]));
    const { byGroup, byMember } = plan(distinct.values(), this.#callsPerMember());
    const findings: Findings = { found, groups: new Map(), leftOut: [], doubtful: [] };
    await Promise.all([this.#readByGroup(byGroup, findings), this.#readByMember(byMember, findings)]);
    await this.#askAboutLeftOut(findings);
    await this.#askAgain(findings);
    this.#refusals.requireAnswers();
    return findings.found;
  }

  async #readByGroup(byGroup: ReadonlyMap<string, readonly string[]>, findings: Findings): Promise<void> {
    await inTurn(chunksOf([...byGroup.keys()], GROUPS_PER_CALL), CHUNKS_OF_GROUPS_AT_ONCE, async (groupIds) => {
      await this.#readGroups(groupIds, findings);
      await inTurn(groupIds, CALLS_AT_ONCE / CHUNKS_OF_GROUPS_AT_ONCE, async (groupId) => {
        const accounts = byGroup.get(groupId) ?? [];
        const group = this.#openGroup(groupId, accounts, findings);
        if (!group) return;
        await this.#readMembers(groupId, accounts, findings.found, (account, told) => {
          if (!told) findings.leftOut.push({ groupId, account });
          else this.#note({ groupId, account }, group, told, false, findings);
        });
      });
    });
  }

  /** @returns the group; undefined where nothing can be read from it, and that is found of its accounts then */
  #openGroup(groupId: string, accounts: readonly string[], { groups, found }: Findings): ExistingGroup | undefined {
    const group = groups.get(groupId);
    if (group?.kind === 'found' && !failureOfGroup(group)) return group;
    if (group) for (const account of accounts) found.set(pairKey({ groupId, account }), readingOf(group));
    return undefined;
  }

  /** @param told - receives what is told of each account; undefined where the reply leaves it out */
  async #readMembers(
    groupId: string,
    accounts: readonly string[],
    found: Map<string, PairReading>,
    told: (account: string, count: ToldCount | undefined) => void,
  ): Promise<void> {
    const parts = new AskedInParts((some) => askWhileDenied(() => this.#reads.readSeqs(groupId, some)));
    await inTurn(chunksOf(accounts, MEMBERS_PER_CALL), CALLS_AT_ONCE, (chunk) =>
      parts.ask(chunk, (some, answer, isOfOneName) => {
        if (!isOfOneName) this.#refusals.seen('read seqs', groupId, answer);
        if (answer.kind === 'unsent') return;
        for (const account of some) {
          if (answer.kind === 'failed') found.set(pairKey({ groupId, account }), unknown(answer.failure));
          else {
            const isTold = answer.value.has(account);
            told(account, isTold ? { unread: undefined, readSeq: answer.value.get(account) } : undefined);
          }
        }
      }),
    );
  }

  async #readByMember(byMember: ReadonlyMap<string, readonly string[]>, findings: Findings): Promise<void> {
    await inTurn(byMember, CALLS_AT_ONCE, async ([account, groupIds]) => {
      const answer = this.#refusals.seen('joined groups', account, await this.#reads.joinedGroups(account));
      if (answer.kind === 'unsent') return;
      this.#members += 1;
      if (answer.kind === 'ok') this.#groupsOfMembers += answer.value.size;
      for (const groupId of groupIds) {
        const pair = { groupId, account };
        if (answer.kind === 'failed' && !isOfAccount(answer)) {
          findings.found.set(pairKey(pair), unknown(answer.failure));
          // A refusal may be about this account only, and its groups may tell.
          if (answer.failure.class === 'refused' && !isOfCommand(answer)) findings.leftOut.push(pair);
          continue;
        }
        const joined = answer.kind === 'ok' ? answer.value.get(groupId) : undefined;
        if (joined?.group.kind === 'found') {
          this.#onGroup(groupId, joined.group);
          this.#note(pair, joined.group, joined.told, true, findings);
        } else findings.leftOut.push(pair);
      }
    });
  }

  /**
   * Pairs of which a reply said nothing. The group may be gone or keep no count, and the account may be no member: the
   * target is asked for both. Who is a member is asked about once more.
   */
  async #askAboutLeftOut(findings: Findings): Promise<void> {
    const { found, groups, leftOut, doubtful } = findings;
    if (leftOut.length === 0) return;
    const unasked = leftOut.map(({ groupId }) => groupId).filter((groupId) => !groups.has(groupId));
    await this.#readGroups([...new Set(unasked)], findings);
    const inGroups = leftOut.filter(({ groupId, account }) => this.#openGroup(groupId, [account], findings));
    const memberships = await this.#memberships.read(inGroups);
    for (const pair of inGroups) {
      const membership = memberships.get(pairKey(pair));
      if (!membership || !groups.has(pair.groupId)) continue;
      if (membership.kind === 'member') doubtful.push({ pair, isListed: false });
      else found.set(pairKey(pair), membership);
    }
  }

  /** Takes what is told of a pair, or asks once more about it later. */
  #note(pair: Pair, group: ExistingGroup, told: ToldCount, isListed: boolean, findings: Findings): void {
    const reading = countOf(group, told);
    const isDoubtful = reading.kind === 'unknown' || (reading.kind === 'count' && disagree(reading.presents));
    findings.found.set(pairKey(pair), reading);
    if (!isDoubtful || this.#inVain >= DOUBTFUL_IN_VAIN) return;
    findings.groups.set(pair.groupId, group);
    findings.doubtful.push({ pair, isListed });
  }

  async #askAgain(findings: Findings): Promise<void> {
    const { doubtful } = findings;
    if (doubtful.length === 0) return;
    const listed = groupedBy(
      doubtful.filter(({ isListed }) => isListed),
      ({ account }) => account,
    );
    const others = groupedBy(
      doubtful.filter(({ isListed }) => !isListed),
      ({ groupId }) => groupId,
    );
    const known = new Map(findings.groups);
    const judge = (pair: Pair, group: Group, told: ToldCount): void => {
      const reading = group.kind === 'found' ? countOf(group, told) : readingOf(group);
      const isDoubtful = reading.kind === 'unknown' || (reading.kind === 'count' && disagree(reading.presents));
      this.#inVain = isDoubtful ? this.#inVain + 1 : 0;
      const before = known.get(pair.groupId);
      const hasGrown = before?.kind === 'found' && group.kind === 'found' && isMore(group.total, before.total);
      findings.found.set(pairKey(pair), reading.kind === 'count' && hasGrown ? { ...reading, hasGrown } : reading);
    };

    const told = new Map<string, Map<string, ToldCount>>();
    await inTurn(others, CALLS_AT_ONCE, async ([groupId, pairs]) => {
      const seqs = new Map<string, ToldCount>();
      told.set(groupId, seqs);
      const accounts = pairs.map(({ account }) => account);
      await this.#readMembers(groupId, accounts, findings.found, (account, count) => {
        if (count) seqs.set(account, count);
        else findings.found.set(pairKey({ groupId, account }), LEFT_OUT);
      });
    });
    // Asked for after the seqs, the total is not below the seq of a member who has read what came meanwhile.
    await this.#readGroups([...others.keys()], findings);
    for (const [groupId, seqs] of told) {
      const group = findings.groups.get(groupId);
      if (group) for (const [account, count] of seqs) judge({ groupId, account }, group, count);
    }
    await inTurn(listed, CALLS_AT_ONCE, async ([account, pairs]) => {
      const answer = this.#refusals.seen('joined groups', account, await this.#reads.joinedGroups(account));
      if (answer.kind !== 'ok') return;
      for (const pair of pairs) {
        const joined = answer.value.get(pair.groupId);
        if (joined) judge(pair, joined.group, joined.told);
      }
    });
  }

  /** More than one where the members so far are in so many groups that one call does not list them all. */
  #callsPerMember(): number {
    return this.#members === 0 ? 1 : Math.max(1, this.#groupsOfMembers / this.#members / JOINED_GROUPS_PER_CALL);
  }

  /** Those that are not known afterwards were not asked about, because the run is halted. */
  async #readGroups(groupIds: readonly string[], { groups }: Findings): Promise<void> {
    for (const groupId of groupIds) groups.delete(groupId);
    await this.#groupReader.read(groupIds, (groupId, group, refusal) => {
      groups.set(groupId, group);
      // A caller that needs the group asks for it, and reports the refusal itself.
      if (!refusal) this.#onGroup(groupId, group);
    });
  }
}

const fewestCalls = (pairs: Iterable<Pair>, callsPerMember: number): ReadPlan =>
  planReads(pairs, MEMBERS_PER_CALL, callsPerMember);

const countOf = (group: ExistingGroup, told: ToldCount): PairReading => {
  const failure = failureOfGroup(group);
  if (failure) return { kind: 'group', failure };
  const count = readCount(group, told);
  return count.kind === 'read' ? { kind: 'count', group, presents: count.presents } : doubt(count.reason);
};

const readingOf = (group: Group): PairReading => {
  const failure = failureOfGroup(group);
  if (failure) return { kind: 'group', failure };
  return doubt(group.kind === 'unknown' ? group.reason : { code: 'group-not-asked' });
};

const doubt = (reason: Reason): PairReading => ({ kind: 'unknown', failure: notSent('unknown', reason) });

const unknown = (failure: Failure): PairReading => ({ kind: 'unknown', failure: failureOfQuestion(failure) });

const LEFT_OUT = doubt({ code: 'member-left-out' });

const isMore = (now: number | undefined, before: number | undefined): boolean =>
  now !== undefined && before !== undefined && now > before;

const groupedBy = (
  doubtful: readonly { readonly pair: Pair }[],
  nameOf: (pair: Pair) => string,
): ReadonlyMap<string, Pair[]> => {
  const groups = new Map<string, Pair[]>();
  for (const { pair } of doubtful) {
    const pairs = groups.get(nameOf(pair));
    if (pairs) pairs.push(pair);
    else groups.set(nameOf(pair), [pair]);
  }
  return groups;
};
