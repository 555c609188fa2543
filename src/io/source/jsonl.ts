import { isUtf8 } from 'node:buffer';
import type { RawValues } from '../../core/rules.ts';
import type { ColumnNames } from './columns.ts';
import type { Block, Span } from './records.ts';
import { undecodableText } from './transcoder.ts';

type Unreadable =
  | { readonly kind: 'blank' }
  | { readonly kind: 'unparsable' | 'undecodable'; readonly message: string };

export type ParsedLine = { readonly kind: 'values'; readonly values: RawValues } | Unreadable;

/** One JSON object a line, of which the three keys are taken. */
export const parseJsonLine = (block: Block, span: Span, keys: ColumnNames, encoding?: string): ParsedLine => {
  const line = parseObject(block, span, encoding);
  if (line.kind !== 'object') return line;
  // Own keys only: `__proto__` and its like are names as good as any other.
  const own = (key: string): unknown => (Object.hasOwn(line.value, key) ? line.value[key] : undefined);
  return {
    kind: 'values',
    values: { groupId: own(keys.groupId), account: own(keys.account), unread: own(keys.unread) },
  };
};

export const parseObject = (
  block: Block,
  span: Span,
  encoding?: string,
): { readonly kind: 'object'; readonly value: Record<string, unknown> } | Unreadable => {
  const bytes = block.bytes.subarray(span.startByte - block.startByte, span.endByte - block.startByte);
  if (!isUtf8(bytes)) return { kind: 'undecodable', message: undecodableText(bytes, encoding) };
  const text = bytes.toString('utf8');
  if (text.trim() === '') return { kind: 'blank' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unparsable', message: 'the line is not JSON' };
  }
  return typeof value !== 'object' || value === null || Array.isArray(value)
    ? { kind: 'unparsable', message: 'the line is not a JSON object' }
    : { kind: 'object', value: value as Record<string, unknown> };
};
