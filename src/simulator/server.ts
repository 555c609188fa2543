import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Arrivals } from './arrivals.ts';
import { type Fault, type FaultKind, pickFault } from './faults.ts';
import { type Answer, type GroupSpec, Groups } from './groups.ts';
import { seededRandom } from './random.ts';
import { judgeUserSig } from './usersig.ts';

export type SimulatorOptions = {
  readonly sdkappid: number;
  readonly secretKey: string;
  /** App admin accounts */
  readonly admins: readonly string[];
  /** 0 for any free one */
  readonly port: number;
  /** calls per second and command */
  readonly limitPerSecond: number;
  /** of every reply; jitter is added on top, evenly spread */
  readonly latencyMs: number;
  readonly jitterMs: number;
  readonly faults: readonly Fault[];
  /** undefined: every group that is named exists */
  readonly groups: readonly GroupSpec[] | undefined;
  readonly seed: number;
  /** keep every call for `state`; memory then grows with the calls */
  readonly isRecording: boolean;
};

/** A call as it came, and the code it was answered with; null where there was no reply of the API. */
export type RecordedCall = {
  readonly atMs: number;
  readonly groupId: unknown;
  readonly account: unknown;
  readonly unread: unknown;
  readonly errorCode: number | null;
  readonly isApplied: boolean;
};

export type SimulatorState = {
  readonly unread: readonly (readonly [groupId: string, account: string, count: number])[];
  readonly arrivals: { readonly total: number; readonly overLimit: number; readonly peak: number };
  readonly calls: readonly RecordedCall[];
};

/** What may be changed while it runs. */
export type SimulatorChange = {
  readonly faults?: readonly Fault[];
  readonly secretKey?: string;
  /** connections are closed without a reply */
  readonly isDown?: boolean;
};

export type Simulator = {
  readonly url: string;
  state(): SimulatorState;
  change(change: SimulatorChange): void;
  close(): Promise<void>;
};

const SET_UNREAD = '/v4/group_open_http_svc/set_unread_msg_num';
const GROUP_SERVICE = '/v4/group_open_http_svc/';
const MAX_BODY_BYTES = 64 * 1024;
const DRIP_MS = 100;

/**
 * Tencent IM on loopback, as its documents describe it. Written from the reference, not from our client.
 *
 * Beside the API it serves `GET /simulator/state` and `POST /simulator/change` (see the types of those names).
 */
export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const groups = new Groups(options.groups);
  const arrivals = new Arrivals(options.limitPerSecond);
  const random = seededRandom(options.seed);
  const calls: RecordedCall[] = [];
  let { faults, secretKey } = options;
  let isDown = false;

  const state = (): SimulatorState => ({ unread: groups.unread(), arrivals: arrivals.stats(), calls });
  const change = (wanted: SimulatorChange): void => {
    faults = wanted.faults ?? faults;
    secretKey = wanted.secretKey ?? secretKey;
    isDown = wanted.isDown ?? isDown;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://simulator');
    if (url.pathname.startsWith('/simulator/')) {
      if (request.method === 'POST') change(JSON.parse(await readBody(request)) as SimulatorChange);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(state()));
      return;
    }
    const atMs = performance.now();
    if (isDown) {
      request.socket.destroy();
      return;
    }
    const isAdmitted = arrivals.admit(atMs);
    const text = await readBody(request);
    const body = parseObject(text);
    const fault = pickFault(faults, body?.GroupId, random);
    const appliesNothing = fault !== undefined && !APPLIED_FAULTS.has(fault);
    const answer = appliesNothing
      ? faultAnswer(fault)
      : (refuseCall(request.method, url, { ...options, secretKey }) ??
        (isAdmitted ? setUnread(groups, body) : { errorCode: 60007, errorInfo: 'REST call frequency exceeded' }));
    if (options.isRecording) {
      const { GroupId: groupId, Member_Account: account, UnreadMsgNum: unread } = body ?? {};
      const errorCode = fault === undefined || typeof fault === 'number' ? answer.errorCode : null;
      calls.push({ atMs, groupId, account, unread, errorCode, isApplied: !appliesNothing && answer.errorCode === 0 });
    }
    setTimeout(() => reply(request, response, answer, fault), options.latencyMs + random() * options.jitterMs);
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  // Longer than any client keeps an idle connection, so that a rehearsal meets closed ones only on request.
  server.keepAliveTimeout = 30_000;
  await listen(server, options.port);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    state,
    change,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Faults that come after the call was applied. */
