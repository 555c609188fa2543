import { InputError } from '../../../core/errors/input-error.ts';
import type { ColumnNames } from '../../../core/row/columns.ts';
import { looksBinary } from '../bytes/binary-kinds.ts';
import { STANDARD_INPUT } from '../bytes/standard-input.ts';
import { type FirstObject, missingKeys, requireKeys } from '../columns/find-columns.ts';
import { bomBytesOf } from '../text/encoding.ts';
import { hasNestedValues, isBulkAction, shapeOf } from './json-shape.ts';
import { readJsonStart } from './json-start.ts';
import { lineTexts, parseObject } from './jsonl.ts';
import { RecordCutter } from './record-cutter.ts';
import type { InputHead } from './record-format.ts';

// When the first lines lack a key, this many are read before the file is refused, so that the answer does not depend on
// how fast standard input delivers.
const LOOKED_AT_LINES = 100;

/** @returns whether these first lines are enough to judge a JSONL file */
export const hasFirstObjects = (head: Buffer, names: ColumnNames): boolean => {
  const { count, objects } = firstLines(head, false);
  return count >= LOOKED_AT_LINES || (count > 1 && objects.length > 0 && missingKeys(objects, names).length === 0);
};

/** @throws InputError when the first objects of a JSONL file lack one of the three keys */
export const checkFirstObjects = ({ path, bytes, isEnough, compression }: InputHead, names: ColumnNames): void => {
  const { objects, values } = firstLines(bytes, isEnough);
  const areNested = values.length > 0 && values.every((value) => hasNestedValues(value, names));
  if (missingKeys(objects, names).length > 0 || areNested || isBulkAction(values[0])) {
    const shape = shapeOf(readJsonStart(bytes), names);
    const isStandardInput = path === STANDARD_INPUT;
    if (shape) throw new InputError({ kind: 'json-of-other-shape', path, isStandardInput, compression, ...shape });
  }
  requireKeys(path, objects, names);
  if (objects.length > 0 || !looksBinary(bytes)) return;
  throw new InputError({ kind: 'no-json-at-start', path, isStandardInput: path === STANDARD_INPUT });
};

/** @returns the keys of the first objects */
export const firstKeys = (head: Buffer): readonly string[] => [
  ...new Set(firstLines(head, false).objects.flatMap(({ keys }) => keys)),
];

type FirstLines = {
  readonly count: number;
  readonly objects: FirstObject[];
  readonly values: Readonly<Record<string, unknown>>[];
};

const firstLines = (head: Buffer, isLast: boolean): FirstLines => {
  const byte = bomBytesOf(head);
  const block = new RecordCutter({ byte, line: 1 }, undefined).cut(head.subarray(byte), isLast);
  const textOf = lineTexts(block);
  const objects: FirstObject[] = [];
  const values: Readonly<Record<string, unknown>>[] = [];
  let count = 0;
  for (const span of block.spans) {
    const text = span.fault ? undefined : textOf(span);
    const line = text === undefined ? undefined : parseObject(text);
    if (line?.kind === 'blank') continue;
    if (line?.kind === 'object') {
      objects.push({ line: span.line, keys: Object.keys(line.value) });
      values.push(line.value);
    }
    count += 1;
    if (count === LOOKED_AT_LINES) break;
  }
  return { count, objects, values };
};
