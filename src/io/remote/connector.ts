import type { Socket } from 'node:net';
import { buildConnector, Dispatcher, EnvHttpProxyAgent } from 'undici';

/** `HTTPS_PROXY` and `NO_PROXY`. */
export type HttpsProxy = {
  readonly url: URL;
  /** hosts that are reached without it, as undici reads `NO_PROXY` */
  readonly notFor: string;
};

export type Connector = {
  /** Opens a socket to the target; where a proxy is given, through it. With https, it is ready when TLS is. */
  readonly open: (done: (error: Error | null, socket: Socket | null) => void) => void;
  /** Ends what is being opened. */
  close(): Promise<void>;
};

// Node gives an address of several a quarter of a second, and the last one what is left: where an answer takes longer, as
// between continents, only the last would ever be reached. A SYN that was lost is sent again after a second.
const ADDRESS_TIMEOUT_MS = 1500;

/** @param options - `timeoutMs`: of one opening */
export const createConnector = (
  origin: string,
  { timeoutMs, proxy }: { readonly timeoutMs: number; readonly proxy: HttpsProxy | undefined },
): Connector => {
  const { host, hostname, protocol, port } = new URL(origin);
  // Brackets belong to an IPv6 address in a URL only.
  const address = { host, hostname: hostname.replace(/^\[|\]$/g, ''), protocol, port };
  // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch the check off: the URL carries a UserSig.
  const settings = {
    timeout: timeoutMs,
    autoSelectFamilyAttemptTimeout: ADDRESS_TIMEOUT_MS,
    rejectUnauthorized: true,
  };
  const way = proxy
    ? wayThrough(proxy, origin, settings)
    : { connect: buildConnector(settings), close: async () => {} };
  const opening = new Set<Socket>();
  const open: Connector['open'] = (done) => {
    // undici's type has no result, but a socket that is opened directly is returned, and can be ended meanwhile.
    const socket = way.connect(address, (error, opened) => {
      if (socket) opening.delete(socket);
      done(error, opened);
    }) as unknown as Socket | undefined;
    if (socket instanceof Object && 'destroy' in socket) opening.add(socket);
  };
  const close = async (): Promise<void> => {
    for (const socket of opening) socket.destroy();
    await way.close();
  };
  return { open, close };
};

type Way = { readonly connect: buildConnector.connector; close(): Promise<void> };

/**
 * undici knows whether a host is reached through the proxy, and how. It hands that knowledge to the dispatcher that it
 * makes for an origin; it is taken from there, since our connections are opened before there is a call.
 */
const wayThrough = (proxy: HttpsProxy, origin: string, settings: buildConnector.BuildOptions): Way => {
  let connect = buildConnector(settings);
  const agent = new EnvHttpProxyAgent({
    connect: settings,
    // Empty strings: undici looks into the environment for what is undefined.
    httpProxy: '',
    httpsProxy: proxy.url.href,
    noProxy: proxy.notFor,
    requestTls: settings,
    proxyTls: settings,
    factory: (_, options: { connect?: unknown }) => {
      if (typeof options.connect === 'function') connect = options.connect as buildConnector.connector;
      return new Nowhere();
    },
  });
  agent.dispatch({ origin, path: '/', method: 'GET' }, {});
  return { connect, close: () => agent.destroy() };
};

/** Makes no calls. */
class Nowhere extends Dispatcher {
  override dispatch(): boolean {
    return true;
  }

  override async close(): Promise<void> {}

  override async destroy(): Promise<void> {}
}
