import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { JoinedDuplicates, validateRows } from '../app/audit/validate.ts';
import { InputError } from '../core/errors/input-error.ts';
import type { Recognised } from '../core/row/remark.ts';
import type { Validation } from '../core/row/validation.ts';
import { nearName } from '../io/near-name.ts';
import { requireFile } from '../io/source/bytes/file-bytes.ts';
import { InputFile } from '../io/source/input-file.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import { newKeyHash } from './dedupe-input.ts';
import { loadCounting } from './load-counting.ts';
import type { InputPlan } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** @throws InputError for a path that is neither standard input nor a plain file */
export const requireInputs = async (paths: readonly string[]): Promise<void> => {
  for (const path of paths) {
    await requireFile(path).catch(async (error: unknown) => {
      if (!(error instanceof InputError) || error.fact.kind !== 'input-missing') throw error;
      const name = await nameNotUtf8(path);
      if (name !== undefined) throw new InputError({ kind: 'input-name-not-utf8', path, name });
      const near = await nearName(path);
      throw near === undefined ? error : new InputError({ ...error.fact, near });
    });
  }
};

/**
 * Node is given the words of a command line as text: bytes that are no UTF-8 come as replacement characters.
 *
 * @returns the name of the file that was meant, as it is typed in a POSIX shell
 */
const nameNotUtf8 = async (path: string): Promise<string | undefined> => {
  if (!path.includes(REPLACEMENT)) return undefined;
  const names = await readdir(dirname(path), { encoding: 'buffer' }).catch(() => []);
  const name = names.find((bytes) => lossy(bytes.toString()) === lossy(basename(path)));
  if (name === undefined) return undefined;
  const folder = dirname(path) === '.' ? [] : [...Buffer.from(`${dirname(path)}/`)];
  return `$'${[...folder, ...name].map(typedByte).join('')}'`;
};

const REPLACEMENT = '\ufffd';
const lossy = (name: string): string => name.replace(/\ufffd+/g, REPLACEMENT);
const typedByte = (byte: number): string => {
  const character = String.fromCharCode(byte);
  return /[\w@%+=:,./ -]/.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
};

/** An input opened for one pass, without a state folder. */
export type OpenToValidate = {
  readonly format: InputFormat;
  readonly recognised: Recognised | undefined;
  readonly validate: () => Promise<Validation>;
};

/** For inputs that are one run. */
export const newJoinedDuplicates = (): JoinedDuplicates => new JoinedDuplicates(newKeyHash());

/**
 * @param joined - where many inputs are one run: their duplicates
 * @throws TimUnreadError when no row can be read
 */
export const openToValidate = async (
  { path, wish, counting, bound }: InputPlan,
  { stdin }: Pick<Surroundings, 'stdin'>,
  joined?: JoinedDuplicates,
): Promise<OpenToValidate> => {
  const counts = await loadCounting(counting);
  const file = await InputFile.recognise(path, wish, { stdin, bound });
  file.countBy(counts);
  return {
    format: file.format,
    recognised: file.recognised,
    validate: async () => {
      try {
        return await validateRows(path, await file.fromStart(false), newKeyHash(), joined);
      } finally {
        await file.close();
      }
    },
  };
};
