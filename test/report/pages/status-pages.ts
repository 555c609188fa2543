import { Interrupted } from '../../../src/core/errors/interrupted.ts';
import { TooManyFailuresError } from '../../../src/core/errors/target-error.ts';
import { en } from '../../../src/messages/en.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import type { StatusCommands } from '../../../src/report/next-steps/commands.ts';
import { PLAIN_PAGE } from '../../../src/report/page.ts';
import type { AuditStatus, RunStatus, Status } from '../../../src/report/status.ts';
import { statusText } from '../../../src/report/text/status-text.ts';
import { importOf, REAL, REHEARSAL, rowsOf } from '../summaries.ts';

const EXPIRED = { kind: 'fatal-reply', errorCode: 70001, said: '', clockAheadMs: undefined } as const;

const CUT_OFF = {
  kind: 'archive-broke-off',
  path: 'members.csv.gz',
  compression: 'gzip',
  fault: { code: 'cut-off' },
  mayBeText: false,
} as const;

export const STATUS_COMMANDS: StatusCommands = {
  again: 'npx tim-unread import members.csv --settings .env',
  restart: 'npx tim-unread import members.csv --settings .env --restart',
  import: 'npx tim-unread import members.csv --settings .env',
  check: 'npx tim-unread check members.csv --settings .env',
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
  lacksApp: false,
};

const statusOf = (given: Partial<RunStatus>, path = 'members.csv', around: Partial<Status> = {}): Status => ({
  path,
  now: 'same',
  running: undefined,
  check: undefined,
  verify: undefined,
  failedBefore: new Map(),
  overruled: 0,
  run: {
    verdict: 'COMPLETE',
    savedAt: '2026-11-25T08:00:13.250Z',
    rehearsal: false,
    target: REAL,
    rows: rowsOf({ ok: 25 }),
    failures: [],
    sizeBytes: 628,
    doneBytes: 628,
    atEnd: true,
    nextLine: 27,
    files: importOf({ path }).files,
    stop: undefined,
    reason: undefined,
    ...given,
  },
  ...around,
});

const NOT_STARTED: Status = { ...statusOf({}), run: undefined, now: 'unread' };

const audit = (name: 'check' | 'verify', given: Partial<AuditStatus>): AuditStatus => ({
  rows: rowsOf({ ok: 25 }),
  failures: [],
  foundPath: `members.csv.tim-unread/${name}.csv`,
  isFinished: true,
  isLatest: true,
  savedAt: '2026-11-25T08:05:00.000Z',
  ...given,
});

const FAILED = {
  rows: rowsOf({ ok: 20, failed: 5 }),
  failures: [{ class: 'refused', errorCode: 10007, count: 5 }],
} as const;

const UNFINISHED = {
  verdict: 'INCOMPLETE',
  doneBytes: 301,
  nextLine: 12,
  stop: { kind: 'code', code: 'TU_INTERRUPTED' },
  reason: 'interrupted by SIGINT',
  fact: new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }).fact,
} as const;

const DIFFERENT = {
  rows: rowsOf({ ok: 23, failed: 2 }),
  failures: [{ class: 'different', errorCode: null, count: 2 }],
} as const;

const HOLDER = { pid: 4711, host: 'migration', since: '2026-11-25T07:00:00.000Z' };

