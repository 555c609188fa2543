import type { CheckSummary, RunFiles } from '../../core/books/summary.ts';
import { ReadsRefusedError } from '../../core/errors.ts';
import { inTurn } from '../../core/pace/in-turn.ts';
import { ACCOUNTS_PER_CALL, type ReadApi, ROLES_PER_CALL } from '../../core/ports.ts';
import { type Pair, pairKey, type Row } from '../../core/row/row.ts';
import { failureOfQuestion, isLowered, type Judgement, notSent } from '../../core/target/finding.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import { CALLS_AT_ONCE } from '../questions/count-reader.ts';
import { GroupCache } from '../questions/group-cache.ts';
import { GroupLookup } from '../questions/group-lookup.ts';
import { RefusalLimit } from '../questions/refusal-limit.ts';
import { Run, type RunDeps, type RunPlan } from '../run/run.ts';
import { Audit, type Questions } from './audit.ts';

export type CheckRowsPlan = RunPlan & { readonly files: RunFiles };

/**
 * Asks the target about every row of one input before anything is written.
 *
 * @param signal - as in `importRows`
 * @returns as `importRows`
 */
export const checkRows = async (plan: CheckRowsPlan, deps: RunDeps, signal: AbortSignal): Promise<CheckSummary> => {
  const run = new Run('check', plan, deps, signal);
  const audit = new Audit(run, deps, new MembershipQuestions(run.reads));
  const readingEnd = await audit.readAll().catch(run.stop);
  return run.finish(readingEnd, { command: 'check', examples: audit.examples, files: plan.files });
};

/** By `pairKey`: why a row of the pair would not be set; undefined where it would be. */
type Memberships = Map<string, Failure | undefined>;

class MembershipQuestions implements Questions<Memberships> {
  readonly #reads: ReadApi;
  readonly #refusals = new RefusalLimit();
  readonly #groups = new GroupCache();
  readonly #lookup: GroupLookup;

  constructor(reads: ReadApi) {
    this.#reads = reads;
    this.#lookup = new GroupLookup(reads, this.#groups, ({ errorCode, reason }) => {
      throw new ReadsRefusedError({ kind: 'questions-refused', count: 1, errorCode, because: reason });
    });
  }

  wants(): boolean {
    return true;
  }

  async ask(rows: readonly Row[]): Promise<Memberships> {
    await this.#lookup.lookUp(rows);
    const accountsOf = new Map<string, Set<string>>();
    for (const { groupId, account } of rows) {
      if (this.#groups.isRefused(groupId)) continue;
      accountsOf.set(groupId, (accountsOf.get(groupId) ?? new Set()).add(account));
    }
    const known: Memberships = new Map();
    const strangers: Pair[] = [];
    const questions = [...accountsOf].flatMap(([groupId, accounts]) =>
      chunksOf([...accounts], ROLES_PER_CALL).map((chunk) => ({ groupId, chunk })),
    );
    await inTurn(questions, CALLS_AT_ONCE, ({ groupId, chunk }) => this.#askRoles(groupId, chunk, known, strangers));
    await this.#askAccounts(strangers, known);
    this.#refusals.requireAnswers();
    return known;
  }

  judge(row: Row, known: Memberships): Judgement | undefined {
    const groupFailure = this.#groups.failureOf(row.groupId);
    if (groupFailure) return { kind: 'wrong', failure: groupFailure };
    const key = pairKey(row);
    if (!known.has(key)) return undefined;
    const failure = known.get(key) ?? this.#groupUnknown(row) ?? wouldBeLowered(row, this.#groups.totalOf(row.groupId));
    return failure ? { kind: 'wrong', failure } : { kind: 'exact' };
  }

  async #askRoles(groupId: string, accounts: readonly string[], known: Memberships, strangers: Pair[]): Promise<void> {
    const answer = this.#refusals.seen('roles', await this.#reads.roles(groupId, accounts));
    if (answer.kind === 'unsent') return;
    for (const account of accounts) {
      const pair = { groupId, account };
      if (answer.kind === 'failed') known.set(pairKey(pair), failureOfQuestion(answer.failure));
      else if (isMember(answer.value.get(account))) known.set(pairKey(pair), undefined);
      else strangers.push(pair);
    }
  }

  /** Asks only about accounts that are not members: every member has an account. */
  async #askAccounts(strangers: readonly Pair[], known: Memberships): Promise<void> {
    const accounts = [...new Set(strangers.map(({ account }) => account))];
    const failures = new Map<string, Failure>();
    await Promise.all(
      chunksOf(accounts, ACCOUNTS_PER_CALL).map(async (chunk) => {
        const answer = await this.#reads.accounts(chunk);
        if (answer.kind === 'unsent') return;
        for (const account of chunk) {
          // Where the target does not answer about the account, all that is known is that it is not a member.
          const isThere = answer.kind === 'failed' || answer.value.has(account);
          failures.set(account, isThere ? NOT_A_MEMBER : NO_ACCOUNT);
        }
      }),
    );
    for (const pair of strangers) {
      const failure = failures.get(pair.account);
      if (failure) known.set(pairKey(pair), failure);
    }
  }

  #groupUnknown({ groupId }: Row): Failure | undefined {
    const because = this.#groups.unknownOf(groupId);
    return because && notSent('unknown', { code: 'group-not-looked-up', because });
  }
}

const NOT_A_MEMBER = notSent('not_member', { code: 'not-a-member' });
const NO_ACCOUNT = notSent('no_account', { code: 'no-account' });

const isMember = (role: string | undefined): boolean => role !== undefined && role !== 'NotMember';

const wouldBeLowered = (row: Row, total: number | undefined): Failure | undefined =>
  isLowered(row, total) ? notSent('lowered', { code: 'would-be-lowered', asked: row.unread, total }) : undefined;
