import type { ArchiveFault, InputBrokeOffFact, ReadingFault } from '../../core/errors/broken-off-error.ts';
import type { EncodingGuess, InputFact, LineProblem } from '../../core/errors/input-error.ts';
import type { DuplicateFact, InputChangedFact } from '../../core/errors/rows-error.ts';
import type { InputSettingsFact } from '../../core/errors/settings-error.ts';
import type { InputStateFact } from '../../core/errors/state-error.ts';
import { columnMapText, DEFAULT_COLUMNS, FIELDS } from '../../core/row/columns.ts';
import { sizeText, typedSize } from '../../core/text/size.ts';
import { grouped, printable, shellWord } from '../../core/text/text.ts';
import { brokenAt } from '../conversions/line-commands.ts';
import type { Told } from '../told.ts';
import { binaryNext, binaryText, CSV_OF_SHEET } from './binary-kinds.ts';
import { bareFlags, foundText, namesNext, positionsNext, quoted } from './column-advice.ts';
import { foreignNext, foreignText } from './foreign-kinds.ts';
import { howMany } from './how-many.ts';
import { jsonErrors } from './json-errors.ts';
import { problems } from './problems.ts';
import { systemText } from './system-errors.ts';

type AnyFact = InputFact | InputBrokeOffFact | InputChangedFact | InputSettingsFact | InputStateFact | DuplicateFact;

