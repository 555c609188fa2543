import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openMaker } from '../../src/wiring/maker.ts';
import { runCommand } from '../support/command.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

/** A user or a machine with another key. */
const somebodyElse = async () => {
  const folder = join(await tempFolder(), 'config');
  return { maker: async () => ({ ...(await openMaker(folder)), user: 'alice', host: 'build-7' }) };
};

const ended = async (rows = 20, limit = 12) => {
  const path = await tempFile('rows.csv', csvOf(rows));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const importRows = (args: readonly string[] = [], world = {}) =>
    runCommand(['import', path, ...args], { env, world });
  const other = await somebodyElse();
  expect((await importRows(['--limit', String(limit)], other)).code).toBe(4);
  return { path, simulator, env, importRows, folder: `${path}.tim-unread`, other };
};

test('rows that a run of somebody else has done are taken as done, and that is told in every place', async () => {
  const { path, env, importRows, simulator } = await ended();
  const again = await importRows();
  expect(again.code).toBe(0);
  expect(simulator.state().calls).toHaveLength(20);
  expect(unwrapped(again.stderr)).toMatch(
    /warning: 12 rows are taken as done because .*tim-unread says so\. It was not made by you on this machine, but by alice on build-7, as it says itself\..*--restart/,
  );
  const told = '12 rows are done by a state folder that you did not make on this machine (it says: alice on build-7)';
  expect(unwrapped(again.stdout)).toContain(told);
  // Also behind further runs, which this user has made.
  const third = await importRows(['--json']);
  expect(JSON.parse(third.stdout)).toMatchObject({ takenOver: { rows: 12, from: { user: 'alice', host: 'build-7' } } });
  expect(unwrapped((await runCommand(['status', path], { env })).stdout)).toContain(told);
});

test("a checkpoint that was forged for the same target says complete in nobody's name", async () => {
  const { path, env, importRows, simulator, folder } = await ended(20, 19);
  const file = join(folder, 'checkpoint.json');
  const { checksum: _, seal: __, madeBy: ___, ...content } = JSON.parse(await readFile(file, 'utf8'));
  const forged = { ...content, madeBy: { user: 'root', host: 'here' } };
  const checksum = createHash('sha256').update(JSON.stringify(forged)).digest('hex');
  await writeFile(file, JSON.stringify({ ...forged, checksum, seal: 'f'.repeat(64) }));
  const status = await runCommand(['status', path, '--json'], { env });
  expect(JSON.parse(status.stdout).takenOver).toEqual({ rows: 19, from: { user: 'root', host: 'here' } });
  const { code, stdout } = await importRows();
  expect(code).toBe(0);
  expect(unwrapped(stdout)).toContain('19 rows are done by a state folder that you did not make on this machine');
  expect(simulator.state().calls).toHaveLength(20);
});

/** Puts a checkpoint of somebody else in the place of that in the folder. */
const forge = async (
  folder: string,
  change: (content: Record<string, unknown>) => object,
  name = 'checkpoint.json',
): Promise<void> => {
  const file = join(folder, name);
  const { checksum: _, seal: __, ...content } = JSON.parse(await readFile(file, 'utf8'));
  const forged = change(content);
  const checksum = createHash('sha256').update(JSON.stringify(forged)).digest('hex');
  await writeFile(file, JSON.stringify({ ...forged, checksum }));
};

test.each([
  ['no row as done', { read: 0, ok: 0 }],
  ['every row as open', { ok: 0, pending: 19 }],
  ['one row as done', { read: 1, ok: 1 }],
])('a forged checkpoint that counts %s, and goes on behind all of them, is refused', async (_, counts) => {
  const { importRows, simulator, folder } = await ended(20, 19);
  await forge(folder, (content) => ({ ...content, counts: { ...Object(content.counts), ...counts } }));
  const { code, stdout } = await importRows();
  expect(code).toBe(5);
  expect(stdout).toBe('');
  expect(simulator.state().calls).toHaveLength(19);
});

