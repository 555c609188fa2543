import { expect, test } from 'vitest';
import { PairQueue } from '../../../src/app/import/pair-queue.ts';
import { Standstill } from '../../../src/app/import/standstill.ts';
import type { RunEvent } from '../../../src/core/ports.ts';
import type { InputRow, Row } from '../../../src/core/row/row.ts';

const row: Row = { groupId: 'g1', account: 'u1', unread: 3 };
const input = { line: 7 } as InputRow;

/** A standstill whose time passes only when the test says so. */
const standstillOf = () => {
  const sent: Row[] = [];
  const events: RunEvent[] = [];
  const pauses: number[] = [];
  let wake: (isOver: boolean) => void = () => {};
  const clock = {
    nowMs: () => 0,
    wallMs: () => 0,
    wokeAtMs: () => Number.NEGATIVE_INFINITY,
    sleep: (ms: number, signal: AbortSignal) => {
      pauses.push(ms);
      signal.addEventListener('abort', () => wake(false), { once: true });
      return new Promise<boolean>((resolve) => (wake = resolve));
    },
  };
  const pairs = new PairQueue();
  const setAgain = async (what: Row, isWanted: () => boolean) => {
    if (!isWanted()) return { kind: 'unsent', attempts: 0 } as const;
    sent.push(what);
    return { kind: 'ok', attempts: 1 } as const;
  };
  const standstill = new Standstill({ clock, onEvent: (event) => events.push(event) }, { setAgain }, pairs);
  standstill.begin((error) => {
    throw error;
  });
  const pass = async (): Promise<void> => {
    wake(true);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { standstill, pairs, sent, events, pauses, pass };
};

test('where rows stand for ten seconds, the row that was set last is set once more, less and less often', async () => {
  const { standstill, sent, events, pauses, pass } = standstillOf();
  standstill.rowSet(input, row);
  standstill.settled();
  standstill.troubled();
  await pass();
  expect(sent).toEqual([]);
  await pass();
  expect(sent).toEqual([row]);
  expect(events).toEqual([{ type: 'row-set-again', line: 7, isSet: true }]);
  await pass();
  expect(pauses).toEqual([10_000, 10_000, 20_000, 40_000]);
  standstill.settled();
  await pass();
  expect(pauses.at(-1)).toBe(10_000);
  expect(sent).toHaveLength(2);
  await standstill.end();
});

test('nothing is set once more while rows get through, where no row was set, or where nothing failed', async () => {
  const { standstill, sent, pass } = standstillOf();
  standstill.troubled();
  await pass();
  await pass();
  standstill.rowSet(input, row);
  standstill.settled();
  await pass();
  await pass();
  for (let time = 0; time < 3; time += 1) {
    standstill.troubled();
    standstill.settled();
    await pass();
  }
  expect(sent).toEqual([]);
  await standstill.end();
});

test('a row of a pair that has a later row under way is not set once more: it would be overwritten', async () => {
  const { standstill, pairs, sent, pass } = standstillOf();
  standstill.rowSet(input, row);
  standstill.settled();
  standstill.troubled();
  let end = (): void => {};
  pairs.run(row, () => new Promise<void>((resolve) => (end = resolve)));
  await pass();
  await pass();
  await pass();
  expect(sent).toEqual([]);
  end();
  await pass();
  expect(sent).toEqual([row]);
  await standstill.end();
});
