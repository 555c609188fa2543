import type PQueue from 'p-queue';
import { FatalReplyError } from '../../core/errors.ts';
import { backoffMs } from '../../core/pace/backoff.ts';
import type { CallMeter } from '../../core/pace/call-meter.ts';
import type { Clock, OnEvent } from '../../core/ports.ts';
import { clockSkewText } from '../../core/target/clock-skew.ts';
import type { Answer, FailureClass, Unanswered } from '../../core/target/outcome.ts';
import { type ReplyRule, replyRule } from '../../core/target/reply-codes.ts';
import type { Admission, CircuitBreaker } from './circuit-breaker.ts';
import type { Clean, HttpClient, Reply, ReplyBody } from './http-client.ts';
import type { Throttle } from './pace/local-pace.ts';
import type { UserSigSource } from './usersig.ts';

export type SendDeps = {
  readonly http: HttpClient;
  readonly usersigs: UserSigSource;
  readonly reach: CircuitBreaker;
  /** calls in flight, of all commands */
  readonly inFlight: PQueue;
  /** of this command and run */
  readonly meter: CallMeter;
  readonly clock: Clock;
  /** from 0 to below 1 */
  readonly random: () => number;
  readonly halted: AbortSignal;
  readonly maxAttempts: number;
  readonly onEvent: OnEvent;
};

/** An API command and its own pace. */
export type Command<T> = {
  readonly path: string;
  readonly throttle: Throttle;
  /** of those that wait for a place among the calls in flight, the largest goes first */
  readonly priority: number;
  /** those that calls of its kind may take; undefined: all */
  readonly places?: PQueue;
  /** @returns undefined for a reply without what was asked for */
  readonly read: (body: ReplyBody, clean: Clean) => T | undefined;
  /** the reply judges each element by itself, and where it holds any its own ErrorCode means nothing */
  readonly judgesElements?: boolean;
  /** the run goes on without it: a refusal of the command as such is no end of the run */
  readonly isReading: boolean;
};

type Call<T> = {
  readonly reply: Exclude<CommandReply<T>, { kind: 'cut' }>;
  readonly startedMs: number;
  /** the reply refused the UserSig, and there is a newer one to try */
  readonly isUserSigRenewed: boolean;
  /** calls that had got through when this one began */
  readonly throughBefore: number;
};

/**
 * One order to the target, from the first call to its outcome. Retry stands outside throttle, so every repeat takes a
 * slot of its own; waiting to repeat takes none.
 *
 * @param isWanted - asked before every call
 * @throws FatalReplyError, OutOfReachError
 */
