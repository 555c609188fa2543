import { describe, expect, test } from 'vitest';
import { DEFAULT_COLUMNS, DEFAULT_NUMBERS } from '../../../../src/core/row/columns.ts';
import { recognise } from '../../../../src/io/source/recognition/recognise.ts';
import { NO_WISH } from '../../../../src/io/source/recognition/wish.ts';

const columns = DEFAULT_COLUMNS;
const HEAD = Buffer.from('GroupId,Member_Account,UnreadMsgNum\ng1,alice,5\n');

describe('what an input is read with', () => {
  test.each([
    { path: 'a.csv', wish: {}, format: { kind: 'csv', delimiter: ',', columns } },
    { path: 'a.tsv', wish: {}, format: { kind: 'csv', delimiter: '\t', quote: 'none', columns } },
    { path: 'a.tsv', wish: { quote: '"' }, format: { kind: 'csv', delimiter: '\t', columns } },
    {
      path: 'a.csv',
      wish: { delimiter: ';', encoding: 'gbk', choice: { positions: DEFAULT_NUMBERS } },
      format: { kind: 'csv', delimiter: ';', positions: DEFAULT_NUMBERS, encoding: 'gbk' },
    },
    { path: 'a.csv', wish: { encoding: 'utf-8', quote: '"' }, format: { kind: 'csv', delimiter: ',', columns } },
    { path: 'a.csv', wish: { skipLines: 2 }, format: { kind: 'csv', delimiter: ',', skipLines: 2, columns } },
    { path: 'a.txt', wish: { format: 'jsonl' }, format: { kind: 'jsonl', columns } },
  ] as const)('$path with $wish', ({ path, wish, format }) =>
    expect(recognise(path, HEAD, { ...NO_WISH, ...wish })).toEqual(format),
  );

  test.each([
    { text: HEAD.toString(), format: { kind: 'csv', delimiter: ',', columns } },
    { text: 'GroupId\tMember_Account\n', format: { kind: 'csv', delimiter: '\t', quote: 'none', columns } },
    { text: '\ufeff\n{"GroupId":"g"}\n', format: { kind: 'jsonl', columns } },
    { text: '\ufeff\n{"GroupId":', format: { kind: 'json', columns } },
    { text: ' [{"GroupId":', format: { kind: 'json', columns } },
    { text: '\x1e{"GroupId":', format: { kind: 'json', columns } },
    { text: 'sep=;\n', format: { kind: 'csv', delimiter: ';', columns } },
  ])('of a .txt that begins with $text', ({ text, format }) =>
    expect(recognise('a.txt', Buffer.from(text), NO_WISH)).toEqual(format),
  );

  test('a sep= line gives way to a flag', () => {
    const head = Buffer.from('sep=;\na,b,c\n');
    expect(recognise('a.csv', head, { ...NO_WISH, delimiter: ',' })).toMatchObject({ delimiter: ',' });
  });

  test('nothing tells it', () => {
    const fact = { kind: 'format-unknown', path: '-', isStandardInput: true, formats: ['csv', 'tsv', 'jsonl', 'json'] };
    expect(() => recognise('-', Buffer.from('\n\n'), NO_WISH)).toThrow(expect.objectContaining({ fact }));
  });

  test('JSONL has no positions', () => {
    const fact = { kind: 'format-names-its-values', path: 'a.jsonl' };
    const wish = { ...NO_WISH, choice: { positions: DEFAULT_NUMBERS } };
    expect(() => recognise('a.jsonl', Buffer.from('{}\n'), wish)).toThrow(expect.objectContaining({ fact }));
  });
});
