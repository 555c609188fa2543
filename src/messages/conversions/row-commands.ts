import { shellWord } from '../../core/text/text.ts';
import { python } from './python.ts';

/**
 * Commands that take the rows out of a text that a program has printed or written in a form of its own. `file` is a
 * word of a shell.
 */
export const rowsOf = {
  /** words as a shell reads them */
  words: (file: string): string =>
    python(
      String.raw`import csv,re,shlex,sys; octal=lambda m: bytes(int(o,8) for o in m[0].split("\\")[1:]).decode(); csv.writer(sys.stdout).writerows([re.sub(r"(?:\\[23][0-7]{2})+",octal,w) for w in shlex.split(l)] for l in sys.stdin)`,
      file,
    ),
  propertyList: (file: string): string =>
    python(
      'import json,plistlib,sys; [print(json.dumps(r,default=str)) for r in plistlib.load(sys.stdin.buffer)]',
      file,
    ),
  queries: (file: string): string =>
    python(
      'import json,sys,urllib.parse as u; [print(json.dumps(dict(u.parse_qsl(l.strip(),keep_blank_values=True)))) for l in sys.stdin]',
      file,
    ),
  serialized: (file: string): string =>
    `php -r ${shellWord('for ($t = stream_get_contents(STDIN); $t > ""; $t = ltrim(substr($t, strlen(serialize($v))))) { $v = unserialize($t, ["allowed_classes" => false]); foreach (is_array(reset($v)) ? $v : [$v] as $r) echo json_encode($r), "\\n"; }')} < ${file}`,
  labelled: (file: string): string =>
    `jq -Rc ${shellWord('split("\\t") | map(capture("^(?<key>[^:]*):(?<value>.*)$")) | from_entries')} ${file}`,
  stream: (file: string): string =>
    `jq -nc ${shellWord('fromstream(inputs) | if type == "array" then .[] else . end')} ${file}`,
  entries: (file: string): string =>
    `jq -c ${shellWord('if (.[0] | type) == "array" then .[] else . end | from_entries')} ${file}`,
  /** of psql: below the rule, without the mark of a line that goes on */
  jsonTable: (file: string): string => `sed -e '1,2d' -e '/^([0-9]* /d' -e 's/ *+$//' ${file}`,
  parentheses: (file: string): string => `sed -e 's/^(//' -e 's/)$//' ${file}`,
  nulRows: (file: string): string => `tr '\\n\\0' ' \\n' < ${file}`,
  nulValues: (file: string): string => `tr '\\0' '\\037' < ${file}`,
} as const;
