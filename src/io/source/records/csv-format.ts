import type { LineProblem } from '../../../core/errors/input-error.ts';
import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { type Checked, type checkRow, type RawValues, rulesOf, unreadable } from '../../../core/row/rules.ts';
import { type ColumnPositions, findColumns, placeColumns } from '../columns/find-columns.ts';
import { knownColumns } from '../columns/known-names.ts';
import { recogniseManner } from '../recognition/dialect.ts';
import { recogniseGuards, recogniseWidth } from '../recognition/row-habits.ts';
import type { InputWish } from '../recognition/wish.ts';
import { MARK } from '../text/encoding.ts';
import type { UndecodedLines } from '../text/undecoded-lines.ts';
import { CsvParser, type PartlyDecoded } from './csv.ts';
import {
  type CsvFormat,
  cutterOf,
  firstRecords,
  hasFirstRecord,
  namedDelimiter,
  parsedDialect,
  readFirstRecord,
  startOfCsv,
} from './csv-header.ts';
import { orWithHeaderBelow } from './header-below.ts';
import { notARow } from './not-a-row.ts';
import type { CsvDialect } from './quoting.ts';
import { type Block, bytesOf, type Span } from './record-cutter.ts';
import type { RecordFormat, RecordParser } from './record-format.ts';
import { type RowHabits, unguarded } from './row-habits.ts';

/** @param defaultDelimiter - where neither a flag nor a `sep=` line gives one */
export const csvFormat =
  (defaultDelimiter: string) =>
  (_path: string, head: Buffer, wish: InputWish): CsvFormat => {
    const delimiter = wish.delimiter ?? namedDelimiter(head) ?? defaultDelimiter;
    const { byte } = startOfCsv(head, wish.skipLines);
    const manner = recogniseManner(head.subarray(byte), delimiter, wish, head.subarray(0, byte));
    const dialect = { ...dialectOf(wish), delimiter, ...manner };
    const records = firstRecords(head, dialect);
    const hasHeader = wish.choice === undefined || 'columns' in wish.choice;
    const guards = wish.quote === undefined ? recogniseGuards(records, hasHeader) : {};
    const names = records[0]?.fields.map((field) => unguarded(field, guards)) ?? [];
    const choice = wish.choice ?? { columns: knownColumns(names) ?? DEFAULT_COLUMNS };
    return { kind: 'csv', ...dialect, ...guards, ...recogniseWidth(records, choice, guards), ...choice };
  };

/** @returns the parts of a dialect that were asked for. What is as in plain CSV is left out, as in older checkpoints */
export const dialectOf = (wish: InputWish): Partial<CsvDialect> => ({
  ...(wish.delimiter === undefined ? {} : { delimiter: wish.delimiter }),
  ...quotePart(wish.quote),
  ...(wish.escape === undefined ? {} : { escape: wish.escape }),
  ...(wish.skipLines ? { skipLines: wish.skipLines } : {}),
  ...(wish.comment === undefined ? {} : { comment: wish.comment }),
});

const quotePart = (quote: InputWish['quote']): Partial<CsvDialect> =>
  quote === undefined || quote === '"' ? {} : { quote };

/** CSV and TSV: a delimiter, quotes, and a header where columns go by name. */
export const csvRecords = (asked: CsvFormat & { readonly trim?: true }): RecordFormat<CsvFormat> => ({
  isEnough: (head) => hasFirstRecord(head, asked),

  open: (head) => {
    const { path, encoding } = head;
    const { delimiter } = asked;
    const start = startOfCsv(head.bytes, asked.skipLines);
    const dialect = parsedDialect(head.bytes, asked);
    const isHeader = 'columns' in asked;
    const bare = (fields: readonly string[]): readonly string[] => fields.map((field) => unguarded(field, asked));
    const hasColumns = (fields: readonly string[]): boolean =>
      !isHeader || FIELDS.every((field) => bare(fields).includes(asked.columns[field]));
    const { line, fields, behind } = orWithHeaderBelow(head, start, asked, () =>
      readFirstRecord(head, start, dialect, isHeader, hasColumns),
    );
    const sample = () => firstRecords(head.bytes, asked).map((record) => record.fields);
    const found = isHeader
      ? orWithHeaderBelow(head, start, asked, () =>
          findColumns(path, line, bare(fields), asked.columns, delimiter, sample),
        )
      : placeColumns(path, line, fields, asked.positions, delimiter, sample);
    const positions = beside(found, asked);
    return {
      format: asked,
      firstRow: { row: 1, ...(isHeader ? behind : start) },
      looksWholeCutOff: true,
      places: 'line',
      openCutter: (at) => cutterOf(at, asked),
      openParser: (undecoded) =>
        new CsvRecords(
          new CsvParser(dialect, encoding, (bytes) => undecoded.seeDecoded(bytes)),
          positions,
          isHeader ? FIELDS.map((field) => asked.columns[field]) : undefined,
          undecoded,
          asked,
        ),
    };
  },
});

