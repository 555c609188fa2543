import type { EarlyEnd } from '../../src/core/books/summary.ts';
import {
  FatalReplyError,
  InputBrokeOffError,
  InputChangedError,
  Interrupted,
  JournalError,
  OutOfReachError,
  ReadsRefusedError,
  type TimUnreadError,
  TooManyFailuresError,
} from '../../src/core/errors.ts';

const by = (error: TimUnreadError): EarlyEnd => ({ kind: 'error', error });

/** Every kind of early end, as runs meet it. */
export const EARLY_ENDS = {
  signal: by(new Interrupted('SIGINT')),
  'fatal-reply': by(
    new FatalReplyError(
      '70001, UserSig expired',
      'Check the clock of this machine, then sign a new UserSig: set TIM_SECRET_KEY, or TIM_USERSIG anew.',
      70001,
    ),
  ),
  'out-of-reach': by(new OutOfReachError('connect ECONNREFUSED 203.0.113.7:443', '30 min 0 s')),
  'too-many-failures': by(new TooManyFailuresError(51, '50')),
  limit: { kind: 'limit' },
  'full-disk': by(
    new JournalError('members.csv.tim-unread/failures.csv', new Error('ENOSPC: no space left on device, write')),
  ),
  'input-broke-off': by(new InputBrokeOffError('members.csv', new Error('EIO: i/o error, read'))),
  'input-changed': by(new InputChangedError('members.csv', 'its first 4096 bytes are no longer those that were read')),
  'reads-refused': by(new ReadsRefusedError(20, 10007, 'no permission')),
} satisfies Record<string, EarlyEnd>;
