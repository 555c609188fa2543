import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Fault, parseFault } from '../../../src/simulator/faults.ts';
import { runCommand } from '../../support/command.ts';
import { encode } from '../../support/encode.ts';
import { environmentOf, simulate } from '../../support/simulator.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

const CHINESE = { LANG: 'zh_CN.UTF-8' };
const MARK = '\ufeff';

const failedIn = (path: string): Promise<string> => readFile(`${path}.tim-unread/failures.csv`, 'utf8');

const importing = async (rows: string) => {
  const path = await tempFile('members.csv', HEADER + rows);
  const env = environmentOf(await simulate());
  const run = (language: object, ...flags: string[]) =>
    runCommand(['import', path, ...flags], { env: { ...env, ...language } });
  return { path, env, run };
};

test('the failures of a run in Chinese have Chinese reasons behind a byte order mark, and English names', async () => {
  const { path, run } = await importing('g1,alice,１\ng1,bob,2\n');
  const { code, stdout } = await run(CHINESE);
  expect({ code, headline: stdout.split('\n')[0] }).toEqual({ code: 3, headline: `已完成，有失败的行：${path}` });
  const text = await failedIn(path);
  expect(text.startsWith(`${MARK}GroupId,Member_Account,UnreadMsgNum,Line,Class,ErrorCode,Message,`)).toBe(true);
  expect(text).toContain('invalid,,"UnreadMsgNum ""１"" 含有全角数字：应写 1",');
});

test('the failures of a run in English begin without a byte order mark', async () => {
  const { path, run } = await importing('g1,alice,x\n');
  await run({});
  expect(await failedIn(path)).toMatch(/^GroupId,.*\n.*is not a plain whole number/);
});

test.each([
  { first: CHINESE, second: {}, isMarked: true, reason: '是负数' },
  { first: {}, second: CHINESE, isMarked: false, reason: 'is negative' },
])('a run that goes on in another language keeps that of its failures', async ({ first, second, isMarked, reason }) => {
  const { path, run } = await importing('g1,alice,1\ng1,ann,-1\ng1,bob,2\ng1,ben,-2\n');
  await run(first, '--limit', '1');
  await run(second);
  const text = await failedIn(path);
  expect(text.split(MARK)).toHaveLength(isMarked ? 2 : 1);
  expect(text.startsWith(MARK)).toBe(isMarked);
  expect(text.split(reason)).toHaveLength(3);
});

test('the failures of a run in Chinese are read by import, verify and status', async () => {
  const { path, env, run } = await importing('g1,alice,1\ng1,bob,-2\n');
  await run(CHINESE);
  const corrected = await tempFile('corrected.csv', (await failedIn(path)).replace('-2', '2'));
  const again = await runCommand(['import', corrected], { env: { ...env, ...CHINESE } });
  expect(again.code).toBe(0);
  expect(again.stdout).toContain('成功 1 + 失败 0');
  expect((await runCommand(['status', path], { env: CHINESE })).stdout).toContain('失败     1 行 invalid');
});

test('why a run stopped is told in the language of whoever asks', async () => {
  const { path, run } = await importing('g1,alice,-1\ng1,bob,-2\n');
  await run({}, '--max-failures', '0');
  const { stdout } = await runCommand(['status', path], { env: CHINESE });
  expect(stdout).toContain('停止原因');
  expect(stdout).toContain('行失败，超过了 --max-failures 0 的上限');
  await run(CHINESE, '--max-failures', '0', '--restart');
  expect((await runCommand(['status', path])).stdout).toMatch(/stopped +\d rows? failed, more than --max-failures 0/);
});

test('rows that an earlier run in English has refused have their reasons in Chinese', async () => {
  const rows = 'g1,alice,x\ng2,eve,2\ng1,bob,2\ng1,ann,3\n';
  const path = await tempFile('members.csv', HEADER + rows);
  const server = await simulate({ faults: [parseFault('10007:100%@set_unread_msg_num:g2') as Fault] });
  const env = environmentOf(server);
  await runCommand(['import', path, '--limit', '3'], { env });
  const { stdout } = await runCommand(['import', path], { env: { ...env, ...CHINESE } });
  expect(stdout).toContain('UnreadMsgNum "x" 不是整数');
  expect(stdout).toContain('服务端返回 simulated 10007');
  await runCommand(['report', path], { env });
  expect(await readFile(`${path}.tim-unread/report.html`, 'utf8')).toContain('&#34;x&#34; 不是整数');
});

test('failures that are written anew, because rows of them can be read now, keep their byte order mark', async () => {
  const rows = Buffer.concat([
    Buffer.from('GroupId|Member_Account|UnreadMsgNum|nick\ng1|alice|1|Ann\n'),
    encode('g1|bob|2|鹼\n', 'gb18030'),
    Buffer.from('g1|carol|-3|Ann\n'),
  ]);
  const path = await tempFile('members.csv', rows);
  const env = { ...environmentOf(await simulate()), ...CHINESE };
  const run = (...flags: string[]) => runCommand(['import', path, '--delimiter', '|', ...flags], { env });
  await run();
  expect((await failedIn(path)).split('\n')).toHaveLength(4);
  const { stderr } = await run('--encoding', 'gb18030');
  expect(stderr.replaceAll(/\n */g, '')).toMatch(/此前未能设置的 ?1 ?行现在发送/);
  const text = await failedIn(path);
  expect(text.split(MARK)).toHaveLength(2);
  expect(text).toMatch(/^\ufeffGroupId,.*\ng1,carol,-3,4,invalid,,.*是负数/);
});
