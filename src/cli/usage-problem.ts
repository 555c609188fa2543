import type { UsageProblem } from '../core/usage.ts';

/**
 * What commander says of a command line, as facts: it has no language but English.
 *
 * @param said - its text; an unknown flag has lost its value, which may be a secret
 * @param commandsWith - the commands that have a flag
 * @param codeWord - what the argument of `explain` is called in the language of the help
 */
export const usageProblemOf = (
  said: string,
  commandsWith: (flag: string) => readonly string[],
  codeWord: string,
): UsageProblem => {
  const [, kind, name = ''] = /^error: unknown (option|command) '(.*?)'/s.exec(said) ?? [];
  if (kind === 'option') return { kind: 'unknown-option', flag: name, meant: meantIn(said), of: commandsWith(name) };
  if (kind === 'command') return { kind: 'unknown-command', name, meant: meantIn(said) };
  const [, missing] = /^error: missing required argument '(.*)'/.exec(said) ?? [];
  if (missing !== undefined) return { kind: 'argument-missing', isCode: missing.startsWith(codeWord) };
  const [, flag] = /^error: option '(.*)' argument missing/.exec(said) ?? [];
  if (flag !== undefined) return { kind: 'value-missing', flag };
  const [, expected, got] = /^error: too many arguments.* Expected (\d+) arguments? but got (\d+)/.exec(said) ?? [];
  if (expected !== undefined) return { kind: 'too-many-arguments', expected: Number(expected), got: Number(got) };
  return { kind: 'other', said };
};

const meantIn = (said: string): readonly string[] =>
  /\(Did you mean (?:one of )?(.*)\?\)/.exec(said)?.[1]?.split(', ') ?? [];
