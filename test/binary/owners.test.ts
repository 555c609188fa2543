import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runBinary } from '../support/binary.ts';
import { preload } from '../support/preload.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const ROWS = 20;
/** Nobody in particular. */
const UID = 54_321;

const begin = async () => {
  const path = await tempFile('rows.csv', csvOf(ROWS));
  await chmod(dirname(path), 0o755);
  const simulator = await simulate();
  const home = await tempFolder();
  await chown(home, UID, UID);
  const env = { ...environmentOf(simulator), HOME: home, XDG_CONFIG_HOME: home };
  return { path, stateDir: `${path}.tim-unread`, simulator, env };
};

describe.skipIf(process.getuid?.() !== 0)('another user than the one who owns the files (root)', () => {
  test('an input in a folder that cannot be written: proposes --state-dir, which works', async () => {
    const { path, simulator, env } = await begin();
    const refused = await runBinary(['import', path], { env, uid: UID });
    expect(refused.code).toBe(4);
    const text = unwrapped(refused.stderr);
    expect(text).toContain('could not be made: permission denied (EACCES)');
    expect(text).toContain('--state-dir ~/rows.csv.tim-unread');
    const doctor = await runBinary(['doctor', path], { env, uid: UID });
    expect(unwrapped(doctor.stdout)).toContain('--state-dir ~/rows.csv.tim-unread');
    const homeless = await runBinary(['import', path], { env: { ...env, HOME: '/nowhere' }, uid: UID });
    expect(unwrapped(homeless.stderr)).toContain('--state-dir FOLDER/rows.csv.tim-unread');
    expect(text).not.toMatch(/writable|Make room/);
    const again = await runBinary(['import', path, '--state-dir', join(env.HOME, 'rows.csv.tim-unread')], {
      env,
      uid: UID,
    });
    expect(again.code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
  });

  test('settings and a key of somebody else are warned of; those of root, and his own, are not', async () => {
    const { path, env } = await begin();
    const folder = dirname(path);
    await writeFile(join(folder, 'env.txt'), 'TIM_RATE=100\n', { mode: 0o644 });
    await writeFile(join(folder, 'key.txt'), 'a1'.repeat(32), { mode: 0o644 });
    const said = async (owner: number) => {
      for (const name of ['env.txt', 'key.txt']) await chown(join(folder, name), owner, owner);
      const args = [
        'import',
        path,
        '--settings',
        join(folder, 'env.txt'),
        '--secret-key-file',
        join(folder, 'key.txt'),
      ];
      return unwrapped((await runBinary(args, { env, uid: UID })).stderr);
    };
    const his = await said(UID + 1);
    for (const name of ['env.txt', 'key.txt']) {
      expect(his).toContain(`user ${UID + 1} owns ${join(folder, name)}, and so decides where the rows go`);
    }
    for (const owner of [0, UID]) expect(await said(owner)).not.toContain('and so decides where the rows go');
  });

  test('after a run with sudo: says whose the folder is, and the chown that mends it', async () => {
    const { path, stateDir, env } = await begin();
    await chown(dirname(path), UID, UID);
    await runBinary(['import', path, '--limit', '5'], { env });
    const refused = await runBinary(['import', path], { env, uid: UID });
    expect(refused.code).toBe(5);
    const text = unwrapped(refused.stderr);
    expect(text).toContain(`${stateDir} belongs to root, as after a run with sudo, not to you`);
    expect(text).toContain(`sudo chown -R "$(id -u)" ${stateDir}`);
    expect(text).not.toMatch(/writable|Make room|\\u000a/);
    const doctor = await runBinary(['doctor', path], { env, uid: UID });
    expect(doctor.code).toBe(5);
    expect(unwrapped(doctor.stdout)).toContain(`sudo chown -R "$(id -u)" ${stateDir}`);
    expect(doctor.stdout).not.toContain('the folder above it');
    for (const name of await readdir(stateDir)) await chown(join(stateDir, name), UID, UID);
    await chown(stateDir, UID, UID);
    expect((await runBinary(['import', path], { env, uid: UID })).code).toBe(0);
  });

  test('one file of root in a folder of one’s own is named', async () => {
    const { path, stateDir, env } = await begin();
    await chown(dirname(path), UID, UID);
    await runBinary(['import', path, '--limit', '5'], { env, uid: UID });
    await chown(join(stateDir, 'failures.csv'), 0, 0);
    await chmod(join(stateDir, 'failures.csv'), 0o600);
    const { code, stderr } = await runBinary(['import', path], { env, uid: UID });
    expect(code).toBe(5);
    expect(unwrapped(stderr)).toContain('failures.csv belongs to root');
    expect(unwrapped(stderr)).toContain('chown -R');
  });

  test('sudo for the folder of a user: without sudo', async () => {
    const { path, stateDir, env } = await begin();
    await mkdir(stateDir, { mode: 0o700 });
    await chown(stateDir, UID, UID);
    const { code, stderr } = await runBinary(['import', path], { env });
    expect(code).toBe(5);
    expect(unwrapped(stderr)).toMatch(
      new RegExp(`belongs to user ${UID}[\\s\\S]*Type the command as that user, without sudo`),
    );
  });
});

test.skipIf(process.platform === 'win32')(
  'where a process may open so few files that slow calls keep the pace down: goes on, and says so',
  async () => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const through = ['bash', '-c', 'ulimit -n 256; exec "$@"', 'bash'] as const;
    const { code, stderr } = await runBinary(['import', path, '--simulator'], { through });
    expect(code).toBe(0);
    // half of them: 128 / 200 s
    expect(unwrapped(stderr)).toMatch(
      /may have 256 open files at a time, of which 128 .*longer than 640 ms.*ulimit -n 1024/,
    );
  },
);

