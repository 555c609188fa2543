import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SimulatorOptions } from '../../src/simulator/server.ts';
import type { Ended } from '../support/binary.ts';
import { runCommand } from '../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { tempFolder } from '../support/temp.ts';
import { rootPath } from './pages.ts';

const FILE = 'fixtures/migration.csv';

/** A folder with the file of the page, and a simulator with its groups and accounts. */
const begin = async (options: Partial<SimulatorOptions> = {}) => {
  const cwd = await tempFolder();
  await mkdir(join(cwd, 'fixtures'));
  await copyFile(rootPath(FILE), join(cwd, FILE));
  const listOf = async (name: string) => JSON.parse(await readFile(rootPath(`fixtures/${name}.json`), 'utf8'));
  const simulator = await simulate({ groups: await listOf('groups'), accounts: await listOf('accounts'), ...options });
  const run = (...words: string[]): Promise<Ended> => runCommand(words, { cwd, env: environmentOf(simulator) });
  return { cwd, simulator, run };
};

const classesIn = async (cwd: string, name: string): Promise<string[]> =>
  (await readFile(join(cwd, `${FILE}.tim-unread`, name), 'utf8'))
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => /,\d+,([a-z_]+),\d*,/.exec(line)?.[1] ?? line);

test('check, import, verify: the path of the page sets, refuses and lowers the rows that it names', async () => {
  const { cwd, simulator, run } = await begin();

  const checked = await run('check', FILE);
  expect(checked.code).toBe(3);
  const NOT_SET = ['unsupported_group', 'unsupported_group', 'group_refused', 'group_refused', 'invalid'];
  const found = await classesIn(cwd, 'check.csv');
  expect(found).toEqual(['not_member', 'not_member', 'no_account', 'lowered', ...NOT_SET]);
  expect(simulator.state().calls).toEqual([]);

  const imported = await run('import', FILE);
  expect(imported.code).toBe(3);
  expect(await classesIn(cwd, 'failures.csv')).toHaveLength(8);
  expect(await classesIn(cwd, 'lowered.csv')).toEqual([expect.stringMatching(/^family 2019,bob,55,36,40,/)]);
  expect(simulator.state().calls).toHaveLength(35);
  // 31 pairs in 32 rows: alice stands twice in the community.
  const set = unreadOf(simulator);
  expect(set.size).toBe(31);
  expect(set.get('@TGS#_@TGS#cFNAPKYM alice')).toBe(2);
  expect(set.get('family 2019 bob')).toBe(40);

  const verified = await run('verify', FILE);
  expect(verified.code).toBe(3);
  expect(await classesIn(cwd, 'verify.csv')).toEqual(['not_member', 'not_member', 'not_member', ...NOT_SET]);

  const again = await run('import', FILE, '--only-changes', '--restart', '--json');
  // 20 rows are written as probes; of the others, 4 are refused and 11 are right.
  expect(JSON.parse(again.stdout)).toMatchObject({
    rows: { read: 40, ok: 20, failed: 8, skipped: 12, unchanged: 11 },
    calls: { sent: 23 },
  });
});

test('messages that came since the import are told as such, and with what to do about them', async () => {
  const { simulator, run } = await begin();
  await run('import', FILE);
  // The service gives whole seconds.
  await new Promise((resolve) => setTimeout(resolve, 1100));
  simulator.change({ newMessages: [{ groupId: 'project-apollo', count: 2 }] });
  const { stdout } = await run('verify', FILE);
  expect(stdout).toContain('10 new_messages: the target has another count');
  expect(stdout).toContain('leave the rows of class new_messages');
  expect(stdout).not.toContain('different');
});

test('check of a target that takes no questions stops, finds no row, and says what to allow', async () => {
  const { run } = await begin({ faults: [{ kind: 10026, share: 1 }] });
  const { code, stdout } = await run('check', FILE);
  expect(code).toBe(4);
  expect(stdout).toMatch(/^INCOMPLETE: fixtures\/migration\.csv\n/);
  expect(stdout).toMatch(/next[\s\S]*get_role_in_group[\s\S]*npx tim-unread check fixtures\/migration\.csv\n/);
  expect(stdout).not.toContain('would take');
});

test('rows that nobody could tell about are told apart from those that are not as asked', async () => {
  const { run } = await begin({ faults: [{ kind: 'left-out', share: 1, command: 'get_role_in_group' }] });
  const { code, stdout } = await run('check', FILE);
  expect(code).toBe(3);
  // The last account of each group's answer is left out, and again where it is asked about alone.
  expect(stdout).toMatch(/^6 OF 40 ROWS WOULD NOT BE SET AS ASKED, 4 NOT CHECKED:\s/);
  expect(stdout).toContain('40 read = 30 as asked + 6 not as asked + 4 not checked + 0 skipped');
  expect(stdout).toMatch(/next +ask again .*\n +npx tim-unread check .*\n +and +correct these rows/);
});

test('a report of check is no wider than a terminal of 80 columns', async () => {
  const { run } = await begin();
  const { stdout } = await run('check', FILE);
  expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
