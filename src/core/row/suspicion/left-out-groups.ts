import type { InputRow } from '../row.ts';
import { Tally } from './tally.ts';

// Where the first rows have none, the others are not looked at.
const TRIED_ROWS = 20_000;

/** Rows without a GroupId below one that has it, in an input that never has it twice in a row: cells that were merged. */
export class LeftOutGroups {
  readonly tally = new Tally('groupId');
  #rows = 0;
  #before = '';
  #isRepeated = false;

  get isBelieved(): boolean {
    return !this.#isRepeated;
  }

  observe({ values: { groupId, account } }: InputRow, line: number): void {
    if (this.#isRepeated || (this.#rows >= TRIED_ROWS && this.tally.count === 0)) return;
    this.#rows += 1;
    if (groupId === '') {
      if (this.#before !== '' && account !== '') this.tally.add(groupId, line);
      return;
    }
    if (groupId === this.#before) this.#isRepeated = true;
    this.#before = groupId;
  }
}
