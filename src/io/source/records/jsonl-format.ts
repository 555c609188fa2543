import { SettingsError } from '../../../core/errors.ts';
import { type ColumnNames, DEFAULT_COLUMNS } from '../../../core/row/columns.ts';
import { type Checked, checkRow, unreadable } from '../../../core/row/rules.ts';
import type { InputWish } from '../recognition/wish.ts';
import { bomBytesOf, MARK } from '../text/encoding.ts';
import { hasSureStructure, undecodableProblem } from '../text/undecodable.ts';
import type { UndecodedLines } from '../text/undecoded-lines.ts';
import { JsonlParser, lineTexts } from './jsonl.ts';
import { checkFirstObjects, hasFirstObjects } from './jsonl-head.ts';
import { withNumbersAsWritten } from './number-text.ts';
import { type Block, bytesOf, RecordCutter, type Span } from './record-cutter.ts';
import type { RecordFormat, RecordParser } from './record-format.ts';
import { refuseWholeJson } from './whole-json.ts';

export type JsonlFormat = { readonly kind: 'jsonl'; readonly columns: ColumnNames };

/** @throws SettingsError where columns go by position: an object names its own values */
export const jsonlFormat = (path: string, _head: Buffer, wish: InputWish): JsonlFormat => {
  const { choice = { columns: DEFAULT_COLUMNS } } = wish;
  if ('positions' in choice) throw new SettingsError({ kind: 'format-names-its-values', path });
  return { kind: 'jsonl', columns: choice.columns };
};

/** One JSON object a line. */
export const jsonlRecords = (format: JsonlFormat): RecordFormat<JsonlFormat> => ({
  isEnough: (head) => hasFirstObjects(head, format.columns),

  open: (head) => {
    const { path, bytes, encoding, compression } = head;
    const bomBytes = bomBytesOf(bytes);
    refuseWholeJson(path, bytes.toString('utf8', bomBytes), compression);
    checkFirstObjects(head, format.columns);
    return {
      format,
      firstRow: { row: 1, line: 1, byte: bomBytes },
      // An object that is cut off lacks its closing brace.
      looksWholeCutOff: false,
      openCutter: (at) => new RecordCutter(at, undefined),
      openParser: (undecoded) => new JsonlRecords(new JsonlParser(format.columns), encoding, undecoded),
    };
  },
});

class JsonlRecords implements RecordParser {
  readonly #parser: JsonlParser;
  readonly #encoding: string | undefined;
  readonly #undecoded: UndecodedLines;

  constructor(parser: JsonlParser, encoding: string | undefined, undecoded: UndecodedLines) {
    this.#undecoded = undecoded;
    this.#parser = parser;
    this.#encoding = encoding;
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
    if (line.kind !== 'values') return text.startsWith(MARK) ? this.#check(text.slice(MARK.length)) : unreadable(line);
    const checked = checkRow(line.values);
    return checked.row ? checked : withNumbersAsWritten(checked, line.values, text, this.#parser.keys);
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
