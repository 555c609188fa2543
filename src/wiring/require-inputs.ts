import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { InputError } from '../core/errors/input-error.ts';
import { nearName } from '../io/near-name.ts';
import { requireFile } from '../io/source/bytes/file-bytes.ts';

/** @throws InputError for a path that is neither standard input nor a plain file */
export const requireInputs = async (paths: readonly string[]): Promise<void> => {
  for (const path of paths) {
    await requireFile(path).catch(async (error: unknown) => {
      if (!(error instanceof InputError) || error.fact.kind !== 'input-missing') throw error;
      const name = await nameNotUtf8(path);
      if (name !== undefined) throw new InputError({ kind: 'input-name-not-utf8', path, name });
      const near = await nearName(path);
      throw near === undefined ? error : new InputError({ ...error.fact, near });
    });
  }
};

/**
 * Node is given the words of a command line as text: bytes that are no UTF-8 come as replacement characters.
 *
 * @returns the name of the file that was meant, as it is typed in a POSIX shell
 */
const nameNotUtf8 = async (path: string): Promise<string | undefined> => {
  if (!path.includes(REPLACEMENT)) return undefined;
  const names = await readdir(dirname(path), { encoding: 'buffer' }).catch(() => []);
  const name = names.find((bytes) => lossy(bytes.toString()) === lossy(basename(path)));
  if (name === undefined) return undefined;
  const folder = dirname(path) === '.' ? [] : [...Buffer.from(`${dirname(path)}/`)];
  return `$'${[...folder, ...name].map(typedByte).join('')}'`;
};

const REPLACEMENT = '\ufffd';
const lossy = (name: string): string => name.replace(/\ufffd+/g, REPLACEMENT);
const typedByte = (byte: number): string => {
  const character = String.fromCharCode(byte);
  return /[\w@%+=:,./ -]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
};
