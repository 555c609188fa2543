import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BINARY } from '../support/binary.ts';
import { environmentOf, simulate } from '../support/simulator.ts';
import { HEADER, tempFolder } from '../support/temp.ts';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
const run = promisify(execFile);

/** A terminal of this test alone. */
const openTerminal = async (columns: number, command: string, env: Readonly<Record<string, string>>) => {
  const socket = join(await tempFolder(), 'tmux');
  const tmux = async (...words: string[]): Promise<string> => (await run('tmux', ['-S', socket, ...words])).stdout;
  onTestFinished(async () => void (await tmux('kill-server').catch(() => {})));
  const settings = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  await tmux(
    'new-session',
    '-d',
    '-x',
    String(columns),
    '-y',
    '40',
    ...settings,
    `${command}; echo "ended with $?"; cat`,
  );
  const screen = async (): Promise<string> => (await tmux('capture-pane', '-p')).trimEnd();
  const shows = async (what: RegExp): Promise<string> => {
    for (let tries = 0; tries < 2000; tries += 1) {
      const shown = await screen();
      if (what.test(shown)) return shown;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the terminal never showed ${what}:\n${await screen()}`);
  };
  return {
    shows,
    resize: (to: number) => tmux('resize-window', '-x', String(to), '-y', '40'),
    type: (key: string) => tmux('send-keys', key),
  };
};

const inputOf = async (rows: number): Promise<string> => {
  const path = join(await tempFolder(), 'members.csv');
  const lines = Array.from({ length: rows }, (_, at) => `g${at % 5},u${at},${(at * 7) % 50}\n`);
  await writeFile(path, HEADER + lines.join(''));
  return path;
};

const barsOn = (screen: string): number => screen.match(/\[=*>? *\] +\d/g)?.length ?? 0;

describe.skipIf(!hasTmux)('a run on a real terminal', () => {
  const start = async (columns: number, env: Readonly<Record<string, string>> = {}) => {
    const simulator = await simulate({ latencyMs: 20, limitPerSecond: 200 });
    const command = `${process.execPath} ${BINARY} import ${await inputOf(100_000)}`;
    return openTerminal(columns, command, { ...environmentOf(simulator), TERM: 'screen', ...env });
  };

  test.each([40, 80, 200])('of %i columns draws its block in place, and leaves a clean screen', async (columns) => {
    const { shows, type } = await start(columns);
    await shows(/\d\d\d done, 0 failed/);
    const later = await shows(/(?:[4-9]\d\d|\d,\d\d\d) done, 0 failed/);
    expect(barsOn(later)).toBe(1);
    expect(later).toMatch(/\n(?:sending|slowed)/);
    await type('C-c');
    const end = await shows(/ended with 130/);
    expect(barsOn(end)).toBe(0);
    expect(end).toContain('INCOMPLETE');
  });

  test('that is made narrower and wider again keeps one block, drawn for its width', async () => {
    const { shows, resize, type } = await start(120);
    await shows(/\d\d\d done, 0 failed, 0 skipped, 0 lowered/);
    await resize(50);
    await shows(/\n[\d,]+ done, 0 failed, \d+ pending\n/);
    const narrow = await shows(/done, 0 failed/);
    expect(barsOn(narrow)).toBe(1);
    await resize(100);
    const wide = await shows(/% {2}.* left, until/);
    expect(barsOn(wide)).toBe(1);
    await type('C-c');
    expect(barsOn(await shows(/ended with 130/))).toBe(0);
  });

  test('that cannot be drawn on gets no block', async () => {
    const { shows, type } = await start(80, { TERM: 'dumb' });
    await shows(/starting, against/);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await type('C-c');
    expect(barsOn(await shows(/ended with 130/))).toBe(0);
  });

  test('in Chinese reads as one line of two columns a sign', async () => {
    const { shows, type } = await start(80, { LC_ALL: 'zh_CN.UTF-8' });
    await shows(/正在发送 \| 每秒 .* 次，上限 200/);
    await type('C-c');
    await shows(/ended with 130/);
  });

  test('is watched from another one, in place, until it has ended', async () => {
    const simulator = await simulate({ latencyMs: 20, limitPerSecond: 200 });
    const input = await inputOf(100_000);
    const env = { ...environmentOf(simulator), TERM: 'screen' };
    const one = await openTerminal(80, `${process.execPath} ${BINARY} import ${input}`, env);
    await one.shows(/\d\d\d done, 0 failed/);
    const other = await openTerminal(100, `${process.execPath} ${BINARY} status --watch ${input}`, env);
    await other.shows(/RUNNING: .*\n[\s\S]*left, until/);
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect((await other.shows(/RUNNING/)).match(/RUNNING:/g)).toHaveLength(1);
    await one.type('C-c');
    const end = await other.shows(/ended with 4/);
    expect(end).toContain('INCOMPLETE:');
    expect(end).not.toContain('RUNNING');
  });
});
