import { en } from '../../../src/messages/en.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import type { Commands } from '../../../src/report/next-steps/commands.ts';
import { briefImportText, importText } from '../../../src/report/text/import-text.ts';
import { EARLY_ENDS } from '../early-ends.ts';
import { type Given, importOf, REHEARSAL } from '../summaries.ts';

export const LONG_PATH = 'exports/2026-11-25/region ap-guangzhou/unread counts of all members.csv';

const COMMANDS: Commands = {
  again: 'npx tim-unread import members.csv --settings .env',
  restart: 'npx tim-unread import members.csv --settings .env --restart',
  import: 'npx tim-unread import members.csv --settings .env',
  verify: 'npx tim-unread verify members.csv --settings .env',
  isVerifyOfOriginal: false,
  isOriginalLater: false,
  isVerifyPiped: false,
  verifyCorrected: [],
  verifyUnproven: [],
  isAllCorrected: false,
  correct: (path) => [
    `cp ${path} members-corrected.csv`,
    'npx tim-unread import members-corrected.csv --settings .env',
  ],
  isRestart: false,
  isOnlyChanges: false,
};

const OF_REHEARSAL: Commands = {
  ...COMMANDS,
  again: 'npx tim-unread import members.csv --simulator',
  restart: 'npx tim-unread import members.csv --simulator --restart',
  verify: undefined,
  correct: (path) => [`cp ${path} members-corrected.csv`, 'npx tim-unread import members-corrected.csv --simulator'],
};

const OF_STDIN: Commands = {
  ...COMMANDS,
  isVerifyPiped: true,
  again: 'npx tim-unread import - --format csv --state-dir ./stdin.tim-unread',
  restart: 'npx tim-unread import - --format csv --state-dir ./stdin.tim-unread --restart',
  verify: 'npx tim-unread verify rows-in-a-file --format csv',
  correct: (path) => [`cp ${path} stdin-corrected.csv`, 'npx tim-unread import stdin-corrected.csv'],
};

const OF_COPY: Commands = { ...COMMANDS, isVerifyOfOriginal: true };

const page =
  (given: Given, commands = COMMANDS) =>
  (messages: Messages = en): string =>
    importText(importOf(given), commands, messages);

const FAILURES: Given['failures'] = [
  { class: 'refused', errorCode: 10007, count: 1204 },
  { class: 'group_refused', errorCode: 10010, count: 310 },
  { class: 'invalid', errorCode: null, count: 2 },
  { class: 'exhausted', errorCode: 10002, count: 1 },
];

// An import goes on where questions are refused.
const OF_QUESTIONS: ReadonlySet<string> = new Set(['question-refused', 'questions-refused']);

const HALF: Given = { rows: { ok: 1200, pending: 37 }, doneBytes: 30_011 };

export const IMPORT_PAGES = {
  'import-complete': page({ rows: { ok: 2500 } }),
  'import-complete-one-row': page({ rows: { ok: 1 }, sizeBytes: 62 }),
  'import-complete-rehearsal': page({ rows: { ok: 2500 }, target: REHEARSAL }, OF_REHEARSAL),
  'import-complete-resumed': page({
    rows: { ok: 1_234_567 },
    resumed: true,
    sizeBytes: 48_234_901,
    calls: { sent: 1_000_001, retried: 12_003, rateLimited: 17, meanPerSecond: 199.8, peakPerSecond: 200 },
  }),
  'import-complete-local-target': page({
    rows: { ok: 25 },
    target: { kind: 'tim', sdkappid: 1400000001, endpoint: 'http://127.0.0.1:8080' },
  }),
  'import-nothing-in-the-input': page({ sizeBytes: 36 }),
  'import-with-failures': page({ rows: { ok: 998_483 }, failures: FAILURES, sizeBytes: 40_000_123 }),
  'import-with-failures-one': page({
    rows: { ok: 24 },
    failures: [{ class: 'refused', errorCode: 10019, count: 1 }],
    calls: { retried: 1, rateLimited: 1 },
  }),
  'import-with-failures-every-row': page({ failures: [{ class: 'refused', errorCode: 10019, count: 3 }] }),
  'import-with-failures-rehearsal': page(
    { rows: { ok: 24 }, failures: [{ class: 'invalid', errorCode: null, count: 1 }], target: REHEARSAL },
    OF_REHEARSAL,
  ),
  'import-with-failures-long-path': page({
    path: LONG_PATH,
    rows: { ok: 24, lowered: 3 },
    failures: [{ class: 'invalid', errorCode: null, count: 1 }],
  }),
  ...Object.fromEntries(
    Object.entries(EARLY_ENDS)
      .filter(([name]) => !OF_QUESTIONS.has(name))
      .map(([name, earlyEnd]) => [
        `import-incomplete-${name}`,
        page({ ...HALF, ...(name === 'all-refused' && { rows: { pending: 500 } }), earlyEnd }),
      ]),
  ),
  'import-incomplete-with-failures': page({
    ...HALF,
    earlyEnd: EARLY_ENDS['too-many-failures'],
    failures: [{ class: 'refused', errorCode: 10004, count: 51 }],
  }),
  'import-incomplete-before-the-first-row': page({ rows: {}, doneBytes: 0, earlyEnd: EARLY_ENDS['fatal-reply'] }),
  'import-incomplete-standard-input': page(
    { path: '-', rows: { ok: 10 }, sizeBytes: undefined, doneBytes: 301, earlyEnd: EARLY_ENDS.signal },
    OF_STDIN,
  ),
  'import-complete-standard-input': page({ path: '-', rows: { ok: 100 }, sizeBytes: 3_012 }, OF_STDIN),
  'import-unchanged': page({ rows: { ok: 100, skipped: 900, unchanged: 900 } }),
  'import-superseded': page({ rows: { ok: 100, skipped: 3 } }),
  'import-unchanged-and-superseded-one': page({ rows: { ok: 100, skipped: 2, unchanged: 1 } }),
  'import-lowered': page({ rows: { ok: 100, lowered: 12 } }),
  'import-lowered-one': page({ rows: { ok: 100, lowered: 1 } }),
  'import-totals-unknown': page({ rows: { ok: 100, lowered: 2, totalUnknown: 8 } }),
  'import-totals-unknown-one': page({ rows: { ok: 100, totalUnknown: 1 } }),
  'import-no-total-known': page({ rows: { ok: 100, totalUnknown: 100 } }),
  'import-complete-once-more': page({ rows: { ok: 2500 }, resumed: true, wasFinished: true }),
  'import-complete-only-changes-anew': page(
    { rows: { ok: 8 } },
    { ...COMMANDS, restart: `${COMMANDS.restart} --only-changes`, isOnlyChanges: true },
  ),
  'import-complete-corrected-copy': page({ path: 'members-corrected.csv', rows: { ok: 8 } }, OF_COPY),
  'import-with-failures-exhausted': page({
    rows: { ok: 24 },
    failures: [{ class: 'exhausted', errorCode: 10002, count: 3 }],
  }),
  'import-incomplete-restarted': page({ ...HALF, earlyEnd: EARLY_ENDS.signal }, { ...COMMANDS, isRestart: true }),
  'import-brief': (messages: Messages = en) => briefImportText(importOf({ rows: { ok: 2500, lowered: 2 } }), messages),
};
