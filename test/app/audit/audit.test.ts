import { describe, expect, test } from 'vitest';
import { Audit, type Questions } from '../../../src/app/audit/audit.ts';
import type { WindowSizes } from '../../../src/app/run/prefetch.ts';
import { Run } from '../../../src/app/run/run.ts';
import { Interrupted } from '../../../src/core/errors/interrupted.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { notSent } from '../../../src/core/target/finding.ts';
import { auditInMemory, auditPlanOf, MemoryJournal, NO_READS } from '../../support/memory.ts';
import { inputRow } from '../../support/rows.ts';

const rowsOf = (count: number) => Array.from({ length: count }, (_, at) => inputRow(at + 1));
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Judges every row as exact. */
const USUAL: Questions<'known'> = {
  ask: async () => 'known',
  judge: () => ({ kind: 'exact' }),
  wants: () => true,
};

const WINDOWS_OF_FOUR = { first: 4, most: 4 };

const run = (
  rows: readonly InputRow[],
  given: Partial<Questions<'known'>>,
  more: { journal?: MemoryJournal; signal?: AbortSignal; sizes?: WindowSizes } = {},
) =>
  auditInMemory(
    rows,
    NO_READS,
    async (deps, signal) => {
      const plan = auditPlanOf();
      const audited = new Run('check', plan, deps, signal);
      const audit = new Audit(audited, deps, { ...USUAL, ...given }, more.sizes ?? WINDOWS_OF_FOUR);
      const readingEnd = await audit.readAll().catch(audited.stop);
      return audited.finish(readingEnd, { command: 'check', examples: audit.examples, files: plan.files });
    },
    more,
  );

const wrong = (row: { unread: number }) =>
  ({
    kind: 'wrong',
    failure: notSent(row.unread % 2 ? 'different' : 'not_member', { code: 'group-type', type: `of row ${row.unread}` }),
  }) as const;

test('rows are settled in the order of the input, each when all that was asked about its window is known', async () => {
  const journal = new MemoryJournal();
  const { found, summary } = await run(
    rowsOf(20),
    {
      ask: async ([row]) => {
        // A later window has its answers before an earlier one.
        await wait(row && row.unread < 8 ? 60 : 0);
        return 'known';
      },
      judge: wrong,
    },
    { journal },
  );
  expect(found.map((one) => Number.parseInt(one, 10))).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  expect(summary.rows).toMatchObject({ read: 20, failed: 20, pending: 0 });
});

describe('halted in the middle of a window', () => {
  test('its rows are neither settled nor counted, and the next run begins with the first of them', async () => {
    const halt = new AbortController();
    const journal = new MemoryJournal();
    const judged: number[] = [];
    const { summary, found } = await run(
      rowsOf(20),
      {
        ask: async ([row]) => {
          if (row?.unread === 9) halt.abort(new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }));
          if (row && row.unread >= 9) await wait(20);
          return 'known';
        },
        // As for a window in which not all questions were sent.
        judge: (row) => {
          judged.push(row.unread);
          return row.unread >= 11 ? undefined : wrong(row);
        },
      },
      { signal: halt.signal, journal },
    );
    expect(summary).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 130 });
    expect(summary.rows.read).toBe(summary.rows.failed);
    expect(summary.rows.pending).toBe(0);
    expect(found.length).toBeLessThanOrEqual(8);
    // A row that is judged counts in what is said of the counts.
    expect(judged).toHaveLength(found.length);
    expect(journal.snapshots.at(-1)?.next.row).toBe(found.length + 1);
    expect(journal.isComplete).toBe(false);
  });

  test('going on from there, each row is settled once', async () => {
    const halt = new AbortController();
    const first = new MemoryJournal();
    await run(
      rowsOf(20),
      {
        ask: async ([row]) => {
          if (row?.unread === 13) halt.abort(new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }));
          return 'known';
        },
        judge: wrong,
      },
      { signal: halt.signal, journal: first },
    );
    const snapshot = first.snapshots.at(-1);
    if (!snapshot?.proven) throw new Error('nothing was settled');
    const second = new MemoryJournal({ ...snapshot, proven: snapshot.proven });
    const { summary } = await run(rowsOf(20).slice(snapshot.next.row - 1), { judge: wrong }, { journal: second });
    const numbers = [...first.failures, ...second.failures].map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    expect(summary).toMatchObject({ resumed: true, rows: { read: 20, failed: 20, pending: 0 } });
  });
});

