import { expect, test } from 'vitest';
import { sizeKind } from '../../../src/cli/flags/value-kinds.ts';
import { sizeText, typedSize } from '../../../src/core/text/size.ts';

test.each([
  [1, '1 B', '1'],
  [1023, '1023 B', '1023'],
  [1024, '1 KiB', '1K'],
  [1_234_567, '1.2 MiB', '2M'],
  [1024 ** 3, '1 GiB', '1G'],
  [10 * 1024 ** 3, '10 GiB', '10G'],
  [5000 * 1024 ** 4, '5000 TiB', '5000T'],
])('%d bytes are shown as %s, and typed as %s', (bytes, shown, typed) => {
  expect([sizeText(bytes), typedSize(bytes)]).toEqual([shown, typed]);
  expect(sizeKind.parse(typed)).toBeGreaterThanOrEqual(bytes);
});

test.each([
  ['50G', 50 * 1024 ** 3],
  ['50GB', 50 * 1024 ** 3],
  ['50GiB', 50 * 1024 ** 3],
  ['512m', 512 * 1024 ** 2],
  ['1.5 K', 1536],
  ['4096', 4096],
  ['4096B', 4096],
])('%s is %d bytes', (typed, bytes) => expect(sizeKind.parse(typed)).toBe(bytes));

test.each(['', '0', '-1', '0.1', '5X', 'G', '1e9', 'all', '99999999T'])('%o is no size', (typed) =>
  expect(sizeKind.parse(typed)).toBeUndefined(),
);
