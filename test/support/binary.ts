import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { unwrapped } from './unwrapped.ts';

export const BINARY = fileURLToPath(new URL('../../bin/tim-unread.js', import.meta.url));

// That of a variable which a test sets is Node's own.
const NODE_WARNING = /\(node:\d+\) (?!.*NODE_TLS_REJECT_UNAUTHORIZED).*Warning:/;

/** `code` is as in a shell: 128 and the number of the signal when a signal ended the process. */
export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type Running = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** resolves when standard error has contained the text this many times, wherever its lines were broken */
  readonly talked: (text: string, times?: number) => Promise<void>;
};

export type RunOptions = {
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** a program that starts the binary, and its arguments */
  readonly through?: readonly [string, ...string[]];
  /** its standard input; `open`: a pipe that the test writes to; undefined: empty */
  readonly stdin?: string | Buffer | 'open';
  /** user and group ID of the process; only root may choose */
  readonly uid?: number | undefined;
};

/** Not that of the user who runs the tests. */
const CONFIG_FOLDER = mkdtempSync(join(tmpdir(), 'tim-unread-config-'));
const CONFIG = { XDG_CONFIG_HOME: CONFIG_FOLDER, APPDATA: CONFIG_FOLDER };

/** Starts the real binary, without the settings and the language in the environment of the tests. */
export const startBinary = (
  args: readonly string[],
  { env = {}, cwd, through, stdin, uid }: RunOptions = {},
): Running => {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^TIM_|^NO_COLOR$|^LC_|^LANG$|_proxy$/i.test(name)),
  );
  const [program, ...programArgs] = [...(through ?? []), process.execPath, BINARY, ...args] as [string, ...string[]];
  const child = spawn(program, programArgs, {
    env: { ...clean, ...CONFIG, ...env },
    cwd,
    ...(uid === undefined ? {} : { uid, gid: uid }),
    stdio: [stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // A process that does not read to the end closes the pipe.
  child.stdin?.on('error', () => {});
  if (stdin !== undefined && stdin !== 'open') child.stdin?.end(stdin);
  let stdout = '';
  let stderr = '';
  const { stdout: out, stderr: talk } = child as ChildProcessByStdio<Writable | null, Readable, Readable>;
  out.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  talk.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  return {
    child,
    ended: once(child, 'close').then(([code, signal]: unknown[]) => {
      if (NODE_WARNING.test(stderr)) throw new Error(`the process has warned:\n${stderr}`);
      return {
        code: typeof code === 'number' ? code : 128 + constants.signals[signal as NodeJS.Signals],
        stdout,
        stderr,
      };
    }),
    talked: async (text, times = 1) => {
      while (unwrapped(stderr).split(text).length <= times) await once(talk, 'data');
    },
  };
};

export const runBinary = (args: readonly string[], options?: RunOptions): Promise<Ended> =>
  startBinary(args, options).ended;