test('a row that was asked about and that nothing was found out about ends no run as complete', async () => {
  const judge = (row: { unread: number }) => (row.unread === 6 ? undefined : ({ kind: 'exact' } as const));
  await expect(run(rowsOf(20), { judge })).rejects.toThrow('line 7 was asked about and not judged');
});

test('a row that nobody wants is neither asked about nor judged, but skipped', async () => {
  const asked: number[] = [];
  const judged: number[] = [];
  const { summary } = await run(rowsOf(10), {
    wants: ({ number }) => number % 3 === 0,
    ask: async (rows) => {
      asked.push(...rows.map(({ unread }) => unread));
      return 'known';
    },
    judge: ({ unread }) => {
      judged.push(unread);
      return { kind: 'exact' };
    },
  });
  expect(asked).toEqual([3, 6, 9]);
  expect(judged).toEqual([3, 6, 9]);
  expect(summary.rows).toMatchObject({ read: 10, ok: 3, failed: 0, skipped: 7, pending: 0 });
});

test('of an invalid row and of one that another supersedes nothing is asked; the first is found, the other skipped', async () => {
  const asked: number[] = [];
  const rows = rowsOf(4).map((row) => {
    if (row.number === 2) return inputRow(2, { unread: 'x' });
    return row.number === 3 ? { ...row, supersededByLine: 5 } : row;
  });
  const wanted: number[] = [];
  const { summary, found } = await run(rows, {
    wants: ({ number }) => wanted.push(number) > 0,
    ask: async (those) => {
      asked.push(...those.map(({ unread }) => unread));
      return 'known';
    },
  });
  expect(wanted).toEqual([1, 4]);
  expect(asked).toEqual([1, 4]);
  expect(found).toEqual(['2 invalid']);
  expect(summary.rows).toMatchObject({ read: 4, ok: 2, failed: 1, skipped: 1 });
});

test('three rows of each class are shown', async () => {
  const { summary, journal } = await run(rowsOf(30), { judge: wrong });
  expect(summary.examples.map(({ class: found, line }) => `${found} ${line}`)).toEqual([
    'different 2',
    'not_member 3',
    'different 4',
    'not_member 5',
    'different 6',
    'not_member 7',
  ]);
  expect(summary.examples[0]).toEqual({
    class: 'different',
    line: 2,
    groupId: 'g',
    account: 'user1',
    reason: { code: 'group-type', type: 'of row 1' },
  });
  expect(journal.failures).toHaveLength(30);
});

test('what is lowered is ok, and counted', async () => {
  const { summary, found } = await run(rowsOf(10), {
    judge: ({ unread }) => (unread > 7 ? { kind: 'lowered', total: 7 } : { kind: 'exact' }),
  });
  expect(summary).toMatchObject({ exitCode: 0, rows: { ok: 10, lowered: 3, totalUnknown: 0 } });
  expect(found).toEqual([]);
});

test('what is saved stays small: at no instant are rows settled ahead of others', async () => {
  const journal = new MemoryJournal();
  await run(
    rowsOf(3000),
    {
      ask: async () => {
        await wait(150);
        return 'known';
      },
      judge: wrong,
    },
    { journal, sizes: { first: 100, most: 1000 } },
  );
  expect(journal.snapshots.length).toBeGreaterThan(3);
  for (const { settledAhead } of journal.snapshots) expect(settledAhead).toEqual([]);
});