export const STATUSES: Readonly<Record<string, Status>> = {
  'not-started': NOT_STARTED,
  'not-started-checked': { ...NOT_STARTED, check: audit('check', { rows: rowsOf({ ok: 25 }) }) },
  running: statusOf({ ...UNFINISHED, rows: rowsOf({ ok: 10, pending: 4 }), stop: { kind: 'killed' } }, 'members.csv', {
    now: 'unread',
    running: { command: 'import', holder: HOLDER, perSecond: 199.8, etaS: 5_400 },
  }),
  reading: statusOf({ ...UNFINISHED, rows: rowsOf({ ok: 10, pending: 4 }), stop: { kind: 'killed' } }, 'members.csv', {
    now: 'unread',
    running: {
      command: 'import',
      holder: HOLDER,
      readingSince: HOLDER.since,
      perSecond: undefined,
      etaS: undefined,
    },
  }),
  paused: statusOf({ ...UNFINISHED, rows: rowsOf({ ok: 10, pending: 4 }), stop: { kind: 'killed' } }, 'members.csv', {
    now: 'unread',
    running: {
      command: 'import',
      holder: HOLDER,
      pausedSince: '2026-11-25T08:00:00.000Z',
      perSecond: 0,
      etaS: undefined,
    },
  }),
  killed: statusOf({
    ...UNFINISHED,
    rows: rowsOf({ ok: 10 }),
    stop: { kind: 'killed' },
    reason: undefined,
    fact: undefined,
  }),
  limited: statusOf({
    ...UNFINISHED,
    rows: rowsOf({ ok: 10 }),
    stop: { kind: 'limit' },
    reason: '--limit was reached',
  }),
  'too-many-failures': statusOf({
    ...UNFINISHED,
    ...FAILED,
    stop: { kind: 'code', code: 'TU_TOO_MANY_FAILURES' },
    reason: '5 rows failed, more than --max-failures 4 allows',
    fact: new TooManyFailuresError({ kind: 'too-many-failures', failed: 5, limit: { kind: 'rows', rows: 4 } }).fact,
  }),
  'stopped-by-a-code': statusOf({
    ...UNFINISHED,
    ...FAILED,
    stop: { kind: 'code', code: 'TU_FATAL_REPLY', fact: EXPIRED },
    reason: 'the target refused a call with code 70001',
    fact: EXPIRED,
  }),
  'archive-cut-off': statusOf({
    ...UNFINISHED,
    stop: { kind: 'code', code: 'TU_INPUT_BROKE_OFF' },
    reason: 'members.csv.gz (gzip) is cut off',
    fact: CUT_OFF,
  }),
  edited: statusOf({ ...UNFINISHED, rows: rowsOf({ ok: 10 }) }, 'members.csv', { now: 'edited' }),
  gone: statusOf({ ...UNFINISHED, rows: rowsOf({ ok: 10 }) }, 'members.csv', { now: 'gone' }),
  'finished-grown': statusOf({}, 'members.csv', { now: 'grown' }),
  'finished-edited': statusOf({}, 'members.csv', { now: 'edited' }),
  'finished-gone': statusOf({}, 'members.csv', { now: 'gone' }),
  'finished-no-rows': statusOf({ rows: rowsOf({}) }),
  'verified-right': statusOf({}, 'members.csv', { verify: audit('verify', {}) }),
  'verified-wrong': statusOf({}, 'members.csv', { verify: audit('verify', DIFFERENT) }),
  'verify-stale': statusOf({}, 'members.csv', { verify: audit('verify', { ...DIFFERENT, isLatest: false }) }),
  'verify-unfinished': statusOf({}, 'members.csv', { verify: audit('verify', { isFinished: false }) }),
  unfinished: statusOf({ ...UNFINISHED, rows: rowsOf({ ok: 10, pending: 4 }) }),
  'unfinished-with-failures': statusOf({ ...UNFINISHED, ...FAILED }),
  'unfinished-not-bound': statusOf({
    ...UNFINISHED,
    rows: rowsOf({}),
    doneBytes: 0,
    nextLine: 2,
    target: undefined,
  }),
  'unfinished-standard-input': statusOf({ ...UNFINISHED, rows: rowsOf({ ok: 10 }), sizeBytes: undefined }, '-'),
  shares: statusOf(
    { ...UNFINISHED, rows: rowsOf({ ok: 10, failed: 2 }), files: { failures: 'members.csv.tim-unread/failures.csv' } },
    'members.csv',
    {
      shares: [1, 2].map((index) => ({
        shard: { index, of: 2 },
        stateDir: `members.csv.tim-unread/shard-${index}-of-2`,
        verdict: index === 1 ? 'INCOMPLETE' : 'NOT STARTED',
        rows: index === 1 ? rowsOf({ ok: 10, failed: 2 }) : undefined,
        holder: undefined,
      })),
    },
  ),
  finished: statusOf({}),
  'finished-with-failures': statusOf({ ...FAILED, verdict: 'COMPLETE WITH FAILURES' }),
  rehearsal: statusOf({ rehearsal: true, target: REHEARSAL }),
};

const page =
  (status: Status, commands = STATUS_COMMANDS) =>
  (messages: Messages = en): string =>
    statusText(status, commands, messages, PLAIN_PAGE, Date.UTC(2026, 0, 1));

export const STATUS_PAGES = {
  ...Object.fromEntries(Object.entries(STATUSES).map(([name, status]) => [`status-${name}`, page(status)])),
  'status-without-an-app': page(statusOf({}), { ...STATUS_COMMANDS, lacksApp: true }),
};
