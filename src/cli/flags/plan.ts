import type { FailureLimit } from '../../app/import/failure-limit.ts';
import type { RunCommand } from '../../core/books/summary.ts';
import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import { VENDOR_CALLS_PER_SECOND } from '../../core/pace/pacing.ts';
import type { SampleSize } from '../../core/row/sample.ts';
import { printable } from '../../core/text/text.ts';
import { LOG_LEVELS, type LogLevel } from '../../io/journal/log-file.ts';
import type { RemoteOptions } from '../../io/remote/connection.ts';
import { type InputPlan, requireFiles, requireStateDir, resolveDuplicateRule, resolveInputs } from './input-plan.ts';
import { type Settings, wrong } from './settings.ts';
import { resolveOrigin, resolveTarget, type TargetPlan } from './target-plan.ts';

/** What a command that goes through inputs with the target's help will do; resolving it opened nothing. */
export type CommandPlan = {
  readonly command: RunCommand;
  readonly inputs: readonly InputPlan[];
  /** undefined: the simulator of this process */
  readonly target: TargetPlan | undefined;
  readonly pace: Omit<RemoteOptions, 'endpoint' | 'credentials' | 'proxy'>;
  readonly onDuplicate: DuplicateRule;
  /** rows that another one of their pair supersedes are found before the first call, by reading the input once more */
  readonly marksSuperseded: boolean;
  readonly restart: boolean;
  readonly json: boolean;
  readonly progress: ProgressMode;
  readonly logLevel: LogLevel;
  readonly warnings: readonly string[];
};

export type ImportPlan = CommandPlan & {
  readonly checkGroups: boolean;
  readonly onlyChanges: boolean;
  readonly maxFailures: FailureLimit | undefined;
  readonly limit: number | undefined;
};

export type VerifyCommandPlan = CommandPlan & {
  /** undefined: every row */
  readonly sample: SampleSize | undefined;
  readonly seed: number;
};

export type ProgressMode = 'auto' | 'bar' | 'line' | 'none';

/** Highest `--rate` that is taken; far above what any limit can be raised to. */
export const MAX_PER_SECOND = 100_000;

export const resolveImport = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
): ImportPlan => {
  const onlyChanges = settings.isSet('onlyChanges');
  const plan = resolveRun('import', paths, settings, secretKey, onlyChanges ? '--only-changes' : undefined);
  const { concurrency } = plan.pace;
  return {
    ...plan,
    // The reads of an import stay below the vendor's limits, whatever that of the writes was raised to.
    pace: {
      ...plan.pace,
      readsPerSecond: Math.min(plan.pace.ratePerSecond, VENDOR_CALLS_PER_SECOND),
      readsInFlight: Math.ceil(concurrency / (onlyChanges ? 2 : 10)),
    },
    checkGroups: !settings.isSet('noGroupCheck'),
    onlyChanges,
    maxFailures: resolveFailureLimit(settings),
    limit: settings.whole('limit', { from: 1, to: Number.MAX_SAFE_INTEGER }),
  };
};

export const resolveCheck = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
): CommandPlan => resolveRun('check', paths, settings, secretKey, undefined);

export const resolveVerify = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
): VerifyCommandPlan => ({
  ...resolveRun('verify', paths, settings, secretKey, 'verify'),
  sample: resolveSample(settings),
  seed: settings.whole('seed', { from: 0, to: 0xffff_ffff }) ?? 1,
});

