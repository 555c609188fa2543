import type { InputRow } from '../row.ts';
import { Tally } from './tally.ts';

/** Rows without a GroupId below one that has it, in an input that never has it twice in a row: cells that were merged. */
export class LeftOutGroups {
  readonly tally = new Tally('groupId');
  #before = '';
  #isRepeated = false;

  get isBelieved(): boolean {
    return !this.#isRepeated;
  }

  observe({ values: { groupId, account } }: InputRow, line: number): void {
    if (groupId === '') {
      if (this.#before !== '' && account !== '') this.tally.add(groupId, line);
      return;
    }
    if (groupId === this.#before) this.#isRepeated = true;
    this.#before = groupId;
  }
}
