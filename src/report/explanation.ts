import { EXITS_OF_ERRORS } from '../core/error-codes.ts';
import type { ExitCode } from '../core/errors/error.ts';
import { type Explained, explainedBy } from '../core/explained.ts';
import { systemCauseOf } from '../core/system-errors.ts';
import { causeOf, meaningOf, replyRule } from '../core/target/reply-codes.ts';
import type { Messages } from '../messages/messages.ts';

/** What there is to say about a code, from the one table that summaries and failures use too. */
export type Explanation = {
  readonly means: string;
  readonly why: string;
  readonly next: string;
  /** what the tool does about it; undefined where `means` says it */
  readonly follows: string | undefined;
  /** the exit statuses that go with it */
  readonly exits: readonly ExitCode[];
};

export const explanationOf = (explained: Explained, messages: Messages): Explanation => {
  const { explanations, report, system } = messages;
  const rest = { follows: undefined, exits: [] };
  switch (explained.of) {
    case 'reply':
      return replyExplanation(explained.code, messages);
    case 'error':
      return { ...rest, ...explanations.errors[explained.code], exits: EXITS_OF_ERRORS[explained.code] };
    case 'class':
      return { ...rest, means: report.meaning(explained.code), ...explanations.classes[explained.code] };
    case 'system':
      return { ...rest, means: system.meanings[explained.code], ...system.causes[systemCauseOf(explained.code)] };
    case 'status':
      return { ...rest, ...explanations.statuses[explained.code] };
  }
};

const replyExplanation = (code: number, { explanations, meanings, remedies }: Messages): Explanation => {
  const rule = replyRule(code);
  const { why, next } = explanations.causes[causeOf(code)];
  return {
    means: meanings[meaningOf(code)],
    why,
    // The remedy of a code that is tried again is for the end of that.
    next: rule.remedy === undefined || rule.doubtful ? next : remedies[rule.remedy],
    follows: rule.stopsWhenExhausted ? explanations.transientThenFatal : explanations.follows[rule.class],
    exits: [],
  };
};

/** @param failureClass - as a file of rows has it @param errorCode - empty where there was no reply @returns what to do about a row */
export const remedyOf = (failureClass: string, errorCode: string, messages: Messages): string => {
  // What is said of its code is for the time before: nothing, for it is tried again.
  if (errorCode !== '' && failureClass !== 'exhausted') return replyExplanation(Number(errorCode), messages).next;
  const explained = explainedBy(failureClass);
  return explained ? explanationOf(explained, messages).next : '';
};
