import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Fault, parseFault } from '../../../src/simulator/faults.ts';
import { runJson } from '../../support/audits.ts';
import { fastClock, hastyClock } from '../../support/clock.ts';
import { environmentOf, simulate, unreadOf } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

const ROWS = 600;
const GROUPS = 60;
const world = { clock: hastyClock };

const importWith = async (faults: readonly string[], seed: number, flags: readonly string[] = [], groups = GROUPS) => {
  const rows = Array.from({ length: ROWS }, (_, at) => `g${at % groups},u${at},${1 + (at % 50)}\n`);
  const path = await tempFile('rows.csv', HEADER + rows.join(''));
  const simulator = await simulate({ faults: faults.map((text) => parseFault(text) as Fault), seed });
  const words = ['import', path, '--rate', '5000', '--concurrency', '50', ...flags];
  const { code, summary } = await runJson(words, environmentOf(simulator), world);
  return { code, summary, set: unreadOf(simulator).size };
};

describe('one server of four costs no row', () => {
  test.each([
    { name: 'that lacks all groups', faults: ['no-groups:25%'] },
    { name: 'that lacks all groups, where none are looked up', faults: ['no-groups:25%'], flags: ['--no-group-check'] },
    { name: 'that lacks all groups, where counts are read', faults: ['no-groups:25%'], flags: ['--only-changes'] },
    { name: 'that answers HTTP 500', faults: ['500:25%'] },
    { name: 'that answers 60026, as of another region', faults: ['60026:25%@set_unread_msg_num'] },
    { name: 'that is busy, of two', faults: ['10002:50%@set_unread_msg_num'] },
  ])('$name', { timeout: 300_000 }, async ({ faults, flags }) => {
    for (const seed of [1, 2]) {
      const { code, summary, set } = await importWith(faults, seed, flags);
      expect({ code, ...summary.rows, set }).toMatchObject({ code: 0, ok: ROWS, failed: 0, pending: 0, set: ROWS });
    }
  });
});

test.each(['check', 'verify'])(
  'one server of four that lacks all groups makes no row wrong for %s',
  async (command) => {
    const rows = Array.from({ length: ROWS }, (_, at) => `g${at % GROUPS},u${at},${1 + (at % 50)}\n`);
    const path = await tempFile('rows.csv', HEADER + rows.join(''));
    const simulator = await simulate();
    const flags = ['--rate', '5000', '--concurrency', '50'];
    await runJson(['import', path, ...flags], environmentOf(simulator), world);
    simulator.change({ faults: [parseFault('no-groups:25%') as Fault] });
    const { code, summary } = await runJson([command, path, ...flags], environmentOf(simulator), world);
    expect({ code, ...summary.rows }).toMatchObject({ code: 0, failed: 0, pending: 0 });
  },
);

const OK = { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 };
const GONE = { ActionStatus: 'FAIL', ErrorInfo: 'no such group', ErrorCode: 10010 };

/** The first connection leads to a broken server, and every other one to a good one. */
const brokenAtFirst = async (broken: string): Promise<string> => {
  let first: Socket | undefined;
  const answerTo = async (call: IncomingMessage): Promise<string> => {
    const { GroupIdList: ids = [] } = JSON.parse(await text(call)) as { GroupIdList?: string[] };
    first ??= call.socket;
    if (call.socket === first) return broken;
    return JSON.stringify({
      ...OK,
      GroupInfo: ids.map((GroupId) => ({ GroupId, ErrorCode: 0, Type: 'Public', NextMsgSeq: 101 })),
    });
  };
  const server = createServer(async (call, reply) => reply.end(await answerTo(call)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

test.each([
  { name: 'a page', broken: '<html>busy</html>' },
  { name: 'that no group exists', broken: JSON.stringify(GONE) },
])('a server that answers $name to all calls of the first connection costs no row', async ({ broken }) => {
  const path = await tempFile(
    'rows.csv',
    `${HEADER}${Array.from({ length: 50 }, (_, at) => `g${at},u${at},1\n`).join('')}`,
  );
  const url = await brokenAtFirst(broken);
  const { code, summary } = await runJson(['import', path, '--give-up-after', '1m'], environmentOf({ url }), {
    clock: fastClock(20),
  });
  expect({ code, ...summary.rows }).toMatchObject({ code: 0, ok: 50, failed: 0, pending: 0 });
});

test('one server of four that lacks the members makes nobody a stranger for check', async () => {
  const rows = Array.from({ length: ROWS }, (_, at) => `g${at % GROUPS},u${at},1\n`);
  const path = await tempFile('rows.csv', HEADER + rows.join(''));
  const simulator = await simulate({ faults: [parseFault('no-members:25%@get_role_in_group') as Fault] });
  const words = ['check', path, '--rate', '5000', '--concurrency', '50'];
  const { code, summary } = await runJson(words, environmentOf(simulator), world);
  expect({ code, ...summary.rows }).toMatchObject({ code: 0, failed: 0, pending: 0 });
});
