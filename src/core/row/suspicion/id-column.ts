import { IdEdges } from './id-edges.ts';
import { IdSample } from './id-sample.ts';
import { IdShapes, isSureDate } from './id-shapes.ts';
import { Tally } from './tally.ts';

type IdField = 'groupId' | 'account';

const ZERO = 0x30;
const LETTER_OUTSIDE_ASCII = /(?!\p{ASCII})\p{L}/u;
const SINGLE_BACKSLASH = /(?<!\\)(?:\\\\)*\\(?!\\)/;

/** What one column of IDs shows so far. Constant memory, constant work for a value. */
export class IdColumn {
  readonly field: IdField;
  readonly edges: IdEdges;
  readonly shapes: IdShapes;
  readonly sample: IdSample;
  /** with letters outside ASCII; such a row is invalid */
  readonly names: Tally;
  /** rows that have this ID */
  rows = 0;
  isAllEqual = true;
  readonly firstRows: Tally;
  readonly doubled: Tally;
  /** has a backslash that is not doubled: the writer doubles none */
  hasSingleBackslash = false;
  #first: string | undefined;
  /** no later ID can tell more than what the edges of all of them do, but one with a leading zero */
  #isSettled = false;

  constructor(field: IdField) {
    this.field = field;
    this.edges = new IdEdges(field);
    this.shapes = new IdShapes(field);
    this.sample = new IdSample(field);
    this.names = new Tally(field);
    this.firstRows = new Tally(field);
    this.doubled = new Tally(field);
  }

  observe(value: string, line: number): void {
    if (value === '') return;
    this.rows += 1;
    this.edges.observe(value, line);
    if (this.#isSettled && value.charCodeAt(0) !== ZERO) return;
    this.shapes.observe(value, line);
    this.sample.observe(value, line);
    this.#observeFirst(value, line);
    this.#isSettled = !this.isAllEqual && this.shapes.isSettled && this.sample.isSettled;
  }

  #observeFirst(value: string, line: number): void {
    if (!this.isAllEqual) return;
    this.#first ??= value;
    if (value === this.#first) this.firstRows.add(value, line);
    else this.isAllEqual = false;
  }

  observeBackslashes(value: string, line: number): void {
    if (!value.includes('\\')) return;
    if (SINGLE_BACKSLASH.test(value)) this.hasSingleBackslash = true;
    else this.doubled.add(value, line);
  }

  observeName(value: string, line: number): void {
    if (LETTER_OUTSIDE_ASCII.test(value) && !isSureDate(value)) this.names.add(value, line);
  }
}
