import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { makeInput, paceOf, runImport, stall, startServer } from './harness.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 60) / 3;

const freePort = async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
};

/** A Redis of this benchmark alone, that keeps nothing. */
const startRedis = async () => {
  const port = await freePort();
  const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'].map(String);
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  await Promise.race([once(child, 'spawn'), once(child, 'error').then(([error]) => Promise.reject(error))]);
  await setTimeout(500);
  return { url: `redis://127.0.0.1:${port}`, close: () => child.kill() };
};

/** @returns CPU time of a run with one row, milliseconds: that of its start */
const startMs = async () => {
  const server = await startServer(0, 0);
  const input = await makeInput(1);
  try {
    return (await runImport(input.path, server.url)).cpuMs;
  } finally {
    server.close();
    await input.close();
  }
};

/** @param trouble - what happens to one of the processes in the middle */
const inScene = async ({ scene, processes, isShared = true, trouble, startCpuMs }) => {
  const redis = isShared ? await startRedis() : undefined;
  const server = await startServer(50, 150);
  const rows = Math.round((SECONDS * 200) / processes);
  const inputs = await Promise.all(Array.from({ length: processes }, () => makeInput(rows)));
  try {
    const ended = await Promise.all(
      inputs.map(({ path }, at) => {
        const whileItRuns = async (child) => {
          if (at > 0 || !trouble) return;
          await setTimeout((SECONDS * 1000) / 3);
          await trouble(child);
        };
        const environment = redis ? { TIM_REDIS: redis.url } : {};
        return runImport(path, server.url, [], environment, whileItRuns);
      }),
    );
    const arrivals = await server.takeArrivals();
    const { perSecond, worst, aboveShare, calls } = paceOf(arrivals);
    const cpuMs = ended.reduce((sum, { cpuMs: own = 0 }) => sum + own, 0);
    return {
      scene,
      processes,
      calls,
      'a second, at the server': perSecond.toFixed(2),
      'most in 1000 ms, at the server': worst,
      'found more than 200': `${(aboveShare * 100).toFixed(2)} %`,
      'CPU a call, ms': (cpuMs / calls).toFixed(3),
      'without the starts': ((cpuMs - processes * startCpuMs) / calls).toFixed(3),
    };
  } finally {
    redis?.close();
    server.close();
    await Promise.all(inputs.map((input) => input.close()));
  }
};

/** One limit of 200 calls a second for several processes, counted at the server. Without Redis there is one process. */
export const benchShared = async () => {
  const startCpuMs = await startMs();
  const rows = [await inScene({ startCpuMs, scene: 'without Redis', processes: 1, isShared: false })];
  for (const processes of [1, 2, 4, 8]) rows.push(await inScene({ startCpuMs, scene: 'calm', processes }));
  rows.push(
    await inScene({
      startCpuMs,
      scene: 'one is stopped for 3 s',
      processes: 4,
      trouble: (child) => stall(child, 3000),
    }),
  );
  return rows;
};
