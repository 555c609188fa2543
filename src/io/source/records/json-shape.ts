import type { JsonShape } from '../../../core/errors/input-kinds.ts';
import { type ColumnNames, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';
import { untyped } from './extended-json.ts';
import type { JsonDocument, JsonStart } from './json-start.ts';
import { bucketsOf, keyedList, prefixOf, rowsInTexts, shapeOfKeys } from './json-trees.ts';
import { isCount, isJsonObject, type JsonObject, jqPath, pathText } from './json-values.ts';

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
  const [root, second] = roots;
  if (isBulkAction(root) && isJsonObject(second)) return { shape: 'bulk-actions' };
  if (Array.isArray(root)) return shapeOfElements(root, roots.length > 1, names);
  if (!isJsonObject(root)) return undefined;
  return (
    writersShape(root, false) ??
    rowsInTexts(root, false, names) ??
    (roots.length > 1 ? keyedList(roots.slice(0, -1), false) : undefined) ??
    ofGroups(root, false, names) ??
    tableWithColumns(root, names) ??
    bucketsOf(root, names) ??
    wrapper(root, names) ??
    nestedValues(root, false, names) ??
    shapeOfMembers(root, names) ??
    (roots.length > 1 ? undefined : shapeOfKeys(root))
  );
};

const shapeOfElements = (root: JsonStart[], isOneALine: boolean, names: ColumnNames): JsonShape | undefined => {
  const [first] = root;
  if (isOneALine && isArrayOfScalars(root)) {
    return hasNames(root, names) ? { shape: 'array-lines-with-header' } : { shape: 'arrays', isOneALine: true };
  }
  if (isArrayOfScalars(first)) {
    return hasNames(first, names) ? { shape: 'arrays-with-header' } : { shape: 'arrays', isOneALine: false };
  }
  if (root.some((one) => isJsonObject(one) && one.type === 'table' && Array.isArray(one.data))) {
    return { shape: 'tables-in-array' };
  }
  if (!isJsonObject(first)) return undefined;
  return (
    writersShape(first, true) ??
    rowsInTexts(first, true, names) ??
    keyedList(root, true) ??
    ofGroups(first, true, names) ??
    nestedValues(first, true, names)
  );
};

const ACTIONS: ReadonlySet<string> = new Set(['index', 'create', 'update']);

/** `{"index": {"_id": …}}`: what the line below it is for, in the bulk form of Elasticsearch. */
export const isBulkAction = (value: Readonly<Record<string, unknown>> | JsonStart | undefined): boolean => {
  const [[key = '', what] = [], ...others] = Object.entries(Object(value));
  return others.length === 0 && ACTIONS.has(key) && typeof what === 'object' && what !== null && !Array.isArray(what);
};

/** The forms in which one writer or another puts an object around every row, or around every value of it. */
const writersShape = (value: JsonObject, isElement: boolean): JsonShape | undefined => {
  const { Items: items, Item: item, hits, _source: source } = value;
  const reply = shapeOfReply(value, isElement);
  if (reply) return reply;
  if (isJsonObject(source)) return { shape: isElement ? 'sources-in-array' : 'sources' };
  if (isJsonObject(hits) && Array.isArray(hits.hits) && hits.hits.length > 0) return { shape: 'search-hits' };
  if (isJsonObject(item) && isTyped(item)) return { shape: isElement ? 'typed-items-in-array' : 'typed-item-a-line' };
  if (Array.isArray(items) && isJsonObject(items[0]) && isTyped(items[0])) return { shape: 'typed-items' };
  if (!isTyped(value)) return undefined;
  return { shape: isElement ? 'typed-objects' : 'typed-object-a-line' };
};

/** What the interfaces of databases reply, with an object around every value. */
const shapeOfReply = (value: JsonObject, isElement: boolean): JsonShape | undefined => {
  const { schema, rows, ResultSet: results, document, documents } = value;
  if (isJsonObject(schema) && Array.isArray(schema.fields) && isFilled(rows, 'f')) return { shape: 'rows-of-bigquery' };
  if (isJsonObject(results) && isFilled(results.Rows, 'Data')) return { shape: 'rows-of-athena' };
  if (isElement && isJsonObject(document) && isJsonObject(document.fields)) return { shape: 'found-documents' };
  return Array.isArray(documents) && isJsonObject(documents[0]) && isJsonObject(documents[0].fields)
    ? { shape: 'listed-documents' }
    : undefined;
};

