import type { SettingsError } from '../../core/errors/settings-error.ts';
import { type Settings, wrong } from './settings.ts';

/** As other clients name a Sentinel or a cluster, or several hosts of one. */
const OF_MANY = /^[a-z+-]*(sentinel|cluster)[a-z+-]*:|^rediss?(\+\w+)?:\/\/[^/]*,|[?&](sentinel|master)/i;

/** @returns undefined where the limit is that of this process alone @throws SettingsError */
export const resolveRedis = (settings: Settings): URL | undefined => {
  const found = settings.found('redis');
  if (found === undefined) return undefined;
  const text = found.value;
  const refuse = (form: 'redis-url' | 'redis-url-without-password' | 'redis-primary'): SettingsError =>
    wrong('redis', { form }, text);
  if (OF_MANY.test(text)) throw refuse('redis-primary');
  if (!URL.canParse(text)) throw refuse('redis-url');
  const url = new URL(text);
  const isRedis = url.protocol === 'redis:' || url.protocol === 'rediss:';
  if (!isRedis || url.hostname === '' || !/^\/?\d*$/.test(url.pathname) || url.hash) throw refuse('redis-url');
  if (found.origin === 'flag' && (url.username || url.password || url.search))
    throw refuse('redis-url-without-password');
  return url;
};
