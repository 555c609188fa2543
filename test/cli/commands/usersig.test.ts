import { expect, test } from 'vitest';
import { runCommand } from '../../support/command.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';

test('usersig prints a UserSig that the target accepts', async () => {
  const simulator = await simulate();
  const env = environmentOf(simulator);
  const { code, stdout } = await runCommand(['usersig'], { env });
  expect(code).toBe(0);
  const url = `${simulator.url}/v4/group_open_http_svc/set_unread_msg_num?sdkappid=${env.TIM_SDKAPPID}&identifier=${env.TIM_ADMIN}&usersig=${stdout.trim()}&random=1&contenttype=json`;
  const reply = await fetch(url, { method: 'POST', body: '{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}' });
  expect(await reply.json()).toMatchObject({ ErrorCode: 0 });
});
