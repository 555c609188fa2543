import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { DEFAULT_COLUMNS, DEFAULT_NUMBERS } from '../../../../src/io/source/columns/columns.ts';
import { findColumns, placeColumns, requireKeys } from '../../../../src/io/source/columns/find-columns.ts';

const refusalOf = (look: () => unknown): { message: string; hint: string } => {
  try {
    look();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error('nothing was refused');
};

const hintFor = (header: readonly string[], delimiter = ','): string =>
  refusalOf(() => findColumns('a.csv', 1, header, DEFAULT_COLUMNS, delimiter)).hint;

describe('a header with other names gets the nearest guess, ready to paste', () => {
  test.each([
    {
      header: ['group_id', 'user_id', 'unread_count'],
      map: 'GroupId=group_id,Member_Account=user_id,UnreadMsgNum=unread_count',
    },
    { header: ['groupid', 'member_account', 'unreadmsgnum'], map: 'GroupId=groupid,Member_Account=member_account,' },
    { header: ['Group ID', 'User ID', 'Unread'], map: "'GroupId=Group ID,Member_Account=User ID,UnreadMsgNum=Unread'" },
    { header: ['GROUP-ID', 'MEMBER.ACCOUNT', 'UNREAD'], map: 'GroupId=GROUP-ID,Member_Account=MEMBER.ACCOUNT,' },
    { header: ['群ID', '用户', '未读数'], map: "'GroupId=群ID,Member_Account=用户,UnreadMsgNum=未读数'" },
    { header: ['群组', '账号', '未读消息数'], map: "'GroupId=群组,Member_Account=账号,UnreadMsgNum=未读消息数'" },
    {
      header: ['ＧｒｏｕｐＩｄ', 'uid', 'count'],
      map: "'GroupId=ＧｒｏｕｐＩｄ,Member_Account=uid,UnreadMsgNum=count'",
    },
    { header: ['GroupId', 'Member_Acount', 'UnreadMsgNum'], map: 'GroupId=GroupId,Member_Account=Member_Acount,' },
    { header: ['GropuId', 'Member_Account', 'UnreadMsgNumber'], map: 'GroupId=GropuId,Member_Account=Member_Account,' },
    { header: ['GroupId ', 'Member_Account', 'UnreadMsgNum'], map: "'GroupId=GroupId ,Member_Account=Member_Account," },
    { header: ['\u200bGroupId', 'Member_Account', 'UnreadMsgNum'], map: "$'GroupId=\\u200bGroupId,Member_Account=" },
    { header: ['group_name', 'group', 'group_id', 'member', 'unread'], map: 'GroupId=group_id,Member_Account=member,' },
    { header: ['user', 'user_id', 'room', "what's unread", 'unread'], map: 'GroupId=room,Member_Account=user_id,' },
  ])('$header', ({ header, map }) => expect(hintFor(header)).toContain(`Did you mean this? --columns ${map}`));

  test.each([
    ...['群组编号', '群编号', '群号', '会话ID'].map((name) => ({ name, header: [name, 'uid', 'unread'] })),
    ...['会员账号', '成员账号', '用户编号', '用户账号', '账号'].map((name) => ({
      name,
      header: ['gid', name, 'unread'],
    })),
    ...['未读', '未读消息数', '未读消息数量', '消息未读数'].map((name) => ({ name, header: ['gid', 'uid', name] })),
  ])('$name alone', ({ header: [group, account, unread] }) => {
    const map = `'GroupId=${group},Member_Account=${account},UnreadMsgNum=${unread}'`;
    expect(hintFor([group ?? '', account ?? '', unread ?? ''])).toBe(`Did you mean this? --columns ${map}`);
  });

  test.each([
    { header: ['会员账号', '群号', '群名称', '未读'], map: "'GroupId=群号,Member_Account=会员账号,UnreadMsgNum=未读'" },
    {
      header: ['群编号', '用户名', '用户编号', '未读数'],
      map: "'GroupId=群编号,Member_Account=用户编号,UnreadMsgNum=未读数'",
    },
    {
      header: ['会话ID', '账号', '消息未读数', '消息数'],
      map: "'GroupId=会话ID,Member_Account=账号,UnreadMsgNum=消息未读数'",
    },
  ])('$header, the surer name of two', ({ header, map }) => expect(hintFor(header)).toContain(`--columns ${map}`));

  test('of which only some are guessed, the others left open', () => {
    expect(hintFor(['gid', 'x', 'y'])).toContain("--columns 'GroupId=gid,Member_Account=…,UnreadMsgNum=…'");
  });

  test('in JSONL too, without a word about headers', () => {
    const hint = (keys: string[]) => refusalOf(() => requireKeys('a.jsonl', [{ line: 1, keys }], DEFAULT_COLUMNS)).hint;
    expect(hint(['room', 'uid', 'unread'])).toBe(
      'Did you mean this? --columns GroupId=room,Member_Account=uid,UnreadMsgNum=unread',
    );
    expect(hint(['a', 'b', '3'])).not.toMatch(/header/);
  });
});

test.each([
  { header: 'GroupId，Member_Account，UnreadMsgNum', command: "sed 's/，/,/g' FILE > NEWFILE" },
  { header: 'GroupId；Member_Account；UnreadMsgNum', command: "sed 's/；/;/g' FILE > NEWFILE" },
])('a full-width delimiter is said to be none: $header', ({ header, command }) => {
  expect(hintFor([header])).toMatch(/full-width [，；], which cannot be a delimiter/);
  expect(hintFor([header]).endsWith(`: ${command}`)).toBe(true);
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
    const { message, hint } = refusalOf(() => requireOf(['GroupId', 'user_id', 'UnreadMsgNum']));
    expect(message).toBe(
      'a.jsonl: the first object (line 2) lacks Member_Account; found "GroupId", "user_id", "UnreadMsgNum"',
    );
    expect(hint).toContain('--columns GroupId=GroupId,Member_Account=user_id,UnreadMsgNum=UnreadMsgNum');
  });

  test('one that none of several has, without a guess', () => {
    const { message, hint } = refusalOf(() => requireOf(['GroupId', 'x', 'UnreadMsgNum'], ['GroupId', 'y']));
    expect(message).toBe(
      'a.jsonl: the first 2 objects (from line 2 on) all lack Member_Account; found "GroupId", "x", "UnreadMsgNum", "y"',
    );
    expect(hint).toContain("--columns 'GroupId=GroupId,Member_Account=…,UnreadMsgNum=UnreadMsgNum'");
  });

  test.each([
    { name: 'the first lacks, with a guess, and another has', objects: [['GroupId', 'user_id', 'UnreadMsgNum'], ALL] },
    { name: 'all lack in the first object, and another has', objects: [['version'], ALL] },
    { name: 'some have and some lack', objects: [['GroupId'], ['Member_Account', 'UnreadMsgNum']] },
    { name: 'the only object lacks, without a guess', objects: [['GroupId', 'UnreadMsgNum']] },
    { name: 'there is no object', objects: [] },
  ])('are no matter of the file where $name', ({ objects }) => expect(() => requireOf(...objects)).not.toThrow());
});