const APPLIED_FAULTS: ReadonlySet<FaultKind> = new Set(['reset-after', 'hang-after', 'cut', 'html', 'drip']);

const faultAnswer = (fault: FaultKind): Answer =>
  typeof fault === 'number'
    ? { errorCode: fault, errorInfo: `simulated ${fault}` }
    : { errorCode: 60008, errorInfo: 'simulated' };

/** Checks everything about a call but its body: reference sections 1 and 5. */
const refuseCall = (
  method: string | undefined,
  url: URL,
  app: Pick<SimulatorOptions, 'sdkappid' | 'secretKey' | 'admins'>,
): Answer | undefined => {
  const refuse = (errorCode: number, errorInfo: string): Answer => ({ errorCode, errorInfo });
  const query = url.searchParams;
  if (method !== 'POST') return refuse(60002, 'HTTP parse error: only POST is supported');
  if (url.pathname !== SET_UNREAD) {
    return url.pathname.startsWith(GROUP_SERVICE)
      ? refuse(10003, 'unknown command')
      : refuse(60009, 'resource error, check the URL');
  }
  const sdkappid = query.get('sdkappid');
  if (!sdkappid) return refuse(60012, 'sdkappid is missing');
  if (!/^[0-9]+$/.test(sdkappid)) return refuse(60006, 'sdkappid is invalid');
  const identifier = query.get('identifier');
  if (!identifier || query.get('contenttype') !== 'json') return refuse(60025, 'identifier or contenttype is wrong');
  const random = query.get('random') ?? '';
  if (!/^[0-9]{1,10}$/.test(random) || Number(random) > 0xffff_ffff) return refuse(60002, 'HTTP parse error: random');
  if (Number(sdkappid) !== app.sdkappid) return refuse(70020, 'SDKAppID not found');
  const signature = judgeUserSig(query.get('usersig') ?? '', { ...app, identifier }, Date.now() / 1000);
  if (signature !== 0) return refuse(signature, 'UserSig refused');
  return app.admins.includes(identifier) ? undefined : refuse(60010, 'App admin rights required');
};

const setUnread = (groups: Groups, body: Record<string, unknown> | undefined): Answer =>
  body ? groups.setUnread(body) : { errorCode: 60003, errorInfo: 'the request is not a JSON object' };

const reply = (
  request: IncomingMessage,
  response: ServerResponse,
  { errorCode, errorInfo }: Answer,
  fault: FaultKind | undefined,
): void => {
  const text = JSON.stringify({
    ActionStatus: errorCode === 0 ? 'OK' : 'FAIL',
    ErrorInfo: errorInfo,
    ErrorCode: errorCode,
  });
  if (fault === 'hang' || fault === 'hang-after') return;
  if (fault === 'reset' || fault === 'reset-after') {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault === 'html') {
    response.setHeader('content-type', 'text/html').end('<html><body>Service is busy</body></html>');
    return;
  }
  if (typeof fault === 'number' && fault < 1000) {
    response.writeHead(fault).end();
    return;
  }
  response.setHeader('content-type', 'application/json').setHeader('content-length', Buffer.byteLength(text));
  if (fault === 'cut') {
    response.write(text.slice(0, text.length / 2), () => request.socket.destroy());
  } else if (fault === 'drip') {
    drip(response, text);
  } else {
    response.end(text);
  }
};

const drip = (response: ServerResponse, text: string): void => {
  let at = 0;
  const timer = setInterval(() => {
    if (response.destroyed || at >= text.length) clearInterval(timer);
    else response.write(text.slice(at, ++at));
  }, DRIP_MS);
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parseObject = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
