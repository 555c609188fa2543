import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveColumns } from '../../../src/cli/flags/columns-flag.ts';
import type { Flags } from '../../../src/cli/flags/flag-table.ts';
import { resolveInputs } from '../../../src/cli/flags/input-plan.ts';
import { Settings } from '../../../src/cli/flags/settings.ts';
import { SettingsError } from '../../../src/core/errors/settings-error.ts';
import { DEFAULT_COLUMNS } from '../../../src/core/row/columns.ts';
import { printable } from '../../../src/core/text/text.ts';
import { guessColumns } from '../../../src/io/source/columns/column-guess.ts';
import { recognise } from '../../../src/io/source/recognition/recognise.ts';
import { NO_WISH } from '../../../src/io/source/recognition/wish.ts';
import { en } from '../../../src/messages/en.ts';
import { readingOf } from '../../../src/wiring/reading.ts';
import { runCommand } from '../../support/command.ts';
import { tempFile } from '../../support/temp.ts';
import { unwrapped } from '../../support/unwrapped.ts';

/** What an input of rows without anything remarkable is read with. */
const formatOf = (path: string, flags: Flags) => {
  const [{ wish } = { wish: NO_WISH }] = resolveInputs([path], new Settings(flags));
  return recognise(path, Buffer.from('GroupId,Member_Account,UnreadMsgNum\n'), wish);
};

const resolve = (flags: Flags) => resolveColumns(new Settings(flags));

describe('--columns takes names', () => {
  test.each([
    { typed: 'GroupId=gid', columns: { groupId: 'gid', account: 'Member_Account', unread: 'UnreadMsgNum' } },
    {
      typed: 'GroupId=Group ID,Member_Account=User ID,UnreadMsgNum=未读数',
      columns: { groupId: 'Group ID', account: 'User ID', unread: '未读数' },
    },
    {
      typed: 'UnreadMsgNum=n, GroupId=g, Member_Account=u', // a blank behind the comma
      columns: { groupId: 'g', account: 'u', unread: 'n' },
    },
    {
      typed: 'GroupId=Group, ID,Member_Account=a=b,UnreadMsgNum=n', // a comma, an equals sign inside a name
      columns: { groupId: 'Group, ID', account: 'a=b', unread: 'n' },
    },
    {
      typed: 'GroupId=group,,Member_Account=user,UnreadMsgNum=unread,', // a comma at the end of a name
      columns: { groupId: 'group,', account: 'user', unread: 'unread,' },
    },
  ])('$typed', ({ typed, columns }) => expect(resolve({ columns: typed })).toEqual({ columns }));

  test.each([
    'gid',
    'GroupId=',
    'GroupId=a,Membr_Account=',
    'GroupId=a,Membr_Account=b',
    'GroupId=a,GroupId=b',
    'GroupId=a,Member_Account=a',
    '__proto__=x',
  ])('but not %s', (columns) => expect(() => resolve({ columns })).toThrow(SettingsError));
});

test('whatever a header is called, what is proposed for it reads back, through a shell, or the reason is said', async () => {
  // Names are guessed by their letters; characters between them do not count.
  const odd = fc
    .array(fc.constantFrom(...' ,=\'"\\$!*?#;&|~()…，。\t\n\0\u00a0\u00ad\u200b'), { maxLength: 2 })
    .map((pieces) => pieces.join(''));
  const nameOf = (letters: string) =>
    fc
      .tuple(odd, odd, odd, fc.constantFrom('', '', '', ' '.repeat(500)))
      .map(
        ([before, between, ...behind]) =>
          `${before}${letters.slice(0, 1)}${between}${letters.slice(1)}${behind.join('')}`,
      );
  const header = fc.tuple(nameOf('groupid'), nameOf('用户'), nameOf('unread'));
  const cases = fc.sample(header, { numRuns: 500, seed: 1 }).map((names) => {
    const guess = guessColumns(names, DEFAULT_COLUMNS, ',');
    const fact = { kind: 'columns-missing', path: 'a.csv', line: 1, missing: [], found: names, guess } as const;
    const hint = printable(en.errors['columns-missing'](fact).next, 2000);
    return { names, hint, proposed: /^Did you mean this[?] --columns (.*)$/.exec(hint)?.[1] };
  });
  const proposals = cases.filter(({ proposed }) => proposed !== undefined);
  expect(proposals.length).toBeGreaterThan(100);
  const others = cases.filter(({ proposed }) => proposed === undefined).map(({ hint }) => hint);
  expect(others.filter((hint) => !hint.startsWith('No --columns can be typed for "'))).toEqual([]);
  const script = proposals.map(({ proposed }) => `printf '%s\\0' ${proposed}`).join('\n');
  const env = { LC_ALL: 'C.UTF-8' };
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { env });
  const typed = stdout.split('\0').slice(0, -1);
  expect(typed).toHaveLength(proposals.length);
  typed.forEach((columns, at) => {
    const [groupId, account, unread] = proposals[at]?.names ?? [];
    expect(resolve({ columns })).toEqual({ columns: { groupId, account, unread } });
  });
});