/** Why an input is refused, breaks off, or is not the one that was read before. */
export const inputErrors = {
  'duplicate-rows': ({ path, count, examples }) => {
    const shown = examples.slice(0, 5).map((one) => duplicate(one));
    const more = count > 5 ? `; … and ${count - 5} more` : '';
    const rows = count === 1 ? 'row has' : 'rows have';
    return {
      text: `${path}: ${count} ${rows} a pair that stands in it before: ${shown.join('; ')}${more}`,
      next: 'Correct the file, or choose which row of a pair is sent: --on-duplicate last, first or max (with --restart where the run has begun). validate lists more of them.',
    };
  },
  'input-missing': ({ path, near }) => ({
    text: `${path}: no such file${ODD_QUOTE.test(path) ? '; the quotes around the name are no quotes of a shell, but a part of it' : ''}`,
    next: near === undefined ? 'Check the name and the folder you are in.' : `Did you mean this? ${shellWord(near)}`,
  }),
  'input-name-not-utf8': ({ path, name }) => ({
    text: `${path}: the name of this file is not UTF-8, so it cannot be opened by its name`,
    next: `Feed it through standard input, or give it another name first: mv ${name} NEWNAME`,
  }),
  'input-not-opened': ({ path, errorCode }) => ({
    text: `${path}: cannot be opened: ${systemText(String(errorCode))}`,
    next: 'Check the path, and that you may read it.',
  }),
  'input-not-a-file': ({ path, isFolder }) => ({
    text: `${path}: ${isFolder ? 'is a folder, not a file' : 'is not a plain file'}`,
    next: 'Give the file itself, or pipe the rows into standard input: - --format csv --state-dir DIR',
  }),
  'folder-without-inputs': ({ path, first }) => ({
    text: `${path}: is a folder in which no file has a known format (.csv, .tsv, .jsonl, .json, or part-* of Spark)`,
    next:
      first === undefined
        ? 'Name the files themselves, and their format: --format csv'
        : `Name the folders in it that have such files, like ${shellWord(first)}`,
  }),
  'pattern-without-match': ({ path }) => ({
    text: `${path}: no file matches`,
    next: 'Check the pattern and the folder you are in.',
  }),
  'link-leads-out': ({ path, target }) => ({
    text: `${path}: is a link to ${target}, which lies elsewhere`,
    next: `Who made the link decides what is read. If this file is meant, name it: ${shellWord(target)}`,
  }),
  'input-empty': ({ path }) => ({
    text: `${path}: is empty`,
    next: 'Check that the export ended, then try again.',
  }),
  'standard-input-is-keyboard': ({ path }) => ({
    text: `${path}: standard input is the keyboard`,
    next: 'Pipe the rows in, for example: unzip -p export.zip | npx tim-unread import - --format csv --state-dir state',
  }),
  'standard-input-read-twice': ({ path }) => ({
    text: `${path}: standard input can be read once only`,
    next: 'Save the rows to a file and give its name.',
  }),
  'input-unreadable': ({ path, why }) => ({
    text: `${path}: cannot be read: ${breakText(why)}`,
    next: breakRemedy(why),
  }),
  'input-binary': (fact) => ({ text: `${fact.path}: is ${binaryText(fact)}`, next: binaryNext(fact) }),
  'input-foreign': ({ path, isStandardInput, found, bare, marks }) => ({
    text: `${path}: is ${foreignText(found)}`,
    next: foreignNext(found, isStandardInput ? undefined : path, marks, bare && bareFlags(bare)),
  }),
  'zstd-unsupported': ({ path }) => ({
    text: `${path}: is zstd-compressed, which Node can unpack from 22.15 on`,
    next: `Unpack it on the way: zstd -dc ${fileWord(path)} | ${importOfPipe(path, path === '-' ? 'DIR' : shellWord(`${path}.tim-unread`))}`,
  }),
  'sheet-missing': ({ path, wanted, sheets }) => ({
    text: `${path}: the workbook has no sheet “${printable(wanted, 100)}”; it has ${sheetNames(sheets)}`,
    next: `Give the name of one of them, as ${sheetFlag(sheets)}`,
  }),
  'sheets-differ': ({ path, sheets }) => ({
    text: `${path}: the first rows of its sheets differ, so they are no one table: ${sheetNames(sheets)}`,
    next: `Name the sheet to read: ${sheetFlag(sheets)}`,
  }),
  'sheet-of-no-workbook': ({ path }) => ({
    text: `${path}: is no Excel workbook (.xlsx), and has no sheets`,
    next: 'Leave --sheet out.',
  }),
  'archive-expected': ({ path, extension, compression }) => ({
    text: `${path}: is called ${extension} and is no ${compression} archive`,
    next: 'Check the file; if it holds plain text, rename it.',
  }),
  'input-is-utf-8': ({ path, asked }) => ({
    text: `${path}: is UTF-8, not ${asked}`,
    next: 'This is UTF-8: leave --encoding out.',
  }),
  'utf-16-unmarked': ({ path, encoding }) => ({
    text: `${path}: has many NUL bytes: UTF-16 without a byte order mark, or no text`,
    next: `If it is UTF-16: --encoding ${encoding}`,
  }),
  'line-breaks-cr-only': ({ path, hasLineFeeds }) => {
    const command = hasLineFeeds ? `tr '\\n\\r' ' \\n'` : `tr '\\r' '\\n'`;
    const values = hasLineFeeds ? ' (a line feed inside a value becomes a space)' : '';
    return {
      text: `${path}: ends its lines with CR alone, as old Macs did`,
      next:
        path === '-'
          ? `Put this into the pipe before tim-unread${values}: | ${command}`
          : `Convert it${values}, and give the new file: ${command} < ${fileWord(path)} > NEWFILE.csv`,
    };
  },
  ...jsonErrors,
  'first-line-too-long': (fact) => ({
    text: `${fact.path}: its first line is longer than 1 MiB`,
    next: noFirstLineNext(fact),
  }),
  'only-blank-lines': (fact) => ({
    text: `${fact.path}: has no line but blank ones`,
    next: noFirstLineNext(fact),
  }),
  'first-record-unreadable': ({ path, isStandardInput, isHeader, looksBinary, line, problem, encoding }) => {
    const needed = isHeader
      ? NEEDS_HEADER
      : 'Correct this line: no line after it can be read either, and one must show how many columns there are.';
    return {
      text: `${path}: the ${isHeader ? 'header' : 'first row'} (line ${line}) cannot be read: ${lineProblemText(problem)}`,
      next: looksBinary ? noTextNext(isStandardInput) : encoding ? encodingNext(encoding) : needed,
    };
  },
  'rows-on-one-line': ({ path, isStandardInput, between }) => ({
    text: `${path}: has no line breaks: between its rows stands ${quoted(between)}`,
    next: `Put line breaks there: ${brokenAt(between, isStandardInput ? 'FILE' : shellWord(path))} > NEWFILE`,
  }),
  'no-json-at-start': ({ path, isStandardInput }) => ({
    text: `${path}: has no line that is JSON where it begins`,
    next: noTextNext(isStandardInput),
  }),
  'column-twice': ({ path, column }) => ({
    text: `${path}: the column ${column} stands twice in the header`,
    next: 'Rename or remove one of the two.',
  }),
  'columns-missing': ({ path, line, missing, found, guess }) => ({
    text: `${path}: the header (line ${line}) lacks ${missing.join(', ')}; found ${foundText(found)}`,
    next: namesNext(
      guess,
      found,
      fileWord(path),
      'A file without a header needs --no-header. Else name the columns of your header:',
    ),
  }),
  'keys-missing': ({ path, objects, line, missing, found, guess }) => {
    const who =
      objects === 1
        ? `the first object (line ${line}) lacks`
        : `the first ${objects} objects (from line ${line} on) all lack`;
    return {
      text: `${path}: ${who} ${missing.join(', ')}; found ${foundText(found)}`,
      next: namesNext(guess, found, fileWord(path), 'Name the keys of your objects:'),
    };
  },
  'column-beyond-record': ({ path, line, column, position, found, guess }) => ({
    text: `${path}: --no-header takes ${column} from column ${position}, and the first line found (line ${line}) has ${found.length}: ${foundText(found)}`,
    next: positionsNext(guess, found, fileWord(path)),
  }),
  'group-seq-unfit': ({ path, line, groupId, seq }) => ({
    text: `${path}: line ${line} is no GroupId with its LastSeq: ${quoted(groupId)}, ${quoted(seq)}`,
    next: 'Correct this line, or leave it out: rows of a group without a last sequence are invalid.',
  }),
  'group-seqs-columns': ({ path, found }) => ({
    text: `${path}: needs the columns GroupId and LastSeq; found ${found
      .slice(0, 20)
      .map((name) => `"${printable(name, 40)}"`)
      .join(', ')}`,
    next: 'Call them so in its first line: GroupId,LastSeq. This is the file of --group-seqs; --columns is for the other one.',
  }),
  'group-seq-twice': ({ path, line, groupId, seqs }) => ({
    text: `${path}: the group ${quoted(groupId)} stands in it twice, with LastSeq ${seqs[0]} and ${seqs[1]} (line ${line})`,
    next: 'Keep the right one of the two.',
  }),
  'too-many-lines': ({ path, mostLines }) => ({
    text: `${path}: has more than ${mostLines} lines, too many to look for rows that stand twice`,
    next: 'Split the file, or import it as it is: with --on-duplicate last, the default, nothing is looked for.',
  }),
  'input-doubtful': ({ path, why }) => ({
    text: `${path}: ${DOUBTS[why]}, and with --strict nothing is sent then`,
    next: 'Correct the file, or leave --strict out where it is meant to be so.',
  }),
  'input-broke-off': (fact) => ({
    text: `${fact.path} could not be read any further: ${breakText(fact)}`,
    next: 'Nothing is lost. When the disk answers again, the same command goes on.',
    remedy: breakRemedy(fact),
  }),
  'inputs-broke-off': ({ paths, count, isCorrupt }) => ({
    text: `${howMany(count, 'input')} could not be read to the end, and the others were read: ${paths.join(', ')}${count > paths.length ? ', …' : ''}`,
    next: isCorrupt
      ? 'Rows that came out of a corrupt archive may be wrong too. Make or copy them again, then type the same command: it does what is left of them. If that is refused because an input has changed, wrong rows were read: begin again with --restart.'
      : 'Make or copy them again, then type the same command: it does what is left of them, and nothing that is done.',
    remedy: 'Make or copy them again.',
  }),
  'standard-input-broke-off': (fact) => ({
    text: `${fact.path} could not be read any further: ${breakText(fact)}`,
    next: 'Nothing is lost: feed the same rows from their start again, with the same command.',
    remedy: breakRemedy(fact),
  }),
  'archive-broke-off': (fact) => ({
    text: `${fact.path} could not be read any further: ${breakText(fact)}`,
    next:
      fact.fault.code === 'unpacks-too-far'
        ? `Nothing is lost. ${breakRemedy(fact)}`
        : isOfSheet(fact.fault)
          ? CSV_OF_SHEET
          : fact.fault.code === 'corrupt'
            ? 'Rows that came out of it before may be wrong too. Make or copy the archive again, then type the same command. If that is refused because the input has changed, wrong rows were sent: begin again with --restart.'
            : `Make or copy the archive again, then type the same command: if it begins with the same rows, the rows that are done are not sent again.${gzipWay(fact)}`,
    remedy: breakRemedy(fact),
  }),
  'input-shortened': ({ path, fromBytes, toBytes }) => ({
    text: `${path} changed while it was read: it became shorter, from ${howMany(fromBytes, 'byte')} to ${grouped(toBytes)}`,
    next: PUT_BACK,
    remedy: WAIT,
  }),
  'input-rewritten': ({ path, readBytes }) => ({
    text: `${path} changed while it was read: ${readBytes === 1 ? 'its first byte is not that which was' : `its first ${grouped(readBytes)} bytes are not those that were`} read`,
    next: PUT_BACK,
    remedy: WAIT,
  }),
  'last-line-grown': ({ path }) => ({
    text: `${path} changed while it was read: it has grown in the middle of its last line, which was read already`,
    next: 'The export was still being written. When it is finished, begin again from row 1 with --restart: the count of that line was cut off.',
    remedy: WAIT,
  }),
  'input-grown': ({ path }) => ({
    text: `${path} changed while it was read: it has grown since it was read to its end, which this kind of input cannot follow`,
    next: 'Nothing is lost: the same command goes on with what was added.',
    remedy: WAIT,
  }),
  'duplicates-added': ({ path }) => ({
    text: `${path} changed while it was read: rows came whose pair stands in it already, and --on-duplicate is error`,
    next: PUT_BACK,
    remedy: WAIT,
  }),
  'format-unknown': ({ path, isStandardInput, formats }) => ({
    text: isStandardInput
      ? 'standard input has no name that tells the format'
      : `${path}: the file name does not tell the format`,
    next: `Give one of ${formats.map((format) => `--format ${format}`).join(', ')}`,
  }),
  'format-names-its-values': ({ path }) => ({
    text: `${path}: --no-header is for CSV and TSV; in JSONL every line names its own values`,
    next: `Leave --no-header out; keys of other names: --columns ${columnMapText(() => '…')}`,
  }),
  'done-part-shortened': ({ path, sizes }) => ({
    text: sizes
      ? `${path} has changed since the run began: it has ${howMany(sizes.sizeBytes, 'byte')}, and ${grouped(sizes.doneBytes)} were done already`
      : `${path} has changed since the run began: it ends within the part that was done already`,
    next: GIVE_AS_IT_WAS,
  }),
  'done-part-rewritten': ({ path, doneBytes }) => ({
    text:
      doneBytes === undefined
        ? `${path} has changed since the run began, in the part that was done already`
        : `${path} has changed since the run began: ${doneBytes === 1 ? 'its first byte is not that which was' : `its first ${grouped(doneBytes)} bytes are not those that were`} done already`,
    next: GIVE_AS_IT_WAS,
  }),
  'done-line-grown': ({ path }) => ({
    text: `${path} has changed since the run began: it has grown in the middle of its last line, which was done already: if it had broken off there, that line was sent cut off`,
    next: GIVE_AS_IT_WAS,
  }),
  'inputs-changed': ({ paths }) => ({
    text:
      paths.length === 1
        ? `of these inputs ${paths.join()} has changed since its run began, in the part that was done already`
        : `of these inputs ${paths.length} have changed since their runs began, in the parts that were done already: ${paths.join(', ')}`,
    next:
      paths.length === 1
        ? 'Give the file as it was, or begin it again from row 1 with --restart (the old state folder is kept under a dated name); then the same command goes on with all of them.'
        : 'Give the files as they were, or begin only these again from row 1 with --restart (the old state folders are kept under dated names); then the same command goes on with all of them.',
  }),
} satisfies { [K in AnyFact['kind']]: (fact: Extract<AnyFact, { kind: K }>) => Told };

