import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResumePoint } from '../../../src/core/books/ledger.ts';
import { Interrupted } from '../../../src/core/errors/interrupted.ts';
import { JournalError } from '../../../src/core/errors/state-error.ts';
import { FatalReplyError } from '../../../src/core/errors/target-error.ts';
import type { Outcome } from '../../../src/core/target/outcome.ts';
import { importInMemory, MemoryJournal, ok, refusal } from '../../support/memory.ts';
import { inputRow } from '../../support/rows.ts';

const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => inputRow(at + 1));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const numbers = (journal: MemoryJournal) => journal.failures.map(({ number }) => number);

describe('a run to the end', () => {
  test('with every row ok is complete', async () => {
    const { summary, journal, calls } = await importInMemory(rowsOf(30), async () => ok);
    expect(summary).toMatchObject({
      verdict: 'COMPLETE',
      exitCode: 0,
      rows: { read: 30, ok: 30, failed: 0, skipped: 0, pending: 0 },
      input: { doneBytes: 310, sizeBytes: 310 },
      resumed: false,
    });
    expect(calls).toHaveLength(30);
    expect(journal).toMatchObject({ failures: [], isComplete: true, isBound: true });
  });

  test('with refused and invalid rows is complete with failures, each of them noted once', async () => {
    const rows = rowsOf(10).map((row) => (row.number === 3 ? inputRow(3, { unread: 'x' }) : row));
    const answer = async ({ unread }: { unread: number }) => (unread % 5 === 0 ? refusal(10004) : ok);
    const { summary, journal, calls } = await importInMemory(rows, answer);
    expect(summary).toMatchObject({
      verdict: 'COMPLETE WITH FAILURES',
      exitCode: 3,
      rows: { read: 10, ok: 7, failed: 3, pending: 0 },
      failures: [
        { class: 'refused', errorCode: 10004, count: 2 },
        { class: 'invalid', errorCode: null, count: 1 },
      ],
    });
    expect(new Set(numbers(journal))).toEqual(new Set([3, 5, 10]));
    expect(journal.failures).toHaveLength(3);
    expect(calls).toHaveLength(9);
  });

  test('of an input without rows is complete', async () => {
    expect((await importInMemory([], async () => ok)).summary).toMatchObject({ verdict: 'COMPLETE', exitCode: 0 });
  });
});

test('rows of the same pair go out one after the other in the order of the file, the others meanwhile', async () => {
  const pairs = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(pairs, async (accounts) => {
      const rows = accounts.map((account, at) => inputRow(at + 1, { account }));
      const busy = new Set<string>();
      const lastOf = new Map<string, number>();
      const { summary } = await importInMemory(rows, async ({ account, unread }) => {
        expect(busy.has(account)).toBe(false);
        expect(unread).toBeGreaterThan(lastOf.get(account) ?? 0);
        busy.add(account);
        await Promise.resolve(unread % 3 === 0 ? pause(1) : undefined);
        busy.delete(account);
        lastOf.set(account, unread);
        return ok;
      });
      expect(summary.rows.ok).toBe(accounts.length);
    }),
    { numRuns: 40 },
  );
});

test('after four replies that refuse the group its later rows fail without a call, but for those in flight', async () => {
  const rows = rowsOf(20).map(({ number }) => inputRow(number, { groupId: number % 4 ? 'here' : 'gone' }));
  const { summary, journal, calls } = await importInMemory(
    rows,
    async ({ groupId }) => (groupId === 'gone' ? refusal(10010, 'group_refused') : ok),
    { plan: { concurrency: 1 } },
  );
  expect(summary.rows).toMatchObject({ ok: 15, failed: 5 });
  expect(calls.filter(({ groupId }) => groupId === 'gone')).toHaveLength(4);
  const unsent = journal.failures.filter(({ failure }) => failure.attempts === 0);
  expect(unsent).toHaveLength(1);
  expect(unsent[0]?.failure).toMatchObject({
    class: 'group_refused',
    errorCode: 10010,
    reason: { code: 'earlier-row-refused', because: { code: 'reply', errorCode: 10010 } },
  });
});

