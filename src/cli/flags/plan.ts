import type { ReadBackPlan } from '../../app/audit/verify.ts';
import { canSupersede } from '../../app/import/decide.ts';
import type { PreflightPlan } from '../../app/import/preflight.ts';
import type { SenderPlan } from '../../app/import/row-sender.ts';
import type { RunCommand } from '../../core/books/summary.ts';
import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import { highestRate } from '../../core/pace/day-rates.ts';
import { mostInFlight } from '../../core/pace/in-flight.ts';
import { VENDOR_CALLS_PER_SECOND } from '../../core/pace/pacing.ts';
import type { Warning } from '../../core/warnings.ts';
import type { CommandPlan } from '../../wiring/plan.ts';
import { requireFiles, requireStateDir, resolveInputs } from './input-plan.ts';
import { resolveRedis } from './redis-url.ts';
import type { Settings } from './settings.ts';
import { resolveOrigin, resolveTarget } from './target-plan.ts';

/** What a command shows. */
export type OutputPlan = {
  readonly json: boolean;
  readonly progress: ProgressMode;
  readonly warnings: readonly Warning[];
};

export type CheckPlan = CommandPlan & OutputPlan;
export type ImportPlan = CommandPlan & OutputPlan & { readonly rows: PreflightPlan & SenderPlan };
export type VerifyPlan = CommandPlan & OutputPlan & { readonly rows: Pick<ReadBackPlan, 'sample' | 'seed'> };

export type ProgressMode = 'auto' | 'bar' | 'line' | 'none';

export const resolveImport = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
  isBegunAsOne = false,
): ImportPlan => {
  const onlyChanges = settings.isSet('onlyChanges');
  const plan = resolveRun(
    'import',
    { paths, settings, secretKey, isBegunAsOne },
    onlyChanges ? 'only-changes' : undefined,
  );
  const { concurrency, ratePerSecond } = plan.pace;
  return {
    ...plan,
    pace: {
      ...plan.pace,
      // The reads of an import keep the vendor's limit, even if the limit of the writes was raised.
      readsPerSecond: Math.min(ratePerSecond, VENDOR_CALLS_PER_SECOND),
      readsShare: onlyChanges ? 0.5 : 0.1,
    },
    rows: {
      checkGroups: !settings.isSet('noGroupCheck'),
      onlyChanges,
      concurrency: concurrency === 'auto' ? mostInFlight(ratePerSecond) : concurrency,
      maxFailures: settings.value('maxFailures'),
      limit: settings.value('limit'),
    },
  };
};

export const resolveCheck = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
  isBegunAsOne = false,
): CheckPlan => resolveRun('check', { paths, settings, secretKey, isBegunAsOne }, undefined);

export const resolveVerify = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
  isBegunAsOne = false,
): VerifyPlan => {
  const [size, seed] = [settings.value('sample'), settings.value('seed')];
  return {
    ...resolveRun('verify', { paths, settings, secretKey, isBegunAsOne }, 'verify'),
    sample: size && { size, seed },
    rows: { sample: size, seed },
  };
};

type Given = {
  readonly paths: readonly string[];
  readonly settings: Settings;
  readonly secretKey: string | undefined;
  /** see `begunAsOne` */
  readonly isBegunAsOne: boolean;
};

/** @param comparer - the setting or command that compares rows with the counts of the target; undefined for none */
const resolveRun = (
  command: RunCommand,
  { paths, settings, secretKey, isBegunAsOne }: Given,
  comparer: 'verify' | 'only-changes' | undefined,
): CommandPlan & OutputPlan => {
  const rates = settings.value('rate');
  const ratePerSecond = highestRate(rates);
  const concurrency = settings.value('concurrency');
  const isRehearsal = settings.isSet('simulator');
  // A rehearsal does not need these settings, but should already report what the real run would refuse.
  if (isRehearsal) resolveOrigin(settings);
  const redis = resolveRedis(settings);
  const onDuplicate = settings.value('onDuplicate');
  const findsSuperseded = canSupersede({ onDuplicate, comparesCounts: comparer !== undefined });
  const strict = settings.isSet('strict');
  if (strict) requireFiles(paths, 'strict');
  if (findsSuperseded) requireFiles(paths, comparer ?? 'on-duplicate');
  const inputs = resolveInputs(requireStateDir(paths, settings), settings, isBegunAsOne);
  return {
    command,
    inputs,
    target: isRehearsal ? undefined : resolveTarget(settings, secretKey),
    pace: {
      ratePerSecond,
      readsPerSecond: ratePerSecond,
      concurrency,
      readsShare: 1,
      timeoutMs: settings.value('timeout'),
      maxAttempts: settings.value('maxAttempts'),
      giveUpAfterMs: settings.value('giveUpAfter'),
    },
    redis: isRehearsal ? undefined : redis,
    rates,
    onDuplicate,
    findsSuperseded,
    sample: undefined,
    shard: settings.value('shard'),
    restart: settings.isSet('restart'),
    strict,
    logLevel: settings.value('logLevel'),
    json: settings.isSet('json'),
    progress: settings.value('progress'),
    warnings: warningsOf({ runs: inputs.length, settings, ratePerSecond, onDuplicate, isRehearsal }),
  };
};

type Settled = {
  readonly runs: number;
  readonly settings: Settings;
  readonly ratePerSecond: number;
  readonly onDuplicate: DuplicateRule;
  readonly isRehearsal: boolean;
};

const warningsOf = ({ runs, settings, ratePerSecond, onDuplicate, isRehearsal }: Settled): Warning[] => {
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
  // The endpoint of a rehearsal may still be in the environment while the region of the real app is in the file.
  if (region !== undefined && endpoint !== undefined) warnings.push({ kind: 'region-unused', region, endpoint });
  if (runs > 1 && onDuplicate !== 'last') warnings.push({ kind: 'duplicates-per-input' });
  return warnings;
};
