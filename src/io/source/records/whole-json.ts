import { InputError } from '../../../core/errors.ts';
import { shellWord } from '../../../core/text/text.ts';
import type { Compression } from '../bytes/compression.ts';
import { STANDARD_INPUT } from '../bytes/stream-bytes.ts';
import { parseObject } from './jsonl.ts';

// The name of an array that wraps the rows, where it comes first: {"data":[{…
const WRAPPED = /^\{\s*"([\w-]+)"\s*:\s*\[\s*(?:\{|$)/;
const IS_OPEN = /[[{]\s*$/;

/**
 * JSON over many lines where JSONL is expected: its last element has no comma behind it, so that it alone would be taken
 * for a row.
 *
 * @param text - the first lines of the input
 * @param compression - what it is wrapped in
 * @throws InputError with the command that makes JSONL of it
 */
export const refuseWholeJson = (path: string, text: string, compression: Compression | undefined): void => {
  const found = shapeOf(text.trimStart());
  if (!found) return;
  const jq = `jq -c ${shellWord(found.filter)}`;
  const file = shellWord(path);
  const unpacked = compression ? `${compression} -dc ${file} | ${jq}` : `${jq} ${file}`;
  throw new InputError(
    path,
    `is ${found.what}, where one object a line is expected (JSONL)`,
    path === STANDARD_INPUT
      ? `Put this into the pipe before tim-unread: | ${jq}`
      : `Convert it, and give the new file: ${unpacked} > NEWFILE.jsonl`,
  );
};

/** @param text - begins with no blank @returns undefined where its first lines may be JSONL */
const shapeOf = (text: string): { readonly what: string; readonly filter: string } | undefined => {
  const [first = '', second = ''] = text.split('\n').filter((line) => line.trim() !== '');
  const isSecondObject = parseObject(second).kind === 'object';
  if (text.startsWith('[')) {
    // One wrong line among others costs itself only.
    return isJson(first) && isSecondObject ? undefined : { what: 'a JSON array', filter: '.[]' };
  }
  if (isJson(first) || (isSecondObject && !IS_OPEN.test(first))) return undefined;
  const [, name] = WRAPPED.exec(text) ?? [];
  if (name !== undefined) return { what: `a JSON object around the array "${name}"`, filter: `."${name}"[]` };
  return first.trim() === '{' ? { what: 'JSON with objects over several lines', filter: '.' } : undefined;
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};
