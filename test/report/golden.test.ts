import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { displayWidth } from '../../src/report/layout.ts';
import { AUDIT_PAGES } from './pages/audit-pages.ts';
import { IMPORT_PAGES, LONG_PATH } from './pages/import-pages.ts';
import { STATUS_PAGES } from './pages/status-pages.ts';
import { TOTAL_PAGES } from './pages/total-pages.ts';
import { VALIDATION_PAGES } from './pages/validation-pages.ts';

// To renew the files after a change that is meant: npx vitest run test/report --update. Then read what changed as a user would.
const FOLDER = fileURLToPath(new URL('golden/', import.meta.url));

const ALL = { ...IMPORT_PAGES, ...AUDIT_PAGES, ...TOTAL_PAGES, ...VALIDATION_PAGES, ...STATUS_PAGES };

test.each(Object.entries(ALL))('%s reads as its golden file', async (name, page) => {
  await expect(page()).toMatchFileSnapshot(`golden/${name}.txt`);
});

test('every golden file belongs to a page', async () => {
  const files = (await readdir(FOLDER))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => name.replace(/\.txt$/, ''));
  expect(files.filter((name) => !(name in ALL))).toEqual([]);
});

test('no line is wider than 80 columns, but commands to paste and paths', () => {
  const wide = Object.entries(ALL).flatMap(([name, page]) =>
    page()
      .split('\n')
      .filter((line) => displayWidth(line) > 80 && !/^ {11}npx tim-unread /.test(line) && !line.includes(LONG_PATH))
      .map((line) => `${name}: ${line}`),
  );
  expect(wide).toEqual([]);
});
