import { setMaxListeners } from 'node:events';
import { CallMeter } from '../../core/pace/call-meter.ts';
import type { Clock, OnEvent, Pace, TargetConnection } from '../../core/ports.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import type { Command } from './commands/command.ts';
import { createReads, READ_COMMANDS } from './commands/reads.ts';
import { SET_UNREAD, setUnreadBody } from './commands/set-unread.ts';
import type { HttpsProxy } from './dispatcher.ts';
import { createHttpClient, type Endpoint } from './http-client.ts';
import { Lane } from './lane.ts';
import { LocalPace } from './pace/local-pace.ts';
import { type SendDeps, send } from './retry.ts';
import { fixedUserSig, signingUserSigs } from './usersig.ts';

/** What signs the calls: a key, or a UserSig made elsewhere. */
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
  /** most calls in flight, of all commands together */
  readonly concurrency: number;
  /** how many of them are for reads; the rest is for writes. If reads have all of them, writes share them. */
  readonly readsInFlight: number;
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
  /** its abort ends the calls in flight of all runs */
  readonly cut: AbortSignal;
};

export type OpenConnection = TargetConnection & {
  /** Ends every wait; no timer, listener or socket outlives it. */
  close(): Promise<void>;
};

/** What the calls of one command share, over all runs. */
type CommandLimits = { readonly lane: Lane; readonly pace: Pace };

/** Tencent IM over HTTP. The spelling of the API is used in this room only. */
export const connect = (options: RemoteOptions, deps: RemoteDeps): OpenConnection => {
  const { endpoint, credentials, concurrency, readsInFlight, maxAttempts, giveUpAfterMs } = options;
  const { clock, random, secrets, onEvent, cut } = deps;
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const http = createHttpClient({
    endpoint,
    connections: concurrency,
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
  const breaker = new CircuitBreaker({ clock, end: end.signal, giveUpAfterMs, onEvent });
  const shared = { http, usersigs, breaker, clock, random, maxAttempts, onEvent };

  // One lane each for reads and writes: reads without answers block no write, and a read for many rows waits for no
  // write.
  const readLane = new Lane(readsInFlight);
  const writesInFlight = concurrency - readsInFlight;
  const writeLane = writesInFlight > 0 ? new Lane(writesInFlight) : readLane;
  const limits = new Map<string, CommandLimits>([
    [SET_UNREAD.path, { lane: writeLane, pace: new LocalPace(options.ratePerSecond, clock) }],
    ...READ_COMMANDS.map(({ path, vendorPerSecond = Number.POSITIVE_INFINITY }): [string, CommandLimits] => [
      path,
      { lane: readLane, pace: new LocalPace(Math.min(options.readsPerSecond, vendorPerSecond), clock) },
    ]),
  ]);

  return {
    forRun: (runSignal) => {
      // Our own signal, on which hundreds of rows may listen while they wait. It ends with the connection too.
      const signal = AbortSignal.any([runSignal, end.signal]);
      setMaxListeners(0, signal);
      const sendDeps = new Map<string, SendDeps>();
      const depsOf = ({ path }: Command<unknown>): SendDeps => {
        const known = sendDeps.get(path);
        if (known) return known;
        const { lane, pace } = limits.get(path) as CommandLimits;
        const made = { ...shared, lane, pace, meter: new CallMeter(), signal };
        sendDeps.set(path, made);
        return made;
      };
      const writeDeps = depsOf(SET_UNREAD);
      const isGoingOn = (): boolean => !signal.aborted;
      const reads = createReads({
        ask: (command, body) => send(depsOf(command), command, body, isGoingOn),
        maxAttempts,
        random,
        sleep: (ms) => clock.sleep(ms, signal),
      });
      return {
        remote: {
          setUnread: (row, isWanted) => send(writeDeps, SET_UNREAD, setUnreadBody(row), isWanted),
          stats: () => writeDeps.meter.stats(),
        },
        reads: {
          ...reads,
          stats: () =>
            [...sendDeps]
              .filter(([path]) => path !== SET_UNREAD.path)
              .map(([path, { meter }]) => ({
                command: path.slice(path.lastIndexOf('/') + 1),
                calls: meter.stats(),
              })),
        },
      };
    },
    close: async () => {
      end.abort();
      for (const { lane } of limits.values()) lane.close();
      await Promise.all([...limits.values()].map(({ pace }) => pace.close()));
      await http.close();
    },
  };
};
