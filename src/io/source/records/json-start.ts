import Tokenizer from '@streamparser/json/tokenizer.js';
import TokenType from '@streamparser/json/utils/types/tokenType.js';
import { bomBytesOf } from '../text/encoding.ts';

/** A JSON value of which the end may be missing. An object has no prototype, so that any key is only a key. */
export type JsonStart = null | boolean | number | string | JsonStart[] | { readonly [key: string]: JsonStart };

/** The first values of a JSON document, as far as its first bytes go. */
export type JsonDocument = {
  readonly roots: readonly JsonStart[];
  /** @returns the offset behind the opening bracket of an array */
  startOf(array: JsonStart): number | undefined;
};

// More tell nothing new about the shape of a document.
const MOST_TOKENS = 20_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
const COLOUR = /\x1b\[[0-9;]*m/g;
const RECORD_SEPARATOR = 0x1e;

/** Reads what there is of a JSON document in its first bytes. What is no JSON ends it. */
export const readJsonStart = (head: Buffer): JsonDocument => {
  const builder = new StartBuilder();
  const tokenizer = new Tokenizer({ separator: '' });
  tokenizer.onToken = ({ token, value, offset }) => builder.take(token, value, offset);
  tokenizer.onError = () => {};
  const from = bomBytesOf(head);
  try {
    tokenizer.write(blanked(head, from));
  } catch {
    // what came before is known
  }
  return { roots: builder.roots, startOf: (array) => builder.startOf(array, from) };
};

/** What the grammar of JSON does not know, but what surrounds it: offsets stay as they are. */
const blanked = (head: Buffer, from: number): Buffer => {
  const bytes = Buffer.from(head.subarray(from));
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === RECORD_SEPARATOR) bytes[at] = 0x20;
  if (!bytes.includes(0x1b)) return bytes;
  return Buffer.from(
    bytes.toString('latin1').replace(COLOUR, (colour) => ' '.repeat(colour.length)),
    'latin1',
  );
};

type Container = JsonStart[] | { [key: string]: JsonStart };

class StartBuilder {
  readonly roots: JsonStart[] = [];
  readonly #open: Container[] = [];
  readonly #starts = new Map<JsonStart, number>();
  #key: string | undefined;
  #left = MOST_TOKENS;

  startOf(array: JsonStart, from: number): number | undefined {
    const start = this.#starts.get(array);
    return start === undefined ? undefined : start + from;
  }

  take(token: TokenType, value: unknown, offset: number): void {
    this.#left -= 1;
    if (this.#left < 0) throw new Error('enough');
    const parent = this.#open.at(-1);
    switch (token) {
      case TokenType.LEFT_BRACE:
        this.#enter(Object.create(null));
        break;
      case TokenType.LEFT_BRACKET:
        this.#starts.set(this.#enter([]), offset + 1);
        break;
      case TokenType.RIGHT_BRACE:
      case TokenType.RIGHT_BRACKET:
        this.#open.pop();
        this.#key = undefined;
        break;
      case TokenType.COLON:
      case TokenType.COMMA:
      case TokenType.SEPARATOR:
        break;
      default:
        if (parent && !Array.isArray(parent) && this.#key === undefined) this.#key = String(value);
        else this.#put(value as JsonStart);
    }
  }

  #enter<T extends Container>(container: T): T {
    this.#put(container);
    this.#open.push(container);
    return container;
  }

  #put(value: JsonStart): void {
    const parent = this.#open.at(-1);
    if (!parent) this.roots.push(value);
    else if (Array.isArray(parent)) parent.push(value);
    else if (this.#key !== undefined) parent[this.#key] = value;
    this.#key = undefined;
  }
}
