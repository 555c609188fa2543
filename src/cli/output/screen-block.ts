import { createLogUpdate } from 'log-update';
import { displayWidth } from '../../report/layout.ts';
import type { Stream } from './terminal.ts';

/** Lines of a terminal that are drawn again in place. */
export class ScreenBlock {
  readonly #stream: Stream;
  readonly #columns: () => number;
  readonly #log: ReturnType<typeof createLogUpdate>;
  #lines: readonly string[] = [];
  /** of what is on the screen; undefined where nothing is */
  #linesFor: ((columns: number) => readonly string[]) | undefined;
  #isEnded = false;
  readonly #onResize = (): void => this.around(() => {});

  /** @param columns - the present width of the stream */
  constructor(stream: Stream, columns: () => number) {
    this.#stream = stream;
    this.#columns = columns;
    // A cursor that is hidden would stay so after a kill.
    this.#log = createLogUpdate(stream as NodeJS.WriteStream, { showCursor: true });
    stream.on('resize', this.#onResize);
  }

  draw(linesFor: (columns: number) => readonly string[]): void {
    if (this.#isEnded) return;
    this.#linesFor = linesFor;
    this.#lines = linesFor(this.#columns());
    this.#log(this.#lines.join('\n'));
  }

  clear(): void {
    const rows = this.#rowsOfWrapping();
    this.#log.clear();
    const stream = this.#stream;
    for (let row = 0; row < rows && 'moveCursor' in stream; row += 1) {
      stream.moveCursor(0, -1);
      stream.clearLine(0);
    }
    this.#lines = [];
    this.#linesFor = undefined;
  }

  /** Takes it off the screen while something else is written there, and draws it again below that. */
  around(write: () => void): void {
    const linesFor = this.#linesFor;
    this.clear();
    write();
    if (linesFor) this.draw(linesFor);
  }

  end(): void {
    if (this.#isEnded) return;
    this.clear();
    this.#log.done();
    this.#isEnded = true;
    this.#stream.off('resize', this.#onResize);
  }

  /** A terminal that has become narrower has broken our lines: these are rows that the library does not know of. */
  #rowsOfWrapping(): number {
    const columns = this.#columns();
    return this.#lines.reduce((sum, line) => sum + Math.max(0, Math.ceil(displayWidth(line) / columns) - 1), 0);
  }
}
