import { type CommandAnswer, success } from './answer.ts';
import { type ApiCommand, COMMAND_NAMES } from './commands.ts';
import { CONTRADICTION_NAMES, type Contradiction, isContradiction, isOfEnvelope } from './contradictions.ts';
import type { Body } from './request.ts';

/**
 * Faults that the simulator makes on request.
 * - a number from 1000: the reply has that ErrorCode, and nothing is applied
 * - a number below 1000: the reply has that HTTP status, and nothing is applied
 * - `reset`, `hang`: the connection is closed, or no reply ever comes, before anything is applied
 * - `reset-after`, `hang-after`, `cut`: the same after the call was applied; `cut` ends in the middle of the reply
 * - `html`: HTTP 200 with a page instead of JSON
 * - `drip`: the reply comes one byte at a time, ten a second
 * - a contradiction: see `contradictions.ts`
 */
export type FaultKind =
  | 'reset'
  | 'reset-after'
  | 'hang'
  | 'hang-after'
  | 'cut'
  | 'html'
  | 'drip'
  | Contradiction
  | number;

export type Fault = {
  readonly kind: FaultKind;
  /** share of the calls, 0 to 1 */
  readonly share: number;
  /** only for calls that name this group, alone or in a list */
  readonly groupId?: string | undefined;
  /** only for calls of this command */
  readonly command?: ApiCommand | undefined;
};

const NAMES: readonly string[] = [
  'reset',
  'reset-after',
  'hang',
  'hang-after',
  'cut',
  'html',
  'drip',
  ...CONTRADICTION_NAMES,
];

/** Faults after the call was applied. */
const APPLIED: ReadonlySet<FaultKind> = new Set(['reset-after', 'hang-after', 'cut', 'html', 'drip']);

/** @returns the answer instead of the command; undefined when the command is applied anyway */
export const faultAnswer = (fault: FaultKind, command: ApiCommand | undefined): CommandAnswer | undefined => {
  if (isOfEnvelope(fault) && command === 'set_unread_msg_num') return success();
  if (APPLIED.has(fault) || isContradiction(fault)) return undefined;
  return typeof fault === 'number'
    ? { errorCode: fault, errorInfo: `simulated ${fault}` }
    : { errorCode: 60008, errorInfo: 'simulated' };
};

/**
 * @param text - `KIND:SHARE%`, `KIND:SHARE%@COMMAND` or `KIND:SHARE%@COMMAND:GROUP`, for example `10002:5%`, `reset:1%` or
 *   `10007:100%@get_role_in_group:project-apollo`
 * @returns undefined when the text is not a fault
 */
export const parseFault = (text: string): Fault | undefined => {
  const match = /^([a-z][a-z0-9-]*|[0-9]{3,6}):([0-9]+(?:\.[0-9]+)?)%(?:@([a-z_]+)(?::(.+))?)?$/.exec(text);
  if (!match) return undefined;
  const [, kind = '', percent = '', commandName, groupId] = match;
  const share = Number(percent) / 100;
  const command = COMMAND_NAMES.find((name) => name === commandName);
  if (share > 1 || command !== commandName) return undefined;
  const known = /^[0-9]/.test(kind) ? Number(kind) : (kind as FaultKind);
  if (!isFaultKind(known)) return undefined;
  return {
    kind: known,
    share,
    ...(command && { command }),
    ...(groupId && { groupId }),
  };
};

/** No reply can have an HTTP status outside of 200 to 599. */
const isFaultKind = (kind: unknown): boolean =>
  typeof kind === 'number'
    ? Number.isInteger(kind) && kind >= 200 && (kind < 600 || kind >= 1000)
    : NAMES.includes(kind as string);

/** @returns whether a value from outside is a fault */
export const isFault = (value: unknown): value is Fault => {
  const { kind, share } = Object(value);
  return isFaultKind(kind) && typeof share === 'number' && share >= 0 && share <= 1;
};

/** @param random - at least 0 and below 1; called once for each fault that may hit the call */
export const pickFault = (
  faults: readonly Fault[],
  command: ApiCommand | undefined,
  body: Body | undefined,
  random: () => number,
): FaultKind | undefined =>
  faults.find(
    (fault) =>
      (fault.command === undefined || fault.command === command) &&
      (fault.groupId === undefined || namesGroup(body, fault.groupId)) &&
      random() < fault.share,
  )?.kind;

const namesGroup = (body: Body | undefined, groupId: string): boolean =>
  body?.GroupId === groupId || (Array.isArray(body?.GroupIdList) && body.GroupIdList.includes(groupId));
