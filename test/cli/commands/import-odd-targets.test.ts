import { describe, expect, test } from 'vitest';
import { runJson, stateFile } from '../../support/audits.ts';
import { fastClock } from '../../support/clock.ts';
import { oddTarget, refusing, type Write } from '../../support/odd-target.ts';
import { environmentOf } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

const GROUPS = 5;
const ROWS = Array.from({ length: 100 }, (_, at) => `g${at % GROUPS},u${at},${at + 1}`);
const world = { clock: fastClock(20) };

const importInto = async (odd: (write: Write) => object | undefined) => {
  const target = await oddTarget(odd);
  const path = await tempFile('rows.csv', `${HEADER}${ROWS.join('\n')}\n`);
  const flags = ['--rate', '2000', '--give-up-after', '3m'];
  const { code, summary } = await runJson(['import', path, ...flags], environmentOf(target), world);
  return { ...target, code, summary, path };
};

describe('an import ends with every row set that can be, whatever the target does', () => {
  test('no first call gets through, and every second one does', async () => {
    const { code, summary, counts, writes } = await importInto(({ ofPair }) =>
      ofPair === 0 ? refusing(10002) : undefined,
    );
    expect({ code, rows: summary.rows }).toMatchObject({ code: 0, rows: { ok: 100, failed: 0, pending: 0 } });
    expect(counts.size).toBe(100);
    expect(writes()).toBeLessThanOrEqual(2 * 100);
  });

  test.each([10010, 10015])('%i for one row, of a group whose other rows are set, is that row’s', async (code) => {
    const { summary, path } = await importInto(({ account }) => (account === 'u13' ? refusing(code) : undefined));
    expect(summary.rows).toMatchObject({ ok: 99, failed: 1, pending: 0 });
    expect(await stateFile(path, 'failures.csv')).toContain(`g3,u13,14,15,group_refused,${code},`);
  });

  test('10010 for one call in three, as of a replica that lags behind, costs no group', async () => {
    const { summary, counts } = await importInto(({ ofAll }) => (ofAll % 3 === 2 ? refusing(10010) : undefined));
    const { ok, failed, pending } = summary.rows;
    expect({ all: ok + failed, pending, set: counts.size }).toEqual({ all: 100, pending: 0, set: ok });
    // A row is refused three times in a row now and then.
    expect(ok).toBeGreaterThan(80);
  });

  test('10010 for the rest of a group that the look-up still names fails it, after few calls', async () => {
    const { summary, writes } = await importInto(({ groupId, account }) =>
      groupId === 'g3' && Number(account.slice(1)) >= 50 ? refusing(10010) : undefined,
    );
    expect(summary.rows).toMatchObject({ ok: 90, failed: 10, pending: 0 });
    expect(writes()).toBeLessThanOrEqual(90 + 10 + 2 * 10);
  });
});
