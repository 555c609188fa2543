import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { tempFolder } from '../support/temp.ts';
import { PAGES, readPage, rootPath } from './pages.ts';

// If set, writes the present outputs into the pages. Review the diff afterwards.
const isUpdating = process.env.DOCS_UPDATE !== undefined;

const BLOCK = /^```console\n([\s\S]*?)^```$/gm;
/** Stands for lines that a page does not show. */
const LEFT_OUT = '...';

/** A command of a block, and the lines that the page shows of its output. */
type Shown = { readonly command: string; readonly lines: readonly string[] };

const shownIn = (block: string): Shown[] =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((text) => {
      const [command = '', ...lines] = text.trimEnd().split('\n');
      return { command, lines };
    });

const blockOf = (shown: readonly Shown[]): string =>
  ['```console', ...shown.flatMap(({ command, lines }) => [`$ ${command}`, ...lines]), '```'].join('\n');

/** A line without what differs from run to run. */
const evenedLine = (line: string): string =>
  line
    .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replaceAll(/\d+\.\d (?:s|秒)$/g, 'SECONDS')
    // Only runs of at least a second show a mean.
    .replaceAll(/most in any second \d+(, on average [\d.]+\/s)?/g, 'most in any second N')
    .replaceAll(/任意一秒最多 \d+ 次(，平均 [\d.]+ 次\/秒)?/g, '任意一秒最多 N 次')
    .replaceAll(/"(mean|peakPerSecond|durationS)": [\d.]+/g, '"$1": N')
    .replaceAll(/\d{4}-\d\d-\d\d(?:T[\d:.]+Z| [\d:]+ [+-]\d\d:\d\d)/g, 'TIME');

/** Rows that end at the same time have no fixed order. */
const evened = (lines: readonly string[]): string[] => lines.map(evenedLine).sort((a, b) => a.localeCompare(b));

/** @returns the lines of a page that the program does not print, and those that the page lacks */
const differences = (shown: readonly string[], printed: readonly string[]): string[] => {
  const isWhole = !shown.includes(LEFT_OUT);
  const left = evened(printed);
  const gone: string[] = [];
  for (const line of evened(shown.filter((one) => one !== LEFT_OUT))) {
    const at = left.indexOf(line);
    if (at < 0) gone.push(`- ${line}`);
    else left.splice(at, 1);
  }
  return [...gone, ...(isWhole ? left.map((line) => `+ ${line}`) : [])];
};

const pages = await Promise.all(PAGES.map(async (path) => ({ path, text: await readPage(path) })));

test.each(pages.filter(({ text }) => text.search(BLOCK) >= 0))(
  'what $path shows is what the program prints',
  async ({ path, text }) => {
    const cwd = await tempFolder();
    await cp(rootPath('fixtures'), join(cwd, 'fixtures'), { recursive: true });
    const listOf = async (name: string) => JSON.parse(await readFile(rootPath(`fixtures/${name}.json`), 'utf8'));
    const target = environmentOf(
      await simulate({ groups: await listOf('groups'), accounts: await listOf('accounts') }),
    );

    const env = /zh-CN/.test(path) ? { ...target, LANG: 'zh_CN.UTF-8' } : target;

    const linesOf = async (command: string): Promise<string[]> => {
      const [program, name = '', ...words] = command.split(' ');
      if (program === 'cat')
        return (await readFile(join(cwd, name), 'utf8'))
          .replace(/^\ufeff/, '')
          .trimEnd()
          .split('\n');
      expect(`${program} ${name}`).toBe('npx tim-unread');
      return (await runCommand(words, { cwd, env })).stdout.trimEnd().split('\n');
    };

    let updated = text;
    const found: Record<string, readonly string[]> = {};
    for (const [block, inside = ''] of text.matchAll(BLOCK)) {
      const today: Shown[] = [];
      for (const { command, lines } of shownIn(inside)) {
        const printed = await linesOf(command);
        const differing = differences(lines, printed);
        if (differing.length > 0) found[command] = differing;
        const isKept = differing.length === 0 || lines.includes(LEFT_OUT);
        today.push({ command, lines: isKept ? lines : printed });
      }
      updated = updated.replace(block, () => blockOf(today));
    }
    if (isUpdating) await writeFile(rootPath(path), updated.replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:8600'));
    else expect(found).toEqual({});
  },
);
