import type { EarlyEnd } from '../core/books/summary.ts';
import { type Messages, told } from '../messages/messages.ts';

/** Why a run ended early. */
export const earlyEndText = (earlyEnd: EarlyEnd, messages: Messages): string =>
  earlyEnd.kind === 'error' ? told(messages, earlyEnd.error).text : messages.report.limitReached;
