import { dirname, join } from 'node:path';
import { SettingsError } from '../core/errors/settings-error.ts';
import { shardName } from '../core/row/shard.ts';
import { replaceFile } from '../io/journal/durable.ts';
import { findHolder } from '../io/journal/folder-lock.ts';
import { statePaths } from '../io/journal/state-paths.ts';
import type { InputPlan } from './plan.ts';
import { sharesIn } from './shares.ts';

/**
 * Asks the runs that are at work for another rate. They look every second.
 *
 * @param text - as it was typed
 * @returns how many runs were asked
 * @throws SettingsError where no run is at work
 */
export const askRate = async (
  inputs: readonly Pick<InputPlan, 'path' | 'stateDir'>[],
  text: string,
): Promise<number> => {
  const asked = new Set<string>();
  for (const { stateDir } of inputs) {
    const shares = (await sharesIn(stateDir)).map((shard) => join(stateDir, shardName(shard)));
    for (const folder of [stateDir, ...shares]) {
      const paths = statePaths(folder);
      const found = await findHolder(paths);
      if (!found) continue;
      await replaceFile(paths.rate, `${text}\n`);
      // One process may be at work in many folders.
      asked.add(found.holder ? `${found.holder.host} ${found.holder.pid}` : folder);
    }
  }
  const [first] = inputs;
  if (asked.size === 0) throw new SettingsError({ kind: 'no-run-at-work', path: first?.path ?? dirname('.') });
  return asked.size;
};
