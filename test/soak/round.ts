import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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
  /** of each share, the run that was not killed, and the checkpoint that it left */
  readonly lasts: readonly Ended[];
  readonly checkpointTexts: readonly string[];
  readonly failuresText: string;
  readonly statusText: string;
};

/** Starts a run, kills it, starts it again, until a run of each share ends by itself. @param folder - empty */
export const runRound = async (plan: RoundPlan, folder: string): Promise<Round> => {
  const { input, ratePerSecond, concurrency, maxAttempts } = plan;
  const inputPath = join(folder, input.fileName);
  const groupsPath = join(folder, 'groups.json');
  const stateFolder = `${inputPath}.tim-unread`;
  const folderOf = (share: number): string =>
    plan.shares === 1 ? stateFolder : join(stateFolder, `shard-${share}-of-${plan.shares}`);
  const checkpointPathOf = (share: number): string => join(folderOf(share), 'checkpoint.json');
  await writeFile(inputPath, input.text);
  // A folder can be watched only where the one that it lies in is there.
  if (plan.shares > 1) await mkdir(stateFolder, { mode: 0o700 });
  await writeFile(groupsPath, JSON.stringify(input.groups));
  const simulator = await startSimulatorProcess(plan, groupsPath);
  const { env } = simulator;
  const flags = { rate: ratePerSecond, concurrency, 'max-attempts': maxAttempts };
  const argsOf = (share: number): string[] => [
    'import',
    inputPath,
    '--json',
    ...Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...(plan.shares === 1 ? [] : ['--shard', `${share}/${plan.shares}`]),
  ];

  const kills: KillMade[] = [];
  let callsBefore = 0;
  const shares = Array.from({ length: plan.shares }, (_, at) => at + 1);
  const lasts = new Map<number, Ended>();
  for (const [at, kill] of plan.kills.entries()) {
    const left = shares.filter((share) => !lasts.has(share));
    const share = left[at % left.length];
    if (share === undefined) break;
    const [ownFolder, checkpointPath] = [folderOf(share), checkpointPathOf(share)];
    const over = new AbortController();
    const { child, ended } = startBinary(argsOf(share), { env });
    onTestFinished(() => void child.kill('SIGKILL'));
    const scene = {
      stateFolder: ownFolder,
      isFirstRun: !existsSync(ownFolder),
      rowsLeft: Math.max(0, input.rows.length - callsBefore) / left.length,
      ratePerSecond,
      hasCalled: async () => (await simulator.state()).calls.length > callsBefore,
    };
    await Promise.race([instantOf(kill, scene, over.signal), ended]);
    child.kill('SIGKILL');
    const killedAtMs = Date.now();
    over.abort();
    const end = await ended;
    if (end.code !== KILLED) {
      lasts.set(share, end);
      callsBefore = await simulator.quiet();
      continue;
    }
    callsBefore = await simulator.quiet();
    kills.push({
      kind: kill.kind,
      isResume: kills.length > 0,
      callsUntil: callsBefore,
      checkpointText: await readFile(checkpointPath, 'utf8').catch(() => undefined),
      isMidReplace: (await readdir(ownFolder).catch(() => [])).some((name) => /^checkpoint\.json\..+\.tmp$/.test(name)),
      killedAtMs,
    });
  }
  for (const share of shares) if (!lasts.has(share)) lasts.set(share, await runBinary(argsOf(share), { env }));
  const { calls, unread } = await simulator.state();
  const [checkpointTexts, failuresText, status] = await Promise.all([
    Promise.all(shares.map((share) => readFile(checkpointPathOf(share), 'utf8'))),
    readFile(join(stateFolder, 'failures.csv'), 'utf8'),
    runBinary(['status', inputPath, '--json']),
  ]);
  return {
    plan,
    kills,
    calls,
    unread,
    lasts: [...lasts.values()],
    checkpointTexts,
    failuresText,
    statusText: status.stdout,
  };
};
