import type { EarlyEnd } from '../core/books/summary.ts';
import { type InputBrokeOffFact, isEndMissing } from '../core/errors/broken-off-error.ts';
import type { Fact } from '../core/errors/error.ts';
import { type Messages, told } from '../messages/messages.ts';

/** What happened, where an error has ended a run. */
export const factOf = (earlyEnd: EarlyEnd): Fact | undefined =>
  earlyEnd.kind === 'error' ? earlyEnd.error.fact : undefined;

/**
 * The share of the input that is left, which is unknown where its end is missing.
 *
 * @param fact - what has ended the run
 */
export const leftText = (
  { doneBytes, sizeBytes }: { readonly doneBytes: number; readonly sizeBytes: number | undefined },
  fact: Fact | undefined,
  { report }: Messages,
): string | undefined =>
  fact && isEndMissing(fact as InputBrokeOffFact) ? report.inputLeftUnknown : report.inputLeft(doneBytes, sizeBytes);

/** Why a run ended early. */
export const earlyEndText = (earlyEnd: EarlyEnd, messages: Messages): string =>
  earlyEnd.kind === 'error' ? told(messages, earlyEnd.error).text : messages.report.limitReached;
