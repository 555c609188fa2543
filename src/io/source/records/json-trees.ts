import type { JsonShape, KeyedList } from '../../../core/errors/input-kinds.ts';
import { type ColumnNames, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';
import type { JsonStart } from './json-start.ts';
import { isCount, isJsonObject, type JsonObject, jqPath } from './json-values.ts';

/** What stores write: group and account are keys there, not values. */
export const shapeOfKeys = (root: JsonObject): JsonShape | undefined => joinedKeys(root) ?? keyTree(root);

const SEPARATORS = [':', '/', '|'];

/** `{"unread:g1:u1": 3}`. */
const joinedKeys = (root: JsonObject): JsonShape | undefined => {
  const entries = Object.entries(root);
  if (!entries.every(([, value]) => isCount(value))) return undefined;
  const separator = separatorOf(entries.map(([key]) => key));
  return separator === undefined ? undefined : { shape: 'joined-keys', separator };
};

const separatorOf = (keys: readonly string[]): string | undefined =>
  SEPARATORS.find((separator) => {
    const [first = 0, ...others] = keys.map((key) => key.split(separator).length);
    return first > 1 && others.every((length) => length === first);
  });

/** `[{"key": "unread:g1:u1", "value": 3}]`, or one a line. */
export const keyedList = (objects: readonly JsonStart[], isArray: boolean): JsonShape | undefined => {
  const found = objects.filter(isJsonObject);
  const list = LISTS.find(({ key, value }) =>
    found.every((one) => typeof one[key] === 'string' && isCount(one[value] ?? null)),
  );
  if (!list || found.length === 0) return undefined;
  const separator = separatorOf(found.map((one) => String(one[list.key])));
  return separator === undefined ? undefined : { shape: 'joined-keys', separator, list: { ...list, isArray } };
};

const LISTS: readonly Omit<KeyedList, 'isArray'>[] = ['key', 'Key', 'name', '_id', 'k'].flatMap((key) =>
  ['value', 'Value', 'val', 'count', 'unread', 'v'].map((value) => ({ key, value })),
);

const MOST_LEAVES = 2000;
/** No store nests its keys further, and a hostile file might without end. */
const MOST_DEPTH = 6;
const COUNT_KEY = /^(?:un_?read(?:_?(?:count|num|msg_?num|msg_?count))?|counts?|num|badge|value|n|c)$/i;
/** Keys that say what is below them. */
const LABEL =
  /^(?:un_?reads?|(?:un_?read_?)?(?:counts?|messages?|msgs?)|groups?|members?|users?|accounts?|data|rooms?|channels?|chats?|conversations?|results?|items|app|root|response|payload|badges?)$/i;

type Leaf = { readonly path: readonly string[]; readonly isCount: boolean };

const keyTree = (root: JsonObject): JsonShape | undefined => {
  const all = leavesOf(root, [], []);
  const named = all.filter(({ path, isCount: is }) => is && path.length > 2 && COUNT_KEY.test(path.at(-1) ?? ''));
  const last = named.length > 0 && named.length < all.length + 1 && sameLast(named) ? named[0]?.path.at(-1) : undefined;
  const leaves = last === undefined ? all : named;
  const depth = leaves[0]?.path.length ?? 0;
  if (depth < 2 || !leaves.every((leaf) => leaf.isCount && leaf.path.length === depth)) return undefined;
  const keys = last === undefined ? depth : depth - 1;
  const places = Array.from({ length: keys }, (_, at) => new Set(leaves.map(({ path }) => path[at] ?? '')));
  const varied = places.flatMap((values, at) => (values.size > 1 ? [at] : []));
  const unlabelled = places.flatMap((values, at) => ([...values].every((value) => LABEL.test(value)) ? [] : [at]));
  const [groupAt, accountAt, ...others] = varied.length === 2 ? varied : unlabelled;
  if (groupAt === undefined || accountAt === undefined || others.length > 0) return undefined;
  return { shape: 'key-tree', depth, groupAt, accountAt, last, prefix: prefixOf([...(places[groupAt] ?? [])]) };
};

const sameLast = (leaves: readonly Leaf[]): boolean =>
  leaves.every(({ path }) => path.at(-1) === leaves[0]?.path.at(-1));

const leavesOf = (value: JsonObject, path: readonly string[], leaves: Leaf[]): Leaf[] => {
  for (const [key, member] of Object.entries(value)) {
    if (leaves.length >= MOST_LEAVES) break;
    if (isJsonObject(member) && path.length < MOST_DEPTH) leavesOf(member, [...path, key], leaves);
    else leaves.push({ path: [...path, key], isCount: isCount(member) });
  }
  return leaves;
};

/** `unread:` of the keys of a store. Of one key alone nobody knows what is a prefix, unless it is such a word. */
export const prefixOf = (keys: readonly string[]): string => {
  const [first = ''] = keys;
  const prefix = first.slice(0, first.lastIndexOf(':') + 1);
  const isCommon = keys.every((key) => key.startsWith(prefix) && key.lastIndexOf(':') + 1 === prefix.length);
  return isCommon && (keys.length > 1 || LABEL.test(prefix.split(':')[0] ?? '')) ? prefix : '';
};

/** Of `aggregations`, or whatever it is called: the outermost buckets. */
export const bucketsOf = (root: JsonObject, names: ColumnNames): JsonShape | undefined => {
  const found = bucketsIn(root, []);
  if (!found) return undefined;
  const { path, first } = found;
  const at = jqPath(path);
  const { key } = first;
  if (isJsonObject(key)) {
    const own = Object.keys(key);
    const { groupId = own[0], account = own.find((name) => name !== groupId) } = guessNames(own, names);
    if (groupId === undefined || account === undefined) return undefined;
    const by = { keys: 'named', groupId: jqPath([groupId]), account: jqPath([account]) } as const;
    return { shape: 'buckets', at, by, metric: metricOf(first) };
  }
  if (Array.isArray(key)) return { shape: 'buckets', at, by: { keys: 'numbered' }, metric: metricOf(first) };
  for (const [member, value] of Object.entries(first)) {
    const inner = isJsonObject(value) && Array.isArray(value.buckets) ? value.buckets.find(isJsonObject) : undefined;
    if (!inner) continue;
    return { shape: 'buckets', at, by: { keys: 'nested', member: jqPath([member]) }, metric: metricOf(inner) };
  }
  return undefined;
};

const bucketsIn = (
  value: JsonObject,
  path: readonly string[],
): { path: readonly string[]; first: JsonObject } | undefined => {
  if (path.length > MOST_DEPTH) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const own = [...path, key];
    const first = key === 'buckets' && Array.isArray(member) ? member.find(isJsonObject) : undefined;
    if (first && 'key' in first && 'doc_count' in first) return { path: own, first };
    const below = isJsonObject(member) ? bucketsIn(member, own) : undefined;
    if (below) return below;
  }
  return undefined;
};

/** A sum or a cardinality beside the number of documents. */
const metricOf = (bucket: JsonObject): string | undefined => {
  const found = Object.entries(bucket).find(([, value]) => isJsonObject(value) && isCount(value.value ?? null));
  return found && jqPath([found[0]]);
};

/** `{"payload": "{\\"GroupId\\": …}"}`, as queues and logs write it. */
export const rowsInTexts = (object: JsonObject, isArray: boolean, names: ColumnNames): JsonShape | undefined => {
  for (const [key, value] of Object.entries(object)) {
    const inner = typeof value === 'string' ? jsonOf(value) : undefined;
    const row = Array.isArray(inner) ? inner.find(isJsonObject) : inner;
    if (!isJsonObject(row) || Object.keys(guessNames(Object.keys(row), names)).length < FIELDS.length) continue;
    return { shape: 'rows-in-texts', member: jqPath([key]), isArray, holdsArray: Array.isArray(inner) };
  }
  return undefined;
};

const jsonOf = (text: string): JsonStart | undefined => {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as JsonStart;
  } catch {
    return undefined;
  }
};
