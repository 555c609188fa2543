import { expect, test } from 'vitest';
import { NO_ROWS } from '../../src/core/books/ledger.ts';
import type { FoundCheckpoint } from '../../src/io/journal/checkpoint.ts';
import type { Status } from '../../src/report/status.ts';
import { type FoundStatus, statusTogether } from '../../src/wiring/status-together.ts';
import { tempFolder } from '../support/temp.ts';

const rowsOf = (ok: number) => ({ ...NO_ROWS, read: ok, ok });

const checkpointOf = (ok: number): FoundCheckpoint =>
  ({ counts: rowsOf(ok), failures: [], state: 'unfinished', reading: {}, isMadeHere: true }) as never;

const found = (ok: number): FoundStatus => ({
  checkpoint: checkpointOf(ok),
  asked: undefined,
  status: { now: 'unread', running: { command: 'import' }, run: { rows: rowsOf(ok), savedAt: '2026-01-01' } } as Status,
});

test('the sum is that of the shares as they are shown, though their runs have gone on since they were found', async () => {
  const folder = await tempFolder();
  const shares = [1, 2].map((index) => {
    const shard = { index, of: 2 };
    return { shard, stateDir: `${folder}/${index}`, checkpoint: checkpointOf(10 * index) };
  });
  const whole = { check: undefined, verify: undefined, failedBefore: new Map(), overruled: 0 };
  const readOne = async (stateDir: string): Promise<FoundStatus> => found(stateDir.endsWith('1') ? 70 : 80);
  const input = { path: 'members.csv', stateDir: folder };
  const { status } = await statusTogether(input, { shares }, whole, readOne);
  expect(status.shares?.map(({ rows }) => rows?.ok)).toEqual([70, 80]);
  expect(status.run?.rows.ok).toBe(150);
});