/** Where the values of a row stand, when they do not stand as in the header. */
const beside = (found: ColumnPositions, { rows }: RowHabits): ColumnPositions => {
  const { groupId, account, unread, count } = found;
  if (rows === 'named') return { groupId: groupId + 1, account: account + 1, unread: unread + 1, count: count + 1 };
  return rows === 'closed' ? { ...found, count: count + 1 } : found;
};

const LF = 0x0a;

class CsvRecords implements RecordParser {
  readonly #parser: CsvParser;
  readonly #positions: ColumnPositions;
  readonly #undecoded: UndecodedLines;
  readonly #names: readonly string[] | undefined;
  readonly #rules: typeof checkRow;
  readonly #habits: RowHabits;
  /** values that a row has at least */
  readonly #least: number;

  /** @param names - of the three columns where the input has a header */
  constructor(
    parser: CsvParser,
    positions: ColumnPositions,
    names: readonly string[] | undefined,
    undecoded: UndecodedLines,
    format: CsvFormat & { readonly trim?: true },
  ) {
    this.#rules = rulesOf(format);
    this.#habits = format;
    const { groupId, account, unread, count } = positions;
    this.#least = format.rows === 'cut' ? Math.max(groupId, account, unread) + 1 : count;
    this.#undecoded = undecoded;
    this.#parser = parser;
    this.#positions = positions;
    this.#names = names;
  }

  parse(block: Block): (span: Span) => Checked {
    const records = this.#parser.parse(block);
    let next = 0;
    return (span) => {
      const record = records[next++];
      if (!record) throw new Error('a record was cut and not parsed');
      if (!('kind' in record)) return this.#checkBehindMark(this.#whole(record, block, span), block, span);
      return record.kind === 'undecodable' || record.kind === 'partly-decoded'
        ? this.#checkUndecoded(record, bytesOf(block, span), span.line)
        : unreadable(record);
    };
  }

  /** A row that is cut off where the input ends is none whose empty values are left out. */
  #whole(record: readonly string[], block: Block, span: Span): readonly string[] {
    const { count } = this.#positions;
    if (record.length >= count || record.length < this.#least || bytesOf(block, span).at(-1) !== LF) return record;
    return [...record, ...Array<string>(count - record.length).fill('')];
  }

  #checkUndecoded(record: PartlyDecoded | LineProblem, bytes: Buffer, line: number): Checked {
    const checked = record.kind === 'partly-decoded' ? this.#checkPartly(record) : unreadable(record);
    // A header once more, or a footer, is no row that another encoding would give.
    if (!checked.problems.some(({ kind }) => kind === 'not-a-row')) {
      this.#undecoded.add(line, bytes, checked.row !== undefined);
    }
    return checked;
  }

  #checkPartly({ fields, problem }: PartlyDecoded): Checked {
    const { groupId, account, unread, count } = this.#positions;
    const isDecoded = [groupId, account, unread].every((at) => fields[at]?.includes('\ufffd') === false);
    return isDecoded && fields.length === count ? this.#check(fields) : unreadable(problem);
  }

  /** The mark of a second file, put behind the first one, is no part of a row. Inside quotes it is a part of the value. */
  #checkBehindMark(record: readonly string[], block: Block, span: Span): Checked {
    const checked = this.#check(record);
    if (checked.row) return checked;
    const [first = '', ...others] = record;
    const isMarked = first.startsWith(MARK) && bytesOf(block, span).indexOf(MARK) === 0;
    return isMarked ? this.#check([first.slice(MARK.length), ...others]) : checked;
  }

  #check(record: readonly string[]): Checked {
    const { groupId, account, unread, count } = this.#positions;
    const checked =
      record.length === count
        ? this.#rules(this.#raw(record[groupId], record[account], record[unread]))
        : unreadable({
            kind: 'unparsable',
            code: 'value-count',
            found: record.length,
            expected: count,
            expectedBy: this.#names ? 'header' : 'first line',
          });
    if (checked.row) return checked;
    const problem = notARow(record, this.#names, count, unread);
    return problem ? { ...checked, problems: [problem] } : checked;
  }

  #raw(groupId = '', account = '', unread = ''): RawValues {
    if (this.#habits.guards === undefined) return { groupId, account, unread };
    const [bareGroup, bareAccount, bareUnread] = [groupId, account, unread].map((one) => unguarded(one, this.#habits));
    return { groupId: bareGroup, account: bareAccount, unread: bareUnread };
  }
}
