import { access } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Credential, SettingsError } from '../../core/errors/settings-error.ts';
import { askedBefore } from '../../wiring/asked-before.ts';
import type { CommandPlan } from '../../wiring/plan.ts';
import type { Context } from '../context.ts';
import { repeatedFlags } from '../output/command-line.ts';
import type { FlagName, Flags, ValueFlag } from './flag-table.ts';
import { resolveStateDirs } from './input-plan.ts';
import { keptFlags } from './kept-flags.ts';
import { settle } from './read-settings.ts';
import type { Settings } from './settings.ts';

type Resolve<P> = (
  paths: readonly string[],
  settings: Settings,
  secretKey: string | undefined,
  isBegunAsOne: boolean,
) => P;

/**
 * Reads what a command that calls the target needs, and makes its plan.
 *
 * @throws SettingsError; where it lacks credentials, with the flags that named them when the same input was asked for before
 */
export const settlePlan = async <P>(
  given: readonly string[],
  context: Context,
  resolve: Resolve<P>,
): Promise<P & Pick<CommandPlan, 'flags'>> => {
  const { paths, settings, secretKey, isBegunAsOne } = await settle(given, context);
  try {
    return { ...resolve(paths, settings, secretKey, isBegunAsOne), flags: repeatedFlags(context.flags) };
  } catch (error) {
    if (!(error instanceof SettingsError) || error.fact.kind !== 'credentials-missing') throw error;
    const folders = resolveStateDirs(paths, settings, isBegunAsOne).map(({ stateDir }) => stateDir);
    throw new SettingsError({ ...error.fact, before: await namedBefore(folders, error.fact.missing, context) });
  }
};

/** Each of several inputs may have been asked for with flags of its own: then none of them fits all. */
const namedBefore = async (
  folders: readonly string[],
  missing: readonly Credential[],
  { flags, maker }: Context,
): Promise<Readonly<Record<string, string>> | undefined> => {
  const user = await maker();
  const asked = await Promise.all(folders.map((folder) => askedBefore(folder, user)));
  const [named = {}, ...others] = asked.flatMap((one) => (one ? [targetFlags(keptFlags(one), flags)] : []));
  const areThere = await Promise.all([named.envFile, named.secretKeyFile].map(isThereIfNamed));
  const isEnough = named.envFile !== undefined || missing.every((one) => named[FLAG_OF[one]] !== undefined);
  return isEnough && !areThere.includes(false) && others.every((other) => isDeepStrictEqual(other, named))
    ? named
    : undefined;
};

const FLAG_OF = { sdkappid: 'sdkappid', admin: 'admin', key: 'secretKeyFile' } as const satisfies Record<
  Credential,
  FlagName
>;

const OF_TARGET = [
  'envFile',
  'sdkappid',
  'admin',
  'secretKeyFile',
  'region',
  'endpoint',
] as const satisfies ValueFlag[];

type TargetFlags = { readonly [N in (typeof OF_TARGET)[number]]?: string };

/** Those that are not typed now. */
const targetFlags = (kept: Flags, typed: Flags): TargetFlags =>
  Object.fromEntries(
    OF_TARGET.flatMap((name) => {
      const value = typed[name] === undefined ? kept[name] : undefined;
      return value === undefined ? [] : [[name, value]];
    }),
  );

const isThereIfNamed = (path: string | undefined): boolean | Promise<boolean> =>
  path === undefined ||
  access(path).then(
    () => true,
    () => false,
  );
