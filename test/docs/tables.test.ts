import { expect, test } from 'vitest';
import { ExitCode } from '../../src/core/errors/error.ts';
import { isKnownCode, replyRule } from '../../src/core/target/reply-codes.ts';
import { suspicions } from '../../src/messages/en/suspicions.ts';
import { runCommand } from '../support/command.ts';
import { errorSources } from './error-sources.ts';
import { PAGES, readPage, sectionOf, tableRows } from './pages.ts';

/** The flags in the `--help` of each command, except `--help` itself. */
const FLAGS = new Map<string, readonly string[]>();
for (const command of [
  'import',
  'check',
  'verify',
  'validate',
  'status',
  'report',
  'doctor',
  'simulate',
  'usersig',
  'explain',
]) {
  const { stdout } = await runCommand([command, '--help']);
  const [, options = ''] = stdout.split('\nOptions:\n');
  const [list = ''] = options.split('\n\n');
  FLAGS.set(
    command,
    [...list.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag = '']) => flag),
  );
}

const flagsOf = (...commands: readonly string[]): string[] => [
  ...new Set(commands.flatMap((command) => FLAGS.get(command) ?? [])),
];

const sorted = (list: readonly (string | number)[]): string[] => list.map(String).sort((a, b) => a.localeCompare(b));

const flagsIn = (cells: readonly string[]): string[] =>
  cells.flatMap((cell) => [...cell.matchAll(/`(--[a-z-]+)/g)].map(([, flag = '']) => flag));

const flagsOfTable = async (heading: string): Promise<string[]> =>
  flagsIn(tableRows(sectionOf(await readPage('docs/settings.md'), heading)).map(([flag = '']) => flag));

test.each([
  ['docs/input.md', 'IDs and counts that look damaged'],
  ['docs/zh-CN/input.md', '看起来受损的 ID 和未读数'],
])('the table of suspicions in %s lists exactly the kinds of the code', async (page, heading) => {
  const kinds = tableRows(sectionOf(await readPage(page), heading)).map(([kind = '']) => kind.replaceAll('`', ''));
  expect(sorted(kinds)).toEqual(sorted(Object.keys(suspicions)));
});

test('the README has at most 160 lines', async () => {
  expect((await readPage('README.md')).trimEnd().split('\n').length).toBeLessThanOrEqual(160);
});

test('the table of flags lists exactly those of --help', async () => {
  const flags = flagsOf('import', 'check', 'verify', 'validate', 'status', 'doctor');
  expect(flags.length).toBeGreaterThan(20);
  expect(sorted(await flagsOfTable('Flags'))).toEqual(sorted(flags));
});

test('the table of flags of simulate lists exactly those of --help', async () => {
  expect(sorted(await flagsOfTable('Flags of simulate'))).toEqual(sorted(flagsOf('simulate')));
});

test('what usersig takes is exactly what --help lists', async () => {
  const section = sectionOf(await readPage('docs/settings.md'), 'Flags of usersig');
  expect(sorted(flagsIn([section]))).toEqual(sorted(flagsOf('usersig')));
});

test('what check and verify do not take of the flags of import is told', async () => {
  const text = await readPage('docs/settings.md');
  const [line = ''] = /^`check` and `verify` do not take[^.]*\./m.exec(text) ?? [];
  const notTaken = flagsOf('import').filter((flag) => !flagsOf('check', 'verify').includes(flag));
  expect(sorted(flagsIn([line]))).toEqual(sorted(notTaken));
});

test('pages name no flag that no --help names', async () => {
  // `--env-file` is `--settings`, see env-file-flag.ts.
  const flags = new Set(['--help', '--version', '--env-file', ...flagsOf(...FLAGS.keys())]);
  const pages = PAGES.filter((path) => path !== 'CONTRIBUTING.md');
  const named = (await Promise.all(pages.map(readPage))).flatMap(
    // Not those of Node: NODE_OPTIONS=--…
    (page) => page.match(/(?<![\w=-])--[a-z][a-z-]+/g) ?? [],
  );
  expect(named.filter((flag) => !flags.has(flag))).toEqual([]);
});

test('the table of exit statuses has every status', async () => {
  const statuses = tableRows(sectionOf(await readPage('README.md'), 'Exit status')).flatMap(([cell = '']) =>
    cell.split(', ').map(Number),
  );
  expect(sorted(statuses)).toEqual(sorted([...new Set(Object.values(ExitCode))]));
});

test('the table of error codes has every code', async () => {
  const source = await errorSources();
  const codes = [...source.matchAll(/readonly code = '(TU_\w+)'/g)].map(([, code = '']) => code);
  const listed = tableRows(sectionOf(await readPage('docs/scripting.md'), 'Error codes')).map(([cell = '']) =>
    cell.replaceAll('`', ''),
  );
  expect(sorted(listed)).toEqual(sorted(codes));
});

test.each([
  ['scripting', ['Error codes', '错误代号']],
  ['scripting', ['The JSON summary', 'JSON 摘要']],
  ['numbers', ['Rows', '数据行']],
  ['numbers', ['Calls', '调用']],
] as const)('the Chinese %s names in %j what the English one does', async (page, [heading, zhHeading]) => {
  const namesOf = async (path: string, under: string): Promise<string[]> =>
    tableRows(sectionOf(await readPage(path), under)).map(([name = '', ...cells]) =>
      [name, cells[0]?.match(/^\d+/)?.[0] ?? ''].join(' ').replaceAll('、', ', ').trim(),
    );
  const names = await namesOf(`docs/${page}.md`, heading);
  expect(names.length).toBeGreaterThan(3);
  expect(await namesOf(`docs/zh-CN/${page}.md`, zhHeading)).toEqual(names);
});

test('every page of the guide is there in Chinese', async () => {
  // Written for those who change the code, or taken apart into pages of their own: the Chinese index says so.
  const ENGLISH_ONLY = ['api', 'architecture', 'contract'];
  const zhNames = new Map([['migration-path', 'migration']]);
  const guide = PAGES.flatMap((path) => /^docs\/([\w-]+)\.md$/.exec(path)?.[1] ?? []);
  const wanted = guide.filter((name) => !ENGLISH_ONLY.includes(name));
  expect(wanted.filter((name) => !PAGES.includes(`docs/zh-CN/${zhNames.get(name) ?? name}.md`))).toEqual([]);
  const index = await readPage('docs/zh-CN/README.md');
  expect(ENGLISH_ONLY.filter((name) => !index.includes(`(../${name}.md)`))).toEqual([]);
});

test('the tables of reply codes have every code, with its class', async () => {
  const section = sectionOf(await readPage('docs/api.md'), 'Reply codes');
  const rows = tableRows(section).filter(([code = '']) => /^\d/.test(code));
  const listed = rows.flatMap(([codes = '', , words = '']) =>
    codes.split(', ').map((code) => ({ code: Number(code), words })),
  );
  const classOf = (code: number): string => replyRule(code).class.replace('-', ' ').replace('usersig', 'UserSig');
  const known = Array.from({ length: 120_000 }, (_, code) => code).filter((code) => code > 0 && isKnownCode(code));
  expect(sorted(listed.map(({ code }) => code))).toEqual(sorted(known));
  expect(listed.filter(({ code, words }) => !words.startsWith(classOf(code)))).toEqual([]);
});
