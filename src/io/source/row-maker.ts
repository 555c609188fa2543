import { AS_WRITTEN, type Counting, counted, lacksCount } from '../../core/row/counting.ts';
import type { ProblemKind } from '../../core/row/problem.ts';
import type { InputRemark } from '../../core/row/remark.ts';
import type { InputRow, SheetRow } from '../../core/row/row.ts';
import { type Checked, unreadable } from '../../core/row/rules.ts';
import type { PrefixHash } from './bytes/prefix-hash.ts';
import { rawText } from './raw-text.ts';
import { type Block, bytesOf, PROBLEM_OF_FAULT } from './records/record-cutter.ts';
import type { RecordParser } from './records/record-format.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** @returns undefined where the lines of the input are those of one sheet, or of none */
type SheetOf = (line: number) => SheetRow | undefined;

/** Turns the records of blocks into rows: numbers and places them, and feeds the hash of the input. */
export class RowMaker {
  readonly #parser: RecordParser;
  readonly #hash: PrefixHash | undefined;
  readonly #places: 'line' | 'index';
  readonly #sheetOf: SheetOf;
  readonly #counting: Counting;
  readonly #missing = new SomeLines();
  readonly #pastEnd = new SomeLines();
  #number: number;

  constructor(
    parser: RecordParser,
    firstNumber: number,
    hash: PrefixHash | undefined,
    places: 'line' | 'index',
    counting = AS_WRITTEN,
    sheetOf: SheetOf = () => undefined,
  ) {
    this.#sheetOf = sheetOf;
    this.#counting = counting;
    this.#places = places;
    this.#parser = parser;
    this.#number = firstNumber;
    this.#hash = hash;
  }

  make(block: Block): InputRow[] {
    const rows: InputRow[] = [];
    const proof = this.#hash?.enterBlock(block);
    const parseRecord = this.#parser.parse(block);
    for (const span of block.spans) {
      const read = span.fault ? unreadable(PROBLEM_OF_FAULT[span.fault]) : parseRecord(span);
      if (!read) continue;
      const checked = this.#counted(read, span.line);
      const row: Writable<InputRow> = {
        number: this.#number,
        line: span.line,
        nextLine: span.nextLine,
        startByte: span.startByte,
        endByte: span.endByte,
        values: checked.values,
        row: checked.row,
        problems: checked.problems,
        proof: proof?.upTo(span.endByte),
      };
      if (!checked.row && isUnread(checked) && span.startByte >= block.startByte) {
        row.raw = () => rawText(bytesOf(block, span));
      }
      const sheet = this.#sheetOf(span.line);
      if (sheet) row.sheet = sheet;
      if (this.#places === 'index') row.index = this.#number - 1;
      this.#number += 1;
      rows.push(row);
    }
    return rows;
  }

  /** What was noticed of the counts. */
  remarks(): InputRemark[] {
    return [
      ...(this.#missing.count > 0 ? [{ kind: 'counts-missing' as const, ...this.#missing.some }] : []),
      ...(this.#pastEnd.count > 0 ? [{ kind: 'positions-past-end' as const, ...this.#pastEnd.some }] : []),
    ];
  }

  #counted(read: Checked, line: number): Checked {
    if (this.#counting === AS_WRITTEN) {
      if (!read.row && lacksCount(read)) this.#missing.add(line);
      return read;
    }
    const { checked, isPastEnd } = counted(read, this.#counting);
    if (!checked.row && lacksCount(checked)) this.#missing.add(line);
    if (isPastEnd) this.#pastEnd.add(line);
    return checked;
  }
}

/** @returns whether nothing of the row is in its values */
const isUnread = ({ values: { groupId, account, unread }, problems }: Checked): boolean =>
  groupId === '' && account === '' && unread === '' && problems.some(({ kind }) => UNREAD_KINDS.has(kind));

const UNREAD_KINDS: ReadonlySet<ProblemKind> = new Set(['unparsable', 'undecodable', 'too-long']);

const LISTED = 3;

/** How many rows are of a kind, and the lines of the first few. */
class SomeLines {
  count = 0;
  readonly #lines: number[] = [];

  get some(): { readonly count: number; readonly lines: readonly number[] } {
    return { count: this.count, lines: this.#lines };
  }

  add(line: number): void {
    this.count += 1;
    if (this.#lines.length < LISTED) this.#lines.push(line);
  }
}
