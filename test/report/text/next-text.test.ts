import { expect, test } from 'vitest';
import { en } from '../../../src/messages/en.ts';
import { zhCn } from '../../../src/messages/zh-cn.ts';
import type { Step } from '../../../src/report/next-steps/next-step.ts';
import { nextTexts } from '../../../src/report/text/next-text.ts';

const path = 'members.csv.tim-unread/failures.csv';

const stepsOf = (count: number): Step[] => [
  { step: 'feed-back', path, count },
  { step: 'import-as-is', path, count },
  { step: 'set-again', path, count },
  { step: 'set-all-again', path, count },
  { step: 'set-over-original', path, count },
  { step: 'clear-the-way', path, count, isOnly: true },
  { step: 'clear-the-way', path, count, isOnly: false },
  { step: 'import-anyway', count },
  { step: 'ask-again', count },
  { step: 'verify-later-copy', count },
  { step: 'leave-new-messages', count },
  { step: 'failed-above', count },
  { step: 'found-above', count },
  { step: 'correct-refused', count, path },
  { step: 'verify-corrected', count, path },
  { step: 'verify-overruling', count, path },
  { step: 'leave-overruled', count, path },
];

const textsOf = (count: number, messages: typeof en) =>
  nextTexts(
    stepsOf(count).map((step) => ({ ...step, commands: [] })),
    messages,
  ).map(({ text }) => text);

/** `the other rows are not affected` is said beside the one that is meant. */
const MANY = /\b(?:these rows|(?:1|failed) rows|them|they)\b|\b(?:the|of) (?:other )?rows\b(?! are not)/;

test.each(stepsOf(1).map(({ step }, at) => ({ step, at })))('of one row, $step speaks of one row', ({ at }) => {
  expect(textsOf(1, en)[at]).not.toMatch(MANY);
  expect(textsOf(2, en)[at]).not.toBe(textsOf(1, en)[at]);
  expect(textsOf(1, zhCn)[at]).not.toContain('这些行');
});
