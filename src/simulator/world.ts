import { type GroupSpec, type ReadBack, SimulatedGroup, type SimulatedRole } from './groups.ts';

export type SimulatedWorldOptions = {
  /** undefined: every group that a call names exists, and every account is a member */
  readonly groups: readonly GroupSpec[] | undefined;
  /** undefined: every account exists; otherwise these accounts and the members of described groups exist */
  readonly accounts: readonly string[] | undefined;
  readonly readBack: ReadBack;
};

/** The group made for an undescribed name, when every named group exists. */
const UNDESCRIBED = { type: 'Public', messages: 100_000 } as const;

const NONE: readonly SimulatedGroup[] = [];

/** The groups and accounts of the simulated app. */
export class SimulatedWorld {
  readonly readBack: ReadBack;
  readonly #isDescribed: boolean;
  readonly #accounts: ReadonlySet<string> | undefined;
  readonly #groups = new Map<string, SimulatedGroup>();
  /** described groups with every account as a member */
  readonly #open: SimulatedGroup[] = [];
  /** the other groups by member, to find the groups of an account without a scan */
  readonly #joined = new Map<string, SimulatedGroup[]>();

  constructor({ groups, accounts, readBack }: SimulatedWorldOptions) {
    this.readBack = readBack;
    this.#isDescribed = groups !== undefined;
    for (const spec of groups ?? []) this.#groups.set(spec.groupId, new SimulatedGroup(spec, readBack));
    const known = accounts && new Set(accounts);
    for (const group of this.#groups.values()) {
      if (group.isOpen) this.#open.push(group);
      for (const account of group.members.keys()) {
        if (!group.isOpen) this.#join(account, group);
        known?.add(account);
      }
    }
    this.#accounts = known;
  }

  /** @returns undefined when the group does not exist; without descriptions, naming a group creates it */
  group(groupId: string): SimulatedGroup | undefined {
    const known = this.#groups.get(groupId);
    if (known || this.#isDescribed) return known;
    const group = new SimulatedGroup({ ...UNDESCRIBED, groupId }, this.readBack);
    this.#groups.set(groupId, group);
    return group;
  }

  hasAccount(account: string): boolean {
    return this.#accounts?.has(account) ?? true;
  }

  /** @returns undefined for an account that is not a member; where every account is one, naming it adds it */
  roleIn(group: SimulatedGroup, account: string): SimulatedRole | undefined {
    const role = group.members.get(account);
    if (role || !group.isOpen || !this.hasAccount(account)) return role;
    group.members.set(account, 'Member');
    if (!this.#isDescribed) this.#join(account, group);
    return 'Member';
  }

  /** Without descriptions: the groups in which a call has named the account. */
  groupsOf(account: string): readonly SimulatedGroup[] {
    return [...this.#open, ...(this.#joined.get(account) ?? NONE)];
  }

  /** @returns the present counts of the accounts whose count was set, by the description or by a call */
  unread(): [groupId: string, account: string, count: number][] {
    return [...this.#groups.values()].flatMap((group) => group.unread());
  }

  #join(account: string, group: SimulatedGroup): void {
    const groups = this.#joined.get(account);
    if (groups) groups.push(group);
    else this.#joined.set(account, [group]);
  }
}
