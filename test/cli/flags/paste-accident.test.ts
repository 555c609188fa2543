import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { refuseAccidents } from '../../../src/cli/flags/paste-accident.ts';
import { SettingsError } from '../../../src/core/errors/settings-error.ts';
import { runCommand } from '../../support/command.ts';
import { tempFile, tempFolder } from '../../support/temp.ts';
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
  ['：', ['validate', 'a.csv', '--encoding：gbk'], 'npx tim-unread validate a.csv --encoding=gbk'],
  ['；', ['validate', 'a.csv', '--delimiter', '；'], "npx tim-unread validate a.csv --delimiter ';'"],
  ['｜', ['validate', 'a.csv', '--delimiter', '｜'], "npx tim-unread validate a.csv --delimiter '|'"],
  [
    '=',
    ['validate', 'a.csv', '--columns', 'g=GroupId,u=Member_Account'],
    'npx tim-unread validate a.csv --columns GroupId=g,Member_Account=u',
  ],
  ['-', ['validate', 'a.csv', '-encoding', 'gbk'], 'npx tim-unread validate a.csv --encoding gbk'],
  ['-', ['validate', '-no-header', 'a.csv'], 'npx tim-unread validate --no-header a.csv'],
  ['-', ['validate', 'a.csv', '-columns=GroupId=g'], 'npx tim-unread validate a.csv --columns=GroupId=g'],
  ['“', ['validate', 'a.csv', '--quote', '“'], `npx tim-unread validate a.csv --quote '"'`],
  ['’', ['validate', 'a.csv', '--quote', '’'], `npx tim-unread validate a.csv --quote ''\\'''`],
  [
    ' ',
    ['validate', '--columns', 'GroupId=g,', 'Member_Account=u,', 'UnreadMsgNum=n', 'a.csv'],
    `npx tim-unread validate --columns ${MAP} a.csv`,
  ],
  [
    ' ',
    ['validate', 'a.csv', '--columns=GroupId=g', 'UnreadMsgNum=n'],
    'npx tim-unread validate a.csv --columns=GroupId=g,UnreadMsgNum=n',
  ],
  [
    'groupid',
    ['validate', 'a.csv', '--columns', 'groupid=g,member_account=u,unreadMsgNum=n'],
    `npx tim-unread validate a.csv --columns ${MAP}`,
  ],
  [
    'Member_Acount',
    ['validate', 'a.csv', '--columns', 'GroupId=g,Member_Acount=u,UnreadMsgNum=n'],
    `npx tim-unread validate a.csv --columns ${MAP}`,
  ],
  [
    'Member_Acount',
    ['validate', 'a.csv', '--columns=Member_Acount=u(id)'],
    `npx tim-unread validate a.csv '--columns=Member_Account=u(id)'`,
  ],
  [
    'Grupid',
    ['validate', 'a.csv', '--columns', 'room=Grupid,uid=Member_Acount,cnt=UnreadMsgNum'],
    'npx tim-unread validate a.csv --columns GroupId=room,Member_Account=uid,UnreadMsgNum=cnt',
  ],
  [
    'room_id',
    ['validate', 'a.csv', '--columns', 'room_id=g,uid=u,unread=n'],
    `npx tim-unread validate a.csv --columns ${MAP}`,
  ],
  [
    '{',
    ['validate', 'a.csv', '--columns', '{GroupId:g,Member_Account:u,UnreadMsgNum:n}'],
    `npx tim-unread validate a.csv --columns ${MAP}`,
  ],
  [';', ['validate', 'a.csv', '--columns', MAP.replaceAll(',', ';')], `npx tim-unread validate a.csv --columns ${MAP}`],
  [',', ['validate', 'a.csv', '--columns', 'g;u;n'], `npx tim-unread validate a.csv --columns ${MAP}`],
  [',', ['validate', 'a.csv', '--columns', 'g u n'], `npx tim-unread validate a.csv --columns ${MAP}`],
  [',', ['validate', 'a.csv', '--columns', 'g,u,n,'], `npx tim-unread validate a.csv --columns ${MAP}`],
  [',', ['validate', 'a.csv', '--columns', 'g,u,n'], `npx tim-unread validate a.csv --columns ${MAP}`],
  [
    ',',
    ['validate', 'a.csv', '--columns', 'uid, room, cnt'],
    'npx tim-unread validate a.csv --columns GroupId=room,Member_Account=uid,UnreadMsgNum=cnt',
  ],
])('%s in %o: the whole command as it was meant', (character, words, command) => {
  expect(refused(...words)).toEqual({ kind: 'paste-accident', character, command });
});

