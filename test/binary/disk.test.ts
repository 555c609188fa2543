import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/server.ts';
import { type Ended, runBinary, startBinary } from '../support/binary.ts';
import { runCommand } from '../support/command.ts';
import {
  byText,
  expectedFailures,
  expectStopped,
  expectToGoOn,
  expectTold,
  FOLDER,
  failedRows,
  PER_SECOND,
  ROWS,
  runInto,
} from '../support/disk.ts';
import { faultyFs } from '../support/faulty-fs.ts';
import {
  canBeSomebody,
  canMakeExt4,
  canMount,
  coverReadOnly,
  mountExt4,
  mountTmpfs,
  remount,
  SOMEBODY,
} from '../support/mounts.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { until } from '../support/until.ts';
import { unwrapped } from '../support/unwrapped.ts';

const startReal = (args: readonly string[], env: Record<string, string>): Promise<Ended> => runBinary(args, { env });

// Every operation on every file is broken in test/cli/disk.test.ts.
describe('a fault of the disk ends the process with 4, and the same command does the rest', () => {
  test('before the first call', async () => {
    const path = await tempFile('rows.csv', csvOf(10));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const faulty = await faultyFs({ operation: 'rename', file: 'checkpoint.json' }, 'EACCES');
    faulty.arm();
    expectTold(await runBinary(['import', path], { env: { ...env, ...faulty.env } }), 'checkpoint.json', 'EACCES');
    expect(simulator.state().calls).toEqual([]);
    expect((await runBinary(['import', path], { env })).code).toBe(0);
  });

  test('in the middle of a run', async () => {
    const faulty = await faultyFs({ operation: 'write', file: 'failures.csv' }, 'ENOSPC');
    const strike = () => {
      faulty.arm();
      return until(faulty.hasStruck);
    };
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const stopped = await runInto(path, strike, (args, env) => runBinary(args, { env: { ...env, ...faulty.env } }));
    expectStopped(stopped, 'failures.csv', 'ENOSPC');
    await expectToGoOn(stopped);
  });
});

describe.skipIf(process.platform === 'win32')('a log that cannot be written ends no migration', () => {
  const expectUnharmed = ({ code, stderr }: Ended, simulator: Simulator, rows: number): void => {
    expect(
      unwrapped(stderr).match(/warning: .*log\.jsonl cannot be written, the run goes on without a log: /g),
    ).toHaveLength(1);
    expect(stderr).not.toMatch(/This is a bug|error/);
    expect(code).toBe(0);
    expect(unreadOf(simulator).size).toBe(rows);
  };

  test.skipIf(!canBeSomebody)('no permission', async () => {
    const path = await tempFile('rows.csv', csvOf(100));
    const stateDir = `${path}.tim-unread`;
    const log = join(stateDir, 'log.jsonl');
    mkdirSync(stateDir);
    if (SOMEBODY !== undefined) for (const given of [stateDir, path]) chownSync(given, SOMEBODY, SOMEBODY);
    if (SOMEBODY !== undefined) chmodSync(dirname(path), 0o755);
    const simulator = await simulate();
    const by = { env: environmentOf(simulator), uid: SOMEBODY };
    await runBinary(['import', path, '--limit', '5'], by);
    chmodSync(log, 0o444);
    const ended = await runBinary(['import', path], by);
    expectUnharmed(ended, simulator, 100);
  });

  test('a disk that is full in the middle of the run', async () => {
    const path = await tempFile('rows.csv', csvOf(300));
    const simulator = await simulate();
    const faulty = await faultyFs({ operation: 'writeSync', file: 'log.jsonl' }, 'ENOSPC');
    const env = { ...environmentOf(simulator), ...faulty.env };
    const running = startBinary(['import', path, '--rate', '500', '--log-level', 'debug'], { env });
    await until(() => simulator.state().calls.length > 100);
    faulty.arm();
    expectUnharmed(await running.ended, simulator, 300);
    expect(faulty.hasStruck()).toBe(true);
  });
});

