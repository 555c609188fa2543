import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootPath } from './pages.ts';

/** The source of all errors, as one text. */
export const errorSources = async (): Promise<string> => {
  const folder = rootPath('src/core/errors');
  const names = await readdir(folder);
  return (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
};
