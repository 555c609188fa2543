import type { Explained } from '../../core/explained.ts';
import type { Messages } from '../../messages/messages.ts';
import { explanationOf } from '../explanation.ts';
import type { ExplanationJson } from './schema.ts';

/** What `explain --json` prints of one code. */
export const explanationObject = (explained: Explained, messages: Messages): ExplanationJson => {
  const { means, why, next, follows, exits } = explanationOf(explained, messages);
  return {
    command: 'explain',
    verdict: 'EXPLAINED',
    exitCode: 0,
    of: explained.of,
    code: explained.code,
    means,
    why,
    next,
    follows: follows ?? null,
    exits: [...exits],
  };
};
