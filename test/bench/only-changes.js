import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { here, run, startSimulator } from './harness.js';

const ROWS = Number(process.env.BENCH_ROWS ?? 20_000);
const MEMBERS_PER_GROUP = 100;
const MESSAGES = 1000;

const rowOf = (at) => ({
  groupId: `@TGS#2GROUP${Math.floor(at / MEMBERS_PER_GROUP)}`,
  account: `user_${at}`,
  unread: (at % 90) + 1,
});

/** Rows sorted by group, and the groups in the target, where one count in ten differs. */
const makeWorld = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tim-unread-bench-'));
  const groups = [];
  let text = 'GroupId,Member_Account,UnreadMsgNum\n';
  for (let at = 0; at < ROWS; at += 1) {
    const { groupId, account, unread } = rowOf(at);
    text += `${groupId},${account},${unread}\n`;
    if (at % MEMBERS_PER_GROUP === 0) {
      groups.push({ groupId, type: 'Public', messages: MESSAGES, members: [], unread: {} });
    }
    const group = groups.at(-1);
    group.members.push(account);
    group.unread[account] = at % 10 === 0 ? MESSAGES : unread;
  }
  const paths = { rows: join(folder, 'rows.csv'), groups: join(folder, 'groups.json') };
  await writeFile(paths.rows, text);
  await writeFile(paths.groups, JSON.stringify(groups));
  return { ...paths, close: () => rm(folder, { recursive: true }) };
};

/** A whole import against its own simulator, at 200 calls a second for each command. */
const importOnce = async (world, flags) => {
  const simulator = await startSimulator(['--groups', world.groups, '--latency', '50', '--jitter', '100']);
  try {
    const args = ['import', world.rows, '--json', '--progress', 'none', '--restart', ...flags];
    const { output, wallMs } = await run(here('../../bin/tim-unread.js'), args, simulator.env);
    const { TIM_ENDPOINT, TIM_SIMULATOR_TOKEN } = simulator.env;
    const headers = { authorization: `Bearer ${TIM_SIMULATOR_TOKEN}` };
    const state = await fetch(`${TIM_ENDPOINT}/simulator/state`, { headers });
    const { arrivals, commands, unread } = await state.json();
    const set = new Map(unread.map(([groupId, account, count]) => [`${groupId} ${account}`, count]));
    for (let at = 0; at < ROWS; at += 1) {
      const { groupId, account, unread: asked } = rowOf(at);
      if (set.get(`${groupId} ${account}`) !== asked) throw new Error(`row ${at + 1} is not set`);
    }
    const reads = Object.values(commands).reduce((sum, { total }) => sum + total, 0) - arrivals.total;
    return { wallMs, writes: arrivals.total, reads, rows: JSON.parse(output).rows };
  } finally {
    simulator.close();
  }
};

/** A file in which nine of ten counts are right already, imported with and without `--only-changes`, in pairs. */
export const benchOnlyChanges = async () => {
  const world = await makeWorld();
  try {
    const changes = await importOnce(world, ['--only-changes']);
    const all = await importOnce(world, []);
    const line = (figure, { wallMs, writes, reads, rows }) => ({
      figure,
      seconds: (wallMs / 1000).toFixed(1),
      writes,
      reads,
      'written rows': rows.ok,
      'skipped rows': rows.unchanged,
    });
    return [
      line(`${ROWS} rows, every one written`, all),
      line('with --only-changes', changes),
      { figure: 'times as fast', seconds: (all.wallMs / changes.wallMs).toFixed(2), aim: 'at least 8' },
    ];
  } finally {
    await world.close();
  }
};
