import type { InputRow } from '../../src/core/row/row.ts';
import { checkRow } from '../../src/core/row/rules.ts';

/** Row n of an imagined input: a header of one line, then rows of ten bytes on one line each. */
export const inputRow = (
  number: number,
  values: { groupId?: string; account?: string; unread?: string } = {},
): InputRow => {
  const checked = checkRow({ groupId: 'g', account: `user${number}`, unread: String(number), ...values });
  return {
    number,
    line: number + 1,
    nextLine: number + 2,
    startByte: number * 10,
    endByte: number * 10 + 10,
    ...checked,
    proof: { sha256: () => String(number).padStart(64, '0') },
  };
};
