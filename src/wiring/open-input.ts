import { validateRows } from '../app/audit/validate.ts';
import type { Validation } from '../core/row/validation.ts';
import { requireFile } from '../io/source/bytes/file-bytes.ts';
import { InputFile } from '../io/source/input-file.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import { newKeyHash } from './dedupe-input.ts';
import { loadCounting } from './load-counting.ts';
import type { InputPlan } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** @throws InputError for a path that is neither standard input nor a plain file */
export const requireInputs = async (paths: readonly string[]): Promise<void> => {
  for (const path of paths) await requireFile(path);
};

/** An input opened for one pass, without a state folder. */
export type OpenToValidate = { readonly format: InputFormat; readonly validate: () => Promise<Validation> };

/** @throws TimUnreadError when no row can be read */
export const openToValidate = async (
  { path, wish, counting }: InputPlan,
  { stdin }: Pick<Surroundings, 'stdin'>,
): Promise<OpenToValidate> => {
  const counts = await loadCounting(counting);
  const file = await InputFile.recognise(path, wish, stdin);
  file.countBy(counts);
  return {
    format: file.format,
    validate: async () => {
      try {
        return await validateRows(path, await file.fromStart(false), newKeyHash());
      } finally {
        await file.close();
      }
    },
  };
};
