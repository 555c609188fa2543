import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Simulator } from '../../src/simulator/server.ts';
import { type Ended, type RunOptions, runBinary } from './binary.ts';
import { runCommand } from './command.ts';
import { environmentOf, simulate, unreadOf } from './simulator.ts';
import { until } from './until.ts';
import { unwrapped } from './unwrapped.ts';

export const FOLDER = 'rows.csv.tim-unread';

/** Expects the file, the fault and the next step in the output of a run that the disk ended. */
export const expectTold = ({ code, stderr }: Ended, file: string, fault: string): void => {
  expect(code).toBe(4);
  expect(unwrapped(stderr)).toContain(`${file} could not be`);
  expect(unwrapped(stderr)).toContain(`(${fault})`);
  expect(unwrapped(stderr)).toMatch(/then the same command goes on|--state-dir (?:~|FOLDER)\//);
  expect(unwrapped(stderr)).not.toMatch(/\n\s+at |This is a bug|Warning:/);
};

export const byText = (a: string, b: string): number => (a < b ? -1 : 1);

/** The first four columns of `failures.csv`. */
export const failedRows = (folder: string): string[] =>
  readFileSync(join(folder, 'failures.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').slice(0, 4).join(','));

const REFUSED_GROUP = 'g13';

/** The rows of `csvOf` that the simulator refuses. */
export const expectedFailures = (rows: number, isRefused: (at: number) => boolean): string[] =>
  Array.from({ length: rows }, (_, at) => at)
    .filter(isRefused)
    .map((at) => `g${at % 50},user${at + 1},${at + 1},${at + 2}`);

export const isInRefusedGroup = (at: number): boolean => `g${at % 50}` === REFUSED_GROUP;

/** Expects that every row is either set or in failures.csv, once. */
export const expectAllSettled = (simulator: Simulator, folder: string, rows: number): void => {
  expect(failedRows(folder).toSorted(byText)).toEqual(expectedFailures(rows, isInRefusedGroup).toSorted(byText));
  const unread = unreadOf(simulator);
  for (let at = 0; at < rows; at += 1) {
    expect(unread.get(`g${at % 50} user${at + 1}`)).toBe(isInRefusedGroup(at) ? undefined : at + 1);
  }
};

export const refusing = [{ kind: 10004, share: 1, groupId: REFUSED_GROUP }];
const appliedOf = (simulator: Simulator): number => simulator.state().calls.filter(({ isApplied }) => isApplied).length;

export const ROWS = 300;
export const PER_SECOND = 200;
const IN_FLIGHT = 20;

type Stopped = {
  readonly ended: Ended;
  readonly path: string;
  readonly stateDir: string;
  readonly simulator: Simulator;
  readonly callsAfter: number;
};

/**
 * A run that meets a fault when a part of it is saved already.
 *
 * @param strike - makes the disk fail; resolves when the run has met that
 * @param start - in this process, or as the real binary
 */
export const runInto = async (
  path: string,
  strike: () => unknown,
  start: (args: readonly string[], env: Record<string, string>) => Promise<Ended>,
  stateDir = `${path}.tim-unread`,
): Promise<Stopped> => {
  const simulator = await simulate({ latencyMs: 10, faults: refusing });
  const args = ['import', path, '--rate', String(PER_SECOND), '--concurrency', String(IN_FLIGHT), '--json'];
  args.push('--state-dir', stateDir);
  const running = start(args, environmentOf(simulator));
  await until(() => savedOf(stateDir) > ROWS / 10);
  await strike();
  const calls = simulator.state().calls.length;
  const ended = await running;
  return { ended, path, stateDir, simulator, callsAfter: simulator.state().calls.length - calls };
};

/** How many rows the checkpoint counts as ok. */
const savedOf = (stateDir: string): number => {
  const path = join(stateDir, 'checkpoint.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).counts.ok : 0;
};

export const expectStopped = ({ ended, path, simulator, callsAfter }: Stopped, file: string, fault: string): void => {
  expectTold(ended, file, fault);
  expect(unwrapped(ended.stderr)).toMatch(new RegExp(`tim-unread(\\.js)? import ${path}`));
  const summary = JSON.parse(ended.stdout);
  expect(summary).toMatchObject({ verdict: 'INCOMPLETE', exitCode: 4 });
  const { read, ok, failed, pending } = summary.rows;
  expect(read).toBe(ok + failed + pending);
  expect(summary.input.atEnd).toBe(false);
  expect(ok).toBeLessThanOrEqual(appliedOf(simulator));
  // The calls in flight, and those that started while the test waited for the process.
  expect(callsAfter).toBeLessThanOrEqual(IN_FLIGHT + PER_SECOND / 2);
};

export const expectToGoOn = async ({ path, stateDir, simulator }: Stopped, options?: RunOptions): Promise<void> => {
  const args = ['import', path, '--rate', '5000', '--json', '--state-dir', stateDir];
  const env = environmentOf(simulator);
  const again = await (options ? runBinary(args, { ...options, env }) : runCommand(args, { env }));
  expect(again.stderr).not.toContain('error');
  expect(again.code).toBe(3);
  const rows = { read: ROWS, ok: ROWS - ROWS / 50, failed: ROWS / 50, pending: 0 };
  expect(JSON.parse(again.stdout)).toMatchObject({ resumed: true, rows });
  expectAllSettled(simulator, stateDir, ROWS);
};
