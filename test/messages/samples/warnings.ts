import type { Suspicion } from '../../../src/core/row/suspicion/suspicion.ts';
import type { Warning } from '../../../src/core/warnings.ts';
import type { Sample } from './sample.ts';

type Warnings = { readonly [K in Warning['kind']]: readonly Sample<Warning, 'kind', K>[] };

const path = 'members.csv';
const folder = 'members.csv.tim-unread';
const better = 'npx tim-unread validate members.csv --encoding gb18030';
const suspicion: Omit<Suspicion, 'kind'> = {
  columns: [{ field: 'groupId', count: 3 }],
  rows: 5000,
  isAll: false,
  places: 'line',
  examples: [{ line: 2, field: 'groupId', value: 'g1 ' }],
  length: 15,
};
const names = { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' };
const suspected = [{ path, better: undefined, delimiter: ',', ...suspicion }];
const undecodable = { path, better: undefined, count: 3, lines: [2, 4, 7], encoding: undefined, isMixed: false };

/** Every warning, by its kind: the compiler asks for every kind. */
export const WARNINGS: Warnings = {
  recognised: [
    {
      path,
      format: 'tsv',
      columns: { groupId: 'room', account: 'uid', unread: 'n' },
      quote: 'none',
      escapes: 'all',
      rows: 'named',
      guards: 'formula',
    },
    {
      path,
      format: undefined,
      columns: undefined,
      quote: "'",
      escapes: 'kept',
      rows: 'cut',
      guards: 'apostrophe',
    },
    {
      path: 'failures.xlsx',
      format: undefined,
      columns: undefined,
      quote: undefined,
      escapes: undefined,
      rows: undefined,
      guards: undefined,
      sheets: {
        sheets: [
          { name: 'group_refused', line: 1 },
          { name: 'invalid', line: 12 },
        ],
        hidden: ['Sheet3'],
      },
    },
  ],
  'secret-readable': [{ path: '.env' }],
  'settings-writable': [{ path: '.env' }],
  'settings-of-other-user': [{ path: '.env', owner: 1002 }],
  'env-file-is-of-node': [{}],
  'variable-wins': [{ name: 'TIM_ADMIN', envFile: '.env' }],
  'env-line-without-equals': [
    { path: '.env', line: 2, odd: undefined },
    { path: '.env', line: 2, odd: '＝' },
  ],
  'env-lines-without-equals': [
    { path: '.env', count: 1 },
    { path: '.env', count: 1995 },
  ],
  'env-name-mended': [{ path: '.env', line: 2, name: 'TIM_ADMIN' }],
  'env-name-unknown': [
    { path: '.env', line: 2, name: 'TIM_ADMN', meant: 'TIM_ADMIN' },
    { path: '.env', line: 2, name: 'TIM_COLOUR', meant: undefined },
  ],
  'env-value-cut': [{ path: '.env', line: 2, name: 'TIM_SECRET_KEY' }],
  'env-read-at-start': [{ path: '.env', line: 2, name: 'NODE_OPTIONS' }],
  'setting-mended': [
    { name: 'TIM_ADMIN', path: '.env', taken: ['quotes', 'space', 'line-break'] },
    { name: '--admin', path: undefined, taken: ['byte-order-mark', 'odd-space', 'hidden-character'] },
  ],
  'settings-in-utf-16': [{ path: '.env', encoding: 'utf-16le' }],
  'rate-above-vendor': [{ perSecond: 300, vendorPerSecond: 200 }],
  'memory-small': [{ bytes: 68 << 20 }],
  'open-files-few': [{ openFiles: 256, connections: 128, upToMs: 640, perSecond: 200 }],
  'region-unused': [{ region: 'sgp', endpoint: 'http://127.0.0.1:8600' }],
  'duplicates-per-input': [{}],
  'subfolders-unread': [
    { folder: 'exports', count: 1, first: 'exports/dt=2026-01-01' },
    { folder: 'exports', count: 1200, first: 'exports/dt=2026-01-01' },
  ],
  'copies-unread': [
    { folder: 'exports', count: 1, first: 'exports/part-0-corrected.csv' },
    { folder: 'exports', count: 1200, first: 'exports/part-0-corrected.csv' },
  ],
  'inputs-empty': [
    { path, count: 1 },
    { path, count: 20 },
  ],
  'told-of-more': [{ times: 1 }, { times: 20 }],
  'no-rows': [
    { path, isBelowHeader: true },
    { path, isBelowHeader: false },
  ],
  'open-line': [{ path }],
  'others-undecodable': [
    { ...undecodable, looksLike: undefined },
    { ...undecodable, looksLike: 'gb18030', better },
  ],
  'rows-undecodable': [
    { ...undecodable, looksLike: undefined },
    { ...undecodable, looksLike: 'gb18030', isMixed: true },
    { ...undecodable, count: 1, lines: [2], looksLike: 'gb18030', better },
  ],
  'counts-missing': [
    { path, better: undefined, count: 1, lines: [7] },
    { path, better: undefined, count: 9, lines: [2, 3] },
  ],
  'positions-past-end': [{ path, better: undefined, count: 9, lines: [2, 3] }],
  'bytes-behind-archive': [
    { path: 'members.csv.gz', better: undefined, bytes: 1 },
    { path: 'members.csv.gz', better: undefined, bytes: 512 },
  ],
  padding: [{ path, better: undefined, bytes: 4096 }],
  'backslashes-unclear': [{ path, better, lines: [2, 3] }],
  'rows-in-quotes': [
    { path, better, places: [[2, 5]], isQuoted: true },
    { path, better, places: [[2, 5]], isQuoted: false },
  ],
  'space-at-edge': [{ path, better, delimiter: ',', ...suspicion }],
  apostrophe: suspected,
  quotes: suspected,
  'written-quotes': suspected,
  formula: [
    ...suspected,
    { path, better: undefined, ...suspicion, examples: [{ line: 2, field: 'groupId', value: '=A2' }] },
  ],
  numbers: [{ path, better, names, ...suspicion }],
  'groups-left-out': [
    {
      path,
      better,
      delimiter: ',',
      names,
      ...suspicion,
    },
    { path, better, ...suspicion },
  ],
  'words-for-none': suspected,
  dates: suspected,
  conversations: suspected,
  wrapped: suspected,
  encoded: suspected,
  masked: suspected,
  templates: suspected,
  'decimal-zero': suspected,
  'other-notation': suspected,
  'breaks-written': [...suspected, { path: 'members.xlsx', better: undefined, unpack: null, ...suspicion }],
  'characters-lost': suspected,
  'platform-changed': [
    ...suspected,
    { path, better: undefined, ...suspicion, examples: [{ line: 2, field: 'groupId', value: 'TGS#2A' }] },
  ],
  thousands: suspected,
  escaped: suspected,
  'utf-7': suspected,
  'backslashes-doubled': suspected,
  'lower-case': suspected,
  'zeros-at-end': [{ path, better: undefined, delimiter: ',', ...suspicion, outOf: 400 }],
  'leading-zeros': suspected,
  'cut-off': suspected,
  names: suspected,
  'one-account': suspected,
  'same-id-twice': suspected,
  swapped: [{ path, better, delimiter: ',', ...suspicion, isAll: true, places: 'index' }],
  totals: suspected,
  'counts-equal': suspected,
  'counts-like-times': suspected,
  'counts-like-ids': suspected,
  'counts-in-sequence': suspected,
  'folder-synced': [{ folder, sign: 'Dropbox' }],
  'folder-has-foreign-files': [{ folder, names: ['guide.md', 'notes.txt'] }],
  'folder-folds-case': [{ folder }],
  'folder-not-locked': [{ folder }],
  'rows-taken-over': [
    { command: 'import', folder, rows: 1, from: null },
    { command: 'import', folder, rows: 20, from: { user: 'ann', host: 'db1' } },
    { command: 'check', folder, rows: 20, from: null },
    { command: 'verify', folder, rows: 20, from: null },
  ],
  'waiting-for-holder': [{ folder, holder: { pid: 7, host: 'db1', since: '2026-11-22T20:30:00.000Z' } }],
  'folder-not-private': [{ folder }],
  'rows-reopened': [
    { path, rows: 0, differing: 0, by: 'encoding', now: 'gb18030' },
    { path, rows: 20, differing: 3, by: 'encoding', now: undefined },
    { path, rows: 2, differing: 0, by: 'settings', now: undefined },
  ],
  'report-not-written': [{ path: `${folder}/report.html`, reason: 'ENOSPC: no space left on device' }],
  'log-not-written': [{ path: `${folder}/log.jsonl`, reason: 'ENOSPC: no space left on device' }],
};
