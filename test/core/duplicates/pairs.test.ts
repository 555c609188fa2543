import { expect, test } from 'vitest';
import { refuseLinesBeyond } from '../../../src/core/duplicates/pairs.ts';
import { inputRow } from '../../support/rows.ts';

test('more lines than the table can tell apart are refused, not counted wrongly', () => {
  expect(() => refuseLinesBeyond('big.csv', [inputRow(9)], 10)).not.toThrow(); // row 9 stands on line 10
  expect(() => refuseLinesBeyond('big.csv', [inputRow(9), inputRow(10)], 10)).toThrow('too-many-lines');
});
