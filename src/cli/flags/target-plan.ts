import { SettingsError } from '../../core/errors.ts';
import { REGION_HOSTS, type Region, type Target } from '../../core/target/target.ts';
import type { Credentials, RemoteOptions } from '../../io/remote/connection.ts';
import type { HttpsProxy } from '../../io/remote/dispatcher.ts';
import { type Settings, wrong } from './settings.ts';

/** Where calls go, and as whom. */
export type TargetPlan = {
  readonly endpoint: RemoteOptions['endpoint'];
  readonly credentials: Credentials;
  readonly proxy: HttpsProxy | undefined;
};

/** @param secretKey - content of `--secret-key-file`, read by whoever calls: resolving opens nothing */
export const resolveTarget = (settings: Settings, secretKey: string | undefined): TargetPlan => {
  const sdkappid = settings.whole('sdkappid', { from: 1, to: Number.MAX_SAFE_INTEGER }, 'TIM_SDKAPPID');
  const admin = settings.text('admin', 'TIM_ADMIN');
  const usersig = settings.text(undefined, 'TIM_USERSIG');
  const key = secretKey ?? settings.text(undefined, 'TIM_SECRET_KEY')?.trim();
  const missing = [
    ...(sdkappid === undefined ? ['--sdkappid (TIM_SDKAPPID)'] : []),
    ...(admin === undefined ? ['--admin (TIM_ADMIN)'] : []),
    ...(usersig === undefined && !key ? ['a key (--secret-key-file FILE, TIM_SECRET_KEY) or TIM_USERSIG'] : []),
  ];
  if (sdkappid === undefined || admin === undefined || (usersig === undefined && !key)) {
    throw new SettingsError(
      `missing: ${missing.join('; ')}`,
      'The console shows them. To rehearse without an account: tim-unread import FILE --simulator.',
    );
  }
  const origin = resolveOrigin(settings);
  return {
    endpoint: { origin, sdkappid, admin },
    credentials: usersig !== undefined ? { kind: 'usersig', usersig } : { kind: 'key', secretKey: key ?? '' },
    // Through a tunnel only: a proxy of an http: endpoint would see the UserSig, and that is on this machine anyway.
    proxy: origin.startsWith('https:') ? resolveProxy(settings) : undefined,
  };
};

const PROXY_PROTOCOLS = ['http:', 'https:', 'socks5:'];

/** Small letters win over capitals, as in curl. */
const resolveProxy = (settings: Settings): HttpsProxy | undefined => {
  const text = settings.text(undefined, 'https_proxy') ?? settings.text(undefined, 'HTTPS_PROXY');
  if (text === undefined) return undefined;
  const full = /^[a-z0-9]+:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  const isWellFormed = url && PROXY_PROTOCOLS.includes(url.protocol) && !/%(?![0-9a-f]{2})/i.test(url.href);
  if (!isWellFormed) {
    throw new SettingsError(
      'HTTPS_PROXY is not the URL of a proxy',
      'Give for example HTTPS_PROXY=http://proxy.example:8080, or unset it.',
    );
  }
  return { url, notFor: settings.text(undefined, 'no_proxy') ?? settings.text(undefined, 'NO_PROXY') ?? '' };
};

export const targetOf = (plan: TargetPlan | undefined): Target =>
  plan ? { kind: 'tim', sdkappid: plan.endpoint.sdkappid, endpoint: plan.endpoint.origin } : { kind: 'simulator' };

export const resolveOrigin = (settings: Settings): string => {
  const region = settings.choice('region', Object.keys(REGION_HOSTS) as Region[], 'TIM_REGION') ?? 'cn';
  const text = settings.text('endpoint', 'TIM_ENDPOINT');
  if (text === undefined) return `https://${REGION_HOSTS[region]}`;
  const refuse = (expected: string): SettingsError => wrong('endpoint', 'TIM_ENDPOINT', expected, text);
  if (!URL.canParse(text)) throw refuse('a URL such as https://console.tim.qq.com');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('an https: URL');
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw refuse('https: (http: would show the UserSig to everybody on the way; it is for loopback only)');
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw refuse('scheme and host only, such as https://console.tim.qq.com');
  }
  return url.origin;
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.[0-9]+\.[0-9]+\.[0-9]+$/.test(host);
