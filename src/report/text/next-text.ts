import { type Messages, told } from '../../messages/messages.ts';
import type { NextStep } from '../next-steps.ts';
import { command, type Entry, line } from '../page.ts';

/** The last lines: the next steps. */
export const nextEntries = (steps: readonly NextStep[], messages: Messages): Entry[] =>
  steps.flatMap((step, at) => [
    line(at === 0 ? messages.report.labels.next : labelOf(step, messages), sentenceOf(step, messages)),
    ...(step.command === undefined ? [] : [command(step.command)]),
  ]);

/** The label of a step after the first. */
const labelOf = ({ step }: NextStep, { report: { labels } }: Messages): string => {
  if (step === 'feed-again') return '';
  return step === 'send-again' || step === 'import-unknown' ? labels.or : labels.and;
};

const sentenceOf = (step: NextStep, messages: Messages): string => {
  const words = messages.report.next;
  switch (step.step) {
    case 'resume':
      return words.advice(told(messages, step.error).next);
    case 'repair': {
      const { next, remedy = next } = told(messages, step.error);
      return words.advice(remedy);
    }
    case 'feed-back':
    case 'set-again':
      return words[step.step](step.path);
    case 'import-anyway':
      return words['import-anyway'](step.count);
    case 'clear-the-way':
      return words['clear-the-way'](step.path, step.isOnly);
    default:
      return words[step.step]();
  }
};
