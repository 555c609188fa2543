import { shardText } from '../core/row/shard.ts';
import type { FoundCheckpoint } from '../io/journal/checkpoint.ts';
import { statePaths } from '../io/journal/state-paths.ts';
import type { InputNow } from '../report/next-steps/known.ts';
import { judgeStatus, type Running, type RunStatus, type Status } from '../report/status.ts';
import type { InputPlan } from './plan.ts';
import { reportIn } from './read-state.ts';
import { type Together, togetherOf } from './together.ts';

/** What a folder and its input say. */
export type FoundStatus = {
  readonly status: Status;
  readonly checkpoint: FoundCheckpoint | undefined;
  /** how the input was read and asked for: by the import, else by what was there before it */
  readonly asked: FoundCheckpoint | undefined;
};

/** What the folders of all shares say, as of one run; `check` and `verify` of the whole come from its own folder. */
export const statusTogether = async (
  input: Pick<InputPlan, 'path' | 'stateDir' | 'joined'>,
  { shares }: Pick<Together, 'shares'>,
  whole: Pick<Status, 'inputs' | 'check' | 'verify' | 'failedBefore' | 'overruled'>,
  readOne: (stateDir: string) => Promise<FoundStatus>,
): Promise<FoundStatus> => {
  const found = await Promise.all(shares.map(({ stateDir }) => readOne(stateDir)));
  // What is summed up is what each of them shows: runs that are on have gone on meanwhile.
  const together = togetherOf(shares.map((share, at) => ({ ...share, checkpoint: found[at]?.checkpoint })));
  const statuses = found.map(({ status }) => status);
  const runs = statuses.flatMap(({ run }) => run ?? []);
  const checkpoint = checkpointOfNext(
    together,
    statuses.map((status) => status.now),
  );
  return {
    checkpoint,
    asked: checkpoint,
    status: {
      path: input.path,
      now: worstOf(statuses.map((status) => status.now)),
      running: runningOf(statuses.flatMap(({ running }) => running ?? [])),
      run: await runOf(input.stateDir, together, runs),
      ...whole,
      shares: together.shares.map(({ shard, stateDir }, at) => {
        const status = statuses[at] as Status;
        return {
          shard,
          stateDir,
          verdict: judgeStatus(status).verdict,
          rows: status.run?.rows,
          holder: status.running?.holder,
        };
      }),
    },
  };
};

/** Of the share that goes on next; of all where none is left. @param nows - of each share */
const checkpointOfNext = ({ shares }: Together, nows: readonly InputNow[]): FoundCheckpoint | undefined => {
  const next =
    shares.find((_, at) => nows[at] === 'edited') ??
    shares.find(({ checkpoint }) => checkpoint?.state !== 'finished') ??
    shares.find((_, at) => nows[at] === 'grown');
  const known = next?.checkpoint ?? shares.find(({ checkpoint }) => checkpoint)?.checkpoint;
  if (!known) return undefined;
  const { shard: _, ...reading } = known.reading;
  const { shard: __, ...flags } = known.flags ?? {};
  const shard = next && { shard: shardText(next.shard) };
  return { ...known, reading: { ...reading, ...shard }, flags: { ...flags, ...shard } };
};

const NOW: readonly InputNow[] = ['gone', 'edited', 'grown', 'unread', 'same'];

const worstOf = (all: readonly InputNow[]): InputNow => NOW.find((one) => all.includes(one)) ?? 'unread';

/** Named is the first; it goes as fast as all of them. */
const runningOf = (all: readonly Running[]): Running | undefined => {
  const [first] = all;
  if (!first) return undefined;
  const perSecond = all.reduce((sum, one) => sum + (one.perSecond ?? 0), 0);
  const etaS = all.map((one) => one.etaS ?? Number.NaN).reduce((a, b) => Math.max(a, b));
  return { ...first, perSecond: perSecond || undefined, etaS: Number.isNaN(etaS) ? undefined : etaS };
};

const runOf = async (stateDir: string, { verdict, rows, failures, shares }: Together, runs: readonly RunStatus[]) => {
  const [first] = runs;
  if (!first) return undefined;
  const stopped = runs.find(({ stop }) => stop);
  const doneBytes = Math.round(runs.reduce((sum, run) => sum + run.doneBytes, 0) / shares.length);
  return {
    ...first,
    verdict,
    rows,
    failures,
    savedAt: runs.map(({ savedAt }) => savedAt).reduce((a, b) => (a > b ? a : b)),
    target: runs.find(({ target }) => target)?.target,
    doneBytes,
    files: { failures: statePaths(stateDir).failures, ...(await reportIn(stateDir)) },
    stop: stopped?.stop,
    reason: stopped?.reason,
    fact: stopped?.fact,
  } satisfies RunStatus;
};
