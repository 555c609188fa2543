import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCommand, startCommand } from '../support/command.ts';
import { freePort, hasRedis, redisClient, startRedis, startSentinel } from '../support/redis.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { HEADER, tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const inputOf = async (rows: number): Promise<string> => {
  const path = join(await tempFolder(), 'members.csv');
  const lines = Array.from({ length: rows }, (_, at) => `g${at % 3},u${at},${(at * 7) % 50}\n`);
  await writeFile(path, HEADER + lines.join(''));
  return path;
};

/** What docs/several-machines.md says that an ACL user needs. */
const ALLOWED = ['eval', 'evalsha', 'info', 'time', 'hmget', 'hset', 'lindex', 'lpush', 'ltrim', 'del', 'pexpire'].map(
  (command) => `+${command}`,
);

describe.skipIf(!hasRedis)('a limit that is shared over Redis', () => {
  test('two imports at a time share it: every row of both is set', async () => {
    const redis = await startRedis();
    const simulator = await simulate();
    const env = { ...environmentOf(simulator), TIM_REDIS: redis.url };
    const inputs = [await inputOf(60), await inputOf(60)];
    const ended = await Promise.all(inputs.map((input) => runCommand(['import', input], { env })));
    expect(ended.map(({ code }) => code)).toEqual([0, 0]);
    expect(unreadOf(simulator).size).toBe(60);
    const client = await redisClient(redis.url);
    const keys = await client.keys('tim-unread:*set_unread_msg_num*');
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(0);
  });

  test('while Redis is away nothing is sent; the run says so, and goes on when it is back', async () => {
    const port = await freePort();
    const simulator = await simulate();
    const input = await inputOf(5);
    const env = { ...environmentOf(simulator), TIM_REDIS: `redis://127.0.0.1:${port}` };
    const running = startCommand(['import', input], { env });
    await running.talked('the shared limit at redis://127.0.0.1');
    expect(simulator.state().calls).toEqual([]);
    await startRedis(port);
    const { code, stderr } = await running.ended;
    expect(stderr).toContain('the shared limit can be asked for again');
    expect(code).toBe(0);
  });

  test('after --give-up-after the run ends with its rows pending', async () => {
    const simulator = await simulate();
    const env = { ...environmentOf(simulator), TIM_REDIS: `redis://127.0.0.1:${await freePort()}` };
    const { code, stdout } = await runCommand(['import', await inputOf(5), '--json', '--give-up-after', '2s'], { env });
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'INCOMPLETE', calls: { sent: 0 } });
    expect(JSON.parse(stdout).reason).toMatch(/without it nothing is sent/);
  });

  test('a wrong password is named for what it is, and never printed', async () => {
    const redis = await startRedis(undefined, '--requirepass', 'the-right-password');
    const simulator = await simulate();
    const env = {
      ...environmentOf(simulator),
      TIM_REDIS: redis.url.replace('redis://', 'redis://:a-wrong-password@'),
    };
    const { code, stdout, stderr } = await runCommand(['import', await inputOf(5), '--give-up-after', '2s'], { env });
    expect(code).toBe(4);
    expect(stderr + stdout).toMatch(/WRONGPASS/);
    expect(stderr + stdout).not.toContain('a-wrong-password');
  });

  test('a password of an ACL user in TIM_REDIS lets the run go on', async () => {
    const redis = await startRedis(
      undefined,
      '--user',
      'worker',
      'on',
      '>secret-of-worker',
      '~tim-unread:*',
      ...ALLOWED,
    );
    const simulator = await simulate();
    const env = {
      ...environmentOf(simulator),
      TIM_REDIS: redis.url.replace('redis://', 'redis://worker:secret-of-worker@'),
    };
    const { code } = await runCommand(['import', await inputOf(5)], { env });
    expect(code).toBe(0);
  });

  test.each([
    { what: 'a Sentinel', start: async () => startSentinel(await tempFolder()), said: 'a Sentinel answers at' },
    {
      what: 'a cluster',
      start: async () => startRedis(undefined, '--cluster-enabled', 'yes', '--dir', await tempFolder()),
      said: 'a cluster answers at',
    },
  ])('$what is named for what it is, with what to give instead', async ({ start, said }) => {
    const redis = await start();
    const simulator = await simulate();
    const env = { ...environmentOf(simulator), TIM_REDIS: redis.url };
    const { code, stderr, stdout } = await runCommand(['import', await inputOf(5), '--give-up-after', '2s'], { env });
    expect(code).toBe(4);
    expect(unwrapped(stderr + stdout)).toContain(said);
  });

  const USER = ['--user', 'worker', 'on', '>secret-of-worker', '~tim-unread:*', '-@all', '+info'];
  const TLS = ['--tls-cert-file', '--tls-key-file', '--tls-ca-cert-file'].flatMap((flag, at) => [
    flag,
    join(import.meta.dirname, `../support/tls/${at === 1 ? 'key' : 'cert'}.pem`),
  ]);
  test.each([
    { what: 'a database that is not there', flags: [], path: '/99', said: 'Give another number, or none' },
    { what: 'a login without rights', flags: USER, login: 'worker:secret-of-worker@', said: 'ACL SETUSER NAME' },
    { what: 'no login where one is needed', flags: ['--requirepass', 'x'], said: 'redis://:PASSWORD@host:6379' },
    { what: 'a full Redis', flags: ['--maxmemory', '1'], said: 'give it more maxmemory' },
    { what: 'a port for TLS', flags: TLS, said: 'give rediss:// in the place of redis://', isTls: true },
  ])('$what is named with what to type, and nothing is sent', async ({ flags, login = '', path = '', said, isTls }) => {
    const tlsPort = await freePort();
    const redis = await startRedis(undefined, ...flags, ...(isTls ? ['--tls-port', String(tlsPort)] : []));
    const simulator = await simulate();
    const url = `redis://${login}127.0.0.1:${isTls ? tlsPort : redis.port}${path}`;
    const env = { ...environmentOf(simulator), TIM_REDIS: url };
    const { code, stderr, stdout } = await runCommand(['import', await inputOf(5), '--give-up-after', '1s'], { env });
    expect(code).toBe(4);
    expect(unwrapped(stderr + stdout)).toContain(said);
    expect(stderr + stdout).not.toContain('secret-of-worker');
    expect(simulator.state().calls).toEqual([]);
  });
});

