import { SettingsError } from '../../core/errors.ts';

/** What was typed: commander's names, values still as text; a flag without a value is true. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Flag, else environment, else `--env-file`: one lookup for every setting. An empty variable counts as unset. */
export class Settings {
  readonly #flags: Flags;
  readonly #environments: readonly Environment[];

  constructor(flags: Flags, ...environments: Environment[]) {
    this.#flags = flags;
    this.#environments = environments;
  }

  /** @param flag - camel case, as commander names it; undefined for what is never a flag */
  text(flag: string | undefined, variable?: string): string | undefined {
    const typed = flag === undefined ? undefined : this.#flags[flag];
    if (typeof typed === 'string') return typed;
    if (variable === undefined) return undefined;
    return this.#environments.map((environment) => environment[variable]).find((value) => value);
  }

  isSet(flag: string): boolean {
    return this.#flags[flag] === true;
  }

  /** A whole number of plain digits. @throws SettingsError naming flag, range and value */
  whole(flag: string, range: { from: number; to: number }, variable?: string): number | undefined {
    return this.#number(flag, /^[0-9]+$/, `a whole number from ${range.from} to ${range.to}`, range, variable);
  }

  /** A number above 0, fractions allowed. */
  positive(flag: string, to: number, variable?: string): number | undefined {
    const range = { from: Number.MIN_VALUE, to };
    return this.#number(flag, /^[0-9]+(\.[0-9]+)?$/, `a number above 0 and at most ${to}`, range, variable);
  }

  choice<const T extends string>(flag: string, choices: readonly T[], variable?: string): T | undefined {
    const value = this.text(flag, variable);
    if (value === undefined) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw wrong(flag, variable, `one of ${choices.join(', ')}`, value);
    return chosen;
  }

  /** @returns milliseconds, from `90s`, `30m`, `2h`, `500ms`, `1d` */
  durationMs(flag: string): number | undefined {
    const value = this.text(flag);
    if (value === undefined) return undefined;
    const [, amount, unit = ''] = /^([0-9]+(?:\.[0-9]+)?)(ms|s|m|h|d)$/.exec(value) ?? [];
    const unitMs = UNITS_MS[unit];
    if (amount === undefined || unitMs === undefined) {
      throw wrong(flag, undefined, 'a duration such as 90s, 30m or 2h', value);
    }
    return Number(amount) * unitMs;
  }

  #number(
    flag: string,
    form: RegExp,
    expected: string,
    { from, to }: { from: number; to: number },
    variable: string | undefined,
  ): number | undefined {
    const value = this.text(flag, variable);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!form.test(value) || number < from || number > to) throw wrong(flag, variable, expected, value);
    return number;
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `maxAttempts` as users type it: `--max-attempts`. */
export const flagText = (flag: string): string => `--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

export const wrong = (flag: string, variable: string | undefined, expected: string, got: string): SettingsError =>
  new SettingsError(
    `expected ${flagText(flag)}${variable ? ` (${variable})` : ''} to be ${expected}, got ${JSON.stringify(got)}`,
    'The --help of the command shows every setting.',
  );
