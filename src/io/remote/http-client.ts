import type { NoReply, NoReplyFault } from '../../core/target/reason.ts';
import type { Secrets } from '../../core/text/secrets.ts';
import { printable } from '../../core/text/text.ts';
import { createDispatcher, type HttpsProxy } from './dispatcher.ts';

/** Where calls go and as whom. */
export type Endpoint = { readonly origin: string; readonly sdkappid: number; readonly admin: string };

/** A JSON object, of which nothing is known. */
export type ReplyBody = Readonly<Record<string, unknown>>;

/** What came back from one call. Nothing in it is believed beyond its shape. */
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
  /** any other HTTP 4xx: the call itself is wrong, or something between here and the target forbids it */
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

// The vendor's own limit is 1 MB (code 10018 stands for more); whatever is larger than this is no reply of the API.
const MAX_REPLY_BYTES = 2 * 1024 * 1024;
// Without the second one a reply may come in any encoding.
const HEADERS = { 'content-type': 'application/json', 'accept-encoding': 'identity' };

/** Calls over a pool of connections that stay open. Redirects are not followed: the URL carries a UserSig. */
export const createHttpClient = (options: HttpOptions): HttpClient => {
  const { endpoint, timeoutMs, proxy, cut, secrets, random } = options;
  const dispatcher = createDispatcher(endpoint.origin, options);
  cut.addEventListener('abort', () => void dispatcher.destroy(), { once: true });
  const query = `?sdkappid=${endpoint.sdkappid}&identifier=${encodeURIComponent(endpoint.admin)}`;
  // Scrubbed before it is cut: the first part of a secret is one too.
  const clean: Clean = (text, maxLength) => printable(secrets.scrub(text), maxLength);
  const proxyOrigin = proxy && `${proxy.url.protocol}//${proxy.url.host}`;
  const noReply = (fault: NoReplyFault): Reply => ({
    kind: 'unreachable',
    reason: { code: 'no-reply', proxy: proxyOrigin, ...fault },
  });

  const post = (path: string, body: object, usersig: string): Promise<Reply> =>
    new Promise((resolve) => {
      let status = 0;
      let headers: Headers = {};
      let bytes = 0;
      const chunks: Buffer[] = [];
      let abort: ((reason: Error) => void) | undefined;
      let isSettled = false;
      const settle = (reply: Reply): void => {
        if (isSettled) return;
        isSettled = true;
        clearTimeout(deadline);
        resolve(cut.aborted && reply.kind === 'unreachable' ? { kind: 'cut' } : reply);
      };
      const giveUp = (fault: NoReplyFault): void => {
        settle(noReply(fault));
        abort?.(new Error(fault.fault));
      };
      const deadline = setTimeout(() => giveUp({ fault: 'deadline', timeoutMs }), timeoutMs);
      const randomId = Math.floor(random() * 2 ** 32);
      dispatcher.dispatch(
        {
          origin: endpoint.origin,
          path: `/${path}${query}&usersig=${encodeURIComponent(usersig)}&random=${randomId}&contenttype=json`,
          method: 'POST',
          headers: HEADERS,
          body: JSON.stringify(body),
        },
        {
          onRequestStart: (controller) => {
            if (isSettled) controller.abort(new Error('the deadline passed before the call began'));
            else abort = (reason) => controller.abort(reason);
          },
          onResponseStart: (_controller, statusCode, itsHeaders) => {
            status = statusCode;
            headers = itsHeaders;
          },
          onResponseData: (_controller, chunk) => {
            bytes += chunk.length;
            if (bytes > MAX_REPLY_BYTES) giveUp({ fault: 'too-large', status, mostBytes: MAX_REPLY_BYTES });
            else chunks.push(chunk);
          },
          onResponseEnd: () => {
            settle(readReply(status, headers, Buffer.concat(chunks).toString('utf8'), clean));
          },
          onResponseError: (_controller, error) => {
            settle(noReply({ fault: 'connection', said: clean(connectionText(error)) }));
          },
        },
      );
    });

  return { post, clean, close: () => dispatcher.destroy() };
};

/** Something answered, so a proxy on the way is not to blame. */
const notTheApi = (fault: NoReplyFault): Reply => ({
  kind: 'unreachable',
  reason: { code: 'no-reply', proxy: undefined, ...fault },
});

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const readReply = (status: number, headers: Headers, text: string, clean: Clean): Reply => {
  if (status === 429) return { kind: 'too-many-requests' };
  if (status >= 400 && status < 500 && status !== 408) return { kind: 'forbidden', status };
  if (status !== 200) return notTheApi({ fault: 'status', status });
  const body = parseJson(text);
  const { ErrorCode: errorCode, ErrorInfo: errorInfo } = Object(body) as { ErrorCode?: unknown; ErrorInfo?: unknown };
  if (!Number.isSafeInteger(errorCode)) {
    const named = headers['content-encoding'];
    const encoding = named === undefined ? undefined : clean(String(named), 20);
    return notTheApi({ fault: 'not-the-api', encoding, said: clean(text, 80) });
  }
  return {
    kind: 'api',
    errorCode: errorCode as number,
    errorInfo: typeof errorInfo === 'string' ? clean(errorInfo) : '',
    date: String(headers.date ?? ''),
    body: body as ReplyBody,
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const connectionText = (error: Error): string => {
  const { code } = error as NodeJS.ErrnoException;
  // Several addresses were tried: what each said stands inside.
  const inner = error instanceof AggregateError ? error.errors.map((one: Error) => one.message).join('; ') : '';
  return inner || (code && !error.message.includes(code) ? `${error.message} (${code})` : error.message);
};
