import type { RowWords } from '../../src/core/ports.ts';
import { en } from '../../src/messages/en.ts';
import { problemText } from '../../src/messages/messages.ts';

/** What a run is given to write down what is wrong with a row. */
export const ENGLISH_WORDS: RowWords = { problem: (problem) => problemText(en, problem) };
