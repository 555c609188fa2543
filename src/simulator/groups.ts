/** Types as the replies of the REST API name them. */
export type LegacyType = 'Private' | 'Public' | 'Community' | 'ChatRoom' | 'AVChatRoom';

/** The same types, with the newer names of two: `Work` is Private, `Meeting` is ChatRoom (docs/api.md). */
export type GroupType = LegacyType | 'Work' | 'Meeting';

export type GroupSpec = {
  readonly groupId: string;
  readonly type: GroupType;
  /** messages in the group at the start; no unread count can be larger */
  readonly messages: number;
  /** accounts in the group: the first is the owner, the second an admin; undefined: every account is a member */
  readonly members?: readonly string[] | undefined;
  /** false: an imported Private group whose owner has not sent a message yet; default true */
  readonly isActive?: boolean | undefined;
  /** seconds since 1970; default 1600000000 */
  readonly lastMessageAt?: number | undefined;
  /** unread counts at the start, by account; 0 for accounts not named */
  readonly unread?: Readonly<Record<string, number>> | undefined;
};

/** Checks the description of a group from a file. */
export const isGroupSpec = (value: unknown): value is GroupSpec => {
  const { groupId, type, messages, members, isActive, lastMessageAt, unread } = Object(value) as Record<
    string,
    unknown
  >;
  return (
    typeof groupId === 'string' &&
    TYPES.has(type as GroupType) &&
    isCount(messages) &&
    (members === undefined || (Array.isArray(members) && members.every((member) => typeof member === 'string'))) &&
    (isActive === undefined || typeof isActive === 'boolean') &&
    (lastMessageAt === undefined || isCount(lastMessageAt)) &&
    (unread === undefined || isUnread(unread, members as readonly string[] | undefined))
  );
};

const isUnread = (value: unknown, members: readonly string[] | undefined): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const inGroup = members && new Set(members);
  return Object.entries(value).every(([account, count]) => isCount(count) && (inGroup?.has(account) ?? true));
};

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const TYPES: ReadonlyMap<GroupType, LegacyType> = new Map([
  ['Private', 'Private'],
  ['Work', 'Private'],
  ['Public', 'Public'],
  ['Community', 'Community'],
  ['ChatRoom', 'ChatRoom'],
  ['Meeting', 'ChatRoom'],
  ['AVChatRoom', 'AVChatRoom'],
]);

/** These types keep an unread count. For other types setting a count has no effect and gives no error (docs/api.md). */
const KEEPS_COUNT: ReadonlySet<LegacyType> = new Set(['Private', 'Public', 'Community']);

const LAST_MESSAGE_AT = 1_600_000_000;

/**
 * How a count that was set shows in what can be read. The documents leave it open (docs/api.md).
 * - `seq`: setting moves the member's `MsgSeq`, so unread = `NextMsgSeq` − 1 − `MsgSeq`, as the newer documents suggest
 * - `unread`: the same, and `SelfInfo` also has `UnreadMsgNum` on request, as an older document says
 * - `unrelated`: the count is kept elsewhere, and `MsgSeq` does not move
 */
export type ReadBack = 'seq' | 'unread' | 'unrelated';

export type SimulatedRole = 'Owner' | 'Admin' | 'Member';

/** One group: its messages, its members, and how far each has read. */
export class SimulatedGroup {
  readonly groupId: string;
  readonly type: LegacyType;
  readonly isActive: boolean;
  /** every account is a member; `members` holds only the accounts named so far */
  readonly isOpen: boolean;
  readonly members = new Map<string, SimulatedRole>();
  readonly #readBack: ReadBack;
  readonly #messagesAtStart: number;
  #messages: number;
  #lastMessageAt: number;
  /** by account, for counts that were set: the seq up to which everything counts as read */
  readonly #readTo = new Map<string, number>();

  constructor(spec: GroupSpec, readBack: ReadBack) {
    this.groupId = spec.groupId;
    this.type = TYPES.get(spec.type) ?? 'Public';
    this.isActive = spec.isActive ?? true;
    this.isOpen = spec.members === undefined;
    this.#readBack = readBack;
    this.#messagesAtStart = spec.messages;
    this.#messages = spec.messages;
    this.#lastMessageAt = spec.lastMessageAt ?? LAST_MESSAGE_AT;
    const [owner, admin] = spec.members ?? [];
    for (const account of spec.members ?? []) this.members.set(account, 'Member');
    if (admin !== undefined) this.members.set(admin, 'Admin');
    if (owner !== undefined) this.members.set(owner, 'Owner');
    for (const [account, count] of Object.entries(spec.unread ?? {})) {
      if (this.isOpen) this.members.set(account, 'Member');
      this.setUnread(account, count);
    }
  }

  /** empty when the group has no owner */
  get owner(): string {
    const [first] = this.members;
    return first?.[1] === 'Owner' ? first[0] : '';
  }

  /** Seqs run from 1 without gaps: docs/api.md, "Reading counts back". */
  get nextMsgSeq(): number {
    return this.#messages + 1;
  }

  /** seconds since 1970 */
  get lastMessageAt(): number {
    return this.#lastMessageAt;
  }

  /** @param nowS - seconds since 1970 */
  addMessages(count: number, nowS: number): void {
    this.#messages += count;
    this.#lastMessageAt = nowS;
  }

  /**
   * A count above the number of messages is lowered without an error. A type that keeps no count ignores it
   * (docs/api.md). That the count is kept by moving `MsgSeq` is inferred, UNCONFIRMED.
   */
  setUnread(account: string, count: number): void {
    if (!KEEPS_COUNT.has(this.type)) return;
    this.#readTo.set(account, this.#messages - Math.min(count, this.#messages));
  }

  unreadOf(account: string): number {
    return KEEPS_COUNT.has(this.type) ? this.#messages - this.#readToOf(account) : 0;
  }

  msgSeqOf(account: string): number {
    return this.#readBack === 'unrelated' ? this.#messagesAtStart : this.#readToOf(account);
  }

  /** @returns the present counts of the accounts whose count was set, by the description or by a call */
  unread(): [groupId: string, account: string, count: number][] {
    return [...this.#readTo.keys()].map((account) => [this.groupId, account, this.unreadOf(account)]);
  }

  #readToOf(account: string): number {
    return this.#readTo.get(account) ?? this.#messagesAtStart;
  }
}
