import { onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/server.ts';

export const APP = { sdkappid: 1_400_000_000, admin: 'administrator', secretKey: 'k'.repeat(64) } as const;

const TOKEN = 'the token of this test';

/** Asks for its state over HTTP, or changes it. */
export const control = (simulator: { url: string }, change?: object, headers: Record<string, string> = {}) =>
  fetch(`${simulator.url}/simulator/${change ? 'change' : 'state'}`, {
    ...(change && { method: 'POST', body: JSON.stringify(change) }),
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  });

/** A simulator on a free port, closed when the test has ended. */
export const simulate = async (options: Partial<SimulatorOptions> = {}): Promise<Simulator> => {
  const simulator = await startSimulator({
    sdkappid: APP.sdkappid,
    secretKey: APP.secretKey,
    admins: [APP.admin],
    port: 0,
    limitPerSecond: 100_000,
    latencyMs: 0,
    jitterMs: 0,
    faults: [],
    groups: undefined,
    accounts: undefined,
    readBack: 'seq',
    seed: 1,
    isRecording: true,
    controlToken: TOKEN,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return simulator;
};

/** The environment that points `import` at it. */
export const environmentOf = (simulator: { url: string }): Record<string, string> => ({
  TIM_SDKAPPID: String(APP.sdkappid),
  TIM_ADMIN: APP.admin,
  TIM_SECRET_KEY: APP.secretKey,
  TIM_ENDPOINT: simulator.url,
});

/** The counts that were set, by `group account`. */
export const unreadOf = (simulator: Simulator): Map<string, number> =>
  new Map(simulator.state().unread.map(([groupId, account, count]) => [`${groupId} ${account}`, count]));