export const send = async <T>(
  deps: SendDeps,
  command: Command<T>,
  body: object,
  isWanted: () => boolean,
): Promise<Answer<T>> => {
  const { reach, clock, random, halted, maxAttempts, onEvent } = deps;
  let attempts = 0;
  let calls = 0;
  let unreached = 0;
  let limited = 0;
  let isUserSigRefused = false;

  const failed = (failureClass: FailureClass, errorCode: number | null, message: string): Unanswered => ({
    kind: 'failed',
    failure: { class: failureClass, errorCode, message, attempts },
  });
  const backOff = async (tries: number, reason: string): Promise<void> => {
    const afterMs = backoffMs(tries, random());
    onEvent({ type: 'retry', reason, afterMs });
    await clock.sleep(afterMs, halted);
  };

  for (;;) {
    const isRepeat = calls > 0;
    const call = await inPlace(deps, command, () => callOnce(deps, command, body, isWanted, isRepeat));
    if (!call) return { kind: 'unsent', attempts };
    calls += 1;
    const { reply } = call;

    if (reply.kind === 'unreachable') {
      // The row's own trouble only where others got through meanwhile; otherwise the target's, and no attempt.
      const isOwnTrouble = (): boolean => reach.through > call.throughBefore;
      if (!isOwnTrouble() || attempts + 1 < maxAttempts) {
        unreached += 1;
        await backOff(unreached, reply.reason);
      }
      if (isOwnTrouble()) attempts += 1;
      if (attempts >= maxAttempts) return failed('exhausted', null, reply.reason);
      continue;
    }
    if (reply.kind === 'too-many-requests') {
      limited += 1;
      await backOff(limited, 'HTTP 429');
      continue;
    }
    if (reply.kind === 'forbidden') throw forbidden(reply.status);
    if (reply.kind === 'answer') return { kind: 'ok', attempts: attempts + 1, value: reply.value };
    if (reply.kind === 'lacking') {
      attempts += 1;
      if (attempts >= maxAttempts) return failed('exhausted', 0, LACKING);
      await backOff(attempts, LACKING);
      continue;
    }

    const { errorCode, errorInfo } = reply;
    const rule = ruleOf(command, errorCode);
    const message = messageOf(rule, errorInfo);
    const fatal = (): FatalReplyError => fatalError(rule, reply, clockSkewText(reply.dateMs, clock.wallMs()));
    switch (rule.class) {
      case 'refused':
        attempts += 1;
        return failed('refused', errorCode, message);
      case 'group-refused':
        attempts += 1;
        return failed('group_refused', errorCode, message);
      case 'transient':
        attempts += 1;
        if (attempts >= maxAttempts) {
          if (rule.stopsWhenExhausted) throw fatal();
          return failed('exhausted', errorCode, message);
        }
        await backOff(attempts, `${errorCode} ${message}`);
        break;
      case 'rate-limited':
        limited += 1;
        await backOff(limited, `${errorCode} ${message}`);
        break;
      case 'new-usersig':
        if (!call.isUserSigRenewed || isUserSigRefused) throw fatal();
        isUserSigRefused = true;
        break;
      case 'fatal':
        if (rule.pauseMs && reach.pause(rule.pauseMs, `${errorCode} ${message}`, call.startedMs)) break;
        throw fatal();
    }
  }
};

/** Among the calls in flight; a read leaves some places to the writes, since it waits in its place for its slot. */
const inPlace = <T, R>({ inFlight }: SendDeps, command: Command<T>, work: () => Promise<R>): Promise<R> =>
  command.places ? command.places.add(() => inFlight.add(work, command)) : inFlight.add(work, command);

/** Waits for its turn, calls, and tells throttle and reach what came back. @returns undefined when no call was made */
const callOnce = async <T>(
  deps: SendDeps,
  command: Command<T>,
  body: object,
  isWanted: () => boolean,
  isRepeat: boolean,
): Promise<Call<T> | undefined> => {
  const { path, throttle } = command;
  const { http, usersigs, reach, meter, halted, onEvent } = deps;
  while (isWanted() && !halted.aborted) {
    const entered = reach.enter();
    const pass = typeof entered === 'string' ? entered : await entered;
    if (!pass) return undefined;
    const begun = await throttle.run(
      () => isWanted() && reach.holds(pass),
      async (startedMs) => {
        const throughBefore = reach.through;
        const usersig = usersigs.current();
        meter.started(startedMs, isRepeat);
        const reply = answerIn(await http.post(path, body, usersig.text), command, http.clean);
        return { startedMs, throughBefore, usersig, reply };
      },
    );
    if (!begun) {
      reach.left(pass);
      continue;
    }
    const { reply, startedMs, throughBefore, usersig } = begun;
    if (reply.kind === 'cut') return undefined;
    if (isRateLimited(command, reply)) {
      meter.rateLimited();
      const errorCode = reply.kind === 'api' ? reply.errorCode : 429;
      if (throttle.slowDown()) onEvent({ type: 'rate-limited', errorCode, perSecond: throttle.perSecond });
    }
    if (isAnswer(command, reply)) {
      usersigs.accepted(usersig);
      meter.answered();
    }
    const isUserSigRenewed = isAboutUserSig(command, reply) && usersigs.refused(usersig);
    tellReach(reach, pass, command, begun, isUserSigRenewed);
    return { reply, startedMs, throughBefore, isUserSigRenewed };
  }
  return undefined;
};

