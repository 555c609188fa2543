import { type Messages, told, toldOfFact } from '../../messages/messages.ts';
import type { NextStep } from '../next-steps/next-step.ts';
import { command, type Entry, line } from '../page.ts';

/** The sentence of each step, for programs. */
export const nextTexts = (steps: readonly NextStep[], messages: Messages) =>
  steps.map((step) => ({ text: endedSentence(step, messages), commands: step.commands }));

/** The last lines: the next steps. */
export const nextEntries = (steps: readonly NextStep[], messages: Messages): Entry[] =>
  steps.flatMap((step, at) => [
    line(at === 0 ? messages.report.labels.next : labelOf(step, messages), endedSentence(step, messages)),
    ...step.commands.map(command),
  ]);

/** A colon announces the commands below. Where none stands below, because several inputs share one, it ends as a sentence. */
const endedSentence = (step: NextStep, messages: Messages): string => {
  const sentence = sentenceOf(step, messages);
  return step.commands.length > 0 ? sentence : sentence.replace(/:$/, '.').replace(/：$/, '。');
};

const WAYS: ReadonlySet<NextStep['step']> = new Set(['send-again', 'set-changes-again', 'import-unknown']);

/** The label of a step after the first. */
const labelOf = ({ step }: NextStep, { report: { labels } }: Messages): string => {
  if (step === 'feed-again') return '';
  return WAYS.has(step) ? labels.or : labels.and;
};

const sentenceOf = (step: NextStep, messages: Messages): string => {
  const words = messages.report.next;
  switch (step.step) {
    case 'resume': {
      const advice = words.advice(told(messages, step.error).next);
      return step.isRestart ? words.withoutRestart(advice) : advice;
    }
    case 'repair': {
      const { next, remedy = next } = told(messages, step.error);
      return words.advice(remedy);
    }
    case 'stopped-by': {
      const advice = step.fact && toldOfFact(messages, step.fact)?.next;
      return advice === undefined ? words['stopped-by'](step.code) : words.advice(advice);
    }
    case 'all-corrected':
    case 'correct-others':
    case 'feed-back-some':
      return words[step.step](step.path);
    case 'feed-back':
    case 'import-as-is':
    case 'set-again':
    case 'set-all-again':
    case 'set-over-original':
      return words[step.step](step.path, step.count);
    case 'import-anyway':
    case 'ask-again':
    case 'verify-later-copy':
    case 'leave-new-messages':
    case 'failed-above':
    case 'found-above':
      return words[step.step](step.count);
    case 'doubt-app':
      return words['doubt-app'](step.of);
    case 'correct-refused':
    case 'verify-corrected':
    case 'verify-overruling':
    case 'leave-overruled':
      return words[step.step](step.count, step.path);
    case 'clear-the-way':
      return words['clear-the-way'](step.path, step.count, step.isOnly);
    default:
      return words[step.step]();
  }
};
