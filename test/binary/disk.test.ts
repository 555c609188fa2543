import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Simulator } from '../../src/simulator/server.ts';
import { type Ended, type RunOptions, runBinary, startBinary } from '../support/binary.ts';
import { runCommand } from '../support/command.ts';
import { type FaultCode, type FaultPlace, faultyFs } from '../support/faulty-fs.ts';
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

/** Runs the cases at the same time, since each of them waits for processes most of the time. */
const together = async <T extends object>(cases: readonly T[], run: (one: T) => Promise<void>): Promise<void> => {
  const ends = await Promise.allSettled(cases.map(run));
  for (const [at, end] of ends.entries()) {
    if (end.status === 'fulfilled') continue;
    const { message } = end.reason as Error;
    throw new Error(`${Object.values(cases[at] ?? {}).join(' ')}: ${message}`, { cause: end.reason });
  }
};

const FOLDER = 'rows.csv.tim-unread';
const PARENT = 'the folder above';

/** What must be told of a run that the disk ended: which file, why, and what to do. */
const expectTold = ({ code, stderr }: Ended, file: string, fault: string): void => {
  expect(code).toBe(4);
  expect(unwrapped(stderr)).toContain(`${file} could not be`);
  expect(unwrapped(stderr)).toContain(`${fault}:`);
  expect(unwrapped(stderr)).toMatch(/Make room, or make the folder writable; then the same command goes on/);
  expect(unwrapped(stderr)).not.toMatch(/\n\s+at |This is a bug|Warning:/);
};

