import type { ForeignKind } from '../../../core/errors/input-kinds.ts';
import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { guessNames } from '../columns/column-guess.ts';
import { bareRowsOf } from './bare-rows.ts';
import { pairMarksOf } from './pair-marks.ts';
import { prefixedKindOf } from './prefixed-kind.ts';
import { areLogLines, areQuotedLines, printedKindOf } from './printed-kind.ts';
import { areSetOut } from './set-out.ts';
import { storeKindOf } from './store-kind.ts';
import { turnedKindOf } from './turned-kind.ts';
import { fromUtf7 } from './utf-7.ts';

const LOOKED_AT_LENGTH = 64 * 1024;

type Rule = { readonly kind: ForeignKind; readonly is: (text: string, lines: readonly string[]) => boolean };

const begins = (kind: ForeignKind, start: RegExp): Rule => ({ kind, is: (text) => start.test(text) });

const POINTER =
  /^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/|^(?:\S*\/)?\.git\/annex\/objects\/|^\/annex\/objects\//;
const XML_HEAD = /^<\?xml[^>]*>\s*/;
// A comment ends at its first end: else there were as many ways to read them as there are sums of their number.
const PAGE =
  /^(?:<!--(?:(?!-->)[\s\S])*-->\s*)*<(?:!doctype html|html|head|body|style|table(?! xmlns:xsi)|thead|tr|div|script)\b/i;
