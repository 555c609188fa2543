import { createServer, type Server } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Reply } from '../../../src/io/remote/http-client.ts';
import { fuzzRuns } from '../../support/fuzz.ts';
import { clientOfPort, USERSIG } from '../../support/http-client.ts';
import { listen } from '../../support/network.ts';

const OK = JSON.stringify({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 });

/** A client of our own against one server. */
const clientOf = async (server: Server | ReturnType<typeof createTcpServer>, timeoutMs = 10_000) => {
  const client = clientOfPort(await listen(server), timeoutMs);
  return async (): Promise<Reply> => {
    const leased = await client.lease(new AbortController().signal);
    if (!leased || 'kind' in leased) throw new Error('no connection');
    return client.post(leased, { written: () => {}, unused: () => {} }, 'v4/x', { GroupId: 'g' }, USERSIG);
  };
};

describe('a reply that is', () => {
  test('gzip, which was not asked for, is not the API’s', async () => {
    let asked: unknown;
    const post = await clientOf(
      createServer((request, response) => {
        asked = request.headers['accept-encoding'];
        response.setHeader('content-encoding', 'gzip').end(gzipSync(OK));
      }),
    );
    expect(await post()).toMatchObject({
      kind: 'unreachable',
      reason: { fault: 'not-the-api', encoding: 'gzip' },
    });
    expect(asked).toBe('identity');
  });

  test('in chunks of one byte is held as one, and counts', async () => {
    const concat = vi.spyOn(Buffer, 'concat');
    const pieces = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${[...`${' '.repeat(20_000)}${OK}`].map((one) => `1\r\n${one}\r\n`).join('')}0\r\n\r\n`;
    const post = await clientOf(createTcpServer((socket) => void socket.once('data', () => socket.write(pieces))));
    expect(await post()).toMatchObject({ kind: 'api', errorCode: 0 });
    const most = Math.max(0, ...concat.mock.calls.map(([list]) => list.length));
    concat.mockRestore();
    expect(most).toBeLessThan(100);
  });

  test('JSON under another content type counts by what it says', async () => {
    const post = await clientOf(createServer((_, response) => response.setHeader('content-type', 'text/html').end(OK)));
    expect(await post()).toMatchObject({ kind: 'api', errorCode: 0 });
  });

  test('JSON behind a byte order mark counts by what it says', async () => {
    const post = await clientOf(createServer((_, response) => response.end(`\ufeff${OK}`)));
    expect(await post()).toMatchObject({ kind: 'api', errorCode: 0 });
  });

  test.each([200, 302, 403, 404, 407, 429, 500, 503])(
    'the API’s counts by what it says under HTTP %i',
    async (status) => {
      const busy = JSON.stringify({ ActionStatus: 'FAIL', ErrorInfo: 'busy', ErrorCode: 10002 });
      const post = await clientOf(createServer((_, response) => response.writeHead(status).end(busy)));
      expect(await post()).toMatchObject({ kind: 'api', errorCode: 10002 });
    },
  );

  test.each([429, 503] as const)('HTTP %i with Retry-After has its seconds', async (status) => {
    const post = await clientOf(
      createServer((_, response) => response.writeHead(status, { 'retry-after': '7' }).end()),
    );
    expect(await post()).toMatchObject({ pause: { status, ms: 7000 } });
  });

  test('HTTP 503 with a date in Retry-After counts from its own Date, also beside the API’s envelope', async () => {
    const busy = JSON.stringify({ ActionStatus: 'FAIL', ErrorInfo: 'busy', ErrorCode: 10002 });
    const headers = { date: 'Thu, 01 Jan 2015 00:00:00 GMT', 'retry-after': 'Thu, 01 Jan 2015 00:00:09 GMT' };
    const post = await clientOf(createServer((_, response) => response.writeHead(503, headers).end(busy)));
    expect(await post()).toMatchObject({ kind: 'api', errorCode: 10002, pause: { status: 503, ms: 9000 } });
  });

  test('under 64 KiB of headers is taken', async () => {
    const headers = Array.from({ length: 64 }, (_, at) => `x-hop-${at}: ${'y'.repeat(1000)}\r\n`).join('');
    const bytes = `HTTP/1.1 200 OK\r\n${headers}content-length: ${OK.length}\r\n\r\n${OK}`;
    const post = await clientOf(createTcpServer((socket) => socket.once('data', () => socket.end(bytes))));
    expect(await post()).toMatchObject({ kind: 'api', errorCode: 0 });
  });

  test('preceded by an unasked 100 Continue is named for what it is', async () => {
    const post = await clientOf(
      createServer((_, response) => {
        response.writeContinue();
        response.end(OK);
      }),
    );
    expect(await post()).toMatchObject({ kind: 'unreachable', reason: { fault: 'unasked-continue' } });
  });

  test.each([
    { name: 'a reset before any reply', bytes: undefined, fault: 'reset' },
    { name: 'a reply that breaks off', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{', fault: 'connection' },
    {
      name: 'a proxy that asks for a password',
      bytes: 'HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n',
      fault: 'proxy-login',
    },
  ])('missing because of $name is named so', async ({ bytes, fault }) => {
    const post = await clientOf(
      createTcpServer((socket) =>
        socket.once('data', () => (bytes === undefined ? socket.resetAndDestroy() : socket.end(bytes))),
      ),
    );
    expect(await post()).toMatchObject({ kind: 'unreachable', reason: { fault } });
  });

  test('a redirect is not followed: nobody else is shown the UserSig', async () => {
    let others = 0;
    const elsewhere = await listen(
      createServer((_, response) => {
        others += 1;
        response.end(OK);
      }),
    );
    const post = await clientOf(
      createServer((request, response) =>
        response.writeHead(307, { location: `http://127.0.0.1:${elsewhere}${request.url}` }).end(),
      ),
    );
    expect(await post()).toEqual({
      kind: 'unreachable',
      reason: { code: 'no-reply', proxy: undefined, fault: 'status', status: 307 },
    });
    expect(others).toBe(0);
  });

  test.each([
    { name: 'no HTTP at all', bytes: 'SSH-2.0-OpenSSH_9.2\r\n' },
    { name: 'headers without end', bytes: `HTTP/1.1 200 OK\r\n${'x-header: y\r\n'.repeat(20_000)}` },
    { name: 'closed at once', bytes: '' },
    { name: 'shorter than it says', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"ErrorCode":0' },
    {
      name: 'whole, but cut in its last byte',
      bytes: `HTTP/1.1 200 OK\r\ncontent-length: ${OK.length + 1}\r\n\r\n${OK}`,
    },
  ])('$name is no reply', async ({ bytes }) => {
    const post = await clientOf(createTcpServer((socket) => socket.once('data', () => socket.end(bytes))));
    expect(await post()).toMatchObject({ kind: 'unreachable', reason: { code: 'no-reply' } });
  });
});

