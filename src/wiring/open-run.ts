import type { RunDeps, RunPlan } from '../app/run/run.ts';
import type { RunFiles, RunSummary } from '../core/books/summary.ts';
import { mostConnections, mostInFlight } from '../core/pace/in-flight.ts';
import type { OnEvent, RunEvent, TargetConnection } from '../core/ports.ts';
import type { InputRemark } from '../core/row/remark.ts';
import { heapLimitBytes } from '../io/host/memory.ts';
import { openFilesLimit } from '../io/host/open-files.ts';
import { runFiles } from '../io/journal/state-paths.ts';
import { connect } from '../io/remote/connection.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import { Closers } from './closers.ts';
import { keepRate } from './keep-rate.ts';
import { openInputs } from './open-inputs.ts';
import { openTarget } from './open-target.ts';
import type { OpenInput, ToBeSet } from './opening.ts';
import { type CommandPlan, type InputPlan, targetOf } from './plan.ts';
import type { StopSignals, Surroundings } from './surroundings.ts';
import { withReport } from './write-report.ts';

/** One input of a command, and what its run needs. */
export type OpenedInput = {
  readonly input: InputPlan;
  /** how its bytes become rows, as settled */
  readonly format: InputFormat;
  /** the files that the output names */
  readonly files: RunFiles;
  /** known when superseded rows were looked for */
  readonly toBeSet: ToBeSet | undefined;
  /** noticed in the first megabytes of the input */
  readonly remarks: readonly InputRemark[];
  readonly plan: RunPlan;
  readonly deps: RunDeps;
  /** Writes the page of the run, which has ended. @returns its summary with the page among its files */
  readonly withReport: <S extends RunSummary>(summary: S) => Promise<S>;
};

export type OpenedRun = {
  /** inputs to begin one after the other over one connection: one pace, one circuit breaker */
  readonly inputs: readonly OpenedInput[];
  /** Writes a bug to the log of the current input. @returns the path of the log; undefined where it has none of it */
  readonly noteBug: (error: unknown) => string | undefined;
  /** Closes everything that was opened. */
  readonly close: () => Promise<void>;
};

/** Nobody is left in the dark for longer. */
const WORTH_TELLING_MS = 10_000;

// Of a thousand rows: with 78 MB it ends, with 88 MB it goes on (Node 20).
const SMALL_HEAP_BYTES = 128 << 20;

/** Slow calls need more connections than fast ones. */
const warnOfFewFiles = (
  { pace: { concurrency, ratePerSecond: perSecond } }: CommandPlan,
  openFiles: number | undefined,
  connections: number,
  onWarning: Surroundings['onWarning'],
): void => {
  if (openFiles === undefined || concurrency !== 'auto' || connections >= mostInFlight(perSecond)) return;
  const upToMs = Math.floor((connections * 1000) / perSecond);
  onWarning({ kind: 'open-files-few', openFiles, connections, upToMs, perSecond });
};

/**
 * Builds the edges of a command from its plan. @throws TimUnreadError; then nothing was sent, and nothing stays open
 */
export const openRun = async (
  plan: CommandPlan,
  surroundings: Surroundings,
  { halt, cut }: StopSignals,
): Promise<OpenedRun> => {
  const closers = new Closers();
  let current: OpenInput | undefined;
  let inputs: readonly OpenInput[] = [];
  let stopping: Error | undefined;
  const keep = (input: OpenInput | undefined, event: RunEvent): void => {
    input?.log.onEvent(event);
    input?.journal.onEvent(event);
    // The rate is that of all of them, begun or not.
    const drawn = event.type === 'rate-changed' ? inputs : [input];
    for (const one of drawn) one?.timeline?.onEvent(event);
  };
  /** Of what all inputs share. */
  const onEvent: OnEvent = (event) => {
    keep(current, event);
    surroundings.onEvent(event);
  };
  /** Of the run over one input, whose last calls may be under way while the next is begun: that one shows how far it is. */
  const onEventOf =
    (input: OpenInput): OnEvent =>
    (event) => {
      keep(input, event);
      if (event.type === 'progress' && input !== current) return;
      if (event.type === 'stopping') {
        if (event.reason === stopping) return;
        stopping = event.reason;
      }
      surroundings.onEvent(event);
    };
  try {
    const { clock, random, secrets } = surroundings;
    const beganMs = clock.nowMs();
    inputs = await openInputs(plan, surroundings, halt, closers);
    current = inputs[0];
    const tookMs = Math.round(clock.nowMs() - beganMs);
    if (tookMs >= WORTH_TELLING_MS) onEvent({ type: 'read-first', tookMs });
    const bytes = heapLimitBytes();
    if (bytes < SMALL_HEAP_BYTES) surroundings.onWarning({ kind: 'memory-small', bytes });
    const openFiles = openFilesLimit();
    const most = mostConnections(openFiles);
    warnOfFewFiles(plan, openFiles, most, surroundings.onWarning);
    const { target, close } = await openTarget(plan);
    closers.add(close);
    // Its client is a large package: loaded where it is needed.
    const limits = plan.redis && (await import('../io/remote/pace/open-redis.ts')).openRedis(plan.redis, secrets);
    if (limits) closers.add(async () => limits.close());
    const connection = connect(
      { ...target, ...plan.pace },
      { clock, random, secrets, onEvent, mostConnections: most, cut, limits },
    );
    closers.add(() => connection.close());
    const { rates = [{ fromMinute: 0, perSecond: plan.pace.ratePerSecond }] } = plan;
    const kept = { rates, paths: inputs.map(({ paths }) => paths.rate), setRate: connection.setRate };
    closers.add(await keepRate(kept, clock, onEvent));
    const open = (input: OpenInput): OpenedInput => ({
      ...openedInput(
        input,
        plan,
        { clock, onEvent: onEventOf(input) },
        {
          forRun: (signal, isAided, more) => {
            current = input;
            return connection.forRun(signal, isAided, { ...more, record: input.timeline?.record });
          },
          mostPerSecond: connection.mostPerSecond,
          pacePerSecond: connection.pacePerSecond,
          targetTimeAt: connection.targetTimeAt,
        },
      ),
      withReport: async (summary) => {
        await input.timeline?.save();
        return withReport(summary, input.input, input.paths, surroundings);
      },
    });
    return {
      inputs: inputs.map(open),
      noteBug: (error) => (current?.log.bug(error) ? current.paths.log : undefined),
      close: () => closers.close(),
    };
  } catch (error) {
    await closers.close();
    throw error;
  }
};

const openedInput = (
  { input, format, paths, toBeSet, remarks, source, journal }: OpenInput,
  { pace, target }: CommandPlan,
  shared: Pick<RunDeps, 'clock' | 'onEvent'>,
  connection: TargetConnection,
): Omit<OpenedInput, 'withReport'> => ({
  input,
  format,
  files: runFiles(paths),
  toBeSet,
  remarks,
  plan: {
    inputPath: input.path,
    inputs: input.joined?.length,
    ratePerSecond: pace.ratePerSecond,
    target: targetOf(target),
  },
  deps: { source, journal, connection, ...shared },
});
