import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The ok rows of the checkpoint in a state folder; 0 where there is none. A busy disk saves late. */
export const savedRows = (stateFolder: string): number => {
  const checkpoint = join(stateFolder, 'checkpoint.json');
  return existsSync(checkpoint) ? JSON.parse(readFileSync(checkpoint, 'utf8')).counts.ok : 0;
};
