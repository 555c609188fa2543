import { expect, test } from 'vitest';
import { DEFAULT_COLUMNS } from '../../../../src/core/row/columns.ts';
import { settledFormat } from '../../../../src/io/source/recognition/settled-format.ts';
import { NO_WISH } from '../../../../src/io/source/recognition/wish.ts';

const columns = { groupId: 'gid', account: 'uid', unread: 'n' };
const CSV = { kind: 'csv', delimiter: ';', quote: 'none', encoding: 'gb18030', columns };

test.each([
  { name: 'nothing is asked for', wish: {}, format: CSV },
  { name: 'the same is asked for', wish: { delimiter: ';', encoding: 'gb18030' }, format: CSV },
  { name: 'another delimiter is asked for', wish: { delimiter: '|' }, format: { ...CSV, delimiter: '|' } },
  {
    name: 'other columns are',
    wish: { choice: { columns: DEFAULT_COLUMNS } },
    format: { ...CSV, columns: DEFAULT_COLUMNS },
  },
  { name: 'another kind of format is', wish: { format: 'jsonl' }, format: undefined },
] as const)('a run goes on as it was settled where $name', ({ wish, format }) =>
  expect(settledFormat({ ...CSV, onDuplicate: 'max' }, { ...NO_WISH, ...wish })).toEqual(format),
);

test('a reading of another version settles nothing', () =>
  expect(settledFormat({ kind: 'xml', columns }, NO_WISH)).toBeUndefined());
