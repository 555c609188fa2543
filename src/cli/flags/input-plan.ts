import { basename, dirname, join, resolve, sep } from 'node:path';
import { SettingsError } from '../../core/errors/settings-error.ts';
import { shardName } from '../../core/row/shard.ts';
import { boundOf } from '../../core/unpack-bound.ts';
import type { Warning } from '../../core/warnings.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import type { InputWish } from '../../io/source/recognition/wish.ts';
import { FORMAT_NAMES, type FormatName } from '../../io/source/records/format-names.ts';
import type { InputFormat } from '../../io/source/records/formats.ts';
import { parsePath } from '../../io/source/records/json-shape.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import { isOfMany } from '../../wiring/shares.ts';
import { resolveColumns } from './columns-flag.ts';
import { resolveEncoding } from './encoding-flag.ts';
import { type Settings, wrong } from './settings.ts';

/** @param isBegunAsOne - see `begunAsOne` */
export const resolveInputs = (paths: readonly string[], settings: Settings, isBegunAsOne = false): InputPlan[] => {
  const wish = resolveWish(settings);
  const bound = resolveBound(settings);
  const [missingCount, groupSeqs] = [settings.value('missingCount'), settings.value('groupSeqs')];
  const counting = { missingCount, groupSeqs, ...bound };
  if (paths.includes(STANDARD_INPUT) && wish.format === undefined && wish.jsonPath === undefined) {
    const [path, isStandardInput] = [STANDARD_INPUT, true];
    throw new SettingsError({ kind: 'format-unknown', path, isStandardInput, formats: FORMAT_NAMES });
  }
  return resolveStateDirs(paths, settings, isBegunAsOne).map((input) => ({ ...input, wish, counting, ...bound }));
};

/** How much an archive may unpack to, where that was asked for. */
export const resolveBound = (settings: Settings): Pick<InputPlan, 'bound'> => {
  const mostBytes = settings.value('maxUnpacked');
  return mostBytes === undefined ? {} : { bound: boundOf(mostBytes) };
};

/** What the flags say about how inputs are read; the rest is recognised when they are opened. */
export const resolveWish = (settings: Settings): InputWish => ({
  format: resolveFormatName(settings.value('format')),
  encoding: resolveEncoding(settings),
  delimiter: settings.value('delimiter'),
  quote: settings.value('quote'),
  escape: settings.value('escape'),
  skipLines: settings.value('skipLines'),
  comment: settings.value('comment'),
  jsonPath: resolveJsonPath(settings.value('jsonPath')),
  sheet: settings.value('sheet'),
  choice: resolveColumns(settings),
  trim: settings.isSet('trim'),
  hasPositions: settings.value('groupSeqs') !== undefined,
});

const resolveFormatName = (text: string | undefined): FormatName | undefined => {
  if (text === undefined) return undefined;
  const name = FORMAT_NAMES.find((known) => known === text);
  if (name === undefined) throw wrong('format', { form: 'choice', choices: FORMAT_NAMES }, text);
  return name;
};

const resolveJsonPath = (text: string | undefined): string | undefined => {
  if (text !== undefined && !parsePath(text)) throw wrong('jsonPath', { form: 'json-path' }, text);
  return text;
};

/** The warning for an input without rows. */
export const noRows = (path: string, format: InputFormat): Warning => ({
  kind: 'no-rows',
  path,
  isBelowHeader: format.kind === 'csv' && 'columns' in format,
});

/** Standard input has no name from which the state folder could get one. */
export const requireStateDir = (paths: readonly string[], settings: Settings): readonly string[] => {
  if (!paths.includes(STANDARD_INPUT) || settings.value('stateDir') !== undefined) return paths;
  throw new SettingsError({ kind: 'state-dir-missing' });
};

/** The settings and the command that read an input twice: to mark superseded rows, or to look at it first. */
export type SecondReader = 'verify' | 'only-changes' | 'on-duplicate' | 'strict';

