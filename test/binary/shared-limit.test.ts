import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { runBinary, startBinary } from '../support/binary.ts';
import { CERTIFICATE, listen } from '../support/network.ts';
import { freePort, hasRedis, redisClient, startRedis } from '../support/redis.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile } from '../support/temp.ts';
import { until, wait } from '../support/until.ts';

const ROWS = 480;
/** Calls in flight, and those since the checkpoint before: docs/contract.md, promise 3. A busy machine saves slowly. */
const MOST_REPEATED = 100;

/** A network to Redis that can be cut. */
const wireTo = async (port: number) => {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((socket) => {
    if (isCut) return void socket.destroy();
    const other = connect(port, '127.0.0.1');
    for (const one of [socket, other]) {
      sockets.add(one);
      one.on('error', () => {}).on('close', () => sockets.delete(one));
    }
    socket.pipe(other).pipe(socket);
  });
  const url = `redis://127.0.0.1:${await listen(server)}`;
  return {
    url,
    cut: () => {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => {
      isCut = false;
    },
  };
};

describe.skipIf(!hasRedis || process.platform === 'win32')('four processes share a limit and a file', () => {
  test('one is killed, one stopped, one cut off, Redis flushed and restarted: every row is set, hardly one twice', async () => {
    const path = await tempFile('members.csv', csvOf(ROWS));
    const port = await freePort();
    const redis = await startRedis(port);
    const wire = await wireTo(port);
    const simulator = await simulate();
    const calls = (): number => simulator.state().calls.length;
    const start = (shard: number) =>
      startBinary(['import', path, '--shard', `${shard}/4`], {
        env: { ...environmentOf(simulator), TIM_REDIS: shard === 4 ? wire.url : redis.url },
      });
    const [killed, stopped, calm, cutOff] = [start(1), start(2), start(3), start(4)] as const;
    await until(() => calls() >= 60);
    killed.child.kill('SIGKILL');
    stopped.child.kill('SIGSTOP');
    const client = await redisClient(redis.url);
    const beforeTheCut = calls();
    wire.cut();
    await until(() => calls() >= beforeTheCut + 20);
    await client.flushall();
    client.disconnect();
    // At once: the calm one would soon have sent all its rows.
    await redis.close();
    await Promise.all([cutOff, calm].map((one) => one.talked('the shared limit at redis://127.0.0.1')));
    // Calls that had a slot before may still arrive.
    let before = 0;
    while (before < calls()) {
      before = calls();
      await wait(300);
    }
    expect(before).toBeLessThan(ROWS);
    await startRedis(port);
    wire.mend();
    stopped.child.kill('SIGCONT');
    const again = start(1);
    const ended = await Promise.all([stopped, calm, cutOff, again].map((running) => running.ended));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect((await killed.ended).code).toBe(128 + 9);
    expect(unreadOf(simulator).size).toBe(ROWS);
    expect(calls()).toBeLessThanOrEqual(ROWS + MOST_REPEATED);
  });

  test('over TLS, with a certificate that is trusted; one that is not is named, and nothing is sent', async () => {
    const tlsPort = await freePort();
    const key = CERTIFICATE.replace('cert.pem', 'key.pem');
    const tls = ['--tls-cert-file', CERTIFICATE, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    await startRedis(undefined, '--tls-port', String(tlsPort), ...tls);
    const path = await tempFile('members.csv', csvOf(5));
    const simulator = await simulate();
    const env = { ...environmentOf(simulator), TIM_REDIS: `rediss://localhost:${tlsPort}` };
    const refused = await runBinary(['import', path, '--give-up-after', '2s'], { env });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toMatch(/is not\s+accepted\s+\(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
    expect(simulator.state().calls).toEqual([]);
    const { code } = await runBinary(['import', path], { env: { ...env, NODE_EXTRA_CA_CERTS: CERTIFICATE } });
    expect(code).toBe(0);
  });
});
