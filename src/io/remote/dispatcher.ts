import { type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';

/** `HTTPS_PROXY` and `NO_PROXY`. */
export type HttpsProxy = {
  readonly url: URL;
  /** hosts that are reached without it, as undici reads `NO_PROXY` */
  readonly notFor: string;
};

// Gateways add headers. Node takes 16 KiB of them.
const MAX_HEADER_BYTES = 128 * 1024;

/** @returns connections to one origin that stay open; where a proxy is given, through it */
export const createDispatcher = (
  origin: string,
  options: { readonly connections: number; readonly timeoutMs: number; readonly proxy: HttpsProxy | undefined },
): Dispatcher => {
  const { connections, timeoutMs, proxy } = options;
  // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch the check off: the URL carries a UserSig.
  const connect = { timeout: timeoutMs, rejectUnauthorized: true };
  const pool = {
    connections,
    pipelining: 1,
    maxHeaderSize: MAX_HEADER_BYTES,
    connect,
    // The client has one deadline for the whole call. These two would start anew for each part of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (!proxy) return new Pool(origin, pool);
  // Empty strings: undici looks into the environment for what is undefined.
  return new EnvHttpProxyAgent({
    ...pool,
    httpProxy: '',
    httpsProxy: proxy.url.href,
    noProxy: proxy.notFor,
    requestTls: connect,
    proxyTls: connect,
  });
};
