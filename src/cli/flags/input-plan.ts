import { resolve } from 'node:path';
import { DUPLICATE_RULES, type DuplicateRule } from '../../core/duplicates/duplicates.ts';
import { SettingsError } from '../../core/errors.ts';
import { STANDARD_INPUT } from '../../io/source/bytes/standard-input.ts';
import { FORMAT_NAMES, type InputFormat, resolveFormat } from '../../io/source/records/formats.ts';
import { resolveColumns } from './columns-flag.ts';
import { resolveEncoding } from './encoding-flag.ts';
import { type Settings, wrong } from './settings.ts';

/** One input and where its state lives. */
export type InputPlan = { readonly path: string; readonly format: InputFormat; readonly stateDir: string };

/**
 * Settings that decide which rows of an input are sent; a run goes on only with the same ones. The default rule for
 * duplicates is left out, as runs have left it out that began before there were others.
 *
 * @param format - of the file that is open: its first line may have named the delimiter
 */
export const readingOf = (format: InputFormat, onDuplicate: DuplicateRule): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(format).filter(([key]) => key !== 'isDelimiterGiven')),
  ...(onDuplicate === 'last' ? {} : { onDuplicate }),
});

export const resolveInputs = (paths: readonly string[], settings: Settings): InputPlan[] => {
  const format = settings.choice('format', FORMAT_NAMES);
  const delimiter = resolveDelimiter(settings);
  const choice = resolveColumns(settings);
  const encoding = resolveEncoding(settings);
  return resolveStateDirs(paths, settings).map((input) => ({
    ...input,
    format: resolveFormat(input.path, { format, delimiter, choice, encoding }),
  }));
};

/** Standard input has no name to call a state folder by. */
export const requireStateDir = (paths: readonly string[], settings: Settings): readonly string[] => {
  if (!paths.includes(STANDARD_INPUT) || settings.text('stateDir') !== undefined) return paths;
  throw new SettingsError(
    'standard input needs --state-dir',
    'Give a folder for the files of the run, the same one each time: --state-dir ./stdin.tim-unread',
  );
};

/** To choose among rows that stand twice the input is read twice. @param reader - what needs that, as it is typed */
export const requireFiles = (paths: readonly string[], reader: string): void => {
  if (!paths.includes(STANDARD_INPUT)) return;
  const orLeave = reader.startsWith('--') ? `, or leave ${reader} out` : '';
  throw new SettingsError(
    `standard input can be read once only, and ${reader} needs to read the input twice`,
    `Save the rows to a file and give its name${orLeave}.`,
  );
};

/** @throws SettingsError where two inputs would share a state folder */
export const resolveStateDirs = (paths: readonly string[], settings: Settings): Omit<InputPlan, 'format'>[] => {
  const stateDir = settings.text('stateDir');
  if (stateDir !== undefined && paths.length > 1) {
    throw new SettingsError('--state-dir takes one input', 'Import the files one by one, or leave --state-dir out.');
  }
  const absolute = paths.map((path) => resolve(path));
  const twice = paths.find((_, at) => absolute.indexOf(absolute[at] ?? '') !== at);
  if (twice !== undefined) throw new SettingsError(`${twice} is given twice`, 'Give every input once.');
  return paths.map((path) => ({ path, stateDir: stateDir === undefined ? `${path}.tim-unread` : trimEnd(stateDir) }));
};

// A separator at the end would put the dated name of an old folder into the folder itself.
const trimEnd = (folder: string): string => folder.replace(/(?<=.)[/\\]+$/, '');

export const resolveDuplicateRule = (settings: Settings): DuplicateRule =>
  settings.choice('onDuplicate', DUPLICATE_RULES) ?? 'last';

const ESCAPE = /^\\(?:([0-7]{3})|x([0-9a-f]{2})|u([0-9a-f]{4}))$/i;

/** Also for those who cannot type a control character: `\t`, `\x01`, `\u0001`, and `\001` as Hive has it. */
const resolveDelimiter = (settings: Settings): string | undefined => {
  const text = settings.text('delimiter');
  const [, octal, ...hex] = ESCAPE.exec(text ?? '') ?? [];
  const digits = octal ?? hex.find((one) => one !== undefined);
  const code = digits === undefined ? undefined : Number.parseInt(digits, octal === undefined ? 16 : 8);
  const delimiter = code === undefined ? (text === '\\t' ? '\t' : text) : String.fromCharCode(code);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are delimiters as good as others
  if (delimiter !== undefined && !/^[\x01-\x09\x0b\x0c\x0e-\x21\x23-\x7f]$/.test(delimiter)) {
    const expected = 'one ASCII character (also as \\t or \\x01) that is no quote, line break or NUL';
    throw wrong('delimiter', undefined, expected, text ?? '');
  }
  return delimiter;
};
