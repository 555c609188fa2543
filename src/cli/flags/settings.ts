import { type ExpectedValue, SettingsError } from '../../core/errors/settings-error.ts';
import { type MendedValue, mended } from '../../core/text/mended.ts';
import {
  FLAG_NAMES,
  type FlagName,
  type Flags,
  flagText,
  type RepeatableFlag,
  type SwitchFlag,
  specOf,
  type ValueFlag,
  type ValueOf,
} from './flag-table.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that no flag has. In those of one word no space can be meant. */
export const OTHER_VARIABLES = {
  TIM_SECRET_KEY: { isOneWord: true },
  TIM_USERSIG: { isOneWord: true },
  https_proxy: { isOneWord: false },
  HTTPS_PROXY: { isOneWord: false },
  no_proxy: { isOneWord: false },
  NO_PROXY: { isOneWord: false },
} as const;
export type OtherVariable = keyof typeof OTHER_VARIABLES;

/** Every variable that is read. */
export const VARIABLES: readonly string[] = [
  ...FLAG_NAMES.flatMap((name) => specOf(name).variable ?? []),
  ...Object.keys(OTHER_VARIABLES),
];

/** A setting as it was found, and mended. `name` is the flag or variable, as it is typed. */
export type FoundSetting = MendedValue & {
  readonly name: string;
  readonly origin: 'flag' | 'environment' | 'env-file';
};

const ORIGINS = ['environment', 'env-file'] as const;

/** Every setting is looked up here: flag, else environment, else `--settings`, else default. */
export class Settings {
  readonly #flags: Flags;
  readonly #environments: readonly Environment[];

  /** @param environments - that of the process, then that of `--settings` */
  constructor(flags: Flags, ...environments: Environment[]) {
    this.#flags = flags;
    this.#environments = environments;
  }

  /** @returns the value of the setting; undefined when it has no default @throws SettingsError */
  value<N extends ValueFlag>(name: N): ValueOf<N> {
    const { kind, default: byDefault } = specOf(name);
    const given = this.text(name) ?? byDefault;
    if (given === undefined || !kind) return undefined as ValueOf<N>;
    const value = kind.parse(given);
    if (value === undefined && kind.expected) throw wrong(name, kind.expected, given);
    return value as ValueOf<N>;
  }

  /** @returns the text that was typed or is in the environment; undefined when there is none */
  text(name: ValueFlag): string | undefined {
    return this.found(name)?.value;
  }

  /** All values of a repeatable flag. */
  texts(name: RepeatableFlag): readonly string[] {
    return this.#flags[name] ?? [];
  }

  isSet(name: SwitchFlag): boolean {
    return this.#flags[name] === true;
  }

  /** A variable that has no flag. An empty variable counts as unset. */
  variable(name: OtherVariable): string | undefined {
    return this.foundVariable(name)?.value;
  }

  /** @returns undefined where the setting is its default, or has none */
  found(name: ValueFlag): FoundSetting | undefined {
    const { variable, kind } = specOf(name);
    const typed = this.#flags[name];
    const how = { isOneWord: false, isVerbatim: kind?.isVerbatim };
    if (typed !== undefined) return { name: flagText(name), origin: 'flag', ...read(typed, how) };
    return variable === undefined ? undefined : this.#inEnvironments(variable, how);
  }

  /** @returns where a variable that has no flag was found; undefined where it is not set */
  foundVariable(name: OtherVariable): FoundSetting | undefined {
    return this.#inEnvironments(name, OTHER_VARIABLES[name]);
  }

  /** Every setting with a value that is not its default, in the order of `--help`. */
  all(): FoundSetting[] {
    const ofFlags = FLAG_NAMES.filter((name): name is ValueFlag => {
      const { kind, isRepeatable } = specOf(name);
      return kind !== undefined && !isRepeatable;
    }).map((name) => this.found(name));
    const others = (Object.keys(OTHER_VARIABLES) as OtherVariable[]).map((name) => this.foundVariable(name));
    return [...ofFlags, ...others].filter((found) => found !== undefined);
  }

  #inEnvironments(name: string, how: Reading): FoundSetting | undefined {
    for (const [at, environment] of this.#environments.entries()) {
      const text = environment[name];
      const found = text ? read(text, how) : undefined;
      if (found?.value) return { name, origin: ORIGINS[at] ?? 'env-file', ...found };
    }
    return undefined;
  }
}

type Reading = { readonly isOneWord: boolean; readonly isVerbatim?: true | undefined };

/** The one way in which the text of a setting is read. */
const read = (text: string, { isOneWord, isVerbatim }: Reading): MendedValue =>
  isVerbatim ? { value: text, taken: [] } : mended(text, isOneWord);

/** The error for a value that the flag does not accept. */
export const wrong = (name: FlagName, expected: ExpectedValue, got: string): SettingsError =>
  new SettingsError({
    kind: 'wrong-value',
    flag: flagText(name).slice(2),
    variable: specOf(name).variable,
    expected,
    got,
  });
