import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prefetch, type RowWindow, type WindowSizes } from '../../../src/app/run/prefetch.ts';
import type { Clock } from '../../../src/core/ports.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { inputRow } from '../../support/rows.ts';

const rowsOf = (count: number): InputRow[] => Array.from({ length: count }, (_, at) => inputRow(at + 1));
const numbers = (rows: readonly InputRow[]): number[] => rows.map(({ number }) => number);

/** Blocks of these sizes, one after the other; `end` runs after the last one. */
async function* blocksOf(sizes: readonly number[], end: () => unknown = () => {}): AsyncGenerator<readonly InputRow[]> {
  let at = 0;
  for (const size of sizes) {
    yield rowsOf(at + size).slice(at);
    at += size;
  }
  await end();
}

/** A clock on which no sleep ends by itself. */
const heldClock = () => {
  const sleepers: (() => void)[] = [];
  const clock: Clock = {
    ...systemClock,
    sleep: (_ms, signal) =>
      new Promise((resolve) => {
        sleepers.push(() => resolve(true));
        signal.addEventListener('abort', () => resolve(false));
      }),
  };
  const goOn = (): void => {
    for (const wake of sleepers.splice(0)) wake();
  };
  return { clock, goOn, waiting: () => sleepers.length };
};

const never = new Promise<never>(() => {});
const SIZES: WindowSizes = { first: 4, most: 16 };

const untouched = new AbortController().signal;
const NOTHING_TOLD = { onFailure: () => {}, onLeft: () => {} };

const windowsOf = (
  blocks: AsyncIterable<readonly InputRow[]>,
  sizes = SIZES,
  clock = heldClock().clock,
  signal = untouched,
) => prefetch(blocks, sizes, async (rows) => numbers(rows), { clock, ...NOTHING_TOLD }, signal);

const collect = async <T>(windows: AsyncIterable<RowWindow<T>>): Promise<RowWindow<T>[]> => {
  const all: RowWindow<T>[] = [];
  for await (const window of windows) all.push(window);
  return all;
};

describe('windows', () => {
  test.each([
    { blocks: [100], lengths: [4, 8, 16, 16, 16, 16, 16, 8] },
    { blocks: Array(34).fill(3), lengths: [4, 8, 16, 16, 16, 16, 16, 10] },
    { blocks: [4], lengths: [4] },
    { blocks: [1, 0, 1], lengths: [2] },
    { blocks: [], lengths: [] },
  ])('of blocks of $blocks rows have $lengths rows: each is twice the one before, up to the largest', async (given) => {
    const windows = await collect(windowsOf(blocksOf(given.blocks)));
    expect(windows.map(({ rows }) => rows.length)).toEqual(given.lengths);
  });

  test('hold every row once, in the order of the input, with what was found out about just these', async () => {
    const sizes = fc.record({ first: fc.integer({ min: 1, max: 9 }), most: fc.integer({ min: 9, max: 40 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 12 }), sizes, async (blocks, given) => {
        const windows = await collect(windowsOf(blocksOf(blocks), given));
        const all = windows.flatMap(({ rows }) => numbers(rows));
        expect(all).toEqual(numbers(rowsOf(blocks.reduce((sum, size) => sum + size, 0))));
        for (const { rows, known } of windows) expect(known).toEqual(numbers(rows));
      }),
      { numRuns: fuzzRuns(100) },
    );
  });

  test('one ahead of that which is worked on is read and asked about, and no more than one', async () => {
    const asked: number[] = [];
    const prepare = async (rows: readonly InputRow[]) => asked.push(rows.length);
    const windows = prefetch(blocksOf([100]), SIZES, prepare, { clock: heldClock().clock, ...NOTHING_TOLD }, untouched);
    await windows.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([4, 8]);
    await windows.next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([4, 8, 16]);
  });
});

