/**
 * What goes wrong on request.
 * - a number from 1000: the reply carries that ErrorCode, and nothing is applied
 * - a number below 1000: that HTTP status, and nothing is applied
 * - `reset`, `hang`: the connection is closed, or no reply ever comes, before anything is applied
 * - `reset-after`, `hang-after`, `cut`: the same after the call was applied; `cut` ends in the middle of the reply
 * - `html`: HTTP 200 with a page instead of JSON
 * - `drip`: the reply comes a byte at a time, ten a second
 */
export type FaultKind = 'reset' | 'reset-after' | 'hang' | 'hang-after' | 'cut' | 'html' | 'drip' | number;

export type Fault = {
  readonly kind: FaultKind;
  /** of the calls, 0 to 1 */
  readonly share: number;
  /** only for calls to this group */
  readonly groupId?: string | undefined;
};

const NAMES: readonly string[] = ['reset', 'reset-after', 'hang', 'hang-after', 'cut', 'html', 'drip'];

/** @param text - `KIND:SHARE%`, for example `10002:5%` or `reset:1%` @returns undefined when it is none */
export const parseFault = (text: string): Fault | undefined => {
  const match = /^([a-z-]+|[0-9]{3,6}):([0-9]+(?:\.[0-9]+)?)%$/.exec(text);
  const [, kind = '', percent = ''] = match ?? [];
  const share = Number(percent) / 100;
  if (!match || share > 1) return undefined;
  if (/^[0-9]/.test(kind)) return { kind: Number(kind), share };
  return NAMES.includes(kind) ? { kind: kind as FaultKind, share } : undefined;
};

/** @param random - from 0 to below 1, asked once for each fault */
export const pickFault = (faults: readonly Fault[], groupId: unknown, random: () => number): FaultKind | undefined =>
  faults.find((fault) => (fault.groupId === undefined || fault.groupId === groupId) && random() < fault.share)?.kind;
