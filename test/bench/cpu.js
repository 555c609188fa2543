import { here, makeInput, run, runImport, startServer } from './harness.js';

const ROUNDS = 3;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/**
 * CPU time per row of a whole import and of a bare loop of undici against the same server, in pairs. The CPU time of
 * the start is measured with a tenth of the rows and subtracted from both.
 */
const compare = async (rows, perSecond) => {
  const server = await startServer(perSecond > 0 ? 50 : 0, perSecond > 0 ? 150 : 0);
  const few = await makeInput(rows / 10);
  const many = await makeInput(rows);
  const flags = ['--rate', String(perSecond || 100_000), '--concurrency', '100'];
  const ours = [];
  const bare = [];
  const importMs = async (input) => {
    const { cpuMs } = await runImport(input.path, server.url, [...flags, '--restart']);
    await server.takeArrivals();
    return cpuMs;
  };
  const bareMs = async (count) => {
    const { cpuMs } = await run(here('bare-loop.js'), [server.url, String(count), String(perSecond)]);
    await server.takeArrivals();
    return cpuMs;
  };
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      ours.push(((await importMs(many)) - (await importMs(few))) / (rows * 0.9));
      bare.push(((await bareMs(rows)) - (await bareMs(rows / 10))) / (rows * 0.9));
    }
  } finally {
    await few.close();
    await many.close();
    server.close();
  }
  const ratios = ours.map((value, at) => value / bare[at]);
  return {
    pace: perSecond > 0 ? `${perSecond}/s` : 'as fast as it goes',
    rows,
    'import ms/row': median(ours).toFixed(3),
    'bare undici ms/row': median(bare).toFixed(3),
    ratio: median(ratios).toFixed(2),
    'ratio, all rounds': ratios.map((ratio) => ratio.toFixed(2)).join(' '),
    aim: 'at most 1.25',
  };
};

export const benchCpu = async () => [await compare(4000, 200), await compare(40_000, 0)];
