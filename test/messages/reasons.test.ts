import { expect, test } from 'vitest';
import type { NoReplyFault, Reason } from '../../src/core/target/reason.ts';
import { en } from '../../src/messages/en.ts';
import { reasonText } from '../../src/messages/messages.ts';

type Said<Fact> = { readonly reason: Fact; readonly text: string };

const NO_PERMISSION = 'no permission: the group type, the member, or the rights of the admin';

/** The texts for every kind of missing reply. */
const FAULTS: { readonly [F in NoReplyFault['fault']]: readonly Said<NoReplyFault>[] } = {
  deadline: [{ reason: { fault: 'deadline', timeoutMs: 5000 }, text: 'no reply within 5000 ms' }],
  'name-not-found': [
    { reason: { fault: 'name-not-found', host: 'x.invalid' }, text: 'there is no host of the name x.invalid' },
  ],
  'name-unanswered': [
    {
      reason: { fault: 'name-unanswered', host: 'x.example' },
      text: 'the host x.example cannot be looked up: no name server answers',
    },
  ],
  connection: [
    {
      reason: { fault: 'connection', said: 'ECONNREFUSED' },
      text: 'the connection was refused, nothing listens at that port (ECONNREFUSED)',
    },
  ],
  reset: [
    { reason: { fault: 'reset', said: 'read ECONNRESET' }, text: 'the other side closed the connection (ECONNRESET)' },
  ],
  'blocked-here': [
    { reason: { fault: 'blocked-here', said: 'EPERM' }, text: 'this machine does not let the call out (EPERM)' },
  ],
  'open-files': [
    {
      reason: { fault: 'open-files', said: 'connect EMFILE' },
      text: 'this process may open no more connections (ulimit -n 1024 allows more): EMFILE',
    },
  ],
  'local-ports': [
    {
      reason: { fault: 'local-ports', said: 'EADDRNOTAVAIL' },
      text: 'this machine has no room for more connections (other programs, or --concurrency, take too many): EADDRNOTAVAIL',
    },
  ],
  certificate: [
    { reason: { fault: 'certificate', said: 'of x' }, text: 'the certificate of the target is refused (of x)' },
  ],
  'certificate-expired': [
    {
      reason: { fault: 'certificate-expired', said: 'of x' },
      text: 'the certificate of the target has expired, by the clock of this machine (of x)',
    },
  ],
  'certificate-early': [
    {
      reason: { fault: 'certificate-early', said: 'of x' },
      text: 'the certificate of the target is not valid yet, by the clock of this machine (of x)',
    },
  ],
  'certificate-authority': [
    {
      reason: { fault: 'certificate-authority', said: 'of x' },
      text: 'the certificate of the target is signed by an authority that this machine does not know (of x)',
    },
  ],
  'certificate-name': [
    { reason: { fault: 'certificate-name', said: 'of x' }, text: 'the certificate is that of another host (of x)' },
  ],
  'no-tls': [{ reason: { fault: 'no-tls', said: '' }, text: 'what answers does not speak TLS' }],
  'tls-refused': [
    { reason: { fault: 'tls-refused', said: 'x' }, text: 'what answers refuses to speak TLS with this machine (x)' },
  ],
  'proxy-login': [
    {
      reason: { fault: 'proxy-login', isLoginGiven: false },
      text: 'HTTP 407, a proxy asks for a name and a password',
    },
    {
      reason: { fault: 'proxy-login', isLoginGiven: true },
      text: 'HTTP 407, the proxy does not take the name and the password of HTTPS_PROXY',
    },
  ],
  'proxy-denied': [
    {
      reason: { fault: 'proxy-denied', status: 403 },
      text: 'HTTP 403, the proxy does not let this machine reach the target',
    },
  ],
  'proxy-failed': [
    { reason: { fault: 'proxy-failed', status: 502 }, text: 'HTTP 502, the proxy does not reach the target' },
  ],
  'status-forbidden': [{ reason: { fault: 'status-forbidden', status: 403 }, text: 'HTTP 403' }],
  'unasked-continue': [
    {
      reason: { fault: 'unasked-continue' },
      text: 'HTTP 100 Continue before the reply, which this program did not ask for and cannot take. The calls may have been applied',
    },
  ],
  status: [
    { reason: { fault: 'status', status: 502 }, text: 'HTTP 502' },
    { reason: { fault: 'status', status: 302 }, text: 'HTTP 302, a redirect, which is not followed' },
  ],
  'too-large': [
    {
      reason: { fault: 'too-large', status: 200, mostBytes: 2_000_000 },
      text: 'HTTP 200 with a reply of more than 2000000 bytes',
    },
  ],
  'not-the-api': [
    {
      reason: { fault: 'not-the-api', encoding: undefined, said: '<html>' },
      text: 'HTTP 200 with a reply that is not the API’s: <html>',
    },
    {
      reason: { fault: 'not-the-api', encoding: 'br', said: '?' },
      text: 'HTTP 200 with a reply that is not the API’s (content-encoding br): ?',
    },
  ],
};

