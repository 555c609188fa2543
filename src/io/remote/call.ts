import type { CallMeter } from '../../core/pace/call-meter.ts';
import type { OnEvent, Pace } from '../../core/ports.ts';
import type { Admission, CircuitBreaker } from './circuit-breaker.ts';
import { type Command, type CommandReply, commandReply } from './commands/command.ts';
import type { HttpClient } from './http-client.ts';
import type { UserSigSource } from './usersig.ts';

export type CallDeps = {
  readonly http: HttpClient;
  readonly usersigs: UserSigSource;
  readonly breaker: CircuitBreaker;
  /** of the command */
  readonly pace: Pace;
  /** of the command in this run */
  readonly meter: CallMeter;
  /** of the run */
  readonly signal: AbortSignal;
  readonly onEvent: OnEvent;
};

/** A call that was made, and what came back. */
export type MadeCall<T> = {
  readonly reply: Exclude<CommandReply<T>, { kind: 'cut' }>;
  readonly startedMs: number;
  /** the reply refused the UserSig, and there is a newer one to try */
  readonly isUserSigRenewed: boolean;
  /** calls that had succeeded when this one began */
  readonly successesBefore: number;
};

/**
 * Waits for the breaker and the pace, makes one call, and reports its reply to both.
 *
 * @param isWanted - asked before the call; on false no slot is used
 * @param isRepeat - this row or question was called before
 * @returns undefined when no call was made, or it was cut off
 * @throws OutOfReachError
 */
export const makeCall = async <T>(
  deps: CallDeps,
  command: Command<T>,
  body: object,
  isWanted: () => boolean,
  isRepeat: boolean,
): Promise<MadeCall<T> | undefined> => {
  const { http, usersigs, breaker, pace, meter, signal } = deps;
  while (isWanted() && !signal.aborted) {
    const waiting = breaker.admit(signal);
    const admission = typeof waiting === 'string' ? waiting : await waiting;
    if (!admission) return undefined;
    const startedMs = await pace.next(() => isWanted() && breaker.stillAdmits(admission), signal);
    if (startedMs === undefined) {
      breaker.release(admission);
      continue;
    }
    // From here to `post` nothing waits: the start that the pace noted is that of the call.
    const successesBefore = breaker.successes;
    const usersig = usersigs.current();
    meter.started(startedMs, isRepeat);
    const reply = commandReply(command, body, await http.post(command.path, body, usersig.text), http.clean);
    if (reply.kind === 'cut') return undefined;
    tellPace(deps, reply);
    const isAccepted = showsAcceptance(reply);
    if (isAccepted) {
      usersigs.accepted(usersig);
      meter.answered();
    }
    const isUserSigRenewed = !isAccepted && hasRule(reply, 'new-usersig') && usersigs.refused(usersig);
    tellBreaker(deps, admission, startedMs, reply, isUserSigRenewed);
    return { reply, startedMs, isUserSigRenewed, successesBefore };
  }
  return undefined;
};

const tellPace = ({ meter, pace, onEvent }: CallDeps, reply: CommandReply<unknown>): void => {
  if (reply.kind !== 'too-many-requests' && !hasRule(reply, 'rate-limited')) return;
  meter.rateLimited();
  const errorCode = reply.kind === 'refusal' ? reply.errorCode : 429;
  if (pace.slowDown()) onEvent({ type: 'rate-limited', errorCode, perSecond: pace.perSecond });
};

const tellBreaker = (
  { breaker, signal }: CallDeps,
  admission: Admission,
  startedMs: number,
  reply: CommandReply<unknown>,
  isUserSigRenewed: boolean,
): void => {
  if (reply.kind === 'unreachable') breaker.onFailure(admission, reply.reason, startedMs, signal);
  else if (showsAcceptance(reply)) {
    breaker.onSuccess(admission, reply.kind === 'refusal' && reply.rule.doubtful === true);
  } else if (isUserSigRenewed) breaker.release(admission);
  else breaker.onFatal(admission, signal);
};

/** The target takes our calls: neither a failure of the transport nor a reply about our credentials. */
const showsAcceptance = (reply: CommandReply<unknown>): boolean => {
  if (reply.kind === 'refusal') return reply.rule.class !== 'fatal' && reply.rule.class !== 'new-usersig';
  return reply.kind === 'answer' || reply.kind === 'lacking' || reply.kind === 'too-many-requests';
};

const hasRule = (reply: CommandReply<unknown>, ruleClass: 'rate-limited' | 'new-usersig'): boolean =>
  reply.kind === 'refusal' && reply.rule.class === ruleClass;
