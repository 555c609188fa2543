/** Types as the REST API names them, and the newer names of two of them. */
export type GroupType = 'Private' | 'Work' | 'Public' | 'Community' | 'ChatRoom' | 'Meeting' | 'AVChatRoom';

export type GroupSpec = {
  readonly groupId: string;
  readonly type: GroupType;
  /** messages in the group so far: no unread count can be larger */
  readonly messages: number;
  /** accounts in the group; undefined: everybody is */
  readonly members?: readonly string[] | undefined;
};

/** Checks a description that was read from a file. */
export const isGroupSpec = (value: unknown): value is GroupSpec => {
  const { groupId, type, messages, members } = Object(value) as Record<string, unknown>;
  return (
    typeof groupId === 'string' &&
    TYPES.includes(type as GroupType) &&
    Number.isSafeInteger(messages) &&
    (messages as number) >= 0 &&
    (members === undefined || (Array.isArray(members) && members.every((member) => typeof member === 'string')))
  );
};

const TYPES: readonly GroupType[] = ['Private', 'Work', 'Public', 'Community', 'ChatRoom', 'Meeting', 'AVChatRoom'];

type Group = {
  readonly type: GroupType;
  readonly messages: number;
  readonly members: ReadonlySet<string> | undefined;
  readonly unread: Map<string, number>;
};

/** Reference section 7: these types keep an unread count; for the others setting does nothing, without an error. */
const KEEPS_COUNT: ReadonlySet<GroupType> = new Set(['Private', 'Work', 'Public', 'Community']);

/** A group that nobody described, where unknown groups are taken for existing ones. */
const UNDESCRIBED = { type: 'Public', messages: 100_000 } as const;

const GROUP_ID = /^[\x20-\x7e]{1,48}$/;

const INVALID_PARAMETER = { errorCode: 10004, errorInfo: 'invalid parameter' };
const NO_PERMISSION = { errorCode: 10007, errorInfo: 'no permission: not a member of the group' };
const NO_SUCH_GROUP = { errorCode: 10010, errorInfo: 'this group does not exist' };
const INVALID_GROUP_ID = { errorCode: 10015, errorInfo: 'group id is invalid' };
const USERID_NOT_STRING = { errorCode: 60015, errorInfo: 'UserID in the body is not a string' };
const SUCCESS = { errorCode: 0, errorInfo: '' };

export type Answer = { readonly errorCode: number; readonly errorInfo: string };

/** The groups of the simulated app and what `set_unread_msg_num` does to them: reference section 2. */
export class Groups {
  readonly #groups = new Map<string, Group>();
  readonly #takesUnknown: boolean;

  /** @param described - the groups there are; undefined: every group that is named exists */
  constructor(described: readonly GroupSpec[] | undefined) {
    this.#takesUnknown = described === undefined;
    for (const { groupId, type, messages, members } of described ?? []) {
      this.#groups.set(groupId, { type, messages, members: members && new Set(members), unread: new Map() });
    }
  }

  setUnread(body: Record<string, unknown>): Answer {
    const { GroupId: groupId, Member_Account: account, UnreadMsgNum: count } = body;
    if (account !== undefined && typeof account !== 'string') return USERID_NOT_STRING;
    if (typeof groupId !== 'string' || typeof account !== 'string' || account === '') return INVALID_PARAMETER;
    if (!Number.isSafeInteger(count) || (count as number) < 0) return INVALID_PARAMETER;
    if (!GROUP_ID.test(groupId) || groupId.includes('@TOPIC#_')) return INVALID_GROUP_ID;
    const group = this.#find(groupId);
    if (!group) return NO_SUCH_GROUP;
    if (group.members && !group.members.has(account)) return NO_PERMISSION;
    if (KEEPS_COUNT.has(group.type)) group.unread.set(account, Math.min(count as number, group.messages));
    return SUCCESS;
  }

  /** @returns every count that was set: group, account, count */
  unread(): [string, string, number][] {
    return [...this.#groups].flatMap(([groupId, { unread }]) =>
      [...unread].map(([account, count]): [string, string, number] => [groupId, account, count]),
    );
  }

  #find(groupId: string): Group | undefined {
    const known = this.#groups.get(groupId);
    if (known || !this.#takesUnknown) return known;
    const group: Group = { ...UNDESCRIBED, members: undefined, unread: new Map() };
    this.#groups.set(groupId, group);
    return group;
  }
}
