import { requireFile } from '../../io/source/bytes/file-bytes.ts';
import type { Context } from '../context.ts';
import { expandPaths } from './expand-paths.ts';
import { readSettings } from './read-settings.ts';
import type { Settings } from './settings.ts';

/** What a command needs before it can be planned: the inputs by their names, all there, and the settings. */
export const settle = async (
  given: readonly string[],
  context: Context,
): Promise<{ paths: readonly string[]; settings: Settings; secretKey: string | undefined }> => {
  const paths = await expandPaths(given);
  for (const path of paths) await requireFile(path);
  return { paths, ...(await readSettings(context)) };
};
