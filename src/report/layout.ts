import { eastAsianWidth } from 'get-east-asian-width';
import { isUnbroken } from '../core/text/text.ts';

/** Columns of a text on a terminal: a Chinese character takes two; accents and colour codes take none. */
export const displayWidth = (text: string): number => {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text.replace(WITHOUT_WIDTH, '')) width += eastAsianWidth(character.codePointAt(0) ?? 0);
  return width;
};

/** @returns the beginning of a text that fits into this many columns */
export const clip = (text: string, columns: number): string => {
  let clipped = '';
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > columns) break;
    clipped += character;
  }
  return clipped;
};

/**
 * Wraps lines at words, and between Chinese characters. Text to paste or to look up stays whole at any length: a word,
 * a path, a quoted value, a flag with its value, a line of a stack trace, and a command, which extends to the end of
 * its line.
 *
 * @param text - one line or several
 * @param columns - display columns of a line
 * @param indent - extra columns before continuation lines
 */
export const wrap = (text: string, columns: number, indent = 0): string =>
  text
    .split('\n')
    .map((line) => (displayWidth(line) <= columns || STACK_FRAME.test(line) ? line : wrapLine(line, columns, indent)))
    .join('\n');

const PLAIN = /^[\x20-\x7e]*$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape begins a colour code
const WITHOUT_WIDTH = /\u001b\[[0-9;]*m|[\p{Cc}\p{Cf}\p{Mn}\p{Me}]/gu;
const STACK_FRAME = /^ {4}at /;
// Programs in the commands that messages propose. The names of some are words of a sentence, too.
const COMMAND =
  /(?<=^|[\s：，])(?:(?:npx|iconv|chmod|chown|unzip|zstd|perl|sed|soffice|mlr|dvc|unrar|pg_restore|avro-tools|mdb-export|mongoexport|Rscript) (?=\S)|(?:python3|jq|awk|tr|php|paste|tar|gzip|xz|bunzip2|lz4|lzip|brotli|head|gpg|7z|\(?yq) (?=[-'])|git (?=lfs)|7z (?=x)|sqlite3 (?=-header -csv [^,(，（]+ '))/;
// A shell-quoted value may contain spaces; an apostrophe inside a word opens no quote. An odd space is part of a value that is shown.
const WORD = /(?:(?<![^\s=,])(?:\$'(?:[^'\\]|\\.)*'|'[^']*'(?:\\''[^']*')*)|[\S\u00a0\u3000])+/gu;
const FLAG = /^--[a-z-]*[a-z]$/;
/** Chinese has no space behind its punctuation. */
const GLUED_FLAG = /^(.*[：，])(--[a-z-]*[a-z])$/u;
const PATH = /[/\\]|[^\s.]\.[a-z0-9]/i;
const WIDE = /[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u;
/** Behind punctuation that ends a clause, and before an opening bracket. */
const CLAUSE = /(?<=[：，。；、！？）】」』》”…](?![：，。；、！？）】」』》”…]))|(?=[（【「『《“])/u;
const CLOSING = /^[\p{Pe}\p{Pf}、。，．：；？！…—·～％,.:;?!%]/u;
const OPENING = /[\p{Ps}\p{Pi}]$/u;

/** A part that is never broken, and the spaces before it. */
type Piece = { readonly gap: string; readonly text: string };

const wrapLine = (line: string, columns: number, indent: number): string => {
  const lead = /^\s*/.exec(line)?.[0] ?? '';
  const next = lead + ' '.repeat(indent);
  const lines: string[] = [];
  let current = '';
  let used = 0;
  for (const { gap, text } of piecesOf(line)) {
    const width = displayWidth(text);
    const isFirst = lines.length === 0 && current === '';
    if (!isFirst && used + gap.length + width > columns) {
      lines.push(current);
      current = next + text;
      used = next.length + width;
    } else {
      current += gap + text;
      used += gap.length + width;
    }
  }
  return [...lines, current].join('\n');
};

const piecesOf = (line: string): Piece[] => {
  const commandAt = line.search(COMMAND);
  const talk = commandAt < 0 ? line : line.slice(0, commandAt);
  const pieces: Piece[] = [];
  let end = 0;
  let flag: Piece | undefined;
  for (const { 0: word, index } of talk.matchAll(WORD)) {
    const gap = talk.slice(end, index);
    end = index + word.length;
    const [, before, glued] = (flag ? undefined : GLUED_FLAG.exec(word)) ?? [];
    if (before !== undefined && glued !== undefined) {
      pieces.push(...splitWide({ gap, text: before }));
      flag = { gap: '', text: glued };
      continue;
    }
    const piece = flag ? { gap: flag.gap, text: `${flag.text}${gap}${word}` } : { gap, text: word };
    flag = FLAG.test(word) ? piece : undefined;
    if (flag) continue;
    for (const part of splitWide(piece)) pieces.push(part);
  }
  if (flag) pieces.push(flag);
  return commandAt < 0 ? pieces : [...pieces, { gap: talk.slice(end), text: line.slice(commandAt) }];
};

/**
 * Chinese has no spaces between words: a line may break after any character, but not before closing punctuation. A path stays
 * whole, which may touch a sentence at full-width punctuation only.
 */
const splitWide = ({ gap, text }: Piece): Piece[] => {
  if (!WIDE.test(text)) return [{ gap, text }];
  return text
    .split(CLAUSE)
    .filter((clause) => clause !== '')
    .flatMap((clause, at) => splitClause({ gap: at === 0 ? gap : '', text: clause }));
};

const splitClause = ({ gap, text }: Piece): Piece[] => {
  if (!WIDE.test(text) || PATH.test(text) || isUnbroken(text) || text.includes("'")) return [{ gap, text }];
  const pieces: { gap: string; text: string }[] = [];
  let before = '';
  for (const character of text) {
    const last = pieces.at(-1);
    const isBreakable = last && (WIDE.test(character) || WIDE.test(before));
    if (!last) pieces.push({ gap, text: character });
    else if (isBreakable && !CLOSING.test(character) && !OPENING.test(before))
      pieces.push({ gap: '', text: character });
    else last.text += character;
    before = character;
  }
  return pieces;
};
