import { mended } from '../../core/text/mended.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { proxyParts } from './proxy.ts';
import type { Environment } from './settings.ts';

/** Adds keys, UserSigs and proxy passwords. */
export const addSecretsOf = (environment: Environment, secrets: Secrets): void => {
  for (const secret of [environment.TIM_SECRET_KEY, environment.TIM_USERSIG]) {
    // As it is used, and as it stands there.
    if (secret) for (const form of [mended(secret, true).value, secret.trim()]) secrets.add(form);
  }
  for (const proxy of [environment.https_proxy, environment.HTTPS_PROXY]) addPassword(proxy, secrets);
  const redis = mended(environment.TIM_REDIS ?? '', false).value;
  for (const part of secretPartsOfUrl(redis)) for (const form of [part, decoded(part)]) secrets.add(form);
};

/** See "UserSig" in docs/api.md. */
export const isLikeKey = (text: string): boolean => /^[0-9a-f]{64}$/i.test(text);
export const isLikeUserSig = (text: string): boolean => /^eJ[\w*-]{60,}$/.test(text);
const isLikeSecret = (text: string): boolean => isLikeKey(text) || isLikeUserSig(text);

/** A flag that there is not, for a value that no flag takes. */
const SECRET_FLAG = /^-{1,2}[a-z-]*(?:secret|key|sig|passw|token)[a-z-]*(?:=(.*))?$/is;

/**
 * Adds what was typed and is a secret: such a value is refused, and whoever looks at the screen must not learn it from the
 * refusal. It may stand in place of a file or a number, behind a flag that there is not, or in a URL.
 */
export const addSecretsOfWords = (words: readonly string[], secrets: Secrets): void => {
  for (const [at, word] of words.entries()) {
    const value = word.slice(word.indexOf('=') + 1);
    for (const text of [word, value]) {
      if (isLikeSecret(text)) secrets.add(text);
      for (const part of secretPartsOfUrl(text)) secrets.add(part);
    }
    const flag = SECRET_FLAG.exec(word);
    if (flag && !word.startsWith('--secret-key-file')) secrets.add(flag[1] ?? words[at + 1] ?? '');
  }
};

const secretPartsOfUrl = (text: string): string[] => {
  const [, userinfo = '', query = ''] = /^[a-z][a-z0-9+.-]*:\/\/(?:([^/?#]*)@)?[^?#]*(?:\?([^#]*))?/i.exec(text) ?? [];
  return [userinfo, ...userinfo.split(':'), ...query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1))];
};

/** The password of a proxy is part of its URL. It is sent as base64 of name and password. */
const addPassword = (proxy: string | undefined, secrets: Secrets): void => {
  const login = proxyParts(mended(proxy ?? '', false).value)?.login;
  if (login?.password === undefined) return;
  const { name, password } = login;
  for (const form of [password, decoded(password), `${decoded(name)}:${decoded(password)}`]) secrets.add(form);
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
