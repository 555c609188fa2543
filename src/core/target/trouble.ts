/** Whose trouble it is when a call does not get through. */
export type Culprit = 'row' | 'group' | 'command' | 'credentials' | 'way' | 'target';

/** What the end of one call says by itself, where it did not get through. */
export type Sign =
  /** no reply, or one that is not the API's */
  | 'silent'
  /** a transient code, or a reply without what was asked for */
  | 'busy'
  /** "too frequent" */
  | 'limited'
  /** a code about signature, rights, app or call, which every other call should get too */
  | 'forbidden';

/** What got through since a call began. A reply that refuses the row, its member or its group got through too. */
export type Through = {
  /** calls of the same command for the same group */
  readonly ofGroup: boolean;
  /** calls of the same command for other groups */
  readonly ofOtherGroups: boolean;
  /** calls of other commands */
  readonly ofOtherCommands: boolean;
  /** calls of the same command for other groups, earlier in this trouble of the group: see `TroubleMemory` */
  readonly duringTrouble?: boolean;
};

/**
 * One call shows nothing about its cause. What else got through since does.
 *
 * @param hasGroup - the call is about one group
 */
export const culpritOf = (sign: Sign, through: Through, hasGroup: boolean): Culprit => {
  if (through.ofGroup) return sign === 'limited' ? 'group' : 'row';
  if (through.ofOtherGroups || through.duringTrouble) return hasGroup ? 'group' : 'row';
  if (sign === 'forbidden') return 'credentials';
  if (through.ofOtherCommands) return 'command';
  return sign === 'silent' ? 'way' : 'target';
};

/**
 * Whether the call was an attempt of its row. While nothing of the command gets through, no row is at fault. Nor is a
 * row whose group has a limit, and takes calls within it.
 */
export const isAttempt = (sign: Sign, culprit: Culprit, { ofGroup }: Through): boolean =>
  culprit === 'row' || (culprit === 'group' && !(sign === 'limited' && ofGroup));

/** So many rows of a group in trouble are exhausted before the rest of it fails without a call. */
export const ROWS_THAT_SPEAK_FOR_A_GROUP = 3;

// More than are ever in flight at the vendor's rate within a time-out.
const REMEMBERED = 4096;

/**
 * The last calls that got through, in their order. Costs a place in two arrays for each of them, and a search only
 * where a call fails.
 */
export class Evidence {
  readonly #commands: string[] = [];
  readonly #groups: (string | undefined)[] = [];
  #count = 0;
  #forbidden = 0;

  /** replies about signature, rights, app or call since the last call that got through */
  get forbiddenInARow(): number {
    return this.#forbidden;
  }

  wasForbidden(): void {
    this.#forbidden += 1;
  }

  /** The number of calls that got through so far, to look back to later. */
  get count(): number {
    return this.#count;
  }

  /** @param groupId - undefined where a call is about no single group */
  gotThrough(command: string, groupId: string | undefined): void {
    const at = this.#count % REMEMBERED;
    this.#commands[at] = command;
    this.#groups[at] = groupId;
    this.#count += 1;
    this.#forbidden = 0;
  }

