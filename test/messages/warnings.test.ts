import { expect, test } from 'vitest';
import type { SuspicionKind } from '../../src/core/row/suspicion/suspicion.ts';
import type { Warning } from '../../src/core/warnings.ts';
import { en } from '../../src/messages/en.ts';
import { warningText } from '../../src/messages/messages.ts';

const path = 'rows.csv';
const better = 'npx tim-unread import rows.csv --encoding gb18030';
const undecodable = { path, count: 2, lines: [3, 9], encoding: undefined, looksLike: 'gb18030', isMixed: false };
const recognised = {
  path,
  format: undefined,
  columns: undefined,
  quote: undefined,
  escapes: undefined,
  rows: undefined,
  guards: undefined,
};

type Lines = {
  readonly [K in Exclude<Warning['kind'], SuspicionKind>]: readonly (readonly [
    Extract<Warning, { kind: K }>,
    string,
  ])[];
};

const LINES: Lines = {
  'waiting-for-holder': [
    [
      { kind: 'waiting-for-holder', folder: 'a.csv.tim-unread', holder: { pid: 7, host: 'db1', since: '' } },
      'a.csv.tim-unread was in use a moment ago by process 7 on db1: if nothing is heard of it for half a minute, that host is dead, and this run goes on in its place',
    ],
  ],
  'env-lines-without-equals': [
    [
      { kind: 'env-lines-without-equals', path: '.env', count: 1995 },
      '.env: 1,995 more lines have no = and set nothing',
    ],
  ],
  'subfolders-unread': [
    [
      { kind: 'subfolders-unread', folder: 'exports', count: 1, first: 'exports/dt=1' },
      'exports/dt=1 has inputs too, and is not read: name it beside exports to take them too',
    ],
  ],
  'copies-unread': [
    [
      { kind: 'copies-unread', folder: 'exports', count: 1, first: 'exports/a-corrected.csv' },
      'exports/a-corrected.csv has corrected rows of an import, and is no part of exports: import it by itself',
    ],
  ],
  'inputs-empty': [
    [{ kind: 'inputs-empty', path: 'parts/part-7.csv', count: 1 }, 'parts/part-7.csv is empty, and passed over'],
    [
      { kind: 'inputs-empty', path: 'parts/part-7.csv', count: 12 },
      '12 inputs are empty, and passed over; the first of them is parts/part-7.csv',
    ],
  ],
  'told-of-more': [
    [{ kind: 'told-of-more', times: 1 }, 'one more input shows the same as those above'],
    [{ kind: 'told-of-more', times: 1200 }, '1,200 more inputs show the same as those above'],
  ],
  recognised: [
    [
      { kind: 'recognised', ...recognised, format: 'jsonl' },
      'rows.csv is read as its content shows. It is JSONL, whatever its name says (--format jsonl).',
    ],
    [
      { kind: 'recognised', ...recognised, columns: { groupId: '群ID', account: 'uid', unread: 'n' } },
      "rows.csv is read as its content shows. Its columns are --columns 'GroupId=群ID,Member_Account=uid,UnreadMsgNum=n'",
    ],
    [
      { kind: 'recognised', ...recognised, quote: "'" },
      'rows.csv is read as its content shows. Its values stand in apostrophes, which are taken off (--quote "\'").',
    ],
    [
      { kind: 'recognised', ...recognised, quote: '"' },
      "rows.csv is read as its content shows. Its values stand in quotes (--quote '\"').",
    ],
    [
      { kind: 'recognised', ...recognised, quote: 'none' },
      'rows.csv is read as its content shows. Quotes in it are characters of the values (--quote none).',
    ],
    [
      { kind: 'recognised', ...recognised, escapes: 'all' },
      "rows.csv is read as its content shows. A backslash in it escapes the character behind it, and is taken off (--escape '\\').",
    ],
    [
      { kind: 'recognised', ...recognised, escapes: 'quotes' },
      'rows.csv is read as its content shows. A backslash in it escapes a quote, and is taken off before one.',
    ],
    [
      { kind: 'recognised', ...recognised, escapes: 'kept' },
      'rows.csv is read as its content shows. A quote behind a backslash does not end a value, as PHP writes it; the backslash stays.',
    ],
    [
      { kind: 'recognised', ...recognised, rows: 'named' },
      'rows.csv is read as its content shows. Each row begins with a name of its own, for which the header has no column, as R writes it; it is left out.',
    ],
    [
      { kind: 'recognised', ...recognised, rows: 'closed' },
      'rows.csv is read as its content shows. A delimiter stands behind the last value of each row; nothing follows it.',
    ],
    [
      { kind: 'recognised', ...recognised, rows: 'cut', guards: 'formula' },
      'rows.csv is read as its content shows. Rows may end early, as some writers leave empty values at the end out: the three values of such a row are taken. Values are written ="…", which shows them as text in Excel: what stands inside is taken (as they stand: --quote \'"\').',
    ],
    [
      { kind: 'recognised', ...recognised, guards: 'apostrophe' },
      "rows.csv is read as its content shows. An apostrophe before =, +, - or @ keeps a spreadsheet from calculating: it is taken off (as they stand: --quote '\"').",
    ],
  ],
  'secret-readable': [
    [
      { kind: 'secret-readable', path: 'a key.txt' },
      "a key.txt holds a secret, and others can read it: chmod 600 'a key.txt'",
    ],
  ],
  'settings-writable': [
    [
      { kind: 'settings-writable', path },
      'others can write rows.csv, and so decide where the rows go: chmod go-w rows.csv',
    ],
  ],
  'settings-of-other-user': [
    [
      { kind: 'settings-of-other-user', path, owner: 1002 },
      'user 1002 owns rows.csv, and so decides where the rows go: look what it says, then give a copy of your own',
    ],
  ],
  'env-file-is-of-node': [
    [
      { kind: 'env-file-is-of-node' },
      '--env-file is a flag of Node too: started by npx, Node reads that file itself, and runs what NODE_OPTIONS in it says. --settings FILE means the same, and Node leaves it alone',
    ],
  ],
  'variable-wins': [
    [
      { kind: 'variable-wins', name: 'TIM_ADMIN', envFile: '.env' },
      'TIM_ADMIN from the environment is used, not the one in .env',
    ],
  ],
  'env-name-mended': [
    [
      { kind: 'env-name-mended', path: '.env', line: 3, name: 'TIM_ADMIN' },
      '.env: line 3 is read as TIM_ADMIN=value. A line is NAME=value, with nothing before the name',
    ],
  ],
  'env-name-unknown': [
    [
      { kind: 'env-name-unknown', path: '.env', line: 3, name: 'TIM_APP', meant: undefined },
      '.env: line 3 sets TIM_APP, which is no setting of this program',
    ],
    [
      { kind: 'env-name-unknown', path: '.env', line: 3, name: 'tim_admin', meant: 'TIM_ADMIN' },
      '.env: line 3 sets tim_admin, which is no setting of this program: write TIM_ADMIN',
    ],
  ],
  'env-value-cut': [
    [
      { kind: 'env-value-cut', path: '.env', line: 3, name: 'HTTPS_PROXY' },
      ".env: line 3: the # in the value of HTTPS_PROXY begins a comment, and what stands behind it is not read. Put the value in quotes: HTTPS_PROXY='value'",
    ],
  ],
  'env-read-at-start': [
    [
      { kind: 'env-read-at-start', path: '.env', line: 3, name: 'NODE_OPTIONS' },
      '.env: line 3 has no effect: NODE_OPTIONS counts from the start of Node, before this file is read. Set it in the environment of the command instead',
    ],
  ],
  'setting-mended': [
    [
      { kind: 'setting-mended', name: 'TIM_ADMIN', path: undefined, taken: ['quotes'] },
      'TIM_ADMIN: taken off the value, where it cannot be meant: quotes. Write the value without',
    ],
    [
      { kind: 'setting-mended', name: 'TIM_RATE', path: '.env', taken: ['space', 'odd-space', 'line-break'] },
      'TIM_RATE in .env: taken off the value, where it cannot be meant: spaces, a no-break or other odd space and a line break. Write the value without',
    ],
  ],
  'settings-in-utf-16': [
    [
      { kind: 'settings-in-utf-16', path: '.env', encoding: 'utf-16le' },
      '.env is UTF-16LE, as PowerShell and Notepad write it, and is read so. Save it as UTF-8',
    ],
  ],
  'env-line-without-equals': [
    [
      { kind: 'env-line-without-equals', path, line: 3, odd: undefined },
      'rows.csv: line 3 has no = and sets nothing. A line is NAME=value',
    ],
    [
      { kind: 'env-line-without-equals', path, line: 3, odd: '：' },
      'rows.csv: line 3 has ： where = is meant, and sets nothing. A line is NAME=value',
    ],
  ],
  'rate-above-vendor': [
    [
      { kind: 'rate-above-vendor', perSecond: 300, vendorPerSecond: 200 },
      "--rate 300 is above the vendor's 200 calls a second: this is right only if the limit of this app was raised.",
    ],
  ],
  'memory-small': [
    [
      { kind: 'memory-small', bytes: 68 << 20 },
      'Node may use 68 MiB of memory only, and ends this process without a word where that is too little; then the same command goes on with more. Raise or unset --max-old-space-size in NODE_OPTIONS',
    ],
  ],
  'open-files-few': [
    [
      { kind: 'open-files-few', openFiles: 256, connections: 128, upToMs: 640, perSecond: 200 },
      'this process may have 256 open files at a time, of which 128 may be connections: where calls take longer than 640 ms, they make fewer than 200 a second. To raise it: ulimit -n 1024 (of a service LimitNOFILE=1024, of Docker --ulimit nofile=1024)',
    ],
  ],
  'region-unused': [
    [
      { kind: 'region-unused', region: 'sgp', endpoint: 'https://x.example' },
      'region sgp is not used: --endpoint or TIM_ENDPOINT says https://x.example. Unset it if that is not what you want.',
    ],
  ],
  'duplicates-per-input': [
    [
      { kind: 'duplicates-per-input' },
      '--on-duplicate applies to each input on its own: rows of one pair in two inputs are all sent, in their order.',
    ],
  ],
  'no-rows': [
    [
      { kind: 'no-rows', path, isBelowHeader: true },
      'rows.csv holds no rows below its header: check that the export has ended',
    ],
    [
      { kind: 'no-rows', path: 'a\u001b.jsonl', isBelowHeader: false },
      'a\\u001b.jsonl holds no rows: check that the export has ended',
    ],
  ],
  'open-line': [
    [
      { kind: 'open-line', path },
      'rows.csv does not end in a line break: if the export was cut off, the count on its last line may be cut too',
    ],
  ],
  'others-undecodable': [
    [
      { kind: 'others-undecodable', ...undecodable, better },
      'rows.csv: 2 rows are not UTF-8, and look like GB18030 (lines 3, 9), but only in columns that are not used: the three values of these rows are right and taken. To read the other columns too: npx tim-unread import rows.csv --encoding gb18030',
    ],
    [
      { kind: 'others-undecodable', ...undecodable, count: 1, lines: [3], better: undefined, isMixed: true },
      'rows.csv: mixed encodings: 1 row is not UTF-8, as others are, and looks like GB18030 (line 3), but only in columns that are not used: the three values of this row are right and taken. No --encoding reads all of it. To make it one: perl -MEncode -pe \'$_ = encode("UTF-8", decode("cp936", $_)) unless utf8::decode(my $t = $_)\' rows.csv > NEWFILE',
    ],
  ],
  'rows-undecodable': [
    [
      { kind: 'rows-undecodable', ...undecodable, better },
      'rows.csv: 2 rows are not UTF-8, and look like GB18030 (lines 3, 9), and these rows cannot be sent. Type this instead: npx tim-unread import rows.csv --encoding gb18030',
    ],
    [
      {
        kind: 'rows-undecodable',
        ...undecodable,
        count: 1200,
        encoding: 'big5',
        looksLike: undefined,
        better: undefined,
      },
      'rows.csv: 1,200 rows are not big5 (first lines 3, 9), and these rows cannot be sent. They are damaged, or in another encoding: look at them, and give --encoding.',
    ],
    [
      { kind: 'rows-undecodable', ...undecodable, count: 1, lines: [3], better: undefined, isMixed: true },
      'rows.csv: mixed encodings: 1 row is not UTF-8, as others are, and looks like GB18030 (line 3), and this row cannot be sent. Import it as it is, and then once more with --encoding gb18030: that sends these rows, and no other again. No --encoding reads all of it. To make it one: perl -MEncode -pe \'$_ = encode("UTF-8", decode("cp936", $_)) unless utf8::decode(my $t = $_)\' rows.csv > NEWFILE',
    ],
  ],
  'backslashes-unclear': [
    [
      { kind: 'backslashes-unclear', path, better: undefined, lines: [4] },
      'rows.csv: IDs with two backslashes are taken as they are (line 4). If the writer put one backslash before each, they are other IDs.',
    ],
    [
      { kind: 'backslashes-unclear', path, better: "COMMAND --escape '\\'", lines: [4, 7] },
      "rows.csv: IDs with two backslashes are taken as they are (lines 4, 7). If the writer put one backslash before each, they are other IDs. To take it off: COMMAND --escape '\\'",
    ],
  ],
  'rows-in-quotes': [
    [
      { kind: 'rows-in-quotes', path, better: 'COMMAND --quote none', isQuoted: true, places: [[2, 5]] },
      'rows.csv: a quoted value runs over line breaks and holds the shape of whole rows (lines 2 to 5). If the quotes are characters of the values, these rows are lost. The other way: COMMAND --quote none',
    ],
    [
      {
        kind: 'rows-in-quotes',
        path,
        better: undefined,
        isQuoted: false,
        places: [
          [2, 5],
          [8, 9],
        ],
      },
      'rows.csv: quotes are read as characters of the values; read as quotes, a value would run over line breaks and hold whole rows (lines 2 to 5, 8 to 9).',
    ],
  ],
  'counts-missing': [
    [
      { kind: 'counts-missing', path, better: undefined, count: 1, lines: [3] },
      'rows.csv: 1 row has no count (line 3). Where that means that nothing is unread: --missing-count 0',
    ],
    [
      { kind: 'counts-missing', path, better: undefined, count: 1200, lines: [3, 4, 5] },
      'rows.csv: 1,200 rows have no count (lines 3, 4, 5 and others). Where that means that nothing is unread: --missing-count 0',
    ],
  ],
  'positions-past-end': [
    [
      { kind: 'positions-past-end', path, better: undefined, count: 1, lines: [3] },
      'rows.csv: 1 row has a position past the last sequence of the group (line 3): the count is 0. Check that both come from one system, and from the same time.',
    ],
    [
      { kind: 'positions-past-end', path, better: undefined, count: 4, lines: [3, 4, 5] },
      'rows.csv: 4 rows have positions past the last sequence of the group (lines 3, 4, 5 and others): the count is 0. Check that both come from one system, and from the same time.',
    ],
  ],
  'bytes-behind-archive': [
    [
      { kind: 'bytes-behind-archive', path, better: undefined, bytes: 1 },
      'rows.csv: 1 byte behind the end of the gzip archive is passed over, as gzip -dc does; all rows of the archive are read.',
    ],
    [
      { kind: 'bytes-behind-archive', path, better: undefined, bytes: 5000 },
      'rows.csv: 5,000 bytes behind the end of the gzip archive are passed over, as gzip -dc does; all rows of the archive are read.',
    ],
  ],
  padding: [
    [
      { kind: 'padding', path, better: undefined, bytes: 1 },
      'rows.csv: 1 byte of padding (NUL) behind the last row is left out. If the export was still being written, wait for its end.',
    ],
    [
      { kind: 'padding', path, better: undefined, bytes: 5000 },
      'rows.csv: 5,000 bytes of padding (NUL) behind the last row are left out. If the export was still being written, wait for its end.',
    ],
  ],
  'folder-has-foreign-files': [
    [
      { kind: 'folder-has-foreign-files', folder: 'docs', names: ['guide.md'] },
      'in docs lies what no run has left there (guide.md): it stays as it is, but --restart will be refused there. Give the run a folder of its own: --state-dir DIR',
    ],
  ],
  'folder-folds-case': [
    [
      { kind: 'folder-folds-case', folder: 'state' },
      'state lies where names in upper and lower case are the same: inputs whose names differ only in that would share a folder there. Give each of them a --state-dir of its own',
    ],
  ],
  'folder-synced': [
    [
      { kind: 'folder-synced', folder: 'state', sign: 'Dropbox' },
      'state seems to be copied to other machines (Dropbox): such a program may put older files back, and another machine cannot see the lock. Keep it elsewhere: --state-dir DIR',
    ],
  ],
  'folder-not-locked': [
    [
      { kind: 'folder-not-locked', folder: 'state' },
      'state cannot be locked here: make sure that no other run uses it at the same time',
    ],
  ],
  'rows-taken-over': [
    [
      { kind: 'rows-taken-over', command: 'import', folder: 'state', rows: 1, from: null },
      '1 row is taken as done because state says so. It was not made by you on this machine. If you do not know where it comes from, send every row again: --restart',
    ],
    [
      { kind: 'rows-taken-over', command: 'verify', folder: 'state', rows: 1200, from: { user: 'ann', host: 'pc1' } },
      '1,200 rows are taken as done because state says so. It was not made by you on this machine, but by ann on pc1, as it says itself. If you do not know where it comes from, read every count back again: --restart',
    ],
  ],
  'folder-not-private': [
    [
      { kind: 'folder-not-private', folder: 'state' },
      'the file system of state keeps no owners and modes: whoever can open it can read the accounts in it, and change how far the run is',
    ],
  ],
  'rows-reopened': [
    [
      { kind: 'rows-reopened', path, rows: 1, differing: 0, by: 'encoding', now: 'gb18030' },
      'rows.csv: read as GB18030, 1 row that was not set is sent now. Rows that were set before are not sent again.',
    ],
    [
      { kind: 'rows-reopened', path, rows: 1200, differing: 1, by: 'encoding', now: 'big5' },
      'rows.csv: read as big5, 1,200 rows that were not set are sent now. Rows that were set before are not sent again; 1 of them has other values in big5. If those were sent wrong, send every row again: --restart',
    ],
    [
      { kind: 'rows-reopened', path, rows: 0, differing: 0, by: 'encoding', now: undefined },
      'rows.csv: read as UTF-8, no row has become one that can be sent. Rows that were set before are not sent again.',
    ],
  ],
  'report-not-written': [
    [
      { kind: 'report-not-written', path: 'report.html', reason: 'ENOSPC' },
      'the report report.html could not be written: no space is left on the disk (ENOSPC); the run itself is on disk',
    ],
  ],
  'log-not-written': [
    [
      { kind: 'log-not-written', path, reason: 'ENOSPC' },
      'rows.csv cannot be written, the run goes on without a log: no space is left on the disk (ENOSPC)',
    ],
  ],
};

