import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own for one test, gone when the test has ended. */
export const tempFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'tim-unread-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A file in a folder of its own. @returns its path */
export const tempFile = async (name: string, content: string | Buffer): Promise<string> => {
  const path = join(await tempFolder(), name);
  await writeFile(path, content);
  return path;
};

export const HEADER = 'GroupId,Member_Account,UnreadMsgNum\n';

/** CSV text of so many rows, each of a group and a member of its own, with its number as count. */
export const csvOf = (rows: number): string =>
  HEADER + Array.from({ length: rows }, (_, at) => `g${at % 50},user${at + 1},${at + 1}\n`).join('');
