import type { InterruptedFact } from '../../core/errors/interrupted.ts';
import type {
  FatalReplyFact,
  OutOfReachFact,
  QuestionsRefusedFact,
  TooManyFailuresFact,
} from '../../core/errors/target-error.ts';
import type { LastingBudgetTrouble, NoReply, Reason } from '../../core/target/reason.ts';
import { replyRule } from '../../core/target/reply-codes.ts';
import { grouped, printable } from '../../core/text/text.ts';
import type { Told } from '../told.ts';
import { duration } from './duration.ts';
import { sayReason } from './reasons.ts';
import { remedies } from './replies.ts';

type RunFact = FatalReplyFact | QuestionsRefusedFact | OutOfReachFact | TooManyFailuresFact | InterruptedFact;
type Of<K extends RunFact['kind']> = Extract<RunFact, { kind: K }>;

/** Why a run stopped. */
export const runErrors = {
  'fatal-reply': ({ errorCode, said, clockAheadMs, admin }: Of<'fatal-reply'>): Told => {
    const remedy = remedyOf(errorCode);
    const refused = `the target refused the call with code ${errorCode}: ${sayReason({ code: 'reply', errorCode, said })}`;
    const text = admin === undefined ? refused : `${refused} (--admin is ${JSON.stringify(printable(admin, 60))})`;
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
    const said = sayReason(because as Reason);
    return {
      text:
        count === 1
          ? `a row was refused with code ${errorCode}, and none was set since: ${said}. ${membersOfOne(areMembers)}`
          : `${count} rows were refused with code ${errorCode}, and none was set since: ${said}. ${membersOfMany(areMembers)}`,
      next: `${remedyOf(errorCode)} If the rows themselves are wrong, give --max-failures: then each such row is counted as failed.`,
    };
  },
  'all-refused': ({ of, count, errorCode, because }: Of<'all-refused'>): Told => ({
    text: allRefused[of](count, errorCode, sayReason(because as Reason)),
    next:
      of === 'rows' ? `${remedyOf(errorCode)} ${CAUSES_OF_ROWS} ${IF_WRONG}`.trim() : `${CAUSES_OF_NAMES} ${IF_WRONG}`,
  }),
  'unknown-code': ({ count, errorCode, because }: Of<'unknown-code'>): Told => ({
    text: `${grouped(count)} rows in a row were refused with code ${errorCode}: ${sayReason(because as Reason)}`,
    next: 'Look the code up on the vendor’s page of error codes. The refused rows are in failures.csv; the same command goes on with the rest.',
  }),
  'questions-refused': ({ count, errorCode, because }: Of<'questions-refused'>): Told => ({
    text: sayReason({ code: 'questions-refused', count, errorCode, because: because as Reason }),
    next: 'Check that --admin is an App admin, and that this app may call get_group_info, get_role_in_group, get_specified_group_member_info and get_joined_group_list; then the same command goes on. import needs none of them: with --no-group-check it does not call them.',
  }),
  'out-of-reach': ({ afterMs, isLasting, because }: Of<'out-of-reach'>): Told => {
    const reason = because as Reason;
    if (isLasting) {
      const text = `no call gets through, and waiting does not mend it: ${sayReason(reason)}`;
      return { text, next: `${adviceFor(reason)} Then the same command goes on where it stopped.` };
    }
    if (reason.code === 'budget-away') {
      return {
        text: `${sayReason(reason)} for ${duration(afterMs / 1000)}; without it nothing is sent`,
        next: 'Check --redis, and whether that Redis runs. Then the same command goes on where it stopped.',
      };
    }
    const text =
      reason.code === 'no-reply'
        ? `the target was out of reach for ${duration(afterMs / 1000)}; last seen: ${sayReason(reason)}`
        : `the target answered, but no call got through for ${duration(afterMs / 1000)}; the last answer: ${sayReason(reason)}`;
    return { text, next: `${adviceFor(reason)} ${GOES_ON}` };
  },
  'too-many-failures': ({ failed, limit }: Of<'too-many-failures'>): Told => {
    const allowed = limit.kind === 'rows' ? String(limit.rows) : `${limit.percent}%`;
    return {
      text: `${failed === 1 ? '1 row' : `${grouped(failed)} rows`} failed, more than --max-failures ${allowed} allows`,
      next: 'Look at failures.csv. To go on all the same, leave --max-failures out or give a larger one:',
    };
  },
  interrupted: ({ signal }: Of<'interrupted'>): Told => ({
    text: `interrupted by ${signal}`,
    next: 'The same command goes on where it stopped.',
  }),
} satisfies { [K in RunFact['kind']]: (fact: Of<K>) => Told };

const allRefused = {
  groups: (count: number, errorCode: number, said: string): string =>
    `no row was ever set, and ${count === 1 ? '1 group was' : `${grouped(count)} groups were`} refused, the last with code ${errorCode}: ${said}`,
  accounts: (count: number, errorCode: number, said: string): string =>
    `no row was ever set, and ${count === 1 ? '1 account was' : `${grouped(count)} accounts were`} refused, the last with code ${errorCode}: ${said}`,
  rows: (count: number, errorCode: number, said: string): string =>
    `no row was ever set, and ${count === 1 ? '1 row was' : `${grouped(count)} rows were`} refused, the last with code ${errorCode}: ${said}`,
};
const CAUSES_OF_NAMES =
  'Another app or another region does not know them: check --sdkappid and --region. Where they were made a short time ago, wait some minutes. Then type the same command again.';
