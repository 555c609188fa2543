import { expect, test } from 'vitest';
import { type Fault, parseFault } from '../../../src/simulator/faults.ts';
import { runJson } from '../../support/audits.ts';
import { fastClock } from '../../support/clock.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

const ROWS = Array.from({ length: 2000 }, (_, at) => `g${at % 50},u${at},${(at % 90) + 1}`);

test.each([
  { kind: 'fail-0', names: /contradicts itself/ },
  { kind: 'no-status', names: /contradicts itself/ },
  { kind: '10002', names: /10002 internal error of the group service/ },
  { kind: '60007', names: /60007 REST call frequency exceeded/ },
  { kind: '503', names: /HTTP 503/ },
  { kind: 'html', names: /not the API’s/ },
  { kind: '10007', names: /20 rows were refused with code 10007, and none was set since/ },
])(
  '$kind for every write of 2,000 rows stops the run with its reason after a few calls, and fails no row',
  async (given) => {
    const simulator = await simulate({ faults: [parseFault(`${given.kind}:100%@set_unread_msg_num`) as Fault] });
    const path = await tempFile('rows.csv', `${HEADER}${ROWS.join('\n')}\n`);
    const { code, summary } = await runJson(['import', path, '--give-up-after', '15s'], environmentOf(simulator), {
      clock: fastClock(20),
    });
    expect({ code, rows: summary.rows }).toMatchObject({ code: 4, rows: { ok: 0, failed: 0 } });
    expect(summary.reason).toMatch(given.names);
    expect(simulator.state().calls.length).toBeLessThanOrEqual(100);
  },
);
