import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { displayWidth } from '../../src/report/layout.ts';
import { LONG_PATH } from './pages/import-pages.ts';
import { PAGES } from './pages/pages.ts';

// To renew the files after an intended change: npx vitest run test/report --update. Then read the diff as a user would.
const FOLDER = fileURLToPath(new URL('golden/', import.meta.url));

test.each(Object.entries(PAGES))('%s reads as its golden file', async (name, page) => {
  await expect(page()).toMatchFileSnapshot(`golden/${name}.txt`);
});

test('every golden file belongs to a page', async () => {
  const files = (await readdir(FOLDER))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.replace(/\.txt$/, ''));
  expect(files.filter((name) => !(name in PAGES))).toEqual([]);
});

test('no line is wider than 80 columns, but commands to paste and paths', () => {
  const wide = Object.entries(PAGES).flatMap(([name, page]) =>
    page()
      .split('\n')
      .filter(
        (line) => displayWidth(line) > 80 && !/^ {11}(?:npx tim-unread|cp) /.test(line) && !line.includes(LONG_PATH),
      )
      .map((line) => `${name}: ${line}`),
  );
  expect(wide).toEqual([]);
});