const CAUSES_OF_ROWS =
  'The app, the region or the account may be the wrong one: check --sdkappid, --region and --admin. Then type the same command again.';
const IF_WRONG = 'If the rows themselves are wrong, give --max-failures 100%: then each such row is counted as failed.';

const membersOfOne = (areMembers: boolean): string =>
  areMembers
    ? 'The target says that its account is a member of its group'
    : 'Nobody could tell whether its account is a member of its group';
const membersOfMany = (areMembers: boolean): string =>
  areMembers
    ? 'The target says that their accounts are members of their groups'
    : 'Nobody could tell whether their accounts are members of their groups';

const GOES_ON = 'When the target is back, the same command goes on where it stopped.';

const adviceForBudget = (is: LastingBudgetTrouble | undefined): string => {
  switch (is) {
    case 'refused':
      return 'Check the user and the password in TIM_REDIS: redis://USER:PASSWORD@host:6379, or redis://:PASSWORD@host:6379 without a user; characters such as @ / : # as %40 %2F %3A %23.';
    case 'no-right':
      return 'Give that user the right, on that Redis: ACL SETUSER NAME ~tim-unread:* +eval +evalsha +info +select +time +hmget +hset +lindex +lpush +lrange +lset +ltrim +del +pexpire';
    case 'no-database':
      return 'Give another number, or none for the database 0: redis://host:6379. All processes need the same one.';
    case 'certificate':
      return 'Give the host that the certificate names; the file of an authority of your own goes into NODE_EXTRA_CA_CERTS.';
    case 'no-tls':
      return 'Give redis:// in the place of rediss://, or the port for TLS.';
    default:
      return 'Check --redis (TIM_REDIS): its host and its port.';
  }
};

const adviceFor = (reason: Reason): string => {
  if (reason.code === 'budget-away') return adviceForBudget(reason.is);
  if (reason.code !== 'no-reply') return 'Ask the vendor about this answer, with the time of the calls.';
  switch (reason.fault) {
    case 'name-not-found':
    case 'name-unanswered':
      return isOfProxy(reason)
        ? 'Check the host in HTTPS_PROXY, and the network.'
        : 'Check --endpoint, --region and the network. Where names are known to a proxy only, give it with HTTPS_PROXY.';
    case 'blocked-here':
      return 'Allow node to reach the target in the firewall or the sandbox of this machine, or give the proxy with HTTPS_PROXY.';
    case 'open-files':
      return 'Raise the limit: ulimit -n 1024 (of a service LimitNOFILE=1024, of Docker --ulimit nofile=1024).';
    case 'local-ports':
      return 'Close what else holds connections on this machine, or lower --concurrency.';
    case 'certificate':
      return 'Check --endpoint; ask who runs what answers there, and your administrator about a proxy that reads encrypted traffic.';
    case 'certificate-expired':
    case 'certificate-early':
      return 'Look at the clock of this machine first. If it is right, ask who runs what answers there: no run goes on with such a certificate.';
    case 'certificate-authority':
      return 'A company’s proxy or a virus scanner that reads encrypted traffic signs so: ask your administrator for its certificate as a PEM file, which begins with -----BEGIN CERTIFICATE----- (of a .cer: openssl x509 -inform der -in FILE.cer), and set NODE_EXTRA_CA_CERTS=FILE in the environment (not in the env file). Nothing switches the check off. If there is no such proxy, somebody else answers: check --endpoint.';
    case 'certificate-name':
      return 'Check the host in --endpoint. The sign-in page of a network answers so too: open a page in a browser first.';
    case 'no-tls':
      return reason.proxy === undefined
        ? 'Check host and port in --endpoint.'
        : 'Write HTTPS_PROXY=http://host:port: it is the proxy that most likely speaks no TLS, and the calls in it are encrypted all the same.';
    case 'tls-refused':
      return 'Check --endpoint; ask your administrator about a proxy or gateway between here and the target.';
    case 'proxy-login':
      return reason.isLoginGiven
        ? 'Correct the name and the password in HTTPS_PROXY (special characters in them as %23 for #). They are sent as Basic; for a proxy that wants NTLM or Kerberos start a helper such as px or cntlm, and give that with HTTPS_PROXY.'
        : 'Give the name and the password in HTTPS_PROXY, as in http://name:password@host:port.';
    case 'proxy-denied':
      return 'Ask the administrator of the proxy to allow CONNECT to the host of the target, port 443. Where the target is reached without a proxy, name its host in NO_PROXY.';
    case 'proxy-failed':
      return 'Ask the administrator of the proxy whether it reaches the target; check --endpoint and --region.';
    case 'unasked-continue':
      return 'Switch HTTP 100 Continue off in the proxy or gateway between here and the target, or go around it.';
    case 'status':
    case 'status-forbidden':
      return 'Check --endpoint and --region, and whether a proxy or firewall stands between here and the target.';
    default:
      return 'Check the network, the region and --endpoint; where a proxy is needed, give it with HTTPS_PROXY.';
  }
};

/** Names that are looked up here while there is a proxy are the proxy's. */
const isOfProxy = ({ proxy }: NoReply): boolean => proxy !== undefined;

const remedyOf = (errorCode: number): string => {
  const { remedy } = replyRule(errorCode);
  return remedy === undefined ? '' : remedies[remedy];
};
