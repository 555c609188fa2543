import type { Dispatcher } from 'undici';
import { type AskedPause, askedPause } from '../../core/pace/retry-after.ts';
import type { NoReply, NoReplyFault } from '../../core/target/reason.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { printable } from '../../core/text/text.ts';
import { JoinedBytes } from '../joined-bytes.ts';
import { type Clean, connectionFault } from './connection-fault.ts';
import { type Connection, ConnectionPool, type OpeningFault } from './connection-pool.ts';
import { createConnector, type HttpsProxy } from './connector.ts';

/** Where calls go, and the account that makes them. */
export type Endpoint = { readonly origin: string; readonly sdkappid: number; readonly admin: string };

/** A JSON object of unknown content. */
export type ReplyBody = Readonly<Record<string, unknown>>;

/** What came back from one call. Only its shape has been checked. */
export type Reply =
  | {
      readonly kind: 'api';
      readonly errorCode: number;
      readonly errorInfo: string;
      /** the target's clock: its `Date` header, empty where it has none */
      readonly date: string;
      readonly body: ReplyBody;
      readonly pause?: AskedPause;
    }
  /** no reply, or one that is not the API's */
  | { readonly kind: 'unreachable'; readonly reason: NoReply; readonly pause?: AskedPause }
  /** HTTP 429, which no document mentions */
  | { readonly kind: 'too-many-requests'; readonly pause?: AskedPause }
  /** any other HTTP 4xx without the API's envelope: the call is wrong, or a proxy or firewall forbids it */
  | { readonly kind: 'forbidden'; readonly status: number }
  /** the run was told to stop at once */
  | { readonly kind: 'cut' };

/** No reply, or none from the API. */
export type Unreachable = Extract<Reply, { kind: 'unreachable' }>;

/** Told once what became of a call that was to be written. */
export type CallStart = {
  /** the call was written to its socket just now */
  written(): void;
  /** the connection was lost before that */
  unused(): void;
};

export interface HttpClient {
  /**
   * @returns a connection that is ready for a call: `post` uses it up, else it is to be given back. Or why there is none;
   *   undefined when the signal aborts or the client is closed
   */
  lease(signal: AbortSignal): Connection | Promise<Connection | Unreachable | undefined>;
  giveBack(connection: Connection): void;
  /** A connection that was given back is the last to be used again: another one may lead to another backend. */
  putLast(connection: Connection): void;
  /** @returns what to say of a connection that the target closed as soon as it was open; undefined for any other */
  diedYoung(connection: Connection): Unreachable | undefined;
  /**
   * @param path - of the command, without a leading slash. Never rejects. The reply to a call that was not written is
   *   `unreachable`, or `cut`.
   */
  post(connection: Connection, start: CallStart, path: string, body: object, usersig: string): Promise<Reply>;
  readonly clean: Clean;
  /** the account that the calls are made for */
  readonly admin: string;
  close(): Promise<void>;
}

export type HttpOptions = {
  readonly endpoint: Endpoint;
  /** of a whole call, from its write to the last byte of its reply; and of opening a connection */
  readonly timeoutMs: number;
  readonly proxy: HttpsProxy | undefined;
  /** ends the calls in flight too */
  readonly cut: AbortSignal;
  readonly nowMs: () => number;
  /** connections at a time; undefined for any number */
  readonly mostConnections?: number;
  readonly secrets: Secrets;
  /** from 0 to below 1 */
  readonly random: () => number;
};

// The vendor's own limit is 1 MB (code 10018 says that a reply would be larger), so this is no reply of the API.
const MAX_REPLY_BYTES = 2 * 1024 * 1024;
// Without `accept-encoding` a reply may come in any encoding.
const HEADERS = { 'content-type': 'application/json', 'accept-encoding': 'identity' };

const NOTHING = Buffer.alloc(0);

