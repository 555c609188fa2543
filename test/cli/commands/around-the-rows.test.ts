import { describe, expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const HEADER = 'GroupId,Member_Account,UnreadMsgNum';

type Found = readonly [line: number, problem: string];

const validated = async (name: string, text: Buffer | string, ...flags: string[]) => {
  const path = await tempFile(name, text);
  const { code, stdout, stderr } = await runCommand(['validate', path, '--json', ...flags]);
  const [result] = [JSON.parse(stdout)].flat();
  const problems: Found[] = (result.problems ?? []).flatMap((one: { examples: { line: number; text: string }[] }) =>
    one.examples.map((example) => [example.line, JSON.stringify(example)]),
  );
  return { code, rows: result.rows, problems, told: unwrapped(stderr) };
};

describe('a header that stands below', () => {
  test.each([
    {
      name: 'a warning of mysql',
      text: `mysql: [Warning] Using a password: insecure.\n${HEADER}\n`,
      next: '--skip-lines 1',
    },
    {
      name: 'a title with a time and a blank line',
      text: `会话导出 2026-11-20 02:00:00\n\n${HEADER}\n`,
      next: '--skip-lines 2',
    },
    { name: 'a title with commas', text: `Report, of chats, 2026\nby: me\n${HEADER}\n`, next: '--skip-lines 2' },
    { name: 'comments', text: `# a\n# b\n${HEADER}\n`, next: "--comment '#'" },
    { name: 'SQL comments', text: `-- a\n-- b\n${HEADER}\n`, next: '--comment --' },
    { name: 'a line of PowerShell', text: `#TYPE System.Data.DataRow\r\n${HEADER}\r\n`, next: '--skip-lines 1' },
    { name: 'a quote that does not close', text: `the "report\n${HEADER}\n`, next: '--skip-lines 1' },
    {
      name: 'a header with another delimiter',
      text: `title\n${HEADER.replaceAll(',', ';')}\n`,
      next: "--skip-lines 1 --delimiter ';'",
    },
  ])('behind $name: proposes $next', async ({ text, next }) => {
    const { code, told } = await validated('a.csv', `${text}g1,a,1\n`);
    expect(code).toBe(2);
    expect(told).toMatch(/The header stands on line [0-9]/);
    expect(told).toContain(`: ${next}\n`);
    expect(told).toMatch(/npx tim-unread validate .*--(?:skip-lines|comment)/);
  });

  test('is not looked for beyond twenty lines', async () => {
    const { told } = await validated('a.csv', `${'x\n'.repeat(30)}${HEADER}\ng1,a,1\n`);
    expect(told).not.toContain('--skip-lines');
  });
});

describe('lines that are left out', () => {
  test('by --skip-lines: the others keep their numbers', async () => {
    const { rows, problems } = await validated('a.csv', `title "\n\n${HEADER}\ng1,a,1\ng1,a,x\n`, '--skip-lines', '2');
    expect(rows).toMatchObject({ read: 2, valid: 1 });
    expect(problems).toEqual([[5, expect.anything()]]);
  });

  test('by --comment: before the header and between rows, with quotes in them', async () => {
    const text = `# "a\n# b\n${HEADER}\ng1,a,1\n# it's "c\ng1,"b#\n# no comment",x\n#d,e,7\ng1,#c,3\n# end`;
    const { rows, problems } = await validated('a.csv', text, '--comment', '#');
    expect(rows).toMatchObject({ read: 3, valid: 2 });
    expect(new Set(problems.map(([line]) => line))).toEqual(new Set([6]));
  });

  test('by both, without a header', async () => {
    const text = '# t\nexported\n# u\ng1,a,1\n';
    const { rows } = await validated('a.csv', text, '--skip-lines', '2', '--comment', '#', '--no-header');
    expect(rows).toMatchObject({ read: 1, valid: 1 });
  });

  test('are left out in the same way by a run that goes on', async () => {
    const path = await tempFile('a.csv', `# t\n${HEADER}\ng1,a,1\n# x\ng1,b,2\n# y\ng1,c,3\n`);
    const flags = ['import', path, '--simulator', '--comment', '#'];
    expect((await runCommand([...flags, '--limit', '2'])).code).toBe(4);
    const { code, stdout } = await runCommand([...flags, '--json']);
    expect(code).toBe(0);
    expect([JSON.parse(stdout)].flat()[0]).toMatchObject({ rows: { read: 3, ok: 3 }, resumed: true });
  });
});

describe('a line that is no row is called what it is', () => {
  test.each([
    { line: HEADER, says: 'the header once more' },
    { line: `\ufeff${HEADER}`, says: 'the header once more' },
    { line: '-------,----------,---', says: 'a rule' },
    { line: '------------------', says: 'a rule' },
    { line: '=====,=====,=====', says: 'a rule' },
    { line: 'String,LowCardinality(String),Nullable(UInt32)', says: 'the types of the columns' },
    { line: 'varchar(48),varchar(32),bigint', says: 'the types of the columns' },
    { line: '(25 rows affected)', says: 'behind the rows' },
    { line: '(1 row)', says: 'behind the rows' },
    { line: '25 rows in set (0.01 sec)', says: 'behind the rows' },
    { line: '(2 行受影响)', says: 'behind the rows' },
    { line: '合计,,1234', says: 'behind the rows' },
    { line: 'Total,,25', says: 'behind the rows' },
    { line: 'Time: 1.234 ms', says: 'behind the rows' },
    { line: 'grp_a，user_2，4', says: 'full-width commas' },
  ])('$line', async ({ line, says }) => {
    const { rows, problems } = await validated('a.csv', `${HEADER}\ng1,a,1\n${line}\ng1,b,2\n`);
    expect(rows).toMatchObject({ read: 3, valid: 2, invalid: 1 });
    expect(problems).toEqual([[3, expect.stringContaining(says)]]);
  });

  test('and a row that can be sent is one, whatever it is called', async () => {
    const text = `${HEADER}\nTotal,eof,25\nString,String,3\n----,----,4\nGroupId,Member_Account,5\n`;
    expect((await validated('a.csv', text)).rows).toMatchObject({ valid: 4, invalid: 0 });
  });
});

describe('the ends of lines and of files', () => {
  test.each([
    { name: 'CR CR LF', text: `${HEADER}\r\r\ng1,a,1\r\r\n\r\r\ng1,b,2\r\r\n` },
    {
      name: 'CR CR LF behind quotes',
      text: '"GroupId","Member_Account","UnreadMsgNum"\r\r\n"g1","a","1"\r\r\n"g1","b","2"',
    },
    { name: 'Ctrl-Z', text: `${HEADER}\r\ng1,a,1\r\ng1,b,2\r\n\x1a` },
    { name: 'Ctrl-Z behind the last digit', text: `${HEADER}\r\ng1,a,1\r\ng1,b,2\x1a` },
    { name: 'Ctrl-Z and a line end', text: `${HEADER}\r\ng1,a,1\r\ng1,b,2\r\n\x1a\r\n` },
    { name: 'a byte order mark on a later line', text: `\ufeff${HEADER}\ng1,a,1\n\ufeffg1,b,2\n` },
    { name: 'a byte order mark before a quote', text: `${HEADER}\ng1,a,1\n\ufeff"g1",b,2\n` },
    { name: 'two byte order marks', text: `\ufeff\ufeff${HEADER}\ng1,a,1\ng1,b,2\n` },
  ])('$name: two rows, and nothing is told', async ({ text }) => {
    const { code, rows, told } = await validated('a.csv', text);
    expect({ code, rows }).toMatchObject({ code: 0, rows: { read: 2, valid: 2 } });
    expect(told).not.toContain('padding');
  });

  test.each([100, 70_000, 3_000_000])('%i NUL bytes behind the last row are no row, and told', async (bytes) => {
    const text = Buffer.concat([Buffer.from(`${HEADER}\ng1,a,1\ng1,b,2\n`), Buffer.alloc(bytes)]);
    const { code, rows, told } = await validated('a.csv', text);
    expect({ code, rows }).toMatchObject({ code: 0, rows: { read: 2, valid: 2 } });
    expect(told).toContain('bytes of padding (NUL) behind the last row');
    expect(told).not.toContain('does not end in a line break');
  });

  test('NUL bytes between rows are told as a row', async () => {
    const text = Buffer.concat([
      Buffer.from(`${HEADER}\n${'g1,a,1\n'.repeat(50)}`),
      Buffer.alloc(20),
      Buffer.from('\ng1,b,2\n'),
    ]);
    expect((await validated('a.csv', text)).rows).toMatchObject({ read: 52, valid: 51 });
  });

  test.each([
    { text: `${HEADER}\rg1,a,1\rg1,b,2\r`, command: "tr '\\r' '\\n' < " },
    { text: `${HEADER},n\rg1,a,1,"x\ny"\rg1,b,2,z\r`, command: "tr '\\n\\r' ' \\n' < " },
  ])('CR alone is named: $text', async ({ text, command }) => {
    const { code, told } = await validated('a.csv', text);
    expect(code).toBe(2);
    expect(told).toContain(command);
    expect(told).toContain('a.csv > NEWFILE.csv');
  });

  test('a byte order mark in quotes is a part of the value', async () => {
    const { rows } = await validated('a.csv', `${HEADER}\ng1,a,1\n"\ufeffg1",b,2\n`);
    expect(rows).toMatchObject({ read: 2, valid: 1, invalid: 1 });
  });

  test('a byte order mark of JSONL on a later line is no part of it', async () => {
    const line = '{"GroupId":"g1","Member_Account":"a","UnreadMsgNum":3}\n';
    expect((await validated('a.jsonl', `${line}\ufeff${line}`)).rows).toMatchObject({ valid: 2, invalid: 0 });
  });
});
