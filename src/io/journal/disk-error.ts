import { JournalError, StateFolderError, TimUnreadError } from '../../core/errors.ts';

// A mistyped folder leads to these. After any other error the same command can go on.
const MISTYPED: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EINVAL']);

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
  const kind = deed === 'read' ? 'state-not-read' : 'state-not-written';
  return new JournalError({ kind, path, reason: cause.message }, { cause });
};
