import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Flags } from '../../src/cli/flags/flag-table.ts';
import { runCommand } from '../support/command.ts';
import { tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { flagsOf, type Read, read } from './reading.ts';

const FOLDER = fileURLToPath(new URL('../../fixtures/corpus/', import.meta.url));

/** What a right reader takes of a file, with no flag or with those that it proposes. */
type Expected = {
  readonly valid: number;
  readonly invalid: number;
  readonly pairs: readonly (readonly [string, string, number])[];
  /** nothing in it can be taken as it is */
  readonly refused?: boolean;
  /** values in which the writer's escapes cannot be told from data: told, not sent in silence */
  readonly ambiguous?: readonly unknown[];
  /** that a person gives: else those are taken that the refusal proposes */
  readonly flags?: Flags;
  /** what standard output and standard error must say */
  readonly says?: readonly string[];
};

const casesOf = (set: string): readonly (readonly [string, Expected])[] =>
  Object.entries(JSON.parse(readFileSync(join(FOLDER, set, 'expected.json'), 'utf8')));

/** A command of the shell, with the file that it reads, as a message proposes it: what it writes is read. */
const CONVERSION =
  /((?:tr|zstd|awk|python3) .*?) (?:> NEWFILE\.(csv|tsv)|\| (npx tim-unread import - .*?)(?:\s\(TU_|$))/m;

/**
 * One round: where a file is refused, or none of its rows can be sent, the command that is proposed. `undefined` where
 * the machine lacks the program of that command.
 */
const readInOneRound = async (path: string, { flags = {}, refused }: Expected): Promise<Read | undefined> => {
  const first = await read(path, flags);
  if (!first.refused && first.valid.length > 0) return first;
  const { stderr } = await runCommand(['validate', path, ...wordsOf(flags)]);
  const told = unwrapped(stderr);
  const proposed =
    /^ *(npx tim-unread validate .*)$/m.exec(stderr)?.[1] ?? /: (npx tim-unread validate \S+ .*)$/m.exec(told)?.[1];
  if (proposed !== undefined) return read(path, flagsOf(proposed));
  const [, command, extension = 'csv', imported = ''] = CONVERSION.exec(told) ?? [];
  if (refused || command === undefined || process.platform === 'win32') return first;
  const converted = join(await tempFolder(), `NEWFILE.${extension}`);
  const { status } = spawnSync('sh', ['-c', `${command} > "$NEWFILE"`], {
    env: { ...process.env, NEWFILE: converted },
  });
  if (status === 127) return undefined;
  return read(converted, flagsOf(imported.replace(/--state-dir \S+/, '')));
};

const wordsOf = (flags: Flags): string[] =>
  Object.entries(flags).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    ...(typeof value === 'string' ? [value] : []),
  ]);

const sorted = (pairs: readonly (readonly unknown[])[]): string[] => pairs.map((pair) => JSON.stringify(pair)).sort();

const judge = async (set: string, name: string, expected: Expected): Promise<void> => {
  const path = join(FOLDER, set, name);
  const taken = await readInOneRound(path, expected);
  if (!taken) return;
  const { valid, invalid, refused } = taken;
  if (expected.refused) {
    expect(valid).toEqual([]);
  } else {
    expect({ refused, sent: sorted(valid) }).toEqual({
      refused: false,
      sent: sorted(expected.ambiguous ? valid : expected.pairs),
    });
    expect(sorted(valid)).toEqual(expect.arrayContaining(sorted(expected.pairs)));
    expect(invalid).toBeLessThanOrEqual(expected.invalid);
  }
  if (!expected.says && !expected.ambiguous) return;
  const { stdout, stderr } = await runCommand(['validate', path, ...wordsOf(expected.flags ?? {})]);
  for (const text of expected.says ?? ['backslash']) expect(unwrapped(stdout + stderr)).toContain(text);
};

describe.each(['.', 'tools', 'own', 'offices'])('%s', (set) => {
  test.each(casesOf(set))('%s', (name, expected) => judge(set, name, expected));
});

test.each([
  { name: 'no-count.csv', flags: ['--missing-count', '0'], valid: 4 },
  { name: 'pandas-floats.csv', flags: ['--missing-count', '0'], valid: 4 },
  { name: 'padded-char-columns.csv', flags: ['--trim'], valid: 3 },
  {
    name: 'last-read.csv',
    flags: [
      ...['--group-seqs', join(FOLDER, 'last-read.group-seqs.csv')],
      ...['--columns', 'GroupId=GroupId,Member_Account=Member_Account,UnreadMsgNum=LastReadSeq'],
    ],
    valid: 3,
    says: ['1 row has a position past the last sequence of the group (line 4)', 'GroupId "grp_c" has no last sequence'],
  },
])('$name with $flags', async ({ name, flags, valid, says = [] }) => {
  const { stdout, stderr } = await runCommand(['validate', join(FOLDER, name), ...flags]);
  expect(stdout).toMatch(new RegExp(` = ${valid} valid `));
  for (const text of says) expect(unwrapped(stdout + stderr)).toContain(text);
});
