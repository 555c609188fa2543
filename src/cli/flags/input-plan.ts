import { resolve } from 'node:path';
import { SettingsError } from '../../core/errors.ts';
import type { Warning } from '../../core/warnings.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import type { InputWish } from '../../io/source/recognition/wish.ts';
import { FORMAT_NAMES, type FormatName } from '../../io/source/records/format-names.ts';
import type { InputFormat } from '../../io/source/records/formats.ts';
import { parsePath } from '../../io/source/records/json-shape.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import { resolveColumns } from './columns-flag.ts';
import { resolveEncoding } from './encoding-flag.ts';
import { type Settings, wrong } from './settings.ts';

export const resolveInputs = (paths: readonly string[], settings: Settings): InputPlan[] => {
  const wish = resolveWish(settings);
  const counting = { missingCount: settings.value('missingCount'), groupSeqs: settings.value('groupSeqs') };
  if (paths.includes(STANDARD_INPUT) && wish.format === undefined && wish.jsonPath === undefined) {
    const [path, isStandardInput] = [STANDARD_INPUT, true];
    throw new SettingsError({ kind: 'format-unknown', path, isStandardInput, formats: FORMAT_NAMES });
  }
  return resolveStateDirs(paths, settings).map((input) => ({ ...input, wish, counting }));
};

/** What the flags say about how inputs are read; the rest is recognised when they are opened. */
const resolveWish = (settings: Settings): InputWish => ({
  format: resolveFormatName(settings.value('format')),
  encoding: resolveEncoding(settings),
  delimiter: settings.value('delimiter'),
  quote: settings.value('quote'),
  escape: settings.value('escape'),
  skipLines: settings.value('skipLines'),
  comment: settings.value('comment'),
  jsonPath: resolveJsonPath(settings.value('jsonPath')),
  choice: resolveColumns(settings),
  trim: settings.isSet('trim'),
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

/** @throws SettingsError when two inputs would share a state folder */
export const resolveStateDirs = (
  paths: readonly string[],
  settings: Settings,
): Omit<InputPlan, 'wish' | 'counting'>[] => {
  const stateDir = settings.value('stateDir');
  if (stateDir !== undefined && paths.length > 1) {
    throw new SettingsError({ kind: 'state-dir-shared' });
  }
  const absolute = paths.map((path) => resolve(path));
  const twice = paths.find((_, at) => absolute.indexOf(absolute[at] ?? '') !== at);
  if (twice !== undefined) throw new SettingsError({ kind: 'input-given-twice', path: twice });
  return paths.map((path) => ({ path, stateDir: stateDir === undefined ? `${path}.tim-unread` : trimEnd(stateDir) }));
};

// With a separator at the end, the dated name of an old folder would lie inside the folder itself.
const trimEnd = (folder: string): string => folder.replace(/(?<=.)[/\\]+$/, '');
