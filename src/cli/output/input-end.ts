import { printable } from '../../core/text/text.ts';
import type { InputPlan } from '../flags/input-plan.ts';
import type { Terminal } from './terminal.ts';

/** A failed export often leaves a header alone: `COMPLETE` is right for that, and not all there is to say. */
export const warnOfNoRows = ({ path, format }: Pick<InputPlan, 'path' | 'format'>, terminal: Terminal): void => {
  const where = format.kind === 'csv' && 'columns' in format ? 'no rows below its header' : 'no rows';
  terminal.talk(`warning: ${printable(path, 1000)} holds ${where}: check that the export has ended`);
};

/** What was cut off inside its last number looks like a row. */
export const warnOfOpenLine = (path: string, terminal: Terminal): void =>
  terminal.talk(
    `warning: ${printable(path, 1000)} does not end in a line break: if the export was cut off, the count on its last line may be cut too`,
  );
