import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { rowsInOneRound, rowsOf } from './reading.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/corpus/lines/', import.meta.url));

const ROWS = ['@TGS#2ABC alice 3', '@TGS#2ABC bob 0', 'room-1 10001 214', 'room-1 carol 12'];

/** What programs put before, between and above the lines of one list. */
const CASES: readonly { readonly name: string; readonly says: string; readonly rows?: readonly string[] }[] = [
  { name: 'patch.diff', says: 'a patch' },
  { name: 'patch-ctx.csv', says: 'a patch' },
  { name: 'patch-body.csv', says: 'a patch' },
  { name: 'plus-lines.csv', says: 'a patch' },
  { name: 'diff-n.txt', says: 'a patch' },
  { name: 'cat-n.txt', says: 'lines are numbered' },
  { name: 'nl.txt', says: 'lines are numbered' },
  { name: 'pr.txt', says: 'lines are numbered' },
  { name: 'grep-n.csv', says: 'lines are numbered' },
  { name: 'grep-file.csv', says: 'the name of the file before each line' },
  { name: 'log-rows.csv', says: 'rows in a log' },
  { name: 'docker-log.csv', says: 'rows in a log' },
  { name: 'compose-log.csv', says: 'rows in a log' },
  { name: 'k8s-log.csv', says: 'rows in a log' },
  { name: 'mail-intro.csv', says: 'quoted by a mail program' },
  { name: 'sqlite-mode-ascii.txt', says: 'between control characters' },
  { name: 'rs-us.txt', says: 'between control characters' },
  { name: 'md-titled.md', says: 'a table drawn for a terminal' },
  { name: 'md-nobars.md', says: 'drew for a terminal' },
  { name: 'org-titled.org', says: 'a table drawn for a terminal' },
  { name: 'bq-waiting.txt', says: 'a table drawn for a terminal' },
  { name: 'written-tabs.csv', says: 'where a tab was meant' },
  { name: 'usv.csv', says: '(USV)' },
  { name: 'turned.csv', says: 'a table that is turned' },
  {
    name: 'pivot-groups.csv',
    says: 'a column for each group',
    rows: ['@TGS#1A alice 3', '@TGS#2A alice 0', '@TGS#1A bob 4'].toSorted(),
  },
  { name: 'pivot-accounts.csv', says: 'a column for each account', rows: ['g1 u1 3', 'g1 u2 0', 'g2 u1 4'] },
  // Of what stands for a line break nothing is left in an ID.
  ...['written-n.csv', 'written-rn.csv', 'written-br.csv'].map((name) => ({ name, says: 'has no line breaks' })),
  { name: 'moin.txt', says: 'a table drawn for a terminal' },
  { name: 'euc-jp.csv', says: '--encoding euc-jp' },
  { name: 'shift-jis.csv', says: '--encoding shift_jis' },
  { name: 'euc-kr.csv', says: '--encoding euc-kr' },
  { name: 'jira.txt', says: 'a table drawn for a terminal' },
  { name: 'cqlsh.txt', says: 'drew for a terminal' },
  { name: 'presto-aligned.txt', says: 'drew for a terminal' },
  { name: 'spaces-no-header.txt', says: "--delimiter ' '" },
  // The command that converts it, and the flags that read what it makes.
  ...[
    ...['bare-nul.txt', 'bare-nul-us.txt', 'bare-parentheses.txt', 'bare-words.txt', 'bare-braces.txt', 'bare-go.txt'],
    ...['bare-stamped.txt', 'bare-ascii.txt', 'bare-set-out.txt', 'bare-html.txt', 'bare-quoted-lines.txt'],
  ].map((name) => ({ name, says: '--no-header --columns GroupId=1,Member_Account=2,UnreadMsgNum=3' })),
  {
    name: 'bare-words-apostrophe.txt',
    says: '--no-header --columns GroupId=1,Member_Account=2,UnreadMsgNum=3',
    rows: ["@TGS#2ABC O'Brien 3", 'room-1 10001 214', 'room-1 carol 12', 'room-2 bob 0'].toSorted(),
  },
  { name: 'padded.csv', says: "--delimiter '|' --trim" },
  { name: 'bare-padded.txt', says: "--delimiter '|' --trim --no-header" },
  { name: 'bare-commas.csv', says: '--trim --no-header' },
  { name: 'bare-tuples.txt', says: 'tuples or lists' },
  { name: 'spaced-commas.csv', says: 'Take the spaces off' },
  { name: 'spaced-commas-below-header.csv', says: 'Take the spaces off' },
  // A quote inside is no part of the writer's form: its row is not sent.
  { name: 'spaced-quotes-inside.csv', says: 'Take the spaces off', rows: ['@TGS#2ABC bob 0'] },
  { name: 'array-lines-with-header.jsonl', says: 'an array of values for each row, of which the first is a header' },
  // The rows above the header are not skipped.
  { name: 'sorted.csv', says: '--no-header --columns GroupId=1,Member_Account=2,UnreadMsgNum=3' },
  { name: 'sorted-backwards.csv', says: '--no-header --columns GroupId=1,Member_Account=2,UnreadMsgNum=3' },
  { name: 'turned-over.csv', says: '--no-header --columns GroupId=1,Member_Account=2,UnreadMsgNum=3' },
  { name: 'sep-mismatch.csv', says: '--delimiter ,' },
  { name: 'conflict-head.csv', says: '--skip-lines 1', rows: [...ROWS, ...ROWS].toSorted() },
];

test.skipIf(process.platform === 'win32').each(CASES)(
  '$name: its rows, in one round',
  async ({ name, says, rows = ROWS }) => {
    const path = join(FOLDER, name);
    expect(await rowsOf(path, {})).toEqual([]);
    expect(unwrapped((await runCommand(['validate', path])).stderr)).toContain(says);
    expect(await rowsInOneRound(path)).toEqual(rows);
  },
);

test.each([
  { name: 'subtotals.csv', says: 'line 4 UnreadMsgNum "3", line 7 UnreadMsgNum "226", line 8 UnreadMsgNum "229")' },
  { name: 'total-beside-count.csv', says: 'a word such as Total for an ID' },
  { name: 'names-with-numbers.csv', says: 'look like names of groups or people' },
  {
    name: 'commas-in-counts.csv',
    says: 'line 2: the line has one value too many: where 1,200 is one number, write 1200',
  },
  { name: 'hexadecimal-counts.csv', says: '"0xc" is a hexadecimal number' },
])('$name is told', async ({ name, says }) => {
  const { stdout, stderr } = await runCommand(['validate', join(FOLDER, name)]);
  expect(unwrapped(stdout + stderr)).toContain(says);
});

test('numbers of telephones are no lines of a patch', async () => {
  const { stdout, stderr } = await runCommand(['validate', join(FOLDER, 'phones.csv')]);
  expect(stdout).toContain('= 2 valid');
  expect(stderr).toBe('');
});

test('numbered lines without names of columns are not called so', async () => {
  const { stderr } = await runCommand(['validate', join(FOLDER, 'numbered-groups.txt')]);
  expect(unwrapped(stderr)).not.toContain('are numbered');
});
