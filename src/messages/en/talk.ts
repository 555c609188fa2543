import type { RowCounts } from '../../core/books/ledger.ts';
import type { RunCommand } from '../../core/books/summary.ts';
import type { DayRates } from '../../core/pace/day-rates.ts';
import type { RunEvent } from '../../core/ports.ts';
import { columnMapText } from '../../core/row/columns.ts';
import type { Damage } from '../../core/text/mended.ts';
import { sizeText } from '../../core/text/size.ts';
import { grouped, printable, shellWord } from '../../core/text/text.ts';
import type { Scanning, Warning } from '../../core/warnings.ts';
import { duration } from './duration.ts';
import { howMany } from './how-many.ts';
import { sayReason } from './reasons.ts';
import { report } from './report.ts';
import { suspicions } from './suspicions.ts';
import { systemText } from './system-errors.ts';

type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;
type CallCounts = { readonly total: number; readonly peak: number; readonly overLimit: number };

type Undecodable = Omit<Extract<Warning, { readonly kind: 'rows-undecodable' }>, 'kind' | 'path' | 'better'>;

const ENCODING_NAMES: Readonly<Record<string, string>> = { 'utf-8': 'UTF-8', gb18030: 'GB18030' };

const encodingName = (encoding = 'utf-8'): string => ENCODING_NAMES[encoding] ?? encoding;

/** For example `3 rows are not UTF-8 but look like GB18030 (lines 2, 4, 7)`. */
const undecodableText = ({ count, lines, encoding = 'utf-8', looksLike, isMixed }: Undecodable): string => {
  const read = encodingName(encoding);
  const rows = count === 1 ? '1 row is' : `${grouped(count)} rows are`;
  const are = lines.length === 1 ? 'line' : 'lines';
  const places = `${lines.length < count ? 'first ' : ''}${are} ${lines.join(', ')}`;
  const like = looksLike === undefined ? '' : `, and look${count === 1 ? 's' : ''} like ${encodingName(looksLike)}`;
  return isMixed
    ? `mixed encodings: ${rows} not ${read}, as others are${like} (${places})`
    : `${rows} not ${read}${like} (${places})`;
};

/** A command that turns the lines of GBK in UTF-8, and leaves the others. */
const mixedNext = (path: string, { isMixed, looksLike, encoding }: Undecodable): string =>
  isMixed && looksLike === 'gb18030' && encoding === undefined
    ? ` No --encoding reads all of it. To make it one: perl -MEncode -pe '$_ = encode("UTF-8", decode("cp936", $_)) unless utf8::decode(my $t = $_)' ${shellWord(path)} > NEWFILE`
    : '';

/** What to do about rows where no command is known that reads them. */
const unknownNext = ({ isMixed, looksLike, encoding }: Undecodable): string => {
  if (isMixed && looksLike !== undefined && looksLike !== encoding)
    return ` Import it as it is, and then once more with --encoding ${looksLike}: that sends these rows, and no other again.`;
  return looksLike === undefined ? ' They are damaged, or in another encoding: look at them, and give --encoding.' : '';
};