/** The texts for every code, except for a missing reply. */
const REASONS: {
  readonly [C in Exclude<Reason['code'], 'no-reply'>]: readonly Said<Extract<Reason, { code: C }>>[];
} = {
  invalid: [
    {
      reason: {
        code: 'invalid',
        problems: [
          { kind: 'column-missing', code: 'value-missing', field: 'groupId' },
          { kind: 'unread-not-integer', code: 'count-blank', value: ' ' },
        ],
      },
      text: 'GroupId is missing or empty; UnreadMsgNum " " is blank',
    },
  ],
  reply: [
    { reason: { code: 'reply', errorCode: 10004, said: '' }, text: 'invalid parameter' },
    { reason: { code: 'reply', errorCode: 10007, said: 'who is it' }, text: `${NO_PERMISSION}: who is it` },
    { reason: { code: 'reply', errorCode: 10009, said: '' }, text: 'refused by the group service' },
    { reason: { code: 'reply', errorCode: 123, said: 'try later' }, text: 'a code that no document lists: try later' },
  ],
  'coded-reply': [
    { reason: { code: 'coded-reply', errorCode: 60008, said: '' }, text: '60008 service timeout' },
    { reason: { code: 'coded-reply', errorCode: 60008, said: 'busy' }, text: '60008 service timeout: busy' },
  ],
  'reply-lacks-content': [
    {
      reason: { code: 'reply-lacks-content' },
      text: 'ErrorCode 0 with a reply that lacks what was asked for, or contradicts itself',
    },
  ],
  'group-in-trouble': [
    {
      reason: { code: 'group-in-trouble', because: { code: 'reply', errorCode: 10002, said: '' } },
      text: 'the group takes no call, while other groups do: internal error of the group service',
    },
  ],
  'budget-away': [
    {
      reason: { code: 'budget-away', redis: 'redis://h:6379', said: 'connect ECONNREFUSED' },
      text: 'the shared limit at redis://h:6379 cannot be asked for: the connection was refused, nothing listens at that port (ECONNREFUSED)',
    },
  ],
  'too-many-requests': [{ reason: { code: 'too-many-requests' }, text: 'HTTP 429' }],
  'not-sent': [
    {
      reason: { code: 'not-sent', because: { code: 'reply', errorCode: 10010, said: '' } },
      text: 'not sent: the group does not exist or was dismissed',
    },
  ],
  'earlier-row-refused': [
    {
      reason: { code: 'earlier-row-refused', because: { code: 'reply', errorCode: 10015, said: 'bad ID' } },
      text: 'not sent, an earlier row of this group was refused: the group ID is invalid, or the group was dismissed: bad ID',
    },
  ],
  'group-type': [
    {
      reason: { code: 'group-type', type: 'Meeting' },
      text: 'the group is of type Meeting, which keeps no unread count unless a ticket has opened that for your app: then import with --no-group-check, and the reply decides',
    },
    {
      reason: { code: 'group-type', type: 'AVChatRoom' },
      text: 'the group is of type AVChatRoom, which keeps no unread count',
    },
  ],
  'group-left-out': [{ reason: { code: 'group-left-out' }, text: 'the reply left the group out' }],
  'group-without-type': [{ reason: { code: 'group-without-type' }, text: 'the reply names no type of the group' }],
  'group-code': [
    {
      reason: { code: 'group-code', errorCode: 10002, said: '' },
      text: 'code 10002 (internal error of the group service)',
    },
    {
      reason: { code: 'group-code', errorCode: 10002, said: 'busy' },
      text: 'code 10002 (internal error of the group service): busy',
    },
    { reason: { code: 'group-code', errorCode: null, said: '' }, text: 'an ErrorCode that is no number' },
    { reason: { code: 'group-code', errorCode: null, said: 'busy' }, text: 'an ErrorCode that is no number: busy' },
  ],
  'group-not-asked': [{ reason: { code: 'group-not-asked' }, text: 'not asked for' }],
  'group-not-looked-up': [
    {
      reason: { code: 'group-not-looked-up', because: { code: 'group-left-out' } },
      text: 'the group could not be looked up: the reply left the group out',
    },
  ],
  'not-a-member': [{ reason: { code: 'not-a-member' }, text: 'the account is not a member of the group' }],
  'member-left-out': [
    {
      reason: { code: 'member-left-out' },
      text: 'the replies left the account out, also when it was asked about once more',
    },
  ],
  'account-left-out': [
    {
      reason: { code: 'account-left-out' },
      text: 'the account is not a member of the group; whether it exists the replies left out, also when it was asked about once more',
    },
  ],
  'no-account': [{ reason: { code: 'no-account' }, text: 'the account does not exist' }],
  'would-be-lowered': [
    {
      reason: { code: 'would-be-lowered', asked: 55, total: 40 },
      text: 'asks for 55; the group has 40 messages, and the count would be lowered to that',
    },
  ],
  'other-count': [
    {
      reason: { code: 'other-count', asked: 5, found: 7, source: 'UnreadMsgNum', hasNewMessages: false },
      text: 'asked for 5, found 7 (UnreadMsgNum)',
    },
    {
      reason: { code: 'other-count', asked: 5, found: 7, source: 'NextMsgSeq - 1 - MsgSeq', hasNewMessages: true },
      text: 'asked for 5, found 7 (NextMsgSeq - 1 - MsgSeq); the group has received messages since the import',
    },
  ],
  'no-count-in-reply': [
    { reason: { code: 'no-count-in-reply' }, text: 'the reply has no count and no seq to tell it by' },
  ],
  'next-seq-zero': [
    {
      reason: { code: 'next-seq-zero' },
      text: 'the reply contradicts itself: NextMsgSeq is 0, which no group has',
    },
  ],
  'seq-beyond': [
    {
      reason: { code: 'seq-beyond', readSeq: 12, total: 9 },
      text: 'the reply contradicts itself: MsgSeq 12 lies beyond the last message, 9',
    },
  ],
  'counts-disagree': [
    {
      reason: { code: 'counts-disagree', asked: 5, unread: 5, bySeq: 0 },
      text: 'asked for 5; UnreadMsgNum says 5, and NextMsgSeq - 1 - MsgSeq says 0',
    },
  ],
  'read-back-differs': [
    {
      reason: { code: 'read-back-differs', groupId: 'g1', account: 'alice', set: 5, found: 0 },
      text: 'group "g1", account "alice": set to 5, read back 0',
    },
  ],
  'counts-not-read': [
    {
      reason: { code: 'counts-not-read', count: 1, because: { code: 'member-left-out' } },
      text: 'the count of 1 row could not be read: the replies left the account out, also when it was asked about once more',
    },
    {
      reason: { code: 'counts-not-read', count: 1200, because: { code: 'next-seq-zero' } },
      text: 'the counts of 1,200 rows could not be read, of the first because the reply contradicts itself: NextMsgSeq is 0, which no group has',
    },
  ],
  'too-few-tried': [
    {
      reason: { code: 'too-few-tried', tried: 1, needed: 20 },
      text: '1 row could be set and read back, and 20 must come back right before a row is skipped; rows that ask for 0, and more than two that are right with the same count, prove nothing',
    },
    {
      reason: { code: 'too-few-tried', tried: 12, needed: 20 },
      text: '12 rows could be set and read back, and 20 must come back right before a row is skipped; rows that ask for 0, and more than two that are right with the same count, prove nothing',
    },
  ],
  'every-count-differs': [
    {
      reason: { code: 'every-count-differs', tried: 20 },
      text: 'up to 20 rows are set and read back first, and no other row had its count already',
    },
  ],
  'questions-refused': [
    {
      reason: {
        code: 'questions-refused',
        count: 1,
        errorCode: 10007,
        because: { code: 'reply', errorCode: 10007, said: '' },
      },
      text: `a question was refused with code 10007: ${NO_PERMISSION}`,
    },
    {
      reason: {
        code: 'questions-refused',
        count: 20,
        errorCode: 10007,
        because: { code: 'reply', errorCode: 10007, said: '' },
      },
      text: `20 questions in a row were refused, the last with code 10007: ${NO_PERMISSION}`,
    },
  ],
};

test.each(Object.values<readonly Said<Reason>[]>(REASONS).flat())('$text', ({ reason, text }) =>
  expect(reasonText(en, reason)).toBe(text),
);

test.each(Object.values(FAULTS).flat())('$text, and the proxy on the way', ({ reason, text }) => {
  const told = (proxy?: string): string => reasonText(en, { code: 'no-reply', proxy, ...reason });
  expect(told()).toBe(text);
  expect(told('http://proxy:3128')).toBe(`${text} (HTTPS_PROXY is http://proxy:3128)`);
});
