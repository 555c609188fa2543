import { FatalReplyError } from '../../core/errors/target-error.ts';
import { clockAheadMs } from '../../core/target/clock-skew.ts';
import { replyRule } from '../../core/target/reply-codes.ts';
import type { Refusal } from './commands/command.ts';
import type { Reply } from './http-client.ts';

const IS_ABOUT_ADMIN: ReadonlySet<string | undefined> = new Set(['check-admin', 'check-signed-for']);

/** A reply after which the run cannot go on. */
export type FatalReply = Refusal | Extract<Reply, { kind: 'forbidden' }>;

/**
 * @param wallMs - our clock: where the code is about account or signature, a wrong clock may be the reason
 * @param admin - a letter in it may be wrong that nobody sees
 */
export const fatalReplyError = (reply: FatalReply, wallMs: number, admin: string): FatalReplyError => {
  if (reply.kind === 'forbidden') return new FatalReplyError({ kind: 'http-status', status: reply.status });
  const { errorCode, errorInfo, date } = reply;
  const isAboutSignature = Math.trunc(errorCode / 1000) === 70;
  return new FatalReplyError({
    kind: 'fatal-reply',
    errorCode,
    said: errorInfo,
    admin: IS_ABOUT_ADMIN.has(replyRule(errorCode).remedy) ? admin : undefined,
    clockAheadMs: isAboutSignature ? clockAheadMs(Date.parse(date), wallMs) : undefined,
  });
};
