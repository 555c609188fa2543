import type { Secrets } from '../../core/text/secrets.ts';
import { escapedJson } from '../../core/text/text.ts';
import { wrap } from '../../report/layout.ts';
import { type PageStyle, PLAIN_PAGE } from '../../report/page.ts';

export type Stream = NodeJS.WriteStream | (NodeJS.WritableStream & { isTTY?: boolean });

/** Standard output is for results, standard error for everything else. Secrets are removed from every text. */
export type Terminal = {
  /** @param text - laid out, and not wrapped again; with `--json` a page goes to standard error */
  readonly result: (text: string, stream?: 'stdout' | 'stderr') => void;
  /** standard output without the removal of secrets: for the one command whose result is a secret */
  readonly secret: (text: string) => void;
  /** @param text - one line or several, wrapped to standard error @param indent - of continuation lines, columns */
  readonly talk: (text: string, indent?: number) => void;
  /** the same of one line, which stays one where standard error is no terminal: programs read lines */
  readonly line: (text: string) => void;
  /** @param block - on standard error; what is said stands above it */
  readonly keepBelow: (block: Drawn) => void;
  /** waits for what was written to standard output @returns why it could not be written; nobody may have wanted to read it */
  readonly lostResult: () => Promise<string | undefined>;
  /** whether anything was written to standard output */
  readonly hasResult: () => boolean;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** whether what was written to standard error can be drawn again in place */
  readonly canRedraw: boolean;
  /** the same of standard output */
  readonly canDraw: boolean;
  /** width of standard error; 80 when it is not a terminal */
  readonly columns: () => number;
  readonly paint: (text: string, colour: Colour, stream: 'stdout' | 'stderr') => string;
};

/** What is drawn again in place. */
export type Drawn = { readonly around: (write: () => void) => void };

export type Colour = 'green' | 'yellow' | 'red';

const CODES: Readonly<Record<Colour, number>> = { red: 31, green: 32, yellow: 33 };

// More than the indent of the next step below an error, which is two.
const CONTINUATION = 4;

export const createTerminal = ({
  stdout,
  stderr,
  writeSecret,
  environment,
  secrets,
  program,
}: {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly writeSecret?: ((text: string) => void) | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secrets: Secrets;
  readonly program: string;
}): Terminal => {
  // Closing the output early (`| head`) does not stop the migration.
  for (const stream of [stdout, stderr]) if (!stream.listeners('error').includes(ignore)) stream.on('error', ignore);
  // Such a terminal, an editor's for example, shows control sequences as text.
  const isDumb = environment.TERM === 'dumb';
  const clearLine = (): void => {
    if ('clearLine' in stderr && stderr.isTTY && !isDumb) {
      stderr.cursorTo(0);
      stderr.clearLine(0);
    }
  };
  let hasResult = false;
  let block: Drawn | undefined;
  let lost: string | undefined;
  let written = Promise.resolve();
  const columns = (): number => widthOf(stderr) ?? 80;
  const say = (text: string, most: number, indent: number): void => {
    if (!block) clearLine();
    // The catalogue does not know how this program was started.
    const wrapped = wrap(secrets.scrub(text), most, indent).replaceAll('npx tim-unread ', `${program} `);
    const write = (): void => void stderr.write(`${wrapped}\n`);
    if (block) block.around(write);
    else write();
  };
  return {
    result: (text, stream = 'stdout') => {
      clearLine();
      if (stream === 'stderr') {
        stderr.write(secrets.scrub(text));
        return;
      }
      hasResult = true;
      written = new Promise((resolve) => {
        stdout.write(secrets.scrub(text), (error) => {
          if (isOfSystem(error)) lost ??= error.message;
          resolve();
        });
      });
    },
    secret: writeSecret ?? ((text) => void stdout.write(text)),
    talk: (text, indent = CONTINUATION) => say(text, columns(), indent),
    line: (text) => say(text, widthOf(stderr) ?? Number.POSITIVE_INFINITY, CONTINUATION),
    keepBelow: (drawn) => {
      block = drawn;
    },
    lostResult: () => written.then(() => lost),
    hasResult: () => hasResult,
    stdout,
    stderr,
    canRedraw: stderr.isTTY === true && !isDumb,
    canDraw: stdout.isTTY === true && !isDumb,
    columns,
    paint: (text, colour, stream) =>
      (stream === 'stdout' ? stdout : stderr).isTTY && !environment.NO_COLOR && !isDumb
        ? `\u001b[${CODES[colour]}m${text}\u001b[0m`
        : text,
  };
};

// Below this a page of labels, paths and numbers cannot be read anyway.
const NARROWEST_PAGE = 40;

/** A page as wide as the terminal, and of 80 columns elsewhere. @param colour - of the headline */
export const pageStyle = (terminal: Terminal, stream: 'stdout' | 'stderr', colour?: Colour): PageStyle => ({
  columns: Math.max(NARROWEST_PAGE, widthOf(terminal[stream]) ?? PLAIN_PAGE.columns),
  rows: heightOf(terminal[stream]) ?? PLAIN_PAGE.rows,
  paint: colour === undefined ? PLAIN_PAGE.paint : (headline) => terminal.paint(headline, colour, stream),
});

/** @returns undefined when the stream is not a terminal */
export const widthOf = (stream: Stream): number | undefined =>
  ('columns' in stream && stream.isTTY && stream.columns) || undefined;

const heightOf = (stream: Stream): number | undefined => ('rows' in stream && stream.isTTY && stream.rows) || undefined;

const ignore = (): void => {};

/** A full disk, not a reader that has gone, and not what follows from that. */
const isOfSystem = (error: NodeJS.ErrnoException | null | undefined): error is NodeJS.ErrnoException =>
  error?.syscall !== undefined && error.code !== 'EPIPE' && error.code !== 'EOF';

/** `--json`: one object for one input, an array for several. */
export const printObjects = (terminal: Terminal, objects: readonly object[]): void =>
  terminal.result(`${escapedJson(JSON.stringify(objects.length === 1 ? objects[0] : objects, null, 2))}\n`);
