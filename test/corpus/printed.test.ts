import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { rowsInOneRound, rowsOf } from './reading.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/corpus/printed/', import.meta.url));

const ROWS = ['@TGS#2ABC alice 3', '@TGS#2ABC bob 0', 'room-1 10001 214', 'room-1 carol 12'];

/** What shells and scripts print of one list of rows. */
test.skipIf(process.platform === 'win32').each([
  { name: 'mongo-shell.txt', says: 'the shell of MongoDB' },
  { name: 'mongo-shell-noid.json', says: 'the shell of MongoDB' },
  { name: 'mongo-pretty.json', says: 'the shell of MongoDB' },
  { name: 'mongo-long-str.json', says: 'the shell of MongoDB' },
  { name: 'robo3t.json', says: 'the shell of MongoDB' },
  { name: 'mongosh.txt', says: 'the shell of MongoDB' },
  { name: 'mongosh-texts.js', says: 'the shell of MongoDB', rows: ["@TGS#2ABC O'Brien 3"] },
  { name: 'json5.json', says: 'JSON5' },
  { name: 'ruby34.txt', says: 'JSON5' },
  { name: 'py-repr-tuples.txt', says: 'tuples or lists as Python prints them' },
  { name: 'py-repr-lists.txt', says: 'tuples or lists as Python prints them' },
  { name: 'py-repr-list-of-lists.txt', says: 'tuples or lists as Python prints them' },
  { name: 'py-repr-list-of-tuples.txt', says: 'tuples or lists as Python prints them' },
  { name: 'tuples.txt', says: 'tuples or lists as Python prints them' },
])('$name: its rows, by the command that is proposed', async ({ name, says, rows = ROWS }) => {
  const path = join(FOLDER, name);
  const { code, stderr } = await runCommand(['validate', path]);
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(says);
  const made = await rowsInOneRound(path);
  if (made) expect(made).toEqual(rows);
});

test.each(['jsonc.json', 'jsonc-block.json', 'robo3t-plain.json'])('%s: comments cost no row', async (name) => {
  expect(await rowsOf(join(FOLDER, name), {})).toEqual(ROWS);
});

test.each([
  ...[
    'csharp',
    'elixir',
    'erlang',
    'go-struct',
    'java-list-map',
    'java-map',
    'ruby',
    'ruby-sym',
    'rust-debug',
    'swift',
  ],
  ...['lua', 'perl-dumper', 'perl-dumper-terse', 'py-counter', 'py-defaultdict', 'py-dict-tuple-keys', 'py-namedtuple'],
])('%s.txt is what a program prints, and none of its parts is a row', async (name) => {
  const { code, stderr } = await runCommand(['validate', join(FOLDER, `${name}.txt`)]);
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain('is what a program prints of its objects');
});