/** Texts on standard error during a run. None of them is part of the result. */
export const talk = {
  /** the words before an error and a warning */
  error: 'error: ',
  coded: (text: string, code: string): string => `${text} (${code})`,
  wholeCommand: 'The whole command:',
  /** @param open - what stands for the number of a column that nobody can guess, or for its name in the header */
  commandToFill: (open: string, isNumber: boolean): string =>
    isNumber
      ? `The whole command, once a number stands for each ${open}:`
      : `The whole command, once the name of a column stands for each ${open}:`,
  warning: (text: string): string => `warning: ${text}`,

  seeHelp: 'See --help of the command.',
  beginAnew: 'Nothing was changed. The same command begins anew.',
  reportBug: 'This is a bug in tim-unread: report it with the stack trace on standard error. The same command goes on.',
  /** `file`: where it stands too, the log of the run or a file of its own */
  bug: ({
    stack,
    file,
    isLog,
  }: {
    readonly stack: string;
    readonly file: string | undefined;
    readonly isLog: boolean;
  }) =>
    [
      'This is a bug in tim-unread. Nothing is lost: the same command goes on. Please report it:',
      stack,
      ...(file === undefined
        ? ['Attach the lines above, and the page that npx tim-unread doctor prints.']
        : isLog
          ? [
              `The last lines of this log have it too: ${printable(file, 1000)}`,
              'Attach them, and the page that npx tim-unread doctor prints. Keys and UserSigs are taken out, but a log names groups and accounts: look through it first.',
            ]
          : [
              `This file has it too: ${printable(file, 1000)}`,
              'Attach it, and the page that npx tim-unread doctor prints. Keys and UserSigs are taken out, but it has the command that was typed: look through it first.',
            ]),
    ].join('\n'),

  /** Progress: the counts, then the known facts about the pace. Each must be readable on its own. */
  counts: ({ rows, command }: { readonly rows: RowCounts; readonly command: RunCommand }): string =>
    [
      `${grouped(rows.ok)} ${command === 'import' ? 'done' : 'as asked'}`,
      `${grouped(rows.failed)} ${command === 'import' ? 'failed' : 'not as asked'}`,
      ...(rows.skipped > 0 ? [`${grouped(rows.skipped)} skipped`] : []),
    ].join(', '),
  /** rows of `check` and `verify` whose answers are there, behind others that are still asked about */
  answered: (rows: number): string => `${grouped(rows)} more answered`,
  /** share and time left are those of this input */
  inputOf: (at: number, of: number): string => `input ${grouped(at)} of ${grouped(of)}`,
  /** @param concurrencyPerSecond - undefined where the calls in flight do not keep the pace down */
  pace: (callsPerSecond: number, concurrencyPerSecond: number | undefined): string =>
    concurrencyPerSecond === undefined
      ? `${callsPerSecond.toFixed(1)}/s`
      : `${callsPerSecond.toFixed(1)}/s, kept down by --concurrency`,
  timeLeft: (seconds: number): string => `${duration(seconds)} left`,

  started: ({ command, input, target, resumed, wasFinished, rows }: EventOf<'started'>): string => {
    const name = printable(input);
    const place = printable(report.target(target));
    const settled = settledOf(rows);
    const done = settled === 1 ? '1 row is' : `${grouped(settled)} rows are`;
    switch (command) {
      case 'import':
        if (wasFinished) return `${name}: an earlier run has finished it; only rows that were added since are sent`;
        return resumed
          ? `${name}: going on where it stopped, against ${place}: ${rows.ok === 1 ? '1 row is' : `${grouped(rows.ok)} rows are`} ok and ${grouped(rows.failed)} failed already`
          : `${name}: starting, against ${place}`;
      case 'check':
        return resumed
          ? `${name}: asking ${place} about its rows, from where that stopped: ${done} done already`
          : `${name}: asking ${place} about its rows; nothing is written there`;
      case 'verify':
        return resumed
          ? `${name}: reading its counts back from ${place}, from where that stopped: ${done} done already`
          : `${name}: reading its counts back from ${place}; nothing is written there`;
    }
  },
  groupsNotChecked: ({ reason }: EventOf<'groups-not-checked'>): string =>
    `groups cannot be looked up: ${printable(sayReason(reason))}. The run goes on without: it cannot report lowered counts, or groups that keep no count`,
  calibrated: ({ rows, source }: EventOf<'calibrated'>): string =>
    `${rows === 1 ? '1 row that was just set has' : `${grouped(rows)} rows that were just set have`} been read back with the counts that were set (${source}): from here on, rows with the right count already are skipped`,
  calibrationRefused: ({ source, reason }: EventOf<'calibration-refused'>): string =>
    `the counts that are read cannot be relied on (${source}): ${printable(sayReason(reason))}. Every row is written`,
  rateLimited: ({ errorCode, perSecond }: EventOf<'rate-limited'>): string =>
    `the target says "too frequent" (${errorCode}): slowing down to ${howMany(Math.round(perSecond), 'call')} a second`,
  rateChanged: ({ perSecond, isAsked, zone }: EventOf<'rate-changed'>): string => {
    const why = isAsked
      ? 'as tim-unread rate asked'
      : `by the time of the day (--rate, local time: ${printable(zone, 60)})`;
    return perSecond === 0
      ? `paused, ${why}: no call is made until the rate is another one, and no row is lost`
      : `at most ${perSecond}/s from now on, ${why}`;
  },
  rateAsked: ({ rates, runs }: { readonly rates: DayRates; readonly runs: number }): string => {
    const [first] = rates;
    const rate =
      rates.length > 1
        ? 'the rate follows the day'
        : first?.perSecond === 0
          ? 'it pauses'
          : `at most ${first?.perSecond}/s`;
    return `${runs === 1 ? 'asked the run that is on' : `asked ${runs} runs that are on`}: ${rate}. It looks every second.`;
  },
  pauseAsked: ({ status, ms }: EventOf<'pause-asked'>): string =>
    `the target asks for a pause of ${duration(ms / 1000)} (HTTP ${status}, Retry-After): no call until then, and no row is lost`,
  waiting: ({ reason, isLasting, giveUpInMs }: EventOf<'waiting'>): string =>
    isLasting
      ? `no call gets through: ${sayReason(reason)}. Waiting does not mend that: trying for ${duration(giveUpInMs / 1000)} only; no row is lost`
      : `no call gets through: ${sayReason(reason)}. Trying again for at most ${duration(giveUpInMs / 1000)} (--give-up-after); no row is lost while waiting`,
  /** @param reason - names the input */
  inputBrokeOff: (reason: string): string => `${printable(reason, 1000)}. The other inputs are read on`,
  restored: ({ path, keptAs }: EventOf<'restored'>): string =>
    keptAs === undefined
      ? `${printable(path, 1000)} was moved or deleted while the run writes it. It has been written again, with everything that belongs into it`
      : `${printable(path, 1000)} was changed by somebody else while the run writes it. It has been written again, with everything that belongs into it; what the other one has made of it is kept as ${printable(keptAs, 1000)}`,
  clockOff: ({ aheadMs }: EventOf<'clock-off'>): string =>
    `the clock of this machine is ${duration(Math.abs(aheadMs) / 1000)} ${aheadMs > 0 ? 'ahead of' : 'behind'} the target’s. The run goes on, and takes it into account; set the clock: its times in files and logs are wrong`,
  back: ({ of, afterMs }: EventOf<'back'>): string =>
    of === 'target'
      ? `the target is back after ${duration(afterMs / 1000)}`
      : `the shared limit can be asked for again after ${duration(afterMs / 1000)}: going on`,
  stoppedBeforeCalls: (reason: string): string =>
    `stopping before the first call of this run: ${printable(reason, 1000)}`,
  stopping: ({ reason, isInterrupted }: { readonly reason: string; readonly isInterrupted: boolean }): string =>
    isInterrupted
      ? `stopping: ${printable(reason, 1000)}. Waiting for the calls in flight; Ctrl-C again stops at once, and nothing is lost either way`
      : `stopping: ${printable(reason, 1000)}. Waiting for the calls in flight; Ctrl-C stops at once, and nothing is lost either way`,

  lookingForDuplicates: ({ path, doneBytes, sizeBytes }: Scanning): string =>
    `looking for duplicates: ${grouped(doneBytes)} of ${howMany(sizeBytes ?? doneBytes, 'byte')} of ${printable(path)}`,

  resultLost: (reason: string): string =>
    `standard output could not be written: ${printable(systemText(reason), 1000)}. Make room, and type the same command again: it prints the result once more`,

  simulatorRunning:
    'A local TIM is running. Paste these lines into the terminal of the import, which then reaches this simulator and nothing else; Ctrl-C ends it.',
  simulatorEnded: ({ total, peak, overLimit, countsSet }: CallCounts & { readonly countsSet: number }): string =>
    total === 0
      ? 'No call came.'
      : `${countOfCalls(total)} came, at most ${peak} in a second; ${overLimit} were above the limit. ${countsSet === 1 ? '1 count is' : `${countsSet} counts are`} set.`,
  simulatedCommand: ({ command, total, peak, overLimit }: CallCounts & { readonly command: string }): string =>
    `${command}: ${countOfCalls(total)}, at most ${peak} in a second; ${overLimit} were above the limit.`,
};

