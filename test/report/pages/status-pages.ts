import { en } from '../../../src/messages/en.ts';
import { type RunStatus, statusText } from '../../../src/report/text/status-text.ts';
import { importOf, REAL, REHEARSAL, rowsOf } from '../summaries.ts';

const COMMANDS = {
  import: 'npx tim-unread import members.csv --env-file .env',
  feedBack: 'npx tim-unread import members-corrected.csv --env-file .env',
};

const page =
  (given: Partial<RunStatus>, path = 'members.csv') =>
  (): string => {
    const run: RunStatus = {
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
    };
    return statusText({ path, run }, COMMANDS, en);
  };

const FAILED = {
  rows: rowsOf({ ok: 20, failed: 5 }),
  failures: [{ class: 'refused', errorCode: 10007, count: 5 }],
} as const;

const UNFINISHED = { verdict: 'INCOMPLETE', doneBytes: 301, nextLine: 12 } as const;

export const STATUS_PAGES = {
  'status-not-started': () => statusText({ path: 'members.csv', run: undefined }, COMMANDS, en),
  'status-unfinished': page({ ...UNFINISHED, rows: rowsOf({ ok: 10, pending: 4 }) }),
  'status-unfinished-with-failures': page({ ...UNFINISHED, ...FAILED }),
  'status-unfinished-not-bound': page({
    ...UNFINISHED,
    rows: rowsOf({}),
    doneBytes: 0,
    nextLine: 2,
    target: undefined,
  }),
  'status-unfinished-standard-input': page({ ...UNFINISHED, rows: rowsOf({ ok: 10 }), sizeBytes: undefined }, '-'),
  'status-finished': page({}),
  'status-finished-with-failures': page({ ...FAILED, verdict: 'COMPLETE WITH FAILURES' }),
  'status-rehearsal': page({ rehearsal: true, target: REHEARSAL }),
};