test('one whose numbers of rows are those of the first row, though its place is the end, says whose word it is', async () => {
  const { importRows, folder } = await ended(20, 19);
  await forge(folder, (content) => ({
    ...content,
    counts: { ...Object(content.counts), read: 0, ok: 0 },
    next: { ...Object(content.next), row: 1 },
  }));
  const { stdout, stderr } = await importRows();
  expect(unwrapped(stdout)).toContain('0 rows are done by a state folder that you did not make');
  expect(unwrapped(stderr)).toContain('0 rows are taken as done because');
});

test.each(['check', 'verify'])(
  'what a %s of somebody else has found is told as such in every place',
  async (command) => {
    const { path, env, other, folder, importRows } = await ended(20, 19);
    await importRows(['--restart']);
    await runCommand([command, path], { env, world: other });
    const told = '20 rows are done by a state folder that you did not make on this machine (it says: alice on build-7)';
    const taken = { rows: 20, from: { user: 'alice', host: 'build-7' } };
    const status = await runCommand(['status', path], { env });
    expect(unwrapped(status.stdout)).toContain(told);
    expect(JSON.parse((await runCommand(['status', path, '--json'], { env })).stdout)[command].takenOver).toEqual(
      taken,
    );
    await runCommand(['report', path], { env });
    expect(await readFile(join(folder, 'report.html'), 'utf8')).toContain(
      '20 rows done by a state folder of another maker',
    );
    await forge(folder, (content) => ({ ...content, state: 'unfinished' }), `${command}-checkpoint.json`);
    const again = await runCommand([command, path], { env });
    expect(unwrapped(again.stdout)).toContain(told);
    expect(unwrapped(again.stderr)).toMatch(/(ask about every row|read every count back) again: --restart/);
  },
);

test('a folder of somebody else does not say where rows, UserSigs and files go: its flags for that are not proposed', async () => {
  const { path, env, folder } = await ended();
  const flags = {
    endpoint: 'https://evil.example',
    envFile: '/evil/.env',
    secretKeyFile: '/evil/key',
    redis: 'redis://evil.example',
    stateDir: '/evil/folder',
  };
  await forge(folder, (content) => ({ ...content, flags: { ...flags, concurrency: '7' } }));
  for (const more of [[], ['--json']]) {
    const { code, stdout } = await runCommand(['status', path, ...more], { env });
    expect(code).toBe(4);
    expect(stdout).toContain('--concurrency 7');
    expect(stdout).not.toContain('evil');
  }
});

test.each([
  { kind: '__proto__' },
  { kind: 'zip' },
  {},
  { kind: 'csv', columns: null, delimiter: {} },
  { kind: 'json', columns: { GroupId: [] } },
  { kind: 'csv', columns: { groupId: { toString: 1 } } },
])('a forged reading %j is refused, and is no bug', async (reading) => {
  const { path, env, folder, importRows, simulator } = await ended();
  await forge(folder, (content) => ({ ...content, reading }));
  const status = await runCommand(['status', path], { env });
  expect(status.code).not.toBe(1);
  expect(status.stderr).not.toContain('bug');
  const again = await importRows();
  expect(again.code).toBe(5);
  expect(simulator.state().calls).toHaveLength(12);
});

test('a folder of this user on this machine is his own wherever it was copied to', async () => {
  const path = await tempFile('rows.csv', csvOf(20));
  const env = environmentOf(await simulate());
  await runCommand(['import', path, '--limit', '5'], { env });
  const copy = join(await tempFolder(), 'copy');
  await cp(`${path}.tim-unread`, copy, { recursive: true });
  await chmod(copy, 0o700);
  await rm(`${path}.tim-unread`, { recursive: true });
  const { code, stdout, stderr } = await runCommand(['import', path, '--state-dir', copy], { env });
  expect(code).toBe(0);
  expect(stdout + stderr).not.toContain('did not make');
});

test('where no key can be kept nobody knows who made a folder, and the run goes on', async () => {
  const path = await tempFile('rows.csv', csvOf(20));
  const env = environmentOf(await simulate());
  const file = join(await tempFolder(), 'a file');
  await writeFile(file, '');
  const world = { maker: () => openMaker(file) };
  await runCommand(['import', path, '--limit', '5'], { env, world });
  const { code, stdout } = await runCommand(['import', path], { env, world });
  expect(code).toBe(0);
  expect(unwrapped(stdout)).toContain('5 rows are done by a state folder');
});

