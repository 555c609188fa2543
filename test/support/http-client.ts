import { onTestFinished } from 'vitest';
import { Secrets } from '../../src/core/text/secrets.ts';
import { createHttpClient } from '../../src/io/remote/http-client.ts';

export const USERSIG = 'usersig-of-the-test';

/** A client of our own against a server on this machine; it is closed with the test. */
export const clientOfPort = (port: number, timeoutMs: number) => {
  const secrets = new Secrets();
  secrets.add(USERSIG);
  const client = createHttpClient({
    endpoint: { origin: `http://127.0.0.1:${port}`, sdkappid: 1, admin: 'a' },
    timeoutMs,
    proxy: undefined,
    cut: new AbortController().signal,
    nowMs: () => performance.now(),
    secrets,
    random: () => 0.5,
  });
  onTestFinished(() => client.close());
  return client;
};
