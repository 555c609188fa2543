import { ExitCode, SettingsError } from '../../core/errors.ts';
import { signUserSig, USERSIG_LIFETIME_S } from '../../io/remote/usersig.ts';
import type { Context } from '../context.ts';
import { readSettings } from '../flags/read-settings.ts';
import { resolveTarget } from '../flags/target-plan.ts';

/** Prints a UserSig: the one output that is a secret, because it is what was asked for. */
export const runUsersig = async (context: Context): Promise<ExitCode> => {
  const { settings, secretKey } = await readSettings(context);
  const lifetimeMs = settings.durationMs('expire') ?? USERSIG_LIFETIME_S * 1000;
  const { endpoint, credentials } = resolveTarget(settings, secretKey);
  if (credentials.kind === 'usersig') {
    throw new SettingsError('TIM_USERSIG is set already', 'Unset it and give a key to have a new one made.');
  }
  const signer = { ...endpoint, secretKey: credentials.secretKey, secrets: context.secrets };
  context.terminal.secret(`${signUserSig(signer, Math.floor(lifetimeMs / 1000))}\n`);
  return ExitCode.ok;
};
