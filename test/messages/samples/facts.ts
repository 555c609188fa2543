import type { AnyFact } from '../../../src/core/errors.ts';
import type { Reason } from '../../../src/core/target/reason.ts';
import { boundOf, HONEST_BOUND } from '../../../src/core/unpack-bound.ts';
import type { Sample } from './sample.ts';

type Facts = { readonly [K in AnyFact['kind']]: readonly Sample<AnyFact, 'kind', K>[] };

const path = 'members.csv';
const folder = 'members.csv.tim-unread';
const reason = 'EACCES: permission denied';
const because: Reason = { code: 'reply', errorCode: 10007, said: '' };
const noReply: Reason = { code: 'no-reply', proxy: undefined, fault: 'deadline', timeoutMs: 5000 };
const isStandardInput = false;
const first = { path, isStandardInput, isHeader: true, looksBinary: false };
const json = { path: 'members.json', isStandardInput, compression: undefined };
const found = ['room', 'uid', 'n'];
const wrong = (expected: Extract<AnyFact, { kind: 'wrong-value' }>['expected'], got = 'x') => ({
  flag: 'flag',
  variable: undefined,
  expected,
  got,
});
const archive = { path: 'members.csv.gz', compression: 'gzip', mayBeText: false };
const TOO_FAR = { code: 'unpacks-too-far', unpackedBytes: 1_073_807_360, packedBytes: 1_045_320 } as const;
const holder = { pid: 7, host: 'db1', since: '2026-11-22T20:30:00.000Z' };
const out = { afterMs: 1_800_000, isLasting: false };

