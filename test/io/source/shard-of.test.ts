import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shardOf } from '../../../src/io/source/shard-of.ts';
import { readPage, sectionOf, tableRows } from '../../docs/pages.ts';

test('every process of every version comes to the share that the docs say', async () => {
  const section = sectionOf(await readPage('docs/several-machines.md'), 'Shares of one file');
  const rows = tableRows(section).map((cells) => cells.map((cell) => cell.replaceAll('`', '')));
  const found = rows.map(([groupId = '', account = '', hash, , ,]) => [
    groupId,
    account,
    hash,
    ...[2, 3, 4].map((shards) => String(shardOf({ groupId, account }, shards))),
  ]);
  expect(found).toEqual(rows);
  expect(rows.length).toBeGreaterThanOrEqual(4);
});

test('each pair is in exactly one share, and shares are about equal', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.integer({ min: 1, max: 1000 }), (groupId, account, shards) => {
      const shard = shardOf({ groupId, account }, shards);
      expect(shard).toBeGreaterThanOrEqual(1);
      expect(shard).toBeLessThanOrEqual(shards);
    }),
  );
  const counts = [0, 0, 0, 0];
  for (let at = 0; at < 10_000; at += 1) {
    const shard = shardOf({ groupId: `g${at % 50}`, account: `user${at}` }, 4);
    counts[shard - 1] = (counts[shard - 1] ?? 0) + 1;
  }
  for (const count of counts) expect(Math.abs(count - 2500)).toBeLessThan(200);
});
