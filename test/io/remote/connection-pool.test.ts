import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type Connection, ConnectionPool } from '../../../src/io/remote/connection-pool.ts';
import { createConnector } from '../../../src/io/remote/connector.ts';
import { listen } from '../../support/network.ts';
import { until } from '../../support/until.ts';

const never = new AbortController().signal;

const poolTo = (
  origin: string,
  most = 1000,
  connector = createConnector(origin, { timeoutMs: 5000, proxy: undefined }),
) => {
  const pool = new ConnectionPool(origin, connector, 5000, () => performance.now(), most);
  onTestFinished(() => pool.close());
  return pool;
};

const begin = async () => {
  const sockets: Socket[] = [];
  const pool = poolTo(`http://127.0.0.1:${await listen(createServer((socket) => void sockets.push(socket)))}`);
  return { pool, sockets, lease: async () => (await pool.lease(never)) as Connection };
};

test('a connection that was given back is leased again', async () => {
  const { pool, sockets, lease } = await begin();
  const connection = await lease();
  pool.giveBack(connection);
  expect(await lease()).toBe(connection);
  expect(sockets).toHaveLength(1);
});

test('who waits gets the first one that is ready, a new one or one that is given back', async () => {
  const { pool, lease } = await begin();
  const connection = await lease();
  const second = lease();
  pool.giveBack(connection);
  expect(await second).toBe(connection);
});

test.each([
  { how: 'without a word', end: (socket: Socket) => void socket.end() },
  { how: 'with HTTP 408', end: (socket: Socket) => void socket.end('HTTP/1.1 408 Request Timeout\r\n\r\n') },
  { how: 'by a reset', end: (socket: Socket) => void socket.resetAndDestroy() },
])('one that the target closes before its first call, $how, is not leased', async ({ end }) => {
  const { pool, sockets, lease } = await begin();
  const connection = await lease();
  pool.giveBack(connection);
  await until(() => sockets.length === 1);
  end(sockets[0] as Socket);
  await until(() => !connection.isReady);
  expect(await lease()).not.toBe(connection);
});

test('an abort and the end of the pool end the wait for one', async () => {
  const { pool } = await begin();
  const run = new AbortController();
  const waits = [pool.lease(run.signal), pool.lease(never)];
  run.abort();
  expect(await waits[0]).toBeUndefined();
  await pool.close();
  expect(await waits[1]).toBeUndefined();
});

test('at most 32 are being opened at a time, and who waits in vain is told as soon as none is left', async () => {
  const opening: ((error: Error) => void)[] = [];
  const pool = poolTo('http://target', 1000, {
    open: (done) => void opening.push((error) => done(error, null)),
    close: async () => {},
  });
  const waits = Array.from({ length: 1000 }, () => pool.lease(never));
  expect(opening).toHaveLength(32);
  const error = new Error('refused');
  opening[0]?.(error);
  expect(await Promise.all(waits)).toEqual(Array.from({ length: 1000 }, () => ({ error })));
});

test('while others are open, one that cannot be opened fails one call only', async () => {
  const origin = `http://127.0.0.1:${await listen(createServer())}`;
  const connector = createConnector(origin, { timeoutMs: 5000, proxy: undefined });
  const error = new Error('refused');
  let opened = 0;
  const pool = poolTo(origin, 1000, {
    ...connector,
    open: (done) => {
      opened += 1;
      if (opened === 2) setImmediate(done, error, null);
      else connector.open(done);
    },
  });
  expect(await pool.lease(never)).toMatchObject({ isReady: true });
  const [second, third] = [pool.lease(never), pool.lease(never)];
  expect(await second).toEqual({ error });
  expect(await third).toMatchObject({ isReady: true });
});

test('where no more may be open, who comes waits for one that is given back', async () => {
  const sockets: Socket[] = [];
  const pool = poolTo(`http://127.0.0.1:${await listen(createServer((socket) => void sockets.push(socket)))}`, 2);
  const leased = await Promise.all([pool.lease(never), pool.lease(never)]);
  const [first, second] = leased as Connection[];
  const third = pool.lease(never);
  pool.giveBack(first as Connection);
  expect(await third).toBe(first);
  const fourth = pool.lease(never);
  await second?.destroy();
  pool.giveBack(second as Connection);
  expect(await fourth).not.toBe(first);
  await until(() => sockets.length === 3);
});

test('one that is put last is used again only where no other is idle', async () => {
  const { pool, lease } = await begin();
  const [first, second] = [await lease(), await lease()];
  pool.giveBack(first);
  pool.giveBack(second);
  pool.putLast(second);
  expect(await lease()).toBe(first);
  expect(await lease()).toBe(second);
});

test('a target that takes two connections at a time is asked for few more, and who waits gets those', async () => {
  let taken = 0;
  const server = createServer((socket) => {
    taken += 1;
    if (taken > 2) socket.destroy();
  });
  const pool = poolTo(`http://127.0.0.1:${await listen(server)}`);
  const carried = new Set<Connection>();
  const work = async (): Promise<void> => {
    for (let calls = 0; calls < 20; ) {
      const connection = (await pool.lease(never)) as Connection;
      if ('error' in connection) continue;
      await new Promise(setImmediate);
      if (connection.isReady) {
        carried.add(connection);
        calls += 1;
      }
      pool.giveBack(connection);
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  expect(carried.size).toBeGreaterThanOrEqual(2);
  expect(taken).toBeLessThan(200);
});
