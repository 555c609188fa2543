import type { PairMarks } from '../../core/errors/input-error.ts';
import type { ForeignKind } from '../../core/errors/input-kinds.ts';
import { shellWord } from '../../core/text/text.ts';
import {
  bytesOfDump,
  newSide,
  tabbed,
  unbraced,
  unlogged,
  unnumbered,
  unquoteMail,
  unstamped,
  untimed,
} from '../conversions/line-commands.ts';
import { ROWS_OF_TUPLES, relaxedToJson } from '../conversions/printed-commands.ts';
import { python } from '../conversions/python.ts';
import {
  DEFAULT_MARKS,
  rowsOfBlocks,
  rowsOfLatex,
  rowsOfLdif,
  rowsOfMetrics,
  rowsOfPairs,
  rowsOfProperties,
  rowsOfRecords,
  rowsOfTroff,
  rowsOfVcard,
} from '../conversions/record-commands.ts';
import { rowsOf } from '../conversions/row-commands.ts';
import { ROWS_OF_INSERTS } from '../conversions/sql-commands.ts';
import {
  JSON_OF_CSV,
  ROWS_OF_LOGFMT,
  ROWS_OF_TOML,
  rowsOfIni,
  rowsOfKeys,
  rowsOfLineProtocol,
} from '../conversions/store-commands.ts';
import {
  RECORDS_OF_HTML,
  ROWS_OF_HTML,
  ROWS_OF_XML,
  ROWS_SET_OUT,
  rowsOfAsciiDoc,
  rowsOfCopy,
  rowsOfMediaWiki,
  rowsOfYaml,
  rowsOfYamlDocuments,
  turned,
  UNESCAPED_HTML,
  unbarCommand,
  unboxCommand,
  unpivoted,
  unquotedBox,
} from '../conversions/table-commands.ts';
import { thenInspect } from '../conversions/then-inspect.ts';

type Texts = { readonly is: string; readonly next: (file: string, marks: PairMarks) => string };

const AGAIN = 'Export it again as CSV with a header';
const BARRED = "--delimiter '|' --quote none";
const unbarred = (file: string, ends: string): string => thenInspect(unbarCommand(file, ends), BARRED);

const SHEET = (file: string): string =>
  `Save it as “CSV UTF-8” in the spreadsheet program, or: soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' ${file}`;