/** Calls over connections that stay open. Redirects are not followed: the URL carries a UserSig. */
export const createHttpClient = (options: HttpOptions): HttpClient => {
  const {
    endpoint,
    proxy,
    timeoutMs,
    cut,
    nowMs,
    secrets,
    random,
    mostConnections: most = Number.POSITIVE_INFINITY,
  } = options;
  const { origin } = endpoint;
  const pool = new ConnectionPool(origin, createConnector(origin, options), timeoutMs, nowMs, most);
  const onCut = (): void => void pool.close();
  cut.addEventListener('abort', onCut, { once: true });
  const query = `?sdkappid=${endpoint.sdkappid}&identifier=${encodeURIComponent(endpoint.admin)}`;
  // Scrubbed before it is cut: the first part of a secret is one too.
  const clean: Clean = (text, maxLength) => printable(secrets.scrub(text), maxLength);
  const proxyOrigin = proxy && `${proxy.url.protocol}//${proxy.url.host}`;
  const isLoginGiven = Boolean(proxy?.url.username && proxy.url.password);
  const deps: CallDeps = { timeoutMs, cut, clean, proxyOrigin, isLoginGiven, pool };

  const lease = (signal: AbortSignal): ReturnType<HttpClient['lease']> => {
    const leased = pool.lease(signal);
    return leased instanceof Promise ? leased.then((one) => (isFault(one) ? noConnection(one, deps) : one)) : leased;
  };
  const post = (
    connection: Connection,
    start: CallStart,
    path: string,
    body: object,
    usersig: string,
  ): Promise<Reply> =>
    new Promise((resolve) => {
      const randomId = Math.floor(random() * 2 ** 32);
      connection.dispatch(
        {
          origin,
          path: `/${path}${query}&usersig=${encodeURIComponent(usersig)}&random=${randomId}&contenttype=json`,
          method: 'POST',
          headers: HEADERS,
          body: JSON.stringify(body),
        },
        new PendingCall(deps, connection, start, resolve),
      );
    });

  const close = async (): Promise<void> => {
    cut.removeEventListener('abort', onCut);
    await pool.close();
  };
  return {
    lease,
    giveBack: (connection) => pool.giveBack(connection),
    putLast: (connection) => pool.putLast(connection),
    diedYoung: (connection) =>
      connection.diedYoung(nowMs()) ? noConnection({ error: new Error('other side closed') }, deps) : undefined,
    post,
    clean,
    close,
    admin: endpoint.admin,
  };
};

const isFault = (leased: Connection | OpeningFault | undefined): leased is OpeningFault =>
  leased === 'deadline' || (leased !== undefined && 'error' in leased);

const noConnection = (opening: OpeningFault, deps: CallDeps): Unreachable => {
  const { proxyOrigin: proxy, timeoutMs } = deps;
  const fault: NoReplyFault =
    opening === 'deadline' ? { fault: 'deadline', timeoutMs } : connectionFault(opening.error, 'opening', deps);
  return { kind: 'unreachable', reason: { code: 'no-reply', proxy, ...fault } };
};

type CallDeps = Pick<HttpOptions, 'timeoutMs' | 'cut'> & {
  readonly clean: Clean;
  readonly proxyOrigin: string | undefined;
  /** the proxy is sent a name and a password */
  readonly isLoginGiven: boolean;
  readonly pool: ConnectionPool;
};

/** One call under way: its deadline, and what undici reports. One object for each row costs less than its closures. */
class PendingCall implements Dispatcher.DispatchHandler {
  readonly #deps: CallDeps;
  readonly #connection: Connection;
  readonly #start: CallStart;
  readonly #resolve: (reply: Reply) => void;
  readonly #deadline: NodeJS.Timeout;
  /** for replies of more than one piece */
  #joined: JoinedBytes | undefined;
  #content: Buffer = NOTHING;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  #isSettled = false;

