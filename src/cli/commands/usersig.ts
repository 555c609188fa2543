import { ExitCode } from '../../core/errors/error.ts';
import { SettingsError } from '../../core/errors/settings-error.ts';
import { makeUserSig } from '../../wiring/make-usersig.ts';
import type { Context } from '../context.ts';
import { readSettings } from '../flags/read-settings.ts';
import { resolveTarget } from '../flags/target-plan.ts';

/** Prints a UserSig. This is the only output with a secret, because the user asked for it. */
export const runUsersig = async (context: Context): Promise<ExitCode> => {
  const { settings, secretKey } = await readSettings(context);
  const lifetimeMs = settings.value('expire');
  const { endpoint, credentials } = resolveTarget(settings, secretKey);
  if (credentials.kind === 'usersig') throw new SettingsError({ kind: 'usersig-given' });
  const lifetimeS = Math.floor(lifetimeMs / 1000);
  context.terminal.secret(`${makeUserSig(endpoint, credentials.secretKey, lifetimeS, context.secrets)}\n`);
  return ExitCode.ok;
};
