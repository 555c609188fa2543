import { CsvParser } from '../records/csv.ts';
import { cutterOf, startOfCsv } from '../records/csv-header.ts';
import type { InputFormat } from '../records/formats.ts';

const LOOKED_AT_BYTES = 256 * 1024;
const MOST_LINES = 5;

/** What the first records show that can be read in two ways. */
export type Doubts = {
  /** lines of values with two backslashes, which may be one that is escaped */
  readonly backslashes: readonly number[];
  /** first and last lines of values that hold the shape of whole rows where quotes are read as such */
  readonly rowsInQuotes: readonly (readonly [number, number])[];
};

const NO_DOUBTS: Doubts = { backslashes: [], rowsInQuotes: [] };

/** @param head - the first bytes of an input that is read in this format */
export const doubtsOf = (head: Buffer, format: InputFormat): Doubts => {
  if (format.kind !== 'csv') return NO_DOUBTS;
  if (format.quote === 'none' && format.delimiter !== '\t' && format.escape === undefined) {
    const { quote, ...quoted } = format;
    return { ...doubtsOf(head, quoted), backslashes: [] };
  }
  const looked = head.subarray(0, LOOKED_AT_BYTES);
  const mayEscape = format.escape === undefined && looked.includes('\\\\');
  if (!mayEscape && (format.quote === 'none' || !looked.includes('"'))) return NO_DOUBTS;
  const start = startOfCsv(looked, format.skipLines);
  const block = cutterOf(start, format).cut(looked.subarray(start.byte), looked.length === head.length);
  const spans = block.spans.filter(({ fault }) => !fault);
  const parser = new CsvParser(format);
  const records = parser.parse({ ...block, spans }).map((record) => ('kind' in record ? [] : record));
  const width = records[0]?.length ?? 0;
  const backslashes: number[] = [];
  const rowsInQuotes: (readonly [number, number])[] = [];
  records.forEach((fields, at) => {
    const span = spans[at];
    if (!span) return;
    if (
      mayEscape &&
      backslashes.length < MOST_LINES &&
      fields.some((field) => /^[\x21-\x7e]*\\\\[\x21-\x7e]*$/.test(field))
    ) {
      backslashes.push(span.line);
    }
    const isRow = (line: string): boolean => width > 1 && line.split(format.delimiter).length === width;
    const holdsRows = fields.some((field) => field.includes('\n') && field.split('\n').some(isRow));
    if (holdsRows && rowsInQuotes.length < MOST_LINES) rowsInQuotes.push([span.line, span.nextLine - 1]);
  });
  return { backslashes, rowsInQuotes };
};