describe('a run that stops early', () => {
  test('at a fatal reply leaves its rows pending', async () => {
    const fatal = new FatalReplyError({ kind: 'fatal-reply', errorCode: 60010, said: '', clockAheadMs: undefined });
    const { summary, journal } = await importInMemory(rowsOf(100), async ({ unread }) => {
      await pause(unread === 20 ? 5 : 1);
      if (unread === 20) throw fatal;
      return ok;
    });
    expect(summary).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 4, earlyEnd: { kind: 'error', error: fatal } });
    expect(summary.rows.failed).toBe(0);
    expect(summary.rows.pending).toBeGreaterThan(0);
    expect(journal.snapshots.at(-1)?.next.row).toBe(20);
  });

  test('at a signal has the calls in flight answered and recorded', async () => {
    const halt = new AbortController();
    const { summary } = await importInMemory(
      rowsOf(100),
      async ({ unread }) => {
        if (unread === 10) halt.abort(new Interrupted({ kind: 'interrupted', signal: 'SIGTERM' }));
        await pause(10);
        return ok;
      },
      { signal: halt.signal },
    );
    expect(summary).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 143 });
    expect(summary.rows.ok).toBeGreaterThanOrEqual(10);
  });

  test('at --limit has sent so many rows, and those not read count nowhere', async () => {
    const { summary, calls } = await importInMemory(rowsOf(100), async () => ok, { plan: { limit: 12 } });
    expect(calls).toHaveLength(12);
    expect(summary).toMatchObject({
      verdict: 'INCOMPLETE',
      exitCode: 4,
      rows: { read: 12, ok: 12, pending: 0 },
      input: { doneBytes: 130 },
    });
  });

  test('not at all where --limit is the number of rows', async () => {
    const { summary } = await importInMemory(rowsOf(12), async () => ok, { plan: { limit: 12 } });
    expect(summary.verdict).toBe('COMPLETE');
  });

  test.each([
    { maxFailures: { kind: 'rows', rows: 3 } as const, refusedFrom: 1, failedAtLeast: 4 },
    { maxFailures: { kind: 'percent', percent: 10 } as const, refusedFrom: 95, failedAtLeast: 11 },
  ])('when more rows failed than $maxFailures', async ({ maxFailures, refusedFrom, failedAtLeast }) => {
    const answer = async ({ unread }: { unread: number }) => (unread < refusedFrom ? ok : refusal(10004));
    const { summary } = await importInMemory(rowsOf(400), answer, { plan: { maxFailures } });
    expect(summary).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 4 });
    expect(summary.rows.failed).toBeGreaterThanOrEqual(failedAtLeast);
    expect(summary.rows.failed).toBeLessThan(failedAtLeast + 16); // the rows in hand: four for each call in flight
  });

  test('when the journal cannot be written', async () => {
    const journal = new MemoryJournal();
    journal.save = async () => {
      throw new JournalError({ kind: 'state-not-written', path: 'checkpoint.json', reason: 'ENOSPC: no space left' });
    };
    const answer = async () => {
      await pause(100);
      return ok;
    };
    const { summary } = await importInMemory(rowsOf(1000), answer, { journal });
    expect(summary).toMatchObject({
      verdict: 'INCOMPLETE',
      exitCode: 4,
      earlyEnd: { error: expect.any(JournalError) },
    });
    expect(summary.rows.read).toBeLessThan(100);
  });

  test('is a bug when a listener throws, and ends too', async () => {
    const journal = new MemoryJournal();
    journal.fail = () => {
      throw new TypeError('a bug');
    };
    await expect(importInMemory(rowsOf(10), async () => refusal(10004), { journal })).rejects.toThrow('a bug');
    const invalid = [1, 2, 3].map((number) => inputRow(number, { unread: 'x' }));
    await expect(importInMemory(invalid, async () => ok, { journal })).rejects.toThrow('a bug');
  });

  test('is a bug when anything else is thrown, and throws it', async () => {
    const run = importInMemory(rowsOf(10), async () => {
      throw new TypeError('a bug');
    });
    await expect(run).rejects.toThrow('a bug');
  });
});

