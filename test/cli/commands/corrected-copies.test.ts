import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { textIn } from '../../support/page-text.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { HEADER, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const world = async () => {
  const cwd = await tempFolder();
  const env = environmentOf(await simulate());
  const run = async (...words: string[]) => {
    const { code, stdout, stderr } = await runCommand(words, { cwd, env });
    expect(code, stderr).toBeOneOf([0, 3, 4]);
    return unwrapped(stdout + stderr);
  };
  const failed = (name: string) => readFile(join(cwd, `${name}.tim-unread`, 'failures.csv'), 'utf8');
  const write = (name: string, text: string) => writeFile(join(cwd, name), text);
  return { cwd, env, run, failed, write };
};

const PIPED = `${HEADER}g1,alice,n/a\ng1,bob,2\n`;

const pipedWorld = async () => {
  const found = await world();
  const { cwd, env } = found;
  await runCommand(['import', '-', '--format', 'csv', '--state-dir', 'st'], { cwd, env, stdin: PIPED });
  return found;
};

const OTHERS = 'that no copy has corrected yet';

test('rows are to be corrected until a copy, or a copy of a copy, has set each of them', async () => {
  const { run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,alice,n/a\ng1,bob,2\ng1,da ve,x\n`);
  await run('import', 'rows.csv');
  await write('rows-corrected.csv', (await failed('rows.csv')).replace('n/a', '7'));
  await run('import', 'rows-corrected.csv');
  for (const command of ['status', 'verify']) expect(await run(command, 'rows.csv')).toContain(OTHERS);
  await write('rows-corrected-2.csv', (await failed('rows-corrected.csv')).replace('da ve,x', 'dave,8'));
  await run('import', 'rows-corrected-2.csv');
  const status = await run('status', 'rows.csv');
  expect(status).not.toContain(OTHERS);
  expect(status).toContain('older than the last import of these rows, or of their corrected copies');
  expect(status).toContain(' verify rows.csv');
  const verified = await run('verify', 'rows.csv');
  expect(verified).not.toContain(OTHERS);
  expect(verified).toContain(' verify rows-corrected.csv');
  expect(await run('status', 'rows.csv')).toContain(' verify rows-corrected-2.csv');
});

test('a count of a copy that the first file has set again is not proposed without saying so', async () => {
  const { run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,alice,x\ng1,bob,2\ng1,alice,3\n`);
  await run('import', 'rows.csv');
  await write('rows-corrected.csv', (await failed('rows.csv')).replace(',x,', ',7,'));
  await run('import', 'rows-corrected.csv');
  expect(await run('verify', 'rows-corrected.csv')).toContain('nothing to do');
  await run('import', 'rows.csv', '--restart');
  const said = 'the import of the first file was at work after this one';
  expect(await run('verify', 'rows-corrected.csv')).toContain(said);
  expect(await run('status', 'rows-corrected.csv')).toContain(said);
});

/** `failures.xlsx` of the input, with other texts in its cells. */
const correctWorkbook = async (cwd: string, name: string, from: string, to: string) => {
  const files = unzipSync(await readFile(join(cwd, `${name}.tim-unread`, 'failures.xlsx')));
  const shared = strFromU8(files['xl/sharedStrings.xml'] ?? new Uint8Array());
  files['xl/sharedStrings.xml'] = strToU8(shared.replaceAll(`>${from}<`, `>${to}<`));
  await writeFile(join(cwd, `${name.replace('.csv', '')}-corrected.xlsx`), zipSync(files));
};

