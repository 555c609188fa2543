import type { ColumnChoice } from '../../../core/row/columns.ts';
import { type Checked, checkRow, unreadable } from '../../../core/row/rules.ts';
import { type ColumnPositions, findColumns, placeColumns } from '../columns/find-columns.ts';
import { CsvParser, type ParsedRecord } from './csv.ts';
import { type CsvFormat, hasFirstRecord, readFirstRecord, startOfCsv } from './csv-header.ts';
import { type Block, RecordCutter } from './record-cutter.ts';
import type { RecordFormat, RecordParser } from './record-format.ts';

/** @param defaultDelimiter - where neither a flag nor a `sep=` line gives one */
export const csvFormat =
  (defaultDelimiter: string) =>
  (_path: string, { delimiter, choice }: { delimiter: string | undefined; choice: ColumnChoice }): CsvFormat =>
    delimiter === undefined
      ? { kind: 'csv', delimiter: defaultDelimiter, ...choice }
      : { kind: 'csv', delimiter, isDelimiterGiven: true, ...choice };

/** CSV and TSV: a delimiter, quotes, and a header where columns go by name. */
export const csvRecords = (asked: CsvFormat): RecordFormat<CsvFormat> => ({
  isEnough: (head) => hasFirstRecord(head, asked),

  open: (head) => {
    const { path, encoding } = head;
    const { start, delimiter } = startOfCsv(head.bytes, asked);
    const isHeader = 'columns' in asked;
    const { line, fields, behind } = readFirstRecord(head, start, delimiter, isHeader);
    const positions = isHeader
      ? findColumns(path, line, fields, asked.columns, delimiter)
      : placeColumns(path, line, fields, asked.positions, delimiter);
    return {
      format: { ...asked, delimiter },
      firstRow: { row: 1, ...(isHeader ? behind : start) },
      looksWholeCutOff: true,
      openCutter: (at) => new RecordCutter(at, delimiter.charCodeAt(0)),
      openParser: () => new CsvRecords(new CsvParser(delimiter, encoding), positions, isHeader),
    };
  },
});

class CsvRecords implements RecordParser {
  readonly #parser: CsvParser;
  readonly #positions: ColumnPositions;
  readonly #expectedBy: 'header' | 'first line';

  constructor(parser: CsvParser, positions: ColumnPositions, hasHeader: boolean) {
    this.#parser = parser;
    this.#positions = positions;
    this.#expectedBy = hasHeader ? 'header' : 'first line';
  }

  parse(block: Block): () => Checked {
    const records = this.#parser.parse(block);
    let next = 0;
    return () => this.#check(records[next++]);
  }

  #check(record: ParsedRecord | undefined): Checked {
    if (!record) throw new Error('a record was cut and not parsed');
    if ('kind' in record) return unreadable(record);
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
