import { describe, expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { encode } from '../../support/encode.ts';
import { tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const HEADER = 'GroupId,Member_Account,UnreadMsgNum,nick\n';

const validated = async (name: string, bytes: Buffer | string, ...flags: string[]) => {
  const path = await tempFile(name, bytes);
  const { code, stdout, stderr } = await runCommand(['validate', path, '--json', ...flags]);
  const [found] = [JSON.parse(stdout === '' ? '{}' : stdout)].flat();
  return { path, code, rows: found?.rows, problems: found?.problems, told: unwrapped(stderr) };
};

describe('a value in another column that cannot be decoded', () => {
  test('costs no row, and is told once, with the command that reads it', async () => {
    const gbk = encode('g1,u1,1,张三\ng1,u2,2,Ann\ng1,u3,3,"李四,王五"\n', 'gb18030');
    const { path, code, rows, told } = await validated('a.csv', Buffer.concat([Buffer.from(HEADER), gbk]));
    expect({ code, rows }).toMatchObject({ code: 0, rows: { valid: 3, invalid: 0 } });
    expect(told.match(/warning:/g)).toHaveLength(1);
    expect(told).toContain('2 rows are not UTF-8, and look like GB18030 (lines 2, 4), but only in columns');
    expect(told).toContain(`npx tim-unread validate ${path} --json --encoding gb18030`);
  });

  test('costs no row of JSONL either, nor of a file with such a header', async () => {
    const line = (nick: string, id: string) =>
      `{"nick":"${nick}","GroupId":"g1","Member_Account":"${id}","UnreadMsgNum":3}\n`;
    const jsonl = encode(`${line('张三', 'a')}${line('李四', 'b')}`, 'gb18030');
    expect((await validated('a.jsonl', jsonl)).rows).toMatchObject({ valid: 2, invalid: 0 });
    const header = encode('GroupId,Member_Account,UnreadMsgNum,昵称\ng1,a,1,张三\n', 'gb18030');
    expect((await validated('a.csv', header)).rows).toMatchObject({ valid: 1, invalid: 0 });
  });

  test('costs the row where a character may hold the delimiter, or a backslash of JSON', async () => {
    // 0x7c is the bar, and the second byte of 莰 in GBK; 0x5c is the backslash, and that of 誠 in Big5 and GBK.
    const bar = Buffer.from('GroupId|Member_Account|UnreadMsgNum|nick|x\ng1|a|1|\xc7|\n', 'latin1');
    expect((await validated('a.csv', bar, '--delimiter', '|')).rows).toMatchObject({ valid: 0, invalid: 1 });
    const json = Buffer.from(
      '{"GroupId":"g1","Member_Account":"a","UnreadMsgNum":3}\n{"n":"\xd5\\u005c","GroupId":"g1","Member_Account":"a","UnreadMsgNum":3}\n',
      'latin1',
    );
    expect((await validated('a.jsonl', json)).rows).toMatchObject({ valid: 1, invalid: 1 });
  });
});

test('a value that is needed and cannot be decoded: the reason and the command, before the first call', async () => {
  const rows = encode('g1,张三,1,x\ng1,b,2,李四\n', 'gb18030');
  const path = await tempFile('a.csv', Buffer.concat([Buffer.from(HEADER), rows]));
  const { code, stderr } = await runCommand(['import', path, '--simulator']);
  const told = unwrapped(stderr);
  expect(code).toBe(3);
  expect(told).toContain('1 row is not UTF-8, and looks like GB18030 (line 2), and this row cannot be sent');
  expect(told).toContain(`Type this instead: npx tim-unread import ${path} --simulator --encoding gb18030`);
  expect(told.indexOf('--encoding gb18030')).toBeLessThan(told.indexOf('starting'));
});

test('a mixed file is called mixed, with its lines and the command that makes it one', async () => {
  const bytes = Buffer.concat([
    Buffer.from(`${HEADER}g1,a,1,王五\n`),
    encode('g1,b,2,赵六\n', 'gb18030'),
    Buffer.from('g1,c,3,钱七\n'),
  ]);
  const { rows, told } = await validated('a.csv', bytes);
  expect(rows).toMatchObject({ valid: 3 });
  expect(told).toMatch(/mixed encodings: 1 row is not UTF-8, as others are, and looks like GB18030 \(line 3\)/);
  expect(told).toContain("perl -MEncode -pe '");
});

describe('UTF-8 that is read in another encoding', () => {
  test.each(['gb18030', 'gbk', 'big5', 'euc-kr', 'shift_jis', 'windows-1252', 'cp936'])(
    'is called UTF-8: %s',
    async (encoding) => {
      const { code, told } = await validated('a.csv', `${HEADER}g1,a,1,王五的昵称\n`, '--encoding', encoding);
      expect(code).toBe(2);
      expect(told).toContain('This is UTF-8: leave --encoding out.');
      expect(told).not.toContain('traditional Chinese');
    },
  );

  test('is told of its lines where they come late', async () => {
    const many = Array.from({ length: 60_000 }, (_, at) => `g1,user_${at},1,plain text\n`).join('');
    const { rows, problems, told } = await validated('a.csv', `${HEADER}${many}g1,名,1,x\n`, '--encoding', 'gb18030');
    expect(rows).toMatchObject({ valid: 60_000, invalid: 1 });
    expect(problems[0].examples[0].message ?? JSON.stringify(problems)).toContain('leave --encoding out');
    expect(told).toContain('not GB18030, and looks like UTF-8');
  });

  test('a word of GBK that happens to be UTF-8 is not', async () => {
    const gbk = encode('g1,a,1,联通\n', 'gb18030');
    const { code } = await validated('a.csv', Buffer.concat([Buffer.from(HEADER), gbk]), '--encoding', 'gb18030');
    expect(code).toBe(0);
  });
});
