import { isUtf8 } from 'node:buffer';
import type { RawValues } from '../../core/rules.ts';
import type { ColumnNames } from './columns.ts';
import type { Block, Span } from './records.ts';

export type ParsedLine =
  | { readonly kind: 'values'; readonly values: RawValues }
  | { readonly kind: 'blank' }
  | { readonly kind: 'unparsable' | 'undecodable'; readonly message: string };

/** One JSON object a line. */
export const parseJsonLine = (block: Block, span: Span, keys: ColumnNames): ParsedLine => {
  const bytes = block.bytes.subarray(span.startByte - block.startByte, span.endByte - block.startByte);
  if (!isUtf8(bytes)) return { kind: 'undecodable', message: 'the line is not UTF-8' };
  const text = bytes.toString('utf8');
  if (text.trim() === '') return { kind: 'blank' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'unparsable', message: 'the line is not JSON' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'unparsable', message: 'the line is not a JSON object' };
  }
  const own = (key: string): unknown =>
    Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  return {
    kind: 'values',
    values: { groupId: own(keys.groupId), account: own(keys.account), unread: own(keys.unread) },
  };
};
