import { bomBytesOf } from '../text/encoding.ts';
import type { Quoting } from './quoting.ts';
import { breakOff, goOnLater, MORE, type Reading } from './record-reading.ts';

const LF = 0x0a;
const CR = 0x0d;
const BOM_BYTES = 3;

/**
 * Reads one record on, value by value. A quote opens only at the start of a value, and `""` inside it is a quote.
 *
 * @param to - nothing is looked at from this offset on
 * @param reading - where it was read up to; where it does not end, it stands there again afterwards
 * @param isLast - nothing follows behind `to`
 * @returns where the record ends, behind its line break; MORE or BAD_QUOTE
 */
export const readQuoted = (
  bytes: Buffer,
  to: number,
  reading: Reading,
  { delimiter, quote = LF }: Quoting,
  isLast: boolean,
): number => {
  let { at, stand } = reading;
  for (;;) {
    if (stand === 'start' && at < to && bytes[at] === quote) {
      stand = 'quoted';
      at += 1;
    }
    if (stand !== 'quoted') {
      const from = at;
      while (at < to && bytes[at] !== delimiter && bytes[at] !== LF) {
        if (bytes[at] === quote && !isBehindMark(bytes, at)) reading.hasStrayQuote = true;
        at += 1;
      }
      if (at === to) return isLast ? at : goOnLater(reading, at, at === from ? stand : 'plain');
      at += 1;
      if (bytes[at - 1] === LF) return at;
    } else {
      const closing = closingQuote(bytes, at, to, quote);
      if (closing === MORE) return goOnLater(reading, to, 'quoted');
      at = closing + 1;
      // A quote, or the LF of a CR, may follow.
      if (at === to || (bytes[at] === CR && at + 1 === to)) return isLast ? to : goOnLater(reading, closing, 'quoted');
      if (bytes[at] === LF) return at + 1;
      if (bytes[at] === CR && bytes[at + 1] === LF) return at + 2;
      // Windows makes CR CR LF of CR LF that is written as text.
      if (bytes[at] === CR && bytes[at + 1] === CR) {
        if (at + 2 === to) return isLast ? to : goOnLater(reading, closing, 'quoted');
        if (bytes[at + 2] === LF) return at + 3;
      }
      if (bytes[at] !== delimiter) return breakOff(reading, at);
      at += 1;
    }
    stand = 'start';
  }
};

/** @returns the offset of the closing quote, or MORE */
const closingQuote = (bytes: Buffer, from: number, to: number, mark: number): number => {
  for (let at = from; ; ) {
    const quote = bytes.indexOf(mark, at);
    if (quote < 0 || quote >= to) return MORE;
    if (quote + 1 >= to || bytes[quote + 1] !== mark) return quote;
    at = quote + 2;
  }
};

/** The parser looks once more at such a quote. */
const isBehindMark = (bytes: Buffer, at: number): boolean =>
  at >= BOM_BYTES && bomBytesOf(bytes.subarray(at - BOM_BYTES, at)) === BOM_BYTES;

/** Whether a quote is open in a line that comes in pieces and is not held. Same grammar as `readQuoted`. */
export class QuoteState {
  readonly #quoting: Quoting | undefined;
  #at: 'start' | 'plain' | 'quoted' | 'quote' | 'broken' = 'start';

  constructor(quoting: Quoting | undefined) {
    this.#quoting = quoting;
  }

  get isOpen(): boolean {
    return this.#at === 'quoted';
  }

  pass(bytes: Buffer): void {
    if (!this.#quoting) return;
    const { quote, delimiter } = this.#quoting;
    for (const byte of bytes) {
      if (this.#at === 'broken') return;
      if (this.#at === 'quoted') {
        if (byte === quote) this.#at = 'quote';
      } else if (byte === delimiter) this.#at = 'start';
      else if (this.#at === 'quote') this.#at = byte === quote ? 'quoted' : 'broken';
      else if (this.#at === 'start') this.#at = byte === quote ? 'quoted' : 'plain';
    }
  }
}
