import { Writable } from 'node:stream';

/** A stream that keeps what is written to it. */
export class TextStream extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** The same, as a terminal of this many columns. */
export const terminalStream = (columns: number): TextStream & { isTTY: boolean; columns: number } =>
  Object.assign(new TextStream(), { isTTY: true, columns });
