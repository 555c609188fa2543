import { FatalReplyError } from '../../core/errors.ts';
import { clockSkewText } from '../../core/target/clock-skew.ts';
import type { ReplyRule } from '../../core/target/reply-codes.ts';
import type { Refusal } from './commands/command.ts';
import type { Reply } from './http-client.ts';

export const LACKING = 'ErrorCode 0 with a reply that lacks what was asked for';
export const TOO_MANY_REQUESTS = 'HTTP 429';

export const refusalText = ({ rule, errorInfo }: { rule: ReplyRule; errorInfo: string }): string =>
  errorInfo === '' ? rule.meaning : `${rule.meaning}: ${errorInfo}`;

/** The code is part of the reason of a retry; a failure has it in a field of its own. */
export const reasonText = (refusal: Refusal): string => `${refusal.errorCode} ${refusalText(refusal)}`;

/** A reply after which the run cannot go on. */
export type FatalReply = Refusal | Extract<Reply, { kind: 'forbidden' }>;

/** @param wallMs - our clock: where the code is about account or signature, a wrong clock may be the reason */
export const fatalReplyError = (reply: FatalReply, wallMs: number): FatalReplyError => {
  if (reply.kind === 'forbidden') {
    return new FatalReplyError(
      `the target answered HTTP ${reply.status}, which the API never does`,
      'Check --endpoint and --region, and whether a proxy or firewall stands between here and the target.',
      null,
    );
  }
  const { errorCode, rule, date } = reply;
  const clockSkew = clockSkewText(Date.parse(date), wallMs);
  const isClock = clockSkew !== undefined && Math.trunc(errorCode / 1000) === 70;
  return new FatalReplyError(
    `the target refused the call with code ${errorCode}: ${refusalText(reply)}${isClock ? `; ${clockSkew}` : ''}`,
    `${isClock ? 'Set the clock of this machine right; then type the same command again. ' : ''}${rule.remedy ?? ''}`,
    errorCode,
  );
};
