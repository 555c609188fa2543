import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Ledger, type Snapshot } from '../../../src/core/books/ledger.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { CHECKPOINT_VERSION, checkpointText, parseCheckpoint } from '../../../src/io/journal/checkpoint.ts';
import { inputRow } from '../../support/rows.ts';

const START = { row: 1, line: 2, byte: 10 };
const REFUSED = { class: 'refused', errorCode: 10004 } as const;

describe('a snapshot', () => {
  test('of a run that has settled nothing begins at the first row and proves nothing', () => {
    const ledger = new Ledger(START);
    ledger.read(inputRow(1));
    expect(ledger.snapshot()).toMatchObject({
      next: START,
      doneBytes: 10,
      settledAhead: [],
      proven: undefined,
      counts: { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0 },
      failures: [],
    });
  });

  test('names the oldest row not settled, those settled ahead of it, and the furthest one', () => {
    const ledger = new Ledger(START);
    const rows = [1, 2, 3, 4, 5, 6, 7].map((number) => inputRow(number));
    for (const row of rows) ledger.read(row);
    for (const at of [0, 2, 3, 5]) ledger.settleOk(rows[at] ?? inputRow(0));
    expect(ledger.snapshot()).toMatchObject({
      next: { row: 2, line: 3, byte: 20 },
      doneBytes: 80 - 3 * 10, // seven rows of ten bytes read behind a header of ten, three of them not settled
      settledAhead: [
        [3, 4],
        [6, 6],
      ],
      proven: { bytes: 70, sha256: '6'.padStart(64, '0') },
      counts: { read: 6, ok: 4, failed: 0, skipped: 0, pending: 2 },
    });
  });

  test('never begins behind the proven bytes, which may be followed by an edit', () => {
    const ledger = new Ledger(START);
    const first = inputRow(1);
    ledger.read(first);
    ledger.read({ ...inputRow(2), line: 9, startByte: 50, endByte: 60 }); // blank lines stand between the two
    ledger.settleOk(first);
    expect(ledger.snapshot().next).toEqual({ row: 2, line: 3, byte: 20 });
  });

  test('counts failures by class and code, the most frequent first', () => {
    const ledger = new Ledger(START);
    for (const number of [1, 2, 3]) ledger.read(inputRow(number));
    ledger.settleFailed(inputRow(1), { class: 'invalid', errorCode: null });
    ledger.settleFailed(inputRow(2), REFUSED);
    ledger.settleFailed(inputRow(3), REFUSED);
    expect(ledger.failures()).toEqual([
      { ...REFUSED, count: 2 },
      { class: 'invalid', errorCode: null, count: 1 },
    ]);
  });

  test('counts by class only where a target answers each row with another code', () => {
    const ledger = new Ledger(START);
    for (let number = 1; number <= 5000; number += 1) {
      ledger.read(inputRow(number));
      ledger.settleFailed(inputRow(number), { class: 'refused', errorCode: 100_000 + number });
    }
    const failures = ledger.failures();
    expect(failures[0]).toEqual({ class: 'refused', errorCode: null, count: 4000 });
    expect(failures).toHaveLength(1001);
    expect(ledger.counts().failed).toBe(5000);
  });

  test('counts skipped rows for themselves, and a resume goes on from there', () => {
    const ledger = new Ledger(START);
    for (const number of [1, 2, 3]) ledger.read(inputRow(number));
    ledger.settleSkipped(inputRow(1), 'superseded');
    ledger.settleOk(inputRow(2));
    expect(ledger.counts()).toMatchObject({ read: 2, ok: 1, failed: 0, skipped: 1, pending: 0 });
    expect(ledger.failures()).toEqual([]);
    const resumed = new Ledger(ledger.snapshot());
    expect(resumed.counts()).toEqual(ledger.counts());
    expect(resumed.snapshot().next).toMatchObject({ row: 3 });
  });

  test('counts rows up to the furthest settled one, so that a resume never counts fewer', () => {
    const ledger = new Ledger(START);
    for (const number of [1, 2, 3, 4, 5]) ledger.read(inputRow(number));
    ledger.settleOk(inputRow(4));
    const counts = { read: 4, ok: 1, pending: 3 };
    expect(ledger.counts()).toMatchObject(counts);
    expect(ledger.isSettledToLastRead()).toBe(false);
    const resumed = new Ledger(ledger.snapshot());
    expect(resumed.counts()).toMatchObject(counts);
    resumed.read(inputRow(1));
    resumed.settleOk(inputRow(1));
    expect(resumed.counts()).toMatchObject({ read: 4, ok: 2, pending: 2 });
  });

  test('is as large at row hundred thousand as at row hundred: it names the rows in hand, not those done', () => {
    const ledger = new Ledger(START);
    const inHand: InputRow[] = [];
    const sizeAt = new Map<number, number>();
    for (let number = 1; number <= 100_000; number += 1) {
      const row = inputRow(number);
      ledger.read(row);
      inHand.push(row);
      // Every third time the newest row is settled, otherwise the oldest: gaps open and close.
      const settled = inHand.length > 40 ? (number % 3 === 0 ? inHand.pop() : inHand.shift()) : undefined;
      if (settled) ledger.settleOk(settled);
      if (number === 100 || number === 100_000) sizeAt.set(number, ledger.snapshot().settledAhead.length);
    }
    expect(sizeAt.get(100)).toBeGreaterThan(5);
    expect(sizeAt.get(100_000)).toBeLessThanOrEqual(41);
  });
});

