import type { NumberSet } from '../core/books/number-set.ts';
import { type Doubt, InputError } from '../core/errors/input-error.ts';
import type { RowSource } from '../core/ports.ts';
import type { InputRemark } from '../core/row/remark.ts';
import { shardText } from '../core/row/shard.ts';
import { type FolderLock, type LockDeps, lockDeps } from '../io/journal/folder-lock.ts';
import type { FileJournal } from '../io/journal/journal.ts';
import type { LogFile } from '../io/journal/log-file.ts';
import type { FolderState } from '../io/journal/state-folder.ts';
import type { Owner } from '../io/journal/state-owner.ts';
import { auditPaths, type StatePaths, statePaths } from '../io/journal/state-paths.ts';
import type { TimelineFile } from '../io/journal/timeline-file.ts';
import type { FirstLook } from '../io/source/input-file.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import type { Closers } from './closers.ts';
import { type CommandPlan, type InputPlan, targetOf } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** Rows to be set: in the whole input, and before the row where the run begins. */
export type ToBeSet = { readonly all: number; readonly beforeStart: number };

/** An input with its file and its state folder open. */
export type OpenInput = {
  readonly input: InputPlan;
  /** as settled */
  readonly format: InputFormat;
  readonly paths: StatePaths;
  readonly source: RowSource;
  /** noticed in the first megabytes */
  readonly remarks: readonly InputRemark[];
  /** known when superseded rows were looked for */
  readonly toBeSet: ToBeSet | undefined;
  readonly journal: FileJournal;
  readonly log: LogFile;
  /** undefined where the command keeps none */
  readonly timeline: TimelineFile | undefined;
};

export type Opening = {
  readonly plan: CommandPlan;
  readonly surroundings: Surroundings;
  /** when it aborts, its reason is thrown: proving a large input takes time */
  readonly halted: AbortSignal;
  readonly closers: Closers;
};

/** An input that was examined. Nothing is changed yet, but an existing state folder is locked. */
export type Inspected = Omit<OpenInput, 'journal' | 'log' | 'timeline'> & {
  readonly reading: Record<string, unknown>;
  readonly sizeBytes: () => Promise<number | undefined>;
  readonly lock: FolderLock | undefined;
  readonly found: FolderState;
  /** lines of rows that had failed, which another reading opens again */
  readonly reopenedLines: NumberSet | undefined;
};

export const ownerOf = (
  reading: Record<string, unknown>,
  { target, sample, shard, restart }: CommandPlan,
  key: Buffer | undefined,
): Owner => ({
  key,
  target: targetOf(target),
  // A sample that has begun goes on with the same seed.
  reading: {
    ...reading,
    ...(shard === undefined ? {} : { shard: shardText(shard) }),
    ...(sample === undefined ? {} : { sample: sample.size, seed: sample.seed }),
  },
  restart,
});

/** The files of the command in the state folder of an input. */
export const pathsOf = ({ stateDir }: InputPlan, { command }: CommandPlan): StatePaths =>
  command === 'import' ? statePaths(stateDir) : auditPaths(stateDir, command);

/** @throws InputError where anything was noticed of the input */
export const refuseDoubtful = (path: string, { remarks, hasRows, isLastLineOpen }: FirstLook): void => {
  const doubts: Readonly<Record<Doubt, boolean>> = {
    remarks: remarks.length > 0,
    'no-rows': !hasRows,
    'open-line': isLastLineOpen,
  };
  const why = (['remarks', 'no-rows', 'open-line'] as const).find((doubt) => doubts[doubt]);
  if (why) throw new InputError({ kind: 'input-doubtful', path, why });
};

/** Who is waited for is told: it may take half a minute. @param halted - ends the wait */
export const lockDepsOf = (
  { folder }: StatePaths,
  { onWarning }: Pick<Surroundings, 'onWarning'>,
  halted?: AbortSignal,
): LockDeps => lockDeps((holder) => onWarning({ kind: 'waiting-for-holder', folder, holder }), halted);
