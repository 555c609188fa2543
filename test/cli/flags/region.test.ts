import { expect, test } from 'vitest';
import { region } from '../../../src/cli/flags/value-kinds.ts';
import { runCommand } from '../../support/command.ts';
import { tempFile } from '../../support/temp.ts';

test.each([
  ['cn', 'cn'],
  ['中国', 'cn'],
  ['中國', 'cn'],
  ['ｃｎ', 'cn'],
  ['新加坡', 'sgp'],
  ['雅加达', 'idn'],
  ['硅谷', 'usa'],
  ['韩国', 'kr'],
  ['日本', 'jpn'],
  ['德国', 'ger'],
  ['美国', 'usa'],
  ['印尼', 'idn'],
  ['沙特', 'ksa'],
  ['印度', 'ind'],
  ['Singapore', 'sgp'],
  ['火星', undefined],
])('the region %s is %s', (typed, meant) => {
  expect(region.parse(typed)).toBe(meant);
});

test('a region that there is not is refused with the list, in Chinese with the names', async () => {
  const env = { LANG: 'zh_CN.UTF-8' };
  const { code, stderr } = await runCommand(['usersig', '--region', '火星', '--sdkappid', '1', '--admin', 'a'], {
    env: { ...env, TIM_SECRET_KEY: 'k' },
  });
  expect(code).toBe(2);
  expect(stderr).toContain('sgp 新加坡');
});

test('a region in an env file may have its Chinese name', async () => {
  const path = await tempFile('.env', 'TIM_SDKAPPID=1400000000\nTIM_ADMIN=a\nTIM_SECRET_KEY=k\nTIM_REGION=新加坡\n');
  const { stdout } = await runCommand(['doctor', '--settings', path]);
  expect(stdout).toContain('https://adminapisgp.im.qcloud.com');
});