  /** @param mark - the `count` when the call began */
  since(mark: number, command: string, groupId: string | undefined): Through {
    let ofGroup = false;
    let ofOtherGroups = false;
    let ofOtherCommands = false;
    const oldest = Math.max(mark, this.#count - REMEMBERED);
    for (let number = this.#count - 1; number >= oldest; number -= 1) {
      const at = number % REMEMBERED;
      if (this.#commands[at] !== command) ofOtherCommands = true;
      else if (groupId !== undefined && this.#groups[at] === groupId) ofGroup = true;
      else ofOtherGroups = true;
      if (ofGroup && ofOtherGroups && ofOtherCommands) break;
    }
    return { ofGroup, ofOtherGroups, ofOtherCommands };
  }
}

/** Fewer calls of others may have been under way when the trouble of all began. */
const CALLS_THAT_SHOW_THE_REST_IS_WELL = 3;

/** What has failed in the same way since then: see `TroubleMemory`. */
export type TroubleSince = {
  readonly sign: Sign;
  /** the instant */
  readonly at: number;
  /** how many calls had got through */
  readonly through: number;
};

type GroupTrouble = TroubleSince & {
  /** its rows at work that have failed in it */
  rows: number;
};

/**
 * The groups of one command whose calls fail, each since the last one that got through. A call that began after the
 * trouble of such a group and got through shows that the trouble is its own; so do a few that began before. It stays so when nothing else is left to
 * send, until another group fails too. Instants are numbers that only grow.
 */
export class TroubleMemory {
  readonly #groups = new Map<string, GroupTrouble>();
  #instant = 0;
  /** when the latest call began that got through */
  #latestThrough = 0;
  #through = 0;

  /** The present instant: when a call begins. */
  now(): number {
    this.#instant += 1;
    return this.#instant;
  }

  /** A trouble that begins now. */
  since(sign: Sign): TroubleSince {
    return { sign, at: this.now(), through: this.#through };
  }

  /** @param beganAt - when the call began */
  gotThrough(groupId: string, beganAt: number): void {
    this.#through += 1;
    this.#latestThrough = Math.max(this.#latestThrough, beganAt);
    this.#groups.delete(groupId);
  }

  /** A call did not get through. @param isFirst - of its row */
  failed(groupId: string, sign: Sign, isFirst: boolean): void {
    const known = this.#groups.get(groupId);
    const rows = (known?.rows ?? 0) + (isFirst ? 1 : 0);
    if (known?.sign === sign) known.rows = rows;
    else this.#groups.set(groupId, { ...this.since(sign), rows });
    if (this.#groups.size > REMEMBERED) this.#forgetOne();
  }

  /** A row that has failed is done. */
  left(groupId: string): void {
    const known = this.#groups.get(groupId);
    if (known) known.rows = Math.max(0, known.rows - 1);
  }

  /** The rest of the group is given up. */
  forget(groupId: string): void {
    this.#groups.delete(groupId);
  }

  /**
   * Whether others got through in this trouble of the group or of its row, and no group that is still at work has failed
   * since. Costs a search through the groups in trouble.
   *
   * @param ofRow - since when the row fails: longer than its group where others of the group get through
   */
  isOwn(groupId: string, sign: Sign, ofRow?: TroubleSince): boolean {
    const ofGroup = this.#groups.get(groupId);
    const isOld = [ofGroup, ofRow].some((since) => since?.sign === sign && !this.#isNew(since));
    if (!isOld) return false;
    for (const other of this.#groups.values()) {
      if (other !== ofGroup && other.rows > 0 && this.#isNew(other)) return false;
    }
    return true;
  }

  #isNew({ at, through }: TroubleSince): boolean {
    return this.#latestThrough <= at && this.#through - through < CALLS_THAT_SHOW_THE_REST_IS_WELL;
  }

  /** Of groups without a row at work: what it forgets costs a few calls more. */
  #forgetOne(): void {
    for (const [groupId, { rows }] of this.#groups) {
      if (rows > 0) continue;
      this.#groups.delete(groupId);
      return;
    }
  }
}

const SAME_LIMIT_MS = 5000;

/** So many limited calls of an account in a row, while others get through, are its own limit. */
const CALLS_THAT_SPEAK_FOR_AN_ACCOUNT = 3;
/** So many, and what is limited are attempts of its rows. */
const CALLS_THAT_CONVICT_AN_ACCOUNT = 20;
const MOST_ACCOUNTS = 10_000;

/** Tells the limit of the app from that of one group or account, which must not slow the others down. */
export class LimitScope {
  #lastGroup: string | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;
  /** limited calls of an account since the last one that got through, and what had got through at the first of them */
  readonly #accounts = new Map<string, { calls: number; readonly throughBefore: number }>();
  #through = 0;

  /** A call got through. */
  gotThrough(account: string | undefined): void {
    this.#through += 1;
    if (account !== undefined && this.#accounts.size > 0) this.#accounts.delete(account);
  }

  /** Whether calls of the account are limited for good, while those of others get through. */
  isConvicted(account: string | undefined): boolean {
    return this.#isOfAccount(account, CALLS_THAT_CONVICT_AN_ACCOUNT);
  }

  #isOfAccount(account: string | undefined, calls: number): boolean {
    const limited = account === undefined ? undefined : this.#accounts.get(account);
    return limited !== undefined && limited.calls > calls && this.#through - limited.throughBefore > calls;
  }

  /**
   * @param through - what got through since the limited call began
   * @returns whether the whole command is limited: more than one group is, or calls of the same group get through. A group
   *   whose calls all are limited waits by itself; where it is the only one, the circuit breaker does
   */
  isOfCommand(
    { groupId, account }: { readonly groupId: string | undefined; readonly account?: string | undefined },
    through: Through,
    nowMs: number,
  ): boolean {
    if (account !== undefined) {
      if (this.#accounts.size >= MOST_ACCOUNTS) this.#accounts.clear();
      const limited = this.#accounts.get(account) ?? { calls: 0, throughBefore: this.#through };
      limited.calls += 1;
      this.#accounts.set(account, limited);
      if (this.#isOfAccount(account, CALLS_THAT_SPEAK_FOR_AN_ACCOUNT)) return false;
    }
    const isOther = this.#lastGroup !== groupId && nowMs - this.#lastMs < SAME_LIMIT_MS;
    this.#lastGroup = groupId;
    this.#lastMs = nowMs;
    return groupId === undefined || isOther || through.ofGroup;
  }
}
