import type { Diagnosis, FolderFacts } from '../core/diagnosis.ts';
import { TimUnreadError } from '../core/errors/error.ts';
import { WrongStateError } from '../core/errors/state-error.ts';
import { lookAtPlace } from '../io/host/folder-facts.ts';
import { readSystem } from '../io/host/system.ts';
import { findHolder } from '../io/journal/folder-lock.ts';
import { examineFolder } from '../io/journal/own-files.ts';
import { readCheckpoint } from '../io/journal/state-folder.ts';
import { givesWay, refuseOthers } from '../io/journal/state-owner.ts';
import { statePaths } from '../io/journal/state-paths.ts';
import { askOnce } from '../io/remote/ask-once.ts';
import { STANDARD_INPUT } from '../io/source/bytes/standard-input.ts';
import { inspectInput } from './inspect-input.ts';
import { type InputPlan, type TargetPlan, targetOf } from './plan.ts';
import { requireInputs } from './require-inputs.ts';
import type { Surroundings } from './surroundings.ts';

export type DiagnosisPlan = {
  readonly input: InputPlan | undefined;
  /** undefined where the settings do not make one */
  readonly target: TargetPlan | undefined;
  readonly timeoutMs: number;
  /** the target may be asked one question */
  readonly isOnline: boolean;
};

type Found = Pick<Diagnosis, 'system' | 'input' | 'folder' | 'online' | 'obstacles'>;

/** Where no input names a group: whether it is there does not matter. */
const ANY_GROUP = 'tim-unread-doctor';

/** Looks at what a run would meet, and changes nothing. */
export const diagnose = async (
  { input, target, timeoutMs, isOnline }: DiagnosisPlan,
  surroundings: Pick<Surroundings, 'clock' | 'random' | 'secrets' | 'stdin'>,
): Promise<Found> => {
  const obstacles: TimUnreadError[] = [];
  const attempt = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof TimUnreadError)) throw error;
      obstacles.push(error);
      return undefined;
    }
  };
  const inspected =
    input && input.path !== STANDARD_INPUT
      ? await attempt(async () => {
          await requireInputs([input.path]);
          return (await inspectInput(input, surroundings)).inspection;
        })
      : undefined;
  const folder = input && (await lookAtFolder(input.stateDir, target, attempt, obstacles));
  const groupId = inspected?.examples.find(({ problems }) => problems.length === 0)?.values.groupId ?? ANY_GROUP;
  const asked =
    isOnline && target ? await attempt(() => askOnce({ ...target, timeoutMs }, surroundings, groupId)) : undefined;
  if (asked?.obstacle) obstacles.push(asked.obstacle);
  return { system: readSystem(), input: inspected, folder, online: asked?.facts, obstacles };
};

type Attempt = <T>(act: () => Promise<T>) => Promise<T | undefined>;

const lookAtFolder = async (
  path: string,
  target: TargetPlan | undefined,
  attempt: Attempt,
  obstacles: TimUnreadError[],
): Promise<FolderFacts> => {
  const paths = statePaths(path);
  const { facts, obstacle } = await lookAtPlace(path);
  const before = obstacles.length;
  if (facts.isThere) await attempt(() => examineFolder(path));
  // Whose it is says more than that it cannot be used.
  if (obstacles.length > before) return { ...facts, runningBy: undefined };
  if (obstacle) obstacles.push(obstacle);
  const holder = await attempt(() => findHolder(paths));
  if (holder) {
    const fact = { kind: 'state-in-use', folder: path, holder: holder.holder, isThisProcess: false } as const;
    obstacles.push(new WrongStateError(fact));
  } else if (facts.isThere) {
    await attempt(async () => {
      const checkpoint = await readCheckpoint(paths);
      const now = targetOf(target);
      if (!checkpoint || !target || givesWay(checkpoint, now)) return;
      // How the input is read is settled when a run opens it.
      refuseOthers(path, checkpoint, { target: now, reading: checkpoint.reading, restart: false }, false);
    });
  }
  return { ...facts, runningBy: holder?.holder };
};