describe('with --no-header --columns takes positions', () => {
  test('1, 2, 3 where nothing is said', () => {
    expect(resolve({ noHeader: true })).toEqual({ positions: { groupId: 1, account: 2, unread: 3 } });
  });

  test('as they are typed', () => {
    const columns = 'GroupId=2,Member_Account=3,UnreadMsgNum=1';
    expect(resolve({ noHeader: true, columns })).toEqual({ positions: { groupId: 2, account: 3, unread: 1 } });
  });

  const positions = { form: 'positions' };
  const doubled = { form: 'distinct-positions', whole: 'GroupId=2,Member_Account=2,UnreadMsgNum=3' };

  test.each([
    { columns: 'GroupId=0', fact: { expected: positions, got: 'GroupId=0' } },
    { columns: 'GroupId=gid', fact: { expected: positions, got: 'GroupId=gid' } },
    { columns: 'GroupId=2', fact: { expected: doubled, got: 'GroupId=2' } },
    {
      columns: 'GroupId=?,Member_Account=?,UnreadMsgNum=3', // as it was proposed
      fact: { kind: 'columns-left-open', columns: ['GroupId', 'Member_Account'] },
    },
  ])('but not $columns', ({ columns, fact }) => {
    expect(() => resolve({ noHeader: true, columns })).toThrow(
      expect.objectContaining({ fact: expect.objectContaining(fact) }),
    );
  });

  test('and not for JSONL, which shows when the input is opened', async () => {
    const path = await tempFile('b.jsonl', '{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}\n');
    const { code, stderr } = await runCommand(['validate', path, '--no-header']);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toContain('--no-header is for CSV and TSV');
  });
});

test('the fingerprint of a run is without a header another one, and with one what it always was', () => {
  const reading = (flags: Flags) => readingOf(formatOf('a.csv', flags), 'last');
  expect(reading({})).toEqual({
    kind: 'csv',
    delimiter: ',',
    columns: { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' },
  });
  expect(reading({ noHeader: true })).toEqual({
    kind: 'csv',
    delimiter: ',',
    positions: { groupId: 1, account: 2, unread: 3 },
  });
});

describe('--delimiter', () => {
  const delimiterOf = (delimiter: string) =>
    resolveInputs(['a.csv'], new Settings({ delimiter })).map(({ wish }) => wish.delimiter);

  test.each([
    { typed: ';', delimiter: ';' },
    { typed: '\x01', delimiter: '\x01' }, // of Hive, by $'\x01'
    { typed: '\\x01', delimiter: '\x01' },
    { typed: '\\u0001', delimiter: '\x01' },
    { typed: '\\001', delimiter: '\x01' },
    { typed: '\\X1F', delimiter: '\x1f' },
    { typed: '\\t', delimiter: '\t' },
    { typed: '\x7f', delimiter: '\x7f' },
  ])('$typed', ({ typed, delimiter }) => expect(delimiterOf(typed)).toEqual([delimiter]));

  test.each(['', '"', '\n', '\r', '\0', '\\x00', '\\x0a', '\\u000d', '\\x22', '\\u4e2d', '，', ';;', '\\x1'])(
    'but not %j',
    (typed) =>
      expect(() => delimiterOf(typed)).toThrow(
        expect.objectContaining({ fact: expect.objectContaining({ expected: { form: 'delimiter' }, got: typed }) }),
      ),
  );
});
