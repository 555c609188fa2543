import { describe, expect, test } from 'vitest';
import { type ColumnGuess, InputError } from '../../../../src/core/errors/input-error.ts';
import { DEFAULT_COLUMNS, DEFAULT_NUMBERS } from '../../../../src/core/row/columns.ts';
import { findColumns, placeColumns, requireKeys } from '../../../../src/io/source/columns/find-columns.ts';

const refusalOf = (look: () => unknown): unknown => {
  try {
    look();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).fact;
  }
  throw new Error('nothing was refused');
};

const guessFor = (header: readonly string[], delimiter = ',', sample: readonly string[][] = [[...header]]): unknown =>
  (refusalOf(() => findColumns('a.csv', 1, header, DEFAULT_COLUMNS, delimiter, () => sample)) as { guess: ColumnGuess })
    .guess;

const names = (groupId: string, account: string, unread: string) => ({
  by: 'name',
  names: { groupId, account, unread },
});

describe('a header with other names gets the nearest guess', () => {
  test.each([
    { header: ['group_id', 'user_id', 'unread_count'] },
    { header: ['groupid', 'member_account', 'unreadmsgnum'] },
    { header: ['Group ID', 'User ID', 'Unread'] },
    { header: ['GROUP-ID', 'MEMBER.ACCOUNT', 'UNREAD'] },
    { header: ['群ID', '用户', '未读数'] },
    { header: ['群组', '账号', '未读消息数'] },
    { header: ['ＧｒｏｕｐＩｄ', 'uid', 'count'] },
    { header: ['GroupId', 'Member_Acount', 'UnreadMsgNum'] },
    { header: ['GropuId', 'Member_Account', 'UnreadMsgNumber'] },
    { header: ['GroupId ', 'Member_Account', 'UnreadMsgNum'] },
    { header: ['\u200bGroupId', 'Member_Account', 'UnreadMsgNum'] },
    ...['群组编号', '群编号', '群号', '会话ID'].map((name) => ({ header: [name, 'uid', 'unread'] })),
    ...['会员账号', '成员账号', '用户编号', '用户账号', '账号'].map((name) => ({ header: ['gid', name, 'unread'] })),
    ...['未读', '未读消息数', '未读消息数量', '消息未读数'].map((name) => ({ header: ['gid', 'uid', name] })),
  ])('$header', ({ header: [group = '', account = '', unread = ''] }) =>
    expect(guessFor([group, account, unread])).toEqual(names(group, account, unread)),
  );

  test.each([
    { header: ['group_name', 'group', 'group_id', 'member', 'unread'], guess: names('group_id', 'member', 'unread') },
    { header: ['user', 'user_id', 'room', "what's unread", 'unread'], guess: names('room', 'user_id', 'unread') },
    { header: ['会员账号', '群号', '群名称', '未读'], guess: names('群号', '会员账号', '未读') },
    { header: ['群编号', '用户名', '用户编号', '未读数'], guess: names('群编号', '用户编号', '未读数') },
    { header: ['会话ID', '账号', '消息未读数', '消息数'], guess: names('会话ID', '账号', '消息未读数') },
  ])('$header, the surer name of two', ({ header, guess }) => expect(guessFor(header)).toEqual(guess));

  test('of which only some are guessed, the others left open', () => {
    expect(guessFor(['gid', 'x', 'y'])).toEqual({ by: 'name', names: { groupId: 'gid' } });
  });

  test('which no command can name', () => {
    const header = ['group,id=', 'uid', 'unread\0'];
    expect(guessFor(header)).toEqual({ by: 'untypable-name', names: ['group,id=', 'unread\0'] });
  });

  test('in JSONL too, where no position is guessed', () => {
    const guessOf = (keys: string[]) => refusalOf(() => requireKeys('a.jsonl', [{ line: 1, keys }], DEFAULT_COLUMNS));
    expect(guessOf(['room', 'uid', 'unread'])).toMatchObject({ guess: names('room', 'uid', 'unread') });
    expect(guessOf(['a', 'b', '3'])).toMatchObject({ guess: { by: 'nothing' } });
  });
});

