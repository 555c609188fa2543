import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { InputError } from '../../core/errors.ts';

const HAS_WILDCARD = /[*?[\]{}]/;

/** Those put aside by --restart have a date behind it. */
export const STATE_FOLDER = /\.tim-unread(?:\.[0-9-]+)?[\\/]?$/;
const IN_STATE_FOLDERS = ['**/*.tim-unread/**', '**/*.tim-unread.[0-9]*/**'];

/**
 * Most shells put names in the place of a pattern; where one does not (Windows, or a pattern in quotes) it is done here.
 * A file whose own name looks like a pattern is that file. State folders lie beside their inputs, and a pattern that was
 * right for the first run finds them in the second: they are left out, and what is in them, unless the pattern names them.
 *
 * @returns the inputs in the order they were given, those of a pattern by name
 * @throws InputError for a pattern that nothing matches
 */
export const expandPaths = async (paths: readonly string[]): Promise<string[]> => {
  const expanded: string[] = [];
  for (const path of paths) {
    if (paths.length > 1 && (await isStateFolder(path))) continue;
    if (!HAS_WILDCARD.test(path) || (await isThere(path))) {
      expanded.push(path);
      continue;
    }
    // Few need it, and it takes its time to load.
    const { glob } = await import('tinyglobby');
    const pattern = process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
    const found = await glob(pattern, {
      onlyFiles: true,
      expandDirectories: false,
      absolute: isAbsolute(path),
      ignore: path.includes('.tim-unread') ? [] : IN_STATE_FOLDERS,
    });
    if (found.length === 0) throw new InputError({ kind: 'pattern-without-match', path });
    expanded.push(...found.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })));
  }
  return expanded;
};

const isStateFolder = async (path: string): Promise<boolean> =>
  STATE_FOLDER.test(path) && (await stat(path).catch(() => undefined))?.isDirectory() === true;

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
