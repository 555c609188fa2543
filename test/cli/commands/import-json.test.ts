import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { tempFolder } from '../../support/temp.ts';

const element = (account: string, unread: number) => ({
  GroupId: 'g1',
  Member_Account: account,
  UnreadMsgNum: unread,
});
const folderWith = async (document: unknown): Promise<string> => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'rows.json'), JSON.stringify(document));
  return cwd;
};

test('an array on one line is imported, and goes on where it stopped', async () => {
  const cwd = await folderWith([element('a', 1), element('b', 2), element('c', 3)]);
  const args = ['import', 'rows.json', '--simulator'];
  expect((await runCommand([...args, '--limit', '2'], { cwd })).code).toBe(4);
  const { code, stdout } = await runCommand(args, { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('3 read = 3 ok') });
  expect(stdout).toContain('1 sent in this run');
});

test('an array inside an object goes on too, and with another path it is another input', async () => {
  const cwd = await folderWith({ data: { items: [element('a', 1), element('b', 2)], old: [element('a', 9)] } });
  const args = ['import', 'rows.json', '--simulator', '--json-path'];
  expect((await runCommand([...args, 'data.items', '--limit', '1'], { cwd })).code).toBe(4);
  const other = await runCommand([...args, 'data.old'], { cwd });
  expect(other.code).toBe(5);
  expect(other.stderr).toContain('--json-path');
  expect((await runCommand([...args, 'data.items'], { cwd })).stdout).toContain('2 read = 2 ok');
});

test('the path of an array is proposed as the whole command, with the columns', async () => {
  const rows = [{ gid: 'g1', uid: 'a', unread_count: 1 }];
  const cwd = await folderWith({
    data: { 'my items': rows.map(({ gid, uid }) => ({ group_id: gid, user_id: uid, unread_count: 1 })) },
  });
  const { stderr } = await runCommand(['validate', 'rows.json', '--json'], { cwd });
  const command = /^ *npx tim-unread (validate rows\.json --json --json-path .*)$/m.exec(stderr)?.[1];
  const words = [...(command ?? '').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const { stdout } = await runCommand(words, { cwd });
  expect(JSON.parse(stdout).rows, stderr).toMatchObject({ valid: 1, invalid: 0 });
});

test('--json has one row of each class that failed', async () => {
  const cwd = await folderWith([
    { ...element('a', 1), UnreadMsgNum: 'x' },
    { ...element('b', 1), UnreadMsgNum: 'y' },
  ]);
  const { stdout } = await runCommand(['import', 'rows.json', '--simulator', '--json'], { cwd });
  expect(JSON.parse(stdout).examples).toMatchObject([
    {
      class: 'invalid',
      index: 0,
      groupId: 'g1',
      account: 'a',
      message: 'UnreadMsgNum "x" is not a plain whole number',
    },
  ]);
});

test.each(['--skip-lines', '--comment'])('%s is refused by its name', async (flag) => {
  const cwd = await folderWith([element('a', 1)]);
  const { code, stderr } = await runCommand(['validate', 'rows.json', flag, '1'], { cwd });
  expect(code).toBe(2);
  expect(stderr.replace(/\s+/g, ' ')).toContain(`${flag} is for CSV and TSV, and rows.json is JSON`);
});

test('rows of a pair are told apart though they stand on one line', async () => {
  const cwd = await folderWith([element('a', 1), element('b', 2), element('a', 3)]);
  const { stdout } = await runCommand(['import', 'rows.json', '--simulator', '--on-duplicate', 'first'], { cwd });
  expect(stdout).toContain('3 read = 2 ok + 0 failed + 1 skipped');
  const validated = await runCommand(['validate', 'rows.json'], { cwd });
  expect(validated.stdout).toContain('index 2: "g1", "a", 3 (first at index 0: 1)');
});

test('an array that is cut off ends as INCOMPLETE, with the rows before', async () => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'rows.json'), JSON.stringify([element('a', 1), element('b', 2)]).slice(0, -5));
  const { code, stdout } = await runCommand(['import', 'rows.json', '--simulator'], { cwd });
  expect(code).toBe(4);
  expect(stdout).toContain('1 read = 1 ok');
  expect(stdout.replace(/\s+/g, ' ')).toContain('inside its JSON array, which is not closed');
});
