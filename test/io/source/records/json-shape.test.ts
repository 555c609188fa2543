import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors/input-error.ts';
import type { JsonShape } from '../../../../src/core/errors/input-kinds.ts';
import { InputFile } from '../../../../src/io/source/input-file.ts';
import { NO_WISH } from '../../../../src/io/source/recognition/wish.ts';
import { parsePath } from '../../../../src/io/source/records/json-shape.ts';
import { en } from '../../../../src/messages/en.ts';
import { told } from '../../../../src/messages/messages.ts';
import { tempFile } from '../../../support/temp.ts';

const ROWS = [
  { GroupId: 'g1', Member_Account: '100000000000000001', UnreadMsgNum: 3 },
  { GroupId: 'g2', Member_Account: "O'Brien", UnreadMsgNum: 0 },
];
const VALUES = ROWS.map((row) => Object.values(row));
const NAMES = Object.keys(ROWS[0] ?? {});
const typed = ROWS.map((row) => ({
  GroupId: { S: row.GroupId },
  Member_Account: { S: row.Member_Account },
  UnreadMsgNum: { N: String(row.UnreadMsgNum) },
}));
const lines = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const columns = Object.fromEntries(NAMES.map((name, at) => [name, VALUES.map((values) => values[at])]));
const byIndex = (values: readonly unknown[]): object => Object.fromEntries(values.map((value, at) => [at, value]));

const countsByGroup = (rows: typeof ROWS): object =>
  Object.fromEntries(rows.map((row) => [row.GroupId, { [row.Member_Account]: row.UnreadMsgNum }]));
const byGroup = ROWS.map(({ GroupId, ...member }) => ({ GroupId, type: 'Public', members: [member] }));
const nested = ROWS.map(({ GroupId, Member_Account, UnreadMsgNum }) => ({
  group: { id: GroupId },
  user: { id: Member_Account, name: 'x' },
  unread: UnreadMsgNum,
}));

const python = (value: unknown): string =>
  JSON.stringify(value).replace(/"(O'Brien)"|"([^"]*)"/g, (_, brien, text) => (brien ? `"${brien}"` : `'${text}'`));

const SHAPES: readonly { readonly shape: JsonShape['shape']; readonly text: string; readonly name?: string }[] = [
  { shape: 'arrays', text: JSON.stringify(VALUES) },
  { shape: 'arrays', text: lines(VALUES), name: 'rows.jsonl' },
  { shape: 'table-in-object', text: JSON.stringify({ result: { rows: VALUES } }) },
  { shape: 'arrays-with-header', text: JSON.stringify([NAMES, ...VALUES], undefined, 2) },
  { shape: 'split', text: JSON.stringify({ columns: NAMES, index: [0, 1], data: VALUES }) },
  { shape: 'columns', text: JSON.stringify(columns) },
  {
    shape: 'columns-by-index',
    text: JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, byIndex(columns[name] ?? [])]))),
  },
  { shape: 'counts-by-group', text: JSON.stringify(countsByGroup(ROWS)) },
  { shape: 'members-of-groups', text: JSON.stringify(byGroup) },
  { shape: 'members-of-groups', text: lines(byGroup), name: 'rows.jsonl' },
  { shape: 'members-of-groups', text: JSON.stringify({ data: { groups: byGroup, pageInfo: { hasNextPage: true } } }) },
  {
    shape: 'members-of-groups',
    text: JSON.stringify({ data: { groups: byGroup.map(({ GroupId, members }) => ({ id: GroupId, members })) } }),
  },
  { shape: 'nested-values', text: JSON.stringify(nested) },
  { shape: 'nested-values', text: lines(nested), name: 'rows.jsonl' },
  { shape: 'table-with-header', text: JSON.stringify({ range: 'A1:C3', values: [NAMES, ...VALUES] }) },
  {
    shape: 'table-with-columns',
    text: JSON.stringify({ schema: NAMES.map((name) => ({ name, type: 'x' })), datarows: VALUES, total: 2 }),
  },
  { shape: 'rows-in-members', text: JSON.stringify({ data: { edges: ROWS.map((node) => ({ cursor: 'x', node })) } }) },
  { shape: 'objects-by-key', text: JSON.stringify(byIndex(ROWS)) },
  { shape: 'typed-items', text: JSON.stringify({ Items: typed, Count: 2 }, undefined, 4) },
  { shape: 'typed-objects', text: JSON.stringify(typed) },
  { shape: 'typed-object-a-line', text: lines(typed) },
  { shape: 'typed-item-a-line', text: lines(typed.map((Item) => ({ Item }))) },
  { shape: 'typed-items-in-array', text: JSON.stringify(typed.map((Item) => ({ Item }))) },
  {
    shape: 'search-hits',
    text: JSON.stringify({ took: 1, hits: { total: 2, hits: ROWS.map((_source) => ({ _id: 'x', _source })) } }),
  },
  {
    shape: 'tables-in-array',
    text: JSON.stringify([
      { type: 'header', version: '5.2.1' },
      { type: 'database', name: 'im' },
      { type: 'table', name: 'unread', data: ROWS.map((row) => ({ ...row, UnreadMsgNum: String(row.UnreadMsgNum) })) },
    ]),
  },
  { shape: 'sources', text: lines(ROWS.map((_source) => ({ _index: 'unread', _id: 'x', _source }))) },
  { shape: 'sources-in-array', text: JSON.stringify(ROWS.map((_source) => ({ _id: 'x', _source }))) },
  { shape: 'printed-dictionaries', text: ROWS.map((row) => `${python(row)}\n`).join('') },
  { shape: 'printed-list', text: python(ROWS) },
];

