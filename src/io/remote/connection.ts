import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import { CallMeter } from '../../core/pace/call-meter.ts';
import { ACCOUNT_CHECKS_PER_SECOND } from '../../core/pace/pacing.ts';
import type { Clock, OnEvent, ReadApi, RemoteApi } from '../../core/ports.ts';
import type { Row } from '../../core/row/row.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { createReads, READ_COMMANDS, type ReadCommands } from './commands/reads.ts';
import type { HttpsProxy } from './dispatcher.ts';
import { createHttpClient, type Endpoint } from './http-client.ts';
import { Throttle } from './pace/local-pace.ts';
import { type Command, type SendDeps, send } from './send.ts';
import { fixedUserSig, signingUserSigs } from './usersig.ts';

/** What signs the calls: a key, or a UserSig that was made elsewhere. */
export type Credentials =
  | { readonly kind: 'key'; readonly secretKey: string }
  | { readonly kind: 'usersig'; readonly usersig: string };

export type RemoteOptions = {
  readonly endpoint: Endpoint;
  readonly credentials: Credentials;
  /** calls of `set_unread_msg_num` */
  readonly ratePerSecond: number;
  /** calls of each command that reads */
  readonly readsPerSecond: number;
  /** of the commands that read, together */
  readonly readConcurrency: number;
  /** of all commands together */
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
  forRun(): { readonly remote: RemoteApi; readonly reads: ReadApi };
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
    reach: new CircuitBreaker({ clock, halted, giveUpAfterMs: options.giveUpAfterMs, onEvent }),
    inFlight: new PQueue({ concurrency: options.concurrency }),
    clock,
    random,
    halted,
    maxAttempts: options.maxAttempts,
    onEvent,
  };
  const throttles: Throttle[] = [];
  const newThrottle = (perSecond: number): Throttle => {
    const throttle = new Throttle(perSecond, clock, halted);
    throttles.push(throttle);
    return throttle;
  };
  const setUnreadMsgNum: Command<true> = {
    path: 'v4/group_open_http_svc/set_unread_msg_num',
    throttle: newThrottle(options.ratePerSecond),
    priority: 0,
    isReading: false,
    read: () => true,
  };
  const places = new PQueue({ concurrency: options.readConcurrency });
  const readAt = (perSecond: number) => ({
    places,
    throttle: newThrottle(perSecond),
    priority: READS_FIRST,
    isReading: true,
  });
  const { readsPerSecond } = options;
  const readCommands: ReadCommands = {
    groups: { ...READ_COMMANDS.groups, ...readAt(readsPerSecond) },
    roles: { ...READ_COMMANDS.roles, ...readAt(readsPerSecond) },
    readSeqs: { ...READ_COMMANDS.readSeqs, ...readAt(readsPerSecond) },
    joinedGroups: { ...READ_COMMANDS.joinedGroups, ...readAt(readsPerSecond) },
    accounts: { ...READ_COMMANDS.accounts, ...readAt(Math.min(readsPerSecond, ACCOUNT_CHECKS_PER_SECOND)) },
  };
  return {
    forRun: () => {
      const meters = new Map<string, CallMeter>();
      const depsOf = ({ path }: { path: string }): SendDeps => {
        const meter = meters.get(path) ?? new CallMeter();
        meters.set(path, meter);
        return { ...shared, meter };
      };
      const writeDeps = depsOf(setUnreadMsgNum);
      const reads = createReads({
        commands: readCommands,
        ask: (command, body) => send(depsOf(command), command, body, () => !halted.aborted),
        maxAttempts: options.maxAttempts,
        random,
        sleep: (ms) => clock.sleep(ms, halted),
      });
      return {
        remote: {
          setUnread: (row, isWanted) => send(writeDeps, setUnreadMsgNum, toBody(row), isWanted),
          stats: () => writeDeps.meter.stats(),
        },
        reads: {
          ...reads,
          stats: () =>
            [...meters]
              .filter(([path]) => path !== setUnreadMsgNum.path)
              .map(([path, meter]) => ({ command: path.slice(path.lastIndexOf('/') + 1), calls: meter.stats() })),
        },
      };
    },
    close: async () => {
      over.abort();
      for (const throttle of throttles) throttle.close();
      await http.close();
    },
  };
};

// Rows that wait for their turn to be written may hold every place; a read for many rows at once must not stand behind them.
const READS_FIRST = 1;

const toBody = (row: Row) => ({ GroupId: row.groupId, Member_Account: row.account, UnreadMsgNum: row.unread });