const isFilled = (rows: JsonStart | undefined, key: string): boolean =>
  Array.isArray(rows) && isJsonObject(rows[0]) && Array.isArray(rows[0][key]);

/** @returns whether none of the three values is one: whole columns, or the types of a database, stand in their places */
export const hasNestedValues = (object: Readonly<Record<string, unknown>>, names: ColumnNames): boolean =>
  FIELDS.every((field) => {
    const value = object[names[field]];
    return typeof value === 'object' && value !== null && untyped(value) === undefined;
  });

/** `{"S": "text"}` or `{"N": "5"}` for each value, as DynamoDB writes them. */
const isTyped = (value: JsonObject): boolean => {
  const members = Object.values(value);
  return (
    members.length > 0 &&
    members.every(
      (one) => isJsonObject(one) && Object.keys(one).every((key) => /^(?:S|N|B|BOOL|NULL|M|L|SS|NS)$/.test(key)),
    )
  );
};

/** An array of objects somewhere inside: the one whose keys look most like the three, else the first. */
const wrapper = (root: JsonObject, names: ColumnNames): JsonShape | undefined => {
  const found = arraysIn(root, []).map((array) => ({ ...array, keys: keysOf(array.objects) }));
  const [best] = found
    .map((array) => ({ ...array, guess: guessNames(array.keys, names) }))
    .toSorted((a, b) => Object.keys(b.guess).length - Object.keys(a.guess).length);
  if (!best) return undefined;
  const ofEach = found.map(({ path, objects: [first] }) => ({ path, groups: first && ofGroups(first, true, names) }));
  const nested = ofEach.find(({ groups }) => groups !== undefined);
  if (nested?.groups && best.guess.unread === undefined) return { ...nested.groups, at: jqPath(nested.path) };
  const member = Object.keys(best.guess).length === 0 ? memberWithRow(best.objects, names) : undefined;
  if (member !== undefined) return { shape: 'rows-in-members', at: jqPath(best.path), member: jqPath([member]) };
  const isExact = FIELDS.every((field) => best.keys.includes(names[field]));
  const isWhole = FIELDS.every((field) => best.guess[field] !== undefined);
  return {
    shape: 'array-in-object',
    at: pathText(best.path),
    keys: best.keys,
    columns: isExact || !isWhole ? undefined : { ...names, ...best.guess },
  };
};

/** A group with its members, as `{"groupId": …, "members": [{"userId": …, "unread": …}]}`. */
const ofGroups = (
  object: JsonObject,
  isArray: boolean,
  names: ColumnNames,
): Extract<JsonShape, { shape: 'members-of-groups' }> | undefined => {
  const keys = scalarKeys(object);
  const { groupId, account } = guessNames(keys, names);
  const isPlainId = groupId === undefined && keys.includes('id');
  if ((groupId === undefined && !isPlainId) || account !== undefined) return undefined;
  for (const [key, value] of Object.entries(object)) {
    const member = Array.isArray(value) ? value.find(isJsonObject) : undefined;
    const inner = member ? guessNames(scalarKeys(member), names) : {};
    if (inner.groupId !== undefined || inner.account === undefined || inner.unread === undefined) continue;
    return { shape: 'members-of-groups', member: jqPath([key]), isArray, isPlainId };
  }
  return undefined;
};

/** `{"group": {"id": …}, "user": {"id": …}, "unread": …}`. */
const nestedValues = (object: JsonObject, isArray: boolean, names: ColumnNames): JsonShape | undefined => {
  const top = scalarKeys(object);
  if (Object.keys(guessNames(top, names)).length === FIELDS.length) return undefined;
  const inner = Object.entries(object).flatMap(([key, value]) =>
    isJsonObject(value) ? scalarKeys(value).map((one) => `${key}.${one}`) : [],
  );
  const { groupId, account, unread } = guessNames([...top, ...inner].filter(isPlainPath), names);
  if (groupId === undefined || account === undefined || unread === undefined) return undefined;
  return { shape: 'nested-values', paths: { groupId, account, unread }, isArray };
};

const isPlainPath = (path: string): boolean => path.split('.').every((key) => /^[A-Za-z_]\w*$/.test(key));

