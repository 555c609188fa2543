import { FIELDS } from '../../../core/row/columns.ts';
import { ArchiveFaultError } from '../bytes/archive-fault.ts';
import { DATE_MARK, filledCells, lineOfCells, numberText, unescapedText } from './cell-text.ts';
import { type CellParts, textReading } from './workbook.ts';
import { type Attributes, parseXml } from './xml.ts';

// Of Excel.
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
/** A cell takes 32,767. A row that is longer than this could not be read anyway. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

/** Of a formula whose value was not saved with it. No ID begins so, and no flag makes a count of it. */
const NOT_COMPUTED = '#FORMULA! not calculated';

/**
 * The rows of a sheet as lines of CSV: line n is row n, and a row that is not there is an empty line.
 *
 * @returns the lines that each piece of the sheet has completed
 */
export async function* sheetLines(pieces: AsyncIterable<Buffer>, parts: CellParts): AsyncGenerator<readonly string[]> {
  let lines: string[] = [];
  const reader = new SheetReader(parts, (line) => lines.push(line));
  for await (const _ of parseXml(pieces, reader)) {
    if (lines.length === 0) continue;
    yield lines;
    lines = [];
  }
}

class SheetReader {
  readonly #parts: CellParts;
  readonly #onLine: (line: string) => void;
  #row = 0;
  #cells: string[] = [];
  #column = 0;
  /** of the table; empty cells at the end of a row are none in the file */
  #width = 0;
  #cell: Attributes = {};
  #isValue = false;
  #hasFormula = false;
  #value = '';
  #characters = 0;
  readonly #inline = textReading((said) => this.#add(said));

  constructor(parts: CellParts, onLine: (line: string) => void) {
    this.#parts = parts;
    this.#onLine = onLine;
  }

  readonly open = (name: string, attributes: Attributes): void => {
    this.#inline.open(name);
    if (name === 'row') this.#beginRow(attributes);
    if (name === 'c') this.#beginCell(attributes);
    if (name === 'v') this.#isValue = true;
    if (name === 'f') this.#hasFormula = true;
  };

  readonly text = (said: string): void => {
    if (this.#isValue) this.#add(said);
    else this.#inline.text(said);
  };

  readonly close = (name: string): void => {
    this.#inline.close(name);
    if (name === 'v') this.#isValue = false;
    if (name === 'c') this.#cells[this.#column - 1] = this.#cellText();
    if (name === 'row') this.#endRow();
  };

  #beginRow({ r }: Attributes): void {
    const row = r === undefined ? this.#row + 1 : Number(r);
    if (!(row > this.#row && row <= MOST_ROWS)) throw corrupt(`row ${r} behind row ${this.#row}`);
    for (let missing = this.#row + 1; missing < row; missing += 1) this.#onLine('');
    this.#row = row;
    this.#cells = [];
    this.#column = 0;
    this.#characters = 0;
  }

  #endRow(): void {
    // The first row that can be a header or a row of values; before it there may be titles.
    if (this.#width === 0 && filledCells(this.#cells) >= FIELDS.length) this.#width = filledCells(this.#cells);
    this.#onLine(lineOfCells(this.#cells, this.#width));
  }

  #beginCell(attributes: Attributes): void {
    this.#cell = attributes;
    this.#column = columnOf(attributes.r) ?? this.#column + 1;
    if (this.#column > MOST_COLUMNS) throw corrupt(`a cell ${attributes.r}`);
    this.#value = '';
    this.#hasFormula = false;
  }

  #add(said: string): void {
    this.#value += said;
    this.#characters += said.length;
    if (this.#characters > MOST_CHARACTERS) throw corrupt(`a row ${this.#row} that is too long`);
  }

  #cellText(): string {
    const { t = 'n', s = '0' } = this.#cell;
    const value = this.#value;
    const { strings, kinds, is1904 } = this.#parts;
    switch (t) {
      case 's': {
        const text = strings[Number(value)];
        if (text === undefined) throw corrupt(`cell ${this.#cell.r ?? `of row ${this.#row}`} without its string`);
        return text;
      }
      case 'b':
        return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
      case 'n':
        if (value === '' && this.#hasFormula) return NOT_COMPUTED;
        return value === '' ? '' : numberText(value, kinds[Number(s)] ?? { as: 'number' }, is1904);
      case 'd':
        return `${DATE_MARK}${value}`;
      // A formula's text, one that stands in the cell itself, or an error such as #N/A.
      default:
        return unescapedText(value);
    }
  }
}

const corrupt = (says: string): ArchiveFaultError => new ArchiveFaultError({ code: 'corrupt', says });

/** @returns 28 of `AB7` */
const columnOf = (reference: string | undefined): number | undefined => {
  const letters = /^[A-Z]{1,3}(?=[0-9])/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
};
