import { accessSync, constants } from 'node:fs';
import { homedir } from 'node:os';
import { basename } from 'node:path';
import { TimUnreadError } from '../../core/errors/error.ts';
import { JournalError, type Lack, StateFolderError } from '../../core/errors/state-error.ts';

// A mistyped folder leads to these. After any other error the same command can go on.
const MISTYPED: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL']);

const LACKS: ReadonlyMap<string, Lack> = new Map([
  ['ENOSPC', 'room'],
  ['EDQUOT', 'room'],
  ['EACCES', 'right'],
  ['EPERM', 'right'],
  ['EROFS', 'writable-disk'],
  ['ENOENT', 'place'],
  ['ENOTDIR', 'place'],
  ['EMFILE', 'open-files'],
  ['ENFILE', 'open-files'],
]);

/**
 * @param path - the state folder, or the file in it
 * @param error - what was thrown before the first call
 * @returns a StateFolderError or JournalError for an error of the file system; any other error as it is
 */
export const diskError = (path: string, error: unknown, deed: 'read' | 'write'): unknown => {
  if (error instanceof TimUnreadError || !(error instanceof Error && 'syscall' in error && 'code' in error)) {
    return error;
  }
  if (!MISTYPED.has(error.code)) return journalError(path, error, deed);
  return new StateFolderError({ kind: 'state-folder-unusable', path, reason: error.message }, { cause: error });
};

export const journalError = (path: string, cause: Error, deed: 'read' | 'write'): JournalError => {
  const { code = '', syscall } = cause as NodeJS.ErrnoException;
  const values = { path, reason: cause.message, lack: LACKS.get(code) };
  if (syscall === 'mkdir') {
    const name = basename(path);
    return new JournalError({ kind: 'state-not-made', ...values, name, isHomeOpen: isHomeOpen() }, { cause });
  }
  return new JournalError({ kind: deed === 'read' ? 'state-not-read' : 'state-not-written', ...values }, { cause });
};

/** The home of a service account is often a folder that is not there. */
const isHomeOpen = (): boolean => {
  try {
    accessSync(homedir(), constants.W_OK);
    return true;
  } catch {
    return false;
  }
};
