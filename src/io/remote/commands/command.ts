import { type ReplyRule, replyRule } from '../../../core/target/reply-codes.ts';
import type { Clean } from '../connection-fault.ts';
import type { Reply, ReplyBody } from '../http-client.ts';

/** An API command, as it is spelled on the wire. */
export type Command<T> = {
  /** without a leading slash */
  readonly path: string;
  /** @returns undefined for a reply without what was asked for */
  readonly read: (body: ReplyBody, clean: Clean) => T | undefined;
  /** the reply has a code for each element; if it has elements, its own ErrorCode means nothing */
  readonly judgesElements?: boolean;
  /** a run can go on without the answer: a refusal of the command itself does not end the run */
  readonly isReading: boolean;
  /** whether a target that knows less than its neighbours may have given the answer: another one is asked next */
  isDoubtful?(answer: T): boolean;
  /** the vendor's own limit, where it is lower than that of the other commands */
  readonly vendorPerSecond?: number;
};

/** A refusal by the API, and what it leads to. */
export type Refusal = {
  readonly kind: 'refusal';
  readonly rule: ReplyRule;
  readonly errorCode: number;
  readonly errorInfo: string;
  readonly date: string;
};

/** The reply to one command, turned into an answer or a refusal. */
export type CommandReply<T> =
  | Exclude<Reply, { kind: 'api' }>
  | { readonly kind: 'answer'; readonly value: T }
  /**
   * ErrorCode 0 without the requested content, or in a reply that contradicts itself; or a reply to another call. The
   * target accepts calls, and only this one has no answer.
   */
  | { readonly kind: 'lacking' }
  | Refusal;

/** @param asked - the body of the call */
export const commandReply = <T>(command: Command<T>, asked: object, reply: Reply, clean: Clean): CommandReply<T> => {
  if (reply.kind !== 'api') return reply;
  const { errorCode, errorInfo, date, body } = reply;
  if (isAboutOther(asked, body)) return { kind: 'lacking' };
  if (errorCode === 0 || command.judgesElements) {
    const isOk = command.judgesElements || body.ActionStatus === 'OK';
    const value = isOk ? command.read(body, clean) : undefined;
    if (value !== undefined) return { kind: 'answer', value };
    if (errorCode === 0) return { kind: 'lacking' };
  }
  return { kind: 'refusal', rule: ruleFor(command, errorCode), errorCode, errorInfo, date };
};

/** Whether the reply names another group or member than the call. */
const isAboutOther = (asked: object, reply: ReplyBody): boolean =>
  ['GroupId', 'Member_Account'].some((field) => {
    const wanted = (asked as ReplyBody)[field];
    const told = reply[field];
    return typeof wanted === 'string' && typeof told === 'string' && told !== wanted;
  });

const ruleFor = ({ isReading }: Command<unknown>, errorCode: number): ReplyRule => {
  const rule = replyRule(errorCode);
  return isReading && rule.ofCommand ? { ...rule, class: 'refused' } : rule;
};