const scalarKeys = (object: JsonObject): string[] =>
  Object.entries(object).flatMap(([key, value]) => (typeof value === 'object' && value !== null ? [] : [key]));

/** Names of columns in one array, arrays of values in another, as Elasticsearch SQL and ClickHouse write them. */
const tableWithColumns = (root: JsonObject, names: ColumnNames): JsonShape | undefined => {
  const table = Object.entries(root).find(([, member]) => isTable(member));
  if (!table) return undefined;
  for (const [key, member] of Object.entries(root)) {
    if (!Array.isArray(member)) continue;
    const found = member.flatMap((one) => (isJsonObject(one) && typeof one.name === 'string' ? [one.name] : []));
    if (found.length === member.length && hasNames(found, names)) {
      return { shape: 'table-with-columns', at: jqPath([table[0]]), columnsAt: jqPath([key]) };
    }
  }
  return undefined;
};

/** The key under which each element holds an object with the three values. */
const memberWithRow = (objects: readonly JsonObject[], names: ColumnNames): string | undefined =>
  Object.entries(objects[0] ?? {}).find(
    ([, value]) => isJsonObject(value) && Object.keys(guessNames(Object.keys(value), names)).length === FIELDS.length,
  )?.[0];

const MOST_DEPTH = 6;

const arraysIn = (value: JsonObject, path: readonly string[]): { path: string[]; objects: JsonObject[] }[] =>
  path.length > MOST_DEPTH
    ? []
    : Object.entries(value).flatMap(([key, member]) => {
        const own = [...path, key];
        if (Array.isArray(member)) {
          const objects = member.filter(isJsonObject);
          return objects.length > 0 ? [{ path: own, objects }] : [];
        }
        return isJsonObject(member) ? arraysIn(member, own) : [];
      });

const keysOf = (objects: readonly JsonObject[]): string[] => [...new Set(objects.slice(0, 100).flatMap(Object.keys))];

const shapeOfMembers = (root: JsonObject, names: ColumnNames): JsonShape | undefined => {
  const members = Object.values(root);
  const [first] = members;
  const { columns, data } = root;
  if (isArrayOfScalars(columns) && isTable(data)) return { shape: 'split' };
  const table = arraysOfArraysIn(root);
  if (table !== undefined) {
    const at = jqPath(table.path);
    return hasNames(table.first, names) ? { shape: 'table-with-header', at } : { shape: 'table-in-object', at };
  }
  const hasColumns = Object.keys(guessNames(Object.keys(root), names)).length === FIELDS.length;
  if (hasColumns && isArrayOfScalars(first)) return { shape: 'columns' };
  if (hasColumns && isJsonObject(first)) return { shape: 'columns-by-index' };
  const isByKey = isJsonObject(first) && Object.keys(guessNames(Object.keys(first), names)).length === FIELDS.length;
  if (isByKey) return { shape: 'objects-by-key' };
  const areAllCounts = first !== undefined && isCounts(first) && members.slice(0, -1).every(isCounts);
  return areAllCounts && prefixOf(Object.keys(root)) === '' ? { shape: 'counts-by-group' } : undefined;
};

/** A count for each of its keys. */
const isCounts = (value: JsonStart): boolean => {
  const counts = isJsonObject(value) ? Object.values(value) : [];
  return counts.length > 0 && counts.every(isCount);
};

const arraysOfArraysIn = (root: JsonObject): { path: string[]; first: JsonStart[] } | undefined => {
  for (const [key, member] of Object.entries(root)) {
    if (isTable(member)) return { path: [key], first: member[0] ?? [] };
    for (const [inner, one] of isJsonObject(member) ? Object.entries(member) : []) {
      if (isTable(one)) return { path: [key, inner], first: one[0] ?? [] };
    }
  }
  return undefined;
};

const hasNames = (header: readonly JsonStart[], names: ColumnNames): boolean =>
  header.every((one) => typeof one === 'string') &&
  Object.keys(guessNames(header as string[], names)).length === FIELDS.length;

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
  for (const key of path) value = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(value) ? value : undefined;
};

/** @returns the path of the first array of objects, to propose it where the one given is not there */
export const somePath = (document: JsonDocument, names: ColumnNames): string | undefined => {
  const [root] = document.roots;
  const found = isJsonObject(root) ? wrapper(root, names) : undefined;
  return found?.shape === 'array-in-object' ? found.at : undefined;
};
