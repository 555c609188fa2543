import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Fault, parseFault } from '../../../src/simulator/faults.ts';
import { hastyClock } from '../../support/clock.ts';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { tempFolder } from '../../support/temp.ts';

const GROUPS = 5;
const ROWS = 100;

const importWith = async (faults: readonly string[]) => {
  const path = join(await tempFolder(), 'rows.csv');
  const rows = Array.from({ length: ROWS }, (_, at) => `g${at % GROUPS},user${at},${at + 1}`);
  await writeFile(path, `GroupId,Member_Account,UnreadMsgNum\n${rows.join('\n')}\n`);
  const simulator = await simulate({ faults: faults.map((text) => parseFault(text) as Fault), latencyMs: 2 });
  const { code, stdout } = await runCommand(['import', path, '--json', '--rate', '2000'], {
    env: environmentOf(simulator),
    world: { clock: hastyClock },
  });
  return { code, summary: JSON.parse(stdout), set: unreadOf(simulator).size };
};

test.each([
  ['64 KiB of headers', 'headers:20%'],
  ['a transient code under HTTP 503', '503/10002:3@set_unread_msg_num'],
  ['a single 403 among good replies', '403:1@set_unread_msg_num:g3'],
  ['resets now and then', 'reset:2%@set_unread_msg_num'],
])('%s costs no row', async (_name, fault) => {
  const { code, summary, set } = await importWith([fault]);
  expect(summary.rows).toMatchObject({ read: ROWS, ok: ROWS, failed: 0 });
  expect({ code, set }).toEqual({ code: 0, set: ROWS });
});
