import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { jsonOutput } from '../../../src/report/json/schema.ts';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { tempFolder } from '../../support/temp.ts';
import { textRow, workbookOf } from '../../support/workbook.ts';

const H = textRow('GroupId', 'Member_Account', 'UnreadMsgNum');
const row = (account: string): string => textRow('g1', account, '1');

const folderWith = async (workbook: Buffer, name = 'rows.xlsx'): Promise<string> => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, name), workbook);
  return cwd;
};

test('a workbook is imported whatever its name, and goes on where it stopped', async () => {
  const cwd = await folderWith(workbookOf([{ name: 'A', rows: H + row('a') + row('b') + row('c') }]), 'rows.csv');
  const args = ['import', 'rows.csv', '--simulator'];
  expect((await runCommand([...args, '--limit', '2'], { cwd })).code).toBe(4);
  const { code, stdout } = await runCommand(args, { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('3 read = 3 ok') });
  expect(stdout).toContain('1 sent in this run');
});

test('check, import and verify of a workbook that is saved again between them', async () => {
  const rows = H + row('a') + row('b') + row('c');
  const cwd = await folderWith(workbookOf([{ name: 'A', rows }]));
  const env = environmentOf(await simulate());
  const run = (command: string, ...flags: string[]) => runCommand([command, 'rows.xlsx', ...flags], { cwd, env });
  const save = (saved: string, app: string) =>
    writeFile(join(cwd, 'rows.xlsx'), workbookOf([{ name: 'A', rows: saved }], { 'docProps/app.xml': app }));
  expect(await run('check')).toMatchObject({ code: 0, stdout: expect.stringContaining('3 as asked') });
  const stopped = await run('import', '--limit', '2');
  const [, done = '', size = ''] = /input +([\d,]+) of ([\d,]+) bytes done/.exec(stopped.stdout) ?? [];
  expect(Number(done.replace(',', ''))).toBeLessThanOrEqual(Number(size.replace(',', '')));
  // Rows before the place that is done have changed.
  await save(H + row('q') + row('a') + row('b'), '<x/>');
  expect((await run('import')).code).toBe(5);
  // Other bytes, the same rows.
  await save(rows, '<Application>another program</Application>');
  expect(await run('import')).toMatchObject({ code: 0, stdout: expect.stringContaining('1 sent in this run') });
  await save(rows, '<y/>');
  expect(await run('verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('3 exact') });
});

test('a corrected failures.xlsx is imported, all its sheets', async () => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'rows.csv'), 'GroupId,Member_Account,UnreadMsgNum\ng1,ok,1\ng1,a,wrong\n,b,4\n');
  expect((await runCommand(['import', 'rows.csv', '--simulator'], { cwd })).code).toBe(3);
  expect((await runCommand(['report', 'rows.csv', '--xlsx'], { cwd })).code).toBe(0);
  const again = join(cwd, 'again.xlsx');
  await copyFile(join(cwd, 'rows.csv.tim-unread', 'failures.xlsx'), again);
  const found = await runCommand(['validate', 'again.xlsx'], { cwd });
  expect(found.stdout).toContain('2 read = 0 valid + 2 invalid');
  const files = unzipSync(await readFile(again));
  const shared = strFromU8(files['xl/sharedStrings.xml'] ?? new Uint8Array());
  files['xl/sharedStrings.xml'] = strToU8(shared.replace('>wrong<', '>7<'));
  await writeFile(again, zipSync(files));
  const { stdout } = await runCommand(['import', 'again.xlsx', '--simulator'], { cwd });
  expect(stdout).toContain('2 read = 1 ok');
});

