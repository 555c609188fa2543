import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { here, makeLargeInput, run, runImport, startServer } from './harness.js';

const ROUNDS = 9;
const SMALL_ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const LARGE_ROWS = Number(process.env.BENCH_LARGE_ROWS ?? 10_000_000);
const BINARY = here('../../bin/tim-unread.js');

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const ENVIRONMENT = { TIM_SDKAPPID: '1400000000', TIM_ADMIN: 'administrator', TIM_SECRET_KEY: 'a'.repeat(64) };

const wallMs = async (args) => {
  const startMs = performance.now();
  const child = spawn(process.execPath, args, { stdio: 'ignore', env: { ...process.env, ...ENVIRONMENT } });
  await once(child, 'close');
  return performance.now() - startMs;
};

/** Time and memory for `--version`, compared with a Node process that does nothing. */
export const benchStartUp = async () => {
  const [ours, bare] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(await wallMs([BINARY, '--version']));
    bare.push(await wallMs(['-e', '0']));
  }
  const ratio = median(ours.map((value, at) => value / bare[at]));
  return [
    {
      figure: 'tim-unread --version, ms',
      value: median(ours).toFixed(0),
      yardstick: `node -e 0: ${median(bare).toFixed(0)}`,
      ratio: ratio.toFixed(2),
      aim: 'at most 2',
    },
  ];
};

/** Peak memory of the reader alone and of a whole import at full speed, by number of rows. */
export const benchFlat = async () => {
  const server = await startServer(0, 0);
  const small = await makeLargeInput(SMALL_ROWS, 'csv');
  const large = await makeLargeInput(LARGE_ROWS, 'csv');
  const readMb = async (input) => (await run(here('read-only.js'), [input.path])).rssMb;
  const importMb = async (input) => (await runImport(input.path, server.url, ['--rate', '100000'])).rssMb;
  try {
    const figures = [];
    for (const [figure, peakMb] of [
      ['reader alone', readMb],
      ['import', importMb],
    ]) {
      const [smallMb, largeMb] = [await peakMb(small), await peakMb(large)];
      figures.push({
        figure,
        [`${SMALL_ROWS} rows, MB`]: smallMb.toFixed(0),
        [`${LARGE_ROWS} rows, MB`]: largeMb.toFixed(0),
        ratio: (largeMb / smallMb).toFixed(2),
        aim: 'at most 1.25, and below 200 MB',
      });
    }
    return figures;
  } finally {
    await small.close();
    await large.close();
    server.close();
  }
};

/** Time to the first call of a fresh start and of a resume after `row` rows, and the checkpoints of both. */
export const benchResume = async () => {
  const server = await startServer(0, 0);
  const input = await makeLargeInput(LARGE_ROWS, 'csv', (row) => row < LARGE_ROWS * 0.99);
  const fresh = await makeLargeInput(1000, 'csv');
  const importTen = (path) =>
    wallMs([BINARY, 'import', path, '--endpoint', server.url, '--limit', '10', '--log-level', 'silent']);
  const checkpointBytes = async ({ path }) => (await stat(`${path}.tim-unread/checkpoint.json`)).size;
  const firstCallMs = async ({ path }) => {
    await server.takeArrivals();
    const startMs = performance.timeOrigin + performance.now();
    await importTen(path);
    const { arrivals, originMs } = await server.takeTimes();
    return originMs + arrivals[0] - startMs;
  };
  try {
    await importTen(input.path);
    const { size } = await stat(input.path);
    const freshMs = await firstCallMs(fresh);
    const resumedMs = await firstCallMs(input);
    const gb = (size * 0.99) / 1e9;
    return [
      { figure: 'first call of a fresh start, ms', value: freshMs.toFixed(0) },
      {
        figure: `first call behind row ${LARGE_ROWS * 0.99}, ms`,
        value: resumedMs.toFixed(0),
        more: `${((resumedMs - freshMs) / 1000 / gb).toFixed(2)} s more per GB done (${gb.toFixed(2)} GB)`,
        aim: 'at most 1 s more per GB',
      },
      { figure: 'checkpoint at row 10, bytes', value: await checkpointBytes(fresh) },
      { figure: `checkpoint behind row ${LARGE_ROWS * 0.99}, bytes`, value: await checkpointBytes(input) },
    ];
  } finally {
    await input.close();
    await fresh.close();
    server.close();
  }
};
