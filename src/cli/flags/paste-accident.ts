import { SettingsError } from '../../core/errors/settings-error.ts';
import { columnMapText, DEFAULT_COLUMNS, FIELDS, type Field } from '../../core/row/columns.ts';
import { editDistance } from '../../core/text/likeness.ts';
import { guessNames } from '../../io/source/columns/column-guess.ts';
import { parseColumnMap } from '../../io/source/columns/column-map.ts';
import { typedWord } from '../shell.ts';
import { FLAG_NAMES, flagText, specOf } from './flag-table.ts';

const LONG_DASH = /^(?:[\u2010-\u2015\u2212\uff0d]+-?|-[\u2010-\u2015\u2212\uff0d]+)(?=[a-z])/u;
const ODD_QUOTES = /[\u2018-\u201f\u300c-\u300f\uff02\uff07]/u;
const AT_EDGES =
  /^['"\u2018-\u201f\u300c-\u300f\uff02\uff07]+|(?<!['"\u2018-\u201f\u300c-\u300f\uff02\uff07])['"\u2018-\u201f\u300c-\u300f\uff02\uff07]+$/gu;
const PLAIN: Readonly<Record<string, string>> = { '，': ',', '、': ',', '；': ',', '：': '=', ':': '=', '＝': '=' };
const NEXT_PAIR = /[，、；;](?:GroupId|Member_Account|UnreadMsgNum)[=：＝:]/u;
const SEMICOLON = /;(?=(?:GroupId|Member_Account|UnreadMsgNum)=)/g;
/** Brackets of an object, and a comma behind the last pair. */
const AROUND = /^[{[(]\s*(.*?)\s*[}\])]$|[,;\s]+$/s;
const FULL_WIDTH = /[，、；：＝:]/gu;

const DELIMITERS: Readonly<Record<string, string>> = { '，': ',', '；': ';', '｜': '|', '：': ':' };
const QUOTES: Readonly<Record<string, string>> = {
  ...{ '“': '"', '”': '"', '„': '"', '＂': '"' },
  ...{ '‘': "'", '’': "'", '＇': "'" },
};
const PAIR = /^(?:GroupId|Member_Account|UnreadMsgNum)=/;

type Accident = { readonly character: string; readonly word: string };

/**
 * Refuses a command line in which an editor, a chat program, an input method or a shell has changed a character. The
 * words are the user's: nothing is put right in silence.
 *
 * @param program - the words that start this program
 * @throws SettingsError with the whole command as it was meant
 */
export const refuseAccidents = (words: readonly string[], program: string): void => {
  // The error would print what stands behind a mistyped flag of a secret.
  if (words.some((word) => /secret-?key(?!-file)|usersig=/i.test(word))) return;
  const joined = joinedColumns(words);
  let character = joined.length < words.length ? ' ' : undefined;
  const meant = joined.map((word, at) => {
    const accident = accidentOf(word, joined[at - 1]);
    character ??= accident?.character;
    return accident?.word ?? word;
  });
  if (character === undefined) return;
  throw new SettingsError({ kind: 'paste-accident', character, command: [program, ...meant.map(typedWord)].join(' ') });
};

/** A map with spaces behind its commas, or in place of them, came as several words. */
const joinedColumns = (words: readonly string[]): readonly string[] => {
  const flag = words.findIndex((word) => word === '--columns' || word.startsWith('--columns='));
  const first = words[flag] === '--columns' ? flag + 1 : flag;
  const others = words.slice(first + 1);
  const behind = others.findIndex((word) => !PAIR.test(word));
  const count = behind < 0 ? others.length : behind;
  if (flag < 0 || count === 0) return words;
  const map = words.slice(first, first + 1 + count).map((word) => word.replace(/,$/, ''));
  return [...words.slice(0, first), map.join(','), ...words.slice(first + 1 + count)];
};

/** The flags, by how they look with one hyphen. */
const WITH_ONE_HYPHEN: ReadonlyMap<string, string> = new Map(
  FLAG_NAMES.map((name) => [flagText(name).slice(1), flagText(name)]),
);
const WITH_VALUE: ReadonlySet<string> = new Set(
  FLAG_NAMES.filter((name) => specOf(name).value !== undefined).map(flagText),
);

