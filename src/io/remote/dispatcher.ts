import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';

/** `HTTPS_PROXY` and `NO_PROXY`. */
export type HttpsProxy = {
  readonly url: URL;
  /** hosts that are reached without it, as undici reads `NO_PROXY` */
  readonly notFor: string;
};

/** @returns connections to one origin that stay open; where a proxy is given, through it */
export const createDispatcher = (
  origin: string,
  options: { readonly connections: number; readonly timeoutMs: number; readonly proxy: HttpsProxy | undefined },
): Dispatcher => {
  const { connections, timeoutMs, proxy } = options;
  // Said explicitly: NODE_TLS_REJECT_UNAUTHORIZED must not switch the check off, since the URL carries a UserSig.
  const connect = { timeout: timeoutMs, rejectUnauthorized: true };
  const pool = {
    connections,
    pipelining: 1,
    connect,
    // One deadline for the whole call stands in the client; these two would each start anew.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (!proxy) return new Pool(origin, pool);
  // Empty texts, since undici would look into the environment for what it is not given.
  return new EnvHttpProxyAgent({
    ...pool,
    httpProxy: '',
    httpsProxy: proxy.url.href,
    noProxy: proxy.notFor,
    requestTls: connect,
    proxyTls: connect,
  });
};
