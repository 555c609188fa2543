import { InputBrokeOffError } from '../../../core/errors/broken-off-error.ts';
import { InputError } from '../../../core/errors/input-error.ts';
import type { RawBytes } from './raw-bytes.ts';
import { STANDARD_INPUT } from './standard-input.ts';

/** Standard input: bytes that come once, and in order. */
export class StreamBytes implements RawBytes {
  readonly path = STANDARD_INPUT;
  readonly #stream: NodeJS.ReadStream;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #peeked: Buffer[] = [];
  #isTaken = false;

  /** @throws InputError when somebody would have to type the rows */
  static open(stream: NodeJS.ReadStream): StreamBytes {
    if (!stream.isTTY) return new StreamBytes(stream);
    throw new InputError({ kind: 'standard-input-is-keyboard', path: STANDARD_INPUT });
  }

  private constructor(stream: NodeJS.ReadStream) {
    this.#stream = stream;
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** @returns this many bytes, or fewer at the end of the input; `chunks` yields them again */
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
      throw new InputError({ kind: 'standard-input-read-twice', path: this.path });
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
    } catch (cause) {
      const reason = (cause as Error).message;
      throw new InputBrokeOffError({ kind: 'standard-input-broke-off', path: this.path, reason }, { cause });
    }
  }

  async sizeBytes(): Promise<undefined> {
    return undefined;
  }

  /** Bytes that have come cannot change any more. */
  async prove(): Promise<void> {}

  async close(): Promise<void> {
    this.#stream.destroy();
  }
}
