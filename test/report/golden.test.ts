import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { en } from '../../src/messages/en.ts';
import { zhCn } from '../../src/messages/zh-cn.ts';
import { displayWidth } from '../../src/report/layout.ts';
import { LONG_PATH } from './pages/import-pages.ts';
import { PAGES } from './pages/pages.ts';

// To renew the files after an intended change: npx vitest run test/report --update. Then read the diff as a user would.
const FOLDER = fileURLToPath(new URL('golden/', import.meta.url));

test.each(Object.entries(PAGES))('%s reads as its golden file', async (name, page) => {
  await expect(page()).toMatchFileSnapshot(`golden/${name}.txt`);
});

test.each(Object.entries(PAGES))('%s reads in Chinese as its golden file', async (name, page) => {
  await expect(page(zhCn)).toMatchFileSnapshot(`golden/zh-cn/${name}.txt`);
});

/** English words in a row, outside of commands, paths, and what the target said. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/;

const SAID = /only for the App admin|this group does not exist|no space left/;

test('no page in Chinese has a piece of English', () => {
  const stray = Object.entries(PAGES).flatMap(([name, page]) =>
    page(zhCn)
      .split('\n')
      .filter(
        (line) =>
          ENGLISH.test(line.replace(SAID, '')) &&
          !/^ {11}(?:npx tim-unread|cp) /.test(line) &&
          !line.includes(LONG_PATH),
      )
      .map((line) => `${name}: ${line}`),
  );
  expect(stray).toEqual([]);
});

test('every golden file belongs to a page', async () => {
  const files = (await readdir(FOLDER))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.replace(/\.txt$/, ''));
  expect(files.filter((name) => !(name in PAGES))).toEqual([]);
});

test('no line is wider than 80 columns, but commands to paste and paths', () => {
  const all = Object.entries(PAGES).flatMap(([name, page]) => [en, zhCn].map((words) => [name, page(words)] as const));
  const wide = all.flatMap(([name, text]) =>
    text
      .split('\n')
      .filter(
        (line) => displayWidth(line) > 80 && !/^ {11}(?:npx tim-unread|cp) /.test(line) && !line.includes(LONG_PATH),
      )
      .map((line) => `${name}: ${line}`),
  );
  expect(wide).toEqual([]);
});
