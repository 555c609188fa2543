import { describe, expect, test } from 'vitest';
import {
  feedBackCommand,
  importCommand,
  restartCommand,
  sameCommand,
  verifyCommand,
} from '../../../src/cli/output/command-line.ts';

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
    expect(importCommand(['x.csv'], flags)).toBe(
      "npx tim-unread import x.csv --delimiter ';' --no-header --columns GroupId=a --state-dir st --env-file .env --simulator",
    );
  });

  test('for several inputs is one command', () => {
    expect(importCommand(['a.csv', 'b 2.csv'], { simulator: true })).toBe(
      "npx tim-unread import a.csv 'b 2.csv' --simulator",
    );
  });

  test('for a corrected copy keeps the target only', () => {
    expect(feedBackCommand('x.csv', flags)).toBe('npx tim-unread import x-corrected.csv --env-file .env --simulator');
  });

  test.each([
    ['a/b.tsv', 'a/b-corrected.csv'],
    ['dump.jsonl.gz', 'dump-corrected.csv'],
    ['x-corrected.csv', 'x-corrected-corrected.csv'],
    ['.rows', '.rows-corrected.csv'],
    ['-', 'corrected.csv'],
  ])('for a corrected copy of what failed of %s names %s', (path, name) => {
    expect(feedBackCommand(path, {})).toBe(`npx tim-unread import ${name}`);
  });

  test('to read back what came through a pipe names a file', () => {
    const piped = { format: 'tsv', stateDir: 'st' };
    expect(verifyCommand('-', piped)).toBe('npx tim-unread verify rows-in-a-file --format tsv --state-dir st');
    expect(verifyCommand('x.csv', {})).toBe('npx tim-unread verify x.csv');
  });

  test('from row 1 on has --restart once, where it is a flag', () => {
    expect(restartCommand(['import', 'x.csv', '--restart', '--rate', '5'])).toBe(
      'npx tim-unread import x.csv --rate 5 --restart',
    );
    expect(restartCommand(['import', '--rate', '5', '--', '-x.csv'])).toBe(
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
    expect(sameCommand(words)).toBe('npx tim-unread import a.csv --state-dir x.tim-unread');
    expect(restartCommand(words)).toBe('npx tim-unread import a.csv --state-dir x.tim-unread --restart');
  });

  test('of a file whose name begins with a dash names it as a file', () => {
    expect(importCommand(['-x.csv'], {})).toBe('npx tim-unread import ./-x.csv');
    expect(importCommand(['-'], { stateDir: 'st' })).toBe('npx tim-unread import - --state-dir st');
  });

  test('to go on is what was typed, without --restart', () => {
    expect(sameCommand(['import', 'x.csv', '--restart', '--rate', '5'])).toBe('npx tim-unread import x.csv --rate 5');
  });

  test('after too many failures is what was typed, without their limit', () => {
    const words = ['import', 'x.csv', '--max-failures', '5', '--rate', '5'];
    expect(sameCommand(words, ['--max-failures'])).toBe('npx tim-unread import x.csv --rate 5');
    expect(sameCommand(['import', '--max-failures=5%', 'x.csv'], ['--max-failures'])).toBe(
      'npx tim-unread import x.csv',
    );
  });
});
