import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { here, makeSortedInput, run } from './harness.js';

const ROWS = Number(process.env.BENCH_VERIFY_ROWS ?? 200_000);
const SMALL_ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const LARGE_ROWS = Number(process.env.BENCH_LARGE_ROWS ?? 3_000_000);
const MEMBERS_PER_GROUP = 200;
const BINARY = here('../../bin/tim-unread.js');

/** A simulator in a process of its own. @returns the environment that points to it */
const startSimulator = async (flags) => {
  const child = spawn(process.execPath, [BINARY, 'simulate', ...flags], { stdio: ['ignore', 'pipe', 'ignore'] });
  const environment = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const [, name, value] = /^export (\w+)=(.*)$/.exec(line) ?? [];
    if (name) environment[name] = value;
    if (name === 'TIM_ENDPOINT') break;
  }
  return {
    environment,
    close: async () => {
      child.kill('SIGTERM');
      await once(child, 'close');
    },
  };
};

const audit = async (command, path, environment, flags = []) => {
  const args = [command, path, '--json', '--progress', 'none', '--restart', ...flags];
  const { output, rssMb } = await run(BINARY, args, environment);
  return { ...JSON.parse(output), rssMb };
};

/** Reading back and checking a file sorted by group, at the vendor's limit; replies take 20 to 50 ms. */
export const benchVerify = async () => {
  const simulator = await startSimulator(['--latency', '20', '--jitter', '30']);
  const input = await makeSortedInput(ROWS, MEMBERS_PER_GROUP);
  try {
    const figures = [];
    for (const command of ['verify', 'check']) {
      const { rows, calls, durationS, reads, rssMb } = await audit(command, input.path, simulator.environment);
      figures.push({
        figure: `${command}, ${rows.ok} rows sorted by group`,
        calls: calls.sent,
        'rows a call': (rows.read / calls.sent).toFixed(1),
        aim: command === 'verify' ? 'at least 40' : '',
        'time, s': durationS.toFixed(1),
        'rows a second': (rows.read / durationS).toFixed(0),
        'most calls a second of a command': Math.max(...reads.map(({ peakPerSecond }) => peakPerSecond)),
        'most memory (RSS), MB': rssMb.toFixed(0),
      });
    }
    return figures;
  } finally {
    await input.close();
    await simulator.close();
  }
};

/** Peak memory of both at full speed, by number of rows. */
export const benchVerifyFlat = async () => {
  const figures = [];
  const small = await makeSortedInput(SMALL_ROWS, MEMBERS_PER_GROUP);
  const large = await makeSortedInput(LARGE_ROWS, MEMBERS_PER_GROUP);
  const simulator = await startSimulator(['--latency', '0', '--jitter', '0', '--rate', '100000']);
  try {
    for (const command of ['verify', 'check']) {
      const peakMb = async ({ path }) =>
        (await audit(command, path, simulator.environment, ['--rate', '100000'])).rssMb;
      const [smallMb, largeMb] = [await peakMb(small), await peakMb(large)];
      figures.push({
        figure: command,
        [`${SMALL_ROWS} rows, MB`]: smallMb.toFixed(0),
        [`${LARGE_ROWS} rows, MB`]: largeMb.toFixed(0),
        ratio: (largeMb / smallMb).toFixed(2),
        aim: 'at most 1.25',
        more: command === 'verify' ? 'it keeps an index of all pairs, some 20 bytes each' : '',
      });
    }
    return figures;
  } finally {
    await small.close();
    await large.close();
    await simulator.close();
  }
};
