import { existsSync, watch } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Kill } from './plan.ts';

export type Scene = {
  readonly stateFolder: string;
  /** the first run of this round */
  readonly isFirstRun: boolean;
  /** rows that are probably left */
  readonly rowsLeft: number;
  readonly ratePerSecond: number;
  /** @returns whether this run has called */
  readonly hasCalled: () => Promise<boolean>;
};

const EARLY_MS = 100;
// The time from the start of a process to its first look at the state folder, on a busy machine.
const STARTUP_MS = 300;
// A save has four such moments: the new file appears, is written, disappears, and the old file is replaced.
const MOST_MOMENTS = 20;
// Retried rows come later than the rate predicts.
const TAIL_MS = 300;
const POLL_MS = 15;

/** Resolves at the instant of the kill. The run is just starting. @param over - aborts when the run has ended */
export const instantOf = async ({ kind, share }: Kill, scene: Scene, over: AbortSignal): Promise<void> => {
  switch (kind) {
    case 'spawn':
      return pause(share * (EARLY_MS + (scene.isFirstRun ? 0 : STARTUP_MS)), over);
    case 'folder':
      if (scene.isFirstRun) await folderIsThere(scene.stateFolder, over);
      else await changes(scene.stateFolder, () => true, 1, over);
      // The files of a run are made in its first milliseconds, so most kills come then.
      return pause(share ** 3 * EARLY_MS, over);
    case 'checkpoint':
      await folderIsThere(scene.stateFolder, over);
      return changes(
        scene.stateFolder,
        (name) => name?.startsWith('checkpoint.json') === true,
        1 + Math.floor(share * MOST_MOMENTS),
        over,
      );
    case 'sending':
      while (!(over.aborted || (await scene.hasCalled()))) await pause(POLL_MS, over);
      return pause(share * ((scene.rowsLeft / scene.ratePerSecond) * 1000 + TAIL_MS), over);
  }
};

const folderIsThere = async (folder: string, over: AbortSignal): Promise<void> => {
  const appeared = changes(dirname(folder), () => existsSync(folder), 1, over);
  if (!existsSync(folder)) await appeared;
};

/** Resolves at the last of a number of changes, in the same turn: a later kill would miss the moment. */
const changes = (
  folder: string,
  isMeant: (name: string | null) => boolean,
  times: number,
  over: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    let seen = 0;
    const watcher = watch(folder, { signal: over }, (_event, name) => {
      if (!isMeant(name)) return;
      seen += 1;
      if (seen < times) return;
      watcher.close();
      resolve();
    });
  });

const pause = (ms: number, over: AbortSignal): Promise<void> => sleep(ms, undefined, { signal: over }).catch(() => {});
