import { type FileHandle, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { NumberSet } from '../../core/books/number-set.ts';
import { WrongStateError } from '../../core/errors/state-error.ts';
import { syncFolder } from './durable.ts';
import { openOwn } from './own-files.ts';
import { orChanged, resultParser } from './result-parser.ts';
import { csvLine } from './rows-file.ts';
import { replacementOf } from './state-paths.ts';

// Written at once.
const PIECE_LENGTH = 256 * 1024;

/**
 * Writes the failures anew, beside them.
 *
 * @param knownBytes - how much of the file counts
 * @param without - lines of the input whose rows are left out
 * @returns its size
 * @throws WrongStateError when the file lacks what counts
 */
export const writeReplacement = async (path: string, knownBytes: number, without: NumberSet): Promise<number> => {
  const from = await openOwn(path, 'read').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new WrongStateError({ kind: 'rows-file-missing', path }) : error;
  });
  try {
    if ((await from.stat()).size < knownBytes) {
      throw new WrongStateError({ kind: 'rows-file-changed', path, endedAtByte: knownBytes });
    }
    const to = await openOwn(replacementOf(path), 'write');
    try {
      await to.truncate();
      const records = from
        .createReadStream({ autoClose: false, start: 0, end: knownBytes - 1 })
        .pipe(resultParser({ columns: false })) as AsyncIterable<string[]>;
      const isMarked = await beginsWithMark(from);
      let isFirst = true;
      let lineAt = -1;
      let text = '';
      let sizeBytes = 0;
      const write = async (): Promise<void> => {
        sizeBytes += Buffer.byteLength(text);
        await to.appendFile(text);
        text = '';
      };
      for await (const record of records) {
        if (lineAt < 0) lineAt = record.indexOf('Line');
        else if (without.has(Number(record[lineAt]))) continue;
        text += isFirst && isMarked ? `\ufeff${csvLine(record)}` : csvLine(record);
        isFirst = false;
        if (text.length > PIECE_LENGTH) await write();
      }
      await write();
      await to.sync();
      return sizeBytes;
    } finally {
      await to.close();
    }
  } catch (error) {
    throw orChanged(error, path, knownBytes);
  } finally {
    await from.close();
  }
};

const beginsWithMark = async (handle: FileHandle): Promise<boolean> => {
  const { buffer } = await handle.read(Buffer.alloc(3), 0, 3, 0);
  return buffer.toString('utf8') === '\ufeff';
};

/**
 * Gives the replacement the name of the file, where it does not have it yet.
 *
 * @param sizeBytes - of the one that a checkpoint counts on: another one is of a run that was killed before it counted on it
 */
export const takeReplacement = async (path: string, sizeBytes: number): Promise<void> => {
  const replacement = replacementOf(path);
  const found = await stat(replacement).catch(() => undefined);
  if (found?.size !== sizeBytes) return;
  await rename(replacement, path);
  await syncFolder(dirname(path));
};
