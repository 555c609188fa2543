import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, onTestFinished, test } from 'vitest';
import { clientOfPort, USERSIG } from '../../support/http-client.ts';

const TIMEOUT_MS = 100;

/** A server that answers also while this thread stands still; the first number of `answered` is 1 then. */
const SERVER = `
const { createServer } = require('node:http');
const { parentPort, workerData: answered } = require('node:worker_threads');
createServer((_, response) => {
  response.on('finish', () => {
    Atomics.store(answered, 0, 1);
    Atomics.notify(answered, 0);
  });
  response.end('{"ActionStatus":"OK","ErrorInfo":"","ErrorCode":0}');
}).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

test('a reply that came while the process stood still counts, though the time of its call is over', async () => {
  const answered = new Int32Array(new SharedArrayBuffer(8));
  const server = new Worker(SERVER, { eval: true, workerData: answered });
  onTestFinished(async () => void (await server.terminate()));
  const [port] = await once(server, 'message');
  const client = clientOfPort(port, TIMEOUT_MS);
  const connection = await client.lease(new AbortController().signal);
  if (!connection || 'kind' in connection) throw new Error('no connection');
  const standStill = (): void => {
    Atomics.wait(answered, 0, 0, 10_000);
    Atomics.wait(answered, 1, 0, 2 * TIMEOUT_MS);
  };
  const call = { written: () => setImmediate(standStill), unused: () => {} };
  const reply = await client.post(connection, call, 'v4/x', { GroupId: 'g' }, USERSIG);
  expect(reply).toMatchObject({ kind: 'api', errorCode: 0 });
});
