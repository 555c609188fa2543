import { resolve } from 'node:path';
import type { FailureLimit } from '../app/failure-limit.ts';
import { DUPLICATE_RULES, type DuplicateRule } from '../core/duplicates.ts';
import { SettingsError } from '../core/errors.ts';
import { VENDOR_CALLS_PER_SECOND } from '../core/pacing.ts';
import { REGION_HOSTS, type Region, type Target } from '../core/target.ts';
import { LOG_LEVELS, type LogLevel } from '../io/journal/log-file.ts';
import type { HttpsProxy } from '../io/remote/dispatcher.ts';
import type { Credentials, RemoteOptions } from '../io/remote/remote.ts';
import { STANDARD_INPUT } from '../io/source/content/stream-bytes.ts';
import { type InputFormat, resolveFormat } from '../io/source/format.ts';
import { resolveColumns } from './columns-flag.ts';
import { resolveEncoding } from './encoding-flag.ts';
import { type Settings, wrong } from './settings.ts';

/** One input and where its state lives. */
export type InputPlan = { readonly path: string; readonly format: InputFormat; readonly stateDir: string };

/** What `import` will do; resolving it opened nothing. */
export type ImportPlan = {
  readonly inputs: readonly InputPlan[];
  /** undefined: the simulator of this process */
  readonly target: TargetPlan | undefined;
  readonly pace: Omit<RemoteOptions, 'endpoint' | 'credentials' | 'proxy'>;
  readonly onDuplicate: DuplicateRule;
  readonly maxFailures: FailureLimit | undefined;
  readonly limit: number | undefined;
  readonly restart: boolean;
  readonly json: boolean;
  readonly progress: ProgressMode;
  readonly logLevel: LogLevel;
  readonly warnings: readonly string[];
};

export type ProgressMode = 'auto' | 'bar' | 'line' | 'none';

export type TargetPlan = {
  readonly endpoint: RemoteOptions['endpoint'];
  readonly credentials: Credentials;
  readonly proxy: HttpsProxy | undefined;
};

/**
 * Settings that decide which rows of an input are sent; a run goes on only with the same ones. The default rule for
 * duplicates is left out, as runs have left it out that began before there were others.
 *
 * @param format - of the file that is open: its first line may have named the delimiter
 */
export const readingOf = (format: InputFormat, onDuplicate: DuplicateRule): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(format).filter(([key]) => key !== 'isDelimiterGiven')),
  ...(onDuplicate === 'last' ? {} : { onDuplicate }),
});

/** Highest `--rate` that is taken; far above what any limit can be raised to. */
export const MAX_PER_SECOND = 100_000;

export const resolveImport = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
): ImportPlan => {
  const warnings: string[] = [];
  const ratePerSecond = resolveRate(settings);
  const isRehearsal = settings.isSet('simulator');
  // A rehearsal does not need them, but what the real run will refuse is better told now.
  if (isRehearsal) resolveOrigin(settings);
  if (ratePerSecond > VENDOR_CALLS_PER_SECOND && !isRehearsal) {
    warnings.push(
      `--rate ${ratePerSecond} is above the vendor's ${VENDOR_CALLS_PER_SECOND} calls a second: right only where the limit of this app was raised.`,
    );
  }
  if (settings.text('endpoint', 'TIM_ENDPOINT') !== undefined && settings.text('region') !== undefined) {
    warnings.push('--region is not used, because an endpoint is given.');
  }
  if (paths.length > 1 && resolveDuplicateRule(settings) !== 'last') {
    warnings.push(
      '--on-duplicate looks at every input by itself: rows of one pair in two inputs are all sent, in their order.',
    );
  }
  return {
    inputs: resolveInputs(requireFiles(requireStateDir(paths, settings), settings), settings),
    target: isRehearsal ? undefined : resolveTarget(settings, secretKey),
    pace: {
      ratePerSecond,
      concurrency: settings.whole('concurrency', { from: 1, to: 10_000 }) ?? 100,
      // The vendor's own limit is 3000 ms: giving up before it does would repeat calls that still succeed.
      timeoutMs: settings.whole('timeout', { from: 3001, to: 600_000 }) ?? 5000,
      maxAttempts: settings.whole('maxAttempts', { from: 1, to: 1000 }) ?? 5,
      giveUpAfterMs: settings.durationMs('giveUpAfter') ?? 30 * 60_000,
    },
    onDuplicate: resolveDuplicateRule(settings),
    maxFailures: resolveFailureLimit(settings),
    limit: settings.whole('limit', { from: 1, to: Number.MAX_SAFE_INTEGER }),
    restart: settings.isSet('restart'),
    json: settings.isSet('json'),
    progress: settings.choice('progress', ['auto', 'bar', 'line', 'none']) ?? 'auto',
    logLevel: settings.choice('logLevel', LOG_LEVELS) ?? 'info',
    warnings,
  };
};

