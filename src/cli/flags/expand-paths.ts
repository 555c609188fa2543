import fs from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { InputError } from '../../core/errors/input-error.ts';
import { formatOfName } from '../../io/source/records/format-names.ts';
import { isCorrectedCopy } from '../../wiring/rounds.ts';
import { STATE_FOLDER } from './state-folder-name.ts';

const HAS_WILDCARD = /[*?[\]{}]/;

const IN_STATE_FOLDERS = ['**/*.tim-unread/**', '**/*.tim-unread.[0-9]*/**'];

/** Files without an extension that Spark and Hive write, one beside the other. */
const PART = /^part-|^[0-9]{6}_[0-9]+(?:\.|$)/;
/** Marks and checksums beside them. */
const BESIDE = /^[._]|^~\$|\.(?:crc|md5|sha\d+|asc|sig)$/;
/** So far down a folder is looked for whose files are not read. */
const LEVELS = 3;

/**
 * What is not read of a folder or a pattern: folders in it that have files of known formats too, and corrected copies of
 * the failed rows of its files; `first`: the path of one.
 */
export type LeftOut = {
  readonly kind: 'subfolders-unread' | 'copies-unread';
  readonly folder: string;
  readonly count: number;
  readonly first: string;
};

/**
 * Expands folders to their files of known formats, and patterns that the shell did not expand, on Windows or in quotes. If
 * a file has the name of the pattern, that file is meant. A linked folder is not looked into. State folders lie beside their inputs, so a pattern also finds them in the second run. They and their
 * files are left out, unless the pattern names them. So do corrected copies, which are inputs of their own: they are left out
 * of folders and patterns.
 *
 * @returns the inputs in the given order; the matches of a pattern, and the files of a folder, sorted by name
 * @throws InputError for a pattern without a match, for a folder without such files, and for a link out of either
 */
export const expandPaths = async (
  paths: readonly string[],
  onLeftOut: (found: LeftOut) => void = () => {},
): Promise<string[]> => {
  const expanded: string[] = [];
  for (const path of paths) {
    if (paths.length > 1 && (await isStateFolder(path))) continue;
    if (!STATE_FOLDER.test(path) && (await isFolder(path))) {
      const files = await withoutLinks(await filesOf(path, onLeftOut), path);
      expanded.push(...(await withoutCopies(files, path, onLeftOut)));
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
      fs: { stat: statOfFile as typeof fs.stat },
      expandDirectories: false,
      absolute: isAbsolute(path),
      ignore: path.includes('.tim-unread') ? [] : IN_STATE_FOLDERS,
    });
    if (found.length === 0) throw new InputError({ kind: 'pattern-without-match', path });
    const files = await withoutLinks(found.sort(byName), folderOfPattern(pattern));
    expanded.push(...(await withoutCopies(files, path, onLeftOut)));
  }
  return expanded;
};

/** The search asks this about links only: those to folders are not followed, which may lead anywhere, also in a circle. */
const statOfFile = (path: string, onStat: (error: NodeJS.ErrnoException | null, stats?: fs.Stats) => void): void =>
  fs.stat(path, (error, stats) =>
    error === null && stats.isDirectory() ? onStat(new Error('a folder')) : onStat(error, stats),
  );

/** The names in front of the first wildcard. */
const folderOfPattern = (pattern: string): string => {
  const fixed = pattern.slice(0, pattern.search(HAS_WILDCARD));
  return dirname(`${fixed}x`);
};

/** @returns each file once: not a link to another one of them @throws InputError for a link out of the folder */
const withoutLinks = async (files: readonly string[], folder: string): Promise<string[]> => {
  const root = await realpath(folder);
  const kept: string[] = [];
  const taken = new Set<string>();
  const links: string[] = [];
  for (const path of files) {
    const found = await lstat(path, { bigint: true });
    if (found.isSymbolicLink()) links.push(path);
    else if (!taken.has(`${found.dev} ${found.ino}`)) {
      taken.add(`${found.dev} ${found.ino}`);
      kept.push(path);
    }
  }
  for (const path of links) {
    const target = await realpath(path);
    const way = relative(root, target);
    if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) {
      throw new InputError({ kind: 'link-leads-out', path, target });
    }
    const found = await stat(path, { bigint: true });
    if (taken.has(`${found.dev} ${found.ino}`)) continue;
    taken.add(`${found.dev} ${found.ino}`);
    kept.push(path);
  }
  return kept.sort(byName);
};

/** Copies alone are what was meant: the file whose rows they have is not there. */
const withoutCopies = async (
  files: readonly string[],
  folder: string,
  onLeftOut: (found: LeftOut) => void,
): Promise<readonly string[]> => {
  const copies = new Set<string>();
  for (const path of files) if (await isCorrectedCopy(path)) copies.add(path);
  const [first] = copies;
  if (first === undefined || copies.size === files.length) return files;
  onLeftOut({ kind: 'copies-unread', folder, count: copies.size, first });
  return files.filter((path) => !copies.has(path));
};

const byName = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

const filesOf = async (folder: string, onLeftOut: (found: LeftOut) => void): Promise<readonly string[]> => {
  const { files, folders } = await inputsIn(folder);
  const withInputs: string[] = [];
  for (const one of folders) if (await hasInputs(one, LEVELS)) withInputs.push(one);
  const [first] = withInputs;
  if (files.length === 0) {
    throw new InputError({ kind: 'folder-without-inputs', path: folder, ...(first === undefined ? {} : { first }) });
  }
  if (first !== undefined) onLeftOut({ kind: 'subfolders-unread', folder, count: withInputs.length, first });
  return files;
};

/** @returns its files of known formats, and its folders, both by name */
const inputsIn = async (folder: string): Promise<{ files: string[]; folders: string[] }> => {
  const names = (await readdir(folder)).filter((name) => !BESIDE.test(name)).toSorted(byName);
  const files: string[] = [];
  const folders: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const isKnown = formatOfName(name) !== undefined || PART.test(name);
    if (!(await isFolder(path))) {
      if (isKnown) files.push(path);
    } else if (!STATE_FOLDER.test(name) && !(await lstat(path)).isSymbolicLink()) folders.push(path);
  }
  return { files, folders };
};

const hasInputs = async (folder: string, levels: number): Promise<boolean> => {
  const { files, folders } = await inputsIn(folder).catch(() => ({ files: [], folders: [] }));
  if (files.length > 0) return true;
  if (levels > 1) for (const one of folders) if (await hasInputs(one, levels - 1)) return true;
  return false;
};

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

const isStateFolder = async (path: string): Promise<boolean> => STATE_FOLDER.test(path) && (await isFolder(path));

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
