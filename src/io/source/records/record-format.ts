import type { Place } from '../../../core/books/ledger.ts';
import type { Checked } from '../../../core/row/rules.ts';
import type { Packing } from '../bytes/compression.ts';
import type { UndecodedLines } from '../text/undecoded-lines.ts';
import type { Block, Padding, Span } from './record-cutter.ts';

/** Cuts bytes into the records of a format; `RecordCutter` does so at line breaks. */
export interface Cutter {
  /** bytes that were given and are not yet a whole record */
  readonly carry: Buffer;
  /** what stands behind the last record; known at the end */
  readonly padding: Padding;
  /** on which the next record will begin */
  readonly line: number;
  /** JSON: the array of the rows is not closed yet */
  readonly isArrayOpen: boolean;
  /**
   * @param chunk - the next bytes of the input
   * @param isLast - nothing follows: what is left is a record too
   */
  cut(chunk: Buffer, isLast: boolean): Block;
}

/** Reads the records of one input, block by block. */
export interface RecordParser {
  /**
   * @returns a function that reads one record. It is called for each record that was cut without a fault, in order, and
   *   returns undefined for a blank line, which is no row
   */
  parse(block: Block): (span: Span) => Checked | undefined;
}

/** The first bytes of the text of an input, and what is known of it. */
export type InputHead = {
  readonly path: string;
  readonly bytes: Buffer;
  /** enough to open it, or all that there is */
  readonly isEnough: boolean;
  /** in which it is read; undefined where neither a flag nor a byte order mark names one */
  readonly encoding: string | undefined;
  readonly compression: Packing | undefined;
};

/** An input whose head has been read. */
export type OpenedRecords<Format> = {
  /** as asked for, with what the head has settled */
  readonly format: Format;
  readonly firstRow: Place;
  /** a record that is cut off at the end of the input may look like a whole one */
  readonly looksWholeCutOff: boolean;
  /** what tells rows apart: their lines, or their index, because several elements of JSON may stand on a line */
  readonly places: 'line' | 'index';
  /** @param at - the place of the first byte to come */
  openCutter(at: Omit<Place, 'row'>): Cutter;
  /** @param undecoded - is told of records that cannot be decoded */
  openParser(undecoded: UndecodedLines): RecordParser;
};

/** How the bytes of an input become rows. */
export interface RecordFormat<Format> {
  /**
   * @returns whether these first bytes are enough to `open`; no more are waited for, because standard input may be slow
   */
  isEnough(head: Buffer): boolean;
  /** @throws InputError where the head shows that no row can be read */
  open(head: InputHead): OpenedRecords<Format>;
}
