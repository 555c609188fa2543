import { InputBrokeOffError } from '../core/errors/broken-off-error.ts';
import { TimUnreadError } from '../core/errors/error.ts';
import type { Inspection } from '../core/row/inspection.ts';
import type { Recognised } from '../core/row/remark.ts';
import { InputFile } from '../io/source/input-file.ts';
import type { InputWish } from '../io/source/recognition/wish.ts';
import { formatNamed, type InputFormat } from '../io/source/records/formats.ts';
import { loadCounting } from './load-counting.ts';
import type { InputPlan } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

const LOOKED_AT_BYTES = 4 * 1024 * 1024;
const MOST_EXAMPLES = 5;

export type InspectedInput = {
  readonly format: InputFormat;
  readonly recognised: Recognised | undefined;
  readonly inspection: Inspection;
};

/** @returns why an input cannot be read as it was asked for; undefined where its head can be read */
export const refusalOf = async (path: string, wish: InputWish): Promise<TimUnreadError | undefined> => {
  try {
    await (await InputFile.recognise(path, wish)).close();
    return undefined;
  } catch (error) {
    if (!(error instanceof TimUnreadError)) throw error;
    return error;
  }
};

/** Looks at the first megabytes of an input. @throws TimUnreadError when no row can be read */
export const inspectInput = async (
  { path, wish, counting, bound }: InputPlan,
  { stdin }: Pick<Surroundings, 'stdin'>,
): Promise<InspectedInput> => {
  const counts = await loadCounting(counting);
  const file = await InputFile.recognise(path, wish, { stdin, bound });
  try {
    file.countBy(counts);
    const source = await file.fromStart(false);
    const examples: Inspection['examples'][number][] = [];
    const rows = { read: 0, valid: 0, invalid: 0 };
    let isWhole = true;
    let brokeOff: InputBrokeOffError | undefined;
    try {
      for await (const block of source.rows()) {
        for (const row of block) {
          rows.read += 1;
          rows[row.row ? 'valid' : 'invalid'] += 1;
          if (examples.length < MOST_EXAMPLES) examples.push(row);
        }
        isWhole = (block.at(-1)?.endByte ?? 0) < LOOKED_AT_BYTES;
        if (!isWhole) break;
      }
    } catch (error) {
      if (!(error instanceof InputBrokeOffError)) throw error;
      isWhole = false;
      brokeOff = error;
    }
    const { format, recognised, encoding } = file;
    const dialect = format.kind === 'csv' ? format : undefined;
    const inspection: Inspection = {
      path,
      sizeBytes: await file.sizeBytes(),
      format: formatNamed(format.kind, dialect?.delimiter) ?? format.kind,
      encoding,
      delimiter: dialect?.delimiter,
      quote: dialect && (dialect.quote ?? '"'),
      escape: dialect?.escape,
      hasHeader: format.kind === 'csv' && 'columns' in format,
      columns: 'columns' in format ? format.columns : format.positions,
      rows,
      isWhole,
      brokeOff,
      examples,
      remarks: source.remarks(),
    };
    return { format, recognised, inspection };
  } finally {
    await file.close();
  }
};
