import type {
  FatalReplyFact,
  InterruptedFact,
  OutOfReachFact,
  QuestionsRefusedFact,
  TooManyFailuresFact,
} from '../../core/errors.ts';
import type { Reason } from '../../core/target/reason.ts';
import { meaningOf, replyRule } from '../../core/target/reply-codes.ts';
import type { Told } from '../told.ts';
import { duration } from './duration.ts';
import { sayReason } from './reasons.ts';
import { meanings, remedies } from './replies.ts';

type RunFact = FatalReplyFact | QuestionsRefusedFact | OutOfReachFact | TooManyFailuresFact | InterruptedFact;
type Of<K extends RunFact['kind']> = Extract<RunFact, { kind: K }>;

/** Why a run stopped. */
export const runErrors = {
  'fatal-reply': ({ errorCode, said, clockAheadMs }: Of<'fatal-reply'>): Told => {
    const remedy = remedyOf(errorCode);
    const text = `the target refused the call with code ${errorCode}: ${sayReason({ code: 'reply', errorCode, said })}`;
    if (clockAheadMs === undefined) return { text, next: remedy };
    const by = duration(Math.abs(clockAheadMs) / 1000);
    const side = clockAheadMs > 0 ? 'ahead of' : 'behind';
    return {
      text: `${text}; the clock of this machine is ${by} ${side} the target’s`,
      next: `Correct the clock of this machine; then type the same command again. ${remedy}`,
    };
  },
  'http-status': ({ status }: Of<'http-status'>): Told => ({
    text: `the target answered HTTP ${status}, which the API never does`,
    next: 'Check --endpoint and --region, and whether a proxy or firewall stands between here and the target.',
  }),
  'rows-refused': ({ count, areMembers, errorCode, because }: Of<'rows-refused'>): Told => {
    const code = `code ${errorCode} (${meanings[meaningOf(errorCode)]})`;
    const said = sayReason(because as Reason);
    return {
      text:
        count === 1
          ? `a row was refused with ${code}, and none was set since: ${said}. ${membersOfOne(areMembers)}`
          : `${count} rows were refused with ${code}, and none was set since: ${said}. ${membersOfMany(areMembers)}`,
      next: `${remedyOf(errorCode)} If the rows themselves are wrong, give --max-failures: then each such row is counted as failed.`,
    };
  },
  'unknown-code': ({ count, errorCode, because }: Of<'unknown-code'>): Told => ({
    text: `${count} rows in a row were refused with code ${errorCode}, which no document lists: ${sayReason(because as Reason)}`,
    next: 'Look the code up on the vendor’s page of error codes. The refused rows are in failures.csv; the same command goes on with the rest.',
  }),
  'questions-refused': ({ count, errorCode, because }: Of<'questions-refused'>): Told => ({
    text: sayReason({ code: 'questions-refused', count, errorCode, because: because as Reason }),
    next: 'Check that --admin is an App admin, and that this app may call get_group_info, get_role_in_group, get_specified_group_member_info and get_joined_group_list; then the same command goes on. import needs none of them: with --no-group-check it does not call them.',
  }),
  'out-of-reach': ({ afterMs, because }: Of<'out-of-reach'>): Told => ({
    text: `the target was out of reach for ${duration(afterMs / 1000)}; last seen: ${sayReason(because as Reason)}`,
    next: 'Check the network, the region and --endpoint. When the target is back, the same command goes on where it stopped.',
  }),
  'too-many-failures': ({ failed, limit }: Of<'too-many-failures'>): Told => {
    const allowed = limit.kind === 'rows' ? String(limit.rows) : `${limit.percent}%`;
    return {
      text: `${failed} rows failed, more than --max-failures ${allowed} allows`,
      next: 'Look at failures.csv. To go on all the same, leave --max-failures out or give a larger one:',
    };
  },
  interrupted: ({ signal }: Of<'interrupted'>): Told => ({
    text: `interrupted by ${signal}`,
    next: 'The same command goes on where it stopped.',
  }),
} satisfies { [K in RunFact['kind']]: (fact: Of<K>) => Told };

const membersOfOne = (areMembers: boolean): string =>
  areMembers
    ? 'The target says that its account is a member of its group'
    : 'Nobody could tell whether its account is a member of its group';
const membersOfMany = (areMembers: boolean): string =>
  areMembers
    ? 'The target says that their accounts are members of their groups'
    : 'Nobody could tell whether their accounts are members of their groups';

const remedyOf = (errorCode: number): string => {
  const { remedy } = replyRule(errorCode);
  return remedy === undefined ? '' : remedies[remedy];
};
