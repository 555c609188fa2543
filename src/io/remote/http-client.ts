import type { Dispatcher } from 'undici';
import type { NoReply, NoReplyFault } from '../../core/target/reason.ts';
import { proxyFaultOf, wayFaultOf } from '../../core/target/way.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { printable } from '../../core/text/text.ts';
import { createDispatcher, type HttpsProxy } from './dispatcher.ts';

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
    }
  /** no reply, or one that is not the API's */
  | { readonly kind: 'unreachable'; readonly reason: NoReply }
  /** HTTP 429, which no document mentions */
  | { readonly kind: 'too-many-requests' }
  /** any other HTTP 4xx without the API's envelope: the call is wrong, or a proxy or firewall forbids it */
  | { readonly kind: 'forbidden'; readonly status: number }
  /** the run was told to stop at once */
  | { readonly kind: 'cut' };

/** Without secrets and control characters, and cut to a length: fit to print. */
export type Clean = (text: string, maxLength?: number) => string;

export interface HttpClient {
  /** @param path - of the command, without a leading slash. Never rejects. */
  post(path: string, body: object, usersig: string): Promise<Reply>;
  readonly clean: Clean;
  close(): Promise<void>;
}

export type HttpOptions = {
  readonly endpoint: Endpoint;
  /** most calls in flight */
  readonly connections: number;
  /** of a whole call, from its start to the last byte of its reply */
  readonly timeoutMs: number;
  readonly proxy: HttpsProxy | undefined;
  /** ends the calls in flight too */
  readonly cut: AbortSignal;
  readonly secrets: Secrets;
  /** from 0 to below 1 */
  readonly random: () => number;
};

// The vendor's own limit is 1 MB (code 10018 says that a reply would be larger), so this is no reply of the API.
const MAX_REPLY_BYTES = 2 * 1024 * 1024;
// Without `accept-encoding` a reply may come in any encoding.
const HEADERS = { 'content-type': 'application/json', 'accept-encoding': 'identity' };

/** Calls over a pool of connections that stay open. Redirects are not followed: the URL carries a UserSig. */
export const createHttpClient = (options: HttpOptions): HttpClient => {
  const { endpoint, proxy, cut, secrets, random } = options;
  const dispatcher = createDispatcher(endpoint.origin, options);
  const onCut = (): void => void dispatcher.destroy();
  cut.addEventListener('abort', onCut, { once: true });
  const query = `?sdkappid=${endpoint.sdkappid}&identifier=${encodeURIComponent(endpoint.admin)}`;
  // Scrubbed before it is cut: the first part of a secret is one too.
  const clean: Clean = (text, maxLength) => printable(secrets.scrub(text), maxLength);
  const proxyOrigin = proxy && `${proxy.url.protocol}//${proxy.url.host}`;
  const isLoginGiven = Boolean(proxy?.url.username && proxy.url.password);
  const deps: CallDeps = { timeoutMs: options.timeoutMs, cut, clean, proxyOrigin, isLoginGiven };

  const post = (path: string, body: object, usersig: string): Promise<Reply> =>
    new Promise((resolve) => {
      const randomId = Math.floor(random() * 2 ** 32);
      dispatcher.dispatch(
        {
          origin: endpoint.origin,
          path: `/${path}${query}&usersig=${encodeURIComponent(usersig)}&random=${randomId}&contenttype=json`,
          method: 'POST',
          headers: HEADERS,
          body: JSON.stringify(body),
        },
        new PendingCall(deps, resolve),
      );
    });

  const close = async (): Promise<void> => {
    cut.removeEventListener('abort', onCut);
    await dispatcher.destroy();
  };
  return { post, clean, close };
};

type CallDeps = Pick<HttpOptions, 'timeoutMs' | 'cut'> & {
  readonly clean: Clean;
  readonly proxyOrigin: string | undefined;
  /** the proxy is sent a name and a password */
  readonly isLoginGiven: boolean;
};