/** A reply to one command: an API reply that said ok has become what it holds. */
type CommandReply<T> =
  | Reply
  | { readonly kind: 'answer'; readonly value: T }
  /** it said ok, without what was asked for: the target takes our calls, and only this question is none the wiser */
  | { readonly kind: 'lacking' };

const LACKING = 'ErrorCode 0 with a reply that lacks what was asked for';

const answerIn = <T>(reply: Reply, { read, judgesElements }: Command<T>, clean: Clean): CommandReply<T> => {
  if (reply.kind !== 'api' || (reply.errorCode !== 0 && !judgesElements)) return reply;
  const value = read(reply.body, clean);
  if (value !== undefined) return { kind: 'answer', value };
  if (reply.errorCode !== 0) return reply;
  return { kind: 'lacking' };
};

const tellReach = <T>(
  reach: CircuitBreaker,
  pass: Admission,
  command: Command<T>,
  { reply, startedMs }: { reply: CommandReply<T>; startedMs: number },
  isUserSigRenewed: boolean,
): void => {
  if (reply.kind === 'unreachable') reach.failed(pass, reply.reason, startedMs);
  else if (isAnswer(command, reply)) {
    reach.answered(pass, reply.kind === 'api' && replyRule(reply.errorCode).doubtful === true);
  } else if (isUserSigRenewed) reach.left(pass);
  // After a fatal reply nobody else is let out: the run ends, or pauses.
};

const ruleOf = <T>({ isReading }: Command<T>, errorCode: number): ReplyRule => {
  const rule = replyRule(errorCode);
  return isReading && rule.ofCommand ? { ...rule, class: 'refused' } : rule;
};

/** A reply that shows that the target takes calls of ours: neither a transport failure nor about our credentials. */
const isAnswer = <T>(command: Command<T>, reply: CommandReply<T>): boolean => {
  if (reply.kind !== 'api') return ['answer', 'lacking', 'too-many-requests'].includes(reply.kind);
  const { class: replyClass } = ruleOf(command, reply.errorCode);
  return replyClass !== 'fatal' && replyClass !== 'new-usersig';
};

const isAboutUserSig = <T>(command: Command<T>, reply: CommandReply<T>): boolean =>
  reply.kind === 'api' && ruleOf(command, reply.errorCode).class === 'new-usersig';

const isRateLimited = <T>(command: Command<T>, reply: CommandReply<T>): boolean =>
  reply.kind === 'too-many-requests' ||
  (reply.kind === 'api' && ruleOf(command, reply.errorCode).class === 'rate-limited');

const messageOf = (rule: ReplyRule, errorInfo: string): string =>
  errorInfo === '' ? rule.meaning : `${rule.meaning}: ${errorInfo}`;

/** @param clockSkew - told where the code is about account or signature: then a wrong clock may be the reason */
const fatalError = (
  rule: ReplyRule,
  { errorCode, errorInfo }: Extract<Reply, { kind: 'api' }>,
  clockSkew: string | undefined,
): FatalReplyError => {
  const isClock = clockSkew !== undefined && Math.trunc(errorCode / 1000) === 70;
  return new FatalReplyError(
    `the target refused the call with code ${errorCode}: ${messageOf(rule, errorInfo)}${isClock ? `; ${clockSkew}` : ''}`,
    `${isClock ? 'Set the clock of this machine right; then type the same command again. ' : ''}${rule.remedy ?? ''}`,
    errorCode,
  );
};

const forbidden = (status: number): FatalReplyError =>
  new FatalReplyError(
    `the target answered HTTP ${status}, which the API never does`,
    'Check --endpoint and --region, and whether a proxy or firewall stands between here and the target.',
    null,
  );
