import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tempFolder } from './temp.ts';

/** @param code - an ES module that the binary runs before itself @returns the environment that makes it do so */
export const preload = async (code: string): Promise<Record<string, string>> => {
  const path = join(await tempFolder(), 'preload.mjs');
  await writeFile(path, code);
  return { NODE_OPTIONS: `--import=${pathToFileURL(path).href}` };
};