/** One call under way: its deadline, and what undici reports. One object for each row costs less than its closures. */
class PendingCall implements Dispatcher.DispatchHandler {
  readonly #deps: CallDeps;
  readonly #resolve: (reply: Reply) => void;
  readonly #deadline: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Headers = {};
  #bytes = 0;
  #isSettled = false;

  constructor(deps: CallDeps, resolve: (reply: Reply) => void) {
    this.#deps = deps;
    this.#resolve = resolve;
    this.#deadline = setTimeout(endCall, deps.timeoutMs, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isSettled) controller.abort(new Error('the deadline passed before the call began'));
    else this.#controller = controller;
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number, headers: Headers): void {
    this.#status = statusCode;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_REPLY_BYTES) {
      this.#giveUp({ fault: 'too-large', status: this.#status, mostBytes: MAX_REPLY_BYTES });
    } else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first, ...rest] = this.#chunks;
    const content = first && rest.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#settle(readReply(this.#status, this.#headers, content.toString('utf8'), this.#deps));
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle(this.#noReply(connectionFault(error, this.#status > 0, this.#deps)));
  }

  onDeadline(): void {
    this.#giveUp({ fault: 'deadline', timeoutMs: this.#deps.timeoutMs });
  }

  #giveUp(fault: NoReplyFault): void {
    this.#settle(this.#noReply(fault));
    this.#controller?.abort(new Error(fault.fault));
  }

  #noReply(fault: NoReplyFault): Reply {
    return { kind: 'unreachable', reason: { code: 'no-reply', proxy: this.#deps.proxyOrigin, ...fault } };
  }

  #settle(reply: Reply): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    clearTimeout(this.#deadline);
    this.#resolve(this.#deps.cut.aborted && reply.kind === 'unreachable' ? { kind: 'cut' } : reply);
  }
}

const endCall = (call: PendingCall): void => call.onDeadline();

/** Something answered, so the proxy is not the cause. */
const notTheApi = (fault: NoReplyFault): Reply => ({
  kind: 'unreachable',
  reason: { code: 'no-reply', proxy: undefined, ...fault },
});

type Headers = Readonly<Record<string, string | string[] | undefined>>;

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

/** @param hasReply - the head of a reply had come */
const connectionFault = (error: Error, hasReply: boolean, { clean, isLoginGiven }: CallDeps): NoReplyFault => {
  const { code = '', message, hostname = '' } = error as NodeJS.ErrnoException & { hostname?: string };
  const said = clean(connectionText(error));
  // Neither has a code of its own in undici.
  const [, proxyStatus] = /^Proxy response \((\d+)\)/.exec(message) ?? [];
  if (proxyStatus !== undefined) return proxyFault(Number(proxyStatus), isLoginGiven);
  if (code === 'UND_ERR_SOCKET' && message === 'bad response') return { fault: 'unasked-continue' };
  const fault = wayFaultOf(code);
  switch (fault) {
    case 'name-not-found':
    case 'name-unanswered':
      return { fault, host: clean(hostname, 260) };
    case 'certificate':
    case 'certificate-expired':
    case 'certificate-early':
    case 'certificate-authority':
    case 'certificate-name':
    case 'no-tls':
    case 'tls-refused':
    case 'blocked-here':
      return { fault, said };
    case 'reset':
      return { fault: hasReply ? 'connection' : 'reset', said };
    default:
      return { fault: 'connection', said };
  }
};

const proxyFault = (status: number, isLoginGiven: boolean): NoReplyFault => {
  const fault = proxyFaultOf(status);
  return fault === 'proxy-login' ? { fault, isLoginGiven } : { fault, status };
};

const connectionText = (error: Error): string => {
  const { code } = error as NodeJS.ErrnoException;
  // Several addresses were tried, and each has an error of its own.
  const inner = error instanceof AggregateError ? error.errors.map((one: Error) => one.message).join('; ') : '';
  return inner || (code && !error.message.includes(code) ? `${error.message} (${code})` : error.message);
};
