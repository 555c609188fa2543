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

test('a proposed command goes on in the language that was typed, and a run keeps none', async () => {
  const path = await tempFile('members.csv', `${HEADER}g1,alice,1\n`);
  const { stdout } = await runCommand(['--lang', 'en', 'validate', path]);
  expect(stdout).toMatch(/npx tim-unread import .* --lang en$/m);
  await runCommand(['import', path, '--simulator', '--lang', 'en']);
  expect((await runCommand(['status', path])).stdout).not.toContain('--lang');
});
