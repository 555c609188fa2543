import { type CommandAnswer, success } from './answer.ts';
import { type ApiCommand, COMMAND_NAMES } from './commands.ts';
import { CONTRADICTION_NAMES, type Contradiction, isContradiction, setsNothing } from './contradictions.ts';
import type { Body } from './request.ts';

/**
 * Faults that the simulator makes on request.
 * - a number from 1000: the reply has that ErrorCode, and nothing is applied
 * - a number below 1000: the reply has that HTTP status, and nothing is applied
 * - `reset`, `hang`: the connection is closed, or no reply ever comes, before anything is applied
 * - `reset-after`, `hang-after`, `cut`: the same after the call was applied; `cut` ends in the middle of the reply
 * - `html`: HTTP 200 with a page instead of JSON
 * - `drip`: the reply comes one byte at a time, ten a second
 * - `continue`: HTTP 100 before the reply, which nobody asked for
 * - `headers`: 64 KiB of headers before the reply
 * - a status and a code, such as `503/10002`: the reply has that HTTP status and that ErrorCode, and nothing is applied
 * - a status and seconds, such as `503-after-5`: the reply has that HTTP status and that `Retry-After`, and nothing is applied
 * - `late`: no reply comes, and the call is applied 4.5 seconds after it came
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
  | 'continue'
  | 'headers'
  | 'late'
  | `${number}/${number}`
  | `${number}-after-${number}`
  | Contradiction
  | number;

export type Fault = {
  readonly kind: FaultKind;
  /** share of the calls, 0 to 1 */
  readonly share: number;
  /** only for calls that name this group, alone or in a list */
  readonly groupId?: string | undefined;
  /** only for calls about this account */
  readonly account?: string | undefined;
  /** only for so many of the calls that it would hit */
  readonly first?: number | undefined;
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
  'continue',
  'headers',
  'late',
  ...CONTRADICTION_NAMES,
];

/** Faults after the call was applied. */
const APPLIED: ReadonlySet<FaultKind> = new Set([
  'reset-after',
  'hang-after',
  'cut',
  'html',
  'drip',
  'continue',
  'headers',
  'late',
]);

/** @returns the answer instead of the command; undefined when the command is applied anyway */
export const faultAnswer = (fault: FaultKind, command: ApiCommand | undefined): CommandAnswer | undefined => {
  if (setsNothing(fault) && command === 'set_unread_msg_num') return success();
  if (APPLIED.has(fault) || isContradiction(fault)) return undefined;
  const errorCode = Number(String(fault).split('/').at(-1));
  return Number.isNaN(errorCode)
    ? { errorCode: 60008, errorInfo: 'simulated' }
    : { errorCode, errorInfo: `simulated ${errorCode}` };
};

/** @returns the HTTP status of the reply; undefined where it is as usual */
export const statusOf = (fault: FaultKind | undefined): number | undefined => {
  const status = Number(String(fault).split(/\/|-after-/)[0]);
  return status < 1000 ? status : undefined;
};

/** @returns the seconds that the reply asks to wait */
export const retryAfterOf = (fault: FaultKind | undefined): string | undefined => String(fault).split('-after-')[1];

/** Whether the reply has the API's envelope beside its status. */
export const hasBoth = (fault: FaultKind | undefined): boolean => String(fault).includes('/');

const FORM =
  /^([a-z][a-z0-9-]*|[0-9]{3,6}|[2-5][0-9]{2}\/[0-9]{4,6}|[2-5][0-9]{2}-after-[0-9]{1,6}):(?:([0-9]+(?:\.[0-9]+)?)%|([0-9]+))(?:@([a-z_]+)(?::(.+))?)?$/;

/**
 * @param text - `KIND:SHARE%`, or `KIND:N` for the first N calls; then `@COMMAND` or `@COMMAND:GROUP`. For example `10002:5%`,
 *   `403:1` or `10007:100%@get_role_in_group:project-apollo`
 * @returns undefined when the text is not a fault
 */
export const parseFault = (text: string): Fault | undefined => {
  const match = FORM.exec(text);
  if (!match) return undefined;
  const [, kind = '', percent, first, commandName, groupId] = match;
  const share = percent === undefined ? 1 : Number(percent) / 100;
  const command = COMMAND_NAMES.find((name) => name === commandName);
  if (share > 1 || command !== commandName) return undefined;
  const known = /^[0-9]+$/.test(kind) ? Number(kind) : (kind as FaultKind);
  if (!isFaultKind(known)) return undefined;
  return {
    kind: known,
    share,
    ...(first !== undefined && { first: Number(first) }),
    ...(command && { command }),
    ...(groupId && { groupId }),
  };
};

/** No reply can have an HTTP status outside of 200 to 599. */
const isFaultKind = (kind: unknown): boolean =>
  typeof kind === 'number'
    ? Number.isInteger(kind) && kind >= 200 && (kind < 600 || kind >= 1000)
    : NAMES.includes(kind as string) ||
      (typeof kind === 'string' && /^[2-5][0-9]{2}(\/[0-9]{4,6}|-after-[0-9]{1,6})$/.test(kind));

/** @returns whether a value from outside is a fault */
export const isFault = (value: unknown): value is Fault => {
  const { kind, share } = Object(value);
  return isFaultKind(kind) && typeof share === 'number' && share >= 0 && share <= 1;
};

/** Picks the faults of calls, and counts how often each has come. */
export class FaultPicker {
  readonly #random: () => number;
  readonly #hits = new WeakMap<Fault, number>();

  /** @param random - at least 0 and below 1; called once for each fault that may hit a call */
  constructor(random: () => number) {
    this.#random = random;
  }

  pick(faults: readonly Fault[], command: ApiCommand | undefined, body: Body | undefined): FaultKind | undefined {
    const picked = faults.find(
      (fault) => isAbout(fault, command, body) && !this.#isOver(fault) && this.#random() < fault.share,
    );
    if (picked) this.#hits.set(picked, (this.#hits.get(picked) ?? 0) + 1);
    return picked?.kind;
  }

  #isOver(fault: Fault): boolean {
    return fault.first !== undefined && (this.#hits.get(fault) ?? 0) >= fault.first;
  }
}

const isAbout = (fault: Fault, command: ApiCommand | undefined, body: Body | undefined): boolean =>
  (fault.command === undefined || fault.command === command) &&
  (fault.account === undefined || fault.account === body?.Member_Account) &&
  (fault.groupId === undefined || namesGroup(body, fault.groupId));

const namesGroup = (body: Body | undefined, groupId: string): boolean =>
  body?.GroupId === groupId || (Array.isArray(body?.GroupIdList) && body.GroupIdList.includes(groupId));