/** For example `line 7: "g1", "alice", 5 (first on line 2: 3)`. */
export const duplicate = ({
  groupId,
  account,
  line,
  unread,
  firstLine,
  firstUnread,
  by,
  input = '',
}: DuplicateFact['examples'][number]): string => {
  if (by === 'row')
    return `row ${line} of all (${printable(input, 100)}): "${groupId}", "${account}", ${unread} (first in row ${firstLine} of all: ${firstUnread})`;
  return by === 'index'
    ? `index ${line}: "${groupId}", "${account}", ${unread} (first at index ${firstLine}: ${firstUnread})`
    : `line ${line}: "${groupId}", "${account}", ${unread} (first on line ${firstLine}: ${firstUnread})`;
};

const DOUBTS = {
  remarks: 'the warning above is about it',
  'no-rows': 'it has no rows',
  'open-line': 'it does not end in a line break, so its last row may be cut off',
};

const NEEDS_HEADER = `The first line must be the header: ${FIELDS.map((field) => DEFAULT_COLUMNS[field]).join(',')}.`;
const PUT_BACK =
  'Put the file back as it was, and the same command goes on. If rows of the changed part were read already, that is refused: begin again from row 1 with --restart (the state folder is kept under a dated name).';
const WAIT = 'Wait until it is no longer written to.';
const GIVE_AS_IT_WAS =
  'Give the file as it was, or begin again from row 1 with --restart (the old state folder is kept under a dated name).';

