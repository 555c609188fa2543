import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { rowsInOneRound, rowsOf } from './reading.ts';

// Five rows, as programs print, draw and serialize them.

const FOLDER = fileURLToPath(new URL('../../fixtures/corpus/drawn/', import.meta.url));

const ROWS = [
  ...['@TGS#2ABC 100000000000000001 0', '@TGS#2ABC alice 3', 'room-1 007 214', 'room-1 carol 12', 'room-2 carol 1'],
];

/** All rows can be sent: with no flag, else by way of the one command that is proposed. */
const CONVERTED = [
  ...['console-table.txt', 'csv-stringify-guards.csv', 'jq-stream.jsonl', 'ltsv.txt', 'mysql-G.txt'],
  ...[
    'mysql-vvv.tsv',
    'neo4j-types.csv',
    'neo4j-types.tsv',
    'php-http_build_query.txt',
    'php-quotes.ini',
    'php-serialize.txt',
  ],
  ...[
    'plistlib.plist',
    'plistlib-binary.plist',
    'polars-markdown.md',
    'powershell-format-list.txt',
    'psql-json_agg.txt',
  ],
  ...['psql-query_to_xml.xml', 'psql-row_to_json.txt', 'psql-x.txt', 'psql-xA.txt', 'psql-z.txt', 'python-lists.txt'],
  ...['python-list-of-tuples.txt', 'python-repr.csv', 'python-tuples.txt', 'short-names.csv', 'sqlite3-ascii.txt'],
  ...['sqlite3-line.txt', 'sqlite3-tcl.txt', 'tabulate-fancy_grid.txt', 'tabulate-mixed_grid.txt', 'two-names.csv'],
  ...['spaced-quotes.csv', 'prometheus.txt', 'protobuf-text.txt', 'rows.hcl', 'tabulate-mediawiki.txt'],
  ...[
    'psql-asciidoc.adoc',
    'tabulate-asciidoc.txt',
    'yaml-flow.yaml',
    'yaml-documents.yaml',
    'csvformat-M.csv',
    'sqlite3-newline.csv',
  ],
  ...[
    'line-separators.csv',
    'psql-border0.txt',
    'sqlite3-column.txt',
    'tabulate-rst.txt',
    'tabulate-simple.txt',
    'tabulate-plain.txt',
  ],
  ...['pandas-to_string.txt', 'miller-opprint.txt', 'uniq-c.txt', 'bigquery.json', 'athena.json', 'firestore.json'],
  ...['firestore-list.json', 'psql-unicode.txt', 'psql-troff.ms', 'sqlite3-qbox.txt'],
];

test.skipIf(process.platform === 'win32').each(CONVERTED)('%s: every row in one round', async (name) => {
  const rows = await rowsInOneRound(join(FOLDER, name));
  // The machine may lack the program that is proposed.
  if (rows !== undefined) expect(rows).toEqual(ROWS);
});

/** Nothing of them can be taken as it is. */
const NAMED = [
  ['clojure.edn', 'what a program prints of its objects'],
  ['go-map.txt', 'what a program prints of its objects'],
  ['java-map.txt', 'what a program prints of its objects'],
  ['jq-sh.txt', 'as a shell reads them'],
  ['lua.lua', 'what a program prints of its objects'],
  ['pandas-print-cut.txt', 'without the columns and rows that had no room'],
  ['perl-dumper.txt', 'Perl'],
  ['psql-0.txt', 'NUL characters between them'],
  ['psql-record.txt', 'in parentheses'],
  ['psql-wrapped.txt', 'wrapped to the width of a terminal'],
  ['ruby-arrays.txt', 'what a program prints of its objects'],
  ['ruby-inspect.txt', 'what a program prints of its objects'],
  ['ruby-marshal.bin', 'Ruby'],
  ['sheetjs-biff2.xls', 'an Excel workbook (.xls)'],
  ['sheetjs.dbf', 'a table of dBase (.dbf)'],
  ['sheetjs.fods', 'a spreadsheet as XML'],
  ['sheetjs.xlsb', 'the binary form of Excel'],
  ['tar.tar', 'a tar archive'],
  ['log-stamped.txt', 'a time in brackets before each'],
  ['xxd.txt', 'a dump in hexadecimal (xxd)'],
  ['hexdump-C.txt', 'a dump in hexadecimal (hexdump -C)'],
  ['sqlite3-column-no-header.txt', 'set out with spaces'],
] as const;

test.each(NAMED)('%s is called what it is: %s', async (name, says) => {
  const path = join(FOLDER, name);
  expect(await rowsOf(path, {})).toEqual([]);
  const { code, stderr } = await runCommand(['validate', path]);
  expect(unwrapped(stderr)).toContain(says);
  expect(code).toBe(2);
});