describe('codes that no document lists', () => {
  test('twenty rows in a row with the same one stop the run', async () => {
    const rows = rowsOf(100).map(({ number }) => inputRow(number, { groupId: `g${number % 4}` }));
    const answer = async ({ unread }: { unread: number }) => (unread <= 5 ? ok : refusal(99_999));
    const { summary } = await importInMemory(rows, answer, { plan: { concurrency: 1 } });
    expect(summary).toMatchObject({ exitCode: 4, rows: { ok: 5 } });
    expect(summary.rows.failed).toBeGreaterThanOrEqual(20);
    expect(summary.rows.failed).toBeLessThan(24); // the rows in hand: four for each call in flight
  });

  test('of one group are that group’s trouble: the rest of it fails without a call, and the run goes on', async () => {
    const rows = rowsOf(200).map(({ number }) =>
      inputRow(number, { groupId: number > 5 && number <= 150 ? 'odd' : 'g' }),
    );
    const { summary, calls } = await importInMemory(
      rows,
      async ({ groupId }) => (groupId === 'odd' ? refusal(99_999) : ok),
      { plan: { concurrency: 1 } },
    );
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 55, failed: 145 } });
    expect(calls.filter(({ groupId }) => groupId === 'odd').length).toBeLessThan(24);
  });

  test('other replies between them do not', async () => {
    const answer = async ({ unread }: { unread: number }) => (unread % 20 === 0 ? ok : refusal(99_999));
    const { summary } = await importInMemory(rowsOf(100), answer, { plan: { concurrency: 1 } });
    expect(summary).toMatchObject({ exitCode: 3, rows: { failed: 95 } });
  });
});

test('a row that comes back unsent though it is still wanted is sent again', async () => {
  const sentBack = new Set<number>();
  const { summary } = await importInMemory(rowsOf(10), async ({ unread }) => {
    if (unread % 3 || sentBack.has(unread)) return ok;
    sentBack.add(unread);
    return { kind: 'unsent', attempts: 0 };
  });
  expect(summary.rows).toMatchObject({ ok: 10, pending: 0 });
});

test('interrupted again and again, every row is set, each failure noted once, and the counts add up', async () => {
  const fates = fc.record({
    rows: fc.integer({ min: 1, max: 60 }),
    stops: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
    refused: fc.integer({ min: 2, max: 9 }),
  });
  await fc.assert(
    fc.asyncProperty(fates, async ({ rows: count, stops, refused }) => {
      const set = new Map<number, number>();
      const failed: number[] = [];
      let resumed: ResumePoint | undefined;
      for (const stopAfter of [...stops, Number.POSITIVE_INFINITY]) {
        const halt = new AbortController();
        const journal = new MemoryJournal(resumed);
        let answered = 0;
        const all = rowsOf(count).slice(resumed ? resumed.next.row - 1 : 0);
        const { summary } = await importInMemory(
          all,
          async ({ unread }): Promise<Outcome> => {
            await Promise.resolve(unread % 4 === 0 ? pause(1) : undefined);
            answered += 1;
            if (answered === stopAfter) halt.abort(new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }));
            if (unread % refused === 0) return refusal(10004);
            set.set(unread, (set.get(unread) ?? 0) + 1);
            return ok;
          },
          { journal, signal: halt.signal },
        );
        failed.push(...numbers(journal));
        const { read, ok: settledOk, failed: settledFailed, skipped, pending } = summary.rows;
        expect(read).toBe(settledOk + settledFailed + skipped + pending);
        expect([settledOk, settledFailed]).toEqual([set.size, failed.length]);
        const snapshot = journal.snapshots.at(-1);
        resumed = snapshot?.proven && { ...snapshot, proven: snapshot.proven };
      }
      expect(set.size + failed.length).toBe(count);
      expect(new Set(failed).size).toBe(failed.length);
      expect([...set.values()].every((times) => times === 1)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
