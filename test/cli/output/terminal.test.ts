import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { displayWidth } from '../../../src/report/layout.ts';
import { runCommand } from '../../support/command.ts';
import { TextStream, terminalStream } from '../../support/streams.ts';
import { csvOf, tempFolder } from '../../support/temp.ts';

/** What is never broken: a path, and a command to paste. */
const WHOLE = /^\s+(?:files\s+)?(?:[mn]\.csv\.tim-unread\/\S+|(?:npx tim-unread|cp) .*)$/;

const tooLong = (text: string, columns: number): string[] =>
  text.split('\n').filter((line) => displayWidth(line) > columns && !WHOLE.test(line));

const outputOn = async (stdout: TextStream, words: readonly string[], cwd: string): Promise<string> => {
  const world = { stdout: stdout as unknown as NodeJS.WriteStream };
  await runCommand(words, { cwd, env: { NO_COLOR: '1' }, world });
  return stdout.text;
};

const headlineOf = (page: string): string => page.slice(0, page.indexOf('\n\n')).replaceAll(/\s+/g, ' ');

test.each([
  { command: 'import', words: ['import', 'm.csv', '--simulator', '--restart'] },
  { command: 'import of two', words: ['import', 'm.csv', 'n.csv', '--simulator', '--restart'] },
  { command: 'status', words: ['status', 'm.csv'] },
  { command: 'validate', words: ['validate', 'm.csv', '--on-duplicate', 'error'] },
])('the result of $command is as wide as the terminal, and of 80 columns elsewhere', async ({ words }) => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'm.csv'), `${csvOf(3)}g1,user1,n/a\n`);
  await writeFile(join(cwd, 'n.csv'), csvOf(2));
  await runCommand(['import', 'm.csv', '--simulator'], { cwd });
  const elsewhere = await outputOn(new TextStream(), words, cwd);
  const narrow = await outputOn(terminalStream(46), words, cwd);
  expect(tooLong(elsewhere, 80)).toEqual([]);
  expect(tooLong(elsewhere, 46)).not.toEqual([]);
  expect(tooLong(narrow, 46)).toEqual([]);
  expect(headlineOf(narrow)).toBe(headlineOf(elsewhere));
});

test('with --json the page goes to standard error as it is: a path with spaces stays whole', async () => {
  const cwd = await tempFolder();
  const folder = join(cwd, 'counts of all members', 'of the region of Guangzhou in November');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'm.csv'), csvOf(2));
  const path = join('counts of all members', 'of the region of Guangzhou in November', 'm.csv');
  const { stdout, stderr } = await runCommand(['import', path, '--simulator', '--json', '--progress', 'none'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'COMPLETE' });
  expect(stderr.split('\n')).toContain(`           ${path}.tim-unread/checkpoint.json`);
});

test.each([
  ['dumb', false],
  ['xterm', true],
])('a terminal of TERM=%s gets control sequences: %s', async (TERM, isControlled) => {
  const cwd = await tempFolder();
  await writeFile(join(cwd, 'm.csv'), `${csvOf(3)}g1,user1,n/a\n`);
  const [stdout, stderr] = [terminalStream(80), terminalStream(80)];
  const world = { stdout, stderr } as unknown as { stdout: NodeJS.WriteStream; stderr: NodeJS.WriteStream };
  await runCommand(['import', 'm.csv', '--simulator'], { cwd, env: { TERM }, world });
  expect(stderr.text).toContain('starting');
  expect((stdout.text + stderr.text).includes('\u001b')).toBe(isControlled);
});
