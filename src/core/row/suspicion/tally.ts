import type { Field } from '../columns.ts';
import { shortened } from '../problem.ts';
import type { SuspiciousValue } from './suspicion.ts';

const EXAMPLES = 3;

/** Counts the rows of one column that show a suspicion, and keeps the first of them. */
export class Tally {
  readonly field: Field;
  readonly examples: SuspiciousValue[] = [];
  #count = 0;

  constructor(field: Field) {
    this.field = field;
  }

  get count(): number {
    return this.#count;
  }

  add(value: string, line: number): void {
    this.#count += 1;
    if (this.examples.length < EXAMPLES) this.examples.push({ line, field: this.field, value: shortened(value) });
  }
}
