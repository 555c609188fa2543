import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { rowsInOneRound } from './reading.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/corpus/stores/', import.meta.url));

const TWO = ['g1 u1 3', 'g2 u2 5'];
const GROUPED = ['g1 u1 3', 'g1 u2 0', 'g2 u1 7'];

/** What stores of keys, documents, settings and points in time write: `rows` by way of the command that is proposed. */
const CASES: readonly {
  readonly name: string;
  readonly rows: readonly string[];
  readonly says?: string;
  /** a command without which the one that is proposed cannot be run */
  readonly needs?: string;
}[] = [
  { name: 'ascii-unit-separator.txt', rows: TWO, says: "--delimiter '\\x1f'" },
  { name: 'logfmt.log', rows: TWO, says: 'logfmt' },
  { name: 'numbered-sections.ini', rows: TWO, says: 'an INI file, with a section for each row' },
  { name: 'restructured-text.txt', rows: TWO, says: 'between rules' },
  { name: 'tables.toml', rows: TWO, says: 'is TOML', needs: 'import tomllib' },
  { name: 'answer-with-json-in-text.json', rows: TWO, says: 'JSON inside a text' },
  { name: 'elastic-bulk-create.json', rows: TWO, says: 'the bulk form of Elasticsearch' },
  { name: 'elastic-bulk-update.jsonl', rows: TWO, says: 'the bulk form of Elasticsearch' },
  { name: 'elastic-bulk.ndjson', rows: TWO, says: 'the bulk form of Elasticsearch' },
  { name: 'elastic-composite.json', rows: TWO, says: 'buckets of an aggregation' },
  { name: 'elastic-multi-terms.json', rows: TWO, says: 'buckets of an aggregation' },
  { name: 'elastic-terms-sum.json', rows: TWO, says: 'buckets of an aggregation' },
  { name: 'elastic-terms.json', rows: ['g1 u1 3', 'g1 u2 1', 'g2 u1 7'], says: 'buckets of an aggregation' },
  { name: 'firebase-bare.json', rows: GROUPED, says: 'a member for each group' },
  { name: 'firebase-labels.json', rows: GROUPED, says: 'a tree of JSON objects' },
  { name: 'firebase-members.json', rows: GROUPED, says: 'a tree of JSON objects' },
  { name: 'firebase-pretty.json', rows: ['g1 u1 3', 'g2 u1 7'], says: 'a tree of JSON objects' },
  { name: 'firebase.json', rows: GROUPED, says: 'a tree of JSON objects' },
  { name: 'influx-dump.lp', rows: [], says: 'the line protocol of InfluxDB' },
  { name: 'influx-single-field.csv', rows: TWO, says: 'the line protocol of InfluxDB' },
  { name: 'influx.txt', rows: TWO, says: 'the line protocol of InfluxDB' },
  { name: 'ini-with-comment.txt', rows: TWO, says: 'an INI file, with a section for each row' },
  { name: 'json-column.csv', rows: TWO, says: 'a JSON object in one of its columns' },
  { name: 'json-twice-a-line.jsonl', rows: TWO, says: 'JSON inside a JSON text' },
  { name: 'json-twice.json', rows: TWO, says: 'JSON inside a JSON text' },
  { name: 'kafka-message.jsonl', rows: TWO, says: 'JSON inside a text' },
  { name: 'mongo-all-typed.jsonl', rows: ['65a4c0 100010 3', '65a4c1 100011 3'] },
  { name: 'mongo-decimal.jsonl', rows: ['g0 u 3', 'g1 u 3'] },
  { name: 'mongo-int.json', rows: TWO },
  { name: 'mongo-long.jsonl', rows: TWO },
  { name: 'mongo-mixed.jsonl', rows: ['g1 u1 3', 'g1 u2 4'] },
  { name: 'mongo-shell.jsonl', rows: ['g0 u 3', 'g1 u 3'], says: 'the shell of MongoDB' },
  { name: 'redis-cli-csv.csv', rows: TWO, says: 'keys of a store' },
  { name: 'redis-commander.json', rows: TWO, says: 'keys hold group and account' },
  { name: 'redis-hashes.json', rows: GROUPED, says: 'a tree of JSON objects' },
  { name: 'redis-hset.txt', rows: TWO, says: 'commands for Redis' },
  { name: 'redis-keys-and-values.txt', rows: TWO, says: 'keys of a store' },
  { name: 'redis-mget.json', rows: TWO, says: 'keys hold group and account' },
  { name: 'redis-session.txt', rows: ['g1 u1 3', 'g1 u2 0'], says: 'a session of redis-cli' },
  { name: 'redis-set.txt', rows: TWO, says: 'commands for Redis' },
  { name: 'section-for-each-group.ini', rows: GROUPED, says: 'an INI file, with a section for each group' },
  { name: 'section-for-each-row.csv', rows: TWO, says: 'an INI file, with a section for each row' },
  { name: 'utf-32-big-unmarked.csv', rows: TWO, says: 'text in UTF-32' },
  { name: 'utf-32-big.csv', rows: TWO, says: 'text in UTF-32' },
  { name: 'utf-32-unmarked.csv', rows: TWO, says: 'text in UTF-32' },
  { name: 'utf-32.csv', rows: TWO, says: 'text in UTF-32' },
  { name: 'utf-32.jsonl', rows: TWO, says: 'text in UTF-32' },
];

test.skipIf(process.platform === 'win32').each(CASES)('$name is read, or answered in one round', async (one) => {
  const path = join(FOLDER, one.name);
  const { stdout, stderr } = await runCommand(['validate', path]);
  expect(unwrapped(stdout + stderr)).toContain(one.says ?? 'EVERY ROW CAN BE SENT');
  if (one.needs !== undefined && spawnSync('python3', ['-c', one.needs]).status !== 0) return;
  const rows = await rowsInOneRound(path);
  if (rows) expect(rows).toEqual(one.rows);
});
