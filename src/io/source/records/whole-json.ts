import { InputError, type InputFact } from '../../../core/errors.ts';
import type { Compression } from '../bytes/compression.ts';
import { STANDARD_INPUT } from '../bytes/standard-input.ts';
import { parseObject } from './jsonl.ts';

// The name of an array in an object that holds the rows: {"data":[{…
const WRAPPED = /^\{\s*"([\w-]+)"\s*:\s*\[\s*(?:\{|$)/;
const IS_OPEN = /[[{]\s*$/;

/**
 * Refuses JSON over many lines where JSONL is expected. Without this its last element, which no comma follows, would be
 * taken for the only row.
 *
 * @param text - the first lines of the input
 * @param compression - what they were unpacked from
 * @throws InputError
 */
export const refuseWholeJson = (path: string, text: string, compression: Compression | undefined): void => {
  const found = shapeOf(text.trimStart());
  if (!found) return;
  throw new InputError({
    kind: 'json-over-lines',
    path,
    isStandardInput: path === STANDARD_INPUT,
    ...found,
    compression,
  });
};

type Shape = Pick<Extract<InputFact, { kind: 'json-over-lines' }>, 'shape' | 'key'>;

/** @param text - begins with no blank @returns undefined where its first lines may be JSONL */
const shapeOf = (text: string): Shape | undefined => {
  const [first = '', second = ''] = text.split('\n').filter((line) => line.trim() !== '');
  const isSecondObject = parseObject(second).kind === 'object';
  if (text.startsWith('[')) {
    // One wrong line among good ones is the problem of that line.
    return isJson(first) && isSecondObject ? undefined : { shape: 'array', key: undefined };
  }
  if (isJson(first) || (isSecondObject && !IS_OPEN.test(first))) return undefined;
  const [, key] = WRAPPED.exec(text) ?? [];
  if (key !== undefined) return { shape: 'array-in-object', key };
  return first.trim() === '{' ? { shape: 'objects', key: undefined } : undefined;
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
