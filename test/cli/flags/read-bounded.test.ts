import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBounded } from '../../../src/cli/flags/read-bounded.ts';
import { tempFolder } from '../../support/temp.ts';

const HOST = { cameEarly: () => undefined };
const PIECE_BYTES = 64 * 1024;

const fileOf = async (sizeBytes: number): Promise<string> => {
  const path = join(await tempFolder(), 'settings.env');
  await writeFile(path, 'A=b\n');
  await truncate(path, sizeBytes);
  return path;
};

test.each([
  { sizeBytes: 1000, read: 1000 }, // the whole of it
  { sizeBytes: 1001, read: 1001 }, // more than the most, which shows
  { sizeBytes: 100 * PIECE_BYTES, read: PIECE_BYTES },
])('of $sizeBytes bytes, at most 1000 of which are wanted, $read are read', async ({ sizeBytes, read }) =>
  expect(await readBounded(await fileOf(sizeBytes), 1000, HOST)).toHaveLength(read),
);

test('what is wanted in several pieces comes whole', async () =>
  expect(await readBounded(await fileOf(3 * PIECE_BYTES), 3 * PIECE_BYTES, HOST)).toHaveLength(3 * PIECE_BYTES));
