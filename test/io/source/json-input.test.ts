import { describe, expect, onTestFinished, test } from 'vitest';
import { InputBrokeOffError } from '../../../src/core/errors/broken-off-error.ts';
import type { RowSource } from '../../../src/core/ports.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { InputFile } from '../../../src/io/source/input-file.ts';
import { type InputWish, NO_WISH } from '../../../src/io/source/recognition/wish.ts';
import { tempFile } from '../../support/temp.ts';

const elementOf = (n: number) => ({ GroupId: `g${n % 7}`, Member_Account: `user${n}`, UnreadMsgNum: n, nick: '名}{"' });
const ELEMENTS = Array.from({ length: 3000 }, (_, at) => elementOf(at));

const DOCUMENTS: readonly { readonly name: string; readonly text: string; readonly wish?: Partial<InputWish> }[] = [
  { name: 'an array on one line', text: JSON.stringify(ELEMENTS) },
  { name: 'a pretty array', text: `${JSON.stringify(ELEMENTS, undefined, 2)}\n` },
  { name: 'objects one after the other', text: ELEMENTS.map((one) => JSON.stringify(one)).join('') },
  { name: 'pretty objects', text: ELEMENTS.map((one) => `${JSON.stringify(one, undefined, 4)}\n`).join('') },
  { name: 'texts of RFC 7464', text: ELEMENTS.map((one) => `\x1e${JSON.stringify(one)}\n`).join('') },
  {
    name: 'an array in an object',
    text: JSON.stringify({ code: 0, data: { items: ELEMENTS, total: ELEMENTS.length } }),
    wish: { jsonPath: 'data.items' },
  },
];

const collect = async (source: RowSource): Promise<InputRow[]> => {
  const rows: InputRow[] = [];
  for await (const block of source.rows()) rows.push(...block);
  return rows;
};

const opened = async (path: string, wish: Partial<InputWish> = {}): Promise<InputFile> => {
  const file = await InputFile.recognise(path, { ...NO_WISH, ...wish });
  onTestFinished(() => file.close());
  return file;
};

const accounts = (rows: readonly InputRow[]) => rows.map(({ row }) => row?.account);

describe.each(DOCUMENTS)('$name', ({ text, wish }) => {
  test('gives every element as a row, with its index, whatever the file is called', async () => {
    for (const name of ['rows.json', 'rows.jsonl', 'rows.txt']) {
      const rows = await collect(await (await opened(await tempFile(name, text), wish)).fromStart(true));
      expect(accounts(rows)).toEqual(ELEMENTS.map((one) => one.Member_Account));
      expect(rows.map(({ index }) => index)).toEqual(ELEMENTS.map((_, at) => at));
    }
  });

  test('goes on behind any row, at the same places, with proof of what came before', async () => {
    const path = await tempFile('rows.json', text);
    const rows = await collect(await (await opened(path, wish)).fromStart(true));
    for (const [next, furthest] of [
      [0, 0],
      [8, 12],
      [1500, 1500],
      [2999, 2999],
    ] as const) {
      const [from, to] = [rows[next] as InputRow, rows[furthest] as InputRow];
      const proven = { bytes: to.endByte, sha256: to.proof?.sha256() ?? '' };
      const place = { row: from.number, line: from.line, byte: from.startByte };
      const counts = { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, unchanged: 0, lowered: 0, totalUnknown: 0 };
      const point = { next: place, proven, settledAhead: [], doneBytes: 0, counts, failures: [] };
      const file = await opened(path, wish);
      const rest = await collect(await file.fromResumePoint(point, new AbortController().signal));
      const shape = (some: readonly InputRow[]) =>
        some.map(({ proof, ...row }) => ({ ...row, sha256: proof?.sha256() }));
      expect(shape(rest.slice(0, 50))).toEqual(shape(rows.slice(next, next + 50)));
      expect(rest).toHaveLength(rows.length - next);
    }
  });
});

test('an array that is cut off gives its rows, and then breaks off', async () => {
  const text = JSON.stringify(ELEMENTS.slice(0, 10));
  const file = await opened(await tempFile('rows.json', text.slice(0, -20)));
  const rows: InputRow[] = [];
  const read = async (): Promise<void> => {
    for await (const block of (await file.fromStart(true)).rows()) rows.push(...block);
  };
  await expect(read()).rejects.toBeInstanceOf(InputBrokeOffError);
  expect(accounts(rows)).toEqual(ELEMENTS.slice(0, 9).map((one) => one.Member_Account));
});

test('elements that are no rows are named, and the others are read', async () => {
  const [a, b] = [JSON.stringify(elementOf(1)), JSON.stringify(elementOf(2))];
  const rows = await collect(
    await (await opened(await tempFile('rows.json', `[${a},null,{"GroupId":"x",,},\n[1],${b}]`))).fromStart(true),
  );
  expect(rows.map(({ index, line, problems }) => [index, line, ...problems.map(({ code }) => code)])).toEqual([
    [0, 1],
    [1, 1, 'element-not-object'],
    [2, 1, 'element-not-json'],
    [3, 2, 'element-not-object'],
    [4, 2],
  ]);
});

test('an ID that is a number is refused, and kept as it is written', async () => {
  const text = '[\n{"GroupId": 12345678901234567890, "Member_Account": 1.50, "UnreadMsgNum": 3.0}\n]';
  const [row] = await collect(await (await opened(await tempFile('rows.json', text))).fromStart(true));
  expect(row).toMatchObject({
    row: undefined,
    values: { groupId: '12345678901234567890', account: '1.50' },
    problems: [{ code: 'digits-lost' }, { code: 'id-not-text' }],
  });
});

test.each([
  { name: 'NaN, as Python writes it', value: 'NaN' },
  { name: 'null', value: 'null' },
])('a count that is $name is no count', async ({ value }) => {
  const text = `[{"GroupId":"NaN","Member_Account":"a","UnreadMsgNum":${value}}]`;
  const [row] = await collect(await (await opened(await tempFile('rows.json', text))).fromStart(true));
  expect(row).toMatchObject({ values: { groupId: 'NaN' }, problems: [{ code: 'value-missing', field: 'unread' }] });
});
