import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { InputError } from '../../core/errors.ts';
import { formatOfName } from '../../io/source/records/formats.ts';

const HAS_WILDCARD = /[*?[\]{}]/;

/** The name of a folder that `--restart` has set aside ends in a date. */
export const STATE_FOLDER = /\.tim-unread(?:\.[0-9-]+)?[\\/]?$/;
const IN_STATE_FOLDERS = ['**/*.tim-unread/**', '**/*.tim-unread.[0-9]*/**'];

/** Files without an extension that Spark and Hive write, one beside the other. */
const PART = /^part-|^[0-9]{6}_[0-9]+(?:\.|$)/;
/** Marks and checksums beside them. */
const BESIDE = /^[._]|\.crc$/;

/**
 * Expands folders to their files of known formats, and patterns that the shell did not expand, on Windows or in quotes. If a file has the name of the pattern, that
 * file is meant. State folders lie beside their inputs, so a pattern also finds them in the second run. They and their
 * files are left out, unless the pattern names them.
 *
 * @returns the inputs in the given order; the matches of a pattern, and the files of a folder, sorted by name
 * @throws InputError for a pattern without a match, and for a folder without such files
 */
export const expandPaths = async (paths: readonly string[]): Promise<string[]> => {
  const expanded: string[] = [];
  for (const path of paths) {
    if (paths.length > 1 && (await isStateFolder(path))) continue;
    if (!STATE_FOLDER.test(path) && (await isFolder(path))) {
      expanded.push(...(await filesOf(path)));
      continue;
    }
    if (!HAS_WILDCARD.test(path) || (await isThere(path))) {
      expanded.push(path);
      continue;
    }
    // Loaded on use: it loads slowly, and few command lines need it.
    const { glob } = await import('tinyglobby');
    const pattern = process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
    const found = await glob(pattern, {
      onlyFiles: true,
      expandDirectories: false,
      absolute: isAbsolute(path),
      ignore: path.includes('.tim-unread') ? [] : IN_STATE_FOLDERS,
    });
    if (found.length === 0) throw new InputError({ kind: 'pattern-without-match', path });
    expanded.push(...found.sort(byName));
  }
  return expanded;
};

const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

const filesOf = async (folder: string): Promise<readonly string[]> => {
  const names = (await readdir(folder)).filter((name) => !BESIDE.test(name)).toSorted(byName);
  const known = names.filter((name) => formatOfName(name) !== undefined || PART.test(name));
  const files: string[] = [];
  for (const name of known) if (!(await isFolder(join(folder, name)))) files.push(join(folder, name));
  if (files.length === 0) throw new InputError({ kind: 'folder-without-inputs', path: folder });
  return files;
};

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

const isStateFolder = async (path: string): Promise<boolean> => STATE_FOLDER.test(path) && (await isFolder(path));

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
