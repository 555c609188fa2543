import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';

const OPTIONS = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];

/** @returns a port that nobody listens on just now */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

const isThere = await new Promise<boolean>((resolve) => {
  const child = spawn('redis-server', ['--version'], { stdio: 'ignore' });
  child.once('error', () => resolve(false));
  child.once('exit', () => resolve(true));
});

/** Without a Redis these tests are skipped, which says so. `.ci/run` installs one, or fails. */
export const hasRedis = isThere;

/** A Redis of this test alone, on loopback, which keeps nothing and ends with it. */
export const startRedis = async (port?: number, ...flags: string[]) => {
  const own = port ?? (await freePort());
  return start(own, ['--port', String(own), ...OPTIONS, ...flags], 'Ready to accept connections');
};

/** A Sentinel, which watches no Redis. It writes to its file of settings. */
export const startSentinel = async (folder: string) => {
  const port = await freePort();
  const settings = join(folder, 'sentinel.conf');
  await writeFile(settings, `port ${port}\nbind 127.0.0.1\n`);
  return start(port, [settings, '--sentinel'], 'Sentinel ID is');
};

const start = async (own: number, words: readonly string[], ready: string) => {
  const child = spawn('redis-server', words, { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child, 'spawn');
  const close = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(close);
  let said = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += chunk;
    if (said.includes(ready)) break;
  }
  child.stdout.resume();
  return { url: `redis://127.0.0.1:${own}`, port: own, child, close };
};

/** A client of its own, as another process has one. */
export const redisClient = async (url: string): Promise<Redis> => {
  const client = new Redis(url, { lazyConnect: true });
  onTestFinished(() => client.disconnect());
  await client.connect();
  return client;
};