test('a corrected workbook is known as the correction of its rows, whatever IDs they had', async () => {
  const { cwd, run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,al\tice,1\ng1,bob,2\n,carl,3\n`);
  await run('import', 'rows.csv');
  await run('report', 'rows.csv', '--xlsx');
  await correctWorkbook(cwd, 'rows.csv', 'al\tice', 'alice');
  expect(await run('import', 'rows-corrected.xlsx')).toContain('2 read = 1 ok');
  for (const command of ['status', 'verify']) expect(await run(command, 'rows.csv')).toContain(OTHERS);
  const sums = async () => {
    const copies = (await readdir(cwd)).filter((name) => /^rows-corrected[-2]*[.](csv|xlsx)$/.test(name));
    await run('report', 'rows.csv', ...copies);
    return textIn(await readFile(join(cwd, 'tim-unread-report.html'), 'utf8'), 'en');
  };
  expect(await sums()).toMatch(
    /1 row was not set 2 of 3 rows set.*1 row that had failed was set from a corrected copy.* 3 rows read 2 set 1 failed/,
  );
  await write('rows-corrected-2.csv', (await failed('rows-corrected.xlsx')).replace('\n,carl,3', '\ng2,carl,3'));
  await run('import', 'rows-corrected-2.csv');
  for (const command of ['status', 'verify']) expect(await run(command, 'rows.csv')).not.toContain(OTHERS);
  const copies = ['rows-corrected.xlsx', 'rows-corrected-2.csv'];
  expect(await run('status', 'rows.csv', ...copies)).not.toContain('what to do about the failed rows');
  expect(await sums()).toMatch(
    /Every row was set .*2 rows that had failed were set from corrected copies.* 3 rows read 3 set 0 failed/,
  );
  for (const name of copies) await run('verify', name);
  expect(await sums()).toMatch(/Every row was set, and read back as asked 3 rows set/);
  await run('import', 'rows-corrected-2.csv', '--restart');
  expect(await sums()).not.toContain('Every row was set, and read back as asked 3 rows set');
});

test('a corrected workbook of many inputs is known as that, and the verify of all of them is proposed', async () => {
  const { cwd, run, write } = await world();
  await mkdir(join(cwd, 'parts'));
  for (let at = 1; at <= 101; at += 1) {
    await write(`parts/part-${at}.csv`, `Group,Member_Account,UnreadMsgNum\ng${at},al\tice,1\n`);
  }
  const flags = ['--columns', 'GroupId=Group', '--on-duplicate', 'first'];
  await run('import', 'parts', ...flags);
  await run('report', 'parts', '--xlsx');
  await correctWorkbook(cwd, 'parts', 'al\tice', 'alice');
  const copy = await run('import', 'parts-corrected.xlsx');
  expect(copy).toContain(' verify parts --columns GroupId=Group --on-duplicate first');
  expect(await run('status', 'parts')).not.toContain('cp parts');
  await run('report', 'parts', 'parts-corrected.xlsx');
  const page = textIn(await readFile(join(cwd, 'tim-unread-report.html'), 'utf8'), 'en');
  expect(page).toMatch(/Every row was set .* 101 rows read 101 set 0 failed/);
});

test('a row that a later copy has set to another count is one that differs, in the report over all of them', async () => {
  const { cwd, run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,alice,n/a\ng1,alice,5\n`);
  await run('import', 'rows.csv');
  const first = (await failed('rows.csv')).replace('n/a', '7');
  await write('rows-corrected.csv', first);
  await run('import', 'rows-corrected.csv');
  await write('rows-corrected-2.csv', first.replace(',7,2,', ',5,3,'));
  await run('import', 'rows-corrected-2.csv');
  const all = ['rows.csv', 'rows-corrected.csv', 'rows-corrected-2.csv'];
  for (const name of all) await run('verify', name);
  await run('report', ...all);
  const page = textIn(await readFile(join(cwd, 'tim-unread-report.html'), 'utf8'), 'en');
  expect(page).toMatch(/1 row does not read back as asked .* 2 rows read 2 set 0 failed/);
});

test.each(['parts', 'parts/*.csv'])('a corrected copy is no part of %s, and is told', async (typed) => {
  const { cwd, run, failed, write } = await world();
  await mkdir(join(cwd, 'parts'));
  await write('parts/part-0.csv', `${HEADER}g1,alice,n/a\ng1,bob,2\n`);
  await write('parts/part-1.csv', `${HEADER}g2,alice,3\n`);
  // A name like that of a copy, beside no run.
  await write('parts/rows-corrected.csv', `${HEADER}g3,alice,3\n`);
  expect(await run('import', typed)).toContain('3 finished');
  await write('parts/part-0-corrected.csv', (await failed('parts/part-0.csv')).replace('n/a', '7'));
  const told = `parts/part-0-corrected.csv has corrected rows of an import, and is no part of ${typed}`;
  const again = await run('import', typed);
  expect(again).toContain('3 finished');
  expect(again).toContain(told);
  expect(await run('import', 'parts/part-0-corrected.csv')).toContain('COMPLETE');
  expect(await run('status', typed)).toContain('all 3 inputs');
});

test('the import of several inputs names the share that is next of each', async () => {
  const { run, write } = await world();
  const rows = Array.from({ length: 12 }, (_, at) => `g${at},user${at},${at + 1}\n`).join('');
  for (const name of ['a.csv', 'b.csv', 'c.csv']) await write(name, HEADER + rows);
  await run('import', 'a.csv', '--shard', '1/2');
  await run('import', 'b.csv', '--shard', '1/3');
  const next = (await run('check', 'a.csv', 'b.csv', 'c.csv')).split('together').at(-1);
  for (const words of ['a.csv --shard 2/2', 'b.csv --shard 2/3', 'c.csv']) expect(next).toContain(` import ${words}`);
});

