import type { Problem } from '../../../src/core/row/problem.ts';
import type { NoReplyFault, Reason } from '../../../src/core/target/reason.ts';
import type { Sample } from './sample.ts';

type Problems = { readonly [C in Problem['code']]: readonly Sample<Problem, 'code', C>[] };
type Reasons = { readonly [C in Reason['code']]: readonly Sample<Reason, 'code', C>[] };

const value = '1,234';
const digits = { value, digits: '1234' };
const field = 'groupId';

/** What can be wrong with a row, by its code: the compiler asks for every code. */
export const PROBLEMS: Problems = {
  'line-too-long': [{}],
  'quote-not-closed': [{}],
  'text-after-closing-quote': [{}],
  'quote-inside-value': [{}],
  'not-one-record': [{}],
  'not-csv': [{ errorCode: 'CSV_INVALID' }],
  'not-json': [{}],
  'not-json-object': [{}],
  'backslashes-doubled': [{}],
  'key-twice': [{ key: 'GroupId' }],
  'element-broken': [{}],
  'element-not-json': [{}],
  'element-not-object': [{}],
  'cr-alone': [{}],
  'comma-in-count': [{ digits: '1,200' }],
  'value-count': [
    { found: 1, expected: 3, expectedBy: 'header' },
    { found: 4, expected: 3, expectedBy: 'first line' },
  ],
  'full-width-commas': [{}],
  'header-again': [{}],
  'rule-line': [{}],
  'types-line': [{}],
  'footer-line': [{}],
  'empty-row': [{}],
  'merge-mark': [{}],
  'not-in-encoding': [{ encoding: 'gb18030' }],
  'utf8-not-encoding': [{ encoding: 'gb18030' }],
  'not-utf8-as-marked': [{}],
  'not-utf8-but-like': [{ encoding: 'gb18030' }],
  'not-utf8': [{ candidates: ['gb18030', 'big5'] }],
  'values-too-long': [{}],
  'half-character': [{}],
  'value-missing': [{ field }],
  placeholder: [
    { field: 'unread', value: 'NULL' },
    { field, value: 'NULL' },
  ],
  'hidden-character': [
    { field, value: 'g1\u00a0', character: '\u00a0', place: 'end' },
    { field, value: 'g\u200b1', character: '\u200b', place: 'inside' },
  ],
  'other-digits': [
    { field: 'unread', value: '１２', script: 'full-width', digits: '12' },
    { field: 'unread', value: '٣', script: 'other', digits: '3' },
  ],
  'topic-id': [{ value: '@TGS#_c@TOPIC#_n' }],
  'id-too-long': [{ field, value: 'g', sizeBytes: 49, mostBytes: 48 }],
  'not-ascii': [
    { field, value: '项目组' },
    { field, value: '“g1”' },
    { field, value: 'g–1', lookAlike: { character: '–', plain: '-' } },
  ],
  'id-not-text': (['number', 'boolean', 'object', 'array', 'mongo'] as const).map((found) => ({ field, found })),
  'digits-lost': [{ field }],
  rounded: [{ field, value: '1.58292E+18' }],
  'count-blank': [{ value: ' ' }],
  'count-space-around': [digits],
  'count-thousands-separator': [digits],
  'count-decimal-part': [digits],
  'count-decimals-or-separators': [{ value }],
  'count-plus-sign': [digits],
  'count-negative': [{ value: '-1' }],
  'count-apostrophe': [digits],
  'count-exponent': [{ value: '1e3' }],
  'count-hexadecimal': [{ value: '0xd6' }],
  'count-capped': [{ value: '99+' }],
  'count-abbreviated': [{ value: '1.2k' }],
  'count-with-unit': [{ value: '3条', unit: '条', digits: '3' }],
  'count-true-or-false': [{ value: 'true' }],
  'count-not-whole': [{ value: 'many' }],
  'position-not-whole': [{ value: 'x' }],
  'no-last-seq': [{ groupId: 'g1' }],
  'count-fraction': [{ value: 1.5 }],
  'count-not-number': [{ found: 'boolean' }],
  'count-out-of-range': [{ value: '2147483648', most: 2_147_483_647 }],
};

const because: Reason = { code: 'reply', errorCode: 10010, said: '' };

