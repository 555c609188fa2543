import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { World } from '../../src/cli/context.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import type { Ended } from './binary.ts';
import { runCommand } from './command.ts';
import { listen } from './network.ts';

/** A file of the state folder beside an input. */
export const stateFile = (path: string, name: string): Promise<string> =>
  readFile(join(`${path}.tim-unread`, name), 'utf8');

/** Lines of `check.csv` or `verify.csv` after the header, without the time at their ends. */
export const foundIn = async (path: string, command: 'check' | 'verify'): Promise<string[]> =>
  (await stateFile(path, `${command}.csv`))
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.replace(/,[^,]*,(?:"(?:[^"]|"")*"|[^,"]*)$/, ''));

/** The classes in it, by line of the input. */
export const classesIn = async (
  path: string,
  command: 'check' | 'verify',
): Promise<Record<number, string | undefined>> =>
  Object.fromEntries(
    (await foundIn(path, command)).map((line) => {
      const [, number, found] = /,(\d+),([a-z_]+),(?:\d*),/.exec(line) ?? [];
      return [Number(number), found];
    }),
  );

/** Runs a command with `--json`. @returns how it ended, and the summary it printed */
export const runJson = async (
  args: readonly string[],
  env: Record<string, string>,
  world: Partial<World> = {},
  // biome-ignore lint/suspicious/noExplicitAny: summaries are looked into field by field
): Promise<Ended & { summary: any }> => {
  const ended = await runCommand([...args, '--json'], { env, world });
  return { ...ended, summary: ended.stdout === '' ? undefined : JSON.parse(ended.stdout) };
};

/** Calls of each command so far. */
export const callsTo = (simulator: Simulator): Record<string, number> =>
  Object.fromEntries(Object.entries(simulator.state().commands).map(([command, { total }]) => [command, total]));

type Body = Readonly<Record<string, unknown>>;

/** A target that answers every call with the same reply, or with one made from its body. @returns its URL */
export const answering = async (reply: object | ((body: Body) => object)): Promise<string> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const said = typeof reply === 'function' ? reply(JSON.parse(Buffer.concat(chunks).toString())) : reply;
    response.setHeader('content-type', 'application/json').end(JSON.stringify(said));
  });
  return `http://127.0.0.1:${await listen(server)}`;
};
