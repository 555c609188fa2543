import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { tempFile, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const HEADER = 'GroupId,Member_Account,UnreadMsgNum\n';
const APOSTROPHES = `${HEADER}'10001,'20001,3\n'10001,'20002,0\n'10002,'20001,7\n`;
const PADDED = `${HEADER}grp_a ,user_1,3\ngrp_a ,user_2,4\ngrp_b,user_3 ,5\n`;
const HEALTHY = `${HEADER}grp_a,user_1,3\ngrp_a,user_2,4\ngrp_b,user_3,0\n`;

const said = async (words: readonly string[], text: string) => {
  const path = await tempFile('members.csv', text);
  const { code, stdout, stderr } = await runCommand([words[0] ?? '', path, ...words.slice(1)]);
  return { path, code, stdout, told: unwrapped(stderr) };
};

test('each kind is told once, with the columns, the first lines and what helps', async () => {
  const { path, code, stdout, told } = await said(['validate'], APOSTROPHES);
  expect(code).toBe(0);
  expect(told.match(/warning:/g)).toHaveLength(1);
  expect(told).toContain(`${path}: of 3 rows (GroupId 3, Member_Account 3; line 2 GroupId "'10001"`);
  expect(told).toContain(`perl -pe "s/(^|,)(\\"?)'/\\$1\\$2/g" ${path} > NEWFILE`);
  expect(stdout).toContain('EVERY ROW CAN BE SENT, BUT LOOK AT THE WARNINGS FIRST');
});

test.skipIf(process.platform === 'win32').each([',', ';', '|', '\t'])(
  'the commands that take marks of a spreadsheet off do so, between %j',
  async (delimiter) => {
    for (const written of ["'10001", `"'10001"`, '="10001"', '"=""10001"""']) {
      const text = `${HEADER}${written},${written.replace('10001', '20001')},3\n`.replaceAll(',', delimiter);
      const cwd = await tempFolder();
      await writeFile(join(cwd, 'members.csv'), text);
      const flags = ['--delimiter', delimiter];
      const { stderr } = await runCommand(['validate', 'members.csv', ...flags], { cwd });
      const command = /((?:perl|sed) .* > )NEWFILE/.exec(unwrapped(stderr))?.[1];
      execFileSync('/bin/sh', ['-c', `${command}corrected.csv`], { cwd });
      const { stdout, stderr: left } = await runCommand(['validate', 'corrected.csv', ...flags], { cwd });
      expect(left, written).not.toMatch(/apostrophe,|formula/);
      expect(stdout).toContain('EVERY ROW CAN BE SENT: ');
      expect(await readFile(join(cwd, 'corrected.csv'), 'utf8')).toMatch(/^"?10001"?[,;|\t]"?20001"?[,;|\t]3$/m);
    }
  },
);

test.skipIf(process.platform === 'win32')('the command that takes formulas off does so in JSON', async () => {
  const cwd = await tempFolder();
  const row = { GroupId: '="10001"', Member_Account: '=T("20001")', UnreadMsgNum: 3 };
  await writeFile(join(cwd, 'members.jsonl'), `${JSON.stringify(row)}\n`);
  const { stderr } = await runCommand(['validate', 'members.jsonl'], { cwd });
  const command = /(perl .* > )NEWFILE/.exec(unwrapped(stderr))?.[1];
  execFileSync('/bin/sh', ['-c', `${command}corrected.jsonl`], { cwd });
  expect(await readFile(join(cwd, 'corrected.jsonl'), 'utf8')).toBe(
    `${JSON.stringify({ GroupId: '10001', Member_Account: '20001', UnreadMsgNum: 3 })}\n`,
  );
});

test.skipIf(process.platform === 'win32')('the command for JSON out of COPY makes one of two backslashes', async () => {
  const cwd = await tempFolder();
  const rows = ['CORP\\eve', 'say "hi"', 'ann', 'a\\\\b'].map((account, at) =>
    JSON.stringify({ GroupId: `g${at}`, Member_Account: account, UnreadMsgNum: at }),
  );
  await writeFile(join(cwd, 'members.jsonl'), rows.map((row) => `${row.replaceAll('\\', '\\\\')}\n`).join(''));
  const { stdout, stderr } = await runCommand(['validate', 'members.jsonl'], { cwd });
  const inWarning = /sed \S+ members\.jsonl > NEWFILE/.exec(unwrapped(stderr))?.[0];
  const inProblem = /sed \S+ FILE > NEWFILE\.jsonl/.exec(stdout.replace(/\s+/g, ' '))?.[0];
  expect(inProblem).toBe(`${inWarning?.replace('members.jsonl', 'FILE')}.jsonl`);
  execFileSync('/bin/sh', ['-c', inWarning ?? 'exit 9'], { cwd });
  expect(await readFile(join(cwd, 'NEWFILE'), 'utf8')).toBe(`${rows.join('\n')}\n`);
});

test('a healthy file is told nothing', async () => {
  const { code, stdout, told } = await said(['validate', '--strict'], HEALTHY);
  expect({ code, told }).toEqual({ code: 0, told: '' });
  expect(stdout).toMatch(/^EVERY ROW CAN BE SENT: /);
});

test('the command that helps has each flag once, before a -- that was typed', async () => {
  const gbk = Buffer.concat([Buffer.from(`${HEADER.trimEnd()},nick\ng1,u1,3,`), Buffer.from([0xd5, 0xc5, 0x0a])]);
  const path = await tempFile('members.csv', gbk);
  const utf8 = await runCommand(['validate', path, '--encoding', 'utf8']);
  expect(unwrapped(utf8.stderr)).toContain(`npx tim-unread validate ${path} --encoding gb18030`);
  const padded = await tempFile('members.csv', PADDED);
  const behind = await runCommand(['validate', '--', padded]);
  expect(unwrapped(behind.stderr)).toContain(`npx tim-unread validate --trim -- ${padded}`);
});

test('--json has them as values', async () => {
  const { stdout } = await said(['validate', '--json'], PADDED);
  expect(JSON.parse(stdout).suspicions).toMatchObject([{ kind: 'space-at-edge', rows: 3, isAll: true }]);
});

test('columns that are swapped: the command with the columns the other way round', async () => {
  const swapped = 'room,uid,UnreadMsgNum\nuser_1,@TGS#2AAAAAAA01,3\n';
  const columns = ['--columns', 'GroupId=room,Member_Account=uid'];
  const { path, told } = await said(['validate', ...columns], swapped);
  expect(told).toContain(
    `The other way round: npx tim-unread validate ${path} --columns GroupId=uid,Member_Account=room,UnreadMsgNum=UnreadMsgNum`,
  );
});

describe('import', () => {
  test('of standard input tells before the first call what shows in the bytes that have come', async () => {
    const words = ['import', '-', '--format', 'csv', '--simulator'];
    const { code, stderr } = await runCommand([...words, '--state-dir', join(await tempFolder(), 's')], {
      stdin: PADDED,
    });
    const told = unwrapped(stderr);
    expect(code).toBe(0);
    expect(told.match(/begin or end with a space/g)).toHaveLength(1);
    expect(told.indexOf('warning:')).toBeLessThan(told.indexOf('starting, against'));
  });

  test('warns before the first call, once, and goes on', async () => {
    const { path, code, told } = await said(['import', '--simulator'], PADDED);
    expect(code).toBe(0);
    expect(told.match(/begin or end with a space/g)).toHaveLength(1);
    expect(told.indexOf('warning:')).toBeLessThan(told.indexOf('starting, against'));
    expect(told).toContain(`npx tim-unread import ${path} --simulator --trim`);
  });

  test('tells at its end what shows only behind the first megabytes', async () => {
    const many = Array.from({ length: 150_000 }, (_, at) => `grp_${at >> 5},user_${at},${at % 7}\n`).join('');
    const rows = `${HEADER}${many}grp_z ,user_z,3\n`;
    const { told } = await said(
      ['import', '--simulator', '--rate', '100000', '--no-group-check', '--limit', '1'],
      rows,
    );
    expect(told).not.toContain('warning: /');
    const all = await said(['validate'], rows);
    expect(all.told).toContain('line 150002 GroupId "grp_z "');
  });

  test.each([
    ['what is suspected', APOSTROPHES, 'the warning above is about it'],
    ['a last line without a line break', HEALTHY.trimEnd(), 'does not end in a line break'],
    ['no rows', HEADER, 'it has no rows'],
  ])('with --strict it stops with 2 before the first call at %s', async (_, text, reason) => {
    for (const command of [['import', '--simulator'], ['validate']]) {
      const { code, told } = await said([...command, '--strict'], text);
      expect({ command, code }).toEqual({ command, code: 2 });
      expect(told).toContain(reason);
      expect(told).not.toContain('starting, against');
    }
  });

  test('validate --strict of rows that are all valid proposes no import, which would stop too', async () => {
    const { path, stdout } = await said(['validate', '--strict'], APOSTROPHES);
    expect(unwrapped(stdout)).toContain(
      `correct what the warnings above are about, or leave --strict out where nothing is wrong; then: npx tim-unread validate ${path} --strict`,
    );
    expect(stdout).not.toContain('invalid ones');
  });

  test('with --strict it looks at the whole file, and takes no standard input', async () => {
    const many = Array.from({ length: 150_000 }, (_, at) => `grp_${at >> 5},user_${at},${at % 7}\n`).join('');
    const { code, told } = await said(['import', '--simulator', '--strict'], `${HEADER}${many}grp_z ,user_z,3\n`);
    expect(code).toBe(2);
    expect(told).toContain('of 150,001 rows');
    const piped = ['import', '-', '--format', 'csv', '--state-dir', join(await tempFolder(), 's')];
    const ended = await runCommand([...piped, '--simulator', '--strict'], { stdin: HEALTHY });
    expect({ code: ended.code, stderr: unwrapped(ended.stderr) }).toMatchObject({ code: 2 });
    expect(unwrapped(ended.stderr)).toContain('leave --strict out');
  });
});

describe('--trim', () => {
  const SPACED = `${HEADER}grp_a, user_1, 3\n grp_a,user_2\u3000, 0\n\u00a0grp_b,user_3,x \n`;

  test('takes spaces off IDs and counts, and failures.csv keeps the original', async () => {
    const { path, code, told } = await said(['import', '--simulator', '--trim'], SPACED);
    expect(code).toBe(3);
    expect(told).not.toContain('begin or end with a space');
    const failures = await readFile(`${path}.tim-unread/failures.csv`, 'utf8');
    expect(failures.split('\n')[1]).toMatch(/^\u00a0grp_b,user_3,x ,4,invalid,/);
  });

  test('IDs are never changed without it', async () => {
    const { code, stdout } = await said(['validate', '--json'], SPACED);
    expect(code).toBe(3);
    expect(JSON.parse(stdout).rows).toMatchObject({ valid: 0, invalid: 3 });
  });

  test('is part of how a run reads its input, and goes with the copy of failures.csv', async () => {
    const { path, stdout } = await said(['import', '--simulator', '--trim'], SPACED);
    expect(stdout).toContain('members-corrected.csv --trim');
    const status = await runCommand(['status', path]);
    expect(status.stdout).toContain('--trim');
  });

  test('works in JSONL', async () => {
    const row = { GroupId: 'g1 ', Member_Account: '\u3000u1', UnreadMsgNum: ' 3 ' };
    const path = await tempFile('a.jsonl', `${JSON.stringify(row)}\n`);
    const { code, stdout } = await runCommand(['validate', path, '--trim', '--json']);
    expect({ code, rows: JSON.parse(stdout).rows }).toMatchObject({ code: 0, rows: { valid: 1 } });
  });
});

describe('what can be read in two ways stops --strict', () => {
  const STRAY = `${HEADER.trimEnd()},nick\ng1,a,1,x\ng1,b,2,"The\ng1,c,3,y\ng1,d,4,end"\n`;
  const DOUBLED = `${HEADER}g1,CORP\\\\eve,3\ng1,bob,4\n`;

  test.each([
    { name: 'rows inside quotes', text: STRAY, told: 'whole rows (lines 3 to 5)', flag: '--quote' },
    {
      name: 'two backslashes',
      text: DOUBLED,
      told: 'two backslashes are taken as they are (line 2)',
      flag: '--escape',
    },
  ])('$name', async ({ text, told, flag }) => {
    for (const command of ['validate', 'import']) {
      const simulator = command === 'import' ? ['--simulator'] : [];
      const strict = await said([command, '--strict', ...simulator], text);
      expect(strict.code, command).toBe(2);
      expect(strict.told).toContain(told);
      expect(strict.told).toContain('with --strict nothing is sent then');
    }
    const { code, stdout, told: warning } = await said(['validate'], text);
    expect({ code, first: stdout.split('\n')[0] }).toMatchObject({ code: 0 });
    expect(stdout).not.toContain('EVERY ROW CAN BE SENT:');
    expect(warning).toMatch(new RegExp(`: npx tim-unread validate \\S+ ${flag} `));
  });

  test('and the command that is proposed settles it', async () => {
    expect((await said(['validate', '--strict', '--escape', '\\'], DOUBLED)).code).toBe(0);
    expect((await said(['validate', '--strict', '--quote', 'none'], STRAY)).code).toBe(0);
    expect((await said(['validate', '--strict', '--quote', '"'], DOUBLED)).code).toBe(0);
  });
});
