import type { Clock } from '../../core/ports.ts';
import type { InputRow } from '../../core/row/row.ts';

export type WindowSizes = {
  /** rows in the first window; few, so that the first rows do not wait long for the questions about their window */
  readonly first: number;
  /** each window is twice as large as the one before it, up to this many rows */
  readonly most: number;
};

/** Consecutive rows of the input, and what was found out about them. */
export type RowWindow<T> = { readonly rows: readonly InputRow[]; readonly known: T };

// A slow stream delivers rows as they come, and its writer may wait until they are done. So a window need not be full.
const FILL_WITHIN_MS = 50;

type Around = {
  readonly clock: Clock;
  /** called at once when `prepare` fails */
  readonly onFailure: (error: unknown) => void;
  /** called where the rows are left before their end, to end what is asked */
  readonly onLeft: () => void;
};

/**
 * Yields the rows in windows. While one window is worked on, the next is read and asked about. It does not end before what it
 * asks has ended: calls in flight are answered, and counted.
 *
 * @param prepare - finds out about the rows of a window
 * @param signal - ends the wait for rows, which may never come, and what is asked
 * @throws what reading or preparing throws, after the windows before it were yielded; the reason of the signal
 */
export async function* prefetch<T>(
  blocks: AsyncIterable<readonly InputRow[]>,
  sizes: WindowSizes,
  prepare: (rows: readonly InputRow[]) => Promise<T>,
  { clock, onFailure, onLeft }: Around,
  signal: AbortSignal,
): AsyncGenerator<RowWindow<T>> {
  const reader = new WindowReader(blocks, clock);
  let size = sizes.first;
  let isOver = false;
  const asking = new Set<Promise<unknown>>();
  type Upcoming = { rows: readonly InputRow[]; prepared: Promise<T> } | undefined;
  const readNext = async (): Promise<Upcoming> => {
    const rows = await reader.read(size);
    size = Math.min(size * 2, sizes.most);
    if (!rows || isOver) return undefined;
    const prepared = prepare(rows);
    // Reported at once, before the turn of this window: the window before may wait for something that now never comes.
    const asked = prepared.catch(onFailure).finally(() => asking.delete(asked));
    asking.add(asked);
    return { rows, prepared };
  };
  let upcoming = readNext();
  let isLeft = true;
  try {
    for (
      let current = await unlessAborted(upcoming, signal);
      current;
      current = await unlessAborted(upcoming, signal)
    ) {
      upcoming = readNext();
      upcoming.catch(() => {});
      yield { rows: current.rows, known: await current.prepared };
    }
    isLeft = false;
  } finally {
    isOver = true;
    reader.close();
    if (isLeft) onLeft();
    await Promise.all(asking);
  }
}

/** @throws the reason of the signal, where that aborts first */
const unlessAborted = <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });

/** Regroups blocks of rows into windows. */
class WindowReader {
  readonly #blocks: AsyncIterator<readonly InputRow[]>;
  readonly #clock: Clock;
  #rest: readonly InputRow[] = [];
  #pending: Promise<IteratorResult<readonly InputRow[]>> | undefined;
  #isAtEnd = false;

  constructor(blocks: AsyncIterable<readonly InputRow[]>, clock: Clock) {
    this.#blocks = blocks[Symbol.asyncIterator]();
    this.#clock = clock;
  }

  /** @returns at least one row and at most `size`; undefined at the end */
  async read(size: number): Promise<readonly InputRow[] | undefined> {
    const rows: InputRow[] = [];
    const late = new AbortController();
    let waited: Promise<'late'> | undefined;
    while (rows.length < size) {
      if (this.#rest.length > 0) {
        const taken = this.#rest.slice(0, size - rows.length);
        this.#rest = this.#rest.slice(taken.length);
        for (const row of taken) rows.push(row);
        continue;
      }
      if (this.#isAtEnd) break;
      this.#pending ??= this.#blocks.next();
      if (rows.length > 0) waited ??= this.#clock.sleep(FILL_WITHIN_MS, late.signal).then(() => 'late');
      const next = await (waited ? Promise.race([this.#pending, waited]).catch(() => 'late' as const) : this.#pending);
      if (next === 'late') break;
      this.#pending = undefined;
      this.#isAtEnd = next.done === true;
      if (!next.done) this.#rest = next.value;
    }
    late.abort();
    return rows.length > 0 ? rows : undefined;
  }

  /** Not awaited: the iterator closes only after a pending read, which may take long. */
  close(): void {
    this.#pending?.catch(() => {});
    void this.#blocks.return?.().then(undefined, () => {});
  }
}