const breakText = (fact: ReadingFault): string => {
  if (fact.kind !== 'archive-broke-off') return systemText(fact.reason);
  const { compression, fault } = fact;
  if (isOfSheet(fault))
    return fault.code === 'binary-workbook'
      ? 'the workbook is in the binary form of Excel (.xlsb), which is not read'
      : 'the workbook has more different texts than are read of one';
  return fault.code === 'unpacks-too-far'
    ? tooFarText(compression, fault)
    : `the ${compression} data is cut off or corrupt (${archiveFaultText(fault)})`;
};

/** What no other copy of a workbook mends. */
export type OfSheet = Extract<ArchiveFault, { code: 'too-many-texts' | 'binary-workbook' }>;

export const isOfSheet = (fault: ArchiveFault): fault is OfSheet =>
  fault.code === 'too-many-texts' || fault.code === 'binary-workbook';

type TooFar = Extract<ArchiveFault, { code: 'unpacks-too-far' }>;

const tooFarText = (compression: string, { unpackedBytes, packedBytes, bound }: TooFar): string =>
  bound.mostRatio === 0
    ? `the ${compression} data unpacks to more than the ${sizeText(bound.mostBytes)} of --max-unpacked`
    : `the ${compression} data unpacks to more than ${sizeText(bound.mostBytes)}, and to more than ${howMany(bound.mostRatio, 'time')} its size, as no export does (so far ${sizeText(unpackedBytes)} came out of ${sizeText(packedBytes)})`;

