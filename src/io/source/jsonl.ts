import { isAscii, isUtf8 } from 'node:buffer';
import type { RawValues } from '../../core/rules.ts';
import type { ColumnNames } from './columns.ts';
import type { Block, Span } from './records.ts';

type Unreadable = { readonly kind: 'blank' } | { readonly kind: 'unparsable'; readonly message: string };

export type ParsedLine = { readonly kind: 'values'; readonly values: RawValues } | Unreadable;

/** The text of a line; undefined where it is not UTF-8. */
export type LineTexts = (span: Span) => string | undefined;

/** Looks at a block once instead of at every line of it: most blocks are ASCII, and nearly all are UTF-8. */
export const lineTexts = (block: Block): LineTexts => {
  const { startByte } = block;
  const bytes = block.bytes.subarray(0, block.doneByte - startByte);
  if (isAscii(bytes)) {
    const text = bytes.toString('latin1');
    return (span) => text.slice(span.startByte - startByte, span.endByte - startByte);
  }
  const isWellFormed = isUtf8(bytes);
  return (span) => {
    const [start, end] = [span.startByte - startByte, span.endByte - startByte];
    return isWellFormed || isUtf8(bytes.subarray(start, end)) ? bytes.toString('utf8', start, end) : undefined;
  };
};

/** One JSON object a line, of which the three keys are taken. */
export const parseJsonLine = (text: string, keys: ColumnNames): ParsedLine => {
  const line = parseObject(text);
  if (line.kind !== 'object') return line;
  const { value } = line;
  return {
    kind: 'values',
    values: { groupId: own(value, keys.groupId), account: own(value, keys.account), unread: own(value, keys.unread) },
  };
};

/** Own keys only: `__proto__` and its like are names as good as any other. */
const own = (value: Record<string, unknown>, key: string): unknown =>
  Object.hasOwn(value, key) ? value[key] : undefined;

/** @param text - of a line, as `lineTexts` gives it */
export const parseObject = (
  text: string,
): { readonly kind: 'object'; readonly value: Record<string, unknown> } | Unreadable => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text.trim() === '' ? { kind: 'blank' } : { kind: 'unparsable', message: 'the line is not JSON' };
  }
  return typeof value !== 'object' || value === null || Array.isArray(value)
    ? { kind: 'unparsable', message: 'the line is not a JSON object' }
    : { kind: 'object', value: value as Record<string, unknown> };
};
