import { isUtf8 } from 'node:buffer';
// The main module of the package also loads its streams, which takes time.
import { CsvError, type Options, parse } from 'csv-parse/sync';
import type { LineProblem } from '../../../core/errors.ts';
import { undecodableProblem } from '../text/undecodable.ts';
import type { Block, Span } from './record-cutter.ts';

/** The fields of a record, or why it has none. */
export type ParsedRecord = readonly string[] | LineProblem;

/** Parses the records of a block: as many at once as possible. A run of records that the parser refuses is halved. */
export class CsvParser {
  readonly #options: Options;
  readonly #encoding: string | undefined;

  /**
   * @param delimiter - one character
   * @param encoding - in which the input is read, for lines that are not in it; undefined where neither a flag nor a
   *   byte order mark names one
   */
  constructor(delimiter: string, encoding?: string) {
    this.#encoding = encoding;
    this.#options = {
      delimiter,
      // Without this the parser guesses the line break anew in every block.
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
    };
  }

  /** @returns one result for each span without a fault, in their order */
  parse(block: Block): ParsedRecord[] {
    const parsed: ParsedRecord[] = [];
    let first = 0;
    block.spans.forEach((span, at) => {
      if (!span.fault) return;
      this.#parseRun(block, block.spans.slice(first, at), parsed);
      first = at + 1;
    });
    this.#parseRun(block, first === 0 ? block.spans : block.spans.slice(first), parsed);
    return parsed;
  }

  #parseRun(block: Block, spans: readonly Span[], parsed: ParsedRecord[]): void {
    const [first] = spans;
    const last = spans.at(-1);
    if (!first || !last) return;
    const bytes = block.bytes.subarray(first.startByte - block.startByte, last.endByte - block.startByte);
    const result = this.#tryParse(bytes);
    // Cutter and parser agree on where records end. If they ever did not, the counts would differ, and each record
    // would be parsed alone: no row is taken for another.
    if (Array.isArray(result) && result.length === spans.length) {
      for (const record of result) parsed.push(record);
    } else if (spans.length === 1) {
      parsed.push(Array.isArray(result) ? { kind: 'unparsable', code: 'not-one-record' } : result);
    } else {
      const half = spans.length >> 1;
      this.#parseRun(block, spans.slice(0, half), parsed);
      this.#parseRun(block, spans.slice(half), parsed);
    }
  }

  #tryParse(bytes: Buffer): string[][] | LineProblem {
    if (!isUtf8(bytes)) return undecodableProblem(bytes, this.#encoding);
    try {
      return parse(bytes, this.#options);
    } catch (error) {
      if (error instanceof CsvError) return problemOf(error);
      throw error;
    }
  }
}

const problemOf = ({ code }: CsvError): LineProblem =>
  code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE'
    ? { kind: 'unparsable', code: 'quote-inside-value' }
    : { kind: 'unparsable', code: 'not-csv', errorCode: code };
