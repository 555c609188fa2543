import { InputBrokeOffError, InputError } from '../../../core/errors.ts';
import type { RawBytes } from '../text/decoded-content.ts';

/** The name under which commands take it. */
export const STANDARD_INPUT = '-';

/** Bytes that come once, and in order only: standard input. */
export class StreamBytes implements RawBytes {
  readonly path = STANDARD_INPUT;
  readonly #stream: NodeJS.ReadStream;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #peeked: Buffer[] = [];
  #isTaken = false;

  /** @throws InputError when somebody would have to type the rows */
  static open(stream: NodeJS.ReadStream): StreamBytes {
    if (!stream.isTTY) return new StreamBytes(stream);
    throw new InputError(
      STANDARD_INPUT,
      'standard input is the keyboard',
      'Pipe the rows in, for example: unzip -p export.zip | npx tim-unread import - --format csv --state-dir state',
    );
  }

  private constructor(stream: NodeJS.ReadStream) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** @returns so many bytes, fewer only where there are no more; they come again in `chunks` */
  async head(bytes: number): Promise<Buffer> {
    for (;;) {
      const head = Buffer.concat(this.#peeked);
      if (head.length >= bytes) return head.subarray(0, bytes);
      const chunk = await this.#next();
      if (!chunk) return head;
      this.#peeked.push(chunk);
    }
  }

  async *chunks(): AsyncGenerator<Buffer> {
    if (this.#isTaken) {
      throw new InputError(
        this.path,
        'standard input can be read once only',
        'Save the rows to a file and give its name.',
      );
    }
    this.#isTaken = true;
    yield* this.#peeked;
    for (;;) {
      const chunk = await this.#next();
      if (!chunk) return;
      yield chunk;
    }
  }

  /** @returns undefined at the end */
  async #next(): Promise<Buffer | undefined> {
    try {
      const { done, value } = await this.#chunks.next();
      return done ? undefined : value;
    } catch (error) {
      throw new InputBrokeOffError(this.path, error as Error, {
        hint: 'Nothing is lost: feed the same rows from their start again, with the same command.',
        remedy: 'Feed the rows from their start again.',
        isCorrupt: false,
      });
    }
  }

  async sizeBytes(): Promise<undefined> {
    return undefined;
  }

  /** What has come cannot change any more. */
  async prove(): Promise<void> {}

  async close(): Promise<void> {
    this.#stream.destroy();
  }
}
