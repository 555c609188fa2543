import type { InputRow } from '../../core/row/row.ts';
import { type Checked, checkRow, unreadable } from '../../core/row/rules.ts';
import type { PrefixHash } from './bytes/prefix-hash.ts';
import type { ColumnPositions } from './columns/find-columns.ts';
import type { InputFormat } from './columns/format.ts';
import { CsvParser } from './records/csv.ts';
import { JsonlParser, lineTexts } from './records/jsonl.ts';
import { withNumbersAsWritten } from './records/number-text.ts';
import { type Block, PROBLEM_OF_FAULT, type Span } from './records/record-cutter.ts';
import { undecodableProblem } from './text/undecodable.ts';

/** Turns cut blocks into rows: parses, checks, numbers, and lets the hash of the input go along. */
export class RowMaker {
  readonly #format: InputFormat;
  readonly #encoding: string | undefined;
  readonly #positions: ColumnPositions | undefined;
  readonly #csv: CsvParser | undefined;
  readonly #jsonl: JsonlParser | undefined;
  readonly #hash: PrefixHash | undefined;
  #number: number;

  /** @param encoding - in which the input is read; undefined where neither a flag nor a byte order mark names one */
  constructor(
    format: InputFormat,
    encoding: string | undefined,
    positions: ColumnPositions | undefined,
    firstNumber: number,
    hash: PrefixHash | undefined,
  ) {
    this.#format = format;
    this.#encoding = encoding;
    this.#positions = positions;
    this.#csv = format.kind === 'csv' ? new CsvParser(format.delimiter, encoding) : undefined;
    this.#jsonl = format.kind === 'jsonl' ? new JsonlParser(format.columns) : undefined;
    this.#number = firstNumber;
    this.#hash = hash;
  }

  make(block: Block): InputRow[] {
    const rows: InputRow[] = [];
    const proof = this.#hash?.enterBlock(block);
    const records = this.#csv?.parse(block);
    const textOf = records ? undefined : lineTexts(block);
    let record = 0;
    for (const span of block.spans) {
      const checked = span.fault
        ? unreadable(PROBLEM_OF_FAULT[span.fault])
        : records
          ? this.#checkRecord(records[record++])
          : this.#checkLine(block, span, textOf?.(span));
      if (!checked) continue;
      rows.push({
        number: this.#number++,
        line: span.line,
        nextLine: span.nextLine,
        startByte: span.startByte,
        endByte: span.endByte,
        values: checked.values,
        row: checked.row,
        problems: checked.problems,
        proof: proof?.upTo(span.endByte),
      });
    }
    return rows;
  }

  #checkRecord(record: ReturnType<CsvParser['parse']>[number] | undefined): Checked {
    if (!record || !this.#positions) throw new Error('a record was cut and not parsed');
    if ('kind' in record) return unreadable(record);
    const { groupId, account, unread, count } = this.#positions;
    if (record.length !== count) {
      const expectedBy = 'positions' in this.#format ? 'first line' : 'header';
      return unreadable({
        kind: 'unparsable',
        code: 'value-count',
        found: record.length,
        expected: count,
        expectedBy,
      });
    }
    return checkRow({ groupId: record[groupId], account: record[account], unread: record[unread] });
  }

  /** @returns undefined for a blank line, which is no row */
  #checkLine(block: Block, span: Span, text: string | undefined): Checked | undefined {
    if (!this.#jsonl) throw new Error('a line of CSV was taken for JSON');
    if (text === undefined) {
      const bytes = block.bytes.subarray(span.startByte - block.startByte, span.endByte - block.startByte);
      return unreadable(undecodableProblem(bytes, this.#encoding));
    }
    const line = this.#jsonl.parse(text);
    if (line.kind === 'blank') return undefined;
    if (line.kind !== 'values') return unreadable(line);
    const checked = checkRow(line.values);
    return checked.row ? checked : withNumbersAsWritten(checked, line.values, text, this.#jsonl.keys);
  }
}
