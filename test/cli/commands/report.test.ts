import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { runCommand, startCommand } from '../../support/command.ts';
import { textIn } from '../../support/page-text.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { tempFolder } from '../../support/temp.ts';
import { until } from '../../support/until.ts';

const HEADER = 'GroupId,Member_Account,UnreadMsgNum\n';

const makeInput = async (lines: readonly string[], name = 'rows.csv'): Promise<string> => {
  const path = join(await tempFolder(), name);
  await writeFile(path, HEADER + lines.map((line) => `${line}\n`).join(''));
  return path;
};

const rows = (count: number): string[] => Array.from({ length: count }, (_, row) => `g${row % 4},u${row},${row}`);
const pageOf = (path: string): Promise<string> => readFile(join(`${path}.tim-unread`, 'report.html'), 'utf8');

test('import, check and verify each leave a page, and name it in their summaries', async () => {
  const simulator = await simulate({ groups: [{ groupId: 'g0', type: 'Public', messages: 100 }] });
  const path = await makeInput(['g0,a,1', 'g0,b,2', 'gone,c,3', 'g0,d,x']);
  for (const command of ['check', 'import', 'verify']) {
    const { stdout } = await runCommand([command, path, '--json'], { env: environmentOf(simulator) });
    expect(JSON.parse(stdout).files.report).toBe(join(`${path}.tim-unread`, 'report.html'));
  }
  const summary = JSON.parse(await readFile(join(`${path}.tim-unread`, 'summary.json'), 'utf8'));
  expect(summary.files.report).toBe(join(`${path}.tim-unread`, 'report.html'));
  const page = await pageOf(path);
  const text = textIn(page, 'en');
  expect(text).toContain('2 rows were not set');
  expect(text).toMatch(
    /group_refused 10010 rows 1 what it means the group does not exist or was dismissed what to do Compare/,
  );
  expect(text).toMatch(/result finished finished finished rows read 4 4 4 in order 2 can be set 2 set 2 as asked/);
  expect(text).toContain('with what to do. Read back after the import: 2 rows as asked.');
  expect(textIn(page, 'zh-CN')).toContain('2 行没有设置成功');
  expect(text).toContain('format csv delimiter , columns GroupId=GroupId,Member_Account=Member_Account,UnreadMsgNum=');
});

test('after a clean run and a verify the page says that every row was read back; an import after it makes it old', async () => {
  const simulator = await simulate({ groups: [{ groupId: 'g0', type: 'Public', messages: 100 }] });
  const path = await makeInput(['g0,a,1', 'g0,b,2']);
  const env = environmentOf(simulator);
  await runCommand(['import', path], { env });
  expect(textIn(await pageOf(path), 'en')).toContain('Nobody has read the counts back yet');
  await runCommand(['verify', path], { env });
  expect(textIn(await pageOf(path), 'en')).toContain('Every row was set, and read back as asked');
  await writeFile(path, `${await readFile(path, 'utf8')}g0,c,3\n`);
  await runCommand(['import', path], { env });
  const page = await pageOf(path);
  expect(textIn(page, 'en')).toMatch(/finished \( ?older than the import ?\)/);
  expect(textIn(page, 'zh-CN')).toMatch(/已完成 ?（早于最近一次导入）/);
});

test('in the middle of a run the page says so, locks nothing, and the run ends as it would have', async () => {
  const simulator = await simulate();
  const path = await makeInput(rows(60));
  const run = startCommand(['import', path, '--rate', '20', '--json'], { env: environmentOf(simulator) });
  const checkpoint = join(`${path}.tim-unread`, 'checkpoint.json');
  await until(async () => JSON.parse(await readFile(checkpoint, 'utf8').catch(() => '{}')).counts?.ok > 3);
  const { code } = await runCommand(['report', path]);
  expect(code).toBe(0);
  expect(textIn(await pageOf(path), 'en')).toContain('In progress');
  await run.signal('SIGINT');
  expect((await run.ended).code).toBe(130);
  const text = textIn(await pageOf(path), 'en');
  expect(text).toContain('Not finished');
  expect(text).toMatch(/why it stopped .*interrupted/i);
});

test('several inputs are one page, with the sum first', async () => {
  const [one, two] = [await makeInput(rows(3), 'one.csv'), await makeInput(rows(4), 'two.csv')];
  for (const path of [one, two]) await runCommand(['import', path, '--simulator']);
  const output = join(await tempFolder(), 'both.html');
  const { code, stdout } = await runCommand(['report', one, two, '--output', output]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `The report is in ${output}; a browser opens it.\n` });
  const text = textIn(await readFile(output, 'utf8'), 'en');
  expect(text).toMatch(/The target took 7 of 7 rows.*7 rows read 7 set 0 failed/);
  expect(text).toContain('A rehearsal against the simulator');
});

test('a page that cannot be written where --output says is a wrong setting, not a fault of the run', async () => {
  const path = await makeInput(rows(2));
  await runCommand(['import', path, '--simulator']);
  const output = join(await tempFolder(), 'not-there', 'report.html');
  const { code, stderr } = await runCommand(['report', path, '--output', output, '--lang', 'zh-CN']);
  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, '')).toContain(`${output}无法写入：没有这个文件或目录（ENOENT）（TU_SETTINGS）`);
});