// The real versions of the injected faults, as far as this machine allows. An exhausted quota (EDQUOT) needs quota
// tools, or a kernel with quotas for tmpfs. A link to /dev/full is no case: links in a state folder are refused.
describe('real disks', () => {
  describe.skipIf(!canBeSomebody)('no permission (needs a user who is not root, and can read this checkout)', () => {
    const ofSomebody = async (rows: number): Promise<string> => {
      const path = await tempFile('rows.csv', csvOf(rows));
      if (SOMEBODY !== undefined) for (const given of [dirname(path), path]) chownSync(given, SOMEBODY, SOMEBODY);
      return path;
    };

    test('at the start', async () => {
      const path = await ofSomebody(10);
      const simulator = await simulate();
      const options = { env: environmentOf(simulator), uid: SOMEBODY };
      chmodSync(dirname(path), 0o555);
      expectTold(await runBinary(['import', path], options), FOLDER, 'EACCES');
      expect(simulator.state().calls).toEqual([]);
      chmodSync(dirname(path), 0o755);
      expect((await runBinary(['import', path], options)).code).toBe(0);
    });

    test('in the middle', async () => {
      const path = await ofSomebody(ROWS);
      const stopped = await runInto(
        path,
        () => chmodSync(`${path}.tim-unread`, 0o500),
        (args, env) => runBinary(args, { env, uid: SOMEBODY }),
      );
      expectStopped(stopped, 'checkpoint.json', 'EACCES');
      chmodSync(`${path}.tim-unread`, 0o700);
      await expectToGoOn(stopped, { uid: SOMEBODY });
    });
  });

  describe.skipIf(!canMount)('mounted for the test (needs root on Linux)', () => {
    test('no room at the start', async () => {
      const disk = await mountTmpfs('size=4k');
      writeFileSync(join(disk, 'all the room'), Buffer.alloc(4096));
      const path = await tempFile('rows.csv', csvOf(10));
      const simulator = await simulate();
      const options = { env: environmentOf(simulator) };
      const args = ['import', path, '--state-dir', join(disk, FOLDER)];
      expectTold(await runBinary(args, options), 'lock', 'ENOSPC');
      expect(simulator.state().calls).toEqual([]);
      remount(disk, 'size=1m');
      expect((await runCommand(args, options)).code).toBe(0);
    });

    test('read-only at the start', async () => {
      const disk = await mountTmpfs('ro');
      const path = await tempFile('rows.csv', csvOf(10));
      const simulator = await simulate();
      const options = { env: environmentOf(simulator) };
      const args = ['import', path, '--state-dir', join(disk, FOLDER)];
      expectTold(await runBinary(args, options), FOLDER, 'EROFS');
      expect(simulator.state().calls).toEqual([]);
      remount(disk, 'rw');
      expect((await runCommand(args, options)).code).toBe(0);
    });

    test('a disk of 64 KiB that the failures and the log of the run fill up', async () => {
      const stateDir = join(await mountTmpfs('size=64k'), FOLDER);
      // So many that the disk is full long before the last one, however late its run hears of it.
      const rows = 4 * ROWS;
      const path = await tempFile('rows.csv', csvOf(rows));
      const simulator = await simulate({ faults: [{ kind: 10004, share: 1 }] });
      const env = environmentOf(simulator);
      // Where all rows are refused alike they have failed only by the will of the user.
      const flags = ['--rate', String(PER_SECOND * 2), '--max-failures', '100%', '--json'];
      const args = ['import', path, '--state-dir', stateDir, ...flags];
      const stopped = await runBinary(args, { env });
      expectTold(stopped, '', 'ENOSPC');
      expect(unwrapped(stopped.stderr)).toMatch(/(checkpoint\.json|failures\.csv) could not be written/);
      const { failed, ok } = JSON.parse(stopped.stdout).rows;
      expect(ok).toBe(0);
      expect(failed).toBeGreaterThan(50);
      expect(failed).toBeLessThan(rows);
      remount(dirname(stateDir), 'size=4m');
      const again = await runCommand(args, { env });
      expect(again.code).toBe(3);
      // On a busy machine the disk may be full before the first rows are saved: then all of them are sent again.
      expect(JSON.parse(again.stdout).rows).toMatchObject({ read: rows, failed: rows, pending: 0 });
      const expected = expectedFailures(rows, () => true).toSorted(byText);
      expect(failedRows(stateDir).toSorted(byText)).toEqual(expected);
    });

    // A file system with files open for writing cannot be remounted read-only (EBUSY). So a read-only mount is laid
    // over the folder during the run.
    test('a folder that is read-only in the middle of the run', async () => {
      const path = await tempFile('rows.csv', csvOf(ROWS));
      let unmount = () => {};
      const strike = () => {
        unmount = coverReadOnly(`${path}.tim-unread`);
      };
      const stopped = await runInto(path, strike, startReal);
      expectStopped(stopped, 'checkpoint.json', 'EROFS');
      unmount();
      await expectToGoOn(stopped);
    });

    test.skipIf(!canMakeExt4)(
      'a disk that the kernel makes read-only after an error (needs ext4 on a loop device)',
      async () => {
        const disk = await mountExt4();
        const path = await tempFile('rows.csv', csvOf(ROWS));
        const stopped = await runInto(path, disk.breakDown, startReal, join(disk.path, FOLDER));
        expectStopped(stopped, '', 'EROFS');
        disk.repair();
        await expectToGoOn(stopped);
      },
    );
  });
});