describe('a first line that looks like a row gets --no-header with guessed positions', () => {
  test.each([
    { line: ['@TGS#1', 'alice', '5'], map: 'GroupId=1,Member_Account=2,UnreadMsgNum=3' },
    { line: ['7', 'alice', '@TGS#1'], map: 'GroupId=3,Member_Account=2,UnreadMsgNum=1' },
    { line: ['', 'alice', '@TGS#2CLUZEAEJ', '12'], map: 'GroupId=3,Member_Account=2,UnreadMsgNum=4' },
  ])('$line', ({ line, map }) => expect(hintFor(line)).toMatch(new RegExp(`: --no-header --columns ${map}$`)));

  test.each([
    {
      line: ['alice', '1001', '5'], // user, group, count
      map: 'GroupId=?,Member_Account=?,UnreadMsgNum=3',
      says: 'GroupId and Member_Account may be any of the columns 1 ("alice"), 2 ("1001"), and nothing in them tells which; column 3 ("5") looks like UnreadMsgNum. Put a number for each ?: ',
    },
    { line: ['7', 'g1', 'alice'], map: 'GroupId=?,Member_Account=?,UnreadMsgNum=1', says: '2 ("g1"), 3 ("alice")' },
    { line: ['a\u001b', 'b', '5'], map: 'GroupId=?,Member_Account=?,UnreadMsgNum=3', says: '1 ("a\\u001b")' },
    {
      line: ['@TGS#1', '10086', '5'], // either may be the count
      map: 'GroupId=1,Member_Account=?,UnreadMsgNum=?',
      says: 'Member_Account and UnreadMsgNum may be any of the columns 2 ("10086"), 3 ("5"), and',
    },
    {
      line: ['@TGS#1', 'alice', '5', 'x'],
      map: 'GroupId=1,Member_Account=?,UnreadMsgNum=3',
      says: 'Member_Account may be any of the columns 2 ("alice"), 4 ("x"), and',
    },
    { line: ['@TGS#1', '@TGS#2', '5'], map: 'GroupId=?,Member_Account=?,UnreadMsgNum=3', says: '1 ("@TGS#1")' },
  ])('$line, and what nothing tells is left open', ({ line, map, says }) => {
    expect(hintFor(line).endsWith(`: --no-header --columns '${map}'`)).toBe(true);
    expect(hintFor(line)).toContain(says);
  });

  test.each([
    { line: ['a', 'b', 'c'], why: 'no count' },
    { line: ['g1', '5'], why: 'two values' },
    { line: ['gid', 'alice', '5'], why: 'a name that is known' },
  ])('$line does not: $why', ({ line }) => expect(hintFor(line)).not.toContain('--no-header --columns'));

  test.each([
    { line: 'g1;alice;5', delimiter: ',', flag: "';'" },
    { line: 'g1\talice\t5', delimiter: ',', flag: "'\\t'" },
    { line: 'g1,alice,5', delimiter: '\t', flag: "','" },
    { line: 'g1\x01alice\x015', delimiter: ',', flag: "'\\x01'" },
    { line: 'g1|alice|5', delimiter: ',', flag: "'|'" },
    { line: 'g1^alice^5', delimiter: ',', flag: "'^'" },
    { line: 'g1:alice:5', delimiter: ',', flag: "':'" },
    { line: 'group;id:user:count', delimiter: ',', flag: "':'" }, // what makes more columns
  ])('another delimiter is told first, ready to paste: $flag', ({ line, delimiter, flag }) =>
    expect(hintFor([line], delimiter)).toBe(`Did you mean this? --delimiter ${flag}`),
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
    {
      record: ['g1', 'alice'],
      says: /^a\.csv: --no-header takes UnreadMsgNum from column 3, and the first line found \(line 2\) has 2: "g1", "alice"$/,
      hint: /from 1 to 2: --no-header --columns/,
    },
    { record: ['g1;alice;5'], says: /column 2.* has 1: "g1;alice;5"/, hint: /--delimiter ';'/ },
  ])('a position beyond the first record of $record is refused', ({ record, says, hint }) => {
    const error = refusalOf(() => placeColumns('a.csv', 2, record, DEFAULT_NUMBERS, ','));
    expect(error.message).toMatch(says);
    expect(error.hint).toMatch(hint);
  });

  test('a wrong position of a line that shows the right ones', () => {
    const numbers = { groupId: 2, account: 3, unread: 9 };
    expect(refusalOf(() => placeColumns('a.csv', 1, ['7', '@TGS#1', 'alice'], numbers, ',')).hint).toBe(
      'Did you mean this? --no-header --columns GroupId=2,Member_Account=3,UnreadMsgNum=1',
    );
  });
});
