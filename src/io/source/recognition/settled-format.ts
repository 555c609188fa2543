import * as v from 'valibot';
import { DEFAULT_COLUMNS, FIELDS, type Field } from '../../../core/row/columns.ts';
import { dialectOf } from '../records/csv-format.ts';
import { type InputFormat, kindOf } from '../records/formats.ts';
import { encodingPart } from '../text/encoding.ts';
import type { InputWish } from './wish.ts';

const perField = <S extends v.GenericSchema>(schema: S) =>
  v.object(Object.fromEntries(FIELDS.map((field) => [field, schema])) as Record<Field, S>);

const names = perField(v.string());
const positions = perField(v.pipe(v.number(), v.safeInteger(), v.minValue(1)));
const character = v.pipe(v.string(), v.length(1));

const trim = v.exactOptional(v.literal(true));

const csv = {
  trim,
  kind: v.literal('csv'),
  delimiter: character,
  quote: v.exactOptional(v.picklist(["'", 'none'])),
  escape: v.exactOptional(character),
  escapes: v.exactOptional(v.picklist(['quotes', 'kept'])),
  skipLines: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  comment: v.exactOptional(v.string()),
  encoding: v.exactOptional(v.string()),
  rows: v.exactOptional(v.picklist(['named', 'closed', 'cut'])),
  guards: v.exactOptional(v.picklist(['formula', 'apostrophe'])),
  sheet: v.exactOptional(v.string()),
};

const schema = v.union([
  v.object({ ...csv, columns: names }),
  v.object({ ...csv, positions }),
  v.object({ kind: v.literal('jsonl'), columns: names, encoding: v.exactOptional(v.string()), trim }),
  v.object({
    kind: v.literal('json'),
    columns: names,
    jsonPath: v.exactOptional(v.string()),
    encoding: v.exactOptional(v.string()),
    trim,
  }),
]);

/**
 * How an earlier run read the input. A resumed run reads it in the same way, and guesses nothing anew.
 *
 * @param reading - of a checkpoint
 * @param wish - what is asked for now. Where it asks for something else, the format differs from the earlier one
 * @returns undefined where the reading is none that this version knows
 */
export const settledFormat = (reading: Readonly<Record<string, unknown>>, wish: InputWish): InputFormat | undefined => {
  const { success, output: before } = v.safeParse(schema, reading);
  if (!success || (wish.format !== undefined && kindOf(wish.format) !== before.kind)) return undefined;
  const { encoding: encodingBefore, ...output } = { encoding: undefined, ...before };
  const encoding = {
    ...encodingPart(wish.encoding ?? encodingBefore),
    ...(wish.trim ? ({ trim: true } as const) : {}),
    ...(wish.sheet === undefined ? {} : { sheet: wish.sheet }),
  };
  if (output.kind !== 'csv') {
    const jsonPath = wish.jsonPath === undefined ? {} : { kind: 'json' as const, jsonPath: wish.jsonPath };
    return { ...output, ...jsonPath, ...encoding, ...(wish.choice && 'columns' in wish.choice ? wish.choice : {}) };
  }
  const { columns, positions, ...dialect } = { columns: undefined, positions: undefined, ...output };
  const choice = wish.choice ?? (positions ? { positions } : { columns: columns ?? DEFAULT_COLUMNS });
  const { quote, ...others } = { quote: undefined, ...dialect };
  const kept = wish.quote === undefined && quote !== undefined ? { quote } : {};
  return { ...others, ...kept, ...dialectOf(wish), ...encoding, ...choice };
};

/** Whether another part of the dialect of CSV is asked for than an earlier run read. What is left out is as it was. */
export const asksOtherDialect = (reading: Readonly<Record<string, unknown>>, wish: InputWish): boolean => {
  const { success, output: before } = v.safeParse(schema, reading);
  if (!success || before.kind !== 'csv' || (wish.format !== undefined && kindOf(wish.format) !== 'csv')) return false;
  const was = { quote: '"', skipLines: 0, escape: undefined, comment: undefined, ...before };
  const parts = ['delimiter', 'quote', 'escape', 'skipLines', 'comment'] as const;
  // With `--quote` nothing is taken off the values.
  const keepsGuards = wish.quote !== undefined && before.guards !== undefined;
  return keepsGuards || parts.some((part) => wish[part] !== undefined && wish[part] !== was[part]);
};

/** @returns what is asked for, and what an earlier run read where nothing is */
export const wishOf = (reading: Readonly<Record<string, unknown>>, wish: InputWish): InputWish => {
  const format = settledFormat(reading, wish);
  if (format?.kind !== 'csv') return wish;
  const { delimiter, skipLines, comment, encoding, trim = false } = format;
  const choice = 'columns' in format ? { columns: format.columns } : { positions: format.positions };
  return { ...wish, format: 'csv', delimiter, skipLines, comment, encoding, trim, choice };
};
