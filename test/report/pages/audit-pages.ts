import type { Example } from '../../../src/core/books/summary.ts';
import type { Reason } from '../../../src/core/target/reason.ts';
import { en } from '../../../src/messages/en.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import type { Commands } from '../../../src/report/next-steps/commands.ts';
import { type Beside, NOTHING_BESIDE } from '../../../src/report/next-steps/known.ts';
import { auditText, briefAuditText } from '../../../src/report/text/audit-text.ts';
import { EARLY_ENDS } from '../early-ends.ts';
import { checkOf, type Given, REHEARSAL, rowsOf, verifyOf } from '../summaries.ts';

const commandsOf = (command: 'check' | 'verify'): Commands => ({
  again: `npx tim-unread ${command} members.csv --settings .env`,
  restart: undefined,
  import: 'npx tim-unread import members.csv --settings .env',
  verify: 'npx tim-unread verify members.csv --settings .env',
  isVerifyOfOriginal: false,
  isOriginalLater: false,
  isVerifyPiped: false,
  verifyCorrected: [],
  verifyUnproven: [],
  isAllCorrected: false,
  correct: (path, second) => {
    const copy = `members-corrected${second ? '-2' : ''}.csv`;
    return [`cp ${path} ${copy}`, `npx tim-unread import ${copy} --settings .env`];
  },
  isRestart: false,
  isOnlyChanges: false,
});

const check =
  (given: Given, beside = NOTHING_BESIDE) =>
  (messages: Messages = en): string =>
    auditText(checkOf({ ...given, imported: beside.imported }), beside, commandsOf('check'), messages);

const verify =
  (given: Given, beside = imported('COMPLETE'), commands: Partial<Commands> = {}) =>
  (messages: Messages = en): string =>
    auditText(verifyOf(given), beside, { ...commandsOf('verify'), ...commands }, messages);

const imported = (
  verdict: 'COMPLETE' | 'COMPLETE WITH FAILURES' | 'INCOMPLETE',
  before: [] | [number] = [],
): Beside => ({
  imported: {
    verdict,
    rows: rowsOf({ ok: verdict === 'INCOMPLETE' ? 15 : 200_000 }),
    failures: [],
    failuresPath: 'members.csv.tim-unread/failures.csv',
  },
  failedBefore: new Map(before.map((count) => ['not_member', count])),
  overruled: 0,
});

const example = (failureClass: Example['class'], line: number, reason: Reason): Example => ({
  class: failureClass,
  line,
  groupId: 'project-apollo',
  account: `member_${line}`,
  reason,
});

const NOT_MEMBER: Reason = { code: 'not-a-member' };
const NO_ACCOUNT: Reason = { code: 'no-account' };
const DISMISSED: Reason = {
  code: 'not-sent',
  because: { code: 'reply', errorCode: 10010, said: 'this group does not exist' },
};
const NOT_ANSWERED: Reason = { code: 'no-reply', proxy: undefined, fault: 'status', status: 503 };
const LOWERED: Reason = { code: 'would-be-lowered', asked: 55, total: 40 };
const NO_COUNT: Reason = {
  code: 'invalid',
  problems: [{ kind: 'placeholder', code: 'placeholder', field: 'unread', value: 'n/a' }],
};

const otherCount = (found: number, hasNewMessages = false): Reason => ({
  code: 'other-count',
  asked: 5,
  found,
  source: 'UnreadMsgNum',
  hasNewMessages,
});

const FOUND_BY_CHECK: Given = {
  rows: { ok: 31 },
  failures: [
    { class: 'not_member', errorCode: null, count: 2 },
    { class: 'group_refused', errorCode: 10010, count: 2 },
    { class: 'lowered', errorCode: null, count: 1 },
    { class: 'no_account', errorCode: null, count: 1 },
    { class: 'invalid', errorCode: null, count: 1 },
  ],
  examples: [
    example('not_member', 12, NOT_MEMBER),
    example('not_member', 13, NOT_MEMBER),
    example('group_refused', 39, DISMISSED),
    example('group_refused', 40, DISMISSED),
    example('lowered', 36, LOWERED),
    example('no_account', 22, NO_ACCOUNT),
    example('invalid', 41, NO_COUNT),
  ],
};

const UNKNOWN: Given = {
  rows: { ok: 35 },
  failures: [{ class: 'unknown', errorCode: null, count: 5 }],
  examples: [example('unknown', 7, NOT_ANSWERED)],
};

const BY_COUNT = { source: 'UnreadMsgNum', count: 30 } as const;
const BY_SEQ = { source: 'NextMsgSeq - 1 - MsgSeq', count: 1 } as const;

const FOUND_BY_VERIFY: Given = {
  rows: { ok: 31, lowered: 1, skipped: 1 },
  countSources: [BY_COUNT, BY_SEQ],
  failures: [
    { class: 'different', errorCode: null, count: 2 },
    { class: 'new_messages', errorCode: null, count: 1 },
    { class: 'exhausted', errorCode: null, count: 1 },
    { class: 'not_member', errorCode: null, count: 3 },
  ],
  examples: [
    example('different', 3, otherCount(7)),
    example('different', 4, otherCount(0)),
    example('new_messages', 9, otherCount(6, true)),
    example('exhausted', 11, NOT_ANSWERED),
    example('not_member', 12, NOT_MEMBER),
  ],
};

const VERIFY_COPY = ['npx tim-unread verify members-corrected.csv --settings .env'];
const IN_A_COPY = { verifyCorrected: VERIFY_COPY, verifyUnproven: VERIFY_COPY };

