import { expect, test } from 'vitest';
import { languageOf } from '../../../src/cli/flags/language.ts';
import { runCommand } from '../../support/command.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

test.each([
  { typed: ['import', 'x.csv'], env: {}, language: 'en' },
  { typed: ['--lang', 'en', 'import'], env: {}, language: 'en' },
  { typed: ['import', '--lang=EN'], env: {}, language: 'en' },
  { typed: [], env: { LANG: 'de_DE.UTF-8' }, language: 'en' },
  { typed: [], env: { LC_ALL: 'C', LANG: 'zh_CN.UTF-8' }, language: 'en' },
  { typed: ['--lang', 'en'], env: { LANG: 'zh_CN.UTF-8' }, language: 'en' },
  { typed: ['import', '--', '--lang', 'zh-CN'], env: {}, language: 'en' },
  { typed: [], env: { LC_ALL: '', LC_MESSAGES: 'zh_CN.UTF-8', LANG: 'C' }, language: 'zh-CN' },
  { typed: [], env: { LANG: 'zh_CN.utf8' }, language: 'zh-CN' },
  { typed: [], env: { LANG: 'zh_CN' }, language: 'zh-CN' },
  { typed: [], env: { LANG: 'zh_TW.UTF-8' }, language: 'zh-CN' }, // nearer than English
  { typed: [], env: { LANG: 'zh_CN.GBK' }, language: 'en' }, // the terminal would show UTF-8 as other characters
  { typed: ['--lang', 'zh-CN'], env: { LANG: 'zh_CN.GBK' }, language: 'zh-CN' },
  { typed: ['status', 'x.csv', '--lang', 'zh_CN.UTF-8'], env: { LANG: 'C' }, language: 'zh-CN' },
  { typed: ['--lang=zh'], env: {}, language: 'zh-CN' },
  { typed: ['--lang', 'en', '--lang', 'zh-Hans-CN'], env: {}, language: 'zh-CN' },
])('$typed in $env speaks $language', ({ typed, env, language }) => {
  expect(languageOf(typed, env)).toBe(language);
});

test('a language that there is not is refused with the list, whatever command was typed', async () => {
  for (const words of [
    ['status', 'x.csv', '--lang', 'tlh'],
    ['--lang=tlh', '--help'],
    ['usersig', '--lang', 'tlh'],
  ]) {
    const { code, stdout, stderr } = await runCommand(words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/expected --lang to be .*en.*got "tlh"/);
  }
});

test.each([
  [['--help'], 0, '用法：'],
  [['import', '--help'], 0, '退出码：'],
  [['import'], 2, '缺少输入文件'],
  [['imprt', 'x.csv'], 2, '没有 imprt 这个命令'],
  [['import', '--rat', '5'], 2, '您要输入的是 --rate 吗'],
  [['import', 'x.csv', '--rate'], 2, '参数 --rate <数字> 后面缺少值'],
  [['usersig', 'x.csv'], 2, '参数过多，应为 0 个，实际有 1 个'],
  [['status', 'missing.csv', '--lang', 'tlh'], 2, '--lang 应为其中之一：en、zh-CN'],
])('%j is answered in Chinese', async (words, code, text) => {
  const ended = await runCommand(words, { env: { LANG: 'zh_CN.UTF-8' } });
  expect(ended.code).toBe(code);
  expect(ended.stdout + ended.stderr).toContain(text);
  expect(ended.stdout + ended.stderr).not.toMatch(/^(?!.*tim-unread).*\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/m);
});

test('JSON is the same in every language', async () => {
  const path = await tempFile('members.csv', `${HEADER}g1,alice,1\ng1,bob,x\n`);
  const jsonIn = async (lang: string): Promise<string> =>
    (await runCommand(['validate', path, '--json', '--lang', lang])).stdout.replace(
      /"(?:startedAt|finishedAt|durationS)": .*/g,
      '',
    );
  expect(await jsonIn('zh-CN')).toBe(await jsonIn('en'));
});

test('a proposed command goes on in the language that was typed, and a run keeps none', async () => {
  const path = await tempFile('members.csv', `${HEADER}g1,alice,1\n`);
  const { stdout } = await runCommand(['--lang', 'en', 'validate', path]);
  expect(stdout).toMatch(/npx tim-unread import .* --lang en$/m);
  await runCommand(['import', path, '--simulator', '--lang', 'en']);
  expect((await runCommand(['status', path])).stdout).not.toContain('--lang');
});
