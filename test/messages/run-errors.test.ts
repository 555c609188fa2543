import { expect, test } from 'vitest';
import type { InterruptedFact } from '../../src/core/errors/interrupted.ts';
import type {
  FatalReplyFact,
  OutOfReachFact,
  QuestionsRefusedFact,
  TooManyFailuresFact,
} from '../../src/core/errors/target-error.ts';
import { runErrors } from '../../src/messages/en/run-errors.ts';
import type { Told } from '../../src/messages/told.ts';

type RunFact = FatalReplyFact | QuestionsRefusedFact | OutOfReachFact | TooManyFailuresFact | InterruptedFact;

const toldOf = (fact: RunFact): Told => (runErrors[fact.kind] as (values: RunFact) => Told)(fact);

const CHECK_KEY =
  'Compare the secret key with the one the console shows for this SDKAppID (TIM_SDKAPPID, TIM_SECRET_KEY or --secret-key-file).';
const NEW_SIGNATURE =
  'With TIM_USERSIG: make a new one. With a key: check this machine’s clock and that the key belongs to the SDKAppID.';
const CHECK_ADMIN =
  'Make the account an App admin in the console, or give another with --admin (TIM_ADMIN); only the console can do this.';
const NO_PERMISSION = 'no permission: the group type, the member, or the rights of the admin';
const IF_THE_ROWS = 'If the rows themselves are wrong, give --max-failures: then each such row is counted as failed.';
const QUESTIONS_NEXT =
  'Check that --admin is an App admin, and that this app may call get_group_info, get_role_in_group, get_specified_group_member_info and get_joined_group_list; then the same command goes on. import needs none of them: with --no-group-check it does not call them.';
const TOO_MANY_NEXT = 'Look at failures.csv. To go on all the same, leave --max-failures out or give a larger one:';

const EXPIRED = { kind: 'fatal-reply', errorCode: 70001, said: '' } as const;
const REFUSED = { code: 'reply', errorCode: 10007, said: '' } as const;
const NOT_LISTED = { code: 'reply', errorCode: 99_999, said: 'later' } as const;
const GONE = { code: 'reply', errorCode: 10010, said: '' } as const;
const NO_ACCOUNT = { code: 'reply', errorCode: 10019, said: '' } as const;
const UNKNOWN_NAMES =
  'Another app or another region does not know them: check --sdkappid and --region. Where they were made a short time ago, wait some minutes. Then type the same command again.';
const IF_ALL_ROWS =
  'If the rows themselves are wrong, give --max-failures 100%: then each such row is counted as failed.';
const RESET = { code: 'no-reply', proxy: undefined, fault: 'connection', said: 'read ECONNRESET' } as const;
const MINUTE_MS = 60_000;

