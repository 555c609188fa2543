import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { BINARY } from './binary.ts';
import { tempFolder } from './temp.ts';

const isRoot = process.getuid?.() === 0;

/** ID of a user whom permissions bind; undefined when the tests run as such a user. */
export const SOMEBODY = isRoot ? 65_534 : undefined;

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const does = (command: string, args: readonly string[], options: object = {}): boolean =>
  spawnSync(command, args, { stdio: 'ignore', ...options }).status === 0;

export const canBeSomebody =
  process.platform !== 'win32' &&
  (SOMEBODY === undefined || does(process.execPath, [BINARY, '--version'], { uid: SOMEBODY, gid: SOMEBODY }));

const tryMount = (): boolean => {
  if (process.platform !== 'linux' || !isRoot) return false;
  const folder = mkdtempSync(join(tmpdir(), 'tim-unread-mount-'));
  const isMounted = does('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  if (isMounted) run('umount', [folder]);
  rmdirSync(folder);
  return isMounted;
};
export const canMount = tryMount();
export const canMakeExt4 = canMount && does('mkfs.ext4', ['-V']) && does('losetup', ['--find']);

/** Unmounts at the end of the test, if it is still mounted. */
const unmountAtTheEnd = (path: string): void => {
  onTestFinished(() => {
    while (does('mountpoint', ['-q', path])) run('umount', ['--lazy', path]);
  });
};

/** @param options - as for `mount -o` @returns the mount point */
export const mountTmpfs = async (options: string): Promise<string> => {
  const path = join(await tempFolder(), 'disk');
  mkdirSync(path);
  unmountAtTheEnd(path);
  run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]);
  return path;
};

export const remount = (path: string, options: string): void => {
  run('mount', ['-o', `remount,${options}`, path]);
};

/** Mounts a folder read-only over itself; open files stay open. @returns a function that unmounts it */
export const coverReadOnly = (path: string): (() => void) => {
  unmountAtTheEnd(path);
  run('mount', ['--bind', path, path]);
  run('mount', ['-o', 'remount,bind,ro', path]);
  return () => run('umount', [path]);
};

/** A separate disk, which the kernel makes read-only when it finds an error on it. */
export const mountExt4 = async () => {
  const folder = await tempFolder();
  const [image, path] = [join(folder, 'image'), join(folder, 'disk')];
  const file = openSync(image, 'w');
  ftruncateSync(file, 8 * 1024 * 1024);
  closeSync(file);
  run('mkfs.ext4', ['-q', image]);
  mkdirSync(path);
  unmountAtTheEnd(path);
  const mount = () => run('mount', ['-o', 'loop,errors=remount-ro', image, path]);
  mount();
  return {
    path,
    breakDown: () => {
      const device = basename(run('findmnt', ['-no', 'SOURCE', path]).trim());
      writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, 'by a test');
    },
    repair: () => {
      run('umount', [path]);
      mount();
    },
  };
};
