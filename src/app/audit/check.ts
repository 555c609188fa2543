import type { CheckSummary, Imported, RunFiles } from '../../core/books/summary.ts';
import { ReadsRefusedError } from '../../core/errors/target-error.ts';
import { inTurn } from '../../core/pace/in-turn.ts';
import { ACCOUNTS_PER_CALL, type ReadApi } from '../../core/ports.ts';
import { type Pair, pairKey, type Row } from '../../core/row/row.ts';
import { isLowered, type Judgement, notSent } from '../../core/target/finding.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import { AskedInParts } from '../questions/asked-in-parts.ts';
import { GroupCache } from '../questions/group-cache.ts';
import { GroupLookup } from '../questions/group-lookup.ts';
import { CALLS_AT_ONCE, type Membership, MembershipReader } from '../questions/membership-reader.ts';
import { RefusalLimit } from '../questions/refusal-limit.ts';
import { Run, type RunDeps, type RunPlan } from '../run/run.ts';
import { Audit, type OnBegun, type Questions } from './audit.ts';

export type CheckRowsPlan = RunPlan & { readonly files: RunFiles; readonly imported?: Imported | undefined };

/**
 * Asks the target about every row of one input before anything is written.
 *
 * @param signal - as in `importRows`
 * @param onTaken - called when all rows were read, and some may still be asked about
 * @returns as `importRows`
 */
export const checkRows = async (
  plan: CheckRowsPlan,
  deps: RunDeps,
  signal: AbortSignal,
  onTaken = (): void => {},
): Promise<CheckSummary> => {
  const run = new Run('check', plan, deps, signal);
  const audit = new Audit(run, deps, new MembershipQuestions(run.reads));
  const readingEnd = await audit.readAll(onTaken).catch(run.stop);
  return run.finish(readingEnd, {
    command: 'check',
    imported: plan.imported,
    examples: audit.examples,
    files: plan.files,
  });
};

/** By `pairKey`: why a row of the pair would not be set; undefined where it would be. */
type Memberships = Map<string, Failure | undefined>;

class MembershipQuestions implements Questions<Memberships> {
  readonly #reads: ReadApi;
  readonly #refusals = new RefusalLimit();
  readonly #memberships: MembershipReader;
  readonly #groups = new GroupCache();
  readonly #lookup: GroupLookup;

  constructor(reads: ReadApi) {
    this.#reads = reads;
    this.#memberships = new MembershipReader(reads, this.#refusals);
    this.#lookup = new GroupLookup(reads, this.#groups, ({ errorCode, reason }) => {
      throw new ReadsRefusedError({ kind: 'questions-refused', count: 1, errorCode, because: reason });
    });
  }

  wants(): boolean {
    return true;
  }

  async ask(rows: readonly Row[], onBegun: OnBegun): Promise<Memberships> {
    await this.#lookup.lookUp(rows);
    const pairs = new Map<string, Pair>();
    for (const row of rows) {
      if (!this.#groups.isRefused(row.groupId)) pairs.set(pairKey(row), row);
    }
    const memberships = new Map<string, Membership>();
    onBegun({ pairs: pairs.size, known: memberships });
    const known: Memberships = new Map();
    const strangers: Pair[] = [];
    for (const [key, membership] of await this.#memberships.read(pairs.values(), memberships)) {
      if (membership.kind === 'member') known.set(key, undefined);
      else if (membership.kind === 'unknown') known.set(key, membership.failure);
      else strangers.push(pairs.get(key) as Pair);
    }
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

  /** Asks only about accounts that are not members: every member has an account. */
  async #askAccounts(strangers: readonly Pair[], known: Memberships): Promise<void> {
    const failures = new Map<string, Failure>();
    const leftOut = await this.#askChunks([...new Set(strangers.map(({ account }) => account))], failures);
    for (const account of await this.#askChunks(leftOut, failures)) failures.set(account, ACCOUNT_LEFT_OUT);
    for (const pair of strangers) {
      const failure = failures.get(pair.account);
      if (failure) known.set(pairKey(pair), failure);
    }
  }

  /** @returns the accounts that the answers leave out */
  async #askChunks(accounts: readonly string[], failures: Map<string, Failure>): Promise<string[]> {
    const leftOut: string[] = [];
    const parts = new AskedInParts((some) => this.#reads.accounts(some));
    const chunks = chunksOf(accounts, ACCOUNTS_PER_CALL);
    await inTurn(chunks, CALLS_AT_ONCE, (chunk) =>
      parts.ask(chunk, (some, answer) => {
        if (answer.kind === 'unsent') return;
        for (const account of some) {
          // Where the target does not answer about the account, all that is known is that it is not a member.
          const isThere = answer.kind === 'failed' || answer.value.get(account);
          if (isThere === undefined) leftOut.push(account);
          else failures.set(account, isThere ? NOT_A_MEMBER : NO_ACCOUNT);
        }
      }),
    );
    return leftOut;
  }

  #groupUnknown({ groupId }: Row): Failure | undefined {
    const because = this.#groups.unknownOf(groupId);
    return because && notSent('unknown', { code: 'group-not-looked-up', because });
  }
}

const NOT_A_MEMBER = notSent('not_member', { code: 'not-a-member' });
const NO_ACCOUNT = notSent('no_account', { code: 'no-account' });
const ACCOUNT_LEFT_OUT = notSent('unknown', { code: 'account-left-out' });

const wouldBeLowered = (row: Row, total: number | undefined): Failure | undefined =>
  isLowered(row, total) ? notSent('lowered', { code: 'would-be-lowered', asked: row.unread, total }) : undefined;