describe('a stream that is slow', () => {
  test('has its rows handed over though the window is not full', async () => {
    const { clock, goOn, waiting } = heldClock();
    const windows = windowsOf(
      blocksOf([2, 1], () => never),
      SIZES,
      clock,
    );
    const first = windows.next();
    while (waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
    goOn();
    expect(numbers((await first).value?.rows)).toEqual([1, 2, 3]);
  });

  test('loses no row that comes while the window is handed over', async () => {
    const { clock, goOn, waiting } = heldClock();
    let sendMore = (): void => {};
    const more = new Promise<void>((resolve) => (sendMore = resolve));
    const blocks = async function* () {
      yield rowsOf(2);
      await more;
      yield rowsOf(5).slice(2);
    };
    const windows = windowsOf(blocks(), SIZES, clock);
    const first = windows.next();
    while (waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
    goOn();
    expect(numbers((await first).value?.rows)).toEqual([1, 2]);
    sendMore();
    expect(numbers((await windows.next()).value?.rows)).toEqual([3, 4, 5]);
  });

  test('is waited for where no row has come yet', async () => {
    const { clock, waiting } = heldClock();
    void windowsOf(
      blocksOf([], () => never),
      SIZES,
      clock,
    ).next();
    await new Promise((resolve) => setImmediate(resolve));
    expect(waiting()).toBe(0);
  });
});

describe('an error', () => {
  const broken = (): never => {
    throw new Error('broken off');
  };

  test('of the source comes behind all rows that were read before it', async () => {
    for (const blocks of [[3], [5, 5], [4], [12, 1]]) {
      const seen: number[] = [];
      const run = async () => {
        for await (const { rows } of windowsOf(blocksOf(blocks, broken))) seen.push(...numbers(rows));
      };
      await expect(run()).rejects.toThrow('broken off');
      expect(seen).toEqual(numbers(rowsOf(blocks.reduce((sum, size) => sum + size, 0))));
    }
  });

  test('of the asking is told at once, and thrown at the turn of its window', async () => {
    const prepare = async (rows: readonly InputRow[]) => (rows[0]?.number === 5 ? broken() : rows.length);
    const told: unknown[] = [];
    const windows = prefetch(
      blocksOf([100]),
      SIZES,
      prepare,
      { ...NOTHING_TOLD, clock: heldClock().clock, onFailure: (error) => told.push(error) },
      untouched,
    );
    expect((await windows.next()).value).toMatchObject({ known: 4 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([new Error('broken off')]);
    await expect(windows.next()).rejects.toThrow('broken off');
  });
});

describe('a run that is stopped', () => {
  test('waits no longer for rows that never come', async () => {
    const stop = new AbortController();
    const windows = windowsOf(
      blocksOf([4], () => never),
      SIZES,
      heldClock().clock,
      stop.signal,
    );
    expect((await windows.next()).value?.rows).toHaveLength(4);
    const next = windows.next();
    stop.abort(new Error('refused'));
    await expect(next).rejects.toThrow('refused');
    await expect(windowsOf(blocksOf([4]), SIZES, heldClock().clock, stop.signal).next()).rejects.toThrow('refused');
  });
});

describe('a run that is stopped before its first window', () => {
  const turns = async () => {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  test('ends when the questions in flight are answered', async () => {
    const stop = new AbortController();
    let answer = (): void => {};
    const prepare = async (): Promise<void> => {
      stop.abort(new Error('stopped'));
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
    };
    const around = { ...NOTHING_TOLD, clock: heldClock().clock };
    const next = prefetch(blocksOf([4]), SIZES, prepare, around, stop.signal).next();
    let isOver = false;
    const ended = next
      .catch((error: unknown) => error)
      .finally(() => {
        isOver = true;
      });
    await turns();
    expect(isOver).toBe(false);
    answer();
    expect(await ended).toEqual(new Error('stopped'));
  });

  test('asks about no rows that come later', async () => {
    const stop = new AbortController();
    let come = (): void => {};
    const later = async function* () {
      await new Promise<void>((resolve) => {
        come = resolve;
      });
      yield rowsOf(4);
    };
    const asked: number[] = [];
    const prepare = async (rows: readonly InputRow[]) => asked.push(rows.length);
    const around = { ...NOTHING_TOLD, clock: heldClock().clock };
    const next = prefetch(later(), SIZES, prepare, around, stop.signal).next();
    await turns();
    stop.abort(new Error('stopped'));
    await expect(next).rejects.toThrow('stopped');
    come();
    await turns();
    expect(asked).toEqual([]);
  });
});

describe('whoever leaves early', () => {
  test('ends what is asked, and waits for that', async () => {
    const left = new AbortController();
    const prepare = async (rows: readonly InputRow[]): Promise<void> => {
      if (rows[0]?.number === 1) return;
      await new Promise((resolve) => left.signal.addEventListener('abort', resolve));
      ended.push(rows.length);
    };
    const ended: number[] = [];
    const around = { ...NOTHING_TOLD, clock: heldClock().clock, onLeft: () => left.abort() };
    for await (const _ of prefetch(blocksOf([100]), SIZES, prepare, around, untouched)) {
      await new Promise((resolve) => setImmediate(resolve));
      break;
    }
    expect(ended).toEqual([8]);
  });

  test('has the source closed', async () => {
    let isClosed = false;
    const blocks = async function* () {
      try {
        for (;;) yield rowsOf(3);
      } finally {
        isClosed = true;
      }
    };
    for await (const _ of windowsOf(blocks())) break;
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(true);
  });

  test('does not wait for a read that is under way', async () => {
    const { clock, goOn, waiting } = heldClock();
    const windows = windowsOf(
      blocksOf([2], () => never),
      SIZES,
      clock,
    );
    const first = windows.next();
    while (waiting() === 0) await new Promise((resolve) => setImmediate(resolve));
    goOn();
    await first;
    expect((await windows.return(undefined)).done).toBe(true);
  });
});
