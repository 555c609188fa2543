import { describe, expect, test } from 'vitest';
import { resolveColumns } from '../../src/cli/columns-flag.ts';
import { readingOf, resolveInputs } from '../../src/cli/input-plan.ts';
import { type Flags, Settings } from '../../src/cli/settings.ts';
import { SettingsError } from '../../src/core/errors.ts';

const resolve = (flags: Flags) => resolveColumns(new Settings(flags));

describe('--columns takes names', () => {
  test.each([
    { typed: 'GroupId=gid', columns: { groupId: 'gid', account: 'Member_Account', unread: 'UnreadMsgNum' } },
    {
      typed: 'GroupId=Group ID,Member_Account=User ID,UnreadMsgNum=未读数',
      columns: { groupId: 'Group ID', account: 'User ID', unread: '未读数' },
    },
    {
      typed: 'UnreadMsgNum=n, GroupId=g, Member_Account=u', // a blank behind the comma
      columns: { groupId: 'g', account: 'u', unread: 'n' },
    },
    {
      typed: 'GroupId=Group, ID,Member_Account=a=b,UnreadMsgNum=n', // a comma, an equals sign inside a name
      columns: { groupId: 'Group, ID', account: 'a=b', unread: 'n' },
    },
  ])('$typed', ({ typed, columns }) => expect(resolve({ columns: typed })).toEqual({ columns }));

  test.each([
    'gid',
    'GroupId=',
    'GroupId=a,',
    'GroupId=a,Membr_Account=b',
    'GroupId=a,GroupId=b',
    'GroupId=a,Member_Account=a',
    '__proto__=x',
  ])('but not %s', (columns) => expect(() => resolve({ columns })).toThrow(SettingsError));
});

describe('with --no-header --columns takes positions', () => {
  test('1, 2, 3 where nothing is said', () => {
    expect(resolve({ noHeader: true })).toEqual({ positions: { groupId: 1, account: 2, unread: 3 } });
  });

  test('as they are typed', () => {
    const columns = 'GroupId=2,Member_Account=3,UnreadMsgNum=1';
    expect(resolve({ noHeader: true, columns })).toEqual({ positions: { groupId: 2, account: 3, unread: 1 } });
  });

  test.each([
    { columns: 'GroupId=0', says: /positions from 1/ },
    { columns: 'GroupId=gid', says: /positions from 1/ },
    { columns: 'GroupId=2', says: /three different positions \(.*GroupId=2,Member_Account=2,UnreadMsgNum=3\)/ },
    {
      columns: 'GroupId=?,Member_Account=?,UnreadMsgNum=3', // as it was proposed
      says: /leaves open where GroupId and Member_Account stand: GroupId=\?,/,
    },
  ])('but not $columns', ({ columns, says }) => expect(() => resolve({ noHeader: true, columns })).toThrow(says));

  test('and not for JSONL', () => {
    const settings = new Settings({ noHeader: true });
    expect(() => resolveInputs(['a.csv', 'b.jsonl'], settings)).toThrow(/b\.jsonl: --no-header is for CSV and TSV/);
  });
});

test('the fingerprint of a run is without a header another one, and with one what it always was', () => {
  const reading = (flags: Flags) =>
    resolveInputs(['a.csv'], new Settings(flags)).map(({ format }) => readingOf(format, 'last'));
  expect(reading({})).toEqual([
    {
      kind: 'csv',
      delimiter: ',',
      columns: { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' },
    },
  ]);
  expect(reading({ noHeader: true })).toEqual([
    { kind: 'csv', delimiter: ',', positions: { groupId: 1, account: 2, unread: 3 } },
  ]);
});
