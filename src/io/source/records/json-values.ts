import type { JsonStart } from './json-start.ts';

export type JsonObject = { readonly [key: string]: JsonStart };

export const isJsonObject = (value: JsonStart | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number, or the text of one. */
export const isCount = (value: JsonStart): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[0-9]+$/.test(value));

const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** @returns a path as it is typed: `data.items`, and keys with dots or spaces in quotes */
export const pathText = (keys: readonly string[]): string => pathOf(keys, PLAIN_KEY);

/** @returns a path as jq reads it behind a dot, where other letters and hyphens need quotes too */
export const jqPath = (keys: readonly string[]): string => pathOf(keys, /^[A-Za-z_]\w*$/);

const pathOf = (keys: readonly string[], plain: RegExp): string =>
  keys.map((key) => (plain.test(key) ? key : JSON.stringify(key))).join('.');
