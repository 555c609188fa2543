import { resolve } from 'node:path';
import { SettingsError } from '../../core/errors.ts';
import type { Warning } from '../../core/warnings.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import { FORMAT_NAMES, type FormatName, resolveFormat } from '../../io/source/records/formats.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import { resolveColumns } from './columns-flag.ts';
import { resolveEncoding } from './encoding-flag.ts';
import { type Settings, wrong } from './settings.ts';

export const resolveInputs = (paths: readonly string[], settings: Settings): InputPlan[] => {
  const format = resolveFormatName(settings.value('format'));
  const delimiter = settings.value('delimiter');
  const choice = resolveColumns(settings);
  const encoding = resolveEncoding(settings);
  return resolveStateDirs(paths, settings).map((input) => ({
    ...input,
    format: resolveFormat(input.path, { format, delimiter, choice, encoding }),
  }));
};

const resolveFormatName = (text: string | undefined): FormatName | undefined => {
  if (text === undefined) return undefined;
  const name = FORMAT_NAMES.find((known) => known === text);
  if (name === undefined) throw wrong('format', { form: 'choice', choices: FORMAT_NAMES }, text);
  return name;
};

/** The warning for an input without rows. */
export const noRows = ({ path, format }: Pick<InputPlan, 'path' | 'format'>): Warning => ({
  kind: 'no-rows',
  path,
  isBelowHeader: format.kind === 'csv' && 'columns' in format,
});

/** Standard input has no name from which the state folder could get one. */
export const requireStateDir = (paths: readonly string[], settings: Settings): readonly string[] => {
  if (!paths.includes(STANDARD_INPUT) || settings.value('stateDir') !== undefined) return paths;
  throw new SettingsError({ kind: 'state-dir-missing' });
};

/** The settings and the command that read an input twice, to mark superseded rows. */
export type SecondReader = 'verify' | 'only-changes' | 'on-duplicate';

/** Refuses standard input, which can be read only once. */
export const requireFiles = (paths: readonly string[], reader: SecondReader): void => {
  if (paths.includes(STANDARD_INPUT)) throw new SettingsError({ kind: 'input-read-once', reader });
};

/** @throws SettingsError when two inputs would share a state folder */
export const resolveStateDirs = (paths: readonly string[], settings: Settings): Omit<InputPlan, 'format'>[] => {
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
