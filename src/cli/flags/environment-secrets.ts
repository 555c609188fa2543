import type { Secrets } from '../../core/text/secrets.ts';
import type { Environment } from './settings.ts';

/** Adds keys, UserSigs and proxy passwords. */
export const addSecretsOf = (environment: Environment, secrets: Secrets): void => {
  for (const secret of [environment.TIM_SECRET_KEY, environment.TIM_USERSIG]) {
    if (secret) secrets.add(secret.trim());
  }
  for (const proxy of [environment.https_proxy, environment.HTTPS_PROXY]) addPassword(proxy, secrets);
};

/** The password of a proxy is part of its URL. It is sent as base64 of name and password. */
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