test('a password in --redis is refused for a rehearsal too, and is in no file', async () => {
  const path = await inputOf(1);
  const words = ['import', path, '--simulator', '--redis', 'redis://worker:a-long-secret@127.0.0.1:6379'];
  const { code, stderr } = await runCommand(words);
  expect(code).toBe(2);
  expect(stderr).toContain('TIM_REDIS');
  expect(existsSync(`${path}.tim-unread`)).toBe(false);
});

test.each([
  ['redis+sentinel://h:26379/mymaster', 'the primary behind the Sentinels'],
  ['redis+cluster://h:7000', 'no part of a cluster'],
  ['redis://h1:26379,h2:26379', 'the primary behind the Sentinels'],
  ['redis://:a-long-secret@127.0.0.1:6379', 'TIM_REDIS'],
  ['redis://worker:a-long-secret@127.0.0.1:6379', 'TIM_REDIS'],
  ['http://127.0.0.1:6379', 'redis://host:6379'],
  ['127.0.0.1:6379', 'redis://host:6379'],
  ['redis://h:6379/zero', 'redis://host:6379'],
])('--redis %s is refused before anything is sent, and without its password', async (url, said) => {
  const simulator = await simulate();
  const { code, stderr } = await runCommand(['import', await inputOf(1), '--redis', url], {
    env: environmentOf(simulator),
  });
  expect(code).toBe(2);
  expect(unwrapped(stderr)).toContain(said);
  expect(stderr).not.toContain('a-long-secret');
});
