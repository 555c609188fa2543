import { ShardRows } from '../app/run/shard-rows.ts';
import { WrongStateError } from '../core/errors/state-error.ts';
import { cloudSign } from '../io/journal/cloud-drive.ts';
import { foldsCase } from '../io/journal/folded-names.ts';
import { claimFolder } from '../io/journal/folder-lock.ts';
import type { Touched } from '../io/journal/foreign-hand.ts';
import { FileJournal } from '../io/journal/journal.ts';
import { type LogFile, openLogFile } from '../io/journal/log-file.ts';
import { foreignNames } from '../io/journal/state-folder.ts';
import { openTimeline } from '../io/journal/timeline-file.ts';
import { isInShard } from '../io/source/shard-of.ts';
import { FOR_PROGRAMS, LANGUAGES } from '../messages/languages.ts';
import { fileWords } from '../messages/messages.ts';
import { summaryJson } from '../report/json/summary-json.ts';
import type { Closers } from './closers.ts';
import { examineInput } from './examine-input.ts';
import { examineJoined } from './examine-joined.ts';
import { type Inspected, lockDepsOf, type OpenInput, type Opening, ownerOf } from './opening.ts';
import type { CommandPlan, InputPlan } from './plan.ts';
import { refuseOtherShares } from './shares.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Opens every input before the first call. All inputs are examined first, so a wrong one among several costs nothing.
 *
 * @param halted - when it aborts, its reason is thrown: proving a large input takes time
 * @param closers - receive what was opened, also when this throws
 */
export const openInputs = async (
  plan: CommandPlan,
  surroundings: Surroundings,
  halted: AbortSignal,
  closers: Closers,
): Promise<readonly OpenInput[]> => {
  try {
    const opening = { plan, surroundings, halted, closers };
    const inspected = await examineAll(plan.inputs, (input) => examine(input, opening));
    const opened: OpenInput[] = [];
    for (const one of inspected) opened.push(await openState(one, opening));
    return opened;
  } catch (error) {
    throw halted.aborted ? halted.reason : error;
  }
};

const examine = async (input: InputPlan, opening: Opening): Promise<Inspected> => {
  const { command, shard } = opening.plan;
  if (command === 'import') await refuseOtherShares(input.stateDir, shard);
  const one = await (input.joined ? examineJoined(input, input.joined, opening) : examineInput(input, opening));
  return shard ? { ...one, source: new ShardRows(one.source, (row) => isInShard(row, shard)) } : one;
};

/** @throws WrongStateError that names all inputs that have changed, so that one command begins them anew, and no other */
const examineAll = async (
  inputs: readonly InputPlan[],
  examineOne: (input: InputPlan) => Promise<Inspected>,
): Promise<readonly Inspected[]> => {
  const inspected: Inspected[] = [];
  const changed: string[] = [];
  for (const input of inputs) {
    try {
      inspected.push(await examineOne(input));
    } catch (error) {
      if (inputs.length === 1 || !isOfChange(error)) throw error;
      changed.push(input.path);
    }
  }
  if (changed.length > 0) throw new WrongStateError({ kind: 'inputs-changed', paths: changed });
  return inspected;
};

const OF_CHANGE: ReadonlySet<string> = new Set(['done-part-shortened', 'done-part-rewritten', 'done-line-grown']);

const isOfChange = (error: unknown): boolean => error instanceof WrongStateError && OF_CHANGE.has(error.fact.kind);

const openState = async (
  { input, format, reading, sizeBytes, paths, lock, found, reopenedLines, source, toBeSet, remarks }: Inspected,
  { plan, surroundings, halted, closers }: Opening,
): Promise<OpenInput> => {
  const { clock, secrets, messages, onEvent, onWarning, maker } = surroundings;
  const words = {
    plain: fileWords(FOR_PROGRAMS),
    marked: fileWords(LANGUAGES['zh-CN']),
    isMarked: messages !== FOR_PROGRAMS,
  };
  const { key, ...madeBy } = await maker();
  const lockWith = lockDepsOf(paths, { onWarning });
  const claimed = await claimFolder(paths, found, lock, new Date(clock.wallMs()), lockWith);
  closers.add(() => claimed.release());
  if (!claimed.isPrivate) onWarning({ kind: 'folder-not-private', folder: paths.folder });
  if (!claimed.isGuarding) onWarning({ kind: 'folder-not-locked', folder: paths.folder });
  let log: LogFile | undefined;
  const onTouched = (touched: Touched): void => {
    const event = { type: 'restored', ...touched } as const;
    log?.onEvent(event);
    onEvent(event);
  };
  const sign = await cloudSign(paths.folder);
  if (sign !== undefined) onWarning({ kind: 'folder-synced', folder: paths.folder, sign });
  else if (!found.checkpoint) await warnOfForeignFiles(paths.folder, onWarning);
  if (await foldsCase(paths.lock)) onWarning({ kind: 'folder-folds-case', folder: paths.folder });
  const journal = await FileJournal.open(
    {
      paths,
      inputPath: input.path,
      inputBytes: await sizeBytes(),
      ...ownerOf(reading, plan, key),
      hasInputs: input.joined !== undefined,
      madeBy,
      flags: plan.flags,
      checkpoint: found.checkpoint,
      reopenedLines,
      halted,
      isHeld: () => claimed.isHeld(),
      clock,
      summaryText: (summary) => summaryJson(summary, FOR_PROGRAMS),
      words,
      onTouched,
      mendOthers: async () => {
        const isFolderNew = await claimed.mend(lockWith);
        log?.mend();
        return isFolderNew;
      },
    },
    source.start,
  );
  closers.add(() => journal.close());
  const { takenOver } = journal;
  if (takenOver) onWarning({ kind: 'rows-taken-over', command: plan.command, folder: paths.folder, ...takenOver });
  const opened = await openLogFile({
    path: paths.log,
    level: plan.logLevel,
    secrets,
    words: fileWords(FOR_PROGRAMS),
    onBroken: (reason) => onWarning({ kind: 'log-not-written', path: paths.log, reason }),
  });
  log = opened;
  closers.add(() => opened.close());
  const timeline =
    paths.timeline === undefined
      ? undefined
      : await openTimeline(paths.timeline, clock, {
          isGoingOn: journal.resumed !== undefined,
          perSecond: plan.pace.ratePerSecond,
        });
  if (timeline) closers.add(() => timeline.save());
  return { input, format, paths, source, toBeSet, remarks, journal, log: opened, timeline };
};

const warnOfForeignFiles = async (folder: string, onWarning: Surroundings['onWarning']): Promise<void> => {
  const names = await foreignNames(folder);
  if (names.length > 0) onWarning({ kind: 'folder-has-foreign-files', folder, names });
};
