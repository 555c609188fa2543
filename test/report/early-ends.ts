import type { EarlyEnd } from '../../src/core/books/summary.ts';
import { InputBrokeOffError } from '../../src/core/errors/broken-off-error.ts';
import type { TimUnreadError } from '../../src/core/errors/error.ts';
import { Interrupted } from '../../src/core/errors/interrupted.ts';
import { InputChangedError } from '../../src/core/errors/rows-error.ts';
import { JournalError } from '../../src/core/errors/state-error.ts';
import {
  FatalReplyError,
  OutOfReachError,
  ReadsRefusedError,
  TooManyFailuresError,
} from '../../src/core/errors/target-error.ts';

const by = (error: TimUnreadError): EarlyEnd => ({ kind: 'error', error });

const NO_PERMISSION = { code: 'reply', errorCode: 10007, said: 'only for the App admin' } as const;
const NOT_LISTED = { code: 'reply', errorCode: 99_999, said: 'try later' } as const;
const REFUSED_CONNECTION = {
  code: 'no-reply',
  proxy: undefined,
  fault: 'connection',
  said: 'connect ECONNREFUSED 203.0.113.7:443',
} as const;
const EXPIRED = { kind: 'fatal-reply', errorCode: 70001, said: '' } as const;
const GONE = { code: 'reply', errorCode: 10010, said: '' } as const;
const ROWS_REFUSED = { kind: 'rows-refused', count: 20, errorCode: 10007, because: NO_PERMISSION } as const;

/** One early end of every kind. */
export const EARLY_ENDS = {
  signal: by(new Interrupted({ kind: 'interrupted', signal: 'SIGINT' })),
  'fatal-reply': by(new FatalReplyError({ ...EXPIRED, clockAheadMs: undefined })),
  'clock-ahead': by(new FatalReplyError({ ...EXPIRED, clockAheadMs: 7 * 3_600_000 })),
  'http-status': by(new FatalReplyError({ kind: 'http-status', status: 403 })),
  'rows-refused': by(new FatalReplyError({ ...ROWS_REFUSED, areMembers: true })),
  'rows-refused-unasked': by(new FatalReplyError({ ...ROWS_REFUSED, areMembers: false })),
  'all-refused': by(
    new FatalReplyError({ kind: 'all-refused', of: 'groups', count: 200, errorCode: 10010, because: GONE }),
  ),
  'unknown-code': by(new FatalReplyError({ kind: 'unknown-code', count: 20, errorCode: 99_999, because: NOT_LISTED })),
  'out-of-reach': by(
    new OutOfReachError({ kind: 'out-of-reach', afterMs: 1_800_000, isLasting: false, because: REFUSED_CONNECTION }),
  ),
  'too-many-failures': by(
    new TooManyFailuresError({ kind: 'too-many-failures', failed: 51, limit: { kind: 'rows', rows: 50 } }),
  ),
  limit: { kind: 'limit' },
  'full-disk': by(
    new JournalError({
      kind: 'state-not-written',
      path: 'members.csv.tim-unread/failures.csv',
      reason: 'ENOSPC: no space left on device, write',
    }),
  ),
  'input-broke-off': by(
    new InputBrokeOffError({ kind: 'input-broke-off', path: 'members.csv', reason: 'EIO: i/o error, read' }),
  ),
  'archive-cut-off': by(
    new InputBrokeOffError({
      kind: 'archive-broke-off',
      path: 'members.csv.gz',
      compression: 'gzip',
      fault: { code: 'cut-off' },
      mayBeText: false,
    }),
  ),
  'input-changed': by(new InputChangedError({ kind: 'input-rewritten', path: 'members.csv', readBytes: 4096 })),
  'questions-refused': by(
    new ReadsRefusedError({ kind: 'questions-refused', count: 20, errorCode: 10007, because: NO_PERMISSION }),
  ),
  'question-refused': by(
    new ReadsRefusedError({ kind: 'questions-refused', count: 1, errorCode: 10007, because: NO_PERMISSION }),
  ),
} satisfies Record<string, EarlyEnd>;
