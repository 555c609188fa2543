import type { CallMeter } from '../../core/pace/call-meter.ts';
import type { Clock, OnEvent, Pace } from '../../core/ports.ts';
import type { Evidence, LimitScope, Sign, TroubleSince } from '../../core/target/trouble.ts';
import { type MadeReply, reasonOf, signOf } from './after-reply.ts';
import type { AskedPauses } from './asked-pauses.ts';
import type { Admission, CircuitBreaker, Line } from './circuit-breaker.ts';
import type { ClockWatch } from './clock-watch.ts';
import { type Command, type CommandReply, commandReply } from './commands/command.ts';
import type { HttpClient, Unreachable } from './http-client.ts';
import type { TroubledGroups } from './troubled-groups.ts';
import type { UserSigSource } from './usersig.ts';

export type CallDeps = {
  readonly http: HttpClient;
  readonly usersigs: UserSigSource;
  /** of the command */
  readonly breaker: CircuitBreaker;
  /** of all commands */
  readonly evidence: Evidence;
  /** of the command */
  readonly groups: TroubledGroups;
  readonly limits: LimitScope;
  /** of the command */
  readonly pace: Pace;
  /** of all commands */
  readonly pauses: AskedPauses;
  /** of the command in this run */
  readonly meter: CallMeter;
  /** of the run */
  readonly signal: AbortSignal;
  readonly clocks: ClockWatch;
  readonly clock: Clock;
  readonly onEvent: OnEvent;
};

/** A call that was made, and what came back. */
export type MadeCall<T> = {
  readonly reply: MadeReply<T>;
  /** when it was written, or when a connection was asked for and did not come */
  readonly startedMs: number;
  /** there was no connection for it: nothing was sent */
  readonly isUnsent?: boolean;
  /** the reply refused the UserSig, and there is a newer one to try */
  readonly isUserSigRenewed: boolean;
  /** calls that had got through when this one began */
  readonly mark: number;
  /** what the connection and the reply took; undefined where no reply came */
  readonly tookMs: number | undefined;
  /** it was written, and may still be applied */
  readonly isLate: boolean;
};

/**
 * Waits for the breaker, for a connection and for the pace, makes one call, and reports its reply. The slot of the pace comes
 * last, so that nothing is left to wait for between slot and write.
 *
 * @param isWanted - asked before the call; on false no slot is used
 * @param line - in which it waits while no call gets through: `first calls` for a row or question that was not called before
 * @param inTroubleSince - since when every call of this row has failed
 * @returns undefined when no call was made, or it was cut off
 * @throws OutOfReachError
 */
export const makeCall = async <T>(
  deps: CallDeps,
  command: Command<T>,
  body: object,
  isWanted: () => boolean,
  line: Line,
  inTroubleSince: TroubleSince | undefined,
): Promise<MadeCall<T> | undefined> => {
  const { http, usersigs, breaker, evidence, clocks, clock, pace, meter, signal } = deps;
  while (isWanted() && !signal.aborted) {
    const waiting = breaker.admit(signal, line);
    const admission = typeof waiting === 'string' ? waiting : await waiting;
    if (!admission) return undefined;
    let startedMs = clock.nowMs();
    const leasing = http.lease(signal);
    const connection = leasing instanceof Promise ? await leasing : leasing;
    if (connection && 'kind' in connection) return notMade(deps, admission, connection, startedMs);
    if (!connection) {
      breaker.release(admission);
      return undefined;
    }
    const { openingMs } = connection;
    const slot = await pace.next(() => isWanted() && breaker.stillAdmits(admission) && connection.isReady, signal);
    if (!slot) {
      const lost = http.diedYoung(connection);
      http.giveBack(connection);
      if (lost) return notMade(deps, admission, lost, startedMs);
      breaker.release(admission);
      continue;
    }
    const mark = evidence.count;
    const beganAt = deps.groups.now();
    const usersig = usersigs.current();
    let isWritten = false;
    const start = {
      written: () => {
        isWritten = true;
        startedMs = slot.written();
        meter.started(startedMs, line !== 'first calls');
      },
      unused: slot.unused,
    };
    const posted = await http.post(connection, start, command.path, body, usersig.text);
    if (posted.kind === 'api') clocks.note(posted.date, startedMs);
    if ('pause' in posted && posted.pause) deps.pauses.keep(posted.pause, pace);
    const reply = commandReply(command, body, posted, http.clean);
    if (reply.kind === 'cut') return undefined;
    if (mayDifferElsewhere(reply, command)) http.putLast(connection);
    if (!isWritten) {
      breaker.release(admission);
      continue;
    }
    const tookMs = reply.kind === 'unreachable' ? undefined : openingMs + clock.nowMs() - startedMs;
    if (tookMs !== undefined) meter.replied(tookMs, startedMs);
    const groupId = groupOf(body);
    const account = accountOf(body);
    const sign = signOf(reply, command.isReading);
    if (sign === 'limited') {
      meter.rateLimited();
      const through = evidence.since(mark, command.path, groupId);
      if (deps.limits.isOfCommand({ groupId, account }, through, deps.clock.nowMs())) slowDown(deps, reply);
    }
    if (sign === undefined) {
      evidence.gotThrough(command.path, groupId);
      deps.limits.gotThrough(account);
      if (groupId !== undefined) deps.groups.gotThrough(groupId, beganAt);
    }
    const isAccepted = showsAcceptance(reply);
    if (isAccepted) {
      usersigs.accepted(usersig);
      meter.answered();
    }
    const isUserSigRenewed = !isAccepted && isAboutUserSig(reply) && usersigs.refused(usersig);
    // The trouble of one group or row, with nothing else left to send, is none of the target.
    const isOwn = sign !== undefined && groupId !== undefined && deps.groups.isOwn(groupId, sign, inTroubleSince);
    if (isOwn) breaker.release(admission);
    else tellBreaker(deps, admission, startedMs, reply, sign, isUserSigRenewed);
    return { reply, startedMs, isUserSigRenewed, mark, tookMs, isLate: tookMs === undefined };
  }
  return undefined;
};

