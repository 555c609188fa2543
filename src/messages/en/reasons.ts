import { systemCodesIn } from '../../core/system-errors.ts';
import { canBeOpened } from '../../core/target/group.ts';
import type { NoReply, PassingBudgetTrouble, Reason } from '../../core/target/reason.ts';
import { meaningOf } from '../../core/target/reply-codes.ts';
import { grouped } from '../../core/text/text.ts';
import { howMany } from './how-many.ts';
import { sayProblem } from './problems.ts';
import { meanings } from './replies.ts';
import { systemText } from './system-errors.ts';

type Of<C extends Reason['code']> = Extract<Reason, { code: C }>;

/** Why a row failed, why a group is unknown, or why a run waits: one text for each code. */
export const reasons = {
  invalid: ({ problems }: Of<'invalid'>) => problems.map(sayProblem).join('; '),
  reply: ({ errorCode, said }: Of<'reply'>) => replyText(errorCode, said),
  'coded-reply': ({ errorCode, said }: Of<'coded-reply'>) => `${errorCode} ${replyText(errorCode, said)}`,
  'reply-lacks-content': () => 'ErrorCode 0 with a reply that lacks what was asked for, or contradicts itself',
  'too-many-requests': () => 'HTTP 429',
  'budget-away': ({ redis, said, is, likely }) => {
    if (likely !== undefined) return likelyText[likely](redis, said);
    if (is === 'sentinel')
      return `a Sentinel answers at ${redis}: give the URL of the primary, or of a proxy that leads to it`;
    if (is === 'cluster') return `a cluster answers at ${redis}: give the URL of a Redis that is no part of one`;
    if (is === 'replica') return `a replica answers at ${redis}, which takes no writes: give the URL of the primary`;
    if (is === 'refused') return `Redis at ${redis} refuses the login (${said})`;
    if (is === 'no-right') return `Redis at ${redis} takes the login, which may not do what is needed (${said})`;
    if (is === 'no-database')
      return `Redis at ${redis} does not give the database of the URL (${said}): the number behind the host, of which a Redis has 16 unless it is set otherwise, 0 to 15`;
    if (is === 'certificate') return `the certificate of ${redis} is not accepted (${codes(said)})`;
    if (is === 'no-tls') return `${redis} speaks no TLS (${codes(said)})`;
    if (is === 'no-redis') return `what answers at ${redis} is no Redis (${said})`;
    return `the shared limit at ${redis} cannot be asked for: ${systemText(said)}`;
  },
  'no-reply': (noReply: NoReply) => {
    const proxy = noReply.proxy === undefined ? '' : ` (HTTPS_PROXY is ${noReply.proxy})`;
    return `${faultText(noReply)}${proxy}`;
  },
  'not-sent': ({ because }: Of<'not-sent'>) => `not sent: ${sayReason(because)}`,
  'earlier-row-refused': ({ because }: Of<'earlier-row-refused'>) =>
    `not sent, an earlier row of this group was refused: ${sayReason(because)}`,
  'group-in-trouble': ({ because }: Of<'group-in-trouble'>) =>
    `the group takes no call, while other groups do: ${sayReason(because)}`,
  'group-type': ({ type }: Of<'group-type'>) =>
    canBeOpened(type)
      ? `the group is of type ${type}, which keeps no unread count unless a ticket has opened that for your app: then import with --no-group-check, and the reply decides`
      : `the group is of type ${type}, which keeps no unread count`,
  'group-left-out': () => 'the reply left the group out',
  'group-without-type': () => 'the reply names no type of the group',
  'group-code': ({ errorCode, said }: Of<'group-code'>) => {
    const what =
      errorCode === null ? 'an ErrorCode that is no number' : `code ${errorCode} (${meanings[meaningOf(errorCode)]})`;
    return said === '' ? what : `${what}: ${said}`;
  },
  'group-not-asked': () => 'not asked for',
  'group-not-looked-up': ({ because }: Of<'group-not-looked-up'>) =>
    `the group could not be looked up: ${sayReason(because)}`,
  'not-a-member': () => 'the account is not a member of the group',
  'member-left-out': () => 'the replies left the account out, also when it was asked about once more',
  'no-account': () => 'the account does not exist',
  'account-left-out': () =>
    'the account is not a member of the group; whether it exists the replies left out, also when it was asked about once more',
  'would-be-lowered': ({ asked, total }: Of<'would-be-lowered'>) =>
    `asks for ${asked}; the group has ${howMany(total, 'message')}, and the count would be lowered to that`,
  'other-count': ({ asked, found, source, hasNewMessages }: Of<'other-count'>) => {
    const counts = `asked for ${asked}, found ${found} (${source})`;
    return hasNewMessages ? `${counts}; the group has received messages since the import` : counts;
  },
  'no-count-in-reply': () => 'the reply has no count and no seq to tell it by',
  'next-seq-zero': () => 'the reply contradicts itself: NextMsgSeq is 0, which no group has',
  'seq-beyond': ({ readSeq, total }: Of<'seq-beyond'>) =>
    `the reply contradicts itself: MsgSeq ${readSeq} lies beyond the last message, ${total}`,
  'counts-disagree': ({ asked, unread, bySeq }: Of<'counts-disagree'>) =>
    `asked for ${asked}; UnreadMsgNum says ${unread}, and NextMsgSeq - 1 - MsgSeq says ${bySeq}`,
  'read-back-differs': ({ groupId, account, set, found }: Of<'read-back-differs'>) =>
    `group "${groupId}", account "${account}": set to ${set}, read back ${found}`,
  'counts-not-read': ({ count, because }: Of<'counts-not-read'>) =>
    count === 1
      ? `the count of 1 row could not be read: ${sayReason(because)}`
      : `the counts of ${grouped(count)} rows could not be read, of the first because ${sayReason(because)}`,
  'too-few-tried': ({ tried, needed }: Of<'too-few-tried'>) =>
    `${tried} ${tried === 1 ? 'row' : 'rows'} could be set and read back, and ${needed} must come back right before a row is skipped; rows that ask for 0, and more than two that are right with the same count, prove nothing`,
  'every-count-differs': ({ tried }: Of<'every-count-differs'>) =>
    `up to ${tried} rows are set and read back first, and no other row had its count already`,
  'questions-refused': ({ count, errorCode, because }: Of<'questions-refused'>) => {
    const what = count === 1 ? 'a question was refused' : `${count} questions in a row were refused, the last`;
    return `${what} with code ${errorCode}: ${sayReason(because)}`;
  },
} satisfies { [C in Reason['code']]: (reason: Of<C>) => string };

