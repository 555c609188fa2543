import type { UsageProblem } from '../../core/usage.ts';

type Of<K extends UsageProblem['kind']> = Extract<UsageProblem, { kind: K }>;

/** What is wrong with a command line before any value is looked at. */
export const usageTexts = {
  'unknown-option': ({ flag, meant, of }: Of<'unknown-option'>) =>
    `error: unknown option '${flag}'${of.length > 0 ? ofText(of) : meantText(meant)}`,
  'unknown-command': ({ name, meant }: Of<'unknown-command'>) => `error: unknown command '${name}'${meantText(meant)}`,
  'argument-missing': ({ isCode }: Of<'argument-missing'>) =>
    `error: missing required argument '${isCode ? 'code' : 'file'}'`,
  'value-missing': ({ flag }: Of<'value-missing'>) => `error: option '${flag}' argument missing`,
  'too-many-arguments': ({ expected, got }: Of<'too-many-arguments'>) =>
    `error: too many arguments. Expected ${expected === 1 ? '1 argument' : `${expected} arguments`} but got ${got}.`,
  other: ({ said }: Of<'other'>) => said,
} satisfies { [K in UsageProblem['kind']]: (problem: Of<K>) => string };

const meantText = (meant: readonly string[]): string => {
  if (meant.length === 0) return '';
  return meant.length === 1 ? `\n(Did you mean ${meant[0]}?)` : `\n(Did you mean one of ${meant.join(', ')}?)`;
};

const ofText = (commands: readonly string[]): string =>
  `\n(A flag of ${commands.join(', ')}. It stands behind the name of the command.)`;