const countOfCalls = (count: number): string => (count === 1 ? '1 call' : `${count} calls`);

const settledOf = (rows: RowCounts): number => rows.read - rows.pending;

/** For example `lines 2, 3, 4 and others`. @param lines - the first few of `count` */
const linesText = (count: number, lines: readonly number[]): string =>
  count === 1 ? `line ${lines[0]}` : `lines ${lines.join(', ')}${count > lines.length ? ' and others' : ''}`;

const ROWS_TEXT = {
  named: 'Each row begins with a name of its own, for which the header has no column, as R writes it; it is left out.',
  closed: 'A delimiter stands behind the last value of each row; nothing follows it.',
  cut: 'Rows may end early, as some writers leave empty values at the end out: the three values of such a row are taken.',
};

const GUARDS_TEXT = {
  formula: `Values are written ="…", which shows them as text in Excel: what stands inside is taken (as they stand: --quote '"').`,
  apostrophe: `An apostrophe before =, +, - or @ keeps a spreadsheet from calculating: it is taken off (as they stand: --quote '"').`,
};

const QUOTES_TEXT = {
  none: 'Quotes in it are characters of the values (--quote none).',
  '"': `Its values stand in quotes (--quote '"').`,
  "'": `Its values stand in apostrophes, which are taken off (--quote "'").`,
};