test.each([
  { found: ['ç¾¤ID', 'ç”¨æˆ·ID', 'æœªè¯»æ•°'] }, // UTF-8
  { found: ['ÈºID', 'ÓÃ»§ID', 'Î´¶ÁÊý'] }, // GB18030
])('names whose bytes were read as Latin-1: $found', ({ found }) => {
  const [group = '', account = '', unread = ''] = found;
  expect(guessFor(found)).toEqual(names(group, account, unread));
});

describe('what stands between the values of a line', () => {
  const NAMED = ['GroupId', 'Member_Account', 'UnreadMsgNum', '昵称'];
  const guessIn = (separator: string, ...rows: string[][]) => {
    const lines = rows.map((row) => [row.join(separator)]);
    return guessFor(lines[0] ?? [], ',', lines);
  };

  test.each(['，', '；', '、', '،', '｜', '¦', '§', '→', 'þ', '@@', '##', ' 、 '])('no flag takes %s', (separator) =>
    expect(guessIn(separator, NAMED)).toEqual({ by: 'separator', separator }),
  );

  test.each(['\x07', '`', '!', '#', '$', '&', '/', '\\', '='])('--delimiter takes %j', (delimiter) =>
    expect(guessIn(delimiter, NAMED)).toEqual({ by: 'delimiter', delimiter }),
  );

  test('in rows without a header, where all are alike', () => {
    const rows = [
      ['@TGS#a', 'u1', '3'],
      ['@TGS#b', 'u2', '14'],
    ];
    const bare = { positions: { groupId: 1, account: 2, unread: 3 } };
    for (const separator of ['、', '|~|', '^|^', '，']) {
      expect(guessIn(separator, ...rows)).toEqual({ by: 'separator', separator, bare });
    }
    expect(guessIn('\x07', ...rows)).toEqual({ by: 'delimiter', delimiter: '\x07' });
    for (const inIds of ['/', '-', '.']) expect(guessIn(inIds, ...rows)).not.toHaveProperty('by', 'delimiter');
  });
});

describe('keys that the objects of a JSONL file lack', () => {
  const requireOf = (...objects: string[][]) =>
    requireKeys(
      'a.jsonl',
      objects.map((keys, at) => ({ line: at + 2, keys })),
      DEFAULT_COLUMNS,
    );
  const ALL = ['GroupId', 'Member_Account', 'UnreadMsgNum'];

  test('one that has another name in the only object', () => {
    const found = ['GroupId', 'user_id', 'UnreadMsgNum'];
    expect(refusalOf(() => requireOf(found))).toEqual({
      kind: 'keys-missing',
      path: 'a.jsonl',
      objects: 1,
      line: 2,
      missing: ['Member_Account'],
      found,
      guess: names('GroupId', 'user_id', 'UnreadMsgNum'),
    });
  });

  test('one that none of several has, without a guess', () => {
    expect(refusalOf(() => requireOf(['GroupId', 'x', 'UnreadMsgNum'], ['GroupId', 'y']))).toMatchObject({
      objects: 2,
      line: 2,
      missing: ['Member_Account'],
      found: ['GroupId', 'x', 'UnreadMsgNum', 'y'],
      guess: { by: 'name', names: { groupId: 'GroupId', unread: 'UnreadMsgNum' } },
    });
  });

  test.each([
    { name: 'the first lacks, with a guess, and another has', objects: [['GroupId', 'user_id', 'UnreadMsgNum'], ALL] },
    { name: 'all lack in the first object, and another has', objects: [['version'], ALL] },
    { name: 'some have and some lack', objects: [['GroupId'], ['Member_Account', 'UnreadMsgNum']] },
    { name: 'the only object lacks, without a guess', objects: [['GroupId', 'UnreadMsgNum']] },
    { name: 'there is no object', objects: [] },
  ])('are no matter of the file where $name', ({ objects }) => expect(() => requireOf(...objects)).not.toThrow());
});

