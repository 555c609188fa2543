import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Identity } from './certificates.ts';

/** A certificate for `localhost` and `tim.test` that no system trusts; its key protects nothing. */
export const CERTIFICATE = fileURLToPath(new URL('tls/cert.pem', import.meta.url));
const KEY = fileURLToPath(new URL('tls/key.pem', import.meta.url));

const portOf = (url: string): number => Number(new URL(url).port);

/** Serves on a free port of loopback until the test ends. @returns the port */
export const listen = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    // Tests cut connections off on purpose.
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

const joined = (one: Duplex, other: Duplex): void => {
  one.pipe(other).pipe(one);
  // A pipe ends what it writes to only at an orderly end.
  one.on('error', () => {}).on('close', () => other.destroy());
  other.on('error', () => {}).on('close', () => one.destroy());
};

/** The same server behind TLS. @param identity - the certificate of the tests, where none is given */
export const behindTls = async (url: string, identity?: Identity): Promise<string> => {
  const options = identity ?? { key: await readFile(KEY), cert: await readFile(CERTIFICATE) };
  const server = createTlsServer(options, (socket) => joined(socket, connect(portOf(url), '127.0.0.1')));
  server.on('tlsClientError', () => {});
  return `https://localhost:${await listen(server)}`;
};

/** An HTTP proxy that tunnels every request to one server. */
export const tunnelTo = async (url: string, answer = 'HTTP/1.1 200 Connection established') => {
  const asked: { readonly host: string; readonly authorization: string | undefined }[] = [];
  const server = createHttpServer((_, response) => response.writeHead(400).end());
  server.on('connect', ({ url: host = '', headers }: IncomingMessage, socket: Socket) => {
    asked.push({ host, authorization: headers['proxy-authorization'] });
    socket.write(`${answer}\r\n\r\n`);
    if (answer.includes(' 200 ')) joined(socket, connect(portOf(url), '127.0.0.1'));
    else socket.end();
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
};

type ProxyPolicy = {
  /** `name:password` that it asks for */
  readonly login?: string;
  /** hosts that it does not let through */
  readonly denied?: readonly string[];
  /** it reads what is encrypted: it answers for every host with this certificate, and calls the host itself */
  readonly reads?: Identity & { readonly ca: Buffer };
  /** its own certificate: it is spoken to in TLS */
  readonly identity?: Identity;
};

/** An HTTP proxy that connects to whatever host and port it is asked for, as those of companies do. */
export const forwardingProxy = async ({ login, denied = [], reads, identity }: ProxyPolicy = {}) => {
  const asked: string[] = [];
  const answer = (socket: Duplex, status: string): void => {
    socket.end(`HTTP/1.1 ${status}\r\nProxy-Authenticate: Basic realm="x"\r\nConnection: close\r\n\r\n`);
  };
  const onConnect = ({ url = '', headers }: IncomingMessage, socket: Duplex): void => {
    asked.push(url);
    socket.on('error', () => {});
    const { hostname, port } = new URL(`http://${url}`);
    const wanted = login && `Basic ${Buffer.from(login).toString('base64')}`;
    if (wanted && headers['proxy-authorization'] !== wanted) answer(socket, '407 Proxy Authentication Required');
    else if (denied.includes(hostname)) answer(socket, '403 Forbidden');
    else {
      const there = reads
        ? connectTls({ host: '127.0.0.1', port: Number(port), servername: hostname, ca: reads.ca })
        : connect(Number(port), '127.0.0.1');
      there.once('error', () => answer(socket, '502 Bad Gateway'));
      there.once(reads ? 'secureConnect' : 'connect', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        joined(reads ? new TLSSocket(socket, { ...reads, isServer: true }) : socket, there);
      });
    }
  };
  const server = identity ? createHttpsServer(identity) : createHttpServer();
  server.on('connect', onConnect).on('tlsClientError', () => {});
  const port = await listen(server);
  const scheme = identity ? 'https' : 'http';
  return { url: `${scheme}://${login === undefined ? '' : `${login}@`}localhost:${port}`, port, asked };
};

/** A connection between client and server that the test can disturb. */
export const wireTo = async (url: string) => {
  const state = { isCut: false, closesIdleAfterMs: 0 };
  const server = createServer((socket) => {
    if (state.isCut) {
      socket.resetAndDestroy();
      return;
    }
    const upstream = connect(portOf(url), '127.0.0.1');
    joined(socket, upstream);
    if (state.closesIdleAfterMs > 0) upstream.setTimeout(state.closesIdleAfterMs, () => socket.destroy());
    server.once('cut', () => socket.resetAndDestroy());
  });
  server.setMaxListeners(0);
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    /** every connection is reset, and new ones too */
    cut: () => {
      state.isCut = true;
      server.emit('cut');
    },
    mend: () => {
      state.isCut = false;
    },
    /** connections idle for this long are closed, as a server does between two calls */
    closeIdleAfter: (ms: number) => {
      state.closesIdleAfterMs = ms;
    },
  };
};