export const resolveInputs = (paths: readonly string[], settings: Settings): InputPlan[] => {
  const format = settings.choice('format', ['csv', 'tsv', 'jsonl']);
  const delimiter = resolveDelimiter(settings);
  const choice = resolveColumns(settings);
  const encoding = resolveEncoding(settings);
  return resolveStateDirs(paths, settings).map((input) => ({
    ...input,
    format: resolveFormat(input.path, { format, delimiter, choice, encoding }),
  }));
};

/** Standard input has no name to call a state folder by. */
export const requireStateDir = (paths: readonly string[], settings: Settings): readonly string[] => {
  if (!paths.includes(STANDARD_INPUT) || settings.text('stateDir') !== undefined) return paths;
  throw new SettingsError(
    'standard input needs --state-dir',
    'Give a folder for the files of the run, the same one each time: --state-dir members.state',
  );
};

/** To choose among rows that stand twice the input is read twice. */
const requireFiles = (paths: readonly string[], settings: Settings): readonly string[] => {
  if (!paths.includes(STANDARD_INPUT) || resolveDuplicateRule(settings) === 'last') return paths;
  throw new SettingsError(
    'standard input can be read once only, and --on-duplicate needs to read the input twice',
    'Save the rows to a file and give its name, or leave --on-duplicate out.',
  );
};

/** @throws SettingsError where two inputs would share a state folder */
export const resolveStateDirs = (paths: readonly string[], settings: Settings): Omit<InputPlan, 'format'>[] => {
  const stateDir = settings.text('stateDir');
  if (stateDir !== undefined && paths.length > 1) {
    throw new SettingsError('--state-dir takes one input', 'Import the files one by one, or leave --state-dir out.');
  }
  const absolute = paths.map((path) => resolve(path));
  const twice = paths.find((_, at) => absolute.indexOf(absolute[at] ?? '') !== at);
  if (twice !== undefined) throw new SettingsError(`${twice} is given twice`, 'Give every input once.');
  return paths.map((path) => ({ path, stateDir: stateDir === undefined ? `${path}.tim-unread` : trimEnd(stateDir) }));
};

// A separator at the end would put the dated name of an old folder into the folder itself.
const trimEnd = (folder: string): string => folder.replace(/(?<=.)[/\\]+$/, '');

/** @returns `--rate`, calls per second */
export const resolveRate = (settings: Settings): number =>
  settings.positive('rate', MAX_PER_SECOND, 'TIM_RATE') ?? VENDOR_CALLS_PER_SECOND;

export const resolveDuplicateRule = (settings: Settings): DuplicateRule =>
  settings.choice('onDuplicate', DUPLICATE_RULES) ?? 'last';

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

const resolveOrigin = (settings: Settings): string => {
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

const resolveDelimiter = (settings: Settings): string | undefined => {
  const text = settings.text('delimiter');
  const delimiter = text === '\\t' ? '\t' : text;
  if (delimiter !== undefined && !/^[\t\x20-\x21\x23-\x7e]$/.test(delimiter)) {
    throw wrong('delimiter', undefined, 'one ASCII character that is not a quote', delimiter);
  }
  return delimiter;
};

const resolveFailureLimit = (settings: Settings): FailureLimit | undefined => {
  const text = settings.text('maxFailures');
  if (text === undefined) return undefined;
  const [, amount, percent] = /^([0-9]+(?:\.[0-9]+)?)(%?)$/.exec(text) ?? [];
  if (amount === undefined || (!percent && amount.includes('.')) || (percent && Number(amount) > 100)) {
    throw wrong('maxFailures', undefined, 'a number of rows, or a share such as 5%', text);
  }
  return percent ? { kind: 'percent', percent: Number(amount) } : { kind: 'rows', rows: Number(amount) };
};
