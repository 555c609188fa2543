import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import { CallMeter } from '../../core/call-meter.ts';
import type { Clock, OnEvent, RemoteApi } from '../../core/ports.ts';
import type { Row } from '../../core/row.ts';
import type { Secrets } from '../../core/secrets.ts';
import type { HttpsProxy } from './dispatcher.ts';
import { createHttpClient, type Endpoint } from './http-client.ts';
import { Reach } from './reach.ts';
import { type Command, type SendDeps, send } from './send.ts';
import { Throttle } from './throttle.ts';
import { fixedUserSig, signingUserSigs } from './usersig.ts';

/** What signs the calls: a key, or a UserSig that was made elsewhere. */
export type Credentials =
  | { readonly kind: 'key'; readonly secretKey: string }
  | { readonly kind: 'usersig'; readonly usersig: string };

export type RemoteOptions = {
  readonly endpoint: Endpoint;
  readonly credentials: Credentials;
  readonly ratePerSecond: number;
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly proxy: HttpsProxy | undefined;
  readonly maxAttempts: number;
  readonly giveUpAfterMs: number;
};

export type RemoteDeps = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly secrets: Secrets;
  readonly onEvent: OnEvent;
  /** no new call starts */
  readonly halted: AbortSignal;
  /** calls in flight end too */
  readonly cut: AbortSignal;
};

/** One connection to the target: its pace, its credentials and what is known of its reach are shared by all runs. */
export type Connection = {
  /** @returns the target for one run, with calls counted from 0 */
  forRun(): RemoteApi;
  close(): Promise<void>;
};

/** Tencent IM over HTTP. Its spelling of things ends in this room. */
export const connect = (options: RemoteOptions, deps: RemoteDeps): Connection => {
  const { endpoint, credentials } = options;
  const { clock, random, secrets, onEvent, cut } = deps;
  // Whoever waits here waits no longer when the run is halted, and none of our timers outlives the connection.
  const over = new AbortController();
  setMaxListeners(0, over.signal);
  deps.halted.addEventListener('abort', () => over.abort(), { once: true });
  const halted = over.signal;
  const http = createHttpClient({
    endpoint,
    connections: options.concurrency,
    timeoutMs: options.timeoutMs,
    proxy: options.proxy,
    cut,
    secrets,
    random,
  });
  const usersigs =
    credentials.kind === 'key'
      ? signingUserSigs({ ...endpoint, secretKey: credentials.secretKey, secrets }, clock.wallMs, (because) =>
          onEvent({ type: 'usersig-renewed', because }),
        )
      : fixedUserSig(credentials.usersig, secrets);
  const shared: Omit<SendDeps, 'meter'> = {
    http,
    usersigs,
    reach: new Reach({ clock, halted, giveUpAfterMs: options.giveUpAfterMs, onEvent }),
    limit: pLimit(options.concurrency),
    clock,
    random,
    halted,
    maxAttempts: options.maxAttempts,
    onEvent,
  };
  const setUnreadMsgNum: Command = {
    path: 'v4/group_open_http_svc/set_unread_msg_num',
    throttle: new Throttle(options.ratePerSecond, clock, halted),
  };
  return {
    forRun: () => {
      const meter = new CallMeter();
      const sendDeps: SendDeps = { ...shared, meter };
      return {
        setUnread: (row, isWanted) => send(sendDeps, setUnreadMsgNum, toBody(row), isWanted),
        stats: () => meter.stats(),
      };
    },
    close: async () => {
      over.abort();
      setUnreadMsgNum.throttle.close();
      await http.close();
    },
  };
};

const toBody = (row: Row) => ({ GroupId: row.groupId, Member_Account: row.account, UnreadMsgNum: row.unread });
