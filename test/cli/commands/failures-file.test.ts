import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { HEADER, tempFile, tempFolder } from '../../support/temp.ts';

/** Imports a file against the simulator of the process. @returns what was printed, and the lines of failures.csv */
const imported = async (name: string, content: string | Buffer) => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, name), content);
  const { stdout } = await runCommand(['import', name, '--simulator'], { cwd });
  const failures = await readFile(join(cwd, `${name}.tim-unread`, 'failures.csv'), 'utf8');
  return { cwd, stdout, lines: failures.trimEnd().split('\n') };
};

test('a row that could not be parsed or decoded keeps its own text, a row that could has its values', async () => {
  const rows = Buffer.concat([
    Buffer.from(`${HEADER}g"1\ng1\nroom\t1\\x,a\n`),
    Buffer.from([0x67, 0x31, 0x2c, 0xd6, 0xd0, 0x2c, 0x35, 0x0a]),
    Buffer.from('g1,bob,x\ng1,carol,1\n'),
  ]);
  const { lines } = await imported('rows.csv', rows);
  expect(lines[0]).toMatch(/,Time,Raw$/);
  expect(lines.slice(1).map((line) => line.replace(/^.*Z,/, ''))).toEqual([
    '"g""1"',
    'g1',
    '"room\\t1\\\\x,a"',
    '"g1,\\xd6\\xd0,5"',
    '',
  ]);
});

test('failures.csv is still an input, whatever stands in the column', async () => {
  const { cwd } = await imported('rows.csv', `${HEADER}g1,"a""\ng1,bob,x\n`);
  const { stdout } = await runCommand(['validate', 'rows.csv.tim-unread/failures.csv'], { cwd });
  expect(stdout).toContain('2 read = 0 valid + 2 invalid');
});

test('a row of JSON is named by its index too', async () => {
  const { lines } = await imported('rows.json', '[{"GroupId":"g1","Member_Account":"a","UnreadMsgNum":1},null]');
  expect(lines[1]).toMatch(/^,,,1,invalid,,index 1: the element is not a JSON object,0,.*Z,null$/);
});

test('the result of an import shows one row and its reason for each class', async () => {
  const { stdout } = await imported('rows.csv', `${HEADER}g1,alice,x\ng1,bob,y\ng1,carol,1\n`);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    '2 invalid line 2: "g1", "alice": UnreadMsgNum "x" is not a plain whole number',
  );
  expect(stdout).not.toContain('bob');
});

test.each([
  ['en', 'line 2: "g1", "alice": UnreadMsgNum "x"', 'line 4: "g1", "carol"'],
  ['zh-CN', '第 2 行："g1"、"alice"：UnreadMsgNum "x"', '第 4 行："g1"、"carol"'],
])(
  'in %s a run that goes on shows a row of a class that only the run before it has met',
  async (lang, earlier, own) => {
    const path = await tempFile('rows.csv', `${HEADER}g1,alice,x\ng1,bob,1\ng1,carol,1\n`);
    const env = environmentOf(await simulate({ faults: [{ kind: 10019, share: 1, account: 'carol' }] }));
    await runCommand(['import', path, '--limit', '1', '--lang', lang], { env });
    const { stdout } = await runCommand(['import', path, '--lang', lang], { env });
    expect(stdout).toContain(earlier);
    expect(stdout).toContain(own);
  },
);
