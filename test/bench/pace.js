import { makeInput, paceOf, runImport, startServer } from './harness.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 60);

/** Pace over a minute at the vendor's limit, measured at the server. Replies take 50 to 150 ms. */
export const benchPace = async () => {
  const server = await startServer(50, 150);
  const input = await makeInput(SECONDS * 199 + 200);
  try {
    const { summary } = await runImport(input.path, server.url);
    const { calls, perSecond, worst, aboveShare } = paceOf(await server.takeArrivals());
    return [
      { figure: 'calls', value: calls },
      { figure: 'calls a second, from the 200th on', value: perSecond.toFixed(2), aim: 'at least 198 of 200' },
      { figure: 'most in any second, by its own clock', value: summary.rate.peakPerSecond, aim: 'at most 200' },
      { figure: 'most in any second, at the server', value: worst },
      {
        figure: 'calls that found more than 200 there',
        value: `${(aboveShare * 100).toFixed(2)} %`,
        aim: 'at most 1 %',
      },
    ];
  } finally {
    await input.close();
    server.close();
  }
};
