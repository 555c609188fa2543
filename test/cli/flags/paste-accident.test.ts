import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseAccidents } from '../../../src/cli/flags/paste-accident.ts';
import { SettingsError } from '../../../src/core/errors.ts';
import { runCommand } from '../../support/command.ts';
import { tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const refused = (...words: string[]): unknown => {
  try {
    refuseAccidents(words, 'npx tim-unread');
    return undefined;
  } catch (error) {
    return error instanceof SettingsError ? error.fact : error;
  }
};

const MAP = 'GroupId=g,Member_Account=u,UnreadMsgNum=n';
test.each([
  ['—', ['validate', 'a.csv', '—encoding', 'gbk'], 'npx tim-unread validate a.csv --encoding gbk'],
  ['–', ['validate', 'a.csv', '––encoding', 'gbk'], 'npx tim-unread validate a.csv --encoding gbk'],
  ['“', ['validate', 'a.csv', '--encoding', '“gbk”'], 'npx tim-unread validate a.csv --encoding gbk'],
  ['“', ['validate', 'a.csv', '--columns', `“${MAP}”`], `npx tim-unread validate a.csv --columns ${MAP}`],
  ["'", ['validate', 'a.csv', '--columns', `'${MAP}'`], `npx tim-unread validate a.csv --columns ${MAP}`],
  [
    '，',
    ['validate', 'a.csv', '--columns', MAP.replaceAll(',', '，')],
    `npx tim-unread validate a.csv --columns ${MAP}`,
  ],
  [
    '：',
    ['validate', 'a.csv', `--columns=${MAP.replaceAll('=', '：')}`],
    `npx tim-unread validate a.csv --columns=${MAP}`,
  ],
  [
    '=',
    ['validate', 'a.csv', '--columns', 'g=GroupId,u=Member_Account'],
    'npx tim-unread validate a.csv --columns GroupId=g,Member_Account=u',
  ],
])('%s in %o: the whole command as it was meant', (character, words, command) => {
  expect(refused(...words)).toEqual({ kind: 'paste-accident', character, command });
});

test.each([
  [['validate', 'a—b.csv', '“a”.csv']],
  [['validate', 'a.csv', '--columns', 'GroupId=群：号,Member_Account=用户，号']],
  [['validate', 'a.csv', '--columns', 'nonsense']],
  [['import', 'a.csv', '—secret-key=abc']],
])('%o is left alone', (words) => expect(refused(...words)).toBeUndefined());

test('lines of the env file without = are told with their numbers, and a missing file in our words', async () => {
  const rows = await tempFile('a.csv', 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const env = await tempFile('.env', '# settings\nTIM_REGION：sgp\nhello\nTIM_RATE=100\n');
  const told = unwrapped((await runCommand(['validate', rows, '--env-file', env])).stderr);
  expect(told).toContain('line 2 has ： where = is meant');
  expect(told).toContain('line 3 has no = and sets nothing');
  const missing = await runCommand(['validate', rows, '--env-file', `${env}x`]);
  expect({ code: missing.code, stderr: unwrapped(missing.stderr) }).toMatchObject({ code: 2 });
  expect(unwrapped(missing.stderr)).toContain('there is no such file');
});

test.each(['Members.CSV', 'members.txt', 'memebrs.csv', 'members .csv'])('%s is nearly members.csv', async (name) => {
  const rows = await tempFile('members.csv', 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const { code, stderr } = await runCommand(['validate', join(dirname(rows), name)]);
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(`Did you mean this? ${rows}`);
});
