import type { Clock, OnEvent, RemoteApi } from '../../core/ports.ts';
import { type InputRow, type Row, whereOf } from '../../core/row/row.ts';
import type { PairQueue } from './pair-queue.ts';

const FIRST_TEST_AFTER_MS = 10_000;
const LONGEST_PAUSE_MS = 300_000;

/**
 * Where rows are tried for a while and none gets through, the row that was set last is set once more, to the same count.
 * That tells the trouble of a few rows, with nothing else left to send, from that of the target. While the rows stand,
 * the pause before the next such test doubles.
 */
export class Standstill {
  readonly #deps: { readonly clock: Clock; readonly onEvent: OnEvent };
  readonly #remote: Pick<RemoteApi, 'setAgain'>;
  readonly #pairs: PairQueue;
  readonly #end = new AbortController();
  #pauseMs = FIRST_TEST_AFTER_MS;
  #lastSet: { readonly input: InputRow; readonly row: Row } | undefined;
  /** since the last row that was settled */
  #isTroubled = false;
  #isNew = true;
  #testing = Promise.resolve();

  constructor(
    deps: { readonly clock: Clock; readonly onEvent: OnEvent },
    remote: Pick<RemoteApi, 'setAgain'>,
    pairs: PairQueue,
  ) {
    this.#deps = deps;
    this.#remote = remote;
    this.#pairs = pairs;
  }

  /** A call of a row did not get through. */
  troubled(): void {
    this.#isTroubled = true;
  }

  rowSet(input: InputRow, row: Row): void {
    this.#lastSet = { input, row };
  }

  /** A row is done, set or not. */
  settled(): void {
    this.#isTroubled = false;
    this.#isNew = true;
    this.#pauseMs = FIRST_TEST_AFTER_MS;
  }

  /** @param onError - called once; nothing is tested after it */
  begin(onError: (error: unknown) => void): void {
    this.#testing = this.#keepTesting().catch(onError);
  }

  /** Resolves when no test is under way. */
  async end(): Promise<void> {
    this.#end.abort();
    await this.#testing;
  }

  async #keepTesting(): Promise<void> {
    while (await this.#deps.clock.sleep(this.#pauseMs, this.#end.signal)) {
      const last = this.#lastSet;
      const isStanding = this.#isTroubled && !this.#isNew;
      this.#isNew = false;
      // A later count of the same pair must not be overwritten.
      if (!isStanding || !last || this.#pairs.has(last.row)) continue;
      this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
      await this.#setAgain(last.input, last.row);
    }
  }

  #setAgain(input: InputRow, row: Row): Promise<void> {
    const isWanted = (): boolean => this.#isTroubled && !this.#end.signal.aborted;
    return new Promise((resolve, reject) => {
      this.#pairs.run(row, async () => {
        try {
          const { kind } = await this.#remote.setAgain(row, isWanted);
          if (kind !== 'unsent') {
            this.#deps.onEvent({ type: 'row-set-again', ...whereOf(input), isSet: kind === 'ok' });
          }
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  }
}
