import { expect, test } from 'vitest';
import { openTarget } from '../../src/wiring/open-target.ts';
import type { CommandPlan } from '../../src/wiring/plan.ts';

const pace = (ratePerSecond: number): CommandPlan['pace'] => ({
  ratePerSecond,
  readsPerSecond: 200,
  concurrency: 1,
  readsShare: 1,
  timeoutMs: 5000,
  maxAttempts: 1,
  giveUpAfterMs: 0,
});

const callAtOnce = async (origin: string, calls: number): Promise<number[]> => {
  const call = async (): Promise<number> => {
    const reply = await fetch(`${origin}/v4/group_open_http_svc/set_unread_msg_num`, { method: 'POST', body: '{}' });
    return ((await reply.json()) as { ErrorCode: number }).ErrorCode;
  };
  return Promise.all(Array.from({ length: calls }, call));
};

test('a rehearsal has a simulator of its own on loopback, which ends with it', async () => {
  const { target, close } = await openTarget({ target: undefined, pace: pace(200) });
  const { origin } = target.endpoint;
  expect(new URL(origin).hostname).toBe('127.0.0.1');
  expect(target.credentials.kind).toBe('key');
  expect(await callAtOnce(origin, 1)).toHaveLength(1);
  await close();
  await expect(callAtOnce(origin, 1)).rejects.toThrow('fetch failed');
});

test('its key is another one each time', async () => {
  const [one, other] = [
    await openTarget({ target: undefined, pace: pace(200) }),
    await openTarget({ target: undefined, pace: pace(200) }),
  ];
  expect(one.target.credentials).not.toEqual(other.target.credentials);
  await one.close();
  await other.close();
});
