import { MOST_LINES } from '../../core/duplicates/pair-table.ts';
import { InputError } from '../../core/errors.ts';
import type { InputRow } from '../../core/row/row.ts';

/** @throws InputError where lines do not fit into the table of pairs: no wrong number is better than one */
export const refuseLinesBeyond = (path: string, block: readonly InputRow[], mostLines = MOST_LINES): void => {
  const last = block.at(-1);
  if (!last || last.line <= mostLines) return;
  throw new InputError({ kind: 'too-many-lines', path, mostLines });
};