describe('where a connection is one file too many, and a checkpoint is none', () => {
  /** The first ones only. */
  const refuseConnections = (count: number) =>
    preload(`
      import { Socket } from 'node:net';
      const { connect } = Socket.prototype;
      let left = ${count};
      Socket.prototype.connect = function (...given) {
        if (left <= 0) return connect.apply(this, given);
        left -= 1;
        const error = Object.assign(new Error('connect EMFILE 127.0.0.1'), { code: 'EMFILE', syscall: 'connect' });
        process.nextTick(() => this.destroy(error));
        return this;
      };`);

  test('waits, and goes on by itself', async () => {
    const { path, simulator, env } = await begin();
    const { code, stderr } = await runBinary(['import', path], { env: { ...env, ...(await refuseConnections(2)) } });
    expect(code).toBe(0);
    expect(unwrapped(stderr)).toMatch(/no call gets through: .*EMFILE.*no row is lost while waiting/);
    expect(unreadOf(simulator).size).toBe(ROWS);
  });

  test('gives up with rows pending, says how to raise the limit, and then the same command goes on', async () => {
    const { path, simulator, env } = await begin();
    const args = ['import', path, '--give-up-after', '200ms'];
    const { code, stdout } = await runBinary(args, { env: { ...env, ...(await refuseConnections(1000)) } });
    expect(code).toBe(4);
    expect(unwrapped(stdout)).toMatch(/EMFILE[\s\S]*Raise the limit: ulimit -n 1024/);
    expect((await runBinary(args, { env })).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(ROWS);
  });
});

test.skipIf(process.platform === 'win32').each([30, 20])(
  'where a process may open only %i files: says what is short, and how to raise it',
  async (limit) => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const through = ['bash', '-c', `ulimit -n ${limit}; exec "$@"`, 'bash'] as const;
    const { code, stderr, stdout } = await runBinary(['import', path, '--simulator'], { through });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/may not open enough files at once \(EMFILE\)[\s\S]*ulimit -n 1024/);
    expect(stderr).not.toMatch(/\n\s+at |bug/);
  },
);
