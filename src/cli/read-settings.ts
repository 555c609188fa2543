import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { SettingsError } from '../core/errors.ts';
import { printable } from '../core/text.ts';
import type { Context } from './context.ts';
import { Settings } from './settings.ts';

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
  for (const secret of [
    secretKey,
    ...[environment, fromFile].flatMap((source) => [source.TIM_SECRET_KEY, source.TIM_USERSIG]),
  ]) {
    if (secret) secrets.add(secret.trim());
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

const read = async (path: string, flag: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: Error) => {
    throw new SettingsError(
      `${flag} ${path} cannot be read: ${error.message}`,
      'Check the name and that you may read it.',
    );
  });
