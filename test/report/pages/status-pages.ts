import { en } from '../../../src/messages/en.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import { type RunStatus, type Status, statusText } from '../../../src/report/text/status-text.ts';
import { importOf, REAL, REHEARSAL, rowsOf } from '../summaries.ts';

const COMMANDS = {
  import: 'npx tim-unread import members.csv --env-file .env',
  feedBack: 'npx tim-unread import members-corrected.csv --env-file .env',
};

const statusOf = (given: Partial<RunStatus>, path = 'members.csv'): Status => ({
  path,
  run: {
    verdict: 'COMPLETE',
    savedAt: '2026-11-25T08:00:13.250Z',
    rehearsal: false,
    target: REAL,
    rows: rowsOf({ ok: 25 }),
    failures: [],
    sizeBytes: 628,
    doneBytes: 628,
    nextLine: 27,
    files: importOf({ path }).files,
    ...given,
  },
});

const FAILED = {
  rows: rowsOf({ ok: 20, failed: 5 }),
  failures: [{ class: 'refused', errorCode: 10007, count: 5 }],
} as const;

const UNFINISHED = { verdict: 'INCOMPLETE', doneBytes: 301, nextLine: 12 } as const;

export const STATUSES: Readonly<Record<string, Status>> = {
  'not-started': { path: 'members.csv', run: undefined },
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
  finished: statusOf({}),
  'finished-with-failures': statusOf({ ...FAILED, verdict: 'COMPLETE WITH FAILURES' }),
  rehearsal: statusOf({ rehearsal: true, target: REHEARSAL }),
};

export const STATUS_PAGES = Object.fromEntries(
  Object.entries(STATUSES).map(([name, status]) => [
    `status-${name}`,
    (messages: Messages = en) => statusText(status, COMMANDS, messages),
  ]),
);
