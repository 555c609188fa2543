import { JoinedDuplicates, validateRows } from '../app/audit/validate.ts';
import type { Recognised } from '../core/row/remark.ts';
import type { Validation } from '../core/row/validation.ts';
import { InputFile } from '../io/source/input-file.ts';
import type { InputFormat } from '../io/source/records/formats.ts';
import { newKeyHash } from './dedupe-input.ts';
import { loadCounting } from './load-counting.ts';
import type { InputPlan } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

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
