import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { constants } from 'node:os';
import { basename } from 'node:path';

const TEXTS = {
  ENOSPC: 'no space left on device',
  EDQUOT: 'disk quota exceeded',
  EACCES: 'permission denied',
  EROFS: 'read-only file system',
  EIO: 'i/o error',
};
const SYSCALLS = { writeFile: 'write', writeSync: 'write', readFile: 'open', sync: 'fsync', datasync: 'fdatasync' };
const HANDLE_OPERATIONS = ['readFile', 'write', 'writeFile', 'sync', 'datasync', 'truncate', 'close'];
const PATH_OPERATIONS = ['rename', 'mkdir', 'readFile', 'readdir', 'stat'];

/**
 * Makes one operation on one file fail in this process.
 *
 * @returns mends it
 */
export const breakFs = ({ operation, file, code, fromTime = 1 }, { isArmed, onStrike }) => {
  const whole = { ...fs.promises };
  const paths = new Map();
  let times = 0;

  const errorOf = (paths) => {
    const syscall = SYSCALLS[operation] ?? operation;
    const names = paths.map((path) => `'${path}'`).join(' -> ');
    const error = new Error(`${code}: ${TEXTS[code]}, ${syscall}${names && ` ${names}`}`);
    return Object.assign(error, { errno: -constants.errno[code], code, syscall, ...(names && { path: paths[0] }) });
  };

  /** A file that is being replaced is known by its name without the part that nobody can foresee. */
  const nameOf = (path) => basename(String(path)).replace(/\.[0-9a-f]{16}\.tmp$/, '.tmp');

  /** @param told - the paths that the operating system would name in its message */
  const failWhereAsked = (asked, paths, told) => {
    if (asked !== operation || !paths.some((path) => nameOf(path) === file)) return;
    if (!isArmed()) return;
    times += 1;
    if (times < fromTime) return;
    onStrike();
    throw errorOf(told);
  };

  const { open } = fs.promises;
  fs.promises.open = async (path, ...more) => {
    failWhereAsked('open', [path], [path]);
    const handle = await open(path, ...more);
    paths.set(handle.fd, path);
    for (const name of HANDLE_OPERATIONS) {
      const actual = handle[name].bind(handle);
      handle[name] = async (...values) => {
        // As on a network disk: the file is closed even when closing fails.
        if (name === 'close') await actual();
        failWhereAsked(name, [path], []);
        return name === 'close' ? undefined : actual(...values);
      };
    }
    return handle;
  };

  for (const name of PATH_OPERATIONS) {
    const actual = fs.promises[name];
    fs.promises[name] = async (...values) => {
      const paths = name === 'rename' ? values.slice(0, 2) : values.slice(0, 1);
      failWhereAsked(name, paths, paths);
      return actual(...values);
    };
  }

  // The log is written so.
  const { writeSync } = fs;
  fs.writeSync = (fd, ...more) => {
    failWhereAsked('writeSync', [paths.get(fd)], []);
    return writeSync(fd, ...more);
  };

  syncBuiltinESMExports();
  return () => {
    Object.assign(fs.promises, whole);
    Object.assign(fs, { writeSync });
    syncBuiltinESMExports();
  };
};

// The real binary loads this with `NODE_OPTIONS=--import file://…`; what fails stands in the variable, see faulty-fs.ts.
if (process.env.FAULTY_FS) {
  const { armed, witness, ...fault } = JSON.parse(process.env.FAULTY_FS);
  breakFs(fault, { isArmed: () => fs.existsSync(armed), onStrike: () => fs.appendFileSync(witness, 'struck\n') });
}