/** @returns the text of any reason */
export const sayReason = (reason: Reason): string => (reasons[reason.code] as (values: Reason) => string)(reason);

const replyText = (errorCode: number, said: string): string => {
  const meaning = meanings[meaningOf(errorCode)];
  const [ours, theirs] = [wordsOf(meaning), wordsOf(said)];
  if (isWithin(theirs, ours)) return meaning;
  return isWithin(ours, theirs) ? said : `${meaning}: ${said}`;
};

// They change nothing of what a sentence says.
const FILLERS: ReadonlySet<string> = new Set(['a', 'an', 'the', 'this', 'is', 'was', 'are', 'of']);

/** The target may say what the documents say, in nearly the same words. */
const wordsOf = (text: string): ReadonlySet<string> =>
  new Set((text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !FILLERS.has(word)));

const isWithin = (some: ReadonlySet<string>, all: ReadonlySet<string>): boolean =>
  [...some].every((word) => all.has(word));

const codes = (said: string): string => systemCodesIn(said).join('; ');

const faultText = (noReply: NoReply): string => {
  switch (noReply.fault) {
    case 'deadline':
      return `no reply within ${noReply.timeoutMs} ms`;
    case 'connection':
    case 'reset':
      return systemText(noReply.said);
    case 'name-not-found':
      return `there is no host of the name ${noReply.host}`;
    case 'name-unanswered':
      return `the host ${noReply.host} cannot be looked up: no name server answers`;
    case 'blocked-here':
      return `this machine does not let the call out (${codes(noReply.said)})`;
    case 'open-files':
      return `this process may open no more connections (ulimit -n 1024 allows more): ${codes(noReply.said)}`;
    case 'local-ports':
      return `this machine has no room for more connections (other programs, or --concurrency, take too many): ${codes(noReply.said)}`;
    case 'certificate':
      return `the certificate of the target is refused (${codes(noReply.said)})`;
    case 'certificate-expired':
      return `the certificate of the target has expired, by the clock of this machine (${codes(noReply.said)})`;
    case 'certificate-early':
      return `the certificate of the target is not valid yet, by the clock of this machine (${codes(noReply.said)})`;
    case 'certificate-authority':
      return `the certificate of the target is signed by an authority that this machine does not know (${codes(noReply.said)})`;
    case 'certificate-name':
      return `the certificate is that of another host (${codes(noReply.said)})`;
    case 'no-tls':
      return 'what answers does not speak TLS';
    case 'tls-refused':
      return `what answers refuses to speak TLS with this machine (${codes(noReply.said)})`;
    case 'proxy-login':
      return noReply.isLoginGiven
        ? 'HTTP 407, the proxy does not take the name and the password of HTTPS_PROXY'
        : 'HTTP 407, a proxy asks for a name and a password';
    case 'proxy-denied':
      return `HTTP ${noReply.status}, the proxy does not let this machine reach the target`;
    case 'proxy-failed':
      return `HTTP ${noReply.status}, the proxy does not reach the target`;
    case 'unasked-continue':
      return 'HTTP 100 Continue before the reply, which this program did not ask for and cannot take. The calls may have been applied';
    case 'status-forbidden':
      return `HTTP ${noReply.status}`;
    case 'status': {
      const isRedirect = noReply.status >= 300 && noReply.status < 400;
      return `HTTP ${noReply.status}${isRedirect ? ', a redirect, which is not followed' : ''}`;
    }
    case 'too-large':
      return `HTTP ${noReply.status} with a reply of more than ${noReply.mostBytes} bytes`;
    case 'not-the-api': {
      const encoding = noReply.encoding === undefined ? '' : ` (content-encoding ${noReply.encoding})`;
      return `HTTP 200 with a reply that is not the API’s${encoding}: ${noReply.said}`;
    }
  }
};

const likelyText: Record<PassingBudgetTrouble, (redis: string, said: string) => string> = {
  'tls-unanswered': (redis, said) =>
    `${redis} does not answer to TLS (${codes(said)}): where that is a port without TLS, give redis:// in the place of rediss://`,
  'closed-unanswered': (redis, said) =>
    `${redis} closes the connection without an answer (${codes(said)}): where that is a port for TLS, give rediss:// in the place of redis://`,
  full: (redis) => `Redis at ${redis} is full: give it more maxmemory, or take keys of others out`,
  'cannot-save': (redis) =>
    `Redis at ${redis} takes no writes, because it cannot save to its disk: make room there, or type CONFIG SET stop-writes-on-bgsave-error no`,
  loading: (redis) => `Redis at ${redis} has just begun, and still loads its data`,
  busy: (redis) => `Redis at ${redis} is held up by a script of somebody else: SCRIPT KILL ends it`,
  'too-few-replicas': (redis) =>
    `Redis at ${redis} takes no writes, because too few replicas follow it (min-replicas-to-write)`,
};