test.skipIf(process.platform === 'win32')('the key is made once', async () => {
  const folder = join(await tempFolder(), 'deep', 'config');
  const { key } = await openMaker(folder);
  expect(key).toHaveLength(32);
  expect((await stat(join(folder, 'checkpoint.key'))).mode & 0o777).toBe(0o600);
  expect((await openMaker(folder)).key).toEqual(key);
  await rm(folder, { recursive: true });
  await mkdir(folder, { recursive: true });
  expect((await openMaker(folder)).key).not.toEqual(key);
});

test.skipIf(process.platform === 'win32').each([
  ['read', 0o644],
  ['write', 0o602],
])('a key that others could %s is made anew, and what it has sealed is told as of somebody else', async (_, mode) => {
  const path = await tempFile('rows.csv', csvOf(20));
  const env = environmentOf(await simulate());
  const folder = join(await tempFolder(), 'config');
  const file = join(folder, 'checkpoint.key');
  const world = { maker: () => openMaker(folder) };
  await runCommand(['import', path, '--limit', '5'], { env, world });
  const before = await readFile(file);
  await chmod(file, mode);
  const { code, stdout } = await runCommand(['import', path], { env, world });
  expect(code).toBe(0);
  expect(unwrapped(stdout)).toContain('5 rows are done by a state folder that you did not make on this machine');
  const after = await readFile(file);
  expect(after).toHaveLength(32);
  expect(after).not.toEqual(before);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await openMaker(folder)).key).toEqual(after);
});

test('a forged checkpoint of more codes than a run counts, which a page would be drawn of for long, is refused', async () => {
  const { path, env, folder } = await ended();
  const failures = Array.from({ length: 1100 }, (_, at) => ({ class: 'refused', errorCode: at, count: 1 }));
  await forge(folder, (content) => ({ ...content, failures }));
  expect((await runCommand(['report', path], { env })).code).toBe(5);
});

test('a forged checkpoint of rows that the input does not have is not complete, and the way out is', async () => {
  const { importRows, simulator, folder } = await ended();
  await forge(folder, (content) => ({
    ...content,
    settledAhead: [[30, 89]],
    counts: { ...Object(content.counts), read: 89, ok: 72, pending: 17 },
  }));
  const { code, stdout } = await importRows();
  expect(code).toBe(4);
  expect(unwrapped(stdout)).toMatch(/INCOMPLETE[\s\S]*has 9 more rows than there are in it[\s\S]*--restart/);
  expect((await importRows(['--restart'])).code).toBe(0);
  expect(simulator.state().calls).toHaveLength(12 + 8 + 20);
});

test('a forged checkpoint of more ranges or readings than a run has is refused', async () => {
  const { path, env, folder } = await ended();
  const rows = 1_000_001;
  const settledAhead = Array.from({ length: rows }, (_, at) => [100 + 2 * at, 100 + 2 * at]);
  await forge(folder, (content) => {
    const { ok } = Object(content.counts);
    const counts = { ...Object(content.counts), read: ok + rows, ok: ok + rows };
    return { ...content, settledAhead, counts };
  });
  expect((await runCommand(['status', path], { env })).code).toBe(5);
  await forge(folder, (content) => {
    const { reading, next, proven, counts } = Object(content);
    const one = { reading, next, settledAhead: [], proven };
    return {
      ...content,
      settledAhead: [],
      counts: { ...counts, read: 12, ok: 12 },
      earlier: new Array(1001).fill(one),
    };
  });
  expect((await runCommand(['status', path], { env })).code).toBe(5);
});

test('failures of which one is larger than any that a run writes are not read to their end where the input is read anew', async () => {
  const { importRows, simulator, folder } = await ended();
  const failuresBytes = 16 * 1024 * 1024;
  const file = await open(join(folder, 'failures.csv'), 'r+');
  await file.truncate(failuresBytes);
  await file.write('\n', failuresBytes - 1);
  await file.close();
  await forge(folder, (content) => ({ ...content, failuresBytes }));
  const { code, stderr } = await importRows(['--trim']);
  expect(code).toBe(5);
  expect(unwrapped(stderr)).toContain('failures.csv was changed');
  expect(simulator.state().calls).toHaveLength(12);
});
