import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { rowsInOneRound, rowsOf } from './reading.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/corpus/clients/', import.meta.url));

const TWO = ['g1 u1 3', 'g2 u2 5'];
const ONE = ['g1 u1 3'];
const OPEN = 'once a number stands for each ?';

type Case = {
  readonly name: string;
  /** rows that can be sent: with no flag, else by way of the one command that is proposed */
  readonly rows?: readonly string[];
  readonly says?: string;
};

const CASES: readonly Case[] = [
  { name: 'beeline-quote.csv', rows: TWO, says: '--quote "\'"' },
  { name: 'clickhouse-customsep.txt', says: OPEN },
  { name: 'clickhouse-pretty.txt', rows: TWO },
  { name: 'clickhouse-vertical.txt', says: 'records drawn one below the other' },
  { name: 'csv-in-csv.csv', rows: TWO, says: 'each line as a whole stands in quotes' },
  { name: 'csv-in-csv-quoted.csv', rows: ONE },
  { name: 'dbeaver-json.json', rows: ONE },
  { name: 'duckdb-box.txt', rows: ONE },
  { name: 'duckdb-json.json', rows: TWO },
  { name: 'excel-semi.csv', rows: TWO },
  { name: 'go-json-map.json', rows: ['g1 u1 3', 'g1 u2 4', 'g2 u2 5'], says: 'a member for each group' },
  { name: 'go-print.txt', says: 'rows in braces' },
  { name: 'graphql.json', rows: ONE, says: 'holds its row as a member' },
  { name: 'hive-beeline.tsv', says: 'a table drawn for a terminal' },
  { name: 'hive-ctrlA.txt', says: OPEN },
  { name: 'hive-warn.tsv', rows: ONE, says: '--skip-lines 2' },
  { name: 'java-tostring.txt', says: 'what a program prints of its objects' },
  { name: 'js-const.json', rows: ONE, says: 'JSON inside a line of JavaScript' },
  { name: 'json5.json', rows: ONE, says: 'JSON5' },
  { name: 'jsonl-trailing-comma.jsonl', rows: TWO },
  { name: 'jsonp.json', rows: ONE },
  { name: 'log-prefix.jsonl', rows: TWO, says: 'lines of a log' },
  { name: 'mongosh.js', rows: TWO, says: 'the shell of MongoDB' },
  { name: 'mysql-table.txt', rows: ONE, says: 'a table drawn for a terminal' },
  { name: 'numbers.csv', rows: ONE, says: '--skip-lines 1' },
  { name: 'odps-console.txt', rows: ONE },
  { name: 'pandas-print.txt', rows: TWO },
  { name: 'php-print_r.txt', says: 'json_encode' },
  { name: 'php-var_export.txt', says: 'json_encode' },
  { name: 'phpmyadmin-json.json', rows: TWO },
  { name: 'phpmyadmin.csv', says: OPEN },
  { name: 'polars-print.txt', rows: ONE, says: 'drawn in boxes' },
  { name: 'powershell-format-table.txt', rows: TWO },
  { name: 'powershell-type.csv', rows: TWO },
  { name: 'psql-notice.csv', rows: TWO, says: '--skip-lines 2' },
  { name: 'r-rownames-short.csv', rows: TWO },
  { name: 'redis-hgetall.txt', says: 'as redis-cli prints a hash' },
  { name: 'semicolon-tr.txt', rows: TWO, says: "--delimiter ';' --trim" },
  { name: 'spark-show.txt', rows: TWO, says: 'a table drawn for a terminal' },
  { name: 'sqlcmd-changed-db.csv', rows: ONE },
  { name: 'sqlplus-prompt.csv', rows: TWO, says: '--skip-lines 2' },
  { name: 'sqlplus.txt', rows: TWO, says: 'set out with spaces' },
  { name: 'wps-gbk-title.csv', rows: ONE, says: '--encoding gb18030 --skip-lines 2' },
  { name: 'zh-headers.csv', rows: ONE },
  { name: 'space-before-quote.csv', rows: ONE, says: 'a space between the comma and the quote' },
  { name: 'titles-like-names.csv', rows: ONE, says: '--skip-lines 2' },
  { name: 'excel-big5.csv', rows: ONE, says: '--encoding big5' },
  { name: 'full-width-commas.csv', rows: ONE },
];

test.skipIf(process.platform === 'win32').each(CASES)('$name is read, or answered in one round', async (one) => {
  const path = join(FOLDER, one.name);
  if (one.says !== undefined) {
    const { stdout, stderr } = await runCommand(['validate', path]);
    expect(unwrapped(stdout + stderr)).toContain(one.says);
  }
  if (one.rows === undefined) {
    expect(await rowsOf(path, {})).toEqual([]);
    return;
  }
  const rows = await rowsInOneRound(path);
  if (rows) expect(rows).toEqual(one.rows);
});
