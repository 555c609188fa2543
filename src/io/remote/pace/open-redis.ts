import { Redis } from 'ioredis';
import type { Reason } from '../../../core/target/reason.ts';
import { printable } from '../../../core/text/text.ts';
import { type SharedBudget, sharedBudget } from './shared-budget.ts';

/** A Redis that processes share their limits over. */
export type SharedLimits = {
  /** @param name - of the app, the target and the command */
  readonly budget: (name: string, perSecond: number) => SharedBudget;
  /** @returns why it cannot be asked */
  readonly reasonOf: (error: unknown) => Reason;
  readonly close: () => void;
};

const CONNECT_MS = 5000;
// A question that takes longer has no answer: what it was given is lost.
const ANSWER_MS = 2000;
const CONNECT_AGAIN_MS = 500;

/**
 * Begins to connect, and goes on doing so for as long as it is open. No question waits for the connection: it fails at once,
 * so that no answer comes long after it was asked for.
 */
export const openRedis = (url: URL): SharedLimits => {
  const redis = new Redis(url.href, {
    connectionName: 'tim-unread',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    connectTimeout: CONNECT_MS,
    commandTimeout: ANSWER_MS,
    retryStrategy: () => CONNECT_AGAIN_MS,
  });
  // The reason why there is no connection comes here; a question only learns that there is none.
  let lastSaid: string | undefined;
  redis.on('error', (error: Error) => {
    lastSaid = sayError(error);
  });
  redis.on('ready', () => {
    lastSaid = undefined;
  });
  const shown = `${url.protocol}//${url.host}`;
  return {
    budget: (name, perSecond) => sharedBudget(redis, name, perSecond),
    reasonOf: (error) => {
      const said = lastSaid ?? sayError(error);
      return { code: 'budget-away', redis: shown, said, is: lastingCause(said) };
    },
    close: () => redis.disconnect(),
  };
};

/** A Sentinel knows no scripts; a node of a cluster keeps only some of the keys; a replica takes no writes. */
const lastingCause = (said: string): 'sentinel' | 'cluster' | 'replica' | 'refused' | undefined => {
  if (/^ERR unknown command .?eval/i.test(said)) return 'sentinel';
  if (/^(MOVED|ASK|CLUSTERDOWN) /.test(said)) return 'cluster';
  if (/^READONLY /.test(said)) return 'replica';
  return /^(WRONGPASS|NOAUTH|NOPERM) |can't run this command/.test(said) ? 'refused' : undefined;
};

// What ioredis says where there is no connection, and no reason yet.
const NOT_CONNECTED = /^Stream isn't writeable/;

const sayError = (error: unknown): string => {
  const { message, code } = Object(error) as { readonly message?: unknown; readonly code?: unknown };
  const said = String(message || code || error);
  return NOT_CONNECTED.test(said) ? 'no connection' : printable(said, 200);
};
