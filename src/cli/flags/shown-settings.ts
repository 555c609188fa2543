import type { ShownSetting } from '../../core/diagnosis.ts';
import { TimUnreadError } from '../../core/errors/error.ts';
import { flagsOf, flagText, specOf, type ValueFlag } from './flag-table.ts';
import { readProxy } from './proxy.ts';
import { type FoundSetting, OTHER_VARIABLES, type OtherVariable, type Settings } from './settings.ts';

const isValueFlag = (name: ReturnType<typeof flagsOf>[number]): name is ValueFlag => {
  const { kind, isRepeatable } = specOf(name);
  return kind !== undefined && !isRepeatable;
};

/** @returns what is wrong with single settings */
export const checkSettings = (settings: Settings): TimUnreadError[] =>
  flagsOf('doctor')
    .filter(isValueFlag)
    .flatMap((name) => {
      try {
        settings.value(name);
        return [];
      } catch (error) {
        if (error instanceof TimUnreadError) return [error];
        throw error;
      }
    });

/** Every setting and where it comes from, to show to anybody: no secret is in it. */
export const shownSettings = (settings: Settings, envFile: string | undefined): ShownSetting[] => {
  const ofFlags = flagsOf('doctor')
    .filter(isValueFlag)
    .flatMap((name) => {
      const found = settings.found(name);
      if (found) return [shown(found, envFile)];
      const value = specOf(name).default;
      if (value === undefined) return [];
      return [{ name: flagText(name), value, hiddenLength: undefined, origin: 'default' as const, path: undefined }];
    });
  const others = (Object.keys(OTHER_VARIABLES) as OtherVariable[]).flatMap((name) => {
    const found = settings.foundVariable(name);
    return found ? [shown(found, envFile)] : [];
  });
  return [...ofFlags, ...others];
};

const shown = ({ name, value, origin }: FoundSetting, envFile: string | undefined): ShownSetting => {
  const visible = visiblePart(name, value);
  return {
    name,
    value: visible ?? null,
    hiddenLength: visible === undefined ? value.length : undefined,
    origin,
    path: origin === 'env-file' ? envFile : undefined,
  };
};

/** @returns undefined where nothing of a value can be shown */
const visiblePart = (name: string, value: string): string | undefined => {
  if (/^TIM_(?:SECRET_KEY|USERSIG)$/.test(name)) return undefined;
  if (name === 'https_proxy' || name === 'HTTPS_PROXY') return proxyWithoutLogin(name, value);
  // A URL with a login or a query, and what is very long, may be a secret in the wrong place.
  const mayBeSecret = value.length > 300 || /:\/\/.*[@?]/s.test(value);
  return mayBeSecret ? undefined : value;
};

/** Where it is misspelled, what looks like the host may be part of the password. */
const proxyWithoutLogin = (name: OtherVariable, value: string): string | undefined => {
  try {
    const { protocol, username, host } = readProxy(name, value);
    return `${protocol}//${username === '' ? '' : '…@'}${host}`;
  } catch {
    return undefined;
  }
};
