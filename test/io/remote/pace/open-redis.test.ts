import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { Secrets } from '../../../../src/core/text/secrets.ts';
import { openRedis, troubleOf } from '../../../../src/io/remote/pace/open-redis.ts';
import { listen } from '../../../support/network.ts';
import { until } from '../../../support/until.ts';

test.each([
  ['redis:', "ERR unknown command 'evalsha', with args beginning with: ", { is: 'sentinel' }],
  ['redis:', 'MOVED 12 10.0.0.2:7000', { is: 'cluster' }],
  [
    'redis:',
    "READONLY You can't write against a read only replica. script: db8, on @user_script:66.",
    { is: 'replica' },
  ],
  ['redis:', "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.", { is: 'replica' }],
  ['redis:', 'WRONGPASS invalid username-password pair or user is disabled.', { is: 'refused' }],
  ['redis:', 'NOAUTH HELLO must be called with the client already authenticated', { is: 'refused' }],
  ['redis:', "NOPERM this user has no permissions to run the 'evalsha' command", { is: 'no-right' }],
  ['redis:', "ERR The user executing the script can't run this command or subcommand", { is: 'no-right' }],
  ['redis:', "NOPERM this user has no permissions to run the 'select' command", { is: 'no-database' }],
  ['redis:', 'ERR DB index is out of range', { is: 'no-database' }],
  ['redis:', 'Unknown RESP type 72 "H". Please report this.', { is: 'no-redis' }],
  ['redis:', "OOM command not allowed when used memory > 'maxmemory'.", { likely: 'full' }],
  ['redis:', 'MISCONF Redis is configured to save RDB snapshots', { likely: 'cannot-save' }],
  ['redis:', 'LOADING Redis is loading the dataset in memory', { likely: 'loading' }],
  ['redis:', 'BUSY Redis is busy running a script.', { likely: 'busy' }],
  ['redis:', 'NOREPLICAS Not enough good replicas to write.', { likely: 'too-few-replicas' }],
  ['redis:', 'write ECONNRESET', { likely: 'closed-unanswered' }],
  ['rediss:', 'connect ETIMEDOUT', { likely: 'tls-unanswered' }],
  ['rediss:', 'self-signed certificate', { is: 'certificate' }],
  ['rediss:', '800C:error:0A00010B:SSL routines:ssl3_get_record:wrong version number', { is: 'no-tls' }],
  ['redis:', 'connect ETIMEDOUT', {}],
  ['rediss:', 'connect ECONNREFUSED 127.0.0.1:6380', {}],
] as const)('%s %s', (protocol, said, trouble) => {
  expect(troubleOf(said, protocol, false)).toEqual(trouble);
});

test('a connection that breaks off is no sign of the wrong protocol where Redis has answered before', () => {
  expect(troubleOf('write EPIPE', 'redis:', true)).toEqual({});
  expect(troubleOf('read ECONNRESET', 'rediss:', true)).toEqual({});
  expect(troubleOf('READONLY You can’t write', 'redis:', true)).toEqual({ is: 'replica' });
});

test('an answer without end is broken off, before it fills the memory', async () => {
  const server = createServer();
  const redis = openRedis(new URL(`redis://127.0.0.1:${await listen(server)}`), new Secrets());
  const [socket] = (await once(server, 'connection')) as [Socket];
  socket.on('error', () => {});
  socket.write('$9000000000\r\n');
  const piece = Buffer.alloc(64 * 1024, 'x');
  for (let sent = 0; sent < 64 * 1024 * 1024 && !socket.destroyed; sent += piece.length) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {});
  }
  expect(socket.destroyed).toBe(true);
  redis.close();
});

test('a Redis that repeats the password gets it into no reason', async () => {
  const server = createServer((socket) =>
    socket
      .on('error', () => {})
      .on('data', (asked) => {
        for (const _ of asked.toString().matchAll(/^\*/gm))
          socket.write("-ERR with args: 'AUTH' 'me' 'pa55word-of-redis'\r\n");
      }),
  );
  const secrets = new Secrets();
  secrets.add('pa55word-of-redis');
  const redis = openRedis(new URL(`redis://me:pa55word-of-redis@127.0.0.1:${await listen(server)}`), secrets);
  const said = new Set<string>();
  await until(async () => {
    const error: unknown = await redis
      .budget('x', 1)
      .take(1, 1)
      .catch((why: unknown) => why);
    const reason = redis.reasonOf(error);
    if (reason.code === 'budget-away') said.add(reason.said);
    return [...said].some((text) => text.includes("'AUTH'"));
  });
  expect([...said]).toContain("ERR with args: 'AUTH' 'me' '[secret]'");
  redis.close();
});
