import { readdir, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readPage, rootPath, sectionOf, tableRows } from './pages.ts';

/** How a comment names a page, and the heading in it. */
const POINTER = /docs\/([\w-]+\.md)(?:, "([^"]+)")?/g;

const isThere = (path: string): Promise<boolean> =>
  stat(rootPath(path)).then(
    () => true,
    () => false,
  );

/** Tests that exist nowhere under the names that the cells give: `path`: title. */
const missingOf = async (cells: readonly string[]): Promise<string[]> => {
  const missing: string[] = [];
  for (const cell of cells) {
    const [, path = '', title = ''] = /^`([^`]+\.ts)`: (.+)$/.exec(cell) ?? [];
    const text = path === '' ? '' : await readPage(`test/${path}`).catch(() => '');
    if (!text.includes(title) || title === '') missing.push(cell);
  }
  return missing;
};

test('every line of "What can go wrong" names a test that is there', async () => {
  const rows = tableRows(await readPage('docs/what-can-go-wrong.md')).filter(([what = '']) => !what.startsWith('**'));
  expect(rows.length).toBeGreaterThan(30);
  expect(await missingOf(rows.map((row) => row.at(-1) ?? ''))).toEqual([]);
});

test('"What can go wrong" has the same lines in Chinese', async () => {
  const testsOf = async (page: string) => tableRows(await readPage(page)).map((row) => row.at(-1));
  expect(await testsOf('docs/zh-CN/what-can-go-wrong.md')).toEqual(
    (await testsOf('docs/what-can-go-wrong.md')).map((name) => (name === 'shown by' ? '测试' : name)),
  );
});

test('every line of "Threats" names a test that is there', async () => {
  const rows = tableRows(await readPage('docs/threats.md')).filter(([who = '']) => !who.startsWith('**'));
  expect(rows.length).toBeGreaterThan(20);
  expect(await missingOf(rows.map((row) => row.at(-1) ?? ''))).toEqual([]);
});

test('every promise names a test that is there', async () => {
  const rows = tableRows(sectionOf(await readPage('docs/architecture.md'), 'Promises and their tests'));
  expect(rows.map(([promise = '']) => promise).filter((promise) => /^\d/.test(promise))).toHaveLength(8);
  expect(await missingOf(rows.map((row) => row.at(-1) ?? ''))).toEqual([]);
});

test.each(['docs/architecture.md', 'CONTRIBUTING.md'])('every file that %s names is there', async (path) => {
  const page = await readPage(path);
  const named = [...page.matchAll(/`((?:src|test)\/[\w./-]+)`/g)].map(([, file = '']) => file);
  expect(named.length).toBeGreaterThan(5);
  const gone = await Promise.all(named.map(async (file) => ((await isThere(file)) ? [] : [file])));
  expect(gone.flat()).toEqual([]);
});

test('comments point to pages and headings that are there', async () => {
  const gone: string[] = [];
  for (const folder of ['src', 'test']) {
    for (const name of await readdir(rootPath(folder), { recursive: true })) {
      if (!/\.(ts|js)$/.test(name) || `${folder}/${name}`.startsWith('test/docs/')) continue;
      for (const [whole, page = '', heading] of (await readPage(`${folder}/${name}`)).matchAll(POINTER)) {
        const text = await readPage(`docs/${page}`).catch(() => '');
        const isFound = heading === undefined ? text !== '' : new RegExp(`^##+ ${heading}$`, 'm').test(text);
        if (!isFound) gone.push(`${folder}/${name}: ${whole}`);
      }
    }
  }
  expect(gone).toEqual([]);
});