/** Expects what must hold for every reply: no raw control character, no secret, no unknown kind. */
const expectHarmless = (reply: Reply): void => {
  expect(['api', 'unreachable', 'too-many-requests', 'forbidden']).toContain(reply.kind);
  const text =
    reply.kind === 'api' ? reply.errorInfo : reply.kind === 'unreachable' ? JSON.stringify(reply.reason) : '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is there is the point
  expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  expect(text).not.toContain(USERSIG);
  if (reply.kind === 'api') expect(Number.isSafeInteger(reply.errorCode)).toBe(true);
};

describe('whatever a server answers', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b[2J', USERSIG, '\u202e', '__proto__', '\u0000'),
  );
  const body = fc.oneof(
    fc.record({ ErrorCode: fc.oneof(fc.integer(), fc.double(), hostile, fc.constant(null)), ErrorInfo: hostile }),
    fc.anything({ withNullPrototype: false }).map((value) => value),
    hostile,
  );

  test('as a body: it is a reply of the API only with a whole ErrorCode, and its words come through harmless', async () => {
    let text = '';
    const post = await clientOf(createServer((_, response) => response.end(text)));
    await fc.assert(
      fc.asyncProperty(body, async (value) => {
        text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
        const reply = await post();
        expectHarmless(reply);
        const { ErrorCode: code } = Object(parsed(text));
        expect(reply.kind === 'api' ? reply.errorCode : undefined).toBe(Number.isSafeInteger(code) ? code : undefined);
      }),
      { numRuns: fuzzRuns(300) },
    );
  });

  test('as bytes on the wire: the call ends, and its words come through harmless', async () => {
    let bytes = Buffer.alloc(0);
    const post = await clientOf(
      createTcpServer((socket) => socket.once('data', () => socket.end(bytes))),
      2000,
    );
    const whole = Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${OK.length}\r\n\r\n${OK}`);
    const spoilt = fc.tuple(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 12 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(spoilt, async ([at, noise, isCut]) => {
        bytes = Buffer.concat([
          whole.subarray(0, at),
          noise,
          isCut ? Buffer.alloc(0) : whole.subarray(at + noise.length),
        ]);
        expectHarmless(await post());
      }),
      { numRuns: fuzzRuns(300) },
    );
  });
});

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