const SIGN_IN = /type=["']?password|log ?in\b|sign[ -]?in|登\s*录|登\s*錄|扫码|single sign-on/i;
const isRuleLine = (line: string): boolean => /^[-:=+|\s]*$/.test(line) && line.includes('--');
const PSQL_RULE = /^-+(?:\+-+)+$|^:?-+:?(?: *\| *:?-+:?)+$/;
const MAPPING =
  /^(?:%YAML[^\n]*\n)?(?:---[^\n]*\n)?(?:#[^\n]*\n)*(?:[\w-]+:[^\S\n]*\n\s*)?- ["']?[\w-]+["']?:(?: |\r?\n)/;
const YAML_FLOW = /^(?:---[^\n]*\n)?- \{[\w-]+: /;
const YAML_DOCUMENTS = /^(?:---[^\n]*\n)?(?:[\w-]+: [^\n]*\n){1,60}---\s*\n[\w-]+: /;
const HEX_DUMP = /^[0-9a-f]{8}: (?:[0-9a-f]{4} ){2}/;
const HEX_DUMP_CANONICAL = /^[0-9a-f]{8} {2}(?:[0-9a-f]{2} ){4}/;
const SPACED_QUOTES = /^"(?:[^"]|"")*"(?: *[,;](?: +"(?:[^"]|"")*"| *[^",; ][^",;]*| *))*$/;
const PYTHON = /^\[?\s*\{\s*u?'[^']*'\s*:/;
/** A row of PostgreSQL as one value. */
const RECORD = /^\((?:[^",()]*|"(?:[^"]|"")*")(?:,(?:[^",()]*|"(?:[^"]|"")*")){2,}\)$/;
const WORDS = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'\\'')*')(?: (?:"(?:[^"\\]|\\.)*"|'(?:[^']|'\\'')*'|[\w.+-]+)){2,}$/;
const FAILED =
  /^(?:curl: \([0-9]+\)|(?:ba|z|da)?sh: |ERROR [0-9]{4} \(|psql: |ERROR: {2}|Traceback \(most|Error: |fatal: |mysqldump: |Access denied|Permission denied|Usage: )/;
const STATEMENT =
  /^(?:INSERT (?:(?:IGNORE |OR \w+ )?INTO|\[)|REM INSERTING into|REPLACE INTO|CREATE (?:TABLE|DATABASE|SCHEMA)|DROP TABLE|SET [\w@.]+ *=|SET (?:NAMES|DEFINE|IDENTITY_INSERT)|BEGIN(?: TRANSACTION)?;|START TRANSACTION|PRAGMA |USE (?:[\w`"]+;|\[)|LOCK TABLES|COPY [^;]+ FROM stdin;|UPDATE \S+ SET|SELECT pg_catalog)/i;
const SQL_COMMENTS = /^(?:\s*(?:--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/;?|\\restrict[^\n]*\n))+/;

/** Comments may stand before the first statement. */
const isSql = (text: string): boolean => STATEMENT.test(text.replace(SQL_COMMENTS, '').trimStart());

const isPage = (text: string): boolean => PAGE.test(text.replace(XML_HEAD, ''));

/** In no row of its first table stand more than a name and its value. */
const hasRecords = (text: string): boolean => {
  const rows = text.split(/<tr\b/i).slice(1, 12);
  const cells = rows.map((row) =>
    [...row.matchAll(/<(t[dh])\b/gi)].map(([, cell = '']) => cell.toLowerCase()).join(' '),
  );
  return (
    cells.filter((row) => row === 'th td').length >= 3 && cells.every((row) => row === 'th td' || !row.includes(' '))
  );
};

/** The last name of a header ends with a semicolon, and so does each line. */
const areSemicolonEnded = (lines: readonly string[]): boolean => {
  const [first = ''] = lines;
  const header = first.trimEnd().slice(0, -1);
  if (lines.length < 2 || header.includes(';') || header.split(/[,|\t]/).length < FIELDS.length) return false;
  return lines.slice(0, 8).every((line) => /[^;]; *$/.test(line.trimEnd()));
};

const PROMPT = /^(?:mysql|MariaDB \[[^\]]*\]|\w+[=-][#>]|hive|beeline|spark-sql|0: jdbc:\S*|odps@ \S*|sqlite|SQL)\s*>/;

const isOfPsql = (lines: readonly string[]): boolean => lines.slice(1, 4).some((line) => PSQL_RULE.test(line.trim()));

const isBarred = (all: readonly string[]): boolean => {
  // What was typed, or what a program says of the table, may stand before what was drawn.
  const start = PROMPT.test(all[0] ?? '') || isRuledBelow(all) ? all.findIndex((line) => /^\s*[+|]/.test(line)) : 0;
  const [first = '', second = ''] = all.slice(start);
  if (/^\s*\+[-=+]+\+\s*$/.test(first)) return second.trim().startsWith('|');
  return isBarredLine(first) && (isRuleLine(second) || isBarredLine(second));
};

/** A frame of rules, with the names in it. */
const isRuledBelow = (lines: readonly string[]): boolean =>
  lines.slice(0, 12).some((line, at) => /^\s*\+[-=+]+\+\s*$/.test(line) && isBarredLine(lines[at + 1] ?? ''));

const isBarredLine = (line: string): boolean => /^\s*\|.*\|\s*$/.test(line);

/** A title, or what a client says, may stand above a table that is drawn with a rule below its names. */
const isBarredBelow = (lines: readonly string[]): boolean =>
  lines.slice(0, 12).some((line, at) => isBarredLine(line) && isRuleLine(lines[at + 1] ?? ''));

/** Of a text, not of a picture. */
const isBase64 = (text: string, lines: readonly string[]): boolean => {
  if (!lines.slice(0, -1).every((line) => /^[A-Za-z0-9+/]{40,}$/.test(line))) return false;
  if (!/^[A-Za-z0-9+/]{16,}={0,2}\s*$/.test(lines.join(''))) return false;
  const decoded = Buffer.from(text.slice(0, 400), 'base64').toString('latin1');
  return /[,;|\t{[]/.test(decoded) && !/[^\t\r\n -~\x80-\xff]/.test(decoded);
};

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isJsonString = (line: string): boolean => typeof parsed(line) === 'string' && /\\["t]/.test(line);

/** A list for each row, of its names and values. */
const areEntries = (text: string): boolean => {
  if (!/^\[\s*(?:\[\s*)?\{\s*"(?:key|name|k)"\s*:/i.test(text)) return false;
  const names = [...text.matchAll(/"(?:key|name|k)"\s*:\s*"([^"\\]*)"/gi)].map(([, name = '']) => name);
  return Object.keys(guessNames([...new Set(names.slice(0, 200))], DEFAULT_COLUMNS)).length === FIELDS.length;
};

const ERROR_KEYS: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'message', 'msg', 'errmsg', 'ErrorInfo', 'detail', 'fault'],
]);

/** An answer of a server that holds an error and no rows. */
const isJsonError = (text: string): boolean => {
  const value = parsed(text);
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  const hasRows = entries.some(([, one]) => Array.isArray(one) && one.length > 0);
  return entries.length <= 8 && !hasRows && entries.some(([key]) => ERROR_KEYS.has(key));
};

// The surest first.
// biome-ignore-start lint/suspicious/noControlCharactersInRegex: separators of ASCII are control characters
const RULES: readonly Rule[] = [
  begins('large-file-pointer', POINTER),
  begins('data-version-pointer', /^(?:md5: \S+\s+)?outs:\s+- (?:md5|etag|hash|size)\b/),
  {
    kind: 'storage-error',
    is: (text) => /^<Error\b/.test(text.replace(XML_HEAD, '')) && text.includes('<Code>'),
  },
  { kind: 'sign-in-page', is: (text) => isPage(text) && SIGN_IN.test(text) },
  { kind: 'html-records', is: (text) => isPage(text) && hasRecords(text) },
  { kind: 'html', is: isPage },
  begins('gnumeric', /^(?:<\?xml[^>]*>\s*)?<gnm:Workbook\b/),
  begins('spreadsheet-xml', /^<\?xml[^>]*>\s*(?:<\?mso-application[^>]*>\s*)?(?:<Workbook|<office:document)\b/),
  begins('property-list-text', /^(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE plist[^>]*>\s*)?<plist\b/),
  begins('mysql-xml', /^(?:<\?xml[^>]*>\s*)?<(?:resultset|mysqldump)\b/),
  begins('xml', /^<\?xml\b|^<([A-Za-z_][\w.:-]*)(?:\s[^<>]*)?>\s*</),
  begins('http-response', /^HTTP\/[0-9.]+ [0-9]{3}\b/),
  { kind: 'ascii-separated', is: (text) => /^[^\n\x1e]*\x1f[^\n\x1e]*\x1e/.test(text) },
  begins('encrypted', /^-----BEGIN PGP MESSAGE-----|^age-encryption\.org\/|^Salted__|^U2FsdGVkX1/),
  begins('rtf', /^\{\\rtf/),
  begins('slk', /^ID;P/),
  begins('dif', /^TABLE\r?\n0,1\r?\n/),
  begins('pickle-text', /^\(?[ld]p0?\r?\n/),
  { kind: 'sql-copy', is: (text) => isSql(text) && /^COPY [^;]+ FROM stdin;/im.test(text) },
  { kind: 'sql', is: isSql },
  begins('yaml-documents', YAML_DOCUMENTS),
  begins(
    'records-vertical',
    /^\*{5,} +1\. row \*{5,}|^-\[ RECORD 1 \]|^RECORD 1\b|^\* Record 1\b|^Row 1:\r?\n[─-]{3,}|^ *[\w@$]+ = [^\n]*\n *[\w@$]+ = |^ *[\w@$]+ +: [^\n]*\n *[\w@$]+ +: /,
  ),
  begins('ldif', /^(?:version: 1\s+)?(?:#[^\n]*\n|\s)*dn::? /i),
  begins('hex-dump', HEX_DUMP),
  begins('hex-dump-canonical', HEX_DUMP_CANONICAL),
  begins('vcard', /^BEGIN:VCARD\b/i),
  begins('troff', /^(?:\.[^\n]*\n)*\.TS\b/),
  begins('latex', /^(?:%[^\n]*\n|\s)*\\(?:begin\{(?:table|tabular|longtable|array)|documentclass)/),
  { kind: 'base64', is: isBase64 },
  begins('table-asciidoc', /^(?:\.[^\n]*\n)?\[(?=[^\n\]]{0,300}(?:cols|options)=)[^\n\]]*\]\r?\n\|={3,}/),
  begins('table-mediawiki', /^\{\| *(?:class|style|border)=/),
  begins('table-console', /^┌─[^\n]*\n│ +(?:\(index\) +│|[^\n]*\n├─[^\n]*\n(?=[^\n]*│ '[^\n│]*' *│))/),
  begins('table-box', /^(?:shape: \([^\n]*\n)?[┌╭╔┏╒┍][─═━┬╤┳╦┯┐╮╗┓]|^│|^[^\n│]+│[^\n]*\n─+(?:┼─+)+\s*\n/),
  begins('json-in-table', /^\w+ *\r?\n-{3,}\r?\n *(?:\{"|\[\{)/),
  begins('table-cut', /^(?=[^\n]* \.\.\. )[\w ]+ \.\.\. [\w ]+\n[^\n]* \.\.\. /),
  { kind: 'table-barred', is: (_, lines) => isBarred(lines) || isBarredBelow(lines) },
  {
    kind: 'table-psql-wrapped',
    is: (_, lines) =>
      isOfPsql(lines) && lines.some((line) => /[^ ]\.\|/.test(line)) && lines.some((line) => /\|\.[^ ]/.test(line)),
  },
  { kind: 'table-psql', is: (_, lines) => isOfPsql(lines) },
  begins('python-dicts', PYTHON),
  {
    kind: 'rows-in-parentheses',
    is: (_, lines) => lines.length > 0 && lines.slice(0, 5).every((line) => RECORD.test(line)),
  },
  { kind: 'shell-words', is: (text, [first = '']) => WORDS.test(first) && /^'|\\["\\0-7]/.test(text) },
  {
    kind: 'json-stream',
    is: (_, [first = '']) => /^\[\[(?:\d+|"[^"]*")(?:,(?:\d+|"[^"]*"))*\],[^[\]{}]+\]$/.test(first),
  },
  { kind: 'semicolon-ends', is: (_, lines) => areSemicolonEnded(lines) },
  { kind: 'quoted-lines', is: (_, lines) => areQuotedLines(lines) },
  {
    kind: 'spaces-before-quotes',
    is: (_, [first = '', ...rows]) =>
      /^"(?:[^"]|"")*"(?: *, +"(?:[^"]|"")*")+/.test(first) ||
      (rows.length > 0 && rows.slice(0, 5).every((row) => SPACED_QUOTES.test(row) && /[,;] +"/.test(row))),
  },
  { kind: 'log-lines', is: (_, lines) => areLogLines(lines) },
  { kind: 'json-strings', is: (_, [first = '', second]) => isJsonString(first) && isJsonString(second ?? first) },
  { kind: 'json-entries', is: areEntries },
  { kind: 'json-error', is: isJsonError },
  { kind: 'json-lines', is: (_, lines) => lines.slice(0, 3).every((line) => isObject(parsed(line))) },
  begins('json', /^\[\s*(?:[[{]|$)|^\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|$)/),
  begins('yaml', MAPPING),
  begins('yaml', YAML_FLOW),
  begins('program-error', FAILED),
];
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: as above

/**
 * Asked only where no header and no object was found, so that nothing that can be read is taken for another kind.
 *
 * @param names - what the three columns are called
 * @returns what a text is that is no input; undefined where that does not show
 */
export const foreignKindOf = (head: Buffer, names: readonly string[]): ForeignKind | undefined => {
  const whole = head.toString('utf8', 0, LOOKED_AT_LENGTH).replace(/^\ufeff/, '');
  const text = whole.replace(/^[\ufeff\s]+/, '');
  const lines = linesOf(text);
  return (
    printedKindOf(text) ??
    prefixedKindOf(linesOf(whole)) ??
    storeKindOf(text, lines) ??
    RULES.find(({ is }) => is(text, lines))?.kind ??
    turnedKindOf(lines) ??
    kindByNames(lines, names) ??
    // The first line may be set out too.
    (areSetOut(linesOf(whole)) ? 'table-columns' : undefined) ??
    (isSpaced(lines[0] ?? '') ? 'values-between-spaces' : undefined)
  );
};

const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/, 40).filter((line) => line.trim() !== '');

/** Where the names of the columns stand shows how the values are set out. */
const kindByNames = (lines: readonly string[], names: readonly string[]): ForeignKind | undefined => {
  const [first = ''] = lines;
  if (isUtf7(first, names)) return 'utf-7';
  const byNul = nulKindOf(first, names);
  if (byNul) return byNul;
  const hasAll = (parts: readonly string[]): boolean => names.every((name) => parts.includes(name));
  if (hasAll(first.split('\t'))) return 'tsv';
  if (hasAll(first.split('\\t'))) return 'written-tabs';
  if (hasAll(first.split('␞', 1).flatMap((row) => row.split('␟')))) return 'unicode-separated';
  const marks = pairMarksOf(first);
  if (marks?.between === '\t' && marks.inside === ':') return 'labelled-values';
  if (hasAll(first.split('&').flatMap((part) => /^([^=]+)=/.exec(part)?.[1] ?? []))) return 'query-strings';
  if (hasAll(first.split(',').map((part) => part.replace(/^"|"$/g, '')))) return 'csv';
  if (hasAll(lines.slice(0, 12).map((line) => line.split(/ +/, 1)[0] ?? ''))) return 'xtab';
  if (hasAll(lines.slice(0, 12).flatMap((line) => /^ *([\w@$]+) *[:|]/.exec(line)?.[1] ?? [])))
    return 'records-vertical';
  if (marks) return 'key-value-pairs';
  return isAlternating(lines) ? 'alternating-lines' : undefined;
};

/** Its underscores, quotes and braces stand in sequences. */
const isUtf7 = (first: string, names: readonly string[]): boolean => {
  const text = fromUtf7(first);
  if (text === undefined) return false;
  const parts = text.split(/[,;|\t]/).map((part) => part.replace(/^"|"$/g, ''));
  return names.every((name) => parts.includes(name)) || isObject(parsed(text));
};

/** Between values or rows stand NUL characters. */
const nulKindOf = (first: string, names: readonly string[]): ForeignKind | undefined => {
  const has = (parts: readonly string[]): boolean => names.every((name) => parts.includes(name));
  const [row = '', ...others] = first.split('\0');
  if (others.length === 0) return undefined;
  if (has(first.split('\0'))) return 'nul-between-values';
  return has(row.split(/[,;|\t]/)) || bareRowsOf('nul-between-rows', first) ? 'nul-between-rows' : undefined;
};

/** With spaces between the names, and nothing else that could be a delimiter. */
const isSpaced = (header: string): boolean => {
  const parts = header.trim().split(/ +/);
  if (parts.length < FIELDS.length || /[,;|\t"']/.test(header)) return false;
  return Object.keys(guessNames(parts, DEFAULT_COLUMNS)).length === FIELDS.length;
};

/** Of a hash in Redis: a key, then its value. */
const isAlternating = (lines: readonly string[]): boolean => {
  const plain = lines.slice(0, 8).map((line) => line.replace(/^[0-9]+\) /, ''));
  const isPair = (line: string, at: number): boolean => at % 2 === 0 || /^"?[0-9]+"?$/.test(line);
  return plain.length >= 4 && plain.every(isPair) && plain.some((line, at) => at % 2 === 0 && !/^[0-9]+$/.test(line));
};
