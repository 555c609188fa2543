import { shortened } from '../problem.ts';
import type { SuspiciousValue } from './suspicion.ts';
import { Tally } from './tally.ts';

type IdField = 'groupId' | 'account';

const MOST_IDS = 2000;
const MOST_ROWS = 20_000;

const DIGITS = /^[0-9]+$/;
const LEADING_ZEROS = /^0+(?=[0-9])/;
// A short ID may be anything; names and addresses that are cut are longer.
const SHORTEST_CUT = 8;
const FEWEST_IDS = 40;

/** The first different IDs of one column, to compare them with each other. Constant memory and work. */
export class IdSample {
  /** rows whose ID stands in other rows with, or without, leading zeros */
  readonly otherZeros: Tally;
  /** an ID of the other form */
  otherForm: SuspiciousValue | undefined;
  readonly #field: IdField;
  readonly #lines = new Map<string, number>();
  /** IDs with leading zeros, by what they are without */
  readonly #zeroed = new Map<string, { readonly value: string; readonly line: number }>();
  #rows = 0;
  #before = '';

  constructor(field: IdField) {
    this.#field = field;
    this.otherZeros = new Tally(field);
  }

  /** Of later IDs only one with leading zeros can tell more. */
  get isSettled(): boolean {
    return !this.#isOpen && this.#zeroed.size === 0;
  }

  get #isOpen(): boolean {
    return this.#rows < MOST_ROWS && this.#lines.size < MOST_IDS;
  }

  observe(value: string, line: number): void {
    if (value === this.#before) return;
    this.#before = value;
    const isSampled = this.#isOpen;
    const first = value.charCodeAt(0);
    if (first === 0x30 && value.length > 1) this.#observeZeros(value, line);
    else if (this.#zeroed.size > 0 && first <= 0x39 && first >= 0x30) {
      const zeroed = this.#zeroed.get(value);
      if (zeroed) this.#note(value, line, zeroed);
    }
    if (!isSampled) return;
    this.#rows += 1;
    if (!this.#lines.has(value)) this.#lines.set(value, line);
  }

  /**
   * IDs that a column of a fixed width has cut: many have exactly the greatest length, next to others of all lengths
   * just below it, and the lengths do not grow towards it, as those of counters do.
   *
   * @returns the greatest length and the first IDs that have it
   */
  cutOff(): { readonly length: number; readonly count: number; readonly examples: SuspiciousValue[] } | undefined {
    if (this.#lines.size < FEWEST_IDS) return undefined;
    const ofLength: number[] = [];
    for (const id of this.#lines.keys()) ofLength[id.length] = (ofLength[id.length] ?? 0) + 1;
    const length = ofLength.length - 1;
    const [count = 0, one = 0, two = 0, three = 0] = [0, 1, 2, 3].map((less) => ofLength[length - less]);
    const isPile = length >= SHORTEST_CUT && count >= this.#lines.size / 10 && count >= 4 * Math.max(one, two, three);
    if (!isPile || Math.min(one, two, three) < 2 || one > 3 * two || two > 3 * three) return undefined;
    const cut = [...this.#lines].filter(([id]) => id.length === length);
    // Counters and codes end in digits; what is cut ends anywhere.
    if (cut.filter(([id]) => /[0-9]$/.test(id)).length > cut.length / 2) return undefined;
    const examples = cut.slice(0, 3).map(([value, line]) => ({ line, field: this.#field, value: shortened(value) }));
    return { length, count, examples };
  }

  #observeZeros(value: string, line: number): void {
    if (!DIGITS.test(value)) return;
    const bare = value.replace(LEADING_ZEROS, '');
    const known = this.#zeroed.get(bare);
    const bareLine = this.#lines.get(bare);
    if (bareLine !== undefined) this.#note(value, line, { value: bare, line: bareLine });
    else if (known && known.value !== value) this.#note(value, line, known);
    if (!known && this.#zeroed.size < MOST_IDS) this.#zeroed.set(bare, { value, line });
  }

  #note(value: string, line: number, other: { readonly value: string; readonly line: number }): void {
    this.otherZeros.add(value, line);
    this.otherForm ??= { line: other.line, field: this.#field, value: shortened(other.value) };
  }
}
