import { DEFAULT_COLUMNS, FIELDS } from '../../core/row/columns.ts';
import { shellWord } from '../../core/text/text.ts';

/**
 * JSON of what shells and scripts print: texts in apostrophes, keys without quotes, comments, commas behind the last
 * value, `NumberLong(3)` and `ObjectId("…")`. Texts are taken first, so that nothing inside them is changed.
 */
const RELAXED = [
  String.raw`s@("(?:[^"\\]|\\.)*")|\x27((?:[^\x27\\]|\\.)*)\x27|//[^\n]*|/\*.*?\*/`,
  String.raw`|\b(?:NumberLong|NumberInt|NumberDecimal|Long|Int32|Double)\(\s*["\x27]?([^"\x27)]*)["\x27]?\s*\)`,
  String.raw`|\b[A-Z]\w*\(\s*["\x27]?([^"\x27)]*)["\x27]?\s*\)|([A-Za-z_\$][\w\$]*)(?=\s*:)|,(?=\s*[]}])@`,
  String.raw`defined $1 ? $1 : defined $2 ? "\"" . ($2 =~ s/"/\\"/gr =~ s/\\\x27/\x27/gr) . "\""`,
  String.raw` : defined $3 ? $3 : defined($4 // $5) ? "\"" . ($4 // $5) . "\"" : ""@gse`,
].join('');

export const relaxedToJson = (file: string): string => `perl -0777 -pe ${shellWord(RELAXED)} ${file}`;

/** SQL writes NULL, and doubles an apostrophe in a text. */
const OF_SQL = String.raw`t=re.sub(r"""("(?:[^"\\]|\\.)*")|\x27((?:[^\x27\\]|\\.|\x27\x27)*)\x27|\bNULL\b""",lambda m: m[1] or ("None" if m[2] is None else "\x27"+m[2].replace("\x27\x27","\\\x27")+"\x27"),sys.stdin.read())`;

/** Rows of Python or SQL that are tuples or lists, in one list or one a line. */
export const ROWS_OF_TUPLES = `import ast,json,re,sys; ${OF_SQL}; v=ast.literal_eval("["+re.sub("([])])\\\\s*\\n(?=\\\\s*[[(])","\\\\1,",t.strip().rstrip(",;"))+"]"); v=v[0] if len(v)==1 and isinstance(v[0][0],(list,tuple)) else v; [print(json.dumps(dict(zip((${FIELDS.map((field) => `"${DEFAULT_COLUMNS[field]}"`).join(',')}),r)))) for r in v]`;