const ESCAPES_TEXT = {
  all: `A backslash in it escapes the character behind it, and is taken off (--escape '\\').`,
  quotes: 'A backslash in it escapes a quote, and is taken off before one.',
  kept: 'A quote behind a backslash does not end a value, as PHP writes it; the backslash stays.',
};

const DAMAGES: Readonly<Record<Damage, string>> = {
  'byte-order-mark': 'a byte order mark (U+FEFF)',
  'hidden-character': 'characters that cannot be seen',
  'line-break': 'a line break',
  'odd-space': 'a no-break or other odd space',
  space: 'spaces',
  quotes: 'quotes',
};

/** For example `quotes, spaces and a line break`. */
const listText = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** Warnings, which stop nothing. */
export const warnings = {
  'secret-readable': ({ path }) =>
    `${printable(path)} holds a secret, and others can read it: chmod 600 ${shellWord(path)}`,
  'settings-writable': ({ path }) =>
    `others can write ${printable(path)}, and so decide where the rows go: chmod go-w ${shellWord(path)}`,
  'settings-of-other-user': ({ path, owner }) =>
    `user ${owner} owns ${printable(path)}, and so decides where the rows go: look what it says, then give a copy of your own`,
  'env-file-is-of-node': () =>
    '--env-file is a flag of Node too: started by npx, Node reads that file itself, and runs what NODE_OPTIONS in it says. --settings FILE means the same, and Node leaves it alone',
  'variable-wins': ({ name, envFile }) =>
    `${printable(name)} from the environment is used, not the one in ${printable(envFile)}`,
  'env-line-without-equals': ({ path, line, odd }) =>
    odd === undefined
      ? `${printable(path)}: line ${line} has no = and sets nothing. A line is NAME=value`
      : `${printable(path)}: line ${line} has ${odd} where = is meant, and sets nothing. A line is NAME=value`,
  'env-lines-without-equals': ({ path, count }) =>
    count === 1
      ? `${printable(path)}: 1 more line has no = and sets nothing`
      : `${printable(path)}: ${grouped(count)} more lines have no = and set nothing`,
  'env-name-mended': ({ path, line, name }) =>
    `${printable(path)}: line ${line} is read as ${printable(name, 60)}=value. A line is NAME=value, with nothing before the name`,
  'env-name-unknown': ({ path, line, name, meant }) =>
    meant === undefined
      ? `${printable(path)}: line ${line} sets ${printable(name, 60)}, which is no setting of this program`
      : `${printable(path)}: line ${line} sets ${printable(name, 60)}, which is no setting of this program: write ${meant}`,
  'env-value-cut': ({ path, line, name }) =>
    `${printable(path)}: line ${line}: the # in the value of ${name} begins a comment, and what stands behind it is not read. Put the value in quotes: ${name}='value'`,
  'env-read-at-start': ({ path, line, name }) =>
    `${printable(path)}: line ${line} has no effect: ${name} counts from the start of Node, before this file is read. Set it in the environment of the command instead`,
  'setting-mended': ({ name, path, taken }) =>
    `${path === undefined ? name : `${name} in ${printable(path)}`}: taken off the value, where it cannot be meant: ${listText(taken.map((one) => DAMAGES[one]))}. Write the value without`,
  'settings-in-utf-16': ({ path, encoding }) =>
    `${printable(path)} is ${encoding.toUpperCase()}, as PowerShell and Notepad write it, and is read so. Save it as UTF-8`,
  'rate-above-vendor': ({ perSecond, vendorPerSecond }) =>
    `--rate ${perSecond} is above the vendor's ${vendorPerSecond} calls a second: this is right only if the limit of this app was raised.`,
  'memory-small': ({ bytes }) =>
    `Node may use ${sizeText(bytes)} of memory only, and ends this process without a word where that is too little; then the same command goes on with more. Raise or unset --max-old-space-size in NODE_OPTIONS`,
  'open-files-few': ({ openFiles, connections, upToMs, perSecond }) =>
    `this process may have ${howMany(openFiles, 'open file')} at a time, of which ${grouped(connections)} may be connections: where calls take longer than ${upToMs} ms, they make fewer than ${perSecond} a second. To raise it: ulimit -n 1024 (of a service LimitNOFILE=1024, of Docker --ulimit nofile=1024)`,
  'region-unused': ({ region, endpoint }) =>
    `region ${printable(region)} is not used: --endpoint or TIM_ENDPOINT says ${printable(endpoint)}. Unset it if that is not what you want.`,
  'duplicates-per-input': () =>
    '--on-duplicate applies to each input on its own: rows of one pair in two inputs are all sent, in their order.',
  'subfolders-unread': ({ folder, count, first }) =>
    count === 1
      ? `${printable(first, 1000)} has inputs too, and is not read: name it beside ${printable(folder, 1000)} to take them too`
      : `${grouped(count)} folders in ${printable(folder, 1000)} have inputs too, and are not read, such as ${printable(first, 1000)}: name them beside it to take them too`,
  'copies-unread': ({ folder, count, first }) =>
    count === 1
      ? `${printable(first, 1000)} has corrected rows of an import, and is no part of ${printable(folder, 1000)}: import it by itself`
      : `${grouped(count)} files have corrected rows of imports, and are no part of ${printable(folder, 1000)}, such as ${printable(first, 1000)}: import them by themselves`,
  'inputs-empty': ({ path, count }) =>
    count === 1
      ? `${printable(path, 1000)} is empty, and passed over`
      : `${grouped(count)} inputs are empty, and passed over; the first of them is ${printable(path, 1000)}`,
  'told-of-more': ({ times }) =>
    times === 1
      ? 'one more input shows the same as those above'
      : `${grouped(times)} more inputs show the same as those above`,
  'no-rows': ({ path, isBelowHeader }) =>
    isBelowHeader
      ? `${printable(path, 1000)} holds no rows below its header: check that the export has ended`
      : `${printable(path, 1000)} holds no rows: check that the export has ended`,
  'open-line': ({ path }) =>
    `${printable(path, 1000)} does not end in a line break: if the export was cut off, the count on its last line may be cut too`,
  recognised: ({ path, format, columns, quote, escapes, rows, guards, sheets }) => {
    const names = columns && columnMapText((field) => columns[field]);
    return [
      `${printable(path, 1000)} is read as its content shows.`,
      ...(format === undefined ? [] : [`It is ${format.toUpperCase()}, whatever its name says (--format ${format}).`]),
      ...(names === undefined ? [] : [`Its columns are --columns ${shellWord(printable(names, 400))}`]),
      ...(quote === undefined ? [] : [QUOTES_TEXT[quote]]),
      ...(escapes === undefined ? [] : [ESCAPES_TEXT[escapes]]),
      ...(rows === undefined ? [] : [ROWS_TEXT[rows]]),
      ...(guards === undefined ? [] : [GUARDS_TEXT[guards]]),
      ...(sheets === undefined ? [] : sheetsText(sheets)),
    ].join(' ');
  },
  'others-undecodable': ({ path, better, ...about }) =>
    `${printable(path, 1000)}: ${undecodableText(about)}, but only in columns that are not used: the three values of ${about.count === 1 ? 'this row are' : 'these rows are'} right and taken.${mixedNext(path, about)}${better === undefined ? '' : ` To read the other columns too: ${better}`}`,
  'rows-undecodable': ({ path, better, ...about }) =>
    `${printable(path, 1000)}: ${undecodableText(about)}, and ${about.count === 1 ? 'this row' : 'these rows'} cannot be sent.${better === undefined ? unknownNext(about) : ` Type this instead: ${better}`}${mixedNext(path, about)}`,
  'counts-missing': ({ path, count, lines }) =>
    `${printable(path, 1000)}: ${count === 1 ? '1 row has' : `${grouped(count)} rows have`} no count (${linesText(count, lines)}). Where that means that nothing is unread: --missing-count 0`,
  'positions-past-end': ({ path, count, lines }) =>
    `${printable(path, 1000)}: ${count === 1 ? '1 row has a position' : `${grouped(count)} rows have positions`} past the last sequence of the group (${linesText(count, lines)}): the count is 0. Check that both come from one system, and from the same time.`,
  'bytes-behind-archive': ({ path, bytes }) =>
    `${printable(path, 1000)}: ${bytes === 1 ? '1 byte behind the end of the gzip archive is' : `${grouped(bytes)} bytes behind the end of the gzip archive are`} passed over, as gzip -dc does; all rows of the archive are read.`,
  padding: ({ path, bytes }) =>
    `${printable(path, 1000)}: ${bytes === 1 ? '1 byte of padding (NUL) behind the last row is' : `${grouped(bytes)} bytes of padding (NUL) behind the last row are`} left out. If the export was still being written, wait for its end.`,
  'backslashes-unclear': ({ path, lines, better }) =>
    `${printable(path, 1000)}: IDs with two backslashes are taken as they are (${lines.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}). If the writer put one backslash before each, they are other IDs.${better === undefined ? '' : ` To take it off: ${better}`}`,
  'rows-in-quotes': ({ path, places, isQuoted, better }) => {
    const lines = places.map(([from, to]) => `${from} to ${to}`).join(', ');
    const other = better === undefined ? '' : ` The other way: ${better}`;
    return isQuoted
      ? `${printable(path, 1000)}: a quoted value runs over line breaks and holds the shape of whole rows (lines ${lines}). If the quotes are characters of the values, these rows are lost.${other}`
      : `${printable(path, 1000)}: quotes are read as characters of the values; read as quotes, a value would run over line breaks and hold whole rows (lines ${lines}).${other}`;
  },
  ...suspicions,
  'rows-reopened': ({ path, rows, differing, by, now }) => {
    const encoding = encodingName(now);
    const opened =
      rows === 0
        ? 'no row has become one that can be sent'
        : `${rows === 1 ? '1 row that was not set is' : `${grouped(rows)} rows that were not set are`} sent now`;
    const kept =
      differing === 0
        ? ''
        : `; ${differing === 1 ? '1 of them has other values' : `${grouped(differing)} of them have other values`} in ${encoding}. If those were sent wrong, send every row again: --restart`;
    const read = by === 'encoding' ? `read as ${encoding}` : 'read as it is asked for now';
    return `${printable(path, 1000)}: ${read}, ${opened}. Rows that were set before are not sent again${kept === '' ? '.' : kept}`;
  },
  'folder-synced': ({ folder, sign }) =>
    `${printable(folder, 1000)} seems to be copied to other machines (${printable(sign, 100)}): such a program may put older files back, and another machine cannot see the lock. Keep it elsewhere: --state-dir DIR`,
  'folder-has-foreign-files': ({ folder, names }) =>
    `in ${printable(folder, 1000)} lies what no run has left there (${printable(names.slice(0, 5).join(', '), 200)}): it stays as it is, but --restart will be refused there. Give the run a folder of its own: --state-dir DIR`,
  'folder-folds-case': ({ folder }) =>
    `${printable(folder, 1000)} lies where names in upper and lower case are the same: inputs whose names differ only in that would share a folder there. Give each of them a --state-dir of its own`,
  'folder-not-locked': ({ folder }) =>
    `${printable(folder, 1000)} cannot be locked here: make sure that no other run uses it at the same time`,
  'waiting-for-holder': ({ folder, holder: { pid, host } }) =>
    `${printable(folder, 1000)} was in use a moment ago by process ${pid} on ${printable(host, 60)}: ` +
    'if nothing is heard of it for half a minute, that host is dead, and this run goes on in its place',
  'rows-taken-over': ({ command, folder, rows, from }) =>
    `${rows === 1 ? '1 row is' : `${grouped(rows)} rows are`} taken as done because ${printable(folder, 1000)} says so. ` +
    `It was not made by you on this machine${from ? `, but by ${printable(from.user, 60)} on ${printable(from.host, 60)}, as it says itself` : ''}. ` +
    `If you do not know where it comes from, ${AGAIN[command]}: --restart`,
  'folder-not-private': ({ folder }) =>
    `the file system of ${printable(folder, 1000)} keeps no owners and modes: ` +
    'whoever can open it can read the accounts in it, and change how far the run is',
  'report-not-written': ({ path, reason }) =>
    `the report ${path} could not be written: ${printable(systemText(reason))}; the run itself is on disk`,
  'log-not-written': ({ path, reason }) =>
    `${printable(path, 1000)} cannot be written, the run goes on without a log: ${printable(systemText(reason), 500)}`,
} satisfies { [K in Warning['kind']]: (warning: Extract<Warning, { readonly kind: K }>) => string };

/** What each command does of every row where it begins again. */
const AGAIN: Readonly<Record<RunCommand, string>> = {
  import: 'send every row again',
  check: 'ask about every row again',
  verify: 'read every count back again',
};

type Sheets = NonNullable<Extract<Warning, { kind: 'recognised' }>['sheets']>;

const sheetsText = ({ sheets, hidden }: Sheets): readonly string[] => {
  const places = sheets.slice(0, 10).map(({ name, line }) => `“${printable(name, 100)}” from line ${line}`);
  const more = sheets.length > 10 ? ', …' : '';
  return [
    ...(sheets.length > 1
      ? [`Its sheets are one table: ${places.join(', ')}${more}. One of them alone: --sheet NAME.`]
      : []),
    ...(hidden.length > 0
      ? [
          `Hidden ${hidden.length === 1 ? 'sheet left out' : 'sheets left out'}: ${hidden
            .slice(0, 10)
            .map((name) => `“${printable(name, 100)}”`)
            .join(', ')}${hidden.length > 10 ? ', …' : ''}.`,
        ]
      : []),
  ];
};
