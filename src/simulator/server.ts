import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CommandAnswer, TOO_OFTEN } from './answer.ts';
import { type ApiCommand, answerCommand, commandAt } from './commands.ts';
import { isForLoopback, mayControl } from './control.ts';
import { type Fault, FaultPicker, faultAnswer, hasBoth, isFault } from './faults.ts';
import { seededRandom } from './random.ts';
import { type App, refuseCall, refusePath } from './refuse-call.ts';
import { envelope, sendReply } from './reply.ts';
import { parseBody } from './request.ts';
import { type ArrivalStats, type RecordedCall, type RecordedRead, Seen } from './seen.ts';
import { SimulatedWorld, type SimulatedWorldOptions } from './world.ts';

export type SimulatorOptions = App &
  SimulatedWorldOptions & {
    /** 0: any free port */
    readonly port: number;
    /** calls per second of each command; account_check has less, see `limitOf` */
    readonly limitPerSecond: number;
    /** delay of every reply, milliseconds; jitter is added, evenly distributed */
    readonly latencyMs: number;
    readonly jitterMs: number;
    readonly faults: readonly Fault[];
    readonly seed: number;
    /** who gives it may ask for the state, and change it, over HTTP; without one nobody may */
    readonly controlToken?: string | undefined;
    /** keep every call for `state`; memory grows with the calls */
    readonly isRecording: boolean;
  };

export type SimulatorState = {
  /** the present counts of the accounts whose count was set, by the description or by a call */
  readonly unread: readonly (readonly [groupId: string, account: string, count: number])[];
  /** of set_unread_msg_num */
  readonly arrivals: ArrivalStats;
  /** counts for every command that was called */
  readonly commands: Readonly<Partial<Record<ApiCommand, ArrivalStats>>>;
  /** calls of set_unread_msg_num; empty unless recording, like `reads` */
  readonly calls: readonly RecordedCall[];
  readonly reads: readonly RecordedRead[];
};

/** What can be changed while the simulator runs. */
export type SimulatorChange = {
  readonly faults?: readonly Fault[];
  readonly secretKey?: string;
  /** connections are closed without a reply */
  readonly isDown?: boolean;
  /** messages sent to groups now; no member has read them */
  readonly newMessages?: readonly { readonly groupId: string; readonly count: number }[];
};

export type Simulator = {
  readonly url: string;
  state(): SimulatorState;
  /** @throws Error for new messages in a group that does not exist */
  change(change: SimulatorChange): void;
  close(): Promise<void>;
};

// The largest body is that of get_role_in_group: 500 UserIDs of 32 bytes, each of which JSON may write in six bytes.
// Longer than a caller of the shortest time-out waits for it, and less than 3 s after that.
const LATE_MS = 4500;

const MAX_BODY_BYTES = 128 * 1024;

/**
 * Tencent IM on loopback, as its documents describe it. It was written from docs/api.md, not from our client.
 * Besides the API it serves `GET /simulator/state` and `POST /simulator/change` to those who have the token; see the types
 * of those names.
 */
export const startSimulator = async (options: SimulatorOptions): Promise<Simulator> => {
  const world = new SimulatedWorld(options);
  const seen = new Seen(options.limitPerSecond);
  const random = seededRandom(options.seed);
  const picker = new FaultPicker(random);
  let { faults, secretKey } = options;
  let isDown = false;

  const state = (): SimulatorState => ({
    unread: world.unread(),
    arrivals: seen.stats('set_unread_msg_num'),
    commands: seen.allStats(),
    calls: seen.calls,
    reads: seen.reads,
  });
  const change = (wanted: SimulatorChange): void => {
    if (wanted.faults && !wanted.faults.every(isFault)) throw new Error('there is no such fault');
    faults = wanted.faults ?? faults;
    secretKey = wanted.secretKey ?? secretKey;
    isDown = wanted.isDown ?? isDown;
    for (const { groupId, count } of wanted.newMessages ?? []) {
      const group = world.group(groupId);
      if (!group) throw new Error(`there is no group ${groupId}`);
      group.addMessages(count, Math.floor(Date.now() / 1000));
    }
  };

  const control = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (request.method === 'POST') change(JSON.parse(await readBody(request)) as SimulatorChange);
    } catch (error) {
      response.writeHead(400).end(`${(error as Error).message}\n`);
      return;
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify(state()));
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://simulator');
    if (!isForLoopback(request)) {
      response.writeHead(403).end();
      return;
    }
    if (url.pathname.startsWith('/simulator/')) {
      if (!mayControl(request, options.controlToken)) {
        response.writeHead(404).end();
        return;
      }
      await control(request, response);
      return;
    }
    const atMs = performance.now();
    if (isDown) {
      request.socket.destroy();
      return;
    }
    const command = commandAt(url.pathname);
    const isAdmitted = command !== undefined && seen.admit(command, atMs);
    const body = parseBody(await readBody(request));
    const fault = picker.pick(faults, command, body);
    const inItsPlace = fault === undefined ? undefined : faultAnswer(fault, command);
    const apply = (): CommandAnswer =>
      command
        ? (refuseCall(request.method, url.searchParams, { ...options, secretKey }) ??
          (isAdmitted ? answerCommand(command, world, body) : TOO_OFTEN))
        : refusePath(url.pathname);
    const answer = (): string => {
      const { errorCode, text } = envelope(inItsPlace ?? apply(), fault, body);
      if (options.isRecording && command) {
        const code = fault === undefined || typeof fault === 'number' || hasBoth(fault) ? errorCode : null;
        const isApplied = !inItsPlace && errorCode === 0;
        seen.record({ atMs, command, body: body ?? null, errorCode: code, isApplied });
      }
      return text;
    };
    if (fault === 'late') {
      setTimeout(answer, LATE_MS).unref();
      return;
    }
    const text = answer();
    const afterMs = options.latencyMs + random() * options.jitterMs;
    const replying = setTimeout(() => sendReply(request, response, text, fault), afterMs);
    // Nobody waits for the reply any more.
    response.once('close', () => clearTimeout(replying));
  };

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  // Longer than any client keeps an idle connection, so a rehearsal meets closed connections only on request.
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

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
