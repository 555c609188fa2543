import { expect, test } from 'vitest';
import { startSimulator } from '../../src/simulator/server.ts';
import { throwAwayApp } from '../../src/wiring/rehearsal.ts';

test('a rehearsal is controlled by nobody: its simulator has no token, so none opens it', async () => {
  const app = throwAwayApp();
  expect(app).not.toHaveProperty('controlToken');
  const simulator = await startSimulator(app);
  try {
    for (const token of ['', 'undefined', app.secretKey]) {
      const headers = { authorization: `Bearer ${token}` };
      for (const [path, method] of [
        ['state', 'GET'],
        ['change', 'POST'],
      ] as const) {
        expect((await fetch(`${simulator.url}/simulator/${path}`, { method, headers })).status).toBe(404);
      }
    }
  } finally {
    await simulator.close();
  }
});
