import type { Group } from '../../core/target/group.ts';
import type { GroupCache } from '../questions/group-cache.ts';

/** So often a row is sent whose group is refused, although the target says at the same time that it is there. */
const MOST_TRIES = 3;

/** So many repeats in a row are refused: then the group is, whatever else the target says of it. */
const MOST_IN_VAIN = 6;

/** Whose the refusal of a group is; `again`: nobody knows, and the row is sent once more. */
export type Refused = 'group' | 'row' | 'again';

/**
 * Judges the refusals of groups that are there: the look-up has found them, or a row of them was set. The target contradicts
 * itself then, and is asked. A group is refused by one reply where nothing speaks against it.
 */
export class GroupRefusals {
  readonly #groups: GroupCache;
  readonly #lookUpAgain: (groupId: string) => Promise<Group | undefined>;
  readonly #hasSet: () => boolean;
  /** questions of which the answer is still to be judged by a repeat */
  readonly #asked = new Map<string, Promise<Group | undefined>>();
  /** repeats in a row that were refused, by group */
  readonly #inVain = new Map<string, number>();

  /**
   * @param lookUpAgain - resolves to undefined where nobody can be asked
   * @param hasSet - whether a row was ever set
   */
  constructor(groups: GroupCache, lookUpAgain: (groupId: string) => Promise<Group | undefined>, hasSet: () => boolean) {
    this.#groups = groups;
    this.#lookUpAgain = lookUpAgain;
    this.#hasSet = hasSet;
  }

  /** @param tries - how often the row was sent */
  async judge(groupId: string, tries: number): Promise<Refused> {
    // Where no row was ever set, all groups may be refused alike, and repeats would only cost calls.
    if (!this.#hasSet() || !this.#groups.isFound(groupId)) return 'group';
    if (tries > 1) return this.#repeatRefused(groupId, tries);
    const group = await this.#ask(groupId);
    return group?.kind === 'refused' ? 'group' : 'again';
  }

  rowSet(groupId: string): void {
    this.#groups.rowSet(groupId);
    if (this.#asked.size > 0) this.#asked.delete(groupId);
    if (this.#inVain.size > 0) this.#inVain.delete(groupId);
  }

  #repeatRefused(groupId: string, tries: number): Refused {
    this.#asked.delete(groupId);
    const inVain = (this.#inVain.get(groupId) ?? 0) + 1;
    this.#inVain.set(groupId, inVain);
    if (inVain < MOST_IN_VAIN) return tries < MOST_TRIES ? 'again' : 'row';
    this.#inVain.delete(groupId);
    return 'group';
  }

  #ask(groupId: string): Promise<Group | undefined> {
    const known = this.#asked.get(groupId);
    if (known) return known;
    const asking = this.#lookUpAgain(groupId);
    this.#asked.set(groupId, asking);
    return asking;
  }
}
