import { randomBytes } from 'node:crypto';
import { type FileHandle, stat, unlink } from 'node:fs/promises';
import type { StateHolder } from '../../core/errors/state-error.ts';
import { openOwn } from './own-files.ts';

/** What the holder of a state folder says of itself in the file `lock`. */
export type LockNote = StateHolder & {
  /** it has let go of the folder */
  readonly isEnded: boolean;
};

/** The first line of the file. It never changes while the folder is held, so nobody reads half of it. */
export const noteText = ({ pid, host, since }: StateHolder): string => `${JSON.stringify({ pid, host, since })}\n`;

/** The line behind it, of a holder that has let go. */
export const ENDED = 'ended\n';

/** Reads no more than a note can have: the file may be anything. */
export const readNote = async (handle: FileHandle): Promise<string> => {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
  return buffer.toString('utf8', 0, bytesRead);
};

/** @returns undefined where the text is not a note of ours */
export const parseNote = (text: string): LockNote | undefined => {
  try {
    const [note = '', ...others] = text.split('\n');
    const { pid, host, since } = Object(JSON.parse(note));
    return Number.isInteger(pid) && typeof host === 'string' && typeof since === 'string'
      ? { pid, host, since, isEnded: others.includes(ENDED.trim()) }
      : undefined;
  } catch {
    return undefined;
  }
};

/**
 * How long nobody has written to a file, by the clock of its file system: that of another host may be hours off.
 *
 * @returns milliseconds
 */
export const ageMs = async (path: string): Promise<number> => {
  const probe = `${path}.${randomBytes(8).toString('hex')}.tmp`;
  const handle = await openOwn(probe, 'fresh');
  try {
    await handle.writeFile('now');
    await handle.datasync();
    const { mtimeMs: now } = await handle.stat();
    const { mtimeMs } = await stat(path);
    return now - mtimeMs;
  } finally {
    await handle.close();
    await unlink(probe).catch(() => {});
  }
};
