import type { Secrets } from '../core/text/secrets.ts';
import { signUserSig } from '../io/remote/usersig.ts';
import type { TargetPlan } from './plan.ts';

/** @param lifetimeS - whole seconds @throws SettingsError */
export const makeUserSig = (
  endpoint: TargetPlan['endpoint'],
  secretKey: string,
  lifetimeS: number,
  secrets: Secrets,
): string => signUserSig({ ...endpoint, secretKey, secrets }, lifetimeS);