const FAULTS: readonly NoReplyFault[] = [
  { fault: 'deadline', timeoutMs: 5000 },
  { fault: 'name-not-found', host: 'console.tim.qq.com' },
  { fault: 'name-unanswered', host: 'console.tim.qq.com' },
  ...(
    [
      'connection',
      'reset',
      'blocked-here',
      'open-files',
      'local-ports',
      'certificate',
      'certificate-expired',
      'certificate-early',
      'certificate-authority',
      'certificate-name',
      'no-tls',
      'tls-refused',
    ] as const
  ).map((fault) => ({ fault, said: 'ECONNRESET' })),
  { fault: 'proxy-login', isLoginGiven: true },
  { fault: 'proxy-login', isLoginGiven: false },
  { fault: 'proxy-denied', status: 403 },
  { fault: 'proxy-failed', status: 502 },
  { fault: 'unasked-continue' },
  { fault: 'status', status: 302 },
  { fault: 'status-forbidden', status: 403 },
  { fault: 'too-large', status: 200, mostBytes: 1_048_576 },
  { fault: 'not-the-api', encoding: 'gzip', said: 'hello' },
];

/** Why a row failed, a group is unknown or a run waits, by its code: the compiler asks for every code. */
export const REASONS: Reasons = {
  invalid: [
    {
      problems: [
        { kind: 'unparsable', code: 'not-json' },
        { kind: 'too-long', code: 'values-too-long' },
      ],
    },
  ],
  reply: [
    { errorCode: 10010, said: '' },
    { errorCode: 10010, said: 'group dismissed' },
  ],
  'coded-reply': [{ errorCode: 10002, said: '' }],
  'reply-lacks-content': [{}],
  'too-many-requests': [{}],
  'budget-away': [
    { redis: 'redis://cache:6379', said: 'connect ECONNREFUSED' },
    { redis: 'redis://cache:26379', said: "ERR unknown command 'eval'", is: 'sentinel' },
    { redis: 'redis://cache:7000', said: 'MOVED 12 10.0.0.2:7000', is: 'cluster' },
    { redis: 'redis://cache:6380', said: "READONLY You can't write against a read only replica.", is: 'replica' },
    { redis: 'redis://cache:6379', said: 'WRONGPASS invalid username-password pair', is: 'refused' },
    { redis: 'redis://cache:6379', said: 'NOPERM this user has no permissions', is: 'no-right' },
    { redis: 'redis://cache:6379', said: 'ERR DB index is out of range', is: 'no-database' },
    { redis: 'rediss://cache:6380', said: 'self-signed certificate', is: 'certificate' },
    { redis: 'rediss://cache:6379', said: 'wrong version number', is: 'no-tls' },
    { redis: 'redis://cache:80', said: 'Unknown RESP type 72 "H"', is: 'no-redis' },
    ...(
      ['tls-unanswered', 'closed-unanswered', 'full', 'cannot-save', 'loading', 'busy', 'too-few-replicas'] as const
    ).map((likely) => ({ redis: 'redis://cache:6379', said: 'connect ETIMEDOUT', likely })),
  ],
  'no-reply': FAULTS.map((fault) => ({ proxy: fault.fault === 'no-tls' ? 'http://proxy:8080' : undefined, ...fault })),
  'not-sent': [{ because }],
  'earlier-row-refused': [{ because }],
  'group-in-trouble': [{ because }],
  'group-type': [{ type: 'ChatRoom' }, { type: 'AVChatRoom' }],
  'group-left-out': [{}],
  'group-without-type': [{}],
  'group-code': [
    { errorCode: 10015, said: '' },
    { errorCode: null, said: 'odd' },
  ],
  'group-not-asked': [{}],
  'group-not-looked-up': [{ because }],
  'not-a-member': [{}],
  'member-left-out': [{}],
  'no-account': [{}],
  'account-left-out': [{}],
  'would-be-lowered': [{ asked: 55, total: 40 }],
  'other-count': [
    { asked: 5, found: 4, source: 'UnreadMsgNum', hasNewMessages: false },
    { asked: 5, found: 4, source: 'NextMsgSeq - 1 - MsgSeq', hasNewMessages: true },
  ],
  'no-count-in-reply': [{}],
  'next-seq-zero': [{}],
  'seq-beyond': [{ readSeq: 9, total: 5 }],
  'counts-disagree': [{ asked: 5, unread: 4, bySeq: 3 }],
  'read-back-differs': [{ groupId: 'g1', account: 'alice', set: 5, found: 4 }],
  'counts-not-read': [
    { count: 1, because },
    { count: 2000, because },
  ],
  'too-few-tried': [
    { tried: 1, needed: 20 },
    { tried: 7, needed: 20 },
  ],
  'every-count-differs': [{ tried: 200 }],
  'questions-refused': [
    { count: 1, errorCode: 10010, because },
    { count: 20, errorCode: 10010, because },
  ],
};
