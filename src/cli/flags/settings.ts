import { type ExpectedValue, SettingsError } from '../../core/errors.ts';
import {
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

/** Every setting is looked up here: flag, else environment, else `--env-file`, else default. */
export class Settings {
  readonly #flags: Flags;
  readonly #environments: readonly Environment[];

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
    const { variable } = specOf(name);
    return this.#flags[name] ?? (variable === undefined ? undefined : this.variable(variable));
  }

  /** All values of a repeatable flag. */
  texts(name: RepeatableFlag): readonly string[] {
    return this.#flags[name] ?? [];
  }

  isSet(name: SwitchFlag): boolean {
    return this.#flags[name] === true;
  }

  /** A variable that has no flag. An empty variable counts as unset. */
  variable(name: string): string | undefined {
    return this.#environments.map((environment) => environment[name]).find((value) => value);
  }
}

/** The error for a value that the flag does not accept. */
export const wrong = (name: FlagName, expected: ExpectedValue, got: string): SettingsError =>
  new SettingsError({
    kind: 'wrong-value',
    flag: flagText(name).slice(2),
    variable: specOf(name).variable,
    expected,
    got,
  });