describe('a first line that looks like a row gets guessed positions', () => {
  test.each([
    { line: ['@TGS#1', 'alice', '5'], positions: { groupId: 1, account: 2, unread: 3 } },
    { line: ['7', 'alice', '@TGS#1'], positions: { groupId: 3, account: 2, unread: 1 } },
    { line: ['', 'alice', '@TGS#2CLUZEAEJ', '12'], positions: { groupId: 3, account: 2, unread: 4 } },
  ])('$line', ({ line, positions }) => expect(guessFor(line)).toEqual({ by: 'value', positions, candidates: [] }));

  test.each([
    { line: ['alice', '1001', '5'], positions: { unread: 3 }, candidates: [1, 2] }, // user, group, count
    { line: ['7', 'g1', 'alice'], positions: { unread: 1 }, candidates: [2, 3] },
    { line: ['@TGS#1', '10086', '5'], positions: { groupId: 1 }, candidates: [2, 3] }, // either may be the count
    { line: ['@TGS#1', 'alice', '5', 'x'], positions: { groupId: 1, unread: 3 }, candidates: [2, 4] },
    { line: ['@TGS#1', '@TGS#2', '5'], positions: { unread: 3 }, candidates: [1, 2] },
  ])('$line, and what nothing tells is left open', ({ line, positions, candidates }) =>
    expect(guessFor(line)).toEqual({ by: 'value', positions, candidates }),
  );

  test.each([
    { line: ['a', 'b', 'c'], why: 'no count', guess: { by: 'nothing' } },
    { line: ['g1', '5'], why: 'two values', guess: { by: 'nothing' } },
    { line: ['gid', 'alice', '5'], why: 'a name that is known', guess: { by: 'name', names: { groupId: 'gid' } } },
  ])('$line does not: $why', ({ line, guess }) => expect(guessFor(line)).toEqual(guess));

  test.each([
    { line: 'g1;alice;5', delimiter: ',', guess: ';' },
    { line: 'g1\talice\t5', delimiter: ',', guess: '\t' },
    { line: 'g1,alice,5', delimiter: '\t', guess: ',' },
    { line: 'g1\x01alice\x015', delimiter: ',', guess: '\x01' },
    { line: 'g1|alice|5', delimiter: ',', guess: '|' },
    { line: 'g1^alice^5', delimiter: ',', guess: '^' },
    { line: 'g1:alice:5', delimiter: ',', guess: ':' },
    { line: 'group;id:user:count', delimiter: ',', guess: ':' }, // what makes more columns
  ])('another delimiter is guessed first: $guess', ({ line, delimiter, guess }) =>
    expect(guessFor([line], delimiter)).toEqual({ by: 'delimiter', delimiter: guess }),
  );
});

describe('without a header', () => {
  test('positions count from 1, and the first record tells how many columns there are', () => {
    expect(placeColumns('a.csv', 1, ['7', 'g1', 'alice', 'x'], { groupId: 2, account: 3, unread: 1 }, ',')).toEqual({
      groupId: 1,
      account: 2,
      unread: 0,
      count: 4,
    });
  });

  test.each([
    { record: ['g1', 'alice'], column: 'UnreadMsgNum', position: 3, guess: { by: 'nothing' } },
    { record: ['g1;alice;5'], column: 'Member_Account', position: 2, guess: { by: 'delimiter', delimiter: ';' } },
  ])('a position beyond the first record of $record is refused', ({ record, column, position, guess }) =>
    expect(refusalOf(() => placeColumns('a.csv', 2, record, DEFAULT_NUMBERS, ','))).toEqual({
      kind: 'column-beyond-record',
      path: 'a.csv',
      line: 2,
      column,
      position,
      found: record,
      guess,
    }),
  );

  test('a wrong position of a line that shows the right ones', () => {
    const numbers = { groupId: 2, account: 3, unread: 9 };
    expect(refusalOf(() => placeColumns('a.csv', 1, ['7', '@TGS#1', 'alice'], numbers, ','))).toMatchObject({
      guess: { by: 'value', positions: { groupId: 2, account: 3, unread: 1 }, candidates: [] },
    });
  });
});
