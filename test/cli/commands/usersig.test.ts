import { expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { unwrapped } from '../../support/unwrapped.ts';

test('usersig prints a UserSig that the target accepts', async () => {
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const { code, stdout } = await runCommand(['usersig'], { env });
  expect(code).toBe(0);
  const url = `${simulator.url}/v4/group_open_http_svc/set_unread_msg_num?sdkappid=${env.TIM_SDKAPPID}&identifier=${env.TIM_ADMIN}&usersig=${stdout.trim()}&random=1&contenttype=json`;
  const reply = await fetch(url, { method: 'POST', body: '{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}' });
  expect(await reply.json()).toMatchObject({ ErrorCode: 0 });
});

test.each([
  { expire: '18250d', code: 0 },
  { expire: '18251d', code: 2 },
  { expire: '999999999h', code: 2 },
])("--expire $expire has the vendor's bound of 50 years: exit status $code", async ({ expire, code }) => {
  const env = environmentOf(await simulate());
  const ended = await runCommand(['usersig', '--expire', expire], { env });
  expect(ended.code).toBe(code);
  if (code !== 0) expect(unwrapped(ended.stderr)).toContain('at least 1s and at most 50 years (18250d)');
});