test.each([
  [['validate', 'a—b.csv', '“a”.csv']],
  [['validate', 'a.csv', '--columns', 'GroupId=群：号,Member_Account=用户，号']],
  [['validate', 'a.csv', '--columns', 'nonsense']],
  [['validate', 'a.csv', '--columns', 'g,u']],
  [['validate', 'a.csv', '--columns', 'Member_Acount=u,room,cnt']],
  [['validate', 'a.csv', '--columns', 'GroupId g,Member_Account u,UnreadMsgNum n']],
  [['validate', 'a.csv', '--columns', 'GroupId=a;b,Member_Account=c']],
  [['validate', 'a.csv', '--columns', 'nonsense=g,Member_Acount=u']],
  [['import', 'a.csv', '—secret-key=abc']],
  [['validate', 'a.csv', '--comment', '-encoding']],
  [['validate', 'a.csv', '-x.csv', '--json']],
])('%o is left alone', (words) => expect(refused(...words)).toBeUndefined());

test('typographic quotes around a value are refused with its line, and the value is never shown', async () => {
  const rows = await tempFile('a.csv', 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const env = await tempFile('.env', '# settings\nTIM_ADMIN="administrator"\nexport TIM_SECRET_KEY=“abcdef”\n');
  const { code, stderr } = await runCommand(['import', rows, '--settings', env]);
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(`${env}: line 3: the value of TIM_SECRET_KEY has “ at its edge`);
  expect(unwrapped(stderr)).toContain('TIM_SECRET_KEY="…"');
  const fromEnvironment = await runCommand(['import', rows], { env: { TIM_SECRET_KEY: '‘abcdef’' } });
  expect(fromEnvironment.code).toBe(2);
  expect(unwrapped(fromEnvironment.stderr)).toContain('the value of TIM_SECRET_KEY has ‘ at its edge');
  expect(stderr + fromEnvironment.stderr).not.toContain('abcdef');
});

test('odd quotes around the name of a file: the whole command with the name', async () => {
  const rows = await tempFile('members.csv', 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const odd = join(dirname(rows), '“members.csv”');
  const { code, stderr } = await runCommand(['validate', odd, '--json']);
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain('the quotes around the name are no quotes of a shell');
  expect(unwrapped(stderr)).toContain(`npx tim-unread validate ${rows} --json`);
});

test.skipIf(process.platform !== 'linux')('a name that is not UTF-8: the command that feeds the file', async () => {
  const folder = await tempFolder();
  const name = Buffer.concat([
    Buffer.from(`${folder}/`),
    Buffer.from([0xc8, 0xba, 0xd6, 0xd0]),
    Buffer.from(" 1'.csv"),
  ]);
  await writeFile(name, 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const { stderr } = await runCommand(['validate', name.toString(), '--json']);
  const [, flags, fed] = /npx tim-unread (validate - --json --format csv) < (\$'.*')/.exec(unwrapped(stderr)) ?? [];
  expect(flags, stderr).toBeDefined();
  expect(execFileSync('bash', ['-c', `cat ${fed}`], { encoding: 'utf8' })).toContain('g1,u1,3');
});

test('lines of the env file without = are told with their numbers, and a missing file in our words', async () => {
  const rows = await tempFile('a.csv', 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const env = await tempFile('.env', '# settings\nTIM_REGION：sgp\nhello\nTIM_RATE=100\n');
  const told = unwrapped((await runCommand(['validate', rows, '--settings', env])).stderr);
  expect(told).toContain('line 2 has ： where = is meant');
  expect(told).toContain('line 3 has no = and sets nothing');
  const missing = await runCommand(['validate', rows, '--settings', `${env}x`]);
  expect({ code: missing.code, stderr: unwrapped(missing.stderr) }).toMatchObject({ code: 2 });
  expect(unwrapped(missing.stderr)).toContain('there is no such file');
});

test.each(['Members.CSV', 'members.txt', 'memebrs.csv', 'members .csv'])('%s is nearly members.csv', async (name) => {
  const rows = await tempFile('members.csv', 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const { code, stderr } = await runCommand(['validate', join(dirname(rows), name)]);
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(`Did you mean this? ${rows}`);
});

test.each([
  ['sgp.env', '--settings', 'sgp.evn'],
  ['.env', '--settings', '.evn'],
  ['key.txt', '--secret-key-file', 'Key.txt'],
])('%s is nearly the file of %s %s', async (there, flag, typed) => {
  const file = await tempFile(there, 'TIM_REGION=sgp\n');
  const words = ['check', 'a.csv', flag, join(dirname(file), typed)];
  const rows = await tempFile('a.csv', 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const { code, stderr } = await runCommand(words.with(1, rows));
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(`npx tim-unread ${words.with(1, rows).with(3, file).join(' ')}`);
});

test('a settings file of which the folder has none alike: no other file is proposed', async () => {
  const rows = await tempFile('.gitignore', 'GroupId,Member_Account,UnreadMsgNum\ng1,u1,3\n');
  const { stderr } = await runCommand(['validate', rows, '--settings', join(dirname(rows), '.env')]);
  expect(unwrapped(stderr)).toContain('Check the name and the folder you are in.');
});