const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** The first four columns of `failures.csv`. */
const failedRows = (folder: string): string[] =>
  readFileSync(join(folder, 'failures.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(0, 4).join(','));

const REFUSED_GROUP = 'g13';

/** Of `csvOf`, the rows that the simulator refuses. */
const expectedFailures = (rows: number, isRefused: (at: number) => boolean): string[] =>
  Array.from({ length: rows }, (_, at) => at)
    .filter(isRefused)
    .map((at) => `g${at % 50},user${at + 1},${at + 1},${at + 2}`);

const isInRefusedGroup = (at: number): boolean => `g${at % 50}` === REFUSED_GROUP;

/** Every row is set or noted, once. */
const expectAllSettled = (simulator: Simulator, folder: string, rows: number): void => {
  expect(failedRows(folder).toSorted(byText)).toEqual(expectedFailures(rows, isInRefusedGroup).toSorted(byText));
  const unread = unreadOf(simulator);
  for (let at = 0; at < rows; at += 1) {
    expect(unread.get(`g${at % 50} user${at + 1}`)).toBe(isInRefusedGroup(at) ? undefined : at + 1);
  }
};

const refusing = [{ kind: 10004, share: 1, groupId: REFUSED_GROUP }];
const appliedOf = (simulator: Simulator): number => simulator.state().calls.filter(({ isApplied }) => isApplied).length;

type Case = FaultPlace & {
  readonly code: FaultCode;
  readonly after?: 'a part' | 'an empty folder';
  readonly flags?: readonly string[];
};

/** A fault before the first call: nothing is sent, and the same command does it all. */
const faultAtStart = async (names: string, { code: fault, after, flags = [], ...place }: Case): Promise<void> => {
  const path = await tempFile('rows.csv', csvOf(10));
  const simulator = await simulate();
  const env = environmentOf(simulator);
  if (after === 'a part') await runCommand(['import', path, '--limit', '4'], { env });
  if (after === 'an empty folder') mkdirSync(`${path}.tim-unread`);
  const before = simulator.state().calls.length;
  const file = place.file === PARENT ? basename(dirname(path)) : place.file;
  const faulty = await faultyFs({ ...place, file }, fault);
  faulty.arm();
  const args = ['import', path, ...flags];
  const stopped = await runBinary(args, { env: { ...env, ...faulty.env } });
  expect(faulty.hasStruck()).toBe(true);
  expectTold(stopped, names, fault);
  expect(stopped.stderr).toContain('(TU_JOURNAL)');
  expect(simulator.state().calls).toHaveLength(before);
  const again = await runCommand([...args, '--json'], { env });
  expect(again.code).toBe(0);
  expect(JSON.parse(again.stdout).rows).toMatchObject({ read: 10, ok: 10, pending: 0 });
  expect(unreadOf(simulator).size).toBe(10);
};

// Each file meets each code; which operation it comes from decides the lines that it goes through, the code does not.
// `summary.json` is not touched before the end.
describe('a fault of the disk before the first call: nothing is sent, and the same command does it all', () => {
  test.each<{ names: string; cases: Case[] }>([
    {
      names: FOLDER,
      cases: [
        { operation: 'mkdir', file: FOLDER, code: 'ENOSPC' },
        { operation: 'sync', file: PARENT, code: 'EDQUOT' },
        { operation: 'readdir', file: FOLDER, code: 'EACCES', after: 'an empty folder' },
        { operation: 'rename', file: FOLDER, code: 'EROFS', after: 'a part', flags: ['--restart'] },
        { operation: 'stat', file: FOLDER, code: 'EACCES', after: 'a part', flags: ['--restart'] },
      ],
    },
    {
      names: 'checkpoint.json',
      cases: [
        { operation: 'readFile', file: 'checkpoint.json', code: 'EACCES', after: 'a part' },
        { operation: 'open', file: 'checkpoint.json.tmp', code: 'EROFS' },
        { operation: 'writeFile', file: 'checkpoint.json.tmp', code: 'EDQUOT' },
        { operation: 'sync', file: 'checkpoint.json.tmp', code: 'ENOSPC' },
        { operation: 'close', file: 'checkpoint.json.tmp', code: 'EDQUOT' },
        { operation: 'rename', file: 'checkpoint.json', code: 'EACCES' },
        { operation: 'sync', file: FOLDER, code: 'ENOSPC' },
        { operation: 'open', file: FOLDER, code: 'EIO' },
      ],
    },
    {
      names: 'failures.csv',
      cases: [
        { operation: 'open', file: 'failures.csv', code: 'EACCES' },
        { operation: 'write', file: 'failures.csv', code: 'ENOSPC' },
        { operation: 'datasync', file: 'failures.csv', code: 'EDQUOT' },
        { operation: 'sync', file: FOLDER, code: 'EDQUOT', fromTime: 2 },
        { operation: 'open', file: 'failures.csv', code: 'EROFS', after: 'a part' },
        { operation: 'truncate', file: 'failures.csv', code: 'ENOSPC', after: 'a part' },
      ],
    },
  ])('$names', ({ names, cases }) => together(cases, (one) => faultAtStart(names, one)));

  test('status says the same of a checkpoint that it cannot read', async () => {
    const path = await tempFile('rows.csv', csvOf(10));
    const { env, arm } = await faultyFs({ operation: 'readFile', file: 'checkpoint.json' }, 'EACCES');
    arm();
    expectTold(await runBinary(['status', path], { env }), 'checkpoint.json', 'EACCES');
  });
});

const ROWS = 600;
const PER_SECOND = 400;
const IN_FLIGHT = 20;

type Stopped = {
  readonly ended: Ended;
  readonly path: string;
  readonly stateDir: string;
  readonly simulator: Simulator;
  readonly callsAfter: number;
};

/**
 * A run that meets a fault when a part of it is saved already.
 *
 * @param strike - makes the disk fail; resolves when the run has met that
 */
const runInto = async (
  path: string,
  strike: () => unknown,
  options: RunOptions = {},
  stateDir = `${path}.tim-unread`,
): Promise<Stopped> => {
  const simulator = await simulate({ latencyMs: 10, faults: refusing });
  const args = ['import', path, '--rate', String(PER_SECOND), '--concurrency', String(IN_FLIGHT), '--json'];
  args.push('--state-dir', stateDir);
  const running = startBinary(args, { ...options, env: { ...environmentOf(simulator), ...options.env } });
  await until(() => savedOf(stateDir) > ROWS / 10);
  await strike();
  const calls = simulator.state().calls.length;
  const ended = await running.ended;
  return { ended, path, stateDir, simulator, callsAfter: simulator.state().calls.length - calls };
};

/** How many rows the checkpoint counts as ok. */
const savedOf = (stateDir: string): number => {
  const path = join(stateDir, 'checkpoint.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).counts.ok : 0;
};

const expectStopped = ({ ended, path, simulator, callsAfter }: Stopped, file: string, fault: string): void => {
  expectTold(ended, file, fault);
  expect(unwrapped(ended.stderr)).toContain(`npx tim-unread import ${path}`);
  const summary = JSON.parse(ended.stdout);
  expect(summary).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 4 });
  const { read, ok, failed, pending } = summary.rows;
  expect(read).toBe(ok + failed + pending);
  expect(pending).toBeGreaterThan(0);
  expect(ok).toBeLessThanOrEqual(appliedOf(simulator));
  // What was in flight, and what the wait for this process may have let through.
  expect(callsAfter).toBeLessThanOrEqual(IN_FLIGHT + PER_SECOND / 2);
};

const expectToGoOn = async ({ path, stateDir, simulator }: Stopped, options?: RunOptions): Promise<void> => {
  const args = ['import', path, '--rate', '5000', '--json', '--state-dir', stateDir];
  const env = environmentOf(simulator);
  const again = await (options ? runBinary(args, { ...options, env }) : runCommand(args, { env }));
  expect(again.stderr).not.toContain('error');
  expect(again.code).toBe(3);
  const rows = { read: ROWS, ok: ROWS - ROWS / 50, failed: ROWS / 50, pending: 0 };
  expect(JSON.parse(again.stdout)).toMatchObject({ resumed: true, rows });
  expectAllSettled(simulator, stateDir, ROWS);
};

describe('a fault of the disk in the middle of a run: sending stops, and the same command does the rest', () => {
  test.each<{ names: string; cases: Case[] }>([
    {
      names: 'checkpoint.json',
      cases: [
        { operation: 'open', file: 'checkpoint.json.tmp', code: 'EROFS' },
        { operation: 'writeFile', file: 'checkpoint.json.tmp', code: 'ENOSPC' },
        { operation: 'close', file: 'checkpoint.json.tmp', code: 'EDQUOT' },
        { operation: 'rename', file: 'checkpoint.json', code: 'EACCES' },
        { operation: 'sync', file: FOLDER, code: 'ENOSPC' },
      ],
    },
    {
      names: 'failures.csv',
      cases: [
        { operation: 'write', file: 'failures.csv', code: 'ENOSPC' },
        { operation: 'write', file: 'failures.csv', code: 'EACCES' },
        { operation: 'datasync', file: 'failures.csv', code: 'EDQUOT' },
        { operation: 'datasync', file: 'failures.csv', code: 'EROFS' },
      ],
    },
  ])('$names', ({ names, cases }) =>
    together(cases, async ({ code, ...place }) => {
      const faulty = await faultyFs(place, code);
      const strike = () => {
        faulty.arm();
        return until(faulty.hasStruck);
      };
      const stopped = await runInto(await tempFile('rows.csv', csvOf(ROWS)), strike, { env: faulty.env });
      expectStopped(stopped, names, code);
      await expectToGoOn(stopped);
    }),
  );

  test('summary.json, when every row is settled already: what is told must be so all the same', () =>
    together<Case>(
      [
        { operation: 'open', file: 'summary.json.tmp', code: 'EROFS' },
        { operation: 'writeFile', file: 'summary.json.tmp', code: 'ENOSPC' },
        { operation: 'sync', file: 'summary.json.tmp', code: 'EDQUOT' },
        { operation: 'rename', file: 'summary.json', code: 'EACCES' },
      ],
      async ({ code, ...place }) => {
        const path = await tempFile('rows.csv', csvOf(20));
        const simulator = await simulate({ faults: refusing });
        const env = environmentOf(simulator);
        const faulty = await faultyFs(place, code);
        faulty.arm();
        const stopped = await runBinary(['import', path, '--json'], { env: { ...env, ...faulty.env } });
        expectTold(stopped, 'summary.json', code);
        expect(JSON.parse(stopped.stdout).rows).toMatchObject({ ok: 19, failed: 1, pending: 0 });
        expect((await runCommand(['import', path], { env })).code).toBe(3);
        expect(simulator.state().calls).toHaveLength(20);
        const summary = JSON.parse(readFileSync(join(`${path}.tim-unread`, 'summary.json'), 'utf8'));
        expect(summary).toMatchObject({ exitCode: 3 });
        expectAllSettled(simulator, `${path}.tim-unread`, 20);
      },
    ));

  test('a failures.csv that fails only when it is closed has lost nothing', async () => {
    const path = await tempFile('rows.csv', csvOf(20));
    const simulator = await simulate({ faults: refusing });
    const faulty = await faultyFs({ operation: 'close', file: 'failures.csv' }, 'EDQUOT');
    faulty.arm();
    const env = { ...environmentOf(simulator), ...faulty.env };
    const { code, stderr } = await runBinary(['import', path], { env });
    expect(faulty.hasStruck()).toBe(true);
    expect(stderr).not.toContain('bug');
    expect(code).toBe(3);
    expectAllSettled(simulator, `${path}.tim-unread`, 20);
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

  test.for([
    { name: 'a full disk', spoil: (log: string) => symlinkSync('/dev/full', log), isReal: existsSync('/dev/full') },
    { name: 'a folder in its place', spoil: (log: string) => mkdirSync(log), isReal: true },
    {
      name: 'no permission',
      spoil: (log: string) => writeFileSync(log, '', { mode: 0o444 }),
      isReal: canBeSomebody,
      uid: SOMEBODY,
    },
  ])('$name', async ({ spoil, isReal, uid }, { skip }) => {
    skip(!isReal, 'not to be had on this machine');
    const path = await tempFile('rows.csv', csvOf(100));
    const stateDir = `${path}.tim-unread`;
    mkdirSync(stateDir);
    spoil(join(stateDir, 'log.jsonl'));
    if (uid !== undefined) for (const given of [stateDir, path]) chownSync(given, uid, uid);
    if (uid !== undefined) chmodSync(dirname(path), 0o755);
    const simulator = await simulate();
    const ended = await runBinary(['import', path], { env: environmentOf(simulator), uid });
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

// What the injected faults stand for, where this machine lets it happen. A quota that is used up (EDQUOT) cannot be had
// without quota tools, or a kernel with quotas for tmpfs. /dev/full in place of failures.csv is no case: the file is
// held open by the run, and before a run one without a checkpoint is refused.
describe('real disks', () => {
  test.skipIf(!existsSync('/dev/full'))('checkpoint.json.tmp on a full disk (needs /dev/full)', async () => {
    const path = await tempFile('rows.csv', csvOf(ROWS));
    const temporary = join(`${path}.tim-unread`, 'checkpoint.json.tmp');
    const stopped = await runInto(path, () =>
      // In between two saves the name is free.
      until(() => {
        try {
          symlinkSync('/dev/full', temporary);
          return true;
        } catch {
          return false;
        }
      }),
    );
    expectStopped(stopped, 'checkpoint.json', 'ENOSPC');
    rmSync(temporary);
    await expectToGoOn(stopped);
  });

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
      const stopped = await runInto(path, () => chmodSync(`${path}.tim-unread`, 0o500), { uid: SOMEBODY });
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
      const path = await tempFile('rows.csv', csvOf(ROWS));
      const simulator = await simulate({ faults: [{ kind: 10004, share: 1 }] });
      const env = environmentOf(simulator);
      const args = ['import', path, '--rate', String(PER_SECOND * 2), '--state-dir', stateDir, '--json'];
      const stopped = await runBinary(args, { env });
      expectTold(stopped, '', 'ENOSPC');
      expect(unwrapped(stopped.stderr)).toMatch(/(checkpoint\.json|failures\.csv) could not be written/);
      const { failed, ok } = JSON.parse(stopped.stdout).rows;
      expect(ok).toBe(0);
      expect(failed).toBeGreaterThan(50);
      expect(failed).toBeLessThan(ROWS);
      remount(dirname(stateDir), 'size=4m');
      const again = await runCommand(args, { env });
      expect(again.code).toBe(3);
      expect(JSON.parse(again.stdout)).toMatchObject({ resumed: true, rows: { read: ROWS, failed: ROWS, pending: 0 } });
      const expected = expectedFailures(ROWS, () => true).toSorted(byText);
      expect(failedRows(stateDir).toSorted(byText)).toEqual(expected);
    });

    // A file system cannot be remounted read-only while files in it are open for writing (EBUSY), so that in the middle
    // of a run it is a read-only mount of the folder that comes to lie over it.
    test('a folder that is read-only in the middle of the run', async () => {
      const path = await tempFile('rows.csv', csvOf(ROWS));
      let unmount = () => {};
      const stopped = await runInto(path, () => {
        unmount = coverReadOnly(`${path}.tim-unread`);
      });
      expectStopped(stopped, 'checkpoint.json', 'EROFS');
      unmount();
      await expectToGoOn(stopped);
    });

    test.skipIf(!canMakeExt4)(
      'a disk that the kernel makes read-only after an error (needs ext4 on a loop device)',
      async () => {
        const disk = await mountExt4();
        const path = await tempFile('rows.csv', csvOf(ROWS));
        const stopped = await runInto(path, disk.breakDown, {}, join(disk.path, FOLDER));
        expectStopped(stopped, '', 'EROFS');
        disk.repair();
        await expectToGoOn(stopped);
      },
    );
  });
});
