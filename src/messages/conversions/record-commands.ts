import type { PairMarks } from '../../core/errors/input-error.ts';
import { DEFAULT_COLUMNS } from '../../core/row/columns.ts';
import { shellWord } from '../../core/text/text.ts';
import { python } from './python.ts';

// Commands that give an object or a line of each record whose names and values stand on lines of their own.

/** What mysql, psql, sqlite3 and ClickHouse put between records, or nothing. */
const BETWEEN = String.raw`(?m)^(?:\\*+ +[0-9]+\\. row \\*+|-\\[ RECORD [0-9]+ \\][-+]*|RECORD [0-9]+.*|\\* Record [0-9]+ *|Row [0-9]+:|[─-]{3,}|\\s*)$`;

export const rowsOfRecords = (file: string): string =>
  python(
    String.raw`import json,re,sys; [print(json.dumps(dict(p))) for p in (re.findall("(?m)^ *([^\\s:=|]+)(?: +[=|:](?: +|$)|[=|:] *| +)(.*?) *$",b) for b in re.split("${BETWEEN}",sys.stdin.read().replace("\r",""))) if len(p)>1]`,
    file,
  );

/** A value behind two colons is base64; a line that begins with a space goes on with the one before. */
export const rowsOfLdif = (file: string): string =>
  python(
    String.raw`import base64,json,re,sys; [print(json.dumps({k:base64.b64decode(v).decode() if c else v for k,c,v in p})) for p in (re.findall("(?m)^([\\w;.-]+):(:?) *(.*)$",b) for b in re.split("\\n\\s*\\n",sys.stdin.read().replace("\r","").replace("\n ",""))) if len(p)>1]`,
    file,
  );

export const rowsOfVcard = (file: string): string =>
  python(
    String.raw`import json,re,sys; [print(json.dumps(dict(p))) for p in (re.findall("(?m)^(?:X-)?([\\w-]+)(?:;[^:\\n]*)?:(.*)$",b) for b in re.split("END:VCARD",sys.stdin.read().replace("\r","").replace("\n ",""))) if len(p)>1]`,
    file,
  );

export const rowsOfLatex = (file: string): string =>
  `perl -ne ${shellWord(String.raw`next unless /(?<!\\)&/; s/\s*\\\\.*//s; s/^\s+|\s+$//g; s/\s*(?<!\\)&\s*/\t/g; s/\\text(?:it|bf|tt)\{((?:[^{}\\]|\\.)*)\}/$1/g; s/\\textbackslash(?:\{\}| )/\\/g; s/\\textasciitilde(?:\{\}| )/~/g; s/\\textasciicircum(?:\{\}| )/^/g; s/\\([#_%&\$\{\}])/$1/g; print "$_\n"`)} ${file}`;

/** Of tbl: values stand between tabs, and requests begin with a point. */
export const rowsOfTroff = (file: string): string =>
  `perl -ne ${shellWord(String.raw`next if /^\./ or !/\t/; s/\\f[A-Z]//g; s/\\\(rs/\\/g; print`)} ${file}`;

const { groupId, account, unread } = DEFAULT_COLUMNS;

/** The last two parts of each key. */
export const rowsOfProperties = (file: string): string =>
  `perl -ne ${shellWord(String.raw`BEGIN {print "${groupId},${account},${unread}\n"} s/\\([#:=! ])/$1/g; print "$1,$2,$3\n" if m{([^./|:\s=]+)[./|:]([^./|:\s=]+)\s*=\s*([0-9]+)\s*$}`)} ${file}`;

/** The labels are texts as in JSON, and the count stands behind them. */
export const rowsOfMetrics = (file: string): string =>
  `perl -ne ${shellWord(String.raw`next unless /^[\w:]+\{(.*?),? ?\} +([0-9]+)/; my ($l, $n) = ($1, $2); $l =~ s/(\w+)=(")/"$1":$2/g; print "{$l,\"UnreadMsgNum\":$n}\n"`)} ${file}`;

export const rowsOfBlocks = (file: string): string =>
  python(
    String.raw`import json,re,sys; [print(json.dumps({k:json.loads(v) if v[0]==chr(34) else v for k,v in re.findall("(\\w+) *[:=] *(\"(?:[^\"\\\\]|\\\\.)*\"|[^\\s,;]+)",b)})) for b in re.findall("{([^{}]*)}",sys.stdin.read())]`,
    file,
  );

/** What Miller itself writes between pairs. */
export const DEFAULT_MARKS: PairMarks = { between: ',', inside: '=' };

/**
 * A value goes on over what stands between pairs where no name follows. Between tabs ClickHouse (TSKV) writes escapes, and
 * Miller none: they are undone where every backslash of the file is one of ClickHouse's.
 */
export const rowsOfPairs = (file: string, { between, inside }: PairMarks): string => {
  const [b, i] = [between, inside].map((mark) => mark.replace('|', '[|]').replace('\t', '\\t'));
  const name = `((?:(?!${i}|${b}).)+)${i}`;
  const found = `re.findall("${name}(.*?)(?:${b}(?=${name})|$)",l.rstrip("\\r\\n"))`;
  return python(
    between === '\t' && inside === '='
      ? `import json,re,sys; ${UNESCAPED}; [print(json.dumps({u(n):u(v) for n,v,_ in ${found}})) for l in s.split("\\n") if l]`
      : `import json,re,sys; [print(json.dumps(dict((n,v) for n,v,_ in ${found}))) for l in sys.stdin]`,
    file,
  );
};

const UNESCAPED = [
  's=sys.stdin.read()',
  String.raw`d=dict(zip("\\\x27=tnrbf0","\\\x27=\t\n\r\b\f\0"))`,
  String.raw`e={*re.findall(r"(?s)\\(.)",s)}<={*d,"N"}`,
  String.raw`u=lambda v: v if not e else None if v=="\\N" else re.sub(r"\\(.)",lambda m: d.get(m[1],m[1]),v)`,
].join('; ');