/** What a text is that is no input, and the way out: one command that converts it, where there is one. */
const KINDS: Readonly<Record<ForeignKind, Texts>> = {
  'large-file-pointer': {
    is: 'a pointer of a large-file store (Git LFS or git-annex), not the file itself',
    next: (file) => `Fetch the file: git lfs pull --include ${file} (or git annex get ${file})`,
  },
  'data-version-pointer': {
    is: 'a pointer of DVC, not the file itself',
    next: (file) => `Fetch the file: dvc pull ${file}`,
  },
  'sign-in-page': {
    is: 'a web page that asks to sign in, saved in the place of the export',
    next: () => 'Sign in, and download the export again.',
  },
  html: {
    is: 'HTML, not CSV',
    next: (file) =>
      `${AGAIN}; where it is one table, this takes its rows out: ${python(ROWS_OF_HTML, file)} > NEWFILE.csv`,
  },
  'html-records': {
    is: 'HTML with records one below the other, not CSV',
    next: (file) => `${AGAIN}, or take the records out: ${python(RECORDS_OF_HTML, file)} > NEWFILE.jsonl`,
  },
  'html-escaped': {
    is: 'text whose quotes are written as in web pages (@html of jq)',
    next: (file) => `Write them as they are: ${python(UNESCAPED_HTML, file)} > NEWFILE`,
  },
  'storage-error': {
    is: 'the error document of an object store (S3, OSS, COS), saved in the place of the file',
    next: (file) => `Download the file again, with a link that is valid. What the store says: head -c 600 ${file}`,
  },
  'json-error': {
    is: 'the error that a server replied, saved in the place of the export',
    next: (file) => `Export or download it again. What the server says: head -c 600 ${file}`,
  },
  'json-entries': {
    is: 'JSON with a list of names and values for each row (to_entries of jq)',
    next: (file) => `Make an object of each: ${rowsOf.entries(file)} > NEWFILE.jsonl`,
  },
  'http-response': {
    is: 'a whole HTTP response with its headers',
    next: (file) =>
      `Download it without them (curl without -i), or take them off: sed '1,/^\\r\\{0,1\\}$/d' ${file} > NEWFILE`,
  },
  'program-error': {
    is: 'what a program says when it fails, saved in the place of the export',
    next: (file) => `Export it again. What the program says: head -c 600 ${file}`,
  },
  xml: {
    is: 'XML, not CSV',
    next: (file) => `${AGAIN}, or take the rows out: ${python(ROWS_OF_XML, file)} > NEWFILE.jsonl`,
  },
  'mysql-xml': {
    is: 'the XML of mysql',
    next: (file) =>
      `Export it again as a tab file: mysql --batch -e "SELECT …" > NEWFILE.tsv, or take the rows out: ${python(ROWS_OF_XML, file)} > NEWFILE.jsonl`,
  },
  gnumeric: { is: 'a workbook of Gnumeric', next: (file) => `Convert it: ssconvert ${file} NEWFILE.csv` },
  'spreadsheet-xml': { is: 'a spreadsheet as XML (Excel 2003)', next: SHEET },
  'mail-quoted': {
    is: 'quoted by a mail program: its lines begin with >',
    next: (file) => `Save the attachment itself, or take the marks off: ${unquoteMail(file)} > NEWFILE`,
  },
  patch: {
    is: 'a patch or the output of diff: a + or a - stands before its lines',
    next: (file) =>
      `Give the file itself, to which the patch belongs; or take the lines of the new side, which may not be all rows of that file: ${newSide(file)} > NEWFILE`,
  },
  'lines-numbered': {
    is: 'text whose lines are numbered or counted (cat -n, nl, grep -n, uniq -c)',
    next: (file) => `Take the numbers off: ${unnumbered(file)} > NEWFILE`,
  },
  'lines-with-file-name': {
    is: 'what grep found in files, with the name of the file before each line',
    next: (file) => `Take the names off: sed 's/^[^:]*://' ${file} > NEWFILE`,
  },
  'lines-logged': {
    is: 'rows in a log, with a time or other words before each of them',
    next: (file) => `Take those words off: ${unlogged(file)} > NEWFILE`,
  },
  'lines-stamped': {
    is: 'rows in a log, with a time in brackets before each of them',
    next: (file) => `Take that off: ${unstamped(file)} > NEWFILE`,
  },
  'lines-timed': {
    is: 'rows in a log, with a time before each of them',
    next: (file) => `Take that off: ${untimed(file)} > NEWFILE`,
  },
  'ascii-separated': {
    is: 'records and values between control characters (0x1E and 0x1F), as sqlite3 writes them in its mode ascii',
    next: (file) => `Put line breaks and tabs in their place: tr '\\n\\036\\037' ' \\n\\t' < ${file} > NEWFILE.tsv`,
  },
  'sql-copy': {
    is: 'an SQL dump of PostgreSQL',
    next: (file) =>
      `The rows of its table are tab-separated text, and this puts their header before them: ${rowsOfCopy(file)} > NEWFILE.tsv`,
  },
  sql: {
    is: 'SQL statements (a dump), not rows',
    next: (file) =>
      `Load it into a database, and export the rows from there (psql --csv, mysql --batch or sqlite3 -header -csv). Where it is one table, this takes its rows out: ${python(ROWS_OF_INSERTS, file)} > NEWFILE.csv`,
  },
  'table-psql-wrapped': {
    is: 'a table that psql wrapped to the width of a terminal, which cuts its values',
    next: () => 'Export it again: psql --csv -c "SELECT …" > NEWFILE.csv',
  },
  'table-psql': {
    is: 'a table that psql drew for a terminal',
    next: (file) =>
      `Export it again with psql --csv -c "SELECT …" > NEWFILE.csv, or take the drawing off: ${unbarred(file, "-e 's/^ *//' -e 's/ *$//'")}`,
  },
  'table-barred': {
    is: 'a table drawn for a terminal (mysql, Markdown)',
    next: (file) =>
      `Export it again with mysql --batch or sqlite3 -header -csv, or take the drawing off: ${unbarred(file, "-e 's/^ *\\| *//' -e 's/ *\\| *$//'")}`,
  },
  'table-box': {
    is: 'a table drawn in boxes for a terminal',
    next: (file) =>
      thenInspect(
        `Export it again as CSV (sqlite3 -header -csv, duckdb -csv), or take the drawing off: ${unboxCommand(file)}`,
        BARRED,
      ),
  },
  'table-columns': {
    is: 'a table whose columns are set out with spaces',
    next: (file) =>
      `Export it again with a delimiter, or cut it where its columns end: ${python(ROWS_SET_OUT, file)} > NEWFILE.csv`,
  },
  'values-between-spaces': {
    is: 'values with spaces between them',
    next: (file) =>
      `Export it again with a delimiter; where no value has a space or is empty: tr -s ' ' '\\t' < ${file} > NEWFILE.tsv`,
  },
  'records-vertical': {
    is: 'records drawn one below the other (mysql \\G, psql \\x, sqlite3 -line, Format-List)',
    next: (file) =>
      `Export it again with mysql --batch or psql --csv, or convert it: ${rowsOfRecords(file)} > NEWFILE.jsonl`,
  },
  ldif: { is: 'LDIF, of a directory (LDAP)', next: (file) => `Convert it: ${rowsOfLdif(file)} > NEWFILE.jsonl` },
  vcard: { is: 'vCards', next: (file) => `Convert them: ${rowsOfVcard(file)} > NEWFILE.jsonl` },
  latex: { is: 'a table of LaTeX', next: (file) => `Take its rows out: ${rowsOfLatex(file)} > NEWFILE.tsv` },
  troff: { is: 'a table of troff', next: (file) => `Take its rows out: ${rowsOfTroff(file)} > NEWFILE.tsv` },
  properties: {
    is: 'settings (.properties), with group and account in the key',
    next: (file) =>
      `Take them apart; where no ID has a dot, a slash or a colon in it: ${rowsOfProperties(file)} > NEWFILE.csv`,
  },
  base64: { is: 'text in base64', next: (file) => `Decode it: base64 -d ${file} > NEWFILE` },
  yaml: {
    is: 'YAML, not CSV or JSON',
    next: (file) => `Convert it: ${rowsOfYaml(file)} > NEWFILE.jsonl`,
  },
  'yaml-documents': {
    is: 'YAML with a document for each row, not CSV or JSON',
    next: (file) => `Convert it: ${rowsOfYamlDocuments(file)} > NEWFILE.jsonl`,
  },
  xtab: {
    is: 'XTAB of Miller: a name and a value on each line',
    next: (file) => `Convert it: mlr --ixtab --ocsv cat ${file} > NEWFILE.csv`,
  },
  'key-value-pairs': {
    is: 'pairs of name=value (DKVP of Miller, TSKV of ClickHouse)',
    next: (file, marks) => `Convert it: ${rowsOfPairs(file, marks)} > NEWFILE.jsonl`,
  },
  'alternating-lines': {
    is: 'keys and values on lines of their own, as redis-cli prints a hash',
    next: (file) =>
      `Put each pair on one line, then take group and account out of the key: paste - - < ${file} > NEWFILE.tsv`,
  },
  'alternating-keys': {
    is: 'keys of a store and their values on lines of their own, with group and account in the key',
    next: (file) => `Take them apart: ${rowsOfKeys.alternating(file)} > NEWFILE.csv`,
  },
  'keys-and-counts': {
    is: 'keys of a store with their counts, with group and account in the key',
    next: (file) => `Take them apart: ${rowsOfKeys.beside(file)} > NEWFILE.csv`,
  },
  'redis-commands': {
    is: 'commands for Redis, not rows',
    next: (file) => `Take the rows out of them: ${rowsOfKeys.commands(file)} > NEWFILE.csv`,
  },
  'redis-session': {
    is: 'a session of redis-cli with HGETALL, not rows',
    next: (file) => `Take the rows out of it: ${rowsOfKeys.session(file)} > NEWFILE.csv`,
  },
  'ini-groups': {
    is: 'an INI file, with a section for each group',
    next: (file) => `Convert it: ${rowsOfIni.groups(file)} > NEWFILE.jsonl`,
  },
  'ini-records': {
    is: 'an INI file, with a section for each row',
    next: (file) => `Convert it: ${rowsOfIni.records(file)} > NEWFILE.jsonl`,
  },
  'line-protocol': {
    is: 'the line protocol of InfluxDB',
    next: (file) =>
      `Convert it; where no name or value has a comma, a space or an = in it: ${rowsOfLineProtocol(file)} > NEWFILE.jsonl`,
  },
  'json-in-text': {
    is: 'JSON inside a JSON text, as a program writes it that makes JSON twice',
    next: (file) => `Take it out: jq -r . ${file} > NEWFILE.json`,
  },
  'json-in-column': {
    is: 'CSV with a JSON object in one of its columns',
    next: (file) => `Take the objects out: ${python(JSON_OF_CSV, file)} > NEWFILE.jsonl`,
  },
  toml: {
    is: 'TOML, not CSV or JSON',
    next: (file) => `Convert it (Python 3.11 or newer): ${python(ROWS_OF_TOML, file)} > NEWFILE.jsonl`,
  },
  metrics: {
    is: 'metrics as Prometheus reads them',
    next: (file) => `Convert them: ${rowsOfMetrics(file)} > NEWFILE.jsonl`,
  },
  'braced-blocks': {
    is: 'a block in braces for each row (the text form of Protocol Buffers, HCL)',
    next: (file) => `Convert it; where no value has a brace in it: ${rowsOfBlocks(file)} > NEWFILE.jsonl`,
  },
  'hex-dump': {
    is: 'a dump in hexadecimal (xxd)',
    next: (file) => `Turn it back: ${bytesOfDump.plain(file)} > NEWFILE`,
  },
  'hex-dump-canonical': {
    is: 'a dump in hexadecimal (hexdump -C)',
    next: (file) => `Turn it back: ${bytesOfDump.canonical(file)} > NEWFILE`,
  },
  logfmt: {
    is: 'pairs of name=value with spaces between them (logfmt)',
    next: (file) => `Convert it: jq -Rc ${shellWord(ROWS_OF_LOGFMT)} ${file} > NEWFILE.jsonl`,
  },
  'table-ruled': {
    is: 'a table whose columns are set out with spaces, between rules (reStructuredText)',
    next: (file) => `Cut it where its columns end: ${python(ROWS_SET_OUT, file)} > NEWFILE.csv`,
  },
  'table-console': {
    is: 'a table that console.table of JavaScript drew, or sqlite3 in its mode qbox',
    next: (file) =>
      thenInspect(
        `Write it as JSON (JSON.stringify, sqlite3 -json), or take the drawing and the quotes off: ${unquotedBox(file)}`,
        BARRED,
      ),
  },
  'table-cut': {
    is: 'what pandas prints of a table, without the columns and rows that had no room',
    next: () => 'Write the whole table: df.to_csv("NEWFILE.csv", index=False)',
  },
  'rows-in-parentheses': {
    is: 'rows of PostgreSQL as one value each, in parentheses',
    next: (file) =>
      `Select the columns one by one, or take the parentheses off: ${rowsOf.parentheses(file)} > NEWFILE.csv`,
  },
  'table-asciidoc': {
    is: 'a table of AsciiDoc',
    next: (file) => `Take its rows out; where no value has a bar in it: ${rowsOfAsciiDoc(file)} > NEWFILE.tsv`,
  },
  'table-mediawiki': {
    is: 'a table of MediaWiki',
    next: (file) => `Take its rows out; where no value has a bar in it: ${rowsOfMediaWiki(file)} > NEWFILE.tsv`,
  },
  'words-in-braces': {
    is: 'rows in braces, with spaces between their values (a list of Tcl, structs of Go)',
    next: (file) => `Take the braces off: ${unbraced(file)} > NEWFILE.csv`,
  },
  'written-tabs': {
    is: 'values with a backslash and a t between them, where a tab was meant',
    next: (file) => `Put tabs there: ${tabbed.written(file)} > NEWFILE.tsv`,
  },
  'unicode-separated': {
    is: 'values and rows between the signs ␟ and ␞ (USV)',
    next: (file) => `Put tabs and line breaks there: ${tabbed.unicode(file)} > NEWFILE.tsv`,
  },
  'rows-as-columns': {
    is: 'a table that is turned: its names stand in the first column, and each row is a column',
    next: (file) => `Turn it: ${turned(file)} > NEWFILE.csv`,
  },
  'column-for-each-group': {
    is: 'a table with a row for each account and, as it seems, a column for each group',
    next: (file) => `Make a row of each count; of an empty one comes none: ${unpivoted.byAccount(file)} > NEWFILE.csv`,
  },
  'column-for-each-account': {
    is: 'a table with a row for each group and, as it seems, a column for each account',
    next: (file) => `Make a row of each count; of an empty one comes none: ${unpivoted.byGroup(file)} > NEWFILE.csv`,
  },
  'json-in-table': {
    is: 'JSON inside a table that psql drew for a terminal',
    next: (file) =>
      `Export it again with psql -A -t -c "SELECT …", or take it out: ${rowsOf.jsonTable(file)} > NEWFILE.json`,
  },
  'utf-7': {
    is: 'text in UTF-7, an encoding for mail',
    next: (file) => `Convert it: iconv -f UTF-7 -t UTF-8 ${file} > NEWFILE`,
  },
  'nul-between-rows': {
    is: 'rows with NUL characters between them (psql -0)',
    next: (file) => `Put line breaks there: ${rowsOf.nulRows(file)} > NEWFILE.csv`,
  },
  'nul-between-values': {
    is: 'values with NUL characters between them (psql -z)',
    next: (file) =>
      thenInspect(`Convert it: ${rowsOf.nulValues(file)} > NEWFILE.csv`, "--delimiter '\\x1f' --quote none"),
  },
  'shell-words': {
    is: 'words in quotes as a shell reads them (sqlite3 -tcl, @sh of jq)',
    next: (file) => `Convert it: ${rowsOf.words(file)} > NEWFILE.csv`,
  },
  'labelled-values': {
    is: 'values behind their names, with tabs between them (LTSV)',
    next: (file) => `Convert it: ${rowsOf.labelled(file)} > NEWFILE.jsonl`,
  },
  'query-strings': {
    is: 'pairs of name=value as in the address of a web page',
    next: (file) => `Convert it: ${rowsOf.queries(file)} > NEWFILE.jsonl`,
  },
  'json-stream': {
    is: 'JSON taken apart into its values and where they stand (--stream of jq)',
    next: (file) => `Put it together: ${rowsOf.stream(file)} > NEWFILE.jsonl`,
  },
  'property-list-text': {
    is: 'a property list (of macOS), not CSV or JSON',
    next: (file) => `Convert it: ${rowsOf.propertyList(file)} > NEWFILE.jsonl`,
  },
  'serialized-by-php': {
    is: 'values that PHP serialized, not JSON',
    next: (file) => `Convert it: ${rowsOf.serialized(file)} > NEWFILE.jsonl`,
  },
  slk: { is: 'a spreadsheet in SYLK (.slk)', next: SHEET },
  dif: { is: 'a spreadsheet in DIF (.dif)', next: SHEET },
  rtf: { is: 'rich text (RTF)', next: () => 'Save it as plain text.' },
  'python-dicts': {
    is: 'dictionaries or tuples as Python prints them, not JSON',
    next: (file) =>
      `Write them with json.dumps; dictionaries on one line each convert so: python3 -c 'import ast, json, sys; [print(json.dumps(ast.literal_eval(line))) for line in sys.stdin if line.strip()]' < ${file} > NEWFILE.jsonl`,
  },
  'printed-by-php': {
    is: 'what PHP prints of an array (print_r, var_export, var_dump), not JSON',
    next: () => 'Print it as JSON: replace print_r($rows) by echo json_encode($rows);',
  },
  'python-tuples': {
    is: 'tuples or lists as Python prints them, not JSON',
    next: (file) =>
      `Convert them (correct the order of the names where it is another): ${python(ROWS_OF_TUPLES, file)} > NEWFILE.jsonl`,
  },
  'printed-by-mongo': {
    is: 'what the shell of MongoDB prints, not JSON',
    next: (file) =>
      `Export it again with mongoexport --jsonFormat=relaxed, or convert it: ${relaxedToJson(file)} > NEWFILE.json`,
  },
  'json-in-script': {
    is: 'JSON inside a line of JavaScript',
    next: (file) => `Take that off: sed -E -e '1s/^[^[{]*//' -e '$s/[^]}]*$//' ${file} > NEWFILE.json`,
  },
  'json-without-quotes': {
    is: 'objects of JavaScript (JSON5), whose keys have no quotes, not JSON',
    next: (file) => `Convert it: ${relaxedToJson(file)} > NEWFILE.json`,
  },
  'printed-values': {
    is: 'what a program prints of its objects (Java, Go, Ruby, Perl, Rust …), not JSON',
    next: () =>
      'Write them as JSON or CSV in that program, for example with encoding/json of Go, Jackson of Java or to_json of Ruby.',
  },
  'log-lines': {
    is: 'lines of a log, with something before the JSON object of each',
    next: (file) => `Take that off: sed 's/^[^{]*//' ${file} > NEWFILE.jsonl`,
  },
  'spaces-before-quotes': {
    is: 'CSV with a space between the comma and the quote of a value',
    next: (file) => `Take the spaces off: perl -pe 's/" *([,;]) */"$1/g; s/ *([,;]) *"/$1"/g' ${file} > NEWFILE.csv`,
  },
  'semicolon-ends': {
    is: 'lines that a semicolon ends, with something else between their values',
    next: (file) => `Take the semicolons off: sed -E 's/;[[:space:]]*$//' ${file} > NEWFILE`,
  },
  'quoted-lines': {
    is: 'CSV of which each line as a whole stands in quotes, as if it were one value',
    next: (file) =>
      `Take them off: python3 -c 'import csv, sys; [print(row[0]) for row in csv.reader(sys.stdin) if row]' < ${file} > NEWFILE.csv`,
  },
  'json-strings': {
    is: 'lines of CSV inside JSON strings, as jq writes them without -r',
    next: (file) => `Take them out: jq -r . ${file} > NEWFILE.csv`,
  },
  'json-lines': { is: 'JSON, one object a line', next: () => 'Read it so: --format jsonl' },
  json: { is: 'JSON', next: () => 'Read it so: --format json' },
  csv: { is: 'CSV', next: () => 'Read it so: --format csv' },
  tsv: { is: 'tab-separated', next: () => 'Read it so: --format tsv' },
  encrypted: { is: 'encrypted', next: (file) => `Decrypt it first, for example: gpg --decrypt ${file} > NEWFILE` },
  'pickle-text': {
    is: 'a pickle of Python',
    next: () =>
      'Export it in Python: pandas.read_pickle(…).to_csv("NEWFILE.csv", index=False). Load no pickle of somebody whom you do not trust.',
  },
};

export const foreignText = (found: ForeignKind): string => KINDS[found].is;

/**
 * @param path - undefined for standard input
 * @param flags - with which the file that is proposed is read
 */
export const foreignNext = (
  found: ForeignKind,
  path: string | undefined,
  marks: PairMarks = DEFAULT_MARKS,
  flags?: string,
): string => thenInspect(KINDS[found].next(path === undefined ? 'FILE' : shellWord(path), marks), flags);
