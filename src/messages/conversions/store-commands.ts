import { DEFAULT_COLUMNS } from '../../core/row/columns.ts';
import { shellWord } from '../../core/text/text.ts';
import { python } from './python.ts';

const { groupId, account, unread } = DEFAULT_COLUMNS;
const HEADER = `BEGIN {print "${groupId},${account},${unread}"}`;
const awk = (program: string, file: string): string => `awk ${shellWord(`${HEADER} ${program}`)} ${file}`;

/** Commands that take group and account out of the keys of a store. */
export const rowsOfKeys = {
  alternating: (file: string): string =>
    awk(
      '{gsub(/^ *[0-9]+\\) |\\(integer\\) |"/, "")} NR % 2 {n = split($0, k, /[:\\/|]/); next} {print k[n-1] "," k[n] "," $0}',
      file,
    ),
  beside: (file: string): string =>
    awk(
      '{gsub(/^ *[0-9]+# |=> |\\(integer\\) |"/, ""); n = split($0, k, /[:\\/|,\\t ]+/); print k[n-2] "," k[n-1] "," k[n]}',
      file,
    ),
  commands: (file: string): string =>
    awk(
      '{gsub(/"/, ""); n = split($2, k, /[:\\/|]/)} toupper($1) == "SET" {print k[n-1] "," k[n] "," $3} toupper($1) ~ /^HM?SET$/ {for (i = 3; i < NF; i += 2) print k[n] "," $i "," $(i+1)}',
      file,
    ),
  session: (file: string): string =>
    awk(
      '{gsub(/"/, "")} />.*HGETALL/ {n = split($NF, k, /[:\\/|]/); u = ""; next} /^ *[0-9]+\\) / {sub(/^ *[0-9]+\\) /, ""); if (u == "") {u = $0; next} print k[n] "," u "," $0; u = ""}',
      file,
    ),
} as const;

const INI =
  'import configparser,json,sys; c=configparser.RawConfigParser(strict=False,delimiters=("=",)); c.optionxform=str; c.read_file(sys.stdin); bare=lambda v: v[1:-1] if len(v)>1 and v[0]==v[-1]==chr(34) else v;';

export const rowsOfIni = {
  groups: (file: string): string =>
    python(
      `${INI} [print(json.dumps({"${groupId}":s,"${account}":k,"${unread}":bare(v)})) for s in c.sections() for k,v in c[s].items()]`,
      file,
    ),
  records: (file: string): string =>
    python(`${INI} [print(json.dumps({k:bare(v) for k,v in c[s].items()})) for s in c.sections()]`, file),
} as const;

/** Tags and fields by their names, but for a field that stands alone; one that is whole ends in i or u. */
export const rowsOfLineProtocol = (file: string): string =>
  `jq -Rc ${shellWord('def pairs: split(",") | map(split("=") | {key: .[0], value: .[1]}); select(test("^[^# ]+,[^ ]+ [^ ]+=")) | split(" ") | (.[0] | sub("^[^,]*,"; "") | pairs) + (.[1] | pairs | if length == 1 then map(.key = "UnreadMsgNum") else . end | map(.value |= (sub("^(?<n>-?[0-9]+)[iu]$"; .n) | ltrimstr("\\"") | rtrimstr("\\"")))) | from_entries')} ${file}`;

/** Values that are JSON objects, one a line. */
export const JSON_OF_CSV = 'import csv,sys; [print(v) for r in csv.reader(sys.stdin) for v in r if v[:1]=="{"]';

/** The tables of an array of tables. */
export const ROWS_OF_TOML =
  'import json,sys,tomllib; [print(json.dumps(r)) for v in tomllib.load(sys.stdin.buffer).values() if isinstance(v,list) for r in v]';

/** An object of each line. */
export const ROWS_OF_LOGFMT =
  '[scan("([^ =]+)=(\\"[^\\"]*\\"|[^ ]*)") | {key: .[0], value: (.[1] | ltrimstr("\\"") | rtrimstr("\\""))}] | from_entries';
