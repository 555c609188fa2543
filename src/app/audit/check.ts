import type { AuditSummary } from '../../core/books/summary.ts';
import { ReadsRefusedError } from '../../core/errors.ts';
import { inTurn } from '../../core/pace/in-turn.ts';
import { ACCOUNTS_PER_CALL, ROLES_PER_CALL } from '../../core/ports.ts';
import { type Pair, pairKey, type Row } from '../../core/row/row.ts';
import { chunksOf } from '../../core/target/chunks.ts';
import { failureOfQuestion, isLowered, type Judgement, NOT_A_MEMBER, notSent } from '../../core/target/finding.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { WINDOWS_OF_COUNTS } from '../import/preflight.ts';
import { CALLS_AT_ONCE } from '../questions/count-reader.ts';
import { GroupCache } from '../questions/group-cache.ts';
import { GroupLookup } from '../questions/group-lookup.ts';
import { RefusalLimit } from '../questions/refusal-limit.ts';
import type { RunDeps, RunPlan } from '../run/run.ts';
import { audit } from './audit.ts';

/** Why a row of a pair would not be set, by `pairKey`; undefined where it would. */
type Memberships = ReadonlyMap<string, Failure | undefined>;

/** Asks the target about every row of one input before anything is written; `halt` and what is returned as in `run`. */
export const check = (plan: Omit<RunPlan, 'command'>, deps: RunDeps, halt: AbortController): Promise<AuditSummary> => {
  const { reads } = deps;
  const streak = new RefusalLimit();
  const groups = new GroupCache();
  const lookUp = new GroupLookup(reads, groups, (failure) => {
    throw new ReadsRefusedError(1, failure.errorCode, failure.message);
  });

  const learn = async (rows: readonly Row[]): Promise<Memberships> => {
    await lookUp.ahead(rows);
    const accountsOf = new Map<string, Set<string>>();
    for (const { groupId, account } of rows) {
      if (groups.isRefused(groupId)) continue;
      accountsOf.set(groupId, (accountsOf.get(groupId) ?? new Set()).add(account));
    }
    const known = new Map<string, Failure | undefined>();
    const strangers: Pair[] = [];
    const questions = [...accountsOf].flatMap(([groupId, accounts]) =>
      chunksOf([...accounts], ROLES_PER_CALL).map((chunk) => ({ groupId, chunk })),
    );
    await inTurn(questions, CALLS_AT_ONCE, ({ groupId, chunk }) => askRoles(groupId, chunk, known, strangers));
    await askAccounts(strangers, known);
    streak.believe();
    return known;
  };

  const askRoles = async (
    groupId: string,
    accounts: readonly string[],
    known: Map<string, Failure | undefined>,
    strangers: Pair[],
  ): Promise<void> => {
    const answer = streak.seen('roles', await reads.roles(groupId, accounts));
    if (answer.kind === 'unsent') return;
    for (const account of accounts) {
      const pair = { groupId, account };
      if (answer.kind === 'failed') known.set(pairKey(pair), failureOfQuestion(answer.failure));
      else if (isMember(answer.value.get(account))) known.set(pairKey(pair), undefined);
      else strangers.push(pair);
    }
  };

  /** Only of those who are no members: a member has an account. */
  const askAccounts = async (strangers: readonly Pair[], known: Map<string, Failure | undefined>): Promise<void> => {
    const accounts = [...new Set(strangers.map(({ account }) => account))];
    const imported = new Map<string, Failure | undefined>();
    await Promise.all(
      chunksOf(accounts, ACCOUNTS_PER_CALL).map(async (chunk) => {
        const answer = await reads.accounts(chunk);
        if (answer.kind === 'unsent') return;
        for (const account of chunk) {
          // Where nobody tells about the account, what is known is that it is no member.
          const isThere = answer.kind === 'failed' || answer.value.has(account);
          imported.set(account, isThere ? notSent('not_member', NOT_A_MEMBER) : notSent('no_account', NO_ACCOUNT));
        }
      }),
    );
    for (const pair of strangers) {
      const failure = imported.get(pair.account);
      if (failure) known.set(pairKey(pair), failure);
    }
  };

  const judge = (row: Row, memberships: Memberships): Judgement | undefined => {
    const groupFailure = groups.failureOf(row.groupId, 0);
    if (groupFailure) return { kind: 'wrong', failure: groupFailure };
    const key = pairKey(row);
    if (!memberships.has(key)) return undefined;
    const failure = memberships.get(key) ?? groupUnknown(row) ?? loweredFailure(row, groups.totalOf(row.groupId));
    return failure ? { kind: 'wrong', failure } : { kind: 'exact' };
  };

  const groupUnknown = ({ groupId }: Row): Failure | undefined => {
    const reason = groups.unknownOf(groupId);
    return reason === undefined ? undefined : notSent('unknown', `the group could not be looked up: ${reason}`);
  };

  return audit(
    { ...plan, command: 'check' },
    deps,
    { sizes: WINDOWS_OF_COUNTS, learn, judge, wants: () => true },
    halt,
  );
};

const NO_ACCOUNT = 'the account does not exist';

const isMember = (role: string | undefined): boolean => role !== undefined && role !== 'NotMember';

const loweredFailure = (row: Row, total: number | undefined): Failure | undefined =>
  isLowered(row, total)
    ? notSent(
        'lowered',
        `asks for ${row.unread}; the group has ${total} messages, and the count would be lowered to that`,
      )
    : undefined;
