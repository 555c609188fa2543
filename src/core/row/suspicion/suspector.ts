import type { InputRow } from '../row.ts';
import { CountColumn } from './count-column.ts';
import { FLOAT_DIGITS, SPREADSHEET_DIGITS } from './digits.ts';
import { IdColumn } from './id-column.ts';
import type { IdShapes } from './id-shapes.ts';
import { LeftOutGroups } from './left-out-groups.ts';
import type { Suspicion, SuspicionKind } from './suspicion.ts';
import { Tally } from './tally.ts';
import { Totals } from './totals.ts';

const EXAMPLES = 3;

/** Nearly all of a column: a few lines may have been corrected by hand, or come from elsewhere. */
const NEARLY_ALL = 0.9;
/** Most of a column: an odd ID may have this form by itself, but most IDs of a file do not. */
const MOST = 0.5;
/** By chance an ID ends in so many zeros, or several IDs together do, once in a million times. */
const ZERO_DIGITS = 6;
/** Rows for a form that one ID of its own may have. */
const FEW_ROWS = 2;
/** Rows that cannot all be of one account, or have one ID twice, by a mere try. */
const SOME_ROWS = 3;
/** Rows whose counts step by one, or are all the same small number, less than once in ten thousand files. */
const MANY_ROWS = 20;
/** Counts of two digits and more differ from each other much sooner. */
const ROWS_OF_LARGE_COUNTS = 5;
/** Setting every count to 0 is a job of its own, but hardly for so many rows. */
const ROWS_OF_ZEROS = 1000;

/** Told from the first row on. */
const SURE: ReadonlySet<string> = new Set([
  'escaped',
  'utf-7',
  'words-for-none',
  'not-available',
  'sure-dates',
  'conversations',
  'templates',
  'sure-masked',
  'sure-lost',
  'platform-changed',
]);

/**
 * Looks for IDs and counts that are damaged in the input as a whole, though every row can be sent. Constant memory, and
 * constant work for a row; nothing of a row is changed.
 *
 * A healthy input is not suspected. A form that no ID has by itself (a space at an edge, `="…"`) is told from the first
 * row on. A form that some ID may have counts only where most of a column has it. What could be chance counts only where
 * chance is less than about one in ten thousand inputs. One group in all rows is the export of one group.
 */
export class Suspector {
  readonly #trims: boolean;
  readonly #isJson: boolean;
  readonly #groups = new IdColumn('groupId');
  readonly #accounts = new IdColumn('account');
  readonly #counts = new CountColumn();
  readonly #sameId = new Tally('account');
  readonly #totals = new Totals();
  readonly #numbers = [new Tally('groupId'), new Tally('account')];
  readonly #leftOut = new LeftOutGroups();
  #rows = 0;
  #isAll = false;
  #places: Suspicion['places'] = 'line';

  /**
   * @param trims - spaces are taken off: they are what the user asked for
   * @param isJson - no flag says what a backslash is
   */
  constructor({ trims = false, isJson = false }: { readonly trims?: boolean; readonly isJson?: boolean } = {}) {
    this.#trims = trims;
    this.#isJson = isJson;
  }

  /** To be called for all rows, in the order of the input. */
  observe(input: InputRow): void {
    const { row, values, index } = input;
    if (index !== undefined) this.#places = 'index';
    const line = index ?? input.line;
    const { groupId, account } = row ?? values;
    this.#rows += 1;
    if (!row && isNoRow(input)) return;
    this.#groups.observe(groupId, line);
    this.#accounts.observe(account, line);
    this.#counts.observe(input, line);
    if (this.#isJson) {
      this.#groups.observeBackslashes(groupId, line);
      this.#accounts.observeBackslashes(account, line);
    }
    if (groupId === account && groupId !== '') this.#sameId.add(account, line);
    this.#leftOut.observe(input, line);
    if (row) {
      this.#totals.observe(row, values.unread, line);
      return;
    }
    this.#observeNumbers(input, line);
    this.#groups.observeName(groupId, line);
    this.#accounts.observeName(account, line);
  }

