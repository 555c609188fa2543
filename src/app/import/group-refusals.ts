import type { Group } from '../../core/target/group.ts';
import { BELIEVED, type GroupDoubt } from '../../core/target/group-doubt.ts';
import type { GroupCache } from '../questions/group-cache.ts';

/** Whose the refusal of a group is; `again`: nobody knows, and the row is sent once more. */
export type Refused = 'group' | 'row' | 'again';

/** Bounds memory. What it forgets costs a few calls more. */
const MOST_GROUPS = 10_000;

/**
 * Judges the refusals of groups by writes. One server of several may lack a group: refusals speak for the group once so
 * many came in a row, of whichever of its rows, as `GroupDoubt` asks for. Where it was found before, the look-up is asked first.
 */
export class GroupRefusals {
  readonly #groups: GroupCache;
  readonly #doubt: GroupDoubt;
  readonly #lookUpAgain: (groupId: string) => Promise<Group | undefined>;
  readonly #hasSet: () => boolean;
  /** questions under way */
  readonly #asked = new Map<string, Promise<Group | undefined>>();
  /** refusals by group since the last row of it that was set */
  readonly #inARow = new Map<string, number>();

  /**
   * @param lookUpAgain - resolves to undefined where nobody can be asked
   * @param hasSet - whether a row was ever set
   */
  constructor(
    groups: GroupCache,
    doubt: GroupDoubt,
    lookUpAgain: (groupId: string) => Promise<Group | undefined>,
    hasSet: () => boolean,
  ) {
    this.#groups = groups;
    this.#doubt = doubt;
    this.#lookUpAgain = lookUpAgain;
    this.#hasSet = hasSet;
  }

  /** @param tries - how often the row was sent */
  async judge(groupId: string, tries: number): Promise<Refused> {
    const inARow = (this.#inARow.get(groupId) ?? 0) + 1;
    this.#note(groupId, inARow);
    // Where no row was ever set, all groups may be refused alike, and more repeats would only cost calls.
    if (inARow >= (this.#hasSet() ? this.#doubt.believed : BELIEVED)) return this.#believed(groupId);
    if (tries >= this.#doubt.believed) return 'row';
    if (this.#doubt.isInDoubt || !this.#hasSet() || !this.#groups.isFound(groupId)) return 'again';
    const group = await this.#ask(groupId);
    if (group?.kind === 'refused') return this.#believed(groupId);
    if (group?.kind === 'found') this.#doubt.contradicted();
    return 'again';
  }

  rowSet(groupId: string): void {
    if (this.#inARow.delete(groupId) || this.#groups.isDenied(groupId)) this.#doubt.contradicted();
    this.#groups.rowSet(groupId);
  }

  #note(groupId: string, inARow: number): void {
    this.#inARow.set(groupId, inARow);
    if (this.#inARow.size <= MOST_GROUPS) return;
    for (const oldest of this.#inARow.keys()) {
      this.#inARow.delete(oldest);
      break;
    }
  }

  #believed(groupId: string): 'group' {
    this.#inARow.delete(groupId);
    return 'group';
  }

  /** Rows that are refused at the same time share one question. */
  #ask(groupId: string): Promise<Group | undefined> {
    const known = this.#asked.get(groupId);
    if (known) return known;
    const asking = this.#lookUpAgain(groupId).finally(() => this.#asked.delete(groupId));
    this.#asked.set(groupId, asking);
    return asking;
  }
}
