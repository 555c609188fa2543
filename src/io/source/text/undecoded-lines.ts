import { isAscii } from 'node:buffer';
import type { InputRemark } from '../../../core/row/remark.ts';
import { looksLikeGb18030, saysItIsUtf8 } from './undecodable.ts';

const LISTED = 3;

type Lines = { count: number; readonly lines: number[] };

/** Counts the rows of an input that could not be decoded, and notices whether the input is mixed. */
export class UndecodedLines {
  readonly #encoding: string | undefined;
  readonly #others: Lines = { count: 0, lines: [] };
  readonly #rows: Lines = { count: 0, lines: [] };
  #like = 0;
  #isUtf8 = false;
  #hasDecoded = false;

  /** @param encoding - in which the input is read; undefined where neither a flag nor a byte order mark names one */
  constructor(encoding: string | undefined) {
    this.#encoding = encoding;
  }

  /** To be called for text that could be decoded. Once it has seen more than ASCII it costs nothing. */
  seeDecoded(bytes: Buffer): void {
    this.#hasDecoded ||= !isAscii(bytes);
  }

  /** @param isRow - its three values are right all the same */
  add(line: number, bytes: Buffer, isRow: boolean): void {
    const lines = isRow ? this.#others : this.#rows;
    lines.count += 1;
    if (lines.lines.length < LISTED && lines.lines.at(-1) !== line) lines.lines.push(line);
    if (this.#encoding !== undefined) this.#isUtf8 ||= saysItIsUtf8(bytes);
    // The first lines tell as much as all of them.
    else if (this.#like >= 0 && this.#others.count + this.#rows.count <= LISTED) {
      this.#like += looksLikeGb18030(bytes) ? 1 : -1;
    }
  }

  remarks(): InputRemark[] {
    const looksLike = this.#isUtf8 ? 'utf-8' : this.#like > 0 ? 'gb18030' : undefined;
    const about = { encoding: this.#encoding, looksLike, isMixed: this.#hasDecoded };
    return [
      ...(this.#rows.count > 0 ? [{ kind: 'rows-undecodable' as const, ...this.#rows, ...about }] : []),
      ...(this.#others.count > 0 ? [{ kind: 'others-undecodable' as const, ...this.#others, ...about }] : []),
    ];
  }
}
