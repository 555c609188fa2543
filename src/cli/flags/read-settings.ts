import { stat } from 'node:fs/promises';
import { TimUnreadError } from '../../core/errors/error.ts';
import { SettingsError } from '../../core/errors/settings-error.ts';
import { mended } from '../../core/text/mended.ts';
import type { EnvLine } from '../../core/warnings.ts';
import { nearName } from '../../io/near-name.ts';
import { requireInputs } from '../../wiring/require-inputs.ts';
import type { Context } from '../context.ts';
import { warn } from '../output/tell.ts';
import { readEnvFile } from './env-file.ts';
import { addSecretsOf, isLikeKey, isLikeUserSig } from './environment-secrets.ts';
import { expandPaths } from './expand-paths.ts';
import { flagText } from './flag-table.ts';
import { begunAsOne } from './input-plan.ts';
import { readBounded } from './read-bounded.ts';
import { type Environment, Settings } from './settings.ts';
import { settingsText } from './settings-text.ts';

/** `secretKey` is the content of `--secret-key-file`. */
type ReadSettings = { readonly settings: Settings; readonly secretKey: string | undefined };

/** Reads what a command needs for its plan: the paths of existing inputs, and the settings. */
export const settle = async (
  given: readonly string[],
  context: Context,
): Promise<ReadSettings & { readonly paths: readonly string[]; readonly isBegunAsOne: boolean }> => {
  const paths = await expandPaths(given, (left) => warn(context, left));
  await requireInputs(paths);
  const read = await readSettings(context);
  return { paths, ...read, isBegunAsOne: await begunAsOne(paths, read.settings) };
};

/** Reads the files that settings name: the environment file and the key file. */
export const readSettings = async (context: Context): Promise<ReadSettings> => {
  const { flags, environment, secrets } = context;
  const typed = new Settings(flags, environment);
  const envFile = typed.value('envFile');
  const text = envFile === undefined ? '' : await read(envFile, 'envFile', context);
  const { values: fromFile, lines, told } = readEnvFile(text);
  addSecretsOf(fromFile, secrets);
  for (const [name, value = ''] of Object.entries(fromFile)) {
    refuseOddQuotes(name, value, { path: envFile ?? '', line: lines.get(name) ?? 1 });
  }
  for (const [name, value = ''] of Object.entries(environment)) refuseOddQuotes(name, value, undefined);
  tellLines(told, envFile ?? '', context);
  if (text.includes('\0') || (isAnyUnset(told) && Object.keys(fromFile).length === 0)) {
    throw new SettingsError({ kind: 'env-file-sets-nothing', path: envFile ?? '', isText: !text.includes('\0') });
  }
  const keyFile = typed.value('secretKeyFile');
  const secretKey = keyFile === undefined ? undefined : await readKey(keyFile, context);
  const holdsSecret = fromFile.TIM_SECRET_KEY || fromFile.TIM_USERSIG;
  for (const path of [keyFile, holdsSecret ? envFile : undefined]) {
    if (path !== undefined && (await isOpenToOthers(path, 0o044))) warn(context, { kind: 'secret-readable', path });
  }
  for (const path of [keyFile, envFile]) {
    if (path !== undefined && (await isOpenToOthers(path, 0o022))) warn(context, { kind: 'settings-writable', path });
    const owner = path && (await otherOwner(path));
    if (path !== undefined && owner) warn(context, { kind: 'settings-of-other-user', path, owner });
  }
  for (const name of Object.keys(fromFile).filter((key) => key.startsWith('TIM_'))) {
    if (environment[name] && environment[name] !== fromFile[name]) {
      warn(context, { kind: 'variable-wins', name, envFile: envFile ?? '' });
    }
  }
  const settings = new Settings(flags, environment, fromFile);
  for (const { name, origin, taken } of settings.all()) {
    const path = origin === 'env-file' ? envFile : undefined;
    if (taken.length > 0) warn(context, { kind: 'setting-mended', name, path, taken });
  }
  for (const name of ['TIM_SECRET_KEY', 'TIM_USERSIG'] as const) {
    const isKey = name === 'TIM_SECRET_KEY';
    requireSecret(settings.variable(name) ?? '', { name, isKey });
  }
  return { settings, secretKey };
};

/** No setting begins or ends in them: a program that prettifies text has put them in the place of plain ones. */
const ODD_QUOTES = /^[\u2018-\u201f\u300c-\u300f\uff02\uff07]|[\u2018-\u201f\u300c-\u300f\uff02\uff07]$/u;

