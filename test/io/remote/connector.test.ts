import { spawn } from 'node:child_process';
import dns from 'node:dns';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createConnector } from '../../../src/io/remote/connector.ts';

/** A listener that has stopped, and whose queue is full: what comes now is answered when it comes again, a second later. */
const busyListener = async () => {
  const code = `const s = require('net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, () => console.log(s.address().port))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(line);
  child.kill('SIGSTOP');
  const inQueue = [1, 2].map(() => connect(port, '127.0.0.1').on('error', () => {}));
  await Promise.all(inQueue.map((socket) => once(socket, 'connect')));
  return { port, goOn: () => child.kill('SIGCONT') };
};

// The queue and the second are those of Linux.
test.skipIf(process.platform !== 'linux')(
  'an address that answers late is waited for, where another one of the same name leads nowhere',
  async () => {
    const { port, goOn } = await busyListener();
    const addresses = [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ];
    const lookup = (_: string, __: object, done: (error: null, found: typeof addresses) => void) =>
      process.nextTick(done, null, addresses);
    vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup);
    onTestFinished(() => void vi.restoreAllMocks());
    const connector = createConnector(`http://tim.test:${port}`, { timeoutMs: 5000, proxy: undefined });
    const opened = await new Promise<Socket | Error | null>((resolve) => {
      connector.open((error, socket) => resolve(error ?? socket));
      setImmediate(goOn);
    });
    expect(opened).not.toBeInstanceOf(Error);
    (opened as Socket).destroy();
    await connector.close();
  },
);