/** Refuses standard input, which can be read only once. */
export const requireFiles = (paths: readonly string[], reader: SecondReader): void => {
  if (paths.includes(STANDARD_INPUT)) throw new SettingsError({ kind: 'input-read-once', reader });
};

/** More inputs than these are one run with one state folder, so that nobody gets a thousand folders. */
const MOST_RUNS = 100;

/**
 * @param isBegunAsOne - see `begunAsOne`
 * @throws SettingsError when two inputs would share a state folder without being one run
 */
export const resolveStateDirs = (
  paths: readonly string[],
  settings: Settings,
  isBegunAsOne = false,
): Omit<InputPlan, 'wish' | 'counting'>[] => {
  const given = settings.value('stateDir');
  const stateDir = given === undefined ? undefined : trimEnd(given);
  const twice = firstTwice(paths);
  if (twice !== undefined) throw new SettingsError({ kind: 'input-given-twice', path: twice });
  const shard = settings.value('shard');
  const ofShard = (folder: string): string => (shard ? join(folder, shardName(shard)) : folder);
  if (paths.length > MOST_RUNS || isBegunAsOne) {
    const all = joined(paths, stateDir);
    return [{ ...all, stateDir: ofShard(all.stateDir) }];
  }
  if (stateDir !== undefined && paths.length > 1) throw new SettingsError({ kind: 'state-dir-shared' });
  return paths.map((path) => ({ path, stateDir: ofShard(stateDir ?? `${path}.tim-unread`) }));
};

/**
 * Inputs that were so many that they are one run may be fewer by now. The run goes on as it began: with a folder of its own
 * each of them would be sent again.
 *
 * @throws WrongStateError where the state folder of all of them cannot be relied on
 */
export const begunAsOne = async (paths: readonly string[], settings: Settings): Promise<boolean> => {
  if (paths.length === 0 || paths.length > MOST_RUNS || paths.includes(STANDARD_INPUT)) return false;
  const given = settings.value('stateDir');
  const folder = commonFolder(paths);
  if (given === undefined && dirname(resolve(folder)) === resolve(folder)) return false;
  return isOfMany(joined(paths, given === undefined ? undefined : trimEnd(given)).stateDir);
};

/** By default their state folder lies beside the folder that they are in. */
const joined = (paths: readonly string[], stateDir: string | undefined): Omit<InputPlan, 'wish' | 'counting'> => {
  if (paths.includes(STANDARD_INPUT)) throw new SettingsError({ kind: 'state-dir-shared' });
  const folder = commonFolder(paths);
  const whole = resolve(folder);
  // Above it there is no place.
  if (stateDir === undefined && dirname(whole) === whole)
    throw new SettingsError({ kind: 'state-dir-missing-for-many' });
  const isNamed = basename(folder) === basename(whole);
  const beside = isNamed ? folder : join(folder, '..', basename(whole));
  return { path: folder, joined: paths, stateDir: stateDir ?? `${beside}.tim-unread` };
};

/** The folder that all of them are in, as it is typed where that can be. */
const commonFolder = (paths: readonly string[]): string => {
  const typed = new Set(paths.map((path) => dirname(path)));
  const [only] = typed;
  if (typed.size === 1 && only !== undefined) return only;
  const folders = [...typed].map((folder) => resolve(folder).split(sep));
  const [first = [], ...others] = folders;
  const end = first.findIndex((name, at) => others.some((folder) => folder[at] !== name));
  return first.slice(0, end < 0 ? first.length : end).join(sep) || sep;
};

const firstTwice = (paths: readonly string[]): string | undefined => {
  const seen = new Set<string>();
  return paths.find((path) => {
    const absolute = resolve(path);
    const isTwice = seen.has(absolute);
    seen.add(absolute);
    return isTwice;
  });
};

// With a separator at the end, the dated name of an old folder would lie inside the folder itself.
const trimEnd = (folder: string): string => {
  let end = folder.length;
  while (end > 1 && (folder[end - 1] === '/' || folder[end - 1] === '\\')) end -= 1;
  return folder.slice(0, end);
};
