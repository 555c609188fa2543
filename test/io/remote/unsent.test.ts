import { expect, test } from 'vitest';
import { afterTrouble, NO_TRIES } from '../../../src/io/remote/after-reply.ts';

const REASON = { code: 'no-reply', proxy: undefined, fault: 'reset', said: 'closed' } as const;
const OTHERS = { ofGroup: true, ofOtherGroups: true, ofOtherCommands: false };

test.each([
  { isUnsent: true, act: 'again' },
  { isUnsent: false, act: 'exhausted' },
])(
  'the last attempt, while others get through, unsent for want of a connection: $isUnsent, $act',
  ({ isUnsent, act }) => {
    const trouble = { sign: 'silent', reason: REASON, errorCode: null, lastReason: REASON, isUnsent } as const;
    const context = { through: OTHERS, maxAttempts: 5, forbiddenInARow: 0 };
    expect(afterTrouble(trouble, 'row', { ...NO_TRIES, attempts: 4 }, context).act).toBe(act);
  },
);
