import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PAGES, readPage, rootPath } from './pages.ts';

/** Without blocks and spans of code, in which nothing is a link. */
const prose = (page: string): string => page.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').replaceAll(/`[^`\n]*`/g, 'code');

/** Inline links, and the definitions that links by name point to. */
const targetsIn = (page: string): string[] =>
  [...prose(page).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(([, inline, named]) => inline ?? named ?? '');

/** The anchors of a page's headings, as GitHub makes them. */
const anchorsIn = (page: string): Set<string> => {
  const anchors = new Set<string>();
  for (const [, heading = ''] of page.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/^#+ (.+)$/gm)) {
    const anchor = heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-');
    let unique = anchor;
    for (let again = 1; anchors.has(unique); again += 1) unique = `${anchor}-${again}`;
    anchors.add(unique);
  }
  return anchors;
};

const isExternal = (target: string): boolean => /^[a-z]+:/.test(target);

test.each(PAGES)('every relative link and anchor of %s leads somewhere', async (path) => {
  const broken: string[] = [];
  for (const target of targetsIn(await readPage(path)).filter((one) => !isExternal(one))) {
    const [file = '', anchor] = target.split('#');
    const there = file === '' ? path : join(dirname(path), file);
    const found = await stat(rootPath(there)).catch(() => undefined);
    if (!found) broken.push(target);
    else if (anchor !== undefined && !anchorsIn(await readPage(there)).has(anchor)) broken.push(target);
  }
  expect(broken).toEqual([]);
});

test.each(PAGES)('every link by name in %s has its address, and every address is used', async (path) => {
  const text = prose(await readPage(path));
  const defined = [...text.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name = '']) => name);
  const used = [...text.matchAll(/\[([^\]]+)\](?:\[([^\]]+)\])?(?![\](:])/g)].map(
    ([, text = '', name]) => name ?? text,
  );
  expect(used.filter((name) => !defined.includes(name))).toEqual([]);
  expect(defined.filter((name) => !used.includes(name))).toEqual([]);
});

test('links between pages are relative, and https: is what leads elsewhere', async () => {
  const links = (await Promise.all(PAGES.map(async (path) => targetsIn(await readPage(path))))).flat();
  expect(
    links.filter((target) => target.startsWith('/') || (isExternal(target) && !target.startsWith('https:'))),
  ).toEqual([]);
});

test.each(['docs', 'docs/zh-CN'])('the index of %s names every page in it', async (folder) => {
  const linked = targetsIn(await readPage(`${folder}/README.md`));
  const pages = PAGES.filter((path) => dirname(path) === folder && path !== `${folder}/README.md`);
  expect(pages.filter((path) => !linked.includes(path.slice(folder.length + 1)))).toEqual([]);
});

test('a packed package has every page that its pages point to', async () => {
  const { files } = JSON.parse(await readPage('package.json')) as { files: string[] };
  // npm packs these whatever `files` says.
  const packed = ['README.md', 'LICENSE', ...files];
  const isPacked = (path: string): boolean => packed.some((entry) => path === entry || path.startsWith(`${entry}/`));
  expect(PAGES.filter((path) => !isPacked(path))).toEqual([]);
  const unpacked: string[] = [];
  for (const path of PAGES) {
    const targets = targetsIn(await readPage(path)).filter((target) => !isExternal(target) && !target.startsWith('#'));
    const linked = targets.map((target) => join(dirname(path), target.split('#')[0] ?? ''));
    unpacked.push(...linked.filter((one) => !isPacked(one)));
  }
  expect(unpacked).toEqual([]);
});
