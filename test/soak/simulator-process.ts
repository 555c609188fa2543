import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { onTestFinished } from 'vitest';
import type { SimulatorState } from '../../src/simulator/server.ts';
import { startBinary } from '../support/binary.ts';
import type { RoundPlan } from './plan.ts';

/** `tim-unread simulate` in its own process. */
export type SimulatorProcess = {
  /** points `import` at it */
  readonly env: Record<string, string>;
  state(): Promise<SimulatorState>;
  /** Resolves when no more calls come. @returns the number of calls */
  quiet(): Promise<number>;
};

/** Its process ends with the test, however the test ends. */
export const startSimulatorProcess = async (
  { seed, simulator }: RoundPlan,
  groupsPath: string,
): Promise<SimulatorProcess> => {
  const { limitPerSecond, latencyMs, jitterMs, faults } = simulator;
  const flags = { rate: limitPerSecond, latency: latencyMs, jitter: jitterMs, seed, groups: groupsPath };
  const { child, ended } = startBinary([
    'simulate',
    '--record',
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...faults.flatMap((fault) => ['--fault', fault]),
  ]);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const printed = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: string) => {
      text += chunk;
      if (/TIM_ENDPOINT=.*\n/.test(text)) resolve(text);
    });
    void ended.then(({ stderr }) => reject(new Error(`the simulator ended: ${stderr}`)));
  });
  const env = parseEnv(printed.replaceAll('export ', '')) as Record<string, string>;

  const headers = { authorization: `Bearer ${env.TIM_SIMULATOR_TOKEN}` };
  const state = async (): Promise<SimulatorState> =>
    (await (await fetch(`${env.TIM_ENDPOINT}/simulator/state`, { headers })).json()) as SimulatorState;
  const quiet = async (): Promise<number> => {
    for (let before = -1; ; ) {
      const { length } = (await state()).calls;
      if (length === before) return length;
      before = length;
      await sleep(latencyMs + jitterMs + 10);
    }
  };
  return { env, state, quiet };
};