test('a page is written over nothing but a page, and a wrong name is told', async () => {
  const path = await makeInput(rows(2));
  await runCommand(['import', path, '--simulator']);
  const failures = join(`${path}.tim-unread`, 'failures.csv');
  const before = await readFile(failures, 'utf8');
  for (const output of [failures, path]) expect((await runCommand(['report', path, '--output', output])).code).toBe(2);
  expect(await readFile(failures, 'utf8')).toBe(before);
  expect((await runCommand(['report', `${path}.no`])).code).toBe(2);
});

test('names from the input are text, whatever they hold, and the policy allows no script but ours', async () => {
  const hostile = '</script><img src=x onerror=alert(1)>';
  const path = await makeInput([`"${hostile}","x""onload=""alert(1)",5x`, `"${hostile}",y,3`]);
  await runCommand(['import', path, '--simulator']);
  const page = await pageOf(path);
  expect(page).not.toContain('<img');
  expect(page.match(/<script>/g)).toHaveLength(1);
  expect(page).toMatch(/script-src 'sha256-[\w+/=]+'; base-uri 'none'; form-action 'none'"/);
  expect(page).not.toContain('unsafe');
  expect(textIn(page, 'en')).toContain(hostile);
});

test('an input without rows that stands behind those of a canary has a page of its import', async () => {
  const simulator = await simulate();
  const [path, empty] = [await makeInput(['g0,a,1', 'g0,b,2']), await makeInput([])];
  const env = environmentOf(simulator);
  await runCommand(['check', empty], { env });
  await runCommand(['import', path, empty, '--limit', '1'], { env });
  expect(textIn(await pageOf(empty), 'en')).toContain('Nothing was set: the input has no rows');
});

test('of an input that nobody has run there is nothing to report', async () => {
  const { code, stderr } = await runCommand(['report', await makeInput(rows(2))]);
  expect(code).toBe(2);
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain('there is nothing to report');
});

test('--xlsx: every cell is text, a sheet has each class, and each row has what to do', async () => {
  const simulator = await simulate({ groups: [{ groupId: 'g0', type: 'Public', messages: 100 }] });
  const path = await makeInput(['g0,a,1', 'gone,=1+2,3', 'g0,00123456789012345678,x', 'gone,b,4']);
  await runCommand(['import', path], { env: environmentOf(simulator) });
  const { code, stdout } = await runCommand(['report', path, '--xlsx']);
  const workbook = join(`${path}.tim-unread`, 'failures.xlsx');
  expect(code).toBe(0);
  expect(stdout).toContain(`are in ${workbook}.`);
  const files = unzipSync(new Uint8Array(await readFile(workbook)));
  const text = (name: string): string => Buffer.from(files[name] ?? []).toString();
  expect(
    text('xl/workbook.xml')
      .match(/<sheet [^>]*name="[^"]+"/g)
      ?.map((one) => one.split('"').at(-2))
      .sort(),
  ).toEqual(['group_refused', 'invalid']);
  const sheets = Object.keys(files).filter((name) => name.startsWith('xl/worksheets/sheet'));
  const cells = sheets.flatMap((name) => text(name).match(/<c [^>]*>/g) ?? []);
  expect(cells.filter((one) => !/t="(?:s|inlineStr)"/.test(one))).toEqual([]);
  const all = Object.keys(files).map(text).join('');
  expect(all).not.toContain('<f>');
  for (const value of ['=1+2', '00123456789012345678', 'Create the group first', 'what to do'])
    expect(all).toContain(value);
  expect(all).toContain('in a copy of failures.xlsx');
  expect(all).not.toContain('failures.csv');
});

describe('a failures.csv that somebody has changed, or that is being written, is no bug of `report --xlsx`', () => {
  const changed = async (change: (failures: string) => Promise<void>) => {
    const path = await makeInput(['g0,a,x']);
    await runCommand(['import', path, '--simulator'], {});
    await change(join(`${path}.tim-unread`, 'failures.csv'));
    return { path, ...(await runCommand(['report', path, '--xlsx'], {})) };
  };
  const sheetsOf = async (path: string): Promise<string[]> =>
    Object.keys(unzipSync(await readFile(join(`${path}.tim-unread`, 'failures.xlsx')))).filter((name) =>
      name.startsWith('xl/worksheets/sheet'),
    );

  test('classes that no run writes come to one sheet, whatever they are', async () => {
    const classes = ['a'.repeat(40), 'a/b:c*[]?', '__proto__', '', 'history', ...Array.from({ length: 3000 }, String)];
    const { path, code } = await changed((failures) =>
      appendFile(failures, classes.map((one) => `g,u,1,2,${one},,=1+1,0,t,\n`).join('')),
    );
    expect(code).toBe(0);
    expect(await sheetsOf(path)).toHaveLength(2);
  });

  test('of a line that is not written to its end what stands before it counts', async () => {
    const { path, code } = await changed((failures) => appendFile(failures, 'g,u,1,2,refused,10004,"to be contin'));
    expect(code).toBe(0);
    expect(await sheetsOf(path)).toHaveLength(1);
  });

  test.skipIf(process.platform === 'win32')('a terabyte without a line break is not read to its end', async () => {
    const { path, code } = await changed((failures) => truncate(failures, 2 ** 40));
    expect(code).toBe(0);
    expect(await sheetsOf(path)).toHaveLength(1);
  });
});