  constructor(deps: CallDeps, connection: Connection, start: CallStart, resolve: (reply: Reply) => void) {
    this.#deps = deps;
    this.#connection = connection;
    this.#start = start;
    this.#resolve = resolve;
    this.#deadline = setTimeout(endCall, deps.timeoutMs, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isSettled) {
      controller.abort(new Error('the deadline passed before the call began'));
      return;
    }
    this.#controller = controller;
    // undici writes the call after this, before any microtask. Its time is taken after the write, never before.
    queueMicrotask(() => this.#start.written());
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: Headers): void {
    this.#status = statusCode;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#content.length + chunk.length > MAX_REPLY_BYTES) {
      this.#giveUp({ fault: 'too-large', status: this.#status, mostBytes: MAX_REPLY_BYTES });
    } else if (this.#content.length === 0) {
      this.#content = chunk;
    } else {
      // As one: a piece of a byte takes a hundred times its size.
      this.#joined ??= new JoinedBytes();
      this.#content = this.#joined.join(this.#content, chunk);
    }
  }

  onResponseEnd(): void {
    const reply = readReply(this.#status, this.#headers, this.#content.toString('utf8'), this.#deps);
    const pause = askedPause(this.#status, one(this.#headers['retry-after']), one(this.#headers.date));
    this.#settle(pause ? ({ ...reply, pause } as Reply) : reply);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    const stage = this.#status > 0 ? 'reading' : 'waiting';
    this.#settle(this.#noReply(connectionFault(error, stage, this.#deps)));
  }

  onDeadline(): void {
    this.#giveUp({ fault: 'deadline', timeoutMs: this.#deps.timeoutMs });
  }

  /** The connection ends with the call: a late reply must not be taken for that to the next one. */
  #giveUp(fault: NoReplyFault): void {
    if (this.#isSettled) return;
    const reply = this.#noReply(fault);
    this.#isSettled = true;
    this.#controller?.abort(new Error(fault.fault));
    void this.#connection.destroy();
    this.#end(reply);
  }

  #noReply(fault: NoReplyFault): Reply {
    return { kind: 'unreachable', reason: { code: 'no-reply', proxy: this.#deps.proxyOrigin, ...fault } };
  }

  #settle(reply: Reply): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#end(reply);
  }

  #end(reply: Reply): void {
    clearTimeout(this.#deadline);
    if (!this.#controller) this.#start.unused();
    this.#deps.pool.giveBack(this.#connection);
    this.#resolve(this.#deps.cut.aborted && reply.kind === 'unreachable' ? { kind: 'cut' } : reply);
  }
}

/** After the process stood still, timers come before what has arrived: a reply that is there is read first. */
const endCall = (call: PendingCall): void => void setImmediate(() => call.onDeadline());

/** Something answered, so the proxy is not the cause. */
const notTheApi = (fault: NoReplyFault): Reply => ({
  kind: 'unreachable',
  reason: { code: 'no-reply', proxy: undefined, ...fault },
});

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

/** Where the body has the API's envelope, that counts, whatever the HTTP status: gateways change the status. */
const readReply = (status: number, headers: Headers, text: string, deps: CallDeps): Reply => {
  const { clean } = deps;
  const body = parseJson(text);
  const { ErrorCode: errorCode, ErrorInfo: errorInfo } = Object(body) as { ErrorCode?: unknown; ErrorInfo?: unknown };
  if (!Number.isSafeInteger(errorCode)) return withoutEnvelope(status, headers, text, deps);
  return {
    kind: 'api',
    errorCode: errorCode as number,
    errorInfo: typeof errorInfo === 'string' && errorInfo !== '' ? clean(errorInfo) : '',
    date: String(headers.date ?? ''),
    body: body as ReplyBody,
  };
};

const withoutEnvelope = (status: number, headers: Headers, text: string, { clean, isLoginGiven }: CallDeps): Reply => {
  if (status === 429) return { kind: 'too-many-requests' };
  if (status === 407) return notTheApi({ fault: 'proxy-login', isLoginGiven });
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'forbidden', status };
  if (status !== 200) return notTheApi({ fault: 'status', status });
  const named = headers['content-encoding'];
  const encoding = named === undefined ? undefined : clean(String(named), 20);
  return notTheApi({ fault: 'not-the-api', encoding, said: clean(text, 80) });
};

const BYTE_ORDER_MARK = '\ufeff';

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  } catch {
    return undefined;
  }
};