  #observeNumbers({ problems, values }: InputRow, line: number): void {
    for (const problem of problems) {
      const isNumber = problem.code === 'digits-lost' || (problem.code === 'id-not-text' && problem.found === 'number');
      if (isNumber) this.#numbers[problem.field === 'groupId' ? 0 : 1]?.add(values[problem.field], line);
    }
  }

  /** What the rows so far show; each kind once. @param isAll - the input has no others */
  judge(isAll: boolean): Suspicion[] {
    this.#isAll = isAll;
    const found: (Suspicion | undefined)[] = [
      this.#trims ? undefined : this.#told('space-at-edge', [...this.#edges('spaces'), this.#counts.spaces]),
      this.#told('formula', this.#edges('formulas')),
      this.#told('quotes', [...this.#edges('quotes'), ...this.#shaped('bytes')]),
      this.#told('written-quotes', this.#edges('writtenQuotes')),
      this.#told('apostrophe', this.#apostrophes()),
      ...(['decimal-zero', 'thousands', 'other-notation'] as const).map((kind) =>
        this.#told(kind, this.#amongDigits(kind)),
      ),
      ...(['escaped', 'utf-7', 'wrapped', 'encoded', 'templates', 'platform-changed'] as const).map((kind) =>
        this.#told(kind, this.#shaped(kind)),
      ),
      this.#told('masked', this.#wholeOr('masked', 'sure-masked')),
      this.#told('characters-lost', this.#wholeOr('characters-lost', 'sure-lost')),
      this.#told('breaks-written', this.#breaksWritten()),
      this.#told('words-for-none', this.#wordsForNone()),
      this.#told('dates', this.#wholeOr('dates', 'sure-dates')),
      this.#told('conversations', [...this.#shaped('conversations'), ...this.#shaped('of-accounts')]),
      this.#told('numbers', this.#numbers),
      this.#groupsLeftOut(),
      this.#told('backslashes-doubled', this.#doubled()),
      this.#told('names', this.#names()),
      this.#told('lower-case', [this.#groups.edges.lowerCase, this.#accounts.edges.lowerCase]),
      this.#swapped(),
      this.#zerosAtEnd(),
      this.#leadingZeros(),
      this.#cutOff(),
      this.#oneAccount(),
      this.#sameIdTwice(),
      this.#told('totals', [this.#totals.tally]),
      this.#countsTold(),
    ];
    return found.filter((suspicion) => suspicion !== undefined);
  }

  #told(kind: SuspicionKind, tallies: readonly Tally[]): Suspicion | undefined {
    const columns = tallies.filter(({ count }) => count > 0);
    if (columns.length === 0) return undefined;
    return {
      kind,
      columns: columns.map(({ field, count }) => ({ field, count })),
      rows: this.#rows,
      isAll: this.#isAll,
      places: this.#places,
      examples: firstOf(columns.map(({ examples }) => examples)),
    };
  }

  get #ids(): readonly IdColumn[] {
    return [this.#groups, this.#accounts];
  }

  #edges(name: 'spaces' | 'quotes' | 'writtenQuotes' | 'formulas'): Tally[] {
    return this.#ids.map(({ edges }) => edges[name]);
  }

  /** Other text behind an apostrophe may be an ID. */
  #apostrophes(): Tally[] {
    return this.#ids.flatMap(({ edges: { apostrophes, sureApostrophes }, rows }) =>
      apostrophes.count >= rows * MOST ? [apostrophes] : [sureApostrophes],
    );
  }

  #shaped(shape: Shape): Tally[] {
    const isSure = SURE.has(shape);
    const least = isSure ? 0 : NEARLY_ALL;
    return this.#ids.flatMap(({ shapes: { tallies, rows } }) => {
      const tally = tallies[shape];
      const isBelieved = tally.count >= rows * least && (isSure || tally.count >= FEW_ROWS);
      return isBelieved ? [tally] : [];
    });
  }

  #wordsForNone(): Tally[] {
    const notAvailable = this.#ids.filter(({ shapes }) => !shapes.hasShortCode);
    return [...this.#shaped('words-for-none'), ...notAvailable.map(({ shapes }) => shapes.tallies['not-available'])];
  }

  /** Of one form what is sure by itself, unless nearly all of a column has it. */
  #wholeOr(shape: Shape, sure: Shape): Tally[] {
    const whole = this.#shaped(shape);
    return whole.length > 0 ? whole : this.#shaped(sure);
  }

  /** What a number becomes in some programs: nearly all of a column, or one of a column that is numbers besides. */
  #amongDigits(shape: 'decimal-zero' | 'thousands' | 'other-notation'): Tally[] {
    return this.#ids.flatMap(({ shapes: { tallies, rows, digits } }) => {
      const { count } = tallies[shape];
      const isWhole = count >= FEW_ROWS && count >= rows * NEARLY_ALL && shape !== 'other-notation';
      const isAmong = digits >= FEW_ROWS && digits + count >= rows * NEARLY_ALL;
      return isWhole || isAmong ? [tallies[shape]] : [];
    });
  }

  /** `CORP\\n` is the user n of a domain, which has others. */
  #breaksWritten(): Tally[] {
    return this.#ids.flatMap(({ shapes: { tallies, hasBackslash } }) =>
      hasBackslash ? [] : [tallies['breaks-written']],
    );
  }

  #groupsLeftOut(): Suspicion | undefined {
    const { tally, isBelieved } = this.#leftOut;
    return isBelieved && tally.count >= SOME_ROWS ? this.#told('groups-left-out', [tally]) : undefined;
  }

  /** A writer doubles all backslashes or none. */
  #doubled(): Tally[] {
    return this.#ids.some(({ hasSingleBackslash }) => hasSingleBackslash)
      ? []
      : this.#ids.map(({ doubled }) => doubled);
  }

  #names(): Tally[] {
    return this.#ids.flatMap(({ names, shapes, rows }) => {
      if (names.count > 0 && names.count >= rows * MOST) return [names];
      const spaced = shapes.tallies.names;
      return spaced.count >= SOME_ROWS && spaced.count >= shapes.rows * NEARLY_ALL ? [spaced] : [];
    });
  }

  #swapped(): Suspicion | undefined {
    const { platformGroups } = this.#accounts.edges;
    if (platformGroups.count > 0) return this.#told('swapped', [platformGroups]);
    const isCalledSo = this.#ids.every(
      ({ shapes: { ofTheOther, rows } }) => ofTheOther.count >= FEW_ROWS && ofTheOther.count >= rows * NEARLY_ALL,
    );
    return isCalledSo
      ? this.#told(
          'swapped',
          this.#ids.map(({ shapes }) => shapes.ofTheOther),
        )
      : undefined;
  }

  /** All of a column, or a few of one: files from two exports are put together, or edited in part. */
  #zerosAtEnd(): Suspicion | undefined {
    const zeros = (digits: typeof SPREADSHEET_DIGITS | typeof FLOAT_DIGITS): Suspicion | undefined => {
      const columns = this.#ids.map(({ edges }) =>
        digits === SPREADSHEET_DIGITS
          ? {
              tally: edges.zerosAfter15,
              long: edges.long,
              zeroDigits: edges.zeroDigits15,
              isMixed: edges.roundedAmong.isBelieved,
            }
          : { tally: edges.zerosAfter17, long: edges.veryLong, zeroDigits: edges.zeroDigits17, isMixed: false },
      );
      const whole = columns.filter(({ tally, long }) => tally.count > 0 && tally.count >= long * NEARLY_ALL);
      const isNoChance = whole.reduce((sum, { zeroDigits }) => sum + zeroDigits, 0) >= ZERO_DIGITS;
      const believed = columns.filter((column) => column.isMixed || (isNoChance && whole.includes(column)));
      const told = this.#told(
        'zeros-at-end',
        believed.map(({ tally }) => tally),
      );
      return told && { ...told, length: digits, outOf: believed.reduce((sum, { long }) => sum + long, 0) };
    };
    return zeros(SPREADSHEET_DIGITS) ?? zeros(FLOAT_DIGITS);
  }

  #leadingZeros(): Suspicion | undefined {
    const told = this.#told(
      'leading-zeros',
      this.#ids.map(({ sample }) => sample.otherZeros),
    );
    if (!told) return undefined;
    const pairs = this.#ids.map(({ sample: { otherForm, otherZeros } }) =>
      otherForm ? [otherForm, ...otherZeros.examples.slice(0, 1)] : [],
    );
    return { ...told, examples: pairs.flat() };
  }

  #cutOff(): Suspicion | undefined {
    const cut = this.#ids.map(({ field, sample }) => ({ field, ...sample.cutOff() }));
    const columns = cut.flatMap(({ field, count }) => (count === undefined ? [] : [{ field, count }]));
    const first = cut.find(({ length }) => length !== undefined);
    if (first?.length === undefined) return undefined;
    const examples = firstOf(cut.map((one) => one.examples ?? []));
    return {
      kind: 'cut-off',
      columns,
      rows: this.#rows,
      isAll: this.#isAll,
      places: this.#places,
      examples,
      length: first.length,
    };
  }

  #oneAccount(): Suspicion | undefined {
    const { isAllEqual, rows, firstRows } = this.#accounts;
    return isAllEqual && rows >= SOME_ROWS ? this.#told('one-account', [firstRows]) : undefined;
  }

  #sameIdTwice(): Suspicion | undefined {
    const { count } = this.#sameId;
    const isBelieved = count >= SOME_ROWS && count >= this.#accounts.rows * NEARLY_ALL;
    return isBelieved ? this.#told('same-id-twice', [this.#sameId]) : undefined;
  }

  /** One is enough: the column is another one. */
  #countsTold(): Suspicion | undefined {
    const { times, ids, days, sameAsId, notZero, valid, isAllEqual, first = 0 } = this.#counts;
    const isMost = (tally: Tally): boolean => tally.count > 0 && tally.count >= notZero * MOST;
    if (isMost(times)) return this.#told('counts-like-times', [times]);
    const areDays = !isAllEqual && days.count >= ROWS_OF_LARGE_COUNTS && days.count >= notZero * NEARLY_ALL;
    if (areDays) return this.#told('counts-like-times', [days]);
    if (isMost(ids) && ids.count >= FEW_ROWS) return this.#told('counts-like-ids', [ids]);
    if (sameAsId.count >= ROWS_OF_LARGE_COUNTS && sameAsId.count >= valid.count * NEARLY_ALL) {
      return this.#told('counts-like-ids', [sameAsId]);
    }
    if (isAllEqual && valid.count >= fewestEqual(first)) return this.#told('counts-equal', [valid]);
    return this.#isSequence ? this.#told('counts-in-sequence', [valid]) : undefined;
  }

  get #isSequence(): boolean {
    const { valid, steps, restarts, stepsDown, restartsDown } = this.#counts;
    const isFrom = (stepped: number, begun: number): boolean =>
      stepped + 1 >= MANY_ROWS && stepped > valid.count * MOST && stepped + begun >= (valid.count - 1) * NEARLY_ALL;
    return isFrom(steps, restarts) || isFrom(stepsDown, restartsDown);
  }
}

/** A header once more, a rule or a footer is called so, and its words are no IDs. */
const isNoRow = ({ problems }: InputRow): boolean => problems.some(({ kind }) => kind === 'not-a-row');

type Shape = Exclude<keyof IdShapes['tallies'], 'names'>;

const fewestEqual = (count: number): number => {
  if (count === 0) return ROWS_OF_ZEROS;
  return count < 10 ? MANY_ROWS : ROWS_OF_LARGE_COUNTS;
};

/** The first of each column, then the others. */
const firstOf = <T>(columns: readonly (readonly T[])[]): T[] =>
  [0, 1, 2].flatMap((at) => columns.flatMap((examples) => examples.slice(at, at + 1))).slice(0, EXAMPLES);
