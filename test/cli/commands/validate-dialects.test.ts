import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { validateRows } from '../../../src/app/audit/validate.ts';
import type { Flags } from '../../../src/cli/flags/flag-table.ts';
import { resolveInputs } from '../../../src/cli/flags/input-plan.ts';
import { Settings } from '../../../src/cli/flags/settings.ts';
import type { InputError } from '../../../src/core/errors/input-error.ts';
import { InputFile } from '../../../src/io/source/input-file.ts';
import { en } from '../../../src/messages/en.ts';
import { told } from '../../../src/messages/messages.ts';
import { newHash } from '../../support/hash.ts';
import { tempFolder } from '../../support/temp.ts';

const FOLDER = fileURLToPath(new URL('../../../fixtures/dialects/', import.meta.url));
const MAKER = fileURLToPath(new URL('../../support/make-dialects.js', import.meta.url));

/** `validate` of one file, as the command line would do it. */
const validated = async (file: string, flags: Flags = {}) => {
  const [input] = resolveInputs([join(FOLDER, file)], new Settings(flags));
  if (!input) throw new Error('no input');
  const opened = await InputFile.recognise(input.path, input.wish);
  try {
    return await validateRows(input.path, await opened.fromStart(false), newHash());
  } finally {
    await opened.close();
  }
};

type Case = { file: string; flags?: Flags; read: number; valid: number; problems?: string[] };

const CASES: Case[] = [
  { file: 'crlf.csv', read: 3, valid: 3 },
  { file: 'bom.csv', read: 3, valid: 3 },
  { file: 'tabs.tsv', read: 3, valid: 3 },
  { file: 'semicolons.csv', flags: { delimiter: ';' }, read: 3, valid: 3 },
  { file: 'sep-line.csv', read: 3, valid: 3 },
  {
    file: 'no-header.csv',
    flags: { noHeader: true, columns: 'GroupId=2,Member_Account=3,UnreadMsgNum=1' },
    read: 3,
    valid: 3,
  },
  {
    file: 'other-names.csv',
    flags: { columns: 'GroupId=room_id,Member_Account=user_id,UnreadMsgNum=unread_count' },
    read: 3,
    valid: 3,
  },
  {
    file: 'chinese-names.csv',
    flags: { columns: 'GroupId=群ID,Member_Account=用户账号,UnreadMsgNum=未读数' },
    read: 3,
    valid: 3,
  },
  {
    file: 'quoted-header.csv',
    flags: { columns: 'GroupId=Group ID,Member_Account=User, ID,UnreadMsgNum=Unread' },
    read: 3,
    valid: 3,
  },
  { file: 'extra-columns.csv', read: 3, valid: 3 },
  { file: 'line-breaks.csv', read: 3, valid: 3 },
  { file: 'blank-lines.csv', read: 2, valid: 2 },
  { file: 'strings.jsonl', read: 2, valid: 2 },
  { file: 'nested-keys.jsonl', read: 2, valid: 2 },
  { file: 'blank-lines.jsonl', read: 2, valid: 2 },
  {
    file: 'nulls.csv',
    read: 8,
    valid: 2, // `null` may be somebody's account
    problems: ['2 placeholder', '3 placeholder', '4 placeholder', '5 placeholder', '6 placeholder', '7 column-missing'],
  },
  {
    file: 'rounded-ids.csv',
    read: 5,
    valid: 2, // `1e5` is what people write, and all digits of the last one are there
    problems: ['2 id-rounded', '3 id-rounded', '4 id-rounded'],
  },
  {
    file: 'counts.csv',
    read: 6,
    valid: 2, // 5.0 is 5
    problems: [2, 3, 5, 6].map((line) => `${line} unread-not-integer`),
  },
  {
    file: 'full-width-digits.csv',
    read: 3,
    valid: 0,
    problems: ['2 other-digits', '3 other-digits', '4 other-digits'],
  },
  {
    file: 'hidden-characters.csv',
    read: 5,
    valid: 2, // a byte order mark at the beginning of a line is no part of the row
    problems: ['2 hidden-character', '3 hidden-character', '4 hidden-character'],
  },
  {
    file: 'numbers.jsonl',
    read: 8,
    valid: 2, // 5.0 and 1e3: a JSON number counts by its value
    problems: [
      '2 unread-not-integer',
      '4 id-rounded',
      '5 id-not-text',
      '6 unread-out-of-range',
      '7 unread-not-integer',
      '8 column-missing',
    ],
  },
  {
    file: 'gb18030.csv',
    flags: { encoding: 'gb18030', columns: 'GroupId=群组,Member_Account=成员,UnreadMsgNum=未读' },
    read: 3,
    valid: 3,
  },
  { file: 'big5.csv', flags: { encoding: 'big5' }, read: 3, valid: 3 },
  { file: 'utf-16.tsv', read: 3, valid: 3 },
  { file: 'one-bad-byte.csv', read: 4, valid: 3, problems: ['5 undecodable'] },
  { file: 'garbage-at-the-end.csv', read: 3, valid: 2, problems: ['4 not-a-row'] },
  { file: 'cut-off.jsonl', read: 2, valid: 1, problems: ['2 unparsable'] },
];

describe('of the files in fixtures/dialects', () => {
  test.each(CASES)('$file: $valid of $read rows can be sent', async ({ file, flags, read, valid, problems = [] }) => {
    const { rows, problems: found } = await validated(file, flags);
    expect(rows).toMatchObject({ read, valid, invalid: read - valid });
    const byLine = found
      .flatMap(({ kind, examples }) => examples.map(({ line }) => ({ line, kind })))
      .toSorted((a, b) => a.line - b.line);
    expect(byLine.map(({ line, kind }) => `${line} ${kind}`)).toEqual(problems);
  });

  test.each([
    { file: 'semicolons.csv', says: /--delimiter ';'/ },
    { file: 'no-header.csv', says: /--no-header --columns GroupId=2,Member_Account=3,UnreadMsgNum=1/ },
    { file: 'other-names.csv', says: /--columns GroupId=room_id,Member_Account=user_id,UnreadMsgNum=unread_count/ },
  ])('$file without its flag is told which one', async ({ file, says }) => {
    const refusal = await validated(file).catch((thrown: unknown) => thrown);
    expect(told(en, refusal as InputError).next).toMatch(says);
  });

  test('none is without a case, and all are what npm run fixtures makes', async () => {
    const folder = await tempFolder();
    await promisify(execFile)(process.execPath, [MAKER, folder]);
    const names = await readdir(FOLDER);
    expect(new Set(await readdir(folder))).toEqual(new Set(names));
    for (const name of names) expect(await readFile(join(folder, name))).toEqual(await readFile(join(FOLDER, name)));
    expect(new Set(CASES.map(({ file }) => file))).toEqual(new Set(names));
  });
});
