import { expect, test, vi } from 'vitest';
import { readBounded } from '../../../src/cli/flags/read-bounded.ts';
import { tempFile } from '../../support/temp.ts';

// A pipe may be written to byte by byte: a mebibyte of settings took 64 GiB.
test('no more is kept of what was read than has come', async () => {
  const path = await tempFile('key.txt', 'key');
  const concat = vi.spyOn(Buffer, 'concat');
  const bytes = await readBounded(path, 1024, { cameEarly: () => undefined });
  const kept = concat.mock.calls.flatMap(([pieces]) => pieces.map(({ buffer }) => buffer.byteLength));
  concat.mockRestore();
  expect(bytes.toString()).toBe('key');
  expect(Math.max(...kept)).toBeLessThanOrEqual(Buffer.poolSize);
});
