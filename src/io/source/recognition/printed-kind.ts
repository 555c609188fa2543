import type { ForeignKind } from '../../../core/errors/input-kinds.ts';

/** What begins a text that a program has printed of its values, for people or for itself. */
const BEGINNINGS: readonly (readonly [ForeignKind, RegExp])[] = [
  ['metrics', /^(?:#[^\n]*\n)*[A-Za-z_:][\w:]*\{(?:[A-Za-z_]\w*="(?:[^"\\\n]|\\.)*",? ?){2,}\} +[0-9]/],
  ['braced-blocks', /^\w+(?: "[^"\n]*")* ?\{\r?\n\s+\w+ ?[:=] ?\S/],
  // a text without quotes
  ['yaml', /^\[?\s*\{[\w-]+: [^{}]*?(?<=: )(?!true\b|false\b|null\b)[A-Za-z][^,:}"'(]*[,}]/],
  ['serialized-by-php', /^a:\d+:\{(?:i:0;[aO]:\d+:|(?:i:0|s:\d+:"[^"\n]+");(?:[sid]:|N;))/],
  ['html-escaped', /^[[{]?&(?:quot|#34|#39);/],
  ['printed-by-php', /^(?:Array\s*\(\s*\[|array\s*\(\s*(?:\d+|'[^'\n]*') =>|array\(\d+\) \{)/],
  [
    'printed-by-mongo',
    /^\[?\s*\{\s*["']?_id["']?\s*:\s*(?:ObjectId|UUID|BinData|Long|NumberLong)\(|^\[?\s*\{\s*_id\s*:|^\[?\s*\{[^{}\n]*:\s*(?:NumberLong|NumberInt|NumberDecimal|ObjectId|ISODate|Long|Int32)\(/,
  ],
  [
    'json-in-script',
    /^(?:export default|(?:export )?(?:const|let|var)\s+[\w$]+\s*=|module\.exports\s*=|[A-Za-z_$][\w$.]*\()\s*[[{]\s*[{"]/,
  ],
  // `nil` of Ruby in a list
  ['printed-values', /^\[(?=[\s\S]{0,4000}?[,[] *nil *[,\]])/],
  ['json-without-quotes', /^\[?\s*\{\s*[A-Za-z_$][\w$]*\s*:\s*(?:['"0-9-]|true\b|false\b|null\b)/],
  // `['g1', 'u1', 3]` and `('g1', 'u1', 3)`, one a line or in a list
  ['python-tuples', /^\[?\s*[([]\s*u?'[^'\n]*',|^\[?\s*\(\s*"[^"\n]*", /],
  ['words-in-braces', /^\[?(?:\{[^\s"':{}=]+(?: [^\s"':{}=]+){2}\}\s*)+(?:\]|$)/],
  [
    'printed-values',
    new RegExp(
      [
        /^\[?\s*[A-Za-z_][\w.$]*[({[]\s*[A-Za-z_]\w*=/,
        /^\[?\s*[&#]?[\w.]*\{[\w-]+:[^\s"{}]+(?: [\w-]+:[^\s{}]*)+\}|^\{[^\s"':{}]+(?: [^\s"':{}]+){2,}\}/,
        // maps of Java and objects of C#, hashes of Ruby and Perl, structs of Rust, Elixir and Erlang, maps of Swift
        /^\[?\s*\{\s*[A-Za-z_]\w*\s*=\s*[^=>\s]/,
        /^(?:\$VAR1 = )?\[?\s*\{\s*(?:"[^"\n]*"|'[^'\n]*'|:\w+)\s*=>/,
        /^\[?\s*[A-Z]\w*\s*\{\s*\w+:|^\[?\s*%\w*\{|^\[?\s*\{<<"|^\[\s*"[^"\n]*"\s*:/,
        /^\[?\s*\{:[\w-]+ \S|^map\[\w+:/,
        /^return \{|^(?:OrderedDict|Row|defaultdict|Counter)\(|^\{\s*\('/,
      ]
        .map(({ source }) => source)
        .join('|'),
    ),
  ],
];

/** @param text - without byte order mark and blanks before it @returns who has printed it, undefined where nobody did */
export const printedKindOf = (text: string): ForeignKind | undefined =>
  BEGINNINGS.find(([, beginning]) => beginning.test(text.replace(COMMENTS, '')))?.[0];

/** A title, or the number of each object. */
const COMMENTS = /^(?:(?:\/\/[^\n]*\n|\/\*(?:(?!\*\/)[\s\S])*\*\/)\s*)+/;

const BEFORE_OBJECT = /^(?=[^{]*[\p{L}\p{N}])[^{}[\]"\p{Cc}]*(\{".*\})\s*$/u;

/** @returns whether a time or a level stands before the object of each line, as in a log */
export const areLogLines = (lines: readonly string[]): boolean => {
  const some = lines.slice(0, 3);
  return some.length > 0 && some.every((line) => isJsonObject(loggedObject(line)));
};

/** A time in brackets may stand first. */
const loggedObject = (line: string): string | undefined =>
  BEFORE_OBJECT.exec(line.replace(/^(?:\[[^\]{"]*\]\s*)+/, '- '))?.[1];

const isJsonObject = (text: string | undefined): boolean => {
  if (text === undefined) return false;
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
};

/** @returns whether each line stands in quotes as a whole, as if it were one value */
export const areQuotedLines = (lines: readonly string[]): boolean =>
  lines.length > 1 &&
  lines.slice(0, 5).every((line) => {
    const inner = /^"((?:[^"]|"")*)"$/.exec(line)?.[1];
    return inner !== undefined && inner.split(/[,;\t|]/).length >= 3;
  });
