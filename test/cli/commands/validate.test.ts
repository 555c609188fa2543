import { copyFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { csvOf, HEADER, tempFile, tempFolder } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const root = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

describe('validate', () => {
  test('lists every problem with its line, sends nothing and leaves nothing', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'bad-rows.csv');
    await copyFile(root('fixtures/bad-rows.csv'), path);
    const { code, stdout } = await runCommand(['validate', path]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^26 ROWS CANNOT BE SENT/);
    expect(stdout).toContain('line 31: a quote is opened on this line and not closed');
    expect(stdout).toContain('31 read = 5 valid + 26 invalid');
    expect(await readdir(folder)).toEqual(['bad-rows.csv']);
    expect(await runCommand(['import', path, '--dry-run'])).toMatchObject({ code: 3, stdout });
  });

  test('of a good file tells rows, groups and the shortest duration', async () => {
    const { code, stdout } = await runCommand(['validate', await tempFile('rows.csv', csvOf(6000))]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/EVERY ROW CAN BE SENT/);
    expect(stdout).toContain('6,000 valid');
    expect(stdout).toMatch(/groups +50 /);
    expect(stdout).toContain('at least 30 s'); // 6000 / 200
  });

  test('lists twenty of each kind and counts them all', async () => {
    const path = await tempFile('rows.csv', csvOf(1) + 'g1,alice,x\n'.repeat(5000));
    const { stdout } = await runCommand(['validate', path, '--json']);
    const { rows, problems } = JSON.parse(stdout);
    expect(rows).toEqual({ read: 5001, valid: 1, invalid: 5000, duplicate: 0 });
    expect(problems[0].count).toBe(5000);
    expect(problems[0].examples).toHaveLength(20);
    expect((await runCommand(['validate', path])).stdout).toContain('… and 4,980 more');
  });
});

describe('validate of several inputs', () => {
  const validated = async (contents: Readonly<Record<string, string>>, ...flags: string[]) => {
    const cwd = await tempFolder();
    for (const [name, content] of Object.entries(contents)) await writeFile(join(cwd, name), content);
    const ended = await runCommand(['validate', ...Object.keys(contents), ...flags], { cwd });
    const [each = '', total = ''] = ended.stdout.split(/^(?=.*: (?:both|all \d) inputs together$)/m);
    return { ...ended, each, total };
  };
  const commandsOf = (text: string): string[] => text.match(/npx tim-unread .*/g) ?? [];

  test('that are right ends with their sums, and one command for all of them', async () => {
    const rowsOf = (count: number) => csvOf(count).replace(/[0-9]*([0-9])$/gm, (_, digit) => `${Number(digit) % 7}`);
    const { code, each, total } = await validated({ 'a.csv': rowsOf(400), 'b.csv': rowsOf(2000) }, '--rate', '100');
    expect(code).toBe(0);
    expect(each).toMatch(/EVERY ROW CAN BE SENT: a\.csv[\s\S]*EVERY ROW CAN BE SENT: b\.csv/);
    expect(commandsOf(each)).toEqual([]);
    expect(total).toBe(
      [
        'EVERY ROW CAN BE SENT: both inputs together',
        '',
        '  rows     2,400 read = 2,400 valid + 0 invalid',
        '  inputs   2 right, 0 with rows to correct',
        '  time     at 100 calls a second at least 24 s', // 2400 / 100
        '  next     import the rows:',
        '           npx tim-unread import a.csv b.csv --rate 100',
        '  and      add --settings FILE to the import, a file with the credentials of the',
        '           app: no app is named here. To rehearse without one, add --simulator',
        '',
      ].join('\n'),
    );
  });

  test('of which one has rows to correct', async () => {
    const { code, each, total } = await validated({
      'a.csv': csvOf(3),
      'b.csv': `${csvOf(2)}g1,alice,x\n`,
      'c.csv': `${csvOf(1)}g0,user1,5\n`,
    });
    expect(code).toBe(3);
    expect(each).toContain('line 4: UnreadMsgNum "x"');
    expect(commandsOf(each)).toEqual([]);
    expect(total).toMatch(
      /^1 ROW CANNOT BE SENT: all 3[\s\S]*8 read = 7 valid \+ 1 invalid\n {2}twice +1 duplicate; each input was checked on its own\n {2}inputs +2 right, 1 with rows to correct\n/,
    );
    expect(total).toMatch(/correct the rows above; [^:]*:\n +npx tim-unread import a\.csv b\.csv c\.csv\n {2}and /);
  });

  test('of which one cannot be read: the others are counted, and validate is what comes next', async () => {
    const { code, stderr, total } = await validated({ 'a.csv': csvOf(3), 'b.csv': 'x,y\n' });
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(/error: b\.csv: the header \(line 1\) lacks/);
    expect(total).toMatch(/^NOT ALL CAN BE READ: both[\s\S]*3 read = 3 valid[\s\S]*1 that cannot be read/);
    expect(commandsOf(total)).toEqual(['npx tim-unread validate a.csv b.csv']);
  });

  test('prints nothing but an array with --json', async () => {
    const { stdout } = await validated({ 'a.csv': csvOf(3), 'b.csv': csvOf(2) }, '--json');
    expect(JSON.parse(stdout)).toMatchObject([{ rows: { read: 3 } }, { rows: { read: 2 } }]);
  });
});

describe('an input without a row', () => {
  test.each([
    { name: 'rows.csv', content: HEADER, says: 'holds no rows below its header' },
    { name: 'rows.tsv', content: HEADER.replaceAll(',', '\t').trimEnd(), says: 'holds no rows below its header' },
    { name: 'rows.jsonl', content: '\n\n', says: 'holds no rows:' },
  ])('$name is warned of on standard error, by validate and by import', async ({ name, content, says }) => {
    const path = await tempFile(name, content);
    for (const args of [['validate'], ['validate', '--json'], ['import', '--simulator'], ['import', '--simulator']]) {
      const { code, stdout, stderr } = await runCommand([...args, path]);
      expect(code).toBe(0);
      expect(unwrapped(stderr)).toContain(`warning: ${path} ${says}`);
      expect(stdout).not.toContain('warning');
    }
  });

  test('is not warned of where it has rows, all of them wrong, or none that was reached', async () => {
    const wrong = await tempFile('rows.csv', `${HEADER}g1,alice,x\n`);
    expect((await runCommand(['validate', wrong])).stderr).toBe('');
    expect((await runCommand(['import', '--simulator', wrong])).stderr).not.toContain('holds no rows');
    const cut = await tempFile('rows.csv.gz', gzipSync(csvOf(1)).subarray(0, 20));
    expect((await runCommand(['validate', cut])).stderr).not.toContain('holds no rows');
  });
});

describe('an input that does not end in a line break', () => {
  test.each([['validate'], ['import', '--simulator']])(
    'is warned of by %s: its last count may be cut',
    async (...args) => {
      const path = await tempFile('rows.csv', csvOf(3).trimEnd());
      const { code, stderr } = await runCommand([...args, path]);
      expect(code).toBe(0);
      expect(unwrapped(stderr)).toContain(`warning: ${path} does not end in a line break: if the export was cut off`);
    },
  );

  test('is right as JSONL, whose lines tell where they end', async () => {
    const path = await tempFile('rows.jsonl', '{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}');
    expect((await runCommand(['validate', path])).stderr).toBe('');
  });
});
