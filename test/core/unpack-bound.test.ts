import { expect, test } from 'vitest';
import { boundOf, HONEST_BOUND, isBeyond } from '../../src/core/unpack-bound.ts';

const GIB = 1024 ** 3;

test.each([
  { what: 'a bomb that is small yet', bound: HONEST_BOUND, unpacked: GIB, packed: GIB / 1030, beyond: false },
  { what: 'a bomb of gzip', bound: HONEST_BOUND, unpacked: GIB + 1, packed: GIB / 1030, beyond: true },
  { what: 'a large export', bound: HONEST_BOUND, unpacked: 500 * GIB, packed: 10 * GIB, beyond: false },
  { what: 'a large export of padded lines', bound: HONEST_BOUND, unpacked: 290 * GIB, packed: GIB, beyond: false },
  { what: 'a size that was asked for', bound: boundOf(50), unpacked: 50, packed: 1, beyond: false },
  { what: 'one byte more than that', bound: boundOf(50), unpacked: 51, packed: 50, beyond: true },
])('$what: beyond the bound is $beyond', ({ bound, unpacked, packed, beyond }) =>
  expect(isBeyond(bound, unpacked, packed)).toBe(beyond),
);
