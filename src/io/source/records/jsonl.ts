import { isAscii, isUtf8 } from 'node:buffer';
import type { LineProblem } from '../../../core/errors/input-error.ts';
import type { ColumnNames } from '../../../core/row/columns.ts';
import { type Checked, type checkRow, type RawValues, unreadable } from '../../../core/row/rules.ts';
import { MARK } from '../text/encoding.ts';
import { hasSureStructure, undecodableProblem } from '../text/undecodable.ts';
import type { UndecodedLines } from '../text/undecoded-lines.ts';
import { withoutTypes } from './extended-json.ts';
import { keyTwice } from './key-twice.ts';
import { LinePattern } from './line-pattern.ts';
import { withNumbersAsWritten } from './number-text.ts';
import { type Block, bytesOf, type Span } from './record-cutter.ts';
import type { RecordParser } from './record-format.ts';

type UnparsableLine = Extract<LineProblem, { kind: 'unparsable' }>;
type Unreadable = { readonly kind: 'blank' } | UnparsableLine;

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

/** Reads JSON objects: one a line, or the elements of a document. */
export class JsonObjects implements RecordParser {
  readonly #parser: JsonlParser;
  readonly #encoding: string | undefined;
  readonly #undecoded: UndecodedLines;
  readonly #unit: 'line' | 'element';
  readonly #rules: typeof checkRow;

  constructor(
    parser: JsonlParser,
    encoding: string | undefined,
    undecoded: UndecodedLines,
    unit: 'line' | 'element',
    rules: typeof checkRow,
  ) {
    this.#rules = rules;
    this.#parser = parser;
    this.#encoding = encoding;
    this.#undecoded = undecoded;
    this.#unit = unit;
  }

  parse(block: Block): (span: Span) => Checked | undefined {
    const textOf = lineTexts(block, (bytes) => this.#undecoded.seeDecoded(bytes));
    return (span) => {
      const text = textOf(span);
      return text === undefined ? this.#undecodable(block, span) : this.#check(text);
    };
  }

  #check(text: string): Checked | undefined {
    const line = this.#parser.parse(text);
    if (line.kind === 'blank') return undefined;
    if (line.kind !== 'values' && text.startsWith(MARK)) return this.#check(text.slice(MARK.length));
    if (line.kind !== 'values') return unreadable(this.#unit === 'line' ? line : ofElement(line));
    const checked = this.#rules(line.values);
    if (checked.row) return checked;
    const plain = withoutTypes(line.values);
    return plain ? this.#rules(plain) : withNumbersAsWritten(checked, line.values, text, this.#parser.keys);
  }

  #undecodable(block: Block, span: Span): Checked {
    const bytes = bytesOf(block, span);
    const checked = this.#checkPartly(bytes) ?? unreadable(undecodableProblem(bytes, this.#encoding));
    this.#undecoded.add(span.line, bytes, checked.row !== undefined);
    return checked;
  }

  /** @returns undefined where one of the three values cannot be decoded, or it is not sure which bytes they are */
  #checkPartly(bytes: Buffer): Checked | undefined {
    if (!hasSureStructure(bytes, undefined, this.#encoding)) return undefined;
    const text = bytes.toString();
    const line = this.#parser.parse(text);
    if (line.kind !== 'values') return undefined;
    const isDecoded = Object.values(line.values).every((value) => !String(value).includes('\ufffd'));
    return isDecoded ? this.#check(text) : undefined;
  }
}

const ofElement = (problem: UnparsableLine): UnparsableLine => {
  if (problem.code === 'not-json') return { kind: 'unparsable', code: 'element-not-json' };
  return problem.code === 'not-json-object' ? { kind: 'unparsable', code: 'element-not-object' } : problem;
};

/** Takes the three keys out of one JSON object. */
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
    const { groupId, account, unread } = this.keys;
    const key = keyTwice(text, [groupId, account, unread]);
    if (key !== undefined) return { kind: 'unparsable', code: 'key-twice', key };
    this.#pattern.learn(value);
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
  const value = parsed(text) ?? parsed(mended(text));
  if (value === undefined) {
    if (text.trim() === '') return { kind: 'blank' };
    const isDoubled = parsed(text.replaceAll('\\\\', '\\')) !== undefined;
    return { kind: 'unparsable', code: isDoubled ? 'backslashes-doubled' : 'not-json' };
  }
  return typeof value !== 'object' || value === null || Array.isArray(value)
    ? { kind: 'unparsable', code: 'not-json-object' }
    : { kind: 'object', value: value as Record<string, unknown> };
};

/** @returns undefined for what is no JSON */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON has no bare ESC, so a colour is never part of a value
const COLOUR = /\x1b\[[0-9;]*m/g;
const TEXT_OR_NO_NUMBER = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;

/** Without the colours that jq gives its output on a terminal; and NaN, as Python and pandas write it, is no value. */
const mended = (text: string): string =>
  text.replace(COLOUR, '').replace(TEXT_OR_NO_NUMBER, (part) => (part.startsWith('"') ? part : 'null'));
