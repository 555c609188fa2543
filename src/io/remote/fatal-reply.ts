import { FatalReplyError } from '../../core/errors.ts';
import { clockAheadMs } from '../../core/target/clock-skew.ts';
import type { Refusal } from './commands/command.ts';
import type { Reply } from './http-client.ts';

/** A reply after which the run cannot go on. */
export type FatalReply = Refusal | Extract<Reply, { kind: 'forbidden' }>;

/** @param wallMs - our clock: where the code is about account or signature, a wrong clock may be the reason */
export const fatalReplyError = (reply: FatalReply, wallMs: number): FatalReplyError => {
  if (reply.kind === 'forbidden') return new FatalReplyError({ kind: 'http-status', status: reply.status });
  const { errorCode, errorInfo, date } = reply;
  const isAboutSignature = Math.trunc(errorCode / 1000) === 70;
  return new FatalReplyError({
    kind: 'fatal-reply',
    errorCode,
    said: errorInfo,
    clockAheadMs: isAboutSignature ? clockAheadMs(Date.parse(date), wallMs) : undefined,
  });
};
