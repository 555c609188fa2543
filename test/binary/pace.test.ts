import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { worstSecond } from '../io/remote/pace/pace-suite.ts';
import { startBinary } from '../support/binary.ts';
import { behindTls, CERTIFICATE } from '../support/network.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { until } from '../support/until.ts';

const ROWS = 500;
const RATE = 100;
const COUNT_WRITES = new URL('../support/count-writes.js', import.meta.url).href;

// Windows cannot suspend a process.
test.skipIf(process.platform === 'win32')(
  'no 1000 ms see more calls than --rate at the socket, over TLS, with hundreds in flight and after a stall',
  async () => {
    const path = await tempFile('members.csv', csvOf(ROWS));
    const writesFile = await tempFile('writes.json', '');
    const simulator = await simulate({ latencyMs: 100, jitterMs: 50 });
    const TIM_ENDPOINT = await behindTls(simulator.url);
    const { child, ended } = startBinary(['import', path, '--rate', String(RATE), '--concurrency', '1000', '--json'], {
      env: {
        ...environmentOf(simulator),
        TIM_ENDPOINT,
        NODE_EXTRA_CA_CERTS: CERTIFICATE,
        NODE_OPTIONS: `--import ${COUNT_WRITES}`,
        WRITES_FILE: writesFile,
      },
    });
    await until(() => unreadOf(simulator).size > 50);
    child.kill('SIGSTOP');
    await setTimeout(1500);
    child.kill('SIGCONT');
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const writes = JSON.parse(await readFile(writesFile, 'utf8')) as number[];
    expect(writes).toHaveLength(ROWS);
    const worst = worstSecond(writes);
    expect(worst).toBeLessThanOrEqual(RATE);
    expect(JSON.parse(stdout).rate.peakPerSecond).toBe(worst);
  },
);