const archiveFaultText = (fault: Exclude<ArchiveFault, TooFar | OfSheet>): string => {
  switch (fault.code) {
    case 'cut-off':
      return 'unexpected end of file';
    case 'bytes-behind':
      return fault.atLeastBytes === 1
        ? 'at least 1 byte follows behind its end'
        : `at least ${fault.atLeastBytes} bytes follow behind its end`;
    case 'corrupt':
      return fault.says;
  }
};

const breakRemedy = (fact: ReadingFault): string => {
  if (fact.kind === 'input-broke-off') return 'Check the disk that it is on.';
  if (fact.kind === 'standard-input-broke-off') return 'Feed the rows from their start again.';
  if (isOfSheet(fact.fault)) return CSV_OF_SHEET;
  if (fact.fault.code === 'unpacks-too-far') {
    return `If so much is meant to be in it, type the same command with a higher bound, such as --max-unpacked ${typedSize(fact.fault.bound.mostBytes * 10)}`;
  }
  return fact.mayBeText
    ? 'Make or copy the archive again; if it is no archive but plain text, rename it to a name without .br.'
    : `Make or copy the archive again.${gzipWay(fact)}`;
};

/** What gzip itself makes of a damaged archive. Of one that is cut off it gives no more. */
const gzipWay = (fact: ReadingFault): string => {
  if (fact.kind !== 'archive-broke-off' || fact.compression !== 'gzip' || fact.fault.code === 'cut-off') return '';
  return ` To take what gzip gives of it: gzip -dc ${fileWord(fact.path)} | ${importOfPipe(fact.path, 'DIR')}`;
};