/** @param scanner - what needs to read an input once more before the first call, whatever the rule for duplicates is */
const resolveRun = (
  command: RunCommand,
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
  scanner: string | undefined,
): CommandPlan => {
  const ratePerSecond = resolveRate(settings);
  const concurrency = settings.whole('concurrency', { from: 1, to: 10_000 }) ?? 100;
  const isRehearsal = settings.isSet('simulator');
  // A rehearsal does not need them, but what the real run will refuse is better told now.
  if (isRehearsal) resolveOrigin(settings);
  const onDuplicate = resolveDuplicateRule(settings);
  const marksSuperseded = scanner !== undefined || onDuplicate !== 'last';
  if (marksSuperseded) requireFiles(paths, scanner ?? '--on-duplicate');
  return {
    command,
    inputs: resolveInputs(requireStateDir(paths, settings), settings),
    target: isRehearsal ? undefined : resolveTarget(settings, secretKey),
    pace: {
      ratePerSecond,
      readsPerSecond: ratePerSecond,
      concurrency,
      readsInFlight: concurrency,
      // The vendor's own limit is 3000 ms: giving up before it does would repeat calls that still succeed.
      timeoutMs: settings.whole('timeout', { from: 3001, to: 600_000 }) ?? 5000,
      maxAttempts: settings.whole('maxAttempts', { from: 1, to: 1000 }) ?? 5,
      giveUpAfterMs: settings.durationMs('giveUpAfter') ?? 30 * 60_000,
    },
    onDuplicate,
    marksSuperseded,
    restart: settings.isSet('restart'),
    json: settings.isSet('json'),
    progress: settings.choice('progress', ['auto', 'bar', 'line', 'none']) ?? 'auto',
    logLevel: settings.choice('logLevel', LOG_LEVELS) ?? 'info',
    warnings: [
      ...(ratePerSecond > VENDOR_CALLS_PER_SECOND && !isRehearsal
        ? [
            `--rate ${ratePerSecond} is above the vendor's ${VENDOR_CALLS_PER_SECOND} calls a second: right only where the limit of this app was raised.`,
          ]
        : []),
      ...unusedRegion(settings),
      ...(paths.length > 1 && onDuplicate !== 'last'
        ? [
            '--on-duplicate looks at every input by itself: rows of one pair in two inputs are all sent, in their order.',
          ]
        : []),
    ],
  };
};

/** Say that of a rehearsal is left in the environment, and the region of the real app stands in the file. */
const unusedRegion = (settings: Settings): string[] => {
  const endpoint = settings.text('endpoint', 'TIM_ENDPOINT');
  const region = settings.text('region', 'TIM_REGION');
  if (endpoint === undefined || region === undefined) return [];
  return [
    `region ${printable(region)} is not used: --endpoint or TIM_ENDPOINT says ${printable(endpoint)}. Unset it if that is not what you want.`,
  ];
};

/** @returns `--rate`, calls per second */
export const resolveRate = (settings: Settings): number =>
  settings.positive('rate', MAX_PER_SECOND, 'TIM_RATE') ?? VENDOR_CALLS_PER_SECOND;

const resolveFailureLimit = (settings: Settings): FailureLimit | undefined => {
  const text = settings.text('maxFailures');
  if (text === undefined) return undefined;
  const [, amount, percent] = /^([0-9]+(?:\.[0-9]+)?)(%?)$/.exec(text) ?? [];
  if (amount === undefined || (!percent && amount.includes('.')) || (percent && Number(amount) > 100)) {
    throw wrong('maxFailures', undefined, 'a number of rows, or a share such as 5%', text);
  }
  return percent ? { kind: 'percent', percent: Number(amount) } : { kind: 'rows', rows: Number(amount) };
};

const resolveSample = (settings: Settings): SampleSize | undefined => {
  const text = settings.text('sample');
  if (text === undefined) return undefined;
  const [, amount, percent] = /^([0-9]+(?:\.[0-9]+)?)(%?)$/.exec(text) ?? [];
  const size = Number(amount);
  if (amount === undefined || size === 0 || (percent ? size > 100 : !Number.isSafeInteger(size))) {
    throw wrong('sample', undefined, 'a number of rows such as 5000, or a share such as 1%', text);
  }
  return percent ? { kind: 'percent', percent: size } : { kind: 'rows', rows: size };
};
