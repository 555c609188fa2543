import type { JsonShape } from '../../../core/errors.ts';
import { type ColumnNames, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';
import type { JsonDocument, JsonStart } from './json-start.ts';

type JsonObject = { readonly [key: string]: JsonStart };

const isObject = (value: JsonStart | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isArrayOfScalars = (value: JsonStart | undefined): value is JsonStart[] =>
  Array.isArray(value) && value.every((one) => typeof one !== 'object' || one === null);
const isTable = (value: JsonStart | undefined): value is JsonStart[][] =>
  Array.isArray(value) && value.length > 0 && value.every(isArrayOfScalars);

/**
 * What a document is that does not hold its rows as objects with three keys, one beside the other.
 *
 * @param names - what the three keys are called
 * @returns undefined where nothing can be said
 */
export const shapeOf = ({ roots }: JsonDocument, names: ColumnNames): JsonShape | undefined => {
  const [root] = roots;
  if (Array.isArray(root)) return shapeOfElements(root, roots.length > 1, names);
  if (!isObject(root)) return undefined;
  return writersShape(root, false) ?? wrapper(root, names) ?? shapeOfMembers(root, names);
};

const shapeOfElements = (root: JsonStart[], isOneALine: boolean, names: ColumnNames): JsonShape | undefined => {
  const [first] = root;
  if (isOneALine && isArrayOfScalars(root)) return { shape: 'arrays', isOneALine: true };
  if (isArrayOfScalars(first)) {
    return hasNames(first, names) ? { shape: 'arrays-with-header' } : { shape: 'arrays', isOneALine: false };
  }
  if (root.some((one) => isObject(one) && one.type === 'table' && Array.isArray(one.data))) {
    return { shape: 'tables-in-array' };
  }
  return isObject(first) ? writersShape(first, true) : undefined;
};

/** The forms in which one writer or another puts an object around every row, or around every value of it. */
const writersShape = (value: JsonObject, isElement: boolean): JsonShape | undefined => {
  const { Items: items, Item: item, hits, _source: source } = value;
  if (isObject(source)) return { shape: isElement ? 'sources-in-array' : 'sources' };
  if (isObject(hits) && Array.isArray(hits.hits)) return { shape: 'search-hits' };
  if (isObject(item) && isTyped(item)) return { shape: isElement ? 'typed-items-in-array' : 'typed-item-a-line' };
  if (Array.isArray(items) && isObject(items[0]) && isTyped(items[0])) return { shape: 'typed-items' };
  if (!isTyped(value)) return undefined;
  return { shape: isElement ? 'typed-objects' : 'typed-object-a-line' };
};

/** @returns whether none of the three values is one: whole columns, or the types of a database, stand in their places */
export const hasNestedValues = (object: Readonly<Record<string, unknown>>, names: ColumnNames): boolean =>
  FIELDS.every((field) => typeof object[names[field]] === 'object' && object[names[field]] !== null);

/** `{"S": "text"}` or `{"N": "5"}` for each value, as DynamoDB writes them. */
const isTyped = (value: JsonObject): boolean => {
  const members = Object.values(value);
  return (
    members.length > 0 &&
    members.every(
      (one) => isObject(one) && Object.keys(one).every((key) => /^(?:S|N|B|BOOL|NULL|M|L|SS|NS)$/.test(key)),
    )
  );
};

/** An array of objects somewhere inside: the one whose keys look most like the three, else the first. */
const wrapper = (root: JsonObject, names: ColumnNames): JsonShape | undefined => {
  const found = arraysIn(root, []).map(({ path, objects }) => ({ path, keys: keysOf(objects) }));
  const [best] = found
    .map(({ path, keys }) => ({ path, keys, guess: guessNames(keys, names) }))
    .toSorted((a, b) => Object.keys(b.guess).length - Object.keys(a.guess).length);
  if (!best) return undefined;
  const isExact = FIELDS.every((field) => best.keys.includes(names[field]));
  const isWhole = FIELDS.every((field) => best.guess[field] !== undefined);
  return {
    shape: 'array-in-object',
    at: pathText(best.path),
    keys: best.keys,
    columns: isExact || !isWhole ? undefined : { ...names, ...best.guess },
  };
};

const MOST_DEPTH = 6;

const arraysIn = (value: JsonObject, path: readonly string[]): { path: string[]; objects: JsonObject[] }[] =>
  path.length > MOST_DEPTH
    ? []
    : Object.entries(value).flatMap(([key, member]) => {
        const own = [...path, key];
        if (Array.isArray(member)) {
          const objects = member.filter(isObject);
          return objects.length > 0 ? [{ path: own, objects }] : [];
        }
        return isObject(member) ? arraysIn(member, own) : [];
      });

const keysOf = (objects: readonly JsonObject[]): string[] => [...new Set(objects.slice(0, 100).flatMap(Object.keys))];

const shapeOfMembers = (root: JsonObject, names: ColumnNames): JsonShape | undefined => {
  const members = Object.values(root);
  const [first] = members;
  const { columns, data } = root;
  if (isArrayOfScalars(columns) && isTable(data)) return { shape: 'split' };
  const table = arraysOfArraysIn(root);
  if (table !== undefined) return { shape: 'table-in-object', at: pathText(table) };
  const hasColumns = Object.keys(guessNames(Object.keys(root), names)).length === FIELDS.length;
  if (hasColumns && isArrayOfScalars(first)) return { shape: 'columns' };
  if (hasColumns && isObject(first)) return { shape: 'columns-by-index' };
  const isByKey = isObject(first) && Object.keys(guessNames(Object.keys(first), names)).length === FIELDS.length;
  return isByKey ? { shape: 'objects-by-key' } : undefined;
};

const arraysOfArraysIn = (root: JsonObject): string[] | undefined => {
  for (const [key, member] of Object.entries(root)) {
    if (isTable(member)) return [key];
    const inner = isObject(member) ? Object.entries(member).find(([, one]) => isTable(one)) : undefined;
    if (inner) return [key, inner[0]];
  }
  return undefined;
};

const hasNames = (header: readonly JsonStart[], names: ColumnNames): boolean =>
  header.every((one) => typeof one === 'string') &&
  Object.keys(guessNames(header as string[], names)).length === FIELDS.length;

const PLAIN_KEY = /^[\p{L}_$][\p{L}\p{N}_$-]*$/u;

/** @returns a path as it is typed: `data.items`, and keys with dots or spaces in quotes */
const pathText = (keys: readonly string[]): string =>
  keys.map((key) => (PLAIN_KEY.test(key) ? key : JSON.stringify(key))).join('.');

const SEGMENT = /(?:^|\.)(?:"((?:[^"\\]|\\.)*)"|([^."[\]]+))/y;

/** @returns the keys of a path as users type it; undefined where it is none. `$.` and `[]` around it are accepted */
export const parsePath = (typed: string): string[] | undefined => {
  const text = typed.replace(/^(?:\$\.?|\.)/, '').replace(/\[\*?\]$/, '');
  const keys: string[] = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < text.length) {
    const [, quoted, plain] = SEGMENT.exec(text) ?? [];
    if (quoted !== undefined) keys.push(JSON.parse(`"${quoted}"`) as string);
    else if (plain !== undefined) keys.push(plain);
    else return undefined;
  }
  return keys.length > 0 ? keys : undefined;
};

/** @returns the array at a path; undefined where there is none, as far as the document was read */
export const arrayAt = ({ roots }: JsonDocument, path: readonly string[]): JsonStart[] | undefined => {
  let value = roots[0];
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return Array.isArray(value) ? value : undefined;
};

/** @returns the path of the first array of objects, to propose it where the one given is not there */
export const somePath = (document: JsonDocument, names: ColumnNames): string | undefined => {
  const [root] = document.roots;
  const found = isObject(root) ? wrapper(root, names) : undefined;
  return found?.shape === 'array-in-object' ? found.at : undefined;
};
