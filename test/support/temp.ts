import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file system in memory, where there is one: a save does not wait for the disk there. */
export const MEMORY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A new folder for one test, removed at the end of the test. */
export const tempFolder = async (place = tmpdir()): Promise<string> => {
  const folder = await mkdtemp(join(place, 'tim-unread-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A file in a new folder. @returns its path */
export const tempFile = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(await tempFolder(), name);
  await writeFile(path, content);
  return path;
};

export const HEADER = 'GroupId,Member_Account,UnreadMsgNum\n';

/** CSV text with this many rows. Each has its own group and member, and its number as count. */
export const csvOf = (rows: number): string =>
  HEADER + Array.from({ length: rows }, (_, at) => `g${at % 50},user${at + 1},${at + 1}\n`).join('');
