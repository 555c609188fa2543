import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { rowsInOneRound } from './reading.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/corpus/records/', import.meta.url));

const ROWS = ['@TGS#2ABC alice 3', '@TGS#2ABC bob 0', 'room-1 10001 214', 'room-1 carol 12'];

/** One list, whose names and values stand on lines of their own, in keys, or in another dress. */
test.skipIf(process.platform === 'win32').each([
  { name: 'ldif.ldif', says: 'LDIF' },
  { name: 'ldif64.ldif', says: 'LDIF' },
  { name: 'vcard.vcf', says: 'vCards' },
  { name: 'latex.tex', says: 'LaTeX' },
  { name: 'latex-booktabs.tex', says: 'LaTeX' },
  { name: 'latex-psql.tex', says: 'LaTeX', rows: ['@TGS#2ABC CORP\\bob 0', '@TGS#2ABC CORP\\eve 3'] },
  { name: 'a.properties', says: '.properties' },
  { name: 'b.properties', says: '.properties' },
  { name: 'zk.txt', says: '.properties' },
  { name: 'etcd.txt', says: 'keys of a store and their values on lines of their own' },
  { name: 'redis-resp3.txt', says: 'keys of a store with their counts' },
  { name: 'redis-int.txt', says: 'keys of a store and their values on lines of their own' },
  { name: 'sqlite-line.txt', says: 'one below the other' },
  { name: 'trino-vertical.txt', says: 'one below the other' },
  { name: 'mysql-vertical.txt', says: 'one below the other' },
  { name: 'base64.csv', says: 'base64', rows: [...ROWS, ...ROWS, ...ROWS].toSorted() },
  { name: 'base64-one.txt', says: 'base64', rows: [...ROWS, ...ROWS, ...ROWS].toSorted() },
])('$name: its rows, by the command that is proposed', async ({ name, says, rows = ROWS }) => {
  const path = join(FOLDER, name);
  const { code, stderr } = await runCommand(['validate', path]);
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(says);
  const made = await rowsInOneRound(path);
  if (made) expect(made).toEqual(rows);
});

test.each(['tar.tar', 'tar-of-a-long-name.csv'])('%s is a tar archive, whatever its name', async (name) => {
  const { stderr } = await runCommand(['validate', join(FOLDER, name)]);
  expect(unwrapped(stderr)).toContain('is a tar archive');
});
