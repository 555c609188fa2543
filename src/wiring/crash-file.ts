import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Writes what is known of a crash where no log is open to take it: into a new folder that only this user can read. It waits for
 * nothing, since the process is about to end.
 *
 * @returns its path; undefined where it cannot be written
 */
export const writeCrashFile = (text: string): string | undefined => {
  try {
    const path = join(mkdtempSync(join(tmpdir(), 'tim-unread-crash-')), 'crash.txt');
    writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
    return path;
  } catch {
    return undefined;
  }
};
