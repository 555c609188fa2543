import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The path of a file of the project, given from its root. */
export const rootPath = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

export const readPage = (path: string): Promise<string> => readFile(rootPath(path), 'utf8');

/** Every page that people read, from the root of the project. */
export const PAGES: readonly string[] = [
  'README.md',
  'README.zh-CN.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  ...(await readdir(rootPath('docs'), { recursive: true }))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name.replaceAll('\\', '/')}`),
];

/** The text under a heading of the second level, up to the next one. */
export const sectionOf = (page: string, heading: string): string =>
  page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

/** The cells of every row of the tables in a text, without the rows that are heads. */
export const tableRows = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line, at, lines) => line.startsWith('| ') && !isRule(line) && !isRule(lines[at + 1] ?? ''))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );

const isRule = (line: string): boolean => line.startsWith('| ---');