/** A snapshot as the next run finds it. */
const readBack = (snapshot: Snapshot) =>
  parseCheckpoint(
    'checkpoint.json',
    checkpointText({
      version: CHECKPOINT_VERSION,
      savedAt: '',
      state: 'unfinished',
      input: { path: '', sizeBytes: 0 },
      reading: { kind: 'csv' },
      target: null,
      rehearsal: false,
      failuresBytes: 0,
      ...snapshot,
      proven: snapshot.proven ?? null,
    }),
  );

/** A run in which rows settle in any order, cut off and resumed at any points. */
const interruptedRun = fc.record({
  rows: fc.integer({ min: 1, max: 40 }),
  window: fc.integer({ min: 1, max: 8 }),
  choices: fc.array(fc.nat(), { minLength: 1, maxLength: 200 }),
  cuts: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
});

test('resumed at any instant, every row is settled once and the counts add up', () => {
  fc.assert(
    fc.property(interruptedRun, ({ rows, window, choices, cuts }) => {
      const settled = new Map<number, number>();
      let from: Snapshot | typeof START = START;
      let choice = 0;
      for (const steps of [...cuts, Number.POSITIVE_INFINITY]) {
        const ledger = new Ledger(from);
        const isFresh: boolean = !('next' in from);
        let next: number = 'next' in from ? from.next.row : 1;
        const inHand: number[] = [];
        for (let step = 0; step < steps && (next <= rows || inHand.length > 0); step += 1) {
          // Reading may pause at any row, not only when the window is full.
          const readsOn = inHand.length === 0 || (choices[step % choices.length] ?? 0) % 3 > 0;
          if (inHand.length < window && next <= rows && readsOn) {
            if (ledger.read(inputRow(next))) inHand.push(next);
            next += 1;
          } else {
            choice += 1;
            const [number = 0] = inHand.splice((choices[choice % choices.length] ?? 0) % inHand.length, 1);
            ledger.settleOk(inputRow(number));
            settled.set(number, (settled.get(number) ?? 0) + 1);
          }
          const snapshot = ledger.snapshot();
          expect(readBack(snapshot)).toMatchObject({ ...snapshot, proven: snapshot.proven ?? null });
          const { counts, next: place, settledAhead, proven } = snapshot;
          expect(counts.read).toBe(counts.ok + counts.failed + counts.skipped + counts.pending);
          expect(counts.ok).toBe(settled.size);
          expect(place.byte).toBeLessThanOrEqual(proven?.bytes ?? START.byte);
          const known = new Set(Array.from({ length: place.row - 1 }, (_, at) => at + 1));
          for (const [first, last] of settledAhead) for (let row = first; row <= last; row += 1) known.add(row);
          expect(known).toEqual(new Set(settled.keys()));
        }
        from = isFresh && ledger.snapshot().proven === undefined ? START : ledger.snapshot();
      }
      expect(settled.size).toBe(rows);
      expect([...settled.values()].every((times) => times === 1)).toBe(true);
    }),
  );
});