export const AUDIT_PAGES = {
  'check-every-row': check({ rows: { ok: 40 } }),
  'check-every-row-looked-at': check({ rows: { ok: 39, skipped: 1 } }),
  'check-no-rows': check({ sizeBytes: 36 }),
  'check-wrong': check(FOUND_BY_CHECK),
  'check-wrong-one': check({
    rows: { ok: 39, skipped: 3 },
    failures: [{ class: 'not_member', errorCode: null, count: 1 }],
    examples: [example('not_member', 12, NOT_MEMBER)],
  }),
  'check-wrong-the-only-row': check({
    failures: [{ class: 'no_account', errorCode: null, count: 1 }],
    examples: [example('no_account', 2, NO_ACCOUNT)],
  }),
  'check-wrong-and-unknown': check({
    ...FOUND_BY_CHECK,
    failures: [...(FOUND_BY_CHECK.failures ?? []), { class: 'unknown', errorCode: null, count: 1200 }],
  }),
  'check-unknown': check(UNKNOWN),
  'check-unknown-the-only-row': check({ failures: [{ class: 'unknown', errorCode: null, count: 1 }] }),
  'check-incomplete': check({ rows: { ok: 8 }, doneBytes: 300, earlyEnd: EARLY_ENDS['questions-refused'] }),
  'check-incomplete-question-refused': check({ doneBytes: 0, earlyEnd: EARLY_ENDS['question-refused'] }),
  'check-no-group-known': check({
    rows: {},
    failures: [{ class: 'group_refused', errorCode: 10010, count: 40 }],
    examples: [example('group_refused', 2, DISMISSED)],
  }),
  'check-brief': (messages: Messages = en) => briefAuditText(checkOf({ rows: { ok: 40 } }), messages),
  'verify-every-row': verify({ rows: { ok: 40 }, countSources: [{ ...BY_COUNT, count: 40 }] }),
  'verify-every-row-or-lowered': verify({
    rows: { ok: 40, lowered: 3 },
    countSources: [{ ...BY_COUNT, count: 39 }, BY_SEQ],
  }),
  'verify-sample': verify({ rows: { ok: 5000, skipped: 95_000 }, countSources: [{ ...BY_COUNT, count: 5000 }] }),
  'verify-no-rows': verify({ sizeBytes: 36 }),
  'verify-wrong': verify(FOUND_BY_VERIFY),
  'verify-not-imported': verify(FOUND_BY_VERIFY, NOTHING_BESIDE),
  'verify-wrong-one': verify({
    rows: { ok: 39 },
    failures: [{ class: 'not_member', errorCode: null, count: 1 }],
    examples: [example('not_member', 12, NOT_MEMBER)],
    countSources: [{ ...BY_COUNT, count: 39 }],
  }),
  'verify-of-a-copy-before-the-original': verify(
    { rows: { ok: 1 }, failures: [{ class: 'different', errorCode: null, count: 2 }] },
    imported('COMPLETE'),
    { isVerifyOfOriginal: true, isOriginalLater: true },
  ),
  'verify-wrong-and-unknown': verify({
    rows: { ok: 10_000, skipped: 90_000 },
    failures: [
      { class: 'different', errorCode: null, count: 1 },
      { class: 'unknown', errorCode: null, count: 1 },
    ],
    examples: [example('different', 3, otherCount(7))],
    countSources: [{ ...BY_COUNT, count: 10_001 }],
  }),
  'verify-unknown': verify({ ...UNKNOWN, countSources: [{ ...BY_COUNT, count: 35 }] }),
  'verify-incomplete': verify({
    rows: { ok: 8, pending: 12 },
    doneBytes: 300,
    resumed: true,
    earlyEnd: EARLY_ENDS.signal,
    countSources: [{ ...BY_COUNT, count: 8 }],
  }),
  'verify-rehearsal-target': verify({ rows: { ok: 40 }, target: REHEARSAL, countSources: [BY_COUNT] }),
  'verify-brief': (messages: Messages = en) =>
    briefAuditText(verifyOf({ rows: { ok: 40, lowered: 1, skipped: 1 } }), messages),
  'check-after-a-part': check({ rows: { ok: 40 } }, imported('INCOMPLETE')),
  'check-after-the-import': check({ rows: { ok: 40 } }, imported('COMPLETE')),
  'check-archive-broke-off': check({ rows: { ok: 10 }, earlyEnd: EARLY_ENDS['input-broke-off'] }),
  'verify-after-a-part': verify(FOUND_BY_VERIFY, imported('INCOMPLETE')),
  'verify-refused-before': verify(FOUND_BY_VERIFY, imported('COMPLETE WITH FAILURES', [3])),
  'verify-refused-and-corrected': verify(FOUND_BY_VERIFY, imported('COMPLETE WITH FAILURES', [3]), {
    ...IN_A_COPY,
  }),
  'verify-overruled': verify(FOUND_BY_VERIFY, { ...imported('COMPLETE WITH FAILURES', [3]), overruled: 1 }, IN_A_COPY),
  'verify-all-corrected': verify(
    {
      rows: { ok: 34 },
      failures: [
        { class: 'different', errorCode: null, count: 2 },
        { class: 'not_member', errorCode: null, count: 3 },
      ],
    },
    { ...imported('COMPLETE WITH FAILURES', [3]), overruled: 2 },
    { ...IN_A_COPY, verifyUnproven: [], isAllCorrected: true },
  ),
};
