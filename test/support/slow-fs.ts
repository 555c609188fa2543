import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';
import { wait } from './until.ts';

/**
 * Slows one operation of the file system in this process until the test has ended.
 *
 * @param file - the end of the path; of a rename, of the new one
 * @returns how often it has begun
 */
export const slowFs = (operation: 'rename' | 'read', file: string): (() => number) => {
  let begun = 0;
  const slowly = async <T>(path: unknown, work: () => Promise<T>): Promise<T> => {
    if (String(path).endsWith(file)) {
      begun += 1;
      await wait(60);
    }
    return work();
  };
  const { rename, open } = fs.promises;
  if (operation === 'rename') {
    fs.promises.rename = (from, to) => slowly(to, () => rename(from, to));
  } else {
    fs.promises.open = async (path, ...more) => {
      const handle = await open(path, ...more);
      const read = handle.read.bind(handle) as (...values: unknown[]) => Promise<never>;
      return Object.assign(handle, { read: (...values: unknown[]) => slowly(path, () => read(...values)) });
    };
  }
  syncBuiltinESMExports();
  onTestFinished(() => {
    Object.assign(fs.promises, { rename, open });
    syncBuiltinESMExports();
  });
  return () => begun;
};
