import { resolve } from 'node:path';
import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import { SettingsError } from '../../core/errors.ts';
import type { Warning } from '../../core/warnings.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/stream-bytes.ts';
import { type InputFormat, resolveFormat } from '../../io/source/columns/format.ts';
import { resolveColumns } from './columns-flag.ts';
import { resolveEncoding } from './encoding-flag.ts';
import type { Settings } from './settings.ts';

/** One input and where its state lives. */
export type InputPlan = { readonly path: string; readonly format: InputFormat; readonly stateDir: string };

/**
 * Settings that decide which rows of an input are sent. A run resumes only with the same ones. The default rule for
 * duplicates is left out: checkpoints from before there were other rules do not have it.
 *
 * @param format - of the open file, whose first line may have named the delimiter
 */
export const readingOf = (format: InputFormat, onDuplicate: DuplicateRule): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(format).filter(([key]) => key !== 'isDelimiterGiven')),
  ...(onDuplicate === 'last' ? {} : { onDuplicate }),
});

export const resolveInputs = (paths: readonly string[], settings: Settings): InputPlan[] => {
  const format = settings.value('format');
  const delimiter = settings.value('delimiter');
  const choice = resolveColumns(settings);
  const encoding = resolveEncoding(settings);
  return resolveStateDirs(paths, settings).map((input) => ({
    ...input,
    format: resolveFormat(input.path, { format, delimiter, choice, encoding }),
  }));
};

/** The warning that an input holds nothing to send. */
export const noRows = ({ path, format }: Pick<InputPlan, 'path' | 'format'>): Warning => ({
  kind: 'no-rows',
  path,
  isBelowHeader: format.kind === 'csv' && 'columns' in format,
});

/** Standard input has no name from which a state folder could be named. */
export const requireStateDir = (paths: readonly string[], settings: Settings): readonly string[] => {
  if (!paths.includes(STANDARD_INPUT) || settings.value('stateDir') !== undefined) return paths;
  throw new SettingsError({ kind: 'state-dir-missing' });
};

/** What reads an input twice, to find the rows that a later row of their pair supersedes. */
export type SecondReader = 'verify' | 'only-changes' | 'on-duplicate';

/** Standard input can be read once only. */
export const requireFiles = (paths: readonly string[], reader: SecondReader): void => {
  if (paths.includes(STANDARD_INPUT)) throw new SettingsError({ kind: 'input-read-once', reader });
};

/** @throws SettingsError where two inputs would share a state folder */
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

// With a separator at the end the dated name of an old folder would land inside the folder.
const trimEnd = (folder: string): string => folder.replace(/(?<=.)[/\\]+$/, '');