/** There was no connection: that is a failure of the target, and none of the calls that are counted. */
const notMade = (
  deps: CallDeps,
  admission: Admission,
  reply: Unreachable,
  startedMs: number,
): MadeCall<never> | undefined => {
  const { breaker, evidence, signal } = deps;
  if (signal.aborted) {
    breaker.release(admission);
    return undefined;
  }
  const mark = evidence.count;
  tellBreaker(deps, admission, startedMs, reply, 'silent', false);
  return { reply, startedMs, isUnsent: true, isUserSigRenewed: false, mark, tookMs: undefined, isLate: false };
};

/** @returns the group that a call is about; undefined where it is about none, or several */
export const groupOf = (body: object): string | undefined => (body as { readonly GroupId?: string }).GroupId;

/** @returns the account that a call is about; undefined where it is about none, or several */
export const accountOf = (body: object): string | undefined =>
  (body as { readonly Member_Account?: string }).Member_Account;

const slowDown = ({ pace, onEvent }: CallDeps, reply: CommandReply<unknown>): void => {
  const errorCode = reply.kind === 'refusal' ? reply.errorCode : 429;
  if (pace.slowDown()) onEvent({ type: 'rate-limited', errorCode, perSecond: pace.perSecond });
};

const tellBreaker = (
  { breaker, evidence, signal }: CallDeps,
  admission: Admission,
  startedMs: number,
  reply: MadeReply<unknown>,
  sign: Sign | undefined,
  isUserSigRenewed: boolean,
): void => {
  if (sign === undefined) breaker.onSuccess(admission, reply.kind === 'refusal' && reply.rule.doubtful === true);
  else if (isUserSigRenewed) breaker.release(admission);
  else if (endsRun(reply, sign, evidence)) breaker.onFatal(admission, signal);
  else breaker.onFailure(admission, reasonOf(reply), startedMs, signal, sign === 'forbidden');
};

/** Whether another backend may answer better. A refusal of the row itself is that of all. */
const mayDifferElsewhere = <T>(reply: MadeReply<T>, command: Command<T>): boolean =>
  reply.kind === 'answer' ? command.isDoubtful?.(reply.value) === true : !isRefusalOfRow(reply);

const isRefusalOfRow = (reply: MadeReply<unknown>): boolean =>
  reply.kind === 'refusal' && reply.rule.class === 'refused';

/** Nothing has ever got through, so that this reply is no exception. Or it asks for a pause, which comes next. */
const endsRun = (reply: MadeReply<unknown>, sign: Sign | undefined, { count }: Evidence): boolean =>
  (reply.kind === 'refusal' && reply.rule.pauseMs !== undefined) ||
  (count === 0 && (reply.kind === 'forbidden' || sign === 'forbidden'));

/** The target takes our calls: neither a failure of the transport nor a reply about our credentials. */
const showsAcceptance = (reply: CommandReply<unknown>): boolean => {
  if (reply.kind === 'refusal') return reply.rule.class !== 'fatal' && reply.rule.class !== 'new-usersig';
  return reply.kind === 'answer' || reply.kind === 'lacking' || reply.kind === 'too-many-requests';
};

const isAboutUserSig = (reply: CommandReply<unknown>): boolean =>
  reply.kind === 'refusal' && reply.rule.class === 'new-usersig';
