import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { JoinedBytes } from '../../src/io/joined-bytes.ts';

test('whatever comes, and whatever is taken off at its start, the rest stands before what comes next', () => {
  const steps = fc.array(fc.record({ piece: fc.string({ maxLength: 9 }), taken: fc.nat({ max: 12 }) }));
  fc.assert(
    fc.property(steps, (all) => {
      const joined = new JoinedBytes();
      let held: Buffer = Buffer.alloc(0);
      let expected = '';
      const earlier: { bytes: Buffer; text: string }[] = [];
      for (const { piece, taken } of all) {
        const bytes = joined.join(held, Buffer.from(piece));
        expected += Buffer.from(piece).toString('latin1');
        expect(bytes.toString('latin1')).toBe(expected);
        earlier.push({ bytes, text: expected });
        held = bytes.subarray(taken);
        expected = expected.slice(taken);
      }
      for (const { bytes, text } of earlier) expect(bytes.toString('latin1')).toBe(text);
    }),
  );
});

// An archive hands its text over in such pieces: each was copied with all that was held before it.
test('a line of a megabyte that comes in pieces of 64 bytes is copied about twice', () => {
  const copy = vi.spyOn(Buffer.prototype, 'copy');
  const joined = new JoinedBytes();
  let held: Buffer = Buffer.alloc(0);
  for (let at = 0; at < 1024 * 1024; at += 64) held = joined.join(held, Buffer.alloc(64, 'x'));
  const copied = copy.mock.results.reduce((sum, { value }) => sum + Number(value), 0);
  copy.mockRestore();
  expect(held).toHaveLength(1024 * 1024);
  expect(copied).toBeLessThanOrEqual(3 * 1024 * 1024);
});
