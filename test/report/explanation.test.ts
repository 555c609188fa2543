import { expect, test } from 'vitest';
import { LANGUAGES } from '../../src/messages/languages.ts';
import { remedyOf } from '../../src/report/explanation.ts';

test.each([
  ['exhausted', '10002', 'exhausted'],
  ['exhausted', '', 'exhausted'],
  ['not_member', '', 'not_member'],
] as const)('a row of %s with the code "%s" has the remedy of its class', (failureClass, errorCode, of) => {
  for (const messages of Object.values(LANGUAGES))
    expect(remedyOf(failureClass, errorCode, messages)).toBe(messages.explanations.classes[of].next);
});
