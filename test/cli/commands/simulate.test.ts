import { truncate } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runCommand, startCommand } from '../../support/command.ts';
import { csvOf, tempFile } from '../../support/temp.ts';
import { until } from '../../support/until.ts';
import { unwrapped } from '../../support/unwrapped.ts';

const root = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url));

describe('simulate', () => {
  test('prints the environment that an import needs, and ends at Ctrl-C', async () => {
    const running = startCommand([
      'simulate',
      '--record',
      '--rate',
      '1000',
      '--fault',
      '10004:100%',
      '--latency',
      '0',
      '--jitter',
      '0',
    ]);
    await until(() => running.stdout().includes('TIM_ENDPOINT'));
    const envFile = await tempFile('.env', running.stdout());
    const path = await tempFile('rows.csv', csvOf(10));
    const { code, stdout } = await runCommand(['import', path, '--settings', envFile, '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ failures: [{ class: 'refused', errorCode: 10004, count: 10 }] });
    await running.signal('SIGINT');
    const ended = await running.ended;
    expect(ended.code).toBe(0);
    expect(unwrapped(ended.stderr)).toMatch(/10 calls came/);
  });

  test('serves the groups and accounts of files in the world that was chosen', async () => {
    const groups = await tempFile(
      'groups.json',
      '[{"groupId": "g1", "type": "Work", "messages": 9, "unread": {"bob": 4}}]',
    );
    const accounts = await tempFile('accounts.json', '["ann"]');
    const args = [
      '--read-back',
      'unread',
      '--groups',
      groups,
      '--accounts',
      accounts,
      '--latency',
      '0',
      '--jitter',
      '0',
    ];
    const running = startCommand(['simulate', ...args]);
    await until(() => running.stdout().includes('TIM_ENDPOINT'));
    const env = parseEnv(running.stdout().replaceAll('export ', '')) as Record<string, string>;
    const { stdout: usersig } = await runCommand(['usersig'], { env });
    const joined = async (account: string) => {
      const query = `sdkappid=${env.TIM_SDKAPPID}&identifier=${env.TIM_ADMIN}&usersig=${usersig.trim()}&random=1&contenttype=json`;
      const reply = await fetch(`${env.TIM_ENDPOINT}/v4/group_open_http_svc/get_joined_group_list?${query}`, {
        method: 'POST',
        body: JSON.stringify({ Member_Account: account, ResponseFilter: { SelfInfoFilter: ['UnreadMsgNum'] } }),
      });
      return reply.json();
    };
    expect(await joined('bob')).toMatchObject({ GroupIdList: [{ GroupId: 'g1', SelfInfo: { UnreadMsgNum: 4 } }] });
    expect(await joined('ann')).toMatchObject({ GroupIdList: [{ GroupId: 'g1', SelfInfo: { UnreadMsgNum: 0 } }] });
    expect(await joined('eve')).toMatchObject({ ErrorCode: 10019 });
    await running.signal('SIGINT');
    expect(unwrapped((await running.ended).stderr)).toMatch(/get_joined_group_list: 3 calls, at most 3 in a second/);
  });

  test.each(['--groups', '--accounts'])('a list of %s without an end is read to its bound', async (flag) => {
    const path = await tempFile('list.json', '[');
    await truncate(path, 2 ** 40);
    const { code, stderr } = await runCommand(['simulate', flag, path]);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toContain(`${flag} ${path}: has more than 256 MiB`);
  });

  test.each([
    { args: ['--fault', 'x'], says: /--fault/ },
    { args: ['--fault', '10002:5%@no_such_command'], says: /--fault/ },
    { args: ['--groups', 'no.json'], says: /--groups no\.json: there is no such file/ },
    { args: ['--accounts', root('package.json')], says: /--accounts .*is not a list of accounts/ },
    { args: ['--read-back', 'x'], says: /--read-back to be one of seq, unread, unrelated/ },
    { args: ['--port', '99999'], says: /--port/ },
  ])('$args is refused', async ({ args, says }) => {
    const { code, stderr } = await runCommand(['simulate', ...args]);
    expect(code).toBe(2);
    expect(unwrapped(stderr)).toMatch(says);
  });
});
