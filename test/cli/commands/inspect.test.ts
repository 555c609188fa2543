import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { encode } from '../../support/encode.ts';
import { wordsOf } from '../../support/proposed.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

describe('inspect', () => {
  test('says what a file is, shows five rows as they are read, and the command to type', async () => {
    const path = await tempFile('rows.csv', csvOf(7));
    const { code, stdout } = await runCommand(['inspect', path]);
    expect(code).toBe(0);
    const text = unwrapped(stdout);
    expect(text).toContain('CSV, in utf-8, with commas, quotes "');
    expect(text).toContain('by the header GroupId=GroupId,Member_Account=Member_Account,UnreadMsgNum=UnreadMsgNum');
    expect(text).toContain('7 seen = 7 valid + 0 invalid; these are all');
    expect(text.match(/line \d+: "/g)).toHaveLength(5);
    expect(stdout).toMatch(/npx tim-unread import .*rows\.csv/);
  });

  test('with --json the same as values', async () => {
    const path = await tempFile('rows.txt', '群ID\t用户ID\t未读数\ng1\tCORP\\eve\t5\ng1\tbob\tx\n');
    const { code, stdout } = await runCommand(['inspect', path, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      command: 'inspect',
      format: 'tsv',
      delimiter: '\t',
      quote: 'none',
      header: true,
      columns: { GroupId: '群ID', Member_Account: '用户ID', UnreadMsgNum: '未读数' },
      rows: { read: 2, valid: 1, invalid: 1, isWhole: true },
      examples: [{ line: 2, Member_Account: 'CORP\\eve', problems: [] }, { line: 3 }],
    });
  });

  test('of a file without rows proposes no import', async () => {
    const path = await tempFile('rows.csv', csvOf(0));
    const { code, stdout } = await runCommand(['inspect', path]);
    expect(code).toBe(0);
    expect(unwrapped(stdout)).toContain('the input has no rows: check that the export has ended');
    expect(stdout).not.toContain('tim-unread import');
    const asJson = await runCommand(['inspect', path, '--json']);
    expect(JSON.parse(asJson.stdout).next).toEqual([expect.stringMatching(/tim-unread validate .*rows\.csv$/)]);
  });

  test('of several files without rows proposes no import of them', async () => {
    const paths = [await tempFile('a.csv', csvOf(0)), await tempFile('b.csv', csvOf(0))];
    const { stdout } = await runCommand(['inspect', ...paths]);
    expect(unwrapped(stdout)).toContain('the input has no rows');
    expect(stdout).not.toContain('tim-unread import');
  });

  test('of a large file looks at the first megabytes only', async () => {
    const path = await tempFile('rows.csv', csvOf(300_000));
    const { stdout } = await runCommand(['inspect', path]);
    expect(stdout).toContain('there are more');
  });

  describe('of a folder', () => {
    const folderOf = async (count: number): Promise<string> => {
      const cwd = await tempFolder();
      await mkdir(join(cwd, 'parts'));
      for (let at = 0; at < count; at += 1) await writeFile(join(cwd, 'parts', `part-${at}.csv`), csvOf(2));
      return cwd;
    };
    const commandsIn = (stdout: string) => stdout.match(/tim-unread (validate|import) .*/g);

    test.each([3, 101])('with %i files one command over it follows', async (count) => {
      const cwd = await folderOf(count);
      const { code, stdout } = await runCommand(['inspect', 'parts'], { cwd });
      expect(code).toBe(0);
      expect(stdout).toContain(`all ${count} inputs together`);
      expect(commandsIn(stdout)).toEqual(['tim-unread validate parts', 'tim-unread import parts']);
      const json = JSON.parse((await runCommand(['inspect', 'parts', '--json'], { cwd })).stdout);
      expect(json).toHaveLength(count);
      expect(json[1].next.at(-1)).toMatch(/ import parts$/);
      const env = environmentOf(await simulate());
      for (const command of ['validate', 'check']) {
        const { stdout } = await runCommand([command, 'parts'], { cwd, env });
        expect(commandsIn(stdout)?.at(-1), command).toBe('tim-unread import parts');
      }
    });

    test('of which a file needs a flag of its own, one for each of the others', async () => {
      const cwd = await folderOf(2);
      await writeFile(join(cwd, 'parts', 'odd.csv'), 'a,b,c\ng1,alice,1\n');
      const { code, stdout } = await runCommand(['inspect', 'parts'], { cwd });
      expect(code).toBe(2);
      expect(commandsIn(stdout)).toHaveLength(4);
      expect(stdout).toContain(' import parts/part-1.csv');
    });
  });

  test('of an archive that is cut off says so, as validate does', async () => {
    const whole = gzipSync(csvOf(2000));
    const path = await tempFile('rows.csv.gz', whole.subarray(0, whole.length >> 1));
    const reason = (text: string): string | undefined =>
      / could not be read any further: .*\)/.exec(unwrapped(text))?.[0];
    const validated = await runCommand(['validate', path]);
    const { code, stdout } = await runCommand(['inspect', path]);
    expect(code).toBe(validated.code);
    expect(stdout).toContain('CANNOT BE READ TO ITS END');
    expect(stdout).not.toContain('there are more');
    expect(stdout).not.toContain(' import ');
    expect(reason(stdout)).toBeDefined();
    expect(reason(stdout)).toBe(reason(validated.stdout));
    const json = JSON.parse((await runCommand(['inspect', path, '--json'])).stdout);
    expect(json).toMatchObject({ verdict: 'INCOMPLETE', exitCode: code, rows: { isWhole: false } });
    expect(json.reason).toContain('could not be read any further');
  });

  test('takes the settings that the commands below it need', async () => {
    const path = await tempFile('rows.csv', csvOf(3));
    const settings = await tempFile('.env', 'TIM_SDKAPPID=1400000000\n');
    const { code, stdout } = await runCommand(['inspect', path, '--settings', settings]);
    expect(code).toBe(0);
    expect(stdout).toContain(`npx tim-unread import ${path} --settings ${settings}\n`);
    expect(stdout).not.toContain('no app is named here');
  });

  test('of a file that needs flags has the whole command at once, and it works', async () => {
    const text = '"群ID";"用户号码";"未读数";"昵称"\n"g1";"alice";"5";"老王"\n'.replace('用户号码', '成员账号');
    const path = await tempFile('rows.csv', encode(text, 'gb18030'));
    const { code, stderr } = await runCommand(['inspect', path]);
    expect(code).toBe(2);
    expect(stderr).toContain(`npx tim-unread inspect ${path} --encoding gb18030 --delimiter ';'`);
    const again = await runCommand(['inspect', path, '--encoding', 'gb18030', '--delimiter', ';']);
    expect(again.code).toBe(0);
  });
});

test.each(['inspect export.csv', 'import export.csv --simulator'])(
  '%s: names that nobody can guess, behind a delimiter, come with one command to fill in',
  async (typed) => {
    const cwd = await tempFolder();
    await writeFile(join(cwd, 'export.csv'), 'Groupe;Compte;Non lus\ng1;alice;3\n');
    const { code, stderr } = await runCommand(typed.split(' '), { cwd });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toContain('once the name of a column stands for each ?');
    const command = stderr.split('\n').find((line) => line.startsWith('  npx tim-unread ')) ?? '';
    const names = ['Groupe', 'Compte', 'Non lus'];
    const filled = wordsOf(command.trim()).map((word) => word.replaceAll('=?', () => `=${names.shift()}`));
    expect((await runCommand(filled.slice(2), { cwd })).code).toBe(0);
  },
);

test.each([
  { name: 'names', text: 'Groupe;Compte;Non lus\ng1;alice;3\n' },
  { name: 'positions', text: 'g1;alice;3\ng2;bob;4\n' },
])('status proposes no command that leaves $name open', async ({ text }) => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'export.csv'), text);
  const { stdout } = await runCommand(['status', 'export.csv'], { cwd });
  expect(stdout).toContain(' inspect export.csv');
  expect(stdout).not.toContain('=?');
});