test('a copy of the failed rows of a workbook bears its name, and a corrected workbook is known as a copy', async () => {
  const cwd = await folderWith(
    workbookOf([{ name: 'A', rows: H + row('a') + textRow('g1', 'b', 'x') + textRow('g1', 'c', 'x') }]),
  );
  const env = environmentOf(await simulate());
  const first = await runCommand(['import', 'rows.xlsx'], { cwd, env });
  expect(first.stdout).toContain('cp rows.xlsx.tim-unread/failures.csv rows-corrected.csv\n');
  await writeFile(join(cwd, 'rows-corrected.xlsx'), workbookOf([{ name: 'A', rows: H + row('b') }]));
  const copy = await runCommand(['import', 'rows-corrected.xlsx'], { cwd, env });
  expect(copy.stdout).toContain('verify rows.xlsx');
  const again = await runCommand(['status', 'rows.xlsx'], { cwd });
  expect(again.stdout).toContain('failures.csv rows-corrected-2.csv\n');
  await writeFile(join(cwd, 'rows-corrected-2.xlsx'), workbookOf([{ name: 'A', rows: H + row('c') }]));
  await runCommand(['import', 'rows-corrected-2.xlsx'], { cwd, env });
  expect((await runCommand(['status', 'rows.xlsx'], { cwd })).stdout).not.toContain('cp rows.xlsx');
});

test('numbers that were rounded, and dates, are no IDs: their rows are told by the row of the sheet', async () => {
  const rows = `${H}<row><c><v>158292137984721734</v></c><c t="str"><v>a</v></c><c><v>1</v></c></row><row><c t="str"><v>g1</v></c><c t="d"><v>2026-01-02</v></c><c><v>1</v></c></row>`;
  const cwd = await folderWith(workbookOf([{ name: 'A', rows }]));
  const { code, stdout } = await runCommand(['validate', 'rows.xlsx'], { cwd });
  expect(code).toBe(3);
  expect(stdout).toMatch(/line 2: .*1\.5829213798472173E\+17/);
  expect(stdout).toMatch(/line 3: .*#DATE! 2026-01-02/);
});

test('of several sheets a row is named by its sheet, as a spreadsheet program shows it', async () => {
  const wrong = textRow('g1', 'a', 'x');
  const sheets = [
    { name: '一月', rows: H + row('a') + row('b') },
    { name: '二月', rows: textRow('') + H + row('c') + wrong },
  ];
  const cwd = await folderWith(workbookOf(sheets));
  const { stdout } = await runCommand(['validate', 'rows.xlsx'], { cwd });
  expect(stdout).toContain('line 7 (row 4 of sheet “二月”): ');
  const json = JSON.parse((await runCommand(['validate', 'rows.xlsx', '--json'], { cwd })).stdout);
  expect(v.parse(jsonOutput, json)).toMatchObject({
    problems: [{ examples: [{ line: 7, sheet: { name: '二月', row: 4 } }] }],
  });
  const run = await runCommand(['import', 'rows.xlsx', '--simulator', '--lang', 'zh-CN'], { cwd });
  expect(run.stdout).toContain('第 7 行（工作表“二月”的第 4 行）');
  const failures = await readFile(join(cwd, 'rows.xlsx.tim-unread', 'failures.csv'), 'utf8');
  expect(failures).toMatch(/^g1,a,x,7,invalid,,"工作表“二月”的第 4 行：/m);
  // One sheet is one table: its lines are its rows.
  const one = await runCommand(['validate', 'rows.xlsx', '--sheet', '二月'], { cwd });
  expect(one.stdout).toContain('line 4: ');
});

test('--sheet: one of several, another one is another input, and none of a file that has no sheets', async () => {
  const sheets = [
    { name: 'A', rows: H + row('a') + row('b') },
    { name: 'notes', rows: textRow('nothing') },
    { name: 'B', rows: H + row('c') },
  ];
  const cwd = await folderWith(workbookOf(sheets));
  const args = ['import', 'rows.xlsx', '--simulator'];
  const refused = await runCommand(args, { cwd });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('--sheet A');
  const stopped = await runCommand([...args, '--sheet', 'A', '--limit', '1'], { cwd });
  expect(stopped.stdout).toContain('--sheet A');
  const other = await runCommand([...args, '--sheet', 'B'], { cwd });
  expect(other.code).toBe(5);
  expect(other.stderr).toContain('--sheet');
  expect((await runCommand([...args, '--sheet', 'A'], { cwd })).stdout).toContain('2 read = 2 ok');
  await writeFile(join(cwd, 'rows.csv'), 'GroupId,Member_Account,UnreadMsgNum\ng1,a,1\n');
  expect((await runCommand(['validate', 'rows.csv', '--sheet', 'A'], { cwd })).code).toBe(2);
});
