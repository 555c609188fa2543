import { isAscii, isUtf8 } from 'node:buffer';
import type { LineProblem } from '../../../core/errors.ts';
import type { ColumnNames } from '../../../core/row/columns.ts';
import type { RawValues } from '../../../core/row/rules.ts';
import { LinePattern } from './line-pattern.ts';
import type { Block, Span } from './record-cutter.ts';

type Unreadable = { readonly kind: 'blank' } | Extract<LineProblem, { kind: 'unparsable' }>;

export type ParsedLine = { readonly kind: 'values'; readonly values: RawValues } | Unreadable;

/** The text of a line; undefined where it is not UTF-8. Call it for the lines in order. */
export type LineTexts = (span: Span) => string | undefined;

// A slice of a string keeps the whole string in memory. Pieces are small, because IDs outlive their block.
const PIECE_BYTES = 1024;

/**
 * Checks the encoding once per block, not per line: most blocks are ASCII, and nearly all are UTF-8.
 *
 * @param onDecoded - receives what could be decoded and is more than ASCII, many lines at once
 */
export const lineTexts = (block: Block, onDecoded: (bytes: Buffer) => void = () => {}): LineTexts => {
  const { startByte } = block;
  const bytes = block.bytes.subarray(0, block.doneByte - startByte);
  if (isAscii(bytes)) {
    let piece = '';
    let pieceStart = 0;
    return (span) => {
      const [start, end] = [span.startByte - startByte, span.endByte - startByte];
      if (end > pieceStart + piece.length) {
        piece = bytes.toString('latin1', start, Math.max(end, Math.min(start + PIECE_BYTES, bytes.length)));
        pieceStart = start;
      }
      return piece.slice(start - pieceStart, end - pieceStart);
    };
  }
  const isWellFormed = isUtf8(bytes);
  if (isWellFormed) onDecoded(bytes);
  return (span) => {
    const [start, end] = [span.startByte - startByte, span.endByte - startByte];
    if (isWellFormed) return bytes.toString('utf8', start, end);
    const line = bytes.subarray(start, end);
    if (!isUtf8(line)) return undefined;
    onDecoded(line);
    return line.toString();
  };
};

/** Takes the three keys out of one JSON object a line. */
export class JsonlParser {
  readonly keys: ColumnNames;
  readonly #pattern: LinePattern;

  constructor(keys: ColumnNames) {
    this.keys = keys;
    this.#pattern = new LinePattern(keys);
  }

  /** @param text - of a line, as `lineTexts` gives it */
  parse(text: string): ParsedLine {
    const plain = this.#pattern.values(text);
    if (plain) return { kind: 'values', values: plain };
    const line = parseObject(text);
    if (line.kind !== 'object') return line;
    const { value } = line;
    this.#pattern.learn(value);
    const { groupId, account, unread } = this.keys;
    return {
      kind: 'values',
      values: { groupId: own(value, groupId), account: own(value, account), unread: own(value, unread) },
    };
  }
}

/** Own keys only: a column may be called `__proto__`. */
const own = (value: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** @param text - of a line, as `lineTexts` gives it */
export const parseObject = (
  text: string,
): { readonly kind: 'object'; readonly value: Record<string, unknown> } | Unreadable => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text.trim() === '' ? { kind: 'blank' } : { kind: 'unparsable', code: 'not-json' };
  }
  return typeof value !== 'object' || value === null || Array.isArray(value)
    ? { kind: 'unparsable', code: 'not-json-object' }
    : { kind: 'object', value: value as Record<string, unknown> };
};
