import type { LineProblem } from '../../../core/errors.ts';
import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { type Checked, checkRow, unreadable } from '../../../core/row/rules.ts';
import { type ColumnPositions, findColumns, placeColumns } from '../columns/find-columns.ts';
import type { InputWish } from '../recognition/wish.ts';
import type { UndecodedLines } from '../text/undecoded-lines.ts';
import { CsvParser, type PartlyDecoded } from './csv.ts';
import {
  type CsvDialect,
  type CsvFormat,
  hasFirstRecord,
  namedDelimiter,
  readFirstRecord,
  startOfCsv,
} from './csv-header.ts';
import { type Block, bytesOf, RecordCutter, type Span } from './record-cutter.ts';
import type { RecordFormat, RecordParser } from './record-format.ts';

/** @param defaultDelimiter - where neither a flag nor a `sep=` line gives one */
export const csvFormat =
  (defaultDelimiter: string) =>
  (_path: string, head: Buffer, wish: InputWish): CsvFormat => ({
    kind: 'csv',
    delimiter: namedDelimiter(head) ?? defaultDelimiter,
    ...dialectOf(wish),
    ...(wish.choice ?? { columns: DEFAULT_COLUMNS }),
  });

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
export const csvRecords = (asked: CsvFormat): RecordFormat<CsvFormat> => ({
  isEnough: (head) => hasFirstRecord(head, asked),

  open: (head) => {
    const { path, encoding } = head;
    const { delimiter } = asked;
    const start = startOfCsv(head.bytes);
    const isHeader = 'columns' in asked;
    const hasColumns = (fields: readonly string[]): boolean =>
      !isHeader || FIELDS.every((field) => fields.includes(asked.columns[field]));
    const { line, fields, behind } = readFirstRecord(head, start, delimiter, isHeader, hasColumns);
    const positions = isHeader
      ? findColumns(path, line, fields, asked.columns, delimiter)
      : placeColumns(path, line, fields, asked.positions, delimiter);
    return {
      format: asked,
      firstRow: { row: 1, ...(isHeader ? behind : start) },
      looksWholeCutOff: true,
      openCutter: (at) => new RecordCutter(at, delimiter.charCodeAt(0)),
      openParser: (undecoded) =>
        new CsvRecords(
          new CsvParser(delimiter, encoding, (bytes) => undecoded.seeDecoded(bytes)),
          positions,
          isHeader,
          undecoded,
        ),
    };
  },
});

class CsvRecords implements RecordParser {
  readonly #parser: CsvParser;
  readonly #positions: ColumnPositions;
  readonly #undecoded: UndecodedLines;
  readonly #expectedBy: 'header' | 'first line';

  constructor(parser: CsvParser, positions: ColumnPositions, hasHeader: boolean, undecoded: UndecodedLines) {
    this.#undecoded = undecoded;
    this.#parser = parser;
    this.#positions = positions;
    this.#expectedBy = hasHeader ? 'header' : 'first line';
  }

  parse(block: Block): (span: Span) => Checked {
    const records = this.#parser.parse(block);
    let next = 0;
    return (span) => {
      const record = records[next++];
      if (!record) throw new Error('a record was cut and not parsed');
      if (!('kind' in record)) return this.#check(record);
      return record.kind === 'undecodable' || record.kind === 'partly-decoded'
        ? this.#checkUndecoded(record, bytesOf(block, span), span.line)
        : unreadable(record);
    };
  }

  #checkUndecoded(record: PartlyDecoded | LineProblem, bytes: Buffer, line: number): Checked {
    const checked = record.kind === 'partly-decoded' ? this.#checkPartly(record) : unreadable(record);
    this.#undecoded.add(line, bytes, checked.row !== undefined);
    return checked;
  }

  #checkPartly({ fields, problem }: PartlyDecoded): Checked {
    const { groupId, account, unread, count } = this.#positions;
    const isDecoded = [groupId, account, unread].every((at) => fields[at]?.includes('\ufffd') === false);
    return isDecoded && fields.length === count ? this.#check(fields) : unreadable(problem);
  }

  #check(record: readonly string[]): Checked {
    const { groupId, account, unread, count } = this.#positions;
    if (record.length !== count) {
      const { length: found } = record;
      return unreadable({
        kind: 'unparsable',
        code: 'value-count',
        found,
        expected: count,
        expectedBy: this.#expectedBy,
      });
    }
    return checkRow({ groupId: record[groupId], account: record[account], unread: record[unread] });
  }
}
