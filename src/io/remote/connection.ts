import { setMaxListeners } from 'node:events';
import { CallMeter } from '../../core/pace/call-meter.ts';
import { type Concurrency, type FixedInFlight, InFlightLimit } from '../../core/pace/in-flight.ts';
import { VENDOR_CALLS_PER_SECOND } from '../../core/pace/pacing.ts';
import type { Clock, OnEvent, Pace, TargetConnection } from '../../core/ports.ts';
import { AttemptLimit } from '../../core/target/attempt-limit.ts';
import type { Answer } from '../../core/target/outcome.ts';
import { Evidence, LimitScope } from '../../core/target/trouble.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { askForAid } from './aid.ts';
import { AskedPauses } from './asked-pauses.ts';
import { CircuitBreaker, Outage } from './circuit-breaker.ts';
import { ClockWatch } from './clock-watch.ts';
import type { Command } from './commands/command.ts';
import { createReads, READ_COMMANDS } from './commands/reads.ts';
import { SET_UNREAD, setUnreadBody } from './commands/set-unread.ts';
import type { HttpsProxy } from './connector.ts';
import { createHttpClient, type Endpoint } from './http-client.ts';
import { Lane } from './lane.ts';
import { LateCalls } from './late-calls.ts';
import { LocalPace } from './pace/local-pace.ts';
import type { SharedLimits } from './pace/open-redis.ts';
import { RedisPace } from './pace/redis-pace.ts';
import { type SendDeps, send } from './retry.ts';
import { TroubledGroups } from './troubled-groups.ts';
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
  /** most calls in flight, of all commands together; or as many as the paces need */
  readonly concurrency: Concurrency;
  /** which part of them is for reads; the rest is for writes. If reads have all of them, writes share them. */
  readonly readsShare: number;
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
  /** at a time; undefined for any number */
  readonly mostConnections?: number;
  /** its abort ends the calls in flight of all runs */
  readonly cut: AbortSignal;
  /** undefined: the limits are those of this process alone */
  readonly limits?: SharedLimits | undefined;
};

export type OpenConnection = Required<TargetConnection> & {
  /** Another rate holds from now on. @param perSecond - calls of `set_unread_msg_num`; 0: no call is made */
  setRate(perSecond: number): void;
  /** Ends every wait; no timer, listener or socket outlives it. */
  close(): Promise<void>;
};

/** What the calls of one command share, over all runs. */
type OfCommand = Pick<SendDeps, 'lane' | 'pace' | 'breaker' | 'groups' | 'limits'> & {
  /** the highest so far */
  limitPerSecond: number;
  /** no rate that is asked for brings more */
  readonly mostPerSecond: number;
  readonly inFlight: FixedInFlight | undefined;
};

/** @returns the places of reads and of writes; undefined: writes share those of the reads */
const placesOf = ({ concurrency, readsShare, ratePerSecond, readsPerSecond }: RemoteOptions) => {
  if (concurrency === 'auto') {
    return { reads: new InFlightLimit(readsPerSecond), writes: new InFlightLimit(ratePerSecond) };
  }
  const reads = Math.ceil(concurrency * readsShare);
  return { reads, writes: concurrency > reads ? concurrency - reads : undefined };
};