test.each(Object.values(LINES).flat())('%j', (warning, text) => expect(warningText(en, warning)).toBe(text));

const suspicion = {
  path,
  better: undefined,
  columns: [{ field: 'groupId', count: 3 }],
  rows: 5,
  isAll: true,
  places: 'line',
  examples: [{ line: 2, field: 'groupId', value: 'g1' }],
  length: 15,
  outOf: 400,
} as const;
const WHERE = 'rows.csv: of 5 rows (GroupId 3; line 2 GroupId "g1") ';

const SUSPICIONS: Readonly<Record<SuspicionKind, string>> = {
  'space-at-edge': 'values begin or end with a space. IDs with it are other IDs, and nothing is taken off unasked.',
  apostrophe:
    'IDs begin with an apostrophe, the mark with which a spreadsheet keeps a number as text. They are sent with it. If it is no part of them, take it off, or export the IDs again as text.',
  quotes:
    "IDs stand in quotes that are part of the value. They are sent with them. If they are no part of the IDs, say what the quotes of this file are: --quote '\"'",
  'written-quotes': `IDs stand in quotes of a word processor, which no program takes off. Put plain ones in their place: perl -pe 's/(^|,)(?:g)/$1"/g; s/(?:1)(?=,|\\r?$)/"/g' rows.csv > NEWFILE`,
  formula:
    'IDs are written as a formula, ="…", which shows them as text in Excel and is no part of them. They are sent with it. To take it off: sed -E \'s/"?="+([^",]*)"+/\\1/g\' rows.csv > NEWFILE',
  numbers: 'IDs are JSON numbers: none is sent, as most programs lose the last digits of large ones.',
  'groups-left-out':
    'rows have no GroupId below one that has it, as merged cells are exported. If they are of the group above, fill the cells in the spreadsheet program.',
  'words-for-none':
    'IDs are what programs write where there is no value. They are sent as IDs. If they are none, take these rows out, or export them with their IDs.',
  dates:
    'IDs are dates: a spreadsheet makes dates of IDs such as 1-1, and these are other IDs. Export the IDs again as text, straight from the database and not through a spreadsheet.',
  conversations:
    "IDs begin as those of conversations do (GROUP@TGS#…, C2C…), which are no IDs of groups and accounts. They are sent as they are. To take that off: perl -pe 's/\\bGROUP_?(?=\\@TGS#)//gi; s/\\bC2C_?(?=\\w)//g' rows.csv > NEWFILE",
  wrapped:
    'IDs stand in brackets or in other text, such as [g1], Ann <u1> or ObjectId(…). They are sent with it. If it is no part of them, export the IDs alone.',
  encoded:
    'IDs look like text that is written in hexadecimal or in base64. They are sent as they are. If they are, export them as text: in SQL convert_from(decode(…)), unhex(…) or from_base64(…).',
  masked:
    'IDs are masked or shortened, such as 138****1000, so these are other IDs. They are sent as they are. Export all of their characters.',
  'decimal-zero':
    'IDs end in .0, as programs write a column of numbers that has a gap. They are sent with it. Export the IDs again as text, straight from the database and not through a spreadsheet.',
  templates:
    'IDs are what stands in a template or a query in place of an ID, such as {{groupId}} or %s: it was not filled in. They are sent as they are. Export the file again with the IDs.',
  'other-notation':
    'IDs are numbers in hexadecimal or exponent form, such as 0x2711 or 1E17, among IDs in plain digits. They are sent as they are. Export the IDs again as text, straight from the database and not through a spreadsheet.',
  'breaks-written':
    "IDs end in a line break or a tab that was written as a backslash and a letter. They are sent with it. If it is no part of them, take it off: perl -pe 's/(?:\\\\+[nrt])+(?=[\",;|\\t]|\\r?$)//g' rows.csv > NEWFILE",
  'characters-lost':
    'IDs have question marks where an encoding lacks the characters, so these are other IDs. They are sent as they are. Export the IDs again in UTF-8.',
  'platform-changed':
    'IDs look like those of groups of the platform, but a character is missing: it writes @TGS#. They are sent as they are. Export them as they were created.',
  thousands:
    'IDs have separators between thousands, as a spreadsheet shows numbers. They are sent with them. Export the IDs again as text, straight from the database and not through a spreadsheet.',
  escaped:
    "IDs hold escapes of web pages or addresses, such as &amp; or %40. They are sent as they are. Export the IDs as they were created, or: perl -pe '1 while s/%25(?=[2-7][0-9a-fA-F])/%/g; s/(?:%|\\\\u00)(?!2[2cC]|3[bB]|7[cCfF])([2-7][0-9a-fA-F])/chr hex $1/ge' rows.csv > NEWFILE",
  'utf-7':
    'IDs hold sequences of UTF-7, an encoding for mail, such as +AEA- for @. They are sent as they are. To convert the file: iconv -f UTF-7 -t UTF-8 rows.csv > NEWFILE',
  'backslashes-doubled': String.raw`IDs have two backslashes in a row, and none has one: the writer may have doubled them, as mysql -B and COPY of PostgreSQL do of JSON. They are sent with both. If one is meant, export them again with mysql --batch --raw or psql -At, or: sed 's/\\\\/\\/g' rows.csv > NEWFILE`,
  'lower-case':
    'IDs begin with @tgs# where the platform writes @TGS#: something has changed them to lower case, and IDs are case-sensitive. Export them again as they were created.',
  'zeros-at-end':
    '3 of 400 long IDs end in zeros from digit 16 on, which chance does not do: a spreadsheet keeps 15 digits of a number, and other programs 17, so these are other IDs. Export the IDs again as text, straight from the database and not through a spreadsheet.',
  'leading-zeros':
    'IDs stand in the file with leading zeros and without. If they mean the same, a spreadsheet has taken the zeros off some of them. Export the IDs again as text, straight from the database and not through a spreadsheet.',
  'cut-off':
    'unusually many IDs are exactly 15 characters long and none is longer: a column of that width may have cut them off. Compare the longest ones with their source.',
  names:
    'these look like names of groups or people (群名称, 昵称), not like IDs. Take the columns with the IDs: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
  'one-account':
    'all rows have the same Member_Account. That is right for the rows of one account. If another column is meant, name that one: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
  'same-id-twice':
    'GroupId and Member_Account are the same in a row. If another column is meant, name that one: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
  swapped: 'accounts look like IDs of groups, such as @TGS#… or group_1: GroupId and Member_Account may be swapped.',
  totals:
    'rows have a word such as Total for an ID, and the sum of the counts above them. They are sent as rows. Take them out of the file, or export it without totals.',
  'counts-equal':
    'all counts are the same. If another column is meant, name that one: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
  'counts-like-times':
    'these counts look like times. If another column is meant, name that one: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
  'counts-like-ids':
    'these counts look like IDs. If another column is meant, name that one: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
  'counts-in-sequence':
    'counts go up or down by one from row to row, as numbers of rows do. If another column is meant, name that one: --columns GroupId=…,Member_Account=…,UnreadMsgNum=…',
};

test.each(Object.entries(SUSPICIONS) as [SuspicionKind, string][])('%s', (kind, text) =>
  expect(warningText(en, { ...suspicion, kind })).toBe(`${WHERE}${text}`),
);

test('of the first rows it is said that they are the first', () =>
  expect(warningText(en, { ...suspicion, kind: 'names', isAll: false })).toContain('of the first 5 rows (GroupId 3;'));

test('the commands that help are there where they are known', () => {
  expect(warningText(en, { ...suspicion, kind: 'space-at-edge', better: 'COMMAND' })).toMatch(/spaces off: COMMAND$/);
  expect(warningText(en, { ...suspicion, kind: 'swapped', better: 'COMMAND' })).toMatch(/way round: COMMAND$/);
  expect(warningText(en, { ...suspicion, kind: 'apostrophe', delimiter: '\t' })).toContain(`s/(^|\\t)(\\"?)'/`);
});
