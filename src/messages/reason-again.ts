import { checkRow, type RawValues } from '../core/row/rules.ts';
import type { Reason } from '../core/target/reason.ts';
import { LANGUAGES } from './languages.ts';
import { reasonText } from './messages.ts';

/** What a result file says of a row. `message` is in the language of the run that wrote it. */
export type WrittenRow = RawValues & { readonly errorCode: number | null; readonly message: string };

/**
 * Only the text of a reason is kept. What follows from the row and its code is said anew in each language: where that is the text
 * that was written, the reason is known.
 *
 * @returns undefined where the text holds something else
 */
export const reasonAgain = (row: WrittenRow): Reason | undefined =>
  reasonsFor(row).find((reason) => Object.values(LANGUAGES).some((one) => reasonText(one, reason) === row.message));

const reasonsFor = ({ errorCode, message, ...values }: WrittenRow): Reason[] => {
  if (errorCode !== null) return WAYS.flatMap((way) => repliesFor(errorCode, message, way));
  const { problems } = checkRow(values);
  return problems.length > 0 ? [{ code: 'invalid', problems }] : PLAIN;
};

const PLAIN: Reason[] = [
  { code: 'not-a-member' },
  { code: 'no-account' },
  { code: 'too-many-requests' },
  { code: 'reply-lacks-content' },
];

type Way = (because: Extract<Reason, { code: 'reply' }>) => Reason;

/** How the reply to a call becomes the reason of a row. */
const WAYS: readonly Way[] = [
  (because) => because,
  (because) => ({ code: 'earlier-row-refused', because }),
  (because) => ({ code: 'group-in-trouble', because }),
  (because) => ({ code: 'not-sent', because }),
];

/** A letter that stands where the text of the target does, as a word that no catalogue has. */
const MARK = '\ua66e';

const repliesFor = (errorCode: number, message: string, way: Way): Reason[] => {
  const replied = (said: string): Reason => way({ code: 'reply', errorCode, said });
  const withSaid = Object.values(LANGUAGES).flatMap((one) => {
    const [before = '', after = ''] = reasonText(one, replied(MARK)).split(MARK);
    const isSo = message.startsWith(before) && message.endsWith(after) && message.length > before.length + after.length;
    return isSo ? [replied(message.slice(before.length, message.length - after.length))] : [];
  });
  return [replied(''), ...withSaid];
};
