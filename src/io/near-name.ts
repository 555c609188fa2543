import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * @param path - of a file that is not there
 * @returns the one file of its folder whose name differs by a slip: case, spaces, punctuation, or its extension
 */
export const nearName = async (path: string): Promise<string | undefined> => {
  const names = await readdir(dirname(path), { withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map(({ name }) => name);
  const asked = basename(path);
  for (const bare of [letters, stem, letterSet]) {
    const near = files.filter((name) => bare(name) !== '' && bare(name) === bare(asked));
    if (near.length === 1 && near[0] !== undefined) return join(dirname(path), near[0]);
  }
  return undefined;
};

const letters = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
/** Empty for `.env` and the like, whose name begins with the dot. */
const stem = (name: string): string => letters(name.replace(/\.[^.]*$/, ''));
/** Letters in another order, or one twice. */
const letterSet = (name: string): string => [...new Set(letters(name))].sort().join('');
