import { SettingsError } from '../../core/errors/settings-error.ts';
import { LANGUAGES, type Language } from '../../messages/languages.ts';
import type { Environment } from './settings.ts';

const NAMES = Object.keys(LANGUAGES) as Language[];

/** In the order in which the system looks at them. An empty one counts as unset. */
const VARIABLES = ['LC_ALL', 'LC_MESSAGES', 'LANG'];

/**
 * The language of a command line. It is needed before the flags are parsed, because the help and the errors of usage are in
 * it too.
 *
 * @param words - as they were typed
 */
export const languageOf = (words: readonly string[], environment: Environment): Language =>
  languageNamed(typedLanguage(words) ?? '') ?? languageOfEnvironment(environment);

/** @throws SettingsError where a language was typed that there is not */
export const refuseUnknownLanguage = (words: readonly string[]): void => {
  const got = typedLanguage(words);
  if (got !== undefined && languageNamed(got) === undefined)
    throw new SettingsError({
      kind: 'wrong-value',
      flag: 'lang',
      variable: undefined,
      expected: { form: 'choice', choices: NAMES },
      got,
    });
};

/** Words behind `--` are files. The last one counts, as with every flag. */
const typedLanguage = (words: readonly string[]): string | undefined => {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const typed = words.slice(0, end).flatMap((word, at, all) => {
    if (word.startsWith('--lang=')) return [word.slice('--lang='.length)];
    return word === '--lang' && all[at + 1] !== undefined ? [all[at + 1]] : [];
  });
  return typed.at(-1);
};

/** Also as the system writes it: `zh_CN.UTF-8`, `zh-Hans-CN`, `zh`. */
const languageNamed = (text: string): Language | undefined => {
  const name = text
    .trim()
    .replace(/[.@].*$/s, '')
    .replaceAll('_', '-')
    .toLowerCase();
  if (name === '') return undefined;
  const exact = NAMES.find((one) => one.toLowerCase() === name);
  return exact ?? NAMES.find((one) => isOf(one, name));
};

/** Chinese in traditional characters is none of the languages, where it is asked for by name. */
const isOf = (language: Language, name: string): boolean => {
  const [base] = language.toLowerCase().split('-');
  const isTraditional = /^zh-(?:hant|tw|hk|mo)/.test(name);
  return name.split('-', 1)[0] === base && !isTraditional;
};

/** A terminal that is not UTF-8 cannot show what is not ASCII: there the language is English. */
const languageOfEnvironment = (environment: Environment): Language => {
  const value = VARIABLES.map((name) => environment[name]).find(Boolean) ?? '';
  const [, encoding] = /\.([^@]*)/.exec(value) ?? [];
  if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) return 'en';
  return languageNamed(value.replace(/^zh[_-](?:TW|HK|MO|Hant.*?)(?=[.@]|$)/i, 'zh')) ?? 'en';
};
