import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';

// As the programs name their folders; macOS keeps all of them below CloudStorage or Mobile Documents.
const DRIVES =
  /^(?:(Dropbox|OneDrive|Google ?Drive|Nutstore|Box)(?:[ -].*)?|(CloudStorage|Mobile Documents|iCloud ?Drive|My ?Drive|坚果云|坚果云同步文件夹))$/i;

// `checkpoint (conflicted copy of pc 2026-11-25).json`, `failures-PC.csv`, `lock.sync-conflict-20261125-1200-ABC`, `summary 2.json`
const CONFLICT =
  /^(?:checkpoint|failures|lowered|summary|log|lock)(?: \(.*(?:conflict|冲突).*\)|-[\w-]*(?:冲突|conflict).*|\.sync-conflict-.*| \d+| \(\d+\))(?:\.\w+)*$/i;

/**
 * A program that copies a folder to other machines may put an older file back, or another machine's beside it.
 *
 * @returns what shows that one sees to this folder: the name of a folder above it, or a file in it; undefined where nothing does
 */
export const cloudSign = async (folder: string): Promise<string | undefined> => {
  const above = resolve(folder)
    .split(/[\\/]/)
    .find((name) => DRIVES.test(name));
  return above ?? (await readdir(folder).catch(() => [])).find((name) => CONFLICT.test(name));
};
