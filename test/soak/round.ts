import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SimulatorState } from '../../src/simulator/server.ts';
import { type Ended, runBinary, startBinary } from '../support/binary.ts';
import { instantOf } from './instant.ts';
import type { KillKind, RoundPlan } from './plan.ts';
import { startSimulatorProcess } from './simulator-process.ts';

/** The exit status of a shell for SIGKILL: 128 + 9. */
const KILLED = 137;

/** A kill that was made. */
export type KillMade = {
  readonly kind: KillKind;
  /** an earlier run of the round was killed before */
  readonly isResume: boolean;
  /** calls up to here belong to this run or an earlier one */
  readonly callsUntil: number;
  /** undefined when the run had not come so far */
  readonly checkpointText: string | undefined;
  /** it was killed while it replaced the checkpoint */
  readonly isMidReplace: boolean;
  readonly killedAtMs: number;
};

/** The result of a round. */
export type Round = {
  readonly plan: RoundPlan;
  readonly kills: readonly KillMade[];
  readonly calls: SimulatorState['calls'];
  readonly unread: SimulatorState['unread'];
  /** the run that was not killed */
  readonly last: Ended;
  readonly checkpointText: string;
  readonly failuresText: string;
  readonly statusText: string;
};

/** Starts a run, kills it, starts it again, until a run ends by itself. @param folder - empty */
export const runRound = async (plan: RoundPlan, folder: string): Promise<Round> => {
  const { input, ratePerSecond, concurrency, maxAttempts } = plan;
  const inputPath = join(folder, input.fileName);
  const groupsPath = join(folder, 'groups.json');
  const stateFolder = `${inputPath}.tim-unread`;
  const checkpointPath = join(stateFolder, 'checkpoint.json');
  await writeFile(inputPath, input.text);
  await writeFile(groupsPath, JSON.stringify(input.groups));
  const simulator = await startSimulatorProcess(plan, groupsPath);
  const { env } = simulator;
  const flags = { rate: ratePerSecond, concurrency, 'max-attempts': maxAttempts };
  const args = [
    'import',
    inputPath,
    '--json',
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];

  const kills: KillMade[] = [];
  let callsBefore = 0;
  let last: Ended | undefined;
  for (const kill of plan.kills) {
    const over = new AbortController();
    const { child, ended } = startBinary(args, { env });
    onTestFinished(() => void child.kill('SIGKILL'));
    const scene = {
      stateFolder,
      isFirstRun: !existsSync(stateFolder),
      rowsLeft: Math.max(0, input.rows.length - callsBefore),
      ratePerSecond,
      hasCalled: async () => (await simulator.state()).calls.length > callsBefore,
    };
    await Promise.race([instantOf(kill, scene, over.signal), ended]);
    child.kill('SIGKILL');
    const killedAtMs = Date.now();
    over.abort();
    const end = await ended;
    if (end.code !== KILLED) {
      last = end;
      break;
    }
    callsBefore = await simulator.quiet();
    kills.push({
      kind: kill.kind,
      isResume: kills.length > 0,
      callsUntil: callsBefore,
      checkpointText: await readFile(checkpointPath, 'utf8').catch(() => undefined),
      isMidReplace: existsSync(`${checkpointPath}.tmp`),
      killedAtMs,
    });
  }
  last ??= await runBinary(args, { env });
  const { calls, unread } = await simulator.state();
  const [checkpointText, failuresText, status] = await Promise.all([
    readFile(checkpointPath, 'utf8'),
    readFile(join(stateFolder, 'failures.csv'), 'utf8'),
    runBinary(['status', inputPath, '--json']),
  ]);
  return { plan, kills, calls, unread, last, checkpointText, failuresText, statusText: status.stdout };
};
