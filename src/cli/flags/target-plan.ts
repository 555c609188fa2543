import { type ExpectedValue, SettingsError } from '../../core/errors/settings-error.ts';
import { REGION_HOSTS } from '../../core/target/target.ts';
import type { TargetPlan } from '../../wiring/plan.ts';
import { readProxy } from './proxy.ts';
import { type Settings, wrong } from './settings.ts';

/** @param secretKey - the content of `--secret-key-file`; the caller reads it, because resolving opens nothing */
export const resolveTarget = (settings: Settings, secretKey: string | undefined): TargetPlan => {
  const sdkappid = settings.value('sdkappid');
  const admin = settings.value('admin');
  const usersig = settings.variable('TIM_USERSIG');
  const key = secretKey ?? settings.variable('TIM_SECRET_KEY');
  if (sdkappid === undefined || admin === undefined || (usersig === undefined && !key)) {
    const there = { sdkappid, admin, key: usersig ?? (key || undefined) };
    const missing = (['sdkappid', 'admin', 'key'] as const).filter((one) => there[one] === undefined);
    throw new SettingsError({ kind: 'credentials-missing', missing, path: settings.value('envFile') });
  }
  const origin = resolveOrigin(settings);
  return {
    endpoint: { origin, sdkappid, admin },
    credentials: usersig !== undefined ? { kind: 'usersig', usersig } : { kind: 'key', secretKey: key ?? '' },
    // A proxy for an http: endpoint would see the UserSig. Such an endpoint is on this machine and needs no proxy.
    proxy: origin.startsWith('https:') ? resolveProxy(settings) : undefined,
  };
};

/** Whether no setting names an app, and so the credentials of none are given. */
export const lacksApp = (settings: Settings): boolean => settings.value('sdkappid') === undefined;

/** Lower-case variables win over upper-case ones, as in curl. */
const resolveProxy = (settings: Settings): TargetPlan['proxy'] => {
  const variable = settings.variable('https_proxy') === undefined ? 'HTTPS_PROXY' : 'https_proxy';
  const text = settings.variable(variable);
  if (text === undefined) return undefined;
  return {
    url: readProxy(variable, text),
    notFor: hostsOnly(settings.variable('no_proxy') ?? settings.variable('NO_PROXY') ?? ''),
  };
};

/** A list of hosts in which some are whole URLs. */
const hostsOnly = (list: string): string => list.replace(/[a-z][a-z0-9+.-]*:\/\/([^\s,/]*)[^\s,]*/gi, '$1');

type OriginForm = Extract<ExpectedValue['form'], 'url' | 'https-url' | 'https-unless-loopback' | 'origin'>;

export const resolveOrigin = (settings: Settings): string => {
  const region = settings.value('region');
  const text = settings.value('endpoint');
  if (text === undefined) return `https://${REGION_HOSTS[region]}`;
  const refuse = (form: OriginForm): SettingsError => wrong('endpoint', { form }, text);
  if (!URL.canParse(text) || /\s/.test(text)) throw refuse('url');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('https-url');
  // An http: URL would show the UserSig to everyone on the network.
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) throw refuse('https-unless-loopback');
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    throw refuse('origin');
  }
  return url.origin;
};

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.[0-9]+\.[0-9]+\.[0-9]+$/.test(host);
