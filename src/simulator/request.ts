import { type CommandAnswer, INVALID_GROUP_ID, INVALID_PARAMETER, NO_SUCH_GROUP, USERID_NOT_STRING } from './answer.ts';
import type { SimulatedGroup } from './groups.ts';
import type { SimulatedWorld } from './world.ts';

/** The JSON object of a call, not validated. */
export type Body = Readonly<Record<string, unknown>>;

/** @returns undefined when the text is not a JSON object */
export const parseBody = (text: string): Body | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isRefused = (value: object): value is CommandAnswer => 'errorCode' in value;

// docs/api.md, "Identifiers".
const GROUP_ID = /^[\x20-\x7e]{1,48}$/;

/** @returns the group named by the GroupId of the body, or why there is none */
export const findGroup = (world: SimulatedWorld, groupId: unknown): SimulatedGroup | CommandAnswer => {
  if (typeof groupId !== 'string') return INVALID_PARAMETER;
  if (!GROUP_ID.test(groupId) || groupId.includes('@TOPIC#_')) return INVALID_GROUP_ID;
  return world.group(groupId) ?? NO_SUCH_GROUP;
};

/** @returns what is wrong with a UserID of the body */
export const refuseAccount = (account: unknown): CommandAnswer | undefined => {
  if (account === undefined || account === '') return INVALID_PARAMETER;
  return typeof account === 'string' ? undefined : USERID_NOT_STRING;
};

/** @returns the UserIDs of a list that must not be empty, or what is wrong with it */
export const readAccounts = (
  value: unknown,
  { most, tooMany }: { most: number; tooMany: CommandAnswer },
): readonly string[] | CommandAnswer => {
  if (!Array.isArray(value) || value.length === 0) return INVALID_PARAMETER;
  if (value.length > most) return tooMany;
  return value.map(refuseAccount).find((refused) => refused) ?? (value as string[]);
};

/** @returns the names in a filter; undefined when there is no such filter */
export const readFilter = (value: unknown): readonly string[] | undefined | CommandAnswer => {
  if (value === undefined) return undefined;
  return Array.isArray(value) && value.every((name) => typeof name === 'string') ? value : INVALID_PARAMETER;
};

/** @returns an integer of the body within the range; `absent` when there is none */
export const readWhole = (
  value: unknown,
  { from, to, absent }: { from: number; to: number; absent: number },
): number | CommandAnswer => {
  if (value === undefined) return absent;
  const isInRange = Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to;
  return isInRange ? (value as number) : INVALID_PARAMETER;
};
