import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import type { Connector } from './connector.ts';
import { WaitingLine } from './waiting-line.ts';

// A connection that the target closes sooner than this, and before a call, is as good as one that was refused.
const YOUNG_MS = 1000;

// Gateways add headers. Node takes 16 KiB of them.
const MAX_HEADER_BYTES = 128 * 1024;

// A thousand handshakes at once would take longer than a call may.
const MOST_OPENING = 32;

// After one that could not be opened, or was closed at once. The target may take no more of them at a time.
const HOLD_MS = 500;

// As undici says it of a connection that is lost during a call.
const CLOSED = 'other side closed';

/** One connection to the target, from its opening to its end. It carries one call at a time. */
export class Connection {
  readonly #socket: Socket;
  readonly #client: Client;
  readonly #openedMs: number;
  readonly #tookMs: number;
  #wasUsed = false;

  /** @param tookMs - to open the socket */
  constructor(origin: string, socket: Socket, nowMs: number, tookMs: number) {
    this.#socket = socket;
    this.#openedMs = nowMs;
    this.#tookMs = tookMs;
    // Nobody reads before the first call, and the end of a socket is noticed only by who reads.
    const onUnasked = (): void => void socket.destroy();
    socket.on('data', onUnasked);
    // undici would open another socket when this one is lost, and the call would be written whenever that is ready.
    let isTaken = false;
    this.#client = new Client(origin, {
      pipelining: 1,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The caller has one deadline for the whole call. These two would start anew for each part of it.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (_, done) => {
        const isFirst = !isTaken;
        isTaken = true;
        socket.off('data', onUnasked).pause();
        queueMicrotask(() => (isFirst && this.isReady ? done(null, socket) : done(new Error(CLOSED), null)));
      },
    });
  }

  /** milliseconds that its opening adds to the next call: none after the first */
  get openingMs(): number {
    return this.#wasUsed ? 0 : this.#tookMs;
  }

  /** undefined without https */
  get tls(): TLSSocket | undefined {
    return this.#socket instanceof TLSSocket ? this.#socket : undefined;
  }

  /** A call can be made on it now. */
  get isReady(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** The target took the connection, and closed it before it could be used. */
  diedYoung(nowMs: number): boolean {
    return !this.isReady && !this.#wasUsed && nowMs - this.#openedMs < YOUNG_MS;
  }

  /** @param handler - `onRequestStart` is called when the call is written; not at all where the connection is lost */
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    this.#wasUsed = true;
    this.#client.dispatch(options, handler);
  }

  destroy(): Promise<void> {
    this.#socket.destroy();
    return this.#client.destroy();
  }
}

/** Why there is no connection. */
export type OpeningFault = { readonly error: Error } | 'deadline';

/**
 * Connections that stay open. A call takes one that is ready before it gets its slot of the pace, so that nothing is
 * left to wait for between slot and write. How many there are is bounded by those who ask for one.
 */
export class ConnectionPool {
  readonly #origin: string;
  readonly #connector: Connector;
  readonly #timeoutMs: number;
  readonly #nowMs: () => number;
  readonly #most: number;
  readonly #line = new WaitingLine<undefined, Connection | OpeningFault>();
  readonly #connections = new Set<Connection>();
  readonly #idle: Connection[] = [];
  readonly #deadlines = new Set<NodeJS.Timeout>();
  #opening = 0;
  /** until then the calls share the connections that are open, if there are any */
  #heldUntilMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  /**
   * @param timeoutMs - of one opening
   * @param most - connections at a time: who finds none left waits for one that is given back
   */
  constructor(origin: string, connector: Connector, timeoutMs: number, nowMs: () => number, most: number) {
    this.#most = most;
    this.#origin = origin;
    this.#connector = connector;
    this.#timeoutMs = timeoutMs;
    this.#nowMs = nowMs;
  }

  /** @returns a connection that is to be given back, or why there is none; undefined when the signal aborts */
  lease(signal: AbortSignal): Connection | Promise<Connection | OpeningFault | undefined> {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop()) {
      if (last.isReady) return last;
      this.#connections.delete(last);
    }
    const leased = this.#line.wait(signal, undefined);
    this.#openMore();
    return leased;
  }

  giveBack(connection: Connection): void {
    if (!connection.isReady || this.#isClosed) {
      this.#connections.delete(connection);
      if (connection.diedYoung(this.#nowMs())) this.#hold();
      this.#openMore();
      return;
    }
    const next = this.#line.shift();
    if (next) next.settle(connection);
    else this.#idle.push(connection);
  }

  /**
   * A load balancer leads each connection to one backend. One that fails at once would get most calls, and every repeat, if
   * its connection were the next to be used. Where it is the only one it is closed, so that the next one may lead elsewhere.
   */
  putLast(connection: Connection): void {
    const at = this.#idle.indexOf(connection);
    if (at === -1) return;
    this.#idle.splice(at, 1);
    if (this.#connections.size > 1) {
      this.#idle.unshift(connection);
    } else {
      this.#connections.delete(connection);
      void connection.destroy();
    }
  }

  /** Ends all connections, and all waits for one. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#line.close();
    for (const deadline of this.#deadlines) clearTimeout(deadline);
    await this.#connector.close();
    await Promise.all([...this.#connections].map((connection) => connection.destroy()));
  }

  #openMore(): void {
    if (this.#nowMs() < this.#heldUntilMs && this.#hasSome()) return;
    const wanted = Math.min(this.#line.length, MOST_OPENING, this.#most - this.#connections.size);
    while (!this.#isClosed && this.#opening < wanted) this.#open();
  }

  /** Where no connection is left, the others in line have nothing to wait for. */
  #fail(fault: OpeningFault): void {
    const hasSome = this.#hasSome();
    this.#hold();
    do this.#line.shift()?.settle(fault);
    while (!hasSome && this.#line.length > 0);
  }

  #hold(): void {
    if (this.#isClosed || this.#nowMs() < this.#heldUntilMs) return;
    this.#heldUntilMs = this.#nowMs() + HOLD_MS;
    const end = setTimeout(() => {
      this.#deadlines.delete(end);
      this.#heldUntilMs = Number.NEGATIVE_INFINITY;
      this.#openMore();
    }, HOLD_MS);
    this.#deadlines.add(end);
  }

  #hasSome(): boolean {
    for (const { isReady } of this.#connections) if (isReady) return true;
    return false;
  }

  #open(): void {
    const beganMs = this.#nowMs();
    this.#opening += 1;
    let isOver = false;
    const end = (fault: OpeningFault | undefined): boolean => {
      if (isOver) return false;
      isOver = true;
      this.#opening -= 1;
      this.#deadlines.delete(deadline);
      clearTimeout(deadline);
      if (fault) this.#fail(fault);
      this.#openMore();
      return true;
    };
    const deadline = setTimeout(end, this.#timeoutMs, 'deadline');
    this.#deadlines.add(deadline);
    this.#connector.open((error, socket) => {
      if (!socket) {
        end({ error: error ?? new Error('no connection') });
        return;
      }
      const nowMs = this.#nowMs();
      const connection = new Connection(this.#origin, socket, nowMs, nowMs - beganMs);
      if (!connection.isReady) {
        end({ error: new Error(CLOSED) });
      } else if (isOver || this.#isClosed) {
        void connection.destroy();
      } else {
        this.#connections.add(connection);
        this.giveBack(connection);
      }
      end(undefined);
    });
  }
}
