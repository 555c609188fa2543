import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FolderFacts } from '../../core/diagnosis.ts';
import { TimUnreadError } from '../../core/errors/error.ts';
import { JournalError } from '../../core/errors/state-error.ts';
import { diskError } from '../journal/disk-error.ts';

type PlaceFacts = Omit<FolderFacts, 'runningBy'>;

// A run that has begun writes more than that within seconds.
const NO_ROOM_BYTES = 64 * 1024;

/**
 * Looks at the place of a state folder, and changes nothing.
 *
 * @returns what it finds, and what keeps a folder from being made or written there
 */
export const lookAtPlace = async (
  path: string,
): Promise<{ facts: PlaceFacts; obstacle: TimUnreadError | undefined }> => {
  const found = await stat(path).catch(() => undefined);
  const isThere = found?.isDirectory() === true;
  const place = isThere ? path : dirname(resolve(path));
  const refused = await access(place, constants.W_OK | constants.X_OK).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  );
  const system = await statfs(place).catch(() => undefined);
  const freeBytes = system && system.bavail * system.bsize;
  const isFull = freeBytes !== undefined && freeBytes < NO_ROOM_BYTES;
  return {
    facts: {
      path,
      isThere,
      mode: isThere && process.platform !== 'win32' ? found.mode & 0o777 : undefined,
      isWritable: !refused,
      freeBytes,
    },
    obstacle: refused ? obstacleOf(path, refused, isThere) : isFull ? noRoom(path) : undefined,
  };
};

/** What a run would say there. */
const obstacleOf = (path: string, refused: NodeJS.ErrnoException, isThere: boolean): TimUnreadError | undefined => {
  const error = diskError(path, Object.assign(refused, { syscall: isThere ? 'open' : 'mkdir' }), 'write');
  return error instanceof TimUnreadError ? error : undefined;
};

const noRoom = (path: string): TimUnreadError =>
  new JournalError({ kind: 'state-not-written', path, reason: 'ENOSPC', lack: 'room' });
