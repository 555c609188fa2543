import { describe, expect, test } from 'vitest';
import { cmdWord, powershellWord } from '../../../src/core/text/windows-words.ts';

describe('a word of Windows', () => {
  test.each([
    ['rows.csv', 'rows.csv', 'rows.csv'],
    ['C:\\data\\rows-1.csv', 'C:\\data\\rows-1.csv', 'C:\\data\\rows-1.csv'],
    ['my rows.csv', '"my rows.csv"', "'my rows.csv'"],
    ["it's.csv", '"it\'s.csv"', "'it''s.csv'"],
    ['it’s.csv', '"it’s.csv"', "'it’’s.csv'"],
    ['$env:x.csv', '"$env:x.csv"', "'$env:x.csv'"],
    ['a`n&b.csv', '"a`n&b.csv"', "'a`n&b.csv'"],
    ['%PATH%.csv', '""^%"PATH"^%".csv"', "'%PATH%.csv'"],
    ['100% done.csv', '"100"^%" done.csv"', "'100% done.csv'"],
    ['a^b.csv', '"a^b.csv"', "'a^b.csv'"],
    ['@rows.csv', '"@rows.csv"', "'@rows.csv'"],
    ['~rows.csv', '"~rows.csv"', "'~rows.csv'"],
    ['GroupId=a', '"GroupId=a"', "'GroupId=a'"],
    ['群.csv', '"群.csv"', "'群.csv'"],
    ['C:\\my rows\\', '"C:\\my rows\\\\"', "'C:\\my rows\\'"],
    ['\\', '\\', '\\'],
    ['"', '""""', "'\"'"],
    ['\\"', '"\\\\"""', "'\\\"'"],
    ['', '""', "''"],
  ])('%s', (word, cmd, powershell) => {
    expect(cmdWord(word)).toBe(cmd);
    expect(powershellWord(word)).toBe(powershell);
  });
});
