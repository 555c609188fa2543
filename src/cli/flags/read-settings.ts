import { readFile, stat } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { SettingsError } from '../../core/errors.ts';
import { requireInputs } from '../../wiring/open-input.ts';
import type { Context } from '../context.ts';
import { warn } from '../output/tell.ts';
import { addSecretsOf } from './environment-secrets.ts';
import { expandPaths } from './expand-paths.ts';
import { flagText } from './flag-table.ts';
import { Settings } from './settings.ts';

/** `secretKey` is the content of `--secret-key-file`. */
type ReadSettings = { readonly settings: Settings; readonly secretKey: string | undefined };

/** Reads what a command needs for its plan: the paths of existing inputs, and the settings. */
export const settle = async (
  given: readonly string[],
  context: Context,
): Promise<ReadSettings & { readonly paths: readonly string[] }> => {
  const paths = await expandPaths(given);
  await requireInputs(paths);
  return { paths, ...(await readSettings(context)) };
};

/** Reads the files that settings name: the environment file and the key file. */
export const readSettings = async (context: Context): Promise<ReadSettings> => {
  const { flags, environment, secrets } = context;
  const typed = new Settings(flags, environment);
  const envFile = typed.value('envFile');
  const text = envFile === undefined ? '' : await read(envFile, 'envFile');
  if (envFile !== undefined) warnOfLines(envFile, text, context);
  for (const [name, value] of Object.entries(environment)) refuseOddQuotes(name, value ?? '', undefined);
  const fromFile = parseEnv(text);
  const keyFile = typed.value('secretKeyFile');
  const secretKey = keyFile === undefined ? undefined : (await read(keyFile, 'secretKeyFile')).trim();
  if (keyFile !== undefined && secretKey === '') throw new SettingsError({ kind: 'key-file-empty', path: keyFile });
  if (secretKey) secrets.add(secretKey);
  addSecretsOf(fromFile, secrets);
  const holdsSecret = fromFile.TIM_SECRET_KEY || fromFile.TIM_USERSIG;
  for (const path of [keyFile, holdsSecret ? envFile : undefined]) {
    if (path !== undefined && (await isOpenToOthers(path, 0o044))) warn(context, { kind: 'secret-readable', path });
  }
  for (const path of [keyFile, envFile]) {
    if (path !== undefined && (await isOpenToOthers(path, 0o022))) warn(context, { kind: 'settings-writable', path });
  }
  for (const name of Object.keys(fromFile).filter((key) => key.startsWith('TIM_'))) {
    if (environment[name] && environment[name] !== fromFile[name]) {
      warn(context, { kind: 'variable-wins', name, envFile: envFile ?? '' });
    }
  }
  return { settings: new Settings(flags, environment, fromFile), secretKey };
};

/** No setting begins or ends in them: a program that prettifies text has put them in the place of plain ones. */
const ODD_QUOTES = /^[\u2018-\u201f\u300c-\u300f\uff02\uff07]|[\u2018-\u201f\u300c-\u300f\uff02\uff07]$/u;

/** @throws SettingsError, which never shows the value: it may be a secret */
const refuseOddQuotes = (name: string, value: string, place: { path: string; line: number } | undefined): void => {
  const character = name.startsWith('TIM_') ? ODD_QUOTES.exec(value)?.[0] : undefined;
  if (character !== undefined) throw new SettingsError({ kind: 'value-in-odd-quotes', name, character, place });
};

/** A quoted value may run over several lines; what follows one is not looked at. */
const warnOfLines = (path: string, text: string, context: Context): void => {
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (/=\s*(["'`])(?!.*\1)/.test(line)) return;
    if (/^\s*(?:#|$)/.test(line)) continue;
    const [, name, value] = /^\s*(?:export\s+)?(\w+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) refuseOddQuotes(name, value, { path, line: at + 1 });
    if (line.includes('=')) continue;
    warn(context, { kind: 'env-line-without-equals', path, line: at + 1, odd: /[＝：:]/.exec(line)?.[0] });
  }
};

/** File modes mean nothing on Windows. @param rights - of group and others, as in a file mode */
const isOpenToOthers = async (path: string, rights: number): Promise<boolean> =>
  process.platform !== 'win32' && ((await stat(path)).mode & rights) !== 0;

const read = async (path: string, flag: 'envFile' | 'secretKeyFile'): Promise<string> =>
  readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const typed = flagText(flag).slice(2);
    if (error.code === 'ENOENT') throw new SettingsError({ kind: 'settings-file-missing', flag: typed, path });
    throw new SettingsError({ kind: 'settings-file-unreadable', flag: typed, path, reason: error.message });
  });
