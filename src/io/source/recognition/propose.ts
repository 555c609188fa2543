import { InputError, type Proposal } from '../../../core/errors/input-error.ts';
import { type ColumnChoice, FIELDS } from '../../../core/row/columns.ts';
import { isMarked } from '../columns/known-names.ts';
import { guessedByPosition } from '../columns/read-positions.ts';
import { decoderOf } from '../text/decoder.ts';
import type { InputWish } from './wish.ts';

/** What can be tried as it is. */
type Guess = Omit<Proposal, 'choice'> & { readonly choice?: ColumnChoice };

// Encoding, delimiter, header and columns: no file needs more than one guess for each.
const MOST_GUESSES = 4;

/**
 * What else must be asked for, so that an input that was refused can be read: all of it at once.
 *
 * @param head - the first bytes of the input, as they are read without an encoding
 * @param refused - why it cannot be read as wished
 * @param open - throws what is wrong with a head and a wish
 * @returns undefined where no guess leads to rows
 */
export const propose = (
  head: Buffer,
  wish: InputWish,
  refused: Error,
  open: (head: Buffer, wish: InputWish) => void,
): Proposal | undefined => {
  let [text, next, error] = [head, wish, refused];
  let proposal: Proposal = {};
  for (let guesses = 0; guesses < MOST_GUESSES; guesses += 1) {
    const guess = error instanceof InputError ? guessOf(error, text) : undefined;
    if (!guess) return Object.keys(proposal).length === 0 ? undefined : leftOpen(error, proposal);
    if (guess.encoding !== undefined) text = Buffer.from(decoderOf(guess.encoding).decodeLoosely(head, true));
    proposal = { ...proposal, ...guess };
    next = { ...next, ...wishOf(guess) };
    try {
      open(text, next);
      return proposal;
    } catch (thrown) {
      if (!(thrown instanceof Error)) throw thrown;
      error = next.hasPositions && thrown instanceof InputError ? guessedByPosition(thrown) : thrown;
    }
  }
  return undefined;
};

/** What nobody can guess is left to the user: which column is which, or which name means which. */
const leftOpen = (error: Error, proposal: Proposal): Proposal | undefined => {
  if (!(error instanceof InputError)) return undefined;
  const { fact } = error;
  if (fact.kind !== 'columns-missing' && fact.kind !== 'keys-missing') return undefined;
  const { guess, found } = fact;
  if (guess.by === 'value') {
    const { positions, trim } = guess;
    return { ...proposal, choice: { positions }, ...(trim ? { trim } : {}) };
  }
  if (guess.by === 'name') return { ...proposal, choice: { columns: guess.names } };
  const mayBeNames = guess.by === 'nothing' && found.length >= FIELDS.length && !isMarked(found);
  return mayBeNames ? { ...proposal, choice: { columns: {} } } : undefined;
};

const wishOf = ({ encoding, delimiter, choice, skipLines, comment, jsonPath, trim }: Guess): Partial<InputWish> => ({
  ...(encoding === undefined ? {} : { encoding }),
  ...(delimiter === undefined ? {} : { delimiter }),
  ...(choice === undefined ? {} : { choice }),
  ...(skipLines === undefined ? {} : { skipLines }),
  ...(comment === undefined ? {} : { comment }),
  ...(jsonPath === undefined ? {} : { jsonPath }),
  ...(trim ? { trim } : {}),
});

const guessOf = ({ fact }: InputError, head: Buffer): Guess | undefined => {
  if (fact.kind === 'first-record-unreadable') {
    if (fact.encoding?.by === 'bytes') return { encoding: fact.encoding.encoding };
    const delimiter = quotedDelimiter(head) ?? commonDelimiter(head);
    return delimiter === undefined ? undefined : { delimiter };
  }
  if (fact.kind === 'json-of-other-shape' && fact.shape === 'array-in-object') {
    return { jsonPath: fact.at, ...(fact.columns ? { choice: { columns: fact.columns } } : {}) };
  }
  if (fact.kind === 'json-path-without-array') return fact.found === undefined ? undefined : { jsonPath: fact.found };
  if (fact.kind !== 'columns-missing' && fact.kind !== 'keys-missing' && fact.kind !== 'column-beyond-record') {
    return undefined;
  }
  const { guess } = fact;
  if (guess.by === 'header-below') {
    const { skipLines, comment, delimiter } = guess;
    return {
      ...(comment === undefined ? { skipLines } : { comment }),
      ...(delimiter === undefined ? {} : { delimiter }),
    };
  }
  const trimmed = 'trim' in guess ? { trim: true as const } : {};
  if (guess.by === 'delimiter') return { delimiter: guess.delimiter, ...trimmed };
  if (guess.by === 'name') {
    const { groupId, account, unread } = guess.names;
    if (groupId === undefined || account === undefined || unread === undefined) return undefined;
    return { choice: { columns: { groupId, account, unread } } };
  }
  if (guess.by !== 'value') return undefined;
  const { groupId, account, unread } = guess.positions;
  if (groupId === undefined || account === undefined || unread === undefined) return undefined;
  return { choice: { positions: { groupId, account, unread } }, ...trimmed };
};

/** Behind the first quoted value, where every value of a header stands in quotes. */
const quotedDelimiter = (head: Buffer): string | undefined =>
  /^(?:\ufeff)?(?:"(?:[^"\r\n]|"")*"|'(?:[^'\r\n]|'')*')([;|\t,^: ])["']/.exec(head.toString('utf8', 0, 4096))?.[1];

/** In the first line, where that is a row of a writer that quotes nothing. */
const commonDelimiter = (head: Buffer): string | undefined => {
  const [first = ''] = head.toString('utf8', 0, 4096).split(/\r?\n/, 1);
  const [best] = ['\t', '|', ';']
    .map((delimiter) => ({ delimiter, count: first.split(delimiter).length }))
    .toSorted((a, b) => b.count - a.count);
  return best && best.count >= FIELDS.length ? best.delimiter : undefined;
};
