import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

test('every line of "What can go wrong" names a test that is there', async () => {
  const [, section = ''] = (await read('../README.md')).split('## What can go wrong\n');
  const [table = ''] = section.split('\n## ');
  const rows = table.split('\n').filter((line) => line.startsWith('| ') && !/^\| (\*\*|---|what happens)/.test(line));
  expect(rows.length).toBeGreaterThan(30);
  const named = rows.map((row) => /`([^`]+\.test\.ts)`: (.+) \|$/.exec(row)?.slice(1) ?? ['', row]);
  const gone: string[] = [];
  for (const [path = '', title = ''] of named) {
    const text = path === '' ? '' : await read(path).catch(() => '');
    if (!text.includes(title)) gone.push(`${path}: ${title}`);
  }
  expect(gone).toEqual([]);
});