const refusalOf = async (path: string): Promise<InputError> => {
  const error = await InputFile.recognise(path, NO_WISH).catch((thrown: unknown) => thrown);
  if (!(error instanceof InputError)) throw new Error('it was opened', { cause: error });
  return error;
};

const canRun = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

describe('JSON of another shape is called what it is, and the command in its message gives the rows', () => {
  test.each(SHAPES)('$shape', async ({ shape, text, name = 'rows.json' }) => {
    const path = await tempFile(name, text);
    const error = await refusalOf(path);
    expect(error.fact).toMatchObject({ kind: 'json-of-other-shape', path, shape });
    const { next } = told(en, error);
    const [, command = ''] = /: ((?:jq|python3) .*)$/s.exec(next) ?? [];
    const [program = ''] = command.split(' ', 1);
    // A machine without jq or Python cannot try it.
    if (!canRun(program) || process.platform === 'win32') return;
    const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: dirname(path), encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const file = await InputFile.recognise(join(dirname(path), 'NEWFILE.jsonl'), NO_WISH);
    const rows: unknown[] = [];
    for await (const block of (await file.fromStart(false)).rows()) rows.push(...block.map(({ row }) => row));
    await file.close();
    expect(rows).toEqual(
      ROWS.map((row) => ({ groupId: row.GroupId, account: row.Member_Account, unread: row.UnreadMsgNum })),
    );
  });
});

describe('an array inside an object is named, with the path to type', () => {
  test.each([
    { document: { code: 0, data: { items: ROWS, total: 2 } }, at: 'data.items' },
    // ClickHouse: the array whose keys look like the three, not the first
    { document: { meta: [{ name: 'GroupId', type: 'String' }], data: ROWS }, at: 'data' },
    { document: { 'unread counts': { 'a.b': ROWS } }, at: '"unread counts"."a.b"' },
  ])('$at', async ({ document, at }) => {
    const path = await tempFile('rows.json', JSON.stringify(document, undefined, 2));
    const { fact } = await refusalOf(path);
    expect(fact).toMatchObject({ shape: 'array-in-object', at, columns: undefined });
    const file = await InputFile.recognise(path, { ...NO_WISH, jsonPath: at });
    const rows: unknown[] = [];
    for await (const block of (await file.fromStart(false)).rows()) rows.push(...block.map(({ row }) => row?.account));
    await file.close();
    expect(rows).toEqual(ROWS.map((row) => row.Member_Account));
  });

  test('with the names of its columns where they are others', async () => {
    const items = ROWS.map((row) => ({ groupId: row.GroupId, uid: row.Member_Account, unread: row.UnreadMsgNum }));
    const { fact } = await refusalOf(await tempFile('rows.json', JSON.stringify({ list: items })));
    expect(fact).toMatchObject({ at: 'list', columns: { groupId: 'groupId', account: 'uid', unread: 'unread' } });
  });

  test('and where the path is wrong', async () => {
    const path = await tempFile('rows.json', JSON.stringify({ data: { items: ROWS } }));
    const opened = InputFile.recognise(path, { ...NO_WISH, jsonPath: 'data.rows' });
    await expect(opened).rejects.toMatchObject({ fact: { kind: 'json-path-without-array', found: 'data.items' } });
  });
});

test.each([
  { typed: 'data.items', keys: ['data', 'items'] },
  { typed: '.data.items[]', keys: ['data', 'items'] },
  { typed: '$.data[*]', keys: ['data'] },
  { typed: '数据.行', keys: ['数据', '行'] },
  { typed: '"a.b".c', keys: ['a.b', 'c'] },
  { typed: 'a..b', keys: undefined },
  { typed: 'a[0].b', keys: undefined },
  { typed: '', keys: undefined },
])('the path $typed is $keys', ({ typed: path, keys }) => expect(parsePath(path)).toEqual(keys));
