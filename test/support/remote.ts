import { onTestFinished } from 'vitest';
import type { Clock, RunEvent } from '../../src/core/ports.ts';
import type { Row } from '../../src/core/row/row.ts';
import { Secrets } from '../../src/core/text/secrets.ts';
import { systemClock } from '../../src/io/clock.ts';
import { connect, type RemoteDeps, type RemoteOptions } from '../../src/io/remote/connection.ts';
import { APP } from './simulator.ts';

export const row = (groupId = 'g1', account = 'alice', unread = 5): Row => ({ groupId, account, unread });

// Backoff of rows is skipped, and waiting for the target is cut short.
const shortSleep: Clock['sleep'] = (ms, signal) => systemClock.sleep(Math.min(ms, 20), signal);

/** The real client against a server on loopback. All events are recorded, and backoff is cut to nothing. */
export const connectTo = (
  url: string,
  options: Partial<RemoteOptions> = {},
  {
    sleep = shortSleep,
    random = () => 0,
    limits,
  }: { sleep?: Clock['sleep']; random?: RemoteDeps['random']; limits?: RemoteDeps['limits'] } = {},
) => {
  const halt = new AbortController();
  const cut = new AbortController();
  const events: RunEvent[] = [];
  const connection = connect(
    {
      endpoint: { origin: url, sdkappid: APP.sdkappid, admin: APP.admin },
      credentials: { kind: 'key', secretKey: APP.secretKey },
      ratePerSecond: 10_000,
      readsPerSecond: 10_000,
      concurrency: 10,
      readsShare: 1,
      timeoutMs: 20_000,
      proxy: undefined,
      maxAttempts: 3,
      giveUpAfterMs: 60_000,
      ...options,
    },
    {
      clock: { ...systemClock, sleep },
      random,
      secrets: new Secrets(),
      onEvent: (event) => events.push(event),
      cut: cut.signal,
      limits,
    },
  );
  onTestFinished(() => connection.close());
  const { remote, reads } = connection.forRun(halt.signal, false);
  return {
    connection,
    remote,
    reads,
    halt,
    cut,
    events,
    set: (what: Row = row()) => remote.setUnread(what, { isWanted: () => true }),
  };
};
