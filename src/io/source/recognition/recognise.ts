import { SettingsError } from '../../../core/errors/settings-error.ts';
import { STANDARD_INPUT } from '../bytes/standard-input.ts';
import { FORMAT_NAMES, type FormatName, formatOfName } from '../records/format-names.ts';
import { type InputFormat, settleFormat } from '../records/formats.ts';
import { parseObject } from '../records/jsonl.ts';
import { bomBytesOf } from '../text/encoding.ts';
import type { InputWish } from './wish.ts';

/**
 * Finds out how an input is to be read: what was asked for holds, the rest is told by its name and its first bytes.
 *
 * @param head - the first megabyte of its text, or all of it; of standard input what has come
 * @throws SettingsError where nothing tells the format, or the format has no place for what was asked for
 */
export const recognise = (path: string, head: Buffer, wish: InputWish): InputFormat => {
  const name = wish.format ?? (wish.jsonPath === undefined ? formatOf(path, head) : 'json');
  if (name) return settleFormat(name, path, head, wish);
  const isStandardInput = path === STANDARD_INPUT;
  throw new SettingsError({ kind: 'format-unknown', path, isStandardInput, formats: FORMAT_NAMES });
};

// A record separator of RFC 7464, or the colour of a terminal, may stand first.
// biome-ignore lint/suspicious/noControlCharactersInRegex: both are control characters
const BEGINS_JSON = /^[{[\x1e]|^\x1b\[[0-9;]*m[{[]/;
/** The content wins over a name that cannot be right. */
const formatOf = (path: string, head: Buffer): FormatName | undefined => {
  const named = formatOfName(path);
  if (named === undefined) return formatOfContent(head);
  const text = head.toString('utf8', bomBytesOf(head), 64 * 1024).trimStart();
  const [first = ''] = text.split(/\r?\n/, 1);
  // The second part of a file that was split may begin inside an object.
  const isTable = /^(?!"(?:[^"\\]|\\.)*"\s*:)["\p{L}][^{[]*$/u.test(first) && /[,\t]/.test(first);
  if (isTable && (named === 'jsonl' || named === 'json')) return formatOfContent(head);
  if (named === 'jsonl') return named;
  return first.startsWith('{') && parseObject(first).kind === 'object' ? 'jsonl' : named;
};

/** @returns the format that the first bytes tell; undefined where they tell none */
const formatOfContent = (head: Buffer): FormatName | undefined => {
  const text = head.toString('utf8', bomBytesOf(head), 64 * 1024).trimStart();
  if (BEGINS_JSON.test(text)) return 'jsonl';
  const [first = ''] = text.split('\n', 1);
  if (first.includes('\t')) return 'tsv';
  return first === '' ? undefined : 'csv';
};
