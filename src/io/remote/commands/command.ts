import { type ReplyRule, replyRule } from '../../../core/target/reply-codes.ts';
import type { Clean, Reply, ReplyBody } from '../http-client.ts';

/** An API command, as it is spelled on the wire. */
export type Command<T> = {
  /** without a leading slash */
  readonly path: string;
  /** @returns undefined for a reply without what was asked for */
  readonly read: (body: ReplyBody, clean: Clean) => T | undefined;
  /** the reply judges each element by itself; where it holds any, its own ErrorCode means nothing */
  readonly judgesElements?: boolean;
  /** a run goes on without its answer: a refusal of the command as such does not end it */
  readonly isReading: boolean;
  /** the vendor's own limit, where it is lower than that of the other commands */
  readonly vendorPerSecond?: number;
};

/** The API said no, and what follows from its code. */
export type Refusal = {
  readonly kind: 'refusal';
  readonly rule: ReplyRule;
  readonly errorCode: number;
  readonly errorInfo: string;
  readonly date: string;
};

/** A reply to one command: what the API said has become an answer or a refusal. */
export type CommandReply<T> =
  | Exclude<Reply, { kind: 'api' }>
  | { readonly kind: 'answer'; readonly value: T }
  /** it said ok, without what was asked for: the target takes our calls, and only this question has no answer */
  | { readonly kind: 'lacking' }
  | Refusal;

export const commandReply = <T>(command: Command<T>, reply: Reply, clean: Clean): CommandReply<T> => {
  if (reply.kind !== 'api') return reply;
  const { errorCode, errorInfo, date, body } = reply;
  if (errorCode === 0 || command.judgesElements) {
    const value = command.read(body, clean);
    if (value !== undefined) return { kind: 'answer', value };
    if (errorCode === 0) return { kind: 'lacking' };
  }
  return { kind: 'refusal', rule: ruleFor(command, errorCode), errorCode, errorInfo, date };
};

const ruleFor = ({ isReading }: Command<unknown>, errorCode: number): ReplyRule => {
  const rule = replyRule(errorCode);
  return isReading && rule.ofCommand ? { ...rule, class: 'refused' } : rule;
};