const accidentOf = (word: string, before: string | undefined): Accident | undefined => {
  const [dash] = LONG_DASH.exec(word) ?? [];
  if (dash !== undefined) return { character: /[^-]/u.exec(dash)?.[0] ?? dash, word: `--${word.slice(dash.length)}` };
  const [bare = ''] = word.split('=', 1);
  const flagMeant = before !== undefined && WITH_VALUE.has(before) ? undefined : WITH_ONE_HYPHEN.get(bare);
  if (flagMeant !== undefined) return { character: '-', word: `${flagMeant}${word.slice(bare.length)}` };
  if (word.startsWith('--columns=')) {
    const map = columnsAccident(word.slice('--columns='.length));
    return map && { ...map, word: `--columns=${map.word}` };
  }
  if (before !== undefined && /columns$/.test(before)) return columnsAccident(word);
  const [, flag, sign, value] = /^(--[a-z-]+)([：＝])(.+)$/su.exec(word) ?? [];
  if (flag !== undefined && sign !== undefined) return { character: sign, word: `${flag}=${value}` };
  const plainSign = before === '--delimiter' ? DELIMITERS[word] : before === '--quote' ? QUOTES[word] : undefined;
  if (plainSign !== undefined) return { character: word, word: plainSign };
  const quote = before?.startsWith('--') ? ODD_QUOTES.exec(word)?.[0] : undefined;
  return quote === undefined ? undefined : { character: quote, word: word.replace(AT_EDGES, '') };
};

/** Of a map that can be read only what divides it: the name of a column may hold any of these characters. */
const columnsAccident = (typed: string): Accident | undefined => {
  if (parseColumnMap(typed) && !NEXT_PAIR.test(typed)) return undefined;
  const bare = typed.replace(AT_EDGES, '');
  const plain = bare.replace(FULL_WIDTH, (odd) => PLAIN[odd] ?? odd).replace(SEMICOLON, ',');
  const inside = plain.replace(AROUND, '$1');
  const turned = inside
    .split(',')
    .map((pair) => pair.split('=').toReversed().join('='))
    .join(',');
  const word = [bare, plain, inside, turned].find((map) => parseColumnMap(map) && !NEXT_PAIR.test(map));
  if (word === undefined) {
    return (
      bareNames(inside) ??
      namesAccident(inside, bySlips) ??
      namesAccident(turned, bySlips) ??
      namesAccident(inside, byOtherNames)
    );
  }
  const odd = new RegExp(`${AT_EDGES.source}|${FULL_WIDTH.source}|[;{]`, 'u').exec(typed)?.[0];
  return { character: odd ?? '=', word };
};

/** Three names of columns without ours: in our order, unless they say themselves which is which. */
const bareNames = (map: string): Accident | undefined => {
  const parts = map.split(/[,;|]/);
  const names = (parts.length > 1 ? parts : map.split(/\s+/)).map((name) => name.trim());
  if (
    names.length !== FIELDS.length ||
    names.some((name) => /^$|=|^(?:GroupId|Member_Account|UnreadMsgNum)\s/.test(name))
  )
    return undefined;
  const said = guessNames(names, DEFAULT_COLUMNS);
  const isSaid = FIELDS.every((field) => said[field] !== undefined);
  const word = columnMapText((field) => (isSaid ? said[field] : names[FIELDS.indexOf(field)]) ?? '');
  return parseColumnMap(word) && { character: ',', word };
};

/** `groupid=`, `Member_Acount=` and the like, or names such as `uid=` that other systems have in the place of ours. */
const namesAccident = (map: string, fieldOf: (names: readonly string[]) => FieldOf): Accident | undefined => {
  const pairs = map.split(',').map((pair) => pair.trim().split('='));
  const names = pairs.map(([name = '']) => name.trim());
  const fields = names.map(fieldOf(names));
  if (pairs.some(({ length }) => length < 2) || fields.includes(undefined)) return undefined;
  const meant = fields.map((field) => field && DEFAULT_COLUMNS[field]);
  const character = names.find((name, at) => name.length > 1 && name !== meant[at]);
  const word = pairs.map(([, ...value], at) => [meant[at], ...value].join('=')).join(',');
  return character !== undefined && parseColumnMap(word) ? { character, word } : undefined;
};

type FieldOf = (name: string) => Field | undefined;

const bySlips = (): FieldOf => (name) =>
  FIELDS.find((field) => editDistance(letters(DEFAULT_COLUMNS[field]), letters(name)) <= MOST_SLIPS);

const byOtherNames = (names: readonly string[]): FieldOf => {
  const guesses = guessNames(names, DEFAULT_COLUMNS);
  return (name) => FIELDS.find((field) => guesses[field] === name);
};

/** Letters too many, too few, wrong or swapped. */
const MOST_SLIPS = 2;
const letters = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');
