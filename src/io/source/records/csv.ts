import { isUtf8 } from 'node:buffer';
// The main module of the package also loads its streams, which takes time.
import { CsvError, type Options, parse } from 'csv-parse/sync';
import type { LineProblem } from '../../../core/errors/input-error.ts';
import { bomBytesOf } from '../text/encoding.ts';
import { hasSureStructure, undecodableProblem } from '../text/undecodable.ts';
import { hasBareQuote, readEscaped, unescaped } from './escaped-record.ts';
import { plainRecords } from './plain-records.ts';
import { type CsvDialect, type Quoting, quotingOf } from './quoting.ts';
import type { Block, Span } from './record-cutter.ts';
import { BAD_QUOTE, MORE, readingFrom } from './record-reading.ts';

/** A record that could not be decoded whole. What could not stands as U+FFFD in its fields. */
export type PartlyDecoded = {
  readonly kind: 'partly-decoded';
  readonly fields: readonly string[];
  readonly bytes: Buffer;
  readonly problem: LineProblem;
};

/** The fields of a record, or why it has none. */
export type ParsedRecord = readonly string[] | PartlyDecoded | LineProblem;

/** What the parser needs to know of how values are written. */
export type ParsedDialect = CsvDialect & {
  /** lines end in CR CR LF */
  readonly hasDoubledCr?: boolean;
};

/** Parses the records of a block: as many at once as possible. A run of records that the parser refuses is halved. */
export class CsvParser {
  readonly #options: Options;
  readonly #encoding: string | undefined;
  readonly #onDecoded: (bytes: Buffer) => void;
  readonly #delimiter: string;
  readonly #quote: string | undefined;
  readonly #hasComments: boolean;
  readonly #hasDoubledCr: boolean;
  /** set where backslashes escape, which the parser of RFC 4180 cannot read */
  readonly #escaped: Quoting | undefined;

  /**
   * @param dialect - how values are written
   * @param encoding - in which the input is read, for lines that are not in it; undefined where neither a flag nor a
   *   byte order mark names one
   * @param onDecoded - receives records that could be decoded, many at once
   */
  constructor(dialect: ParsedDialect, encoding?: string, onDecoded: (bytes: Buffer) => void = () => {}) {
    this.#encoding = encoding;
    this.#onDecoded = onDecoded;
    const { delimiter, quote = '"', comment, hasDoubledCr = false } = dialect;
    this.#delimiter = delimiter;
    this.#quote = quote === 'none' ? undefined : quote;
    this.#hasComments = comment !== undefined;
    this.#hasDoubledCr = hasDoubledCr;
    const quoting = quotingOf(dialect);
    this.#escaped = quoting?.escapes ? quoting : undefined;
    this.#options = {
      delimiter,
      quote: quote === 'none' ? null : quote,
      escape: quote === 'none' ? null : quote,
      // Without this the parser guesses the line break anew in every block.
      record_delimiter: hasDoubledCr ? ['\r\r\n', '\r\n', '\n'] : ['\r\n', '\n'],
      ...(comment === undefined ? {} : { comment, comment_no_infix: true }),
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
      if (Array.isArray(result)) parsed.push({ kind: 'unparsable', code: 'not-one-record' });
      else if (bomBytesOf(bytes) > 0) parsed.push(this.#behindMark(bytes, result));
      else parsed.push(result.kind === 'undecodable' ? this.#partly(bytes, result) : result);
    } else {
      const half = spans.length >> 1;
      this.#parseRun(block, spans.slice(0, half), parsed);
      this.#parseRun(block, spans.slice(half), parsed);
    }
  }

  /** A quote behind a byte order mark does not begin a value for the parser. */
  #behindMark(bytes: Buffer, problem: LineProblem): ParsedRecord {
    const records = this.#tryParse(bytes.subarray(bomBytesOf(bytes)));
    const [fields] = Array.isArray(records) && records.length === 1 ? records : [];
    return fields ?? problem;
  }

  /** A value that cannot be decoded costs no value beside it, where it is sure which bytes delimit them. */
  #partly(bytes: Buffer, problem: LineProblem): PartlyDecoded | LineProblem {
    if (!hasSureStructure(bytes, this.#delimiter.charCodeAt(0), this.#encoding)) return problem;
    const records = this.#parseText(Buffer.from(bytes.toString()));
    const [fields] = Array.isArray(records) && records.length === 1 ? records : [];
    return fields ? { kind: 'partly-decoded', fields, bytes, problem } : problem;
  }

  #tryParse(bytes: Buffer): string[][] | LineProblem {
    if (!isUtf8(bytes)) return undecodableProblem(bytes, this.#encoding);
    this.#onDecoded(bytes);
    return this.#parseText(bytes);
  }

  /** Whether no quote and no comment gives a meaning to anything but delimiters and line breaks. */
  #isPlain(bytes: Buffer): boolean {
    return !this.#hasComments && (this.#quote === undefined || !bytes.includes(this.#quote));
  }

  #parseText(bytes: Buffer): string[][] | LineProblem {
    if (this.#escaped) return parseEscaped(bytes, this.#escaped);
    if (this.#isPlain(bytes)) return plainRecords(bytes.toString(), this.#delimiter, this.#hasDoubledCr);
    try {
      return parse(bytes, this.#options);
    } catch (error) {
      if (error instanceof CsvError) return problemOf(error);
      throw error;
    }
  }
}

const parseEscaped = (bytes: Buffer, quoting: Quoting): string[][] | LineProblem => {
  const records: string[][] = [];
  for (let at = 0; at < bytes.length; ) {
    const fields: string[] = [];
    let isQuoteInside = false;
    const end = readEscaped(bytes, bytes.length, readingFrom(at), quoting, true, (from, to, isQuoted) => {
      const text = bytes.toString('utf8', from, to);
      if (!isQuoted && hasBareQuote(text, quoting)) isQuoteInside = true;
      fields.push(unescaped(text, isQuoted, quoting));
    });
    if (end === MORE) return { kind: 'unparsable', code: 'quote-not-closed' };
    if (end === BAD_QUOTE) return { kind: 'unparsable', code: 'text-after-closing-quote' };
    if (isQuoteInside) return { kind: 'unparsable', code: 'quote-inside-value' };
    if (fields.length > 1 || fields[0] !== '') records.push(fields);
    at = end;
  }
  return records;
};

const problemOf = ({ code }: CsvError): LineProblem =>
  code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE'
    ? { kind: 'unparsable', code: 'quote-inside-value' }
    : { kind: 'unparsable', code: 'not-csv', errorCode: code };