/** One sample at least of what can be wrong, by its kind: the compiler asks for every kind. */
export const FACTS: Facts = {
  'wrong-value': [
    { ...wrong({ form: 'whole', from: 1, to: 10 }), variable: 'TIM_RATE' },
    wrong({ form: 'auto-or-whole', from: 1, to: 10 }),
    wrong({ form: 'positive', to: 100 }),
    wrong({ form: 'rate' }),
    wrong({ form: 'choice', choices: ['last', 'first'] }),
    wrong({ form: 'distinct-positions', whole: 'GroupId=1,Member_Account=1,UnreadMsgNum=3' }),
    ...(
      [
        'duration',
        'size',
        'lifetime',
        'failure-limit',
        'sample-size',
        'delimiter',
        'escape',
        'account',
        'json-path',
        'column-names',
        'distinct-names',
        'positions',
        'url',
        'https-url',
        'https-unless-loopback',
        'origin',
        'fault',
      ] as const
    ).map((form) => wrong({ form })),
    { ...wrong({ form: 'choice', choices: ['cn', 'sgp'] }), flag: 'region' },
  ],
  'paste-accident': [
    { character: '—', command: 'npx tim-unread import members.csv --restart' },
    { character: '=', command: 'npx tim-unread import members.csv --columns GroupId=room' },
  ],
  'value-in-odd-quotes': [
    { name: 'TIM_ADMIN', character: '“', place: { path: '.env', line: 2 } },
    { name: 'TIM_ADMIN', character: '“', place: undefined },
  ],
  'flags-of-csv': [
    { path, flags: ['skip-lines'] },
    { path, flags: ['skip-lines', 'comment'] },
  ],
  'settings-file-missing': [{ flag: 'env-file', path: '.env' }],
  'settings-file-unreadable': [{ flag: 'env-file', path: '.env', reason }],
  'key-file-empty': [{ path: 'key.txt' }],
  'key-file-is-env-file': [{ path: 'key.txt' }],
  'secret-unreadable': [
    { name: 'TIM_SECRET_KEY', isKey: true },
    { name: 'TIM_USERSIG', isKey: false },
  ],
  'credentials-missing': [{ missing: ['sdkappid', 'admin', 'key'] }],
  'proxy-unusable': [
    { variable: 'HTTPS_PROXY', meant: undefined },
    { variable: 'HTTPS_PROXY', meant: { url: 'http://proxy:8080', hasLogin: false, isScript: false } },
    { variable: 'HTTPS_PROXY', meant: { url: 'http://name:%23@proxy:8080', hasLogin: true, isScript: false } },
    { variable: 'HTTPS_PROXY', meant: { url: 'http://proxy/proxy.pac', hasLogin: false, isScript: true } },
  ],
  'proxy-is-socks': [{ variable: 'HTTPS_PROXY', scheme: 'socks5', host: 'proxy:1080' }],
  'columns-left-open': [{ columns: ['GroupId', 'Member_Account'], typed: 'GroupId=?,Member_Account=?' }],
  'encoding-unknown': [{ label: 'gkb' }],
  'encoding-of-no-file': [{ label: 'x-user-defined' }],
  'encoding-without-decoder': [{ label: 'iso-2022-kr', iconvName: 'ISO-2022-KR' }],
  'state-dir-missing': [{}],
  'state-dir-missing-for-many': [{}],
  'no-run-at-work': [{ path }],
  'state-dir-shared': [{}],
  'input-given-twice': [{ path }],
  'input-read-once': [{ reader: 'verify' }, { reader: 'only-changes' }],
  'usersig-given': [{}],
  'sdkappid-unfit': [{ got: 1.5 }],
  'open-files-few': [{ errorCode: 'EMFILE' }],
  'admin-empty': [{}],
  'secret-key-empty': [{}],
  'usersig-lifetime-unfit': [{ gotS: 0.5 }],
  'nothing-to-report': [{ path: 'rows.csv' }],
  'output-no-page': [{ path: 'failures.csv' }],
  'code-unknown': [{ got: 'nonsense' }],
  'port-unusable': [{ reason: 'listen EADDRINUSE: address already in use' }],
  'list-unfit': [
    { flag: 'groups', path: 'groups.json', problem: { kind: 'no-list' } },
    { flag: 'accounts', path: 'accounts.json', problem: { kind: 'no-json' } },
    { flag: 'accounts', path: 'accounts.json', problem: { kind: 'unreadable', reason } },
  ],
  'format-unknown': [
    { path: 'members', isStandardInput: false, formats: ['csv', 'jsonl'] },
    { path: '-', isStandardInput: true, formats: ['csv', 'jsonl'] },
  ],
  'format-names-its-values': [{ path: 'members.jsonl' }],
  'state-folder-is-file': [{ folder }],

  'duplicate-rows': [
    { path, count: 1, examples: [{ groupId: 'g', account: 'a', line: 7, unread: 5, firstLine: 2, firstUnread: 3 }] },
    {
      path,
      count: 9,
      examples: [
        { groupId: 'g', account: 'a', line: 7, unread: 5, firstLine: 2, firstUnread: 3, by: 'index' },
        { groupId: 'g', account: 'a', line: 7, unread: 5, firstLine: 2, firstUnread: 3, by: 'row', input: 'b.csv' },
      ],
    },
  ],
  'input-missing': [{ path }, { path, near: 'member.csv' }, { path: '“members.csv”' }],
  'input-name-not-utf8': [{ path, name: "$'\\xff.csv'" }],
  'input-not-opened': [{ path, errorCode: 'EACCES' }],
  'input-not-a-file': [
    { path, isFolder: true },
    { path, isFolder: false },
  ],
  'folder-without-inputs': [{ path: 'exports' }],
  'link-leads-out': [{ path: 'exports/a.csv', target: '/home/ann/b.csv' }],
  'pattern-without-match': [{ path: '*.csv' }],
  'input-empty': [{ path }],
  'standard-input-is-keyboard': [{ path: '-' }],
  'standard-input-read-twice': [{ path: '-' }],
  'input-unreadable': [
    { path, why: { kind: 'input-broke-off', path, reason } },
    { path, why: { kind: 'archive-broke-off', ...archive, mayBeText: true, fault: { code: 'cut-off' } } },
    { path, why: { kind: 'archive-broke-off', ...archive, fault: { ...TOO_FAR, bound: HONEST_BOUND } } },
  ],
  'input-binary': [
    ...(
      [
        'zip',
        'xz',
        'bzip2',
        '7z',
        'tar',
        'gzip',
        'rar',
        'lz4',
        'lzip',
        'compress',
        'snappy',
        'xls',
        'xlsx',
        'ods',
        'numbers',
        'pdf',
        'image',
        'parquet',
        'arrow',
        'orc',
        'avro',
        'hdf5',
        'sqlite',
        'access',
        'pg-copy',
        'pg-dump',
        'pickle',
        'numpy',
        'r-data',
        'java-object',
        'property-list',
        'stata',
        'sas',
        'spss',
      ] as const
    ).map((kind) => ({ path: 'members', isStandardInput, found: kind, compression: undefined })),
    { path: 'members.gz', isStandardInput, found: 'xlsx', compression: 'gzip' },
    { path: 'members.gz', isStandardInput, found: 'tar', compression: 'gzip' },
    { path: '-', isStandardInput: true, found: 'xz', compression: undefined },
  ],
  'input-foreign': (
    [
      'large-file-pointer',
      'data-version-pointer',
      'sign-in-page',
      'html',
      'storage-error',
      'json-error',
      'http-response',
      'program-error',
      'xml',
      'mysql-xml',
      'spreadsheet-xml',
      'mail-quoted',
      'sql-copy',
      'sql',
      'table-psql',
      'table-barred',
      'table-box',
      'table-columns',
      'records-vertical',
      'yaml',
      'xtab',
      'key-value-pairs',
      'alternating-lines',
      'slk',
      'dif',
      'rtf',
      'python-dicts',
      'json-strings',
      'json-lines',
      'json',
      'csv',
      'tsv',
      'encrypted',
      'pickle-text',
    ] as const
  ).map((kind) => ({ path: 'members', isStandardInput, found: kind })),
  'zstd-unsupported': [{ path: 'members.csv.zst' }, { path: '-' }],
  'archive-expected': [{ path: 'members.csv.gz', extension: '.gz', compression: 'gzip' }],
  'input-is-utf-8': [{ path, asked: 'gb18030' }],
  'utf-16-unmarked': [{ path, encoding: 'utf-16le' }],
  'line-breaks-cr-only': [
    { path, hasLineFeeds: false },
    { path: '-', hasLineFeeds: true },
  ],
  'json-of-other-shape': [
    { ...json, shape: 'array-in-object', at: 'data.items', keys: ['room', 'uid'], columns: undefined },
    { ...json, shape: 'arrays', isOneALine: false },
    { ...json, shape: 'table-in-object', at: 'rows' },
    ...(
      [
        'arrays-with-header',
        'split',
        'columns',
        'columns-by-index',
        'objects-by-key',
        'typed-items',
        'typed-objects',
        'typed-object-a-line',
        'typed-item-a-line',
        'typed-items-in-array',
        'search-hits',
        'sources',
        'sources-in-array',
        'tables-in-array',
      ] as const
    ).map((shape) => ({ ...json, shape })),
    { ...json, shape: 'printed-dictionaries' },
    { ...json, isStandardInput: true, shape: 'printed-list' },
  ],
  'json-path-without-array': [
    { path: 'members.json', typed: 'items', found: undefined },
    { path: 'members.json', typed: 'items', found: 'data.items' },
  ],
  'first-line-too-long': [first, { ...first, looksBinary: true }],
  'only-blank-lines': [{ ...first, isHeader: false }],
  'first-record-unreadable': [
    { ...first, line: 1, problem: { kind: 'unparsable', code: 'quote-not-closed' }, encoding: undefined },
    {
      ...first,
      line: 1,
      problem: { kind: 'unparsable', code: 'not-one-record' },
      encoding: undefined,
      isHeader: false,
    },
    ...(
      [
        { by: 'utf-8', asked: 'gb18030' },
        { by: 'byte-order-mark' },
        { by: 'bytes', encoding: 'gb18030' },
        { by: 'nothing', candidates: ['gb18030', 'big5'] },
      ] as const
    ).map((encoding) => ({
      ...first,
      line: 1,
      problem: { kind: 'undecodable', code: 'not-utf8', candidates: ['gb18030', 'big5'] } as const,
      encoding,
    })),
  ],
  'no-json-at-start': [
    { path: 'members.jsonl', isStandardInput },
    { path: '-', isStandardInput: true },
  ],
  'column-twice': [{ path, column: 'GroupId' }],
  'columns-missing': [
    ...(
      [
        { by: 'nothing' },
        { by: 'delimiter', delimiter: ';' },
        { by: 'full-width-delimiter', delimiter: '，', plain: ',' },
        { by: 'name', names: { groupId: 'room', account: 'uid', unread: 'n' } },
        { by: 'name', names: { groupId: 'room' } },
        { by: 'untypable-name', names: ['a\u0000b'] },
        { by: 'value', positions: { groupId: 1, account: 2, unread: 3 }, candidates: [] },
        { by: 'value', positions: { unread: 3 }, candidates: [1, 2] },
        { by: 'header-below', line: 3, skipLines: 2, comment: undefined, delimiter: ';' },
        { by: 'header-below', line: 3, skipLines: 2, comment: '#', delimiter: undefined },
      ] as const
    ).map((guess) => ({ path, line: 1, missing: ['GroupId'], found, guess })),
  ],
  'keys-missing': [
    { path, objects: 1, line: 1, missing: ['GroupId'], found, guess: { by: 'nothing' } },
    { path, objects: 20, line: 1, missing: ['GroupId'], found, guess: { by: 'nothing' } },
  ],
  'column-beyond-record': [
    { path, line: 1, column: 'UnreadMsgNum', position: 4, found, guess: { by: 'nothing' } },
    {
      path,
      line: 1,
      column: 'UnreadMsgNum',
      position: 4,
      found,
      guess: { by: 'value', positions: { groupId: 1, account: 2, unread: 3 }, candidates: [] },
    },
  ],
  'group-seq-unfit': [{ path: 'seqs.csv', line: 2, groupId: 'g1', seq: 'x' }],
  'group-seq-twice': [{ path: 'seqs.csv', line: 3, groupId: 'g1', seqs: [3, 4] }],
  'too-many-lines': [{ path, mostLines: 100_000_000 }],
  'input-doubtful': [
    { path, why: 'remarks' },
    { path, why: 'no-rows' },
    { path, why: 'open-line' },
  ],
  'input-broke-off': [{ path, reason }],
  'standard-input-broke-off': [{ path: '-', reason }],
  'array-not-closed': [{ path: 'members.json', line: 7 }],
  'archive-broke-off': [
    { ...archive, fault: { code: 'cut-off' } },
    { ...archive, fault: { code: 'bytes-behind', atLeastBytes: 7 } },
    { ...archive, fault: { code: 'corrupt', says: 'incorrect data check' } },
    { ...archive, fault: { ...TOO_FAR, bound: boundOf(512 * 1024 ** 2) } },
  ],
  'input-shortened': [{ path, fromBytes: 600, toBytes: 300 }],
  'input-rewritten': [{ path, readBytes: 300 }],
  'last-line-grown': [{ path }],
  'input-grown': [{ path }],
  'duplicates-added': [{ path }],
  'done-part-shortened': [{ path, sizeBytes: 300, doneBytes: 600 }],
  'done-part-rewritten': [{ path, doneBytes: 600 }],
  'done-line-grown': [{ path }],

  'state-folder-unusable': [{ path: folder, reason }],
  'state-folder-has-foreign-files': [{ folder, names: ['photo.jpg'] }],
  'state-folder-not-movable': [{ folder, errorCode: 'EBUSY' }],
  'state-lock-is-foreign': [{ path: `${folder}/lock` }],
  'state-not-ours': (['link', 'not-a-file', 'several-names', 'open-folder', 'too-large'] as const).map((why) => ({
    path: folder,
    why,
  })),
  'checkpoint-unreliable': (['empty', 'not-json', 'damaged', 'wrong-checksum'] as const).map((why) => ({
    path: `${folder}/checkpoint.json`,
    why,
  })),
  'checkpoint-newer': [{ path: `${folder}/checkpoint.json`, version: 9, knownVersion: 3 }],
  'checkpoint-missing': [{ path: `${folder}/checkpoint.json` }],
  'rows-file-missing': [{ path: `${folder}/failures.csv` }],
  'rows-file-changed': [{ path: `${folder}/failures.csv`, endedAtByte: 600 }],
  'state-of-real-run': [{ folder }],
  'state-of-other-target': [
    {
      folder,
      isAudit: false,
      before: { kind: 'tim', sdkappid: 1400000001, endpoint: 'https://console.tim.qq.com' },
      now: { kind: 'simulator' },
    },
  ],
  'state-of-other-reading': [
    { folder, isAudit: false, differences: [{ field: 'delimiter', before: ';', now: undefined }] },
    { folder, isAudit: true, differences: [{ field: 'sample', before: 10, now: 20 }] },
    {
      folder,
      isAudit: false,
      differences: [{ field: 'quote', before: undefined, now: 'none' }],
      kept: { differing: 1200, gone: 1, lines: [4, 7, 9] },
    },
    {
      folder,
      isAudit: false,
      differences: [{ field: 'escape', before: undefined, now: '\\' }],
      kept: { differing: 1, gone: 0, lines: [4] },
    },
  ],
  'state-of-single-inputs': [{ path, folder, inputs: 200 }],
  'state-of-other-shares': [
    { folder, before: 4, now: 3 },
    { folder, before: undefined, now: 3 },
    { folder, before: 4, now: undefined },
  ],
  'state-made-just-now': [{ folder }],
  'state-in-use': [
    { folder, holder, isThisProcess: false },
    { folder, holder: undefined, isThisProcess: false },
    { folder, holder, isThisProcess: true },
  ],
  'state-taken-over': [{ folder }],
  'state-of-other-user': [
    { path: `${folder}/checkpoint.json`, folder, owner: 0, isRoot: false },
    { path: folder, folder, owner: 1000, isRoot: true },
  ],
  'state-not-read': [{ path: `${folder}/checkpoint.json`, reason }],
  'state-not-written': ([undefined, 'room', 'right', 'writable-disk', 'open-files'] as const).map((lack) => ({
    path: `${folder}/checkpoint.json`,
    reason,
    lack,
  })),
  'state-not-made': (['room', 'right'] as const).map((lack) => ({ path: folder, reason, lack, name: folder })),

  'fatal-reply': [
    { errorCode: 60010, said: '', clockAheadMs: undefined },
    { errorCode: 70001, said: 'usersig expired', clockAheadMs: -7_200_000 },
  ],
  'http-status': [{ status: 404 }],
  'rows-refused': [
    { count: 1, areMembers: true, errorCode: 10007, because },
    { count: 20, areMembers: false, errorCode: 10007, because },
  ],
  'all-refused': (['groups', 'accounts', 'rows'] as const).map((of) => ({ of, count: 20, errorCode: 10007, because })),
  'unknown-code': [
    { count: 20, errorCode: 31337, because: { code: 'reply', errorCode: 31337, said: 'odd' } as Reason },
  ],
  'questions-refused': [
    { count: 1, errorCode: 10007, because },
    { count: 20, errorCode: 10007, because },
  ],
  'out-of-reach': [
    { ...out, because: noReply },
    { ...out, because: { code: 'too-many-requests' } as Reason },
    ...(
      [
        { fault: 'name-not-found', host: 'console.tim.qq.com' },
        { fault: 'blocked-here', said: 'EPERM' },
        { fault: 'certificate', said: 'bad' },
        { fault: 'certificate-expired', said: 'bad' },
        { fault: 'certificate-authority', said: 'bad' },
        { fault: 'certificate-name', said: 'bad' },
        { fault: 'no-tls', said: 'bad' },
        { fault: 'tls-refused', said: 'bad' },
        { fault: 'proxy-login', isLoginGiven: true },
        { fault: 'proxy-login', isLoginGiven: false },
        { fault: 'proxy-denied', status: 403 },
        { fault: 'proxy-failed', status: 502 },
        { fault: 'unasked-continue' },
        { fault: 'status', status: 404 },
      ] as const
    ).map((fault) => ({
      ...out,
      isLasting: true,
      because: { code: 'no-reply', proxy: undefined, ...fault } as Reason,
    })),
  ],
  'too-many-failures': [
    { failed: 5, limit: { kind: 'rows', rows: 4 } },
    { failed: 50, limit: { kind: 'percent', percent: 5 } },
  ],
  interrupted: [{ signal: 'SIGINT' }],
};
