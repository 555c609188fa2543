import { readFile, stat } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { SettingsError } from '../../core/errors.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { printable, shellWord } from '../../core/text/text.ts';
import type { Context } from '../context.ts';
import { type Environment, Settings } from './settings.ts';

/** Opens what settings name: the environment file and the key file. */
export const readSettings = async ({
  flags,
  environment,
  secrets,
  terminal,
}: Context): Promise<{ settings: Settings; secretKey: string | undefined }> => {
  const typed = new Settings(flags, environment);
  const envFile = typed.text('envFile');
  const fromFile = envFile === undefined ? {} : parseEnv(await read(envFile, '--env-file'));
  const keyFile = typed.text('secretKeyFile');
  const secretKey = keyFile === undefined ? undefined : (await read(keyFile, '--secret-key-file')).trim();
  if (secretKey === '') throw new SettingsError(`${keyFile} is empty`, 'It must hold the secret key and nothing else.');
  if (secretKey) secrets.add(secretKey);
  addSecretsOf(fromFile, secrets);
  const holdsSecret = fromFile.TIM_SECRET_KEY || fromFile.TIM_USERSIG;
  for (const path of [keyFile, holdsSecret ? envFile : undefined]) {
    if (path === undefined || !(await canOthersRead(path))) continue;
    terminal.talk(`warning: ${printable(path)} holds a secret, and others can read it: chmod 600 ${shellWord(path)}`);
  }
  for (const name of Object.keys(fromFile).filter((key) => key.startsWith('TIM_'))) {
    if (environment[name] && environment[name] !== fromFile[name]) {
      terminal.talk(
        `warning: ${printable(name)} of the environment is used, not the other one in ${printable(envFile ?? '')}`,
      );
    }
  }
  return { settings: new Settings(flags, environment, fromFile), secretKey };
};

/** Keys, UserSigs and the passwords of proxies. */
export const addSecretsOf = (environment: Environment, secrets: Secrets): void => {
  for (const secret of [environment.TIM_SECRET_KEY, environment.TIM_USERSIG]) {
    if (secret) secrets.add(secret.trim());
  }
  for (const proxy of [environment.https_proxy, environment.HTTPS_PROXY]) addPassword(proxy, secrets);
};

/** A proxy's password stands in its URL, and goes out as base64 of name and password. */
const addPassword = (proxy: string | undefined, secrets: Secrets): void => {
  const [, user = '', password] = /^[^/]*\/\/([^:@/]*):([^@]+)@/.exec(proxy ?? '') ?? [];
  if (password === undefined) return;
  secrets.add(password);
  secrets.add(decoded(password));
  secrets.add(`${decoded(user)}:${decoded(password)}`);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Modes mean nothing on Windows. */
const canOthersRead = async (path: string): Promise<boolean> =>
  process.platform !== 'win32' && ((await stat(path)).mode & 0o044) !== 0;

const read = async (path: string, flag: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw new SettingsError(
      `${flag} ${path} cannot be read: ${error.message}`,
      'Check the name and that you may read it.',
    );
  });
