import { describe, expect, test } from 'vitest';
import type { Row } from '../../../src/core/row/row.ts';
import type { Outcome } from '../../../src/core/target/outcome.ts';
import { hastyClock } from '../../support/clock.ts';
import { importInMemory, MemoryJournal, NO_READS, ok, refusal } from '../../support/memory.ts';
import { MemoryTarget, names } from '../../support/memory-target.ts';
import { inputRow } from '../../support/rows.ts';

const rowsOf = (count: number, groups: number) =>
  Array.from({ length: count }, (_, at) => inputRow(at + 1, { groupId: `g${at % groups}` }));

const answerOf = (errorCode: number) => async (): Promise<Outcome> =>
  refusal(errorCode, errorCode === 10010 ? 'group_refused' : 'refused');

describe('where no row was ever set', () => {
  test.each([
    { errorCode: 10010, fact: { of: 'groups', count: 40 } },
    { errorCode: 10019, fact: { of: 'accounts', count: 500 } },
    { errorCode: 10004, fact: { of: 'rows', count: 500 } },
    { errorCode: 99_999, fact: { of: 'rows', count: 20 } },
  ])('one answer of $errorCode to all rows stops the run, and no row has failed', async ({ errorCode, fact }) => {
    const { summary, journal } = await importInMemory(rowsOf(2000, 40), answerOf(errorCode));
    expect(summary).toMatchObject({ exitCode: 4, rows: { ok: 0, failed: 0 } });
    expect(summary.earlyEnd).toMatchObject({ error: { fact: { kind: 'all-refused', ...fact, errorCode } } });
    expect(journal.failures).toEqual([]);
  });

  test('a look-up that knows no group stops the run without a write', async () => {
    const target = new MemoryTarget();
    const plan = { checkGroups: true };
    const given = { plan, reads: target.reads, clock: hastyClock };
    const { summary, calls } = await importInMemory(rowsOf(2000, 5), target.write, given);
    expect(summary).toMatchObject({ exitCode: 4, rows: { ok: 0, failed: 0 } });
    expect(summary.earlyEnd).toMatchObject({ error: { fact: { kind: 'all-refused', of: 'groups', count: 5 } } });
    expect(calls).toEqual([]);
    // Each group is asked about until four answers have denied it.
    expect(target.askedOf('groups')).toEqual(Array(4).fill(names('g', 5)));
  });

  test('a look-up that finds some groups is believed about the others', async () => {
    const target = new MemoryTarget().fill(['here'], [], 9);
    const rows = [...rowsOf(600, 5), inputRow(601, { groupId: 'here' })];
    const given = { plan: { checkGroups: true }, reads: target.reads, clock: hastyClock };
    const { summary } = await importInMemory(
      rows.reverse().map((row, at) => inputRow(at + 1, row.values)),
      async () => ok,
      given,
    );
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 1, failed: 600 } });
  });

  test.each([
    { name: 'a group or two that are gone', rows: rowsOf(300, 2), errorCode: 10010 },
    { name: 'a small file', rows: rowsOf(19, 19), errorCode: 10019 },
  ])('$name fails as it is', async ({ rows, errorCode }) => {
    const { summary, journal } = await importInMemory(rows, answerOf(errorCode));
    expect(summary).toMatchObject({ exitCode: 3, rows: { failed: rows.length, pending: 0 } });
    expect(new Set(journal.failures.map(({ number }) => number)).size).toBe(rows.length);
  });

  test('every refusal is believed where the user said how many failures are too many', async () => {
    const plan = { maxFailures: { kind: 'percent', percent: 100 } as const };
    const { summary } = await importInMemory(rowsOf(600, 40), answerOf(10019), { plan });
    expect(summary).toMatchObject({ exitCode: 3, rows: { failed: 600 } });
  });

  test('a canary of a few rows shows how they fail', async () => {
    const { summary } = await importInMemory(rowsOf(100, 40), answerOf(10019), { plan: { limit: 5 } });
    expect(summary).toMatchObject({ exitCode: 4, earlyEnd: { kind: 'limit' }, rows: { failed: 5, pending: 0 } });
  });
});

describe('once a row is set', () => {
  const good = (row: Row): boolean => row.unread === 400;

  test('those that were held have failed, each once, and so do all later ones', async () => {
    const answer = async (row: Row): Promise<Outcome> => (good(row) ? ok : refusal(10019));
    const { summary, journal } = await importInMemory(rowsOf(1200, 40), answer);
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 1, failed: 1199, pending: 0 } });
    expect(new Set(journal.failures.map(({ number }) => number)).size).toBe(1199);
  });

  test('by an earlier run, each refusal is believed', async () => {
    const rows = rowsOf(600, 40);
    const first = await importInMemory(rows, async () => ok, { plan: { limit: 3 } });
    const snapshot = first.journal.snapshots.at(-1);
    const journal = new MemoryJournal(snapshot?.proven && { ...snapshot, proven: snapshot.proven });
    const { summary } = await importInMemory(rows.slice(3), answerOf(10019), { journal, reads: NO_READS });
    expect(summary).toMatchObject({ exitCode: 3, rows: { ok: 3, failed: 597, pending: 0 } });
  });
});