/** @throws SettingsError, which never shows the value: it may be a secret */
const refuseOddQuotes = (name: string, text: string, place: { path: string; line: number } | undefined): void => {
  const character = name.startsWith('TIM_') ? ODD_QUOTES.exec(mended(text, false).value)?.[0] : undefined;
  if (character !== undefined) throw new SettingsError({ kind: 'value-in-odd-quotes', name, character, place });
};

/** Bytes of no text, or the words of an example that were left in its place: keys and UserSigs are printable ASCII. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what it is for
const NO_SECRET = /[\u0000-\u001f\u007f\ufffd…]|^[^\u0021-\u007e]+$/;

/** @throws SettingsError */
const requireSecret = (value: string, of: { readonly name: string; readonly isKey: boolean }): void => {
  if (NO_SECRET.test(value) || PLACEHOLDER.test(value)) throw new SettingsError({ kind: 'secret-unreadable', ...of });
  if (of.isKey ? isLikeUserSig(value) : isLikeKey(value)) throw new SettingsError({ kind: 'secret-swapped', ...of });
};

/** No shell has put the value in its place: `$KEY`, `${KEY}`, `%KEY%`, `{{ key }}`, `<key>`. */
const PLACEHOLDER = /^(?:\$\w+|\$\{.*\}|%\w+%|\{\{.*\}\}|<.*>)$/;

/** A line break at its end is how files end. */
const readKey = async (path: string, context: Context): Promise<string> => {
  const text = await read(path, 'secretKeyFile', context);
  if (readEnvFile(text).values.TIM_SECRET_KEY) throw new SettingsError({ kind: 'key-file-is-env-file', path });
  const { value, taken } = mended(text.trim(), true);
  requireSecret(value, { name: path, isKey: true });
  if (value === '') throw new SettingsError({ kind: 'key-file-empty', path });
  context.secrets.add(value);
  const name = flagText('secretKeyFile');
  if (taken.length > 0) warn(context, { kind: 'setting-mended', name, path, taken });
  return value;
};

/** Some file of many lines may have been named by mistake. */
const MOST_LINES_TOLD = 5;

const isUnset = ({ kind }: EnvLine): boolean => kind === 'env-line-without-equals';
const isAnyUnset = (told: readonly EnvLine[]): boolean => told.some(isUnset);

const tellLines = (told: readonly EnvLine[], path: string, context: Context): void => {
  let unset = 0;
  for (const note of told) {
    if (isUnset(note)) unset += 1;
    if (isUnset(note) ? unset <= MOST_LINES_TOLD : isWorthTelling(note, context.environment)) {
      warn(context, { ...note, path });
    }
  }
  const count = unset - MOST_LINES_TOLD;
  if (count > 0) warn(context, { kind: 'env-lines-without-equals', path, count });
};

/** A variable that the process has too was there when Node started. */
const isWorthTelling = (note: EnvLine, environment: Environment): boolean =>
  note.kind !== 'env-read-at-start' || !environment[note.name];

/** File modes mean nothing on Windows. @param rights - of group and others, as in a file mode */
const isOpenToOthers = async (path: string, rights: number): Promise<boolean> =>
  process.platform !== 'win32' && ((await stat(path)).mode & rights) !== 0;

/** Root is asked by nobody: in a container every file that comes from outside may be of somebody. @returns ID of another user, but root */
const otherOwner = async (path: string): Promise<number | undefined> => {
  const user = process.getuid?.() ?? 0;
  const { uid: owner } = await stat(path);
  return user !== 0 && owner !== 0 && owner !== user ? owner : undefined;
};

/** Nobody has so many settings: it is a device or an export that was named by mistake. */
const MOST_BYTES = 1024 * 1024;

const read = async (path: string, flag: 'envFile' | 'secretKeyFile', context: Context): Promise<string> => {
  const typed = flagText(flag).slice(2);
  const bytes = await readBounded(path, MOST_BYTES, context.host).catch(async (error: NodeJS.ErrnoException) => {
    if (error instanceof TimUnreadError) throw error;
    if (error.code === 'ENOENT') {
      throw new SettingsError({ kind: 'settings-file-missing', flag: typed, path, near: await nearName(path) });
    }
    throw new SettingsError({ kind: 'settings-file-unreadable', flag: typed, path, reason: error.message });
  });
  if (bytes.length > MOST_BYTES) {
    throw new SettingsError({ kind: 'settings-file-too-large', flag: typed, path, mostBytes: MOST_BYTES });
  }
  const { text, encoding } = settingsText(bytes);
  if (encoding !== 'utf-8') warn(context, { kind: 'settings-in-utf-16', path, encoding });
  return text;
};