const FACTS: {
  readonly [K in RunFact['kind']]: readonly (Told & { readonly fact: Extract<RunFact, { kind: K }> })[];
} = {
  'fatal-reply': [
    {
      fact: { ...EXPIRED, clockAheadMs: undefined },
      text: 'the target refused the call with code 70001: UserSig expired',
      next: NEW_SIGNATURE,
    },
    {
      fact: { ...EXPIRED, clockAheadMs: 7 * MINUTE_MS },
      text: 'the target refused the call with code 70001: UserSig expired; the clock of this machine is 7 min 0 s ahead of the target’s',
      next: `Correct the clock of this machine; then type the same command again. ${NEW_SIGNATURE}`,
    },
    {
      fact: { ...EXPIRED, clockAheadMs: -90 * MINUTE_MS },
      text: 'the target refused the call with code 70001: UserSig expired; the clock of this machine is 1 h 30 min behind the target’s',
      next: `Correct the clock of this machine; then type the same command again. ${NEW_SIGNATURE}`,
    },
    {
      fact: { kind: 'fatal-reply', errorCode: 60010, said: 'no admin', clockAheadMs: undefined },
      text: 'the target refused the call with code 60010: App admin rights required: no admin',
      next: CHECK_ADMIN,
    },
    {
      fact: { kind: 'fatal-reply', errorCode: 70050, said: '', clockAheadMs: undefined },
      text: 'the target refused the call with code 70050: verification failed too many times',
      next: `Wait a minute. ${CHECK_KEY}`,
    },
  ],
  'http-status': [
    {
      fact: { kind: 'http-status', status: 403 },
      text: 'the target answered HTTP 403, which the API never does',
      next: 'Check --endpoint and --region, and whether a proxy or firewall stands between here and the target.',
    },
  ],
  'rows-refused': [
    {
      fact: { kind: 'rows-refused', count: 20, areMembers: true, errorCode: 10007, because: REFUSED },
      text: `20 rows were refused with code 10007, and none was set since: ${NO_PERMISSION}. The target says that their accounts are members of their groups`,
      next: `${CHECK_ADMIN} ${IF_THE_ROWS}`,
    },
    {
      fact: { kind: 'rows-refused', count: 1, areMembers: false, errorCode: 10007, because: REFUSED },
      text: `a row was refused with code 10007, and none was set since: ${NO_PERMISSION}. Nobody could tell whether its account is a member of its group`,
      next: `${CHECK_ADMIN} ${IF_THE_ROWS}`,
    },
  ],
  'all-refused': [
    {
      fact: { kind: 'all-refused', of: 'groups', count: 12, errorCode: 10010, because: GONE },
      text: 'no row was ever set, and 12 groups were refused, the last with code 10010: the group does not exist or was dismissed',
      next: `${UNKNOWN_NAMES} ${IF_ALL_ROWS}`,
    },
    {
      fact: { kind: 'all-refused', of: 'accounts', count: 500, errorCode: 10019, because: NO_ACCOUNT },
      text: 'no row was ever set, and 500 accounts were refused, the last with code 10019: the account does not exist',
      next: `${UNKNOWN_NAMES} ${IF_ALL_ROWS}`,
    },
    {
      fact: { kind: 'all-refused', of: 'rows', count: 20, errorCode: 99_999, because: NOT_LISTED },
      text: 'no row was ever set, and 20 rows were refused, the last with code 99999: a code that no document lists: later',
      next: `The app, the region or the account may be the wrong one: check --sdkappid, --region and --admin. Then type the same command again. ${IF_ALL_ROWS}`,
    },
  ],
  'unknown-code': [
    {
      fact: { kind: 'unknown-code', count: 20, errorCode: 99_999, because: NOT_LISTED },
      text: '20 rows in a row were refused with code 99999: a code that no document lists: later',
      next: 'Look the code up on the vendor’s page of error codes. The refused rows are in failures.csv; the same command goes on with the rest.',
    },
  ],
  'questions-refused': [
    {
      fact: { kind: 'questions-refused', count: 1, errorCode: 10007, because: REFUSED },
      text: `a question was refused with code 10007: ${NO_PERMISSION}`,
      next: QUESTIONS_NEXT,
    },
    {
      fact: { kind: 'questions-refused', count: 20, errorCode: 10007, because: REFUSED },
      text: `20 questions in a row were refused, the last with code 10007: ${NO_PERMISSION}`,
      next: QUESTIONS_NEXT,
    },
  ],
  'out-of-reach': [
    {
      fact: {
        kind: 'out-of-reach',
        afterMs: 30 * MINUTE_MS,
        isLasting: false,
        because: { code: 'coded-reply', errorCode: 10002, said: '' } as never,
      },
      text: 'the target answered, but no call got through for 30 min 0 s; the last answer: 10002 internal error of the group service',
      next: 'Ask the vendor about this answer, with the time of the calls. When the target is back, the same command goes on where it stopped.',
    },
    {
      fact: {
        kind: 'out-of-reach',
        afterMs: MINUTE_MS,
        isLasting: true,
        because: { code: 'no-reply', proxy: undefined, fault: 'proxy-login', isLoginGiven: false } as never,
      },
      text: 'no call gets through, and waiting does not mend it: HTTP 407, a proxy asks for a name and a password',
      next: 'Give the name and the password in HTTPS_PROXY, as in http://name:password@host:port. Then the same command goes on where it stopped.',
    },
    {
      fact: { kind: 'out-of-reach', afterMs: 30 * MINUTE_MS, isLasting: false, because: RESET },
      text: 'the target was out of reach for 30 min 0 s; last seen: the other side closed the connection (ECONNRESET)',
      next: 'Check the network, the region and --endpoint; where a proxy is needed, give it with HTTPS_PROXY. When the target is back, the same command goes on where it stopped.',
    },
  ],
  'too-many-failures': [
    {
      fact: { kind: 'too-many-failures', failed: 51, limit: { kind: 'rows', rows: 50 } },
      text: '51 rows failed, more than --max-failures 50 allows',
      next: TOO_MANY_NEXT,
    },
    {
      fact: { kind: 'too-many-failures', failed: 6, limit: { kind: 'percent', percent: 2.5 } },
      text: '6 rows failed, more than --max-failures 2.5% allows',
      next: TOO_MANY_NEXT,
    },
  ],
  interrupted: [
    {
      fact: { kind: 'interrupted', signal: 'SIGTERM' },
      text: 'interrupted by SIGTERM',
      next: 'The same command goes on where it stopped.',
    },
  ],
};

test.each(Object.values<readonly (Told & { fact: RunFact })[]>(FACTS).flat())('$text', ({ fact, text, next }) =>
  expect(toldOf(fact)).toEqual({ text, next }),
);