/** Tencent IM over HTTP. The spelling of the API is used in this room only. */
export const connect = (options: RemoteOptions, deps: RemoteDeps): OpenConnection => {
  const { endpoint, credentials, maxAttempts, giveUpAfterMs } = options;
  const { clock, random, secrets, onEvent, mostConnections, cut, limits } = deps;
  const end = new AbortController();
  setMaxListeners(0, end.signal);
  const http = createHttpClient({
    endpoint,
    timeoutMs: options.timeoutMs,
    proxy: options.proxy,
    cut,
    nowMs: clock.nowMs,
    ...(mostConnections !== undefined && { mostConnections }),
    secrets,
    random,
  });
  const usersigs =
    credentials.kind === 'key'
      ? signingUserSigs({ ...endpoint, secretKey: credentials.secretKey, secrets }, clock, (because) =>
          onEvent({ type: 'usersig-renewed', because }),
        )
      : fixedUserSig(credentials.usersig, secrets);
  const outage = new Outage();
  let isPaused = false;
  let resumedAtMs = Number.NEGATIVE_INFINITY;
  // Time in which no call was to be made says nothing about the target.
  const pausedClock = { ...clock, wokeAtMs: () => Math.max(clock.wokeAtMs(), isPaused ? clock.nowMs() : resumedAtMs) };
  const clocks = new ClockWatch(clock, onEvent);
  const attempts = new AttemptLimit(maxAttempts);
  const edges = { http, usersigs, evidence: new Evidence(), clocks, clock, random, attempts, onEvent };

  // One lane each for reads and writes: reads without answers block no write, and a read for many rows waits for no
  // write.
  const { reads: readPlaces, writes: writePlaces } = placesOf(options);
  const readLane = new Lane(readPlaces);
  const writeLane = writePlaces === undefined ? readLane : new Lane(writePlaces);
  const paceOf = (path: string, perSecond: number): Pace => {
    if (!limits) return new LocalPace(perSecond, clock);
    const name = `${endpoint.sdkappid}:${endpoint.origin}:${path}`;
    const { reasonOf } = limits;
    return new RedisPace(limits.budget(name, perSecond), perSecond, { clock, onEvent, giveUpAfterMs, reasonOf });
  };
  const ofCommand = (
    path: string,
    lane: Lane,
    perSecond: number,
    mostPerSecond = Number.POSITIVE_INFINITY,
  ): OfCommand => ({
    lane,
    mostPerSecond,
    limitPerSecond: perSecond,
    inFlight: lane.fixedPlaces === undefined ? undefined : { calls: lane.fixedPlaces, perSecond },
    pace: paceOf(path, perSecond),
    breaker: new CircuitBreaker({ clock: pausedClock, end: end.signal, giveUpAfterMs, onEvent, outage }),
    groups: new TroubledGroups(),
    limits: new LimitScope(),
  });
  const writes = ofCommand(SET_UNREAD.path, writeLane, options.ratePerSecond);
  const commands = new Map<string, OfCommand>([
    [SET_UNREAD.path, writes],
    ...READ_COMMANDS.map(({ path, vendorPerSecond = Number.POSITIVE_INFINITY }): [string, OfCommand] => [
      path,
      ofCommand(
        path,
        readLane,
        Math.min(options.readsPerSecond, vendorPerSecond),
        Math.min(Math.max(options.readsPerSecond, VENDOR_CALLS_PER_SECOND), vendorPerSecond),
      ),
    ]),
  ]);

  const shared = {
    ...edges,
    pauses: new AskedPauses(
      clock,
      onEvent,
      [...commands.values()].map(({ pace }) => pace),
      giveUpAfterMs,
    ),
    lateCalls: new LateCalls(),
  };

  return {
    forRun: (runSignal, isAided, { questions, record } = {}) => {
      // Our own signal, on which hundreds of rows may listen while they wait. It ends with the connection too.
      const signal = AbortSignal.any([runSignal, end.signal]);
      const asking = questions ? AbortSignal.any([signal, questions]) : signal;
      setMaxListeners(0, signal, asking);
      const sendDeps = new Map<string, SendDeps>();
      const depsOf = ({ path }: Command<unknown>): SendDeps => {
        const known = sendDeps.get(path);
        if (known) return known;
        const { inFlight, mostPerSecond: _, ...ofCommand } = commands.get(path) as OfCommand;
        const meter = new CallMeter(ofCommand.limitPerSecond, inFlight, path === SET_UNREAD.path ? record : undefined);
        const made = { ...shared, ...ofCommand, meter, signal: path === SET_UNREAD.path ? signal : asking };
        sendDeps.set(path, made);
        return made;
      };
      const writeDeps = depsOf(SET_UNREAD);
      const isGoingOn = (): boolean => !asking.aborted;
      const askAside = <T>(command: Command<T>, body: object): Promise<Answer<T>> => {
        let mark = shared.evidence.count;
        let lookedAtMs = clock.nowMs();
        const isWorthWaiting = (): boolean => {
          const { ofGroup, ofOtherGroups } = shared.evidence.since(mark, command.path, undefined);
          mark = shared.evidence.count;
          // Since it was looked at last there was no time to ask in.
          const isJustResumed = resumedAtMs >= lookedAtMs;
          lookedAtMs = clock.nowMs();
          const isOut = depsOf(command).pace.isOut === true;
          return isPaused || isJustResumed || isOut || writes.breaker.isOpen || ofGroup || ofOtherGroups;
        };
        return askForAid((isWanted, onTrouble) => send(depsOf(command), command, body, { isWanted, onTrouble }), {
          clock,
          signal: asking,
          isWorthWaiting,
        });
      };
      const reads = createReads({
        ask: isAided ? askAside : (command, body) => send(depsOf(command), command, body, { isWanted: isGoingOn }),
        maxAttempts,
        random,
        sleep: (ms) => clock.sleep(ms, asking),
      });
      return {
        remote: {
          setUnread: (row, caller) => send(writeDeps, SET_UNREAD, setUnreadBody(row), caller),
          setAgain: (row, isWanted) => send(writeDeps, SET_UNREAD, setUnreadBody(row), { isWanted, isTest: true }),
          stats: () => writeDeps.meter.stats(),
        },
        reads: {
          ...reads,
          stats: () =>
            [...sendDeps]
              .filter(([path]) => path !== SET_UNREAD.path)
              .map(([path, { meter }]) => ({
                command: path.slice(path.lastIndexOf('/') + 1),
                limitPerSecond: (commands.get(path) as OfCommand).limitPerSecond,
                calls: meter.stats(),
              })),
        },
      };
    },
    mostPerSecond: () => writes.limitPerSecond,
    pacePerSecond: () => writes.pace.perSecond,
    setRate: (perSecond) => {
      if (isPaused && perSecond > 0) resumedAtMs = clock.nowMs();
      isPaused = perSecond === 0;
      for (const command of commands.values()) {
        const own = Math.min(perSecond, command.mostPerSecond);
        command.limitPerSecond = Math.max(command.limitPerSecond, own);
        command.lane.aimAt(own);
        command.pace.aimAt(own);
      }
    },
    targetTimeAt: (nowMs) => clocks.at(nowMs),
    close: async () => {
      end.abort();
      for (const { lane, groups } of commands.values()) {
        lane.close();
        groups.close();
      }
      await Promise.all([...commands.values()].map(({ pace }) => pace.close()));
      await http.close();
    },
  };
};
