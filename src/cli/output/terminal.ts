import type { Secrets } from '../../core/text/secrets.ts';

type Stream = NodeJS.WriteStream | (NodeJS.WritableStream & { isTTY?: boolean });

/** Standard output carries the result, standard error the talk. Every text passes through the secrets' scrubber. */
export type Terminal = {
  readonly result: (text: string) => void;
  /** standard output too, unscrubbed: for the one command that is asked for a secret */
  readonly secret: (text: string) => void;
  readonly talk: (line: string) => void;
  readonly stderr: Stream;
  /** width of standard error, 80 where it is no terminal */
  readonly columns: () => number;
  readonly paint: (text: string, colour: Colour, stream: 'stdout' | 'stderr') => string;
};

export type Colour = 'green' | 'yellow' | 'red';

const CODES: Readonly<Record<Colour, number>> = { red: 31, green: 32, yellow: 33 };

export const createTerminal = (
  streams: { stdout: Stream; stderr: Stream },
  environment: Readonly<Record<string, string | undefined>>,
  secrets: Secrets,
): Terminal => {
  const { stdout, stderr } = streams;
  // Who closes our output early (`| head`) still gets the migration done.
  stdout.on('error', () => {});
  stderr.on('error', () => {});
  const clearLine = (): void => {
    if ('clearLine' in stderr && stderr.isTTY) {
      stderr.cursorTo(0);
      stderr.clearLine(0);
    }
  };
  return {
    result: (text) => {
      clearLine();
      stdout.write(secrets.scrub(text));
    },
    secret: (text) => {
      stdout.write(text);
    },
    talk: (line) => {
      clearLine();
      stderr.write(`${secrets.scrub(line)}\n`);
    },
    stderr,
    columns: () => ('columns' in stderr && stderr.columns) || 80,
    paint: (text, colour, stream) =>
      streams[stream].isTTY && !environment.NO_COLOR ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text,
  };
};
