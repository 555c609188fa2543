import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CERTIFICATE, here, makeInput, paceOf, run, runImport, stall, startServer } from './harness.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);
const TROUBLE_AFTER_MS = 6000;
const TROUBLE_MS = 3500;

/** What happens to an import of so many seconds. The target replies after 50 to 150 ms, over TLS. */
const SCENES = [
  { scene: 'calm', seconds: SECONDS },
  { scene: 'calm', seconds: SECONDS / 3, flags: ['--concurrency', '1000'] },
  { scene: 'the target stalls', trouble: ({ server }) => server.stall(TROUBLE_MS) },
  { scene: 'this process stalls', trouble: ({ child }) => stall(child, TROUBLE_MS) },
  { scene: 'the connections are reset, and refused', trouble: ({ server }) => server.outage(TROUBLE_MS) },
].map((scene) => ({
  seconds: SECONDS / 3,
  ...scene,
  flags: scene.flags ?? (scene.trouble && ['--concurrency', '1000']),
}));

const inScene = async ({ scene, seconds, flags = [], trouble }) => {
  const server = await startServer(50, 150, true);
  const input = await makeInput(seconds * 200);
  const environment = { ...CERTIFICATE, WRITES_FILE: join(input.folder, 'writes.json') };
  const whileItRuns = async (child) => {
    if (!trouble) return;
    await setTimeout(TROUBLE_AFTER_MS);
    await trouble({ server, child });
  };
  try {
    const { summary } = await runImport(input.path, server.url, flags, environment, whileItRuns);
    const written = paceOf(JSON.parse(await readFile(environment.WRITES_FILE)));
    return row([scene, ...flags].join(' '), written, paceOf(await server.takeArrivals()), summary.rate.peakPerSecond);
  } finally {
    await input.close();
    server.close();
  }
};

/** The yardstick: a bare timer that starts a call every 5 ms. */
const bare = async () => {
  const server = await startServer(50, 150, true);
  const input = await makeInput(0);
  const environment = { ...CERTIFICATE, WRITES_FILE: join(input.folder, 'writes.json') };
  try {
    await run(here('bare-loop.js'), [server.url, String((SECONDS / 3) * 200), '200'], environment);
    const written = paceOf(JSON.parse(await readFile(environment.WRITES_FILE)));
    return row('a bare timer, calm', written, paceOf(await server.takeArrivals()), '');
  } finally {
    await input.close();
    server.close();
  }
};

const row = (scene, written, arrived, said) => ({
  scene,
  calls: written.calls,
  'a second, at the socket': written.perSecond.toFixed(2),
  'most in 1000 ms, at the socket': written.worst,
  'as the summary says': said,
  'most in 1000 ms, at the server': arrived.worst,
  'found more than 200 there': `${(arrived.aboveShare * 100).toFixed(2)} %`,
});

/**
 * Pace at the vendor's limit, counted at the socket of the program and at the server. Aims: at least 199 a second when it is
 * calm, and never more than 200 in 1000 ms at the socket.
 */
export const benchPace = async () => {
  const rows = [];
  for (const scene of SCENES) rows.push(await inScene(scene));
  rows.push(await bare());
  return rows;
};
