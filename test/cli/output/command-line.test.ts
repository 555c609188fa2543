import { describe, expect, test } from 'vitest';
import { commandLine, repeatedFlags } from '../../../src/cli/output/command-line.ts';

const line = commandLine('npx tim-unread');
const copyName = process.platform === 'win32' ? 'copy' : 'cp';

describe('what to type next', () => {
  const flags = {
    delimiter: ';',
    noHeader: true,
    columns: 'GroupId=a',
    stateDir: 'st',
    simulator: true,
    envFile: '.env',
    restart: true,
  };

  test('for the same input keeps what belongs to it and to the target', () => {
    expect(line.import(['x.csv'], flags)).toBe(
      "npx tim-unread import x.csv --delimiter ';' --no-header --columns GroupId=a --state-dir st --settings .env --simulator",
    );
  });

  test('begins with what was typed', () => {
    expect(commandLine('node bin/tim-unread.js').import(['x.csv'], {})).toBe('node bin/tim-unread.js import x.csv');
  });

  test('for several inputs is one command', () => {
    expect(line.import(['a.csv', 'b 2.csv'], { simulator: true })).toBe(
      "npx tim-unread import a.csv 'b 2.csv' --simulator",
    );
  });

  test('for a corrected copy makes the copy, and keeps the target only', () => {
    expect(line.correct('x y/failures.csv', '-x.csv', flags)).toEqual([
      `${copyName} 'x y/failures.csv' ./-x.csv`,
      'npx tim-unread import ./-x.csv --settings .env --simulator',
    ]);
  });

  test.each([
    ['cmd', 'copy "C:\\my data\\failures.csv" "it\'s "^%"d"^%".csv"', '"it\'s "^%"d"^%".csv"'],
    ['powershell', "copy 'C:\\my data\\failures.csv' 'it''s %d%.csv'", "'it''s %d%.csv'"],
  ] as const)('is quoted for %s', (shell, copy, word) => {
    const windows = commandLine('npx tim-unread', shell);
    expect(windows.correct('C:\\my data\\failures.csv', "it's %d%.csv", { envFile: 'C:\\.env' })).toEqual([
      copy,
      `npx tim-unread import ${word} --settings C:\\.env`,
    ]);
  });

  test('to read back what came through a pipe names a file', () => {
    const piped = { format: 'tsv', stateDir: 'st' };
    expect(line.verify('-', piped)).toBe('npx tim-unread verify rows-in-a-file --format tsv --state-dir st');
    expect(line.verify('x.csv', {})).toBe('npx tim-unread verify x.csv');
    expect(line.verify('x.csv', { strict: true, simulator: true })).toBe('npx tim-unread verify x.csv');
    expect(line.other('check', ['x.csv'], { strict: true })).toBe('npx tim-unread check x.csv --strict');
    expect(line.other('inspect', ['x.csv'], { format: 'tsv', admin: 'a', strict: true })).toBe(
      'npx tim-unread inspect x.csv --format tsv',
    );
  });

  test('from row 1 on has --restart once, where it is a flag', () => {
    expect(line.restart(['import', 'x.csv', '--restart', '--rate', '5'])).toBe(
      'npx tim-unread import x.csv --rate 5 --restart',
    );
    expect(line.restart(['import', '--rate', '5', '--', '-x.csv'])).toBe(
      'npx tim-unread import --rate 5 --restart -- -x.csv',
    );
  });

  test('leaves out the state folders that a pattern of the shell has found', () => {
    const words = [
      'import',
      'a.csv',
      'a.csv.tim-unread',
      'a.csv.tim-unread.2026-11-23-065952',
      '--state-dir',
      'x.tim-unread',
    ];
    expect(line.again(words, [])).toBe('npx tim-unread import a.csv --state-dir x.tim-unread');
    expect(line.restart(words)).toBe('npx tim-unread import a.csv --state-dir x.tim-unread --restart');
  });

  test('of a file whose name begins with a dash names it as a file', () => {
    expect(line.import(['-x.csv'], {})).toBe('npx tim-unread import ./-x.csv');
    expect(line.import(['-'], { stateDir: 'st' })).toBe('npx tim-unread import - --state-dir st');
  });

  test('to go on is what was typed, without --restart', () => {
    expect(line.again(['import', 'x.csv', '--restart', '--rate', '5'], [])).toBe(
      'npx tim-unread import x.csv --rate 5',
    );
  });

  test('is what was typed, without the flags that would end it again, and with files of their names', () => {
    const words = ['import', 'x.csv', '--max-failures', '5', '--rate', '5', '--limit=10'];
    expect(line.again(words, ['maxFailures', 'limit'])).toBe('npx tim-unread import x.csv --rate 5');
    expect(line.again(['import', '--max-failures=5%', 'x.csv'], ['maxFailures'])).toBe('npx tim-unread import x.csv');
    expect(line.again(['import', '--', '--restart', '--limit'], ['limit'])).toBe(
      'npx tim-unread import -- --restart --limit',
    );
  });

  test('of a run that stopped, as status proposes it, has what the run was given', () => {
    const given = { ...flags, onlyChanges: true, concurrency: '7', limit: '5', json: true, maxFailures: '3' };
    const kept = repeatedFlags(given);
    expect(kept).not.toHaveProperty('limit');
    expect(line.goOn(['x.csv'], kept)).toBe(
      "npx tim-unread import x.csv --delimiter ';' --no-header --columns GroupId=a --state-dir st --settings .env --simulator --concurrency 7 --only-changes",
    );
  });
});