const fileWord = (path: string): string => (path === '-' ? 'FILE' : shellWord(path));

/** What an archive is unpacked into. Its format is that of its name. */
export const importOfPipe = (path: string, folder: string): string => {
  const format = /\.(csv|tsv|jsonl|json)(?:\.\w+)?$/i.exec(path)?.[1]?.toLowerCase() ?? 'csv';
  return `npx tim-unread import - --format ${format} --state-dir ${folder}`;
};

const noTextNext = (isStandardInput: boolean): string =>
  isStandardInput
    ? 'Its bytes are not text. If it is compressed with brotli, which only a file name shows, put this into the pipe before tim-unread: | brotli -dc'
    : 'Its bytes are not text. If it is compressed with brotli, which only its name shows, give it a name that ends in .br';

type NoFirstLine = { readonly isStandardInput: boolean; readonly isHeader: boolean; readonly looksBinary: boolean };

const noFirstLineNext = ({ isStandardInput, isHeader, looksBinary }: NoFirstLine): string => {
  if (looksBinary) return noTextNext(isStandardInput);
  return isHeader ? `${NEEDS_HEADER} Is this the right file?` : 'Is this the right file?';
};

/** As a chat program or a word processor writes it. */
const ODD_QUOTE = /^[\u2018-\u201f\u300c-\u300f\uff02\uff07]|[\u2018-\u201f\u300c-\u300f\uff02\uff07]$/u;

/** The languages of an encoding. */
const WRITERS: Readonly<Record<string, string>> = {
  gb18030: 'simplified Chinese',
  big5: 'traditional Chinese',
  shift_jis: 'Japanese',
  'euc-kr': 'Korean',
  'windows-1252': 'Western Europe, Latin-1',
};

const ORIGINS: Readonly<Record<string, string>> = {
  'euc-jp': 'a Japanese Unix',
  shift_jis: 'a Japanese Windows',
  'euc-kr': 'a Korean Windows',
};

const encodingNext = (guess: EncodingGuess): string => {
  if (guess.by === 'utf-8') return 'This is UTF-8: leave --encoding out.';
  if (guess.by === 'byte-order-mark') {
    return 'Correct this line, or save the file again: its byte order mark says UTF-8, and overrides --encoding.';
  }
  if (guess.by === 'bytes') {
    const { encoding } = guess;
    const from = ORIGINS[encoding] ?? 'a Chinese Windows';
    return `Give the encoding of the file: --encoding ${encoding}, as in exports from ${from}.`;
  }
  const candidates = guess.candidates.map((name) => `${name} (${WRITERS[name]})`);
  const all = `${candidates.slice(0, -1).join(', ')} or ${candidates.at(-1)}`;
  return `Give the encoding of the file, which its bytes do not tell; try --encoding ${all}.`;
};

const lineProblemText = (problem: LineProblem): string =>
  (problems[problem.code] as (values: LineProblem) => string)(problem);

/** The first few. */
const sheetNames = (sheets: readonly string[]): string =>
  sheets.length === 0
    ? 'none'
    : `${sheets
        .slice(0, 5)
        .map((name) => `“${printable(name, 100)}”`)
        .join(', ')}${sheets.length > 5 ? ', …' : ''}`;

const sheetFlag = ([first = 'NAME']: readonly string[]): string => `--sheet ${shellWord(printable(first, 100))}`;
