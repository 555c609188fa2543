import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { InputError } from '../../core/errors/input-error.ts';
import type { UnpackBound } from '../../core/unpack-bound.ts';
import { FileBytes } from './bytes/file-bytes.ts';
import { STANDARD_INPUT } from './bytes/standard-input.ts';
import { StreamBytes } from './bytes/stream-bytes.ts';

/** What an input is opened with, besides how its bytes become rows. */
export type OpenedWith = {
  /** asked for only where it is read */
  readonly stdin?: (() => NodeJS.ReadStream) | undefined;
  /** how much an archive may unpack to; without it: what no honest export exceeds */
  readonly bound?: UnpackBound | undefined;
};

/** @param open - makes of the bytes what is wanted; where it throws, they are closed */
export const openBytes = async <T>(
  path: string,
  { stdin }: OpenedWith,
  open: (bytes: FileBytes | StreamBytes) => Promise<T>,
): Promise<T> => {
  const bytes = stdin && path === STANDARD_INPUT ? StreamBytes.open(stdin()) : await FileBytes.open(path);
  try {
    return await open(bytes);
  } catch (error) {
    await bytes.close();
    // An archive may break off before its first row.
    throw error instanceof InputBrokeOffError &&
      error.fact.kind !== 'array-not-closed' &&
      error.fact.kind !== 'inputs-broke-off'
      ? new InputError({ kind: 'input-unreadable', path, why: error.fact }, { cause: error })
      : error;
  }
};
