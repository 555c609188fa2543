import type { FailureLimit } from '../../app/import/failure-limit.ts';
import type { RunCommand } from '../../core/books/summary.ts';
import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import { VENDOR_CALLS_PER_SECOND } from '../../core/pace/pacing.ts';
import type { SampleSize } from '../../core/row/sample.ts';
import type { Warning } from '../../core/warnings.ts';
import type { LogLevel } from '../../io/journal/log-levels.ts';
import type { RemoteOptions } from '../../io/remote/connection.ts';
import { type InputPlan, requireFiles, requireStateDir, resolveInputs, type SecondReader } from './input-plan.ts';
import type { Settings } from './settings.ts';
import { resolveOrigin, resolveTarget, type TargetPlan } from './target-plan.ts';

/** What import, check or verify will do. Resolving it opens nothing. */
export type CommandPlan = {
  readonly command: RunCommand;
  readonly inputs: readonly InputPlan[];
  /** undefined: the simulator of this process */
  readonly target: TargetPlan | undefined;
  readonly pace: Omit<RemoteOptions, 'endpoint' | 'credentials' | 'proxy'>;
  readonly onDuplicate: DuplicateRule;
  /** superseded rows are found before the first call, by reading the input once more */
  readonly marksSuperseded: boolean;
  readonly restart: boolean;
  readonly json: boolean;
  readonly progress: ProgressMode;
  readonly logLevel: LogLevel;
  readonly warnings: readonly Warning[];
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

export const resolveImport = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
): ImportPlan => {
  const onlyChanges = settings.isSet('onlyChanges');
  const plan = resolveRun('import', paths, settings, secretKey, onlyChanges ? 'only-changes' : undefined);
  return {
    ...plan,
    // Only the limit of the writes may have been raised: the reads keep to the vendor's own.
    pace: {
      ...plan.pace,
      readsPerSecond: Math.min(plan.pace.ratePerSecond, VENDOR_CALLS_PER_SECOND),
      readConcurrency: Math.ceil(plan.pace.concurrency / 2),
    },
    checkGroups: !settings.isSet('noGroupCheck'),
    onlyChanges,
    maxFailures: settings.value('maxFailures'),
    limit: settings.value('limit'),
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
  sample: settings.value('sample'),
  seed: settings.value('seed'),
});

/** @param scanner - what needs to read the input once more, whatever the rule for duplicates is */
const resolveRun = (
  command: RunCommand,
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
  scanner: SecondReader | undefined,
): CommandPlan => {
  const ratePerSecond = settings.value('rate');
  const concurrency = settings.value('concurrency');
  const isRehearsal = settings.isSet('simulator');
  // A rehearsal does not need the endpoint, but what the real run will refuse is better told now.
  if (isRehearsal) resolveOrigin(settings);
  const onDuplicate = settings.value('onDuplicate');
  const marksSuperseded = scanner !== undefined || onDuplicate !== 'last';
  if (marksSuperseded) requireFiles(paths, scanner ?? 'on-duplicate');
  return {
    command,
    inputs: resolveInputs(requireStateDir(paths, settings), settings),
    target: isRehearsal ? undefined : resolveTarget(settings, secretKey),
    pace: {
      ratePerSecond,
      readsPerSecond: ratePerSecond,
      concurrency,
      readConcurrency: concurrency,
      timeoutMs: settings.value('timeout'),
      maxAttempts: settings.value('maxAttempts'),
      giveUpAfterMs: settings.value('giveUpAfter'),
    },
    onDuplicate,
    marksSuperseded,
    restart: settings.isSet('restart'),
    json: settings.isSet('json'),
    progress: settings.value('progress'),
    logLevel: settings.value('logLevel'),
    warnings: warningsOf({ paths, settings, ratePerSecond, onDuplicate, isRehearsal }),
  };
};

type Settled = {
  readonly paths: readonly string[];
  readonly settings: Settings;
  readonly ratePerSecond: number;
  readonly onDuplicate: DuplicateRule;
  readonly isRehearsal: boolean;
};

const warningsOf = ({ paths, settings, ratePerSecond, onDuplicate, isRehearsal }: Settled): Warning[] => {
  const warnings: Warning[] = [];
  if (ratePerSecond > VENDOR_CALLS_PER_SECOND && !isRehearsal) {
    warnings.push({
      kind: 'rate-above-vendor',
      perSecond: ratePerSecond,
      vendorPerSecond: VENDOR_CALLS_PER_SECOND,
    });
  }
  const region = settings.text('region');
  const endpoint = settings.text('endpoint');
  // The endpoint of a rehearsal may be left in the environment, while the region of the real app stands in the file.
  if (region !== undefined && endpoint !== undefined) warnings.push({ kind: 'region-unused', region, endpoint });
  if (paths.length > 1 && onDuplicate !== 'last') warnings.push({ kind: 'duplicates-per-input' });
  return warnings;
};
