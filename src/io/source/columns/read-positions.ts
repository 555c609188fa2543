import { InputError } from '../../../core/errors/input-error.ts';
import { plainName } from './known-names.ts';

/** `LastReadSeq`, `read_seq`, `已读序号` and the like, as `plainName` writes them. */
const OF_POSITION =
  /^(?!unread|未读|未讀).*(?:read.*(?:seq|sequence|position|offset|index)|seqread|[读讀].*(?:seq|序号|序列号|序號|位置))$/;

/**
 * Where counts are made of read positions, nobody calls the column of those a count.
 *
 * @returns the error with the one column of positions in its guess; as it was where there is none, or more than one
 */
export const guessedByPosition = (error: InputError): InputError => {
  const { fact } = error;
  if (fact.kind !== 'columns-missing' && fact.kind !== 'keys-missing') return error;
  const { guess, found } = fact;
  const [unread, ...others] = found.filter((name) => OF_POSITION.test(plainName(name)));
  if (guess.by !== 'name' || unread === undefined || others.length > 0) return error;
  return new InputError({ ...fact, guess: { by: 'name', names: { ...guess.names, unread } } }, { cause: error });
};