test('where the first rows came through a pipe, they are to be saved before they are read back', async () => {
  const { cwd, env, run, write } = await pipedWorld();
  const failures = await readFile(join(cwd, 'st', 'failures.csv'), 'utf8');
  await write('st-corrected.csv', failures.replace('n/a', '7'));
  const corrected = await run('import', 'st-corrected.csv');
  expect(corrected).toContain('save the same rows in a file');
  expect(corrected).toContain('verify rows-in-a-file --format csv --state-dir st');
  await write('rows-in-a-file', PIPED);
  const verify = ['verify', 'rows-in-a-file', '--format', 'csv', '--state-dir', 'st'];
  expect((await runCommand(verify, { cwd, env })).stdout).toContain('verify st-corrected.csv');
});

test('what was read back before a copy was imported is out of date, and a copy that was read back is not to be again', async () => {
  const { run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,alice,n/a\ng1,alice,5\ng1,bob,x\n`);
  await run('import', 'rows.csv');
  await run('verify', 'rows.csv');
  await write('rows-corrected.csv', (await failed('rows.csv')).replace('n/a', '5').replace(',x,', ',8,'));
  await run('import', 'rows-corrected.csv');
  const stale = await run('status', 'rows.csv');
  expect(stale).toContain('next     read the counts back, to prove them: npx tim-unread verify rows.csv');
  expect(await run('verify', 'rows.csv')).toContain(' verify rows-corrected.csv');
  await run('verify', 'rows-corrected.csv');
  const done =
    'nothing to do: every row that the import had not set, see rows.csv.tim-unread/failures.csv, was set from a copy';
  for (const command of ['status', 'verify']) {
    const text = await run(command, 'rows.csv');
    expect(text).toContain(done);
    expect(text).not.toContain('npx');
  }
  await run('import', 'rows.csv', '--restart');
  expect(await run('status', 'rows.csv')).toContain(' verify rows.csv');
  expect(await run('verify', 'rows.csv')).toContain(' verify rows-corrected.csv');
});

test('a count of a copy that a later copy has overwritten was read back, too, once the later one was', async () => {
  const { run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,alice,n/a\ng1,bob,2\ng1,alice,x\n`);
  await run('import', 'rows.csv');
  const both = await failed('rows.csv');
  await write('rows-corrected.csv', both.replace('n/a', '5').replace(/g1,alice,x.*\n/, ''));
  await run('import', 'rows-corrected.csv');
  await write('rows-corrected-2.csv', both.replace(/g1,alice,n.*\n/, '').replace(',x,', ',8,'));
  await run('import', 'rows-corrected-2.csv');
  await run('verify', 'rows.csv');
  await run('verify', 'rows-corrected.csv');
  expect(await run('status', 'rows.csv')).toContain(' verify rows-corrected.csv');
  await run('verify', 'rows-corrected-2.csv');
  for (const command of ['status', 'verify']) {
    const text = await run(command, 'rows.csv');
    expect(text).toContain('nothing to do: every row that the import had not set');
    expect(text).not.toContain('npx');
  }
});

test('copies of the rows of shares end the rounds, too', async () => {
  const { run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,alice,n/a\ng1,bob,2\ng1,carl,3\ng1,dave,4\n`);
  for (const shard of ['1/2', '2/2']) await run('import', 'rows.csv', '--shard', shard);
  await write('rows-corrected.csv', (await failed('rows.csv')).replace('n/a', '5'));
  await run('import', 'rows-corrected.csv');
  await run('verify', 'rows.csv');
  await run('verify', 'rows-corrected.csv');
  for (const command of ['status', 'verify']) {
    expect(await run(command, 'rows.csv')).toContain('nothing to do: every row that the import had not set');
  }
});

test('a row that failed in a copy, too, and was set from the next one, ends the rounds', async () => {
  const { run, failed, write } = await world();
  await write('rows.csv', `${HEADER}g1,alice,n/a\ng1,bob,x\n`);
  await run('import', 'rows.csv');
  await write('rows-corrected.csv', (await failed('rows.csv')).replace('n/a', '5'));
  await run('import', 'rows-corrected.csv');
  await write('rows-corrected-2.csv', (await failed('rows-corrected.csv')).replace(',x,', ',8,'));
  await run('import', 'rows-corrected-2.csv');
  for (const name of ['rows.csv', 'rows-corrected.csv', 'rows-corrected-2.csv']) await run('verify', name);
  for (const command of ['status', 'verify']) {
    expect(await run(command, 'rows.csv')).toContain('nothing to do: every row that the import had not set');
  }
});
