import { Redis } from 'ioredis';
import type { LastingBudgetTrouble, PassingBudgetTrouble, Reason } from '../../../core/target/reason.ts';
import type { Secrets } from '../../../core/text/secrets.ts';
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
// Far above what the script answers and what Redis says of itself. The client keeps an answer until it is whole.
const MOST_ANSWER_BYTES = 1024 * 1024;

/**
 * Begins to connect, and goes on doing so for as long as it is open. No question waits for the connection: it fails at once,
 * so that no answer comes long after it was asked for.
 *
 * @param secrets - the password of the URL among them: a Redis that does not know how it is asked for repeats it
 */
export const openRedis = (url: URL, secrets: Pick<Secrets, 'scrub'>): SharedLimits => {
  const say = (error: unknown): string => sayError(error, secrets);
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
  // Without its database ioredis goes on with that of number 0, where nobody else may count.
  let databaseSaid: string | undefined;
  let answeredBytes = 0;
  redis.on('connect', () => {
    databaseSaid = undefined;
    answeredBytes = 0;
    const { stream } = redis;
    stream.on('data', () => {
      if (stream.bytesRead - answeredBytes > MOST_ANSWER_BYTES) stream.destroy(new Error('EMSGSIZE'));
    });
  });
  redis.on('error', (error: Error) => {
    lastSaid = say(error);
    if (troubleOf(lastSaid, url.protocol, hasAnswered).is === 'no-database') databaseSaid = lastSaid;
  });
  // Whoever has answered once speaks as the URL says.
  let hasAnswered = false;
  redis.on('ready', () => {
    answeredBytes = redis.stream.bytesRead;
    lastSaid = undefined;
    hasAnswered = true;
  });
  const shown = `${url.protocol}//${url.host}`;
  return {
    budget: (name, perSecond) => {
      const { take, slowDown, hold } = sharedBudget(redis, name, perSecond);
      return {
        take: async (...asked) => {
          if (databaseSaid !== undefined) throw databaseSaid;
          const grant = await take(...asked);
          answeredBytes = redis.stream.bytesRead;
          return grant;
        },
        slowDown,
        hold,
      };
    },
    reasonOf: (error) => {
      const said = lastSaid ?? say(error);
      return { code: 'budget-away', redis: shown, said, ...troubleOf(said, url.protocol, hasAnswered) };
    },
    close: () => redis.disconnect(),
  };
};

type BudgetTrouble = { readonly is?: LastingBudgetTrouble; readonly likely?: PassingBudgetTrouble };

/** A Sentinel knows no scripts; a node of a cluster keeps only some of the keys; a replica takes no writes. */
const TROUBLES: readonly (readonly [RegExp, BudgetTrouble])[] = [
  [/^ERR unknown command .?eval/i, { is: 'sentinel' }],
  [/^(MOVED|ASK|CLUSTERDOWN) /, { is: 'cluster' }],
  [/^(READONLY|MASTERDOWN) /, { is: 'replica' }],
  [/^ERR (DB index|invalid DB index|SELECT is not allowed)|'select' command/i, { is: 'no-database' }],
  [/^(WRONGPASS|NOAUTH) /, { is: 'refused' }],
  [/^NOPERM |can't run this command/, { is: 'no-right' }],
  [/certificate|ERR_TLS_CERT|altname/i, { is: 'certificate' }],
  [/^Unknown RESP type/, { is: 'no-redis' }],
  [/wrong version number|packet length too long/, { is: 'no-tls' }],
  [/^OOM /, { likely: 'full' }],
  [/^MISCONF /, { likely: 'cannot-save' }],
  [/^LOADING /, { likely: 'loading' }],
  [/^BUSY /, { likely: 'busy' }],
  [/^NOREPLICAS /, { likely: 'too-few-replicas' }],
];

/**
 * @param protocol - of the URL
 * @param hasAnswered - it was a Redis that speaks so before
 * @returns what lies behind the words of Redis, of TLS or of the network, where that is known
 */
export const troubleOf = (said: string, protocol: string, hasAnswered: boolean): BudgetTrouble => {
  const known = TROUBLES.find(([words]) => words.test(said))?.[1];
  if (known || hasAnswered) return known ?? {};
  const isTls = protocol === 'rediss:';
  if (isTls && /ETIMEDOUT|ECONNRESET|disconnected before secure/.test(said)) return { likely: 'tls-unanswered' };
  return !isTls && /ECONNRESET|EPIPE/.test(said) ? { likely: 'closed-unanswered' } : {};
};

// What ioredis has no code for: there is no connection, and no reason yet; or a question was not answered in time.
const NOT_CONNECTED = /^(Stream isn't writeable|Connection is closed)/;
const NOT_ANSWERED = /^Command timed out/;

const sayError = (error: unknown, secrets: Pick<Secrets, 'scrub'>): string => {
  const { message, code } = Object(error) as { readonly message?: unknown; readonly code?: unknown };
  const text = String(message || code || error);
  const said = code === undefined || text.includes(String(code)) ? text : `${text} (${code})`;
  if (NOT_CONNECTED.test(said)) return 'ENOTCONN';
  return NOT_ANSWERED.test(said) ? 'ETIMEDOUT' : printable(secrets.scrub(said), 200);
};
