import { FIELDS } from '../../../core/row/columns.ts';
import type { RawValues } from '../../../core/row/rules.ts';

// The types that MongoDB writes around a value of which JSON has no type. Each holds it as text, digit by digit.
const NUMBERS: ReadonlySet<string> = new Set(['$numberLong', '$numberInt', '$numberDouble', '$numberDecimal']);
const ID = '$oid';

/** @returns the value inside such a type; undefined for any other value */
export const untyped = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [[type = '', inner] = [], ...others] = Object.entries(value);
  const isKnown = others.length === 0 && (type === ID || NUMBERS.has(type));
  return isKnown && (typeof inner === 'string' || typeof inner === 'number') ? String(inner) : undefined;
};

/** @returns the values without such types; undefined where none has one */
export const withoutTypes = (values: RawValues): RawValues | undefined => {
  if (FIELDS.every((field) => untyped(values[field]) === undefined)) return undefined;
  const { groupId, account, unread } = values;
  const count = untyped(unread)?.replace(/\.0+$/, '');
  return { groupId: untyped(groupId) ?? groupId, account: untyped(account) ?? account, unread: count ?? unread };
};
