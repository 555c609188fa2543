import { expect, test } from 'vitest';
import { SettledRanges } from '../../../src/core/books/settled-ranges.ts';

test('knows the rows of each range, asked in the order of the input', () => {
  const settled = new SettledRanges([
    [3, 4],
    [7, 7],
  ]);
  expect([1, 2, 3, 4, 4, 5, 7, 8].filter((row) => settled.has(row))).toEqual([3, 4, 4, 7]);
  expect(settled.behind(3)).toEqual([
    [4, 4],
    [7, 7],
  ]);
});

test('a million ranges cost no more for each row than one', () => {
  const settled = new SettledRanges(Array.from({ length: 1_000_000 }, (_, at) => [2 * at, 2 * at]));
  let count = 0;
  for (let row = 0; row < 2_000_000; row += 1) if (settled.has(row)) count += 1;
  // Looked through for each row they would take a quarter of an hour, and a test has five minutes.
  expect(count).toBe(1_000_000);
});
