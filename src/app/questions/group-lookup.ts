import { GROUPS_PER_CALL, type ReadApi } from '../../core/ports.ts';
import type { Row } from '../../core/row/row.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import type { GroupCache } from './group-cache.ts';
import { GroupReader } from './group-reader.ts';
import { isOfCommandCode } from './refusal-limit.ts';

/**
 * Looks up the groups of rows before the rows are sent, each group once. After the target has refused such questions,
 * no more are asked and the rows are sent without.
 */
export class GroupLookup {
  readonly #groups: GroupReader;
  readonly #known: GroupCache;
  readonly #onRefused: (failure: Failure) => void;
  /** lookups in flight, by group */
  readonly #asked = new Map<string, Promise<void>>();
  #isOff = false;

  /** @param onRefused - called once */
  constructor(reads: ReadApi, known: GroupCache, onRefused: (failure: Failure) => void) {
    this.#groups = new GroupReader(reads);
    this.#known = known;
    this.#onRefused = onRefused;
  }

  /** Resolves when the groups of the rows are looked up, by this call or by an earlier one. */
  async lookUp(rows: readonly Row[]): Promise<void> {
    const wanted = new Set<string>();
    const onTheirWay = new Set<Promise<void>>();
    for (const { groupId } of rows) {
      const asked = this.#asked.get(groupId);
      if (asked) onTheirWay.add(asked);
      else if (!this.#known.recalls(groupId)) wanted.add(groupId);
    }
    for (const groupIds of chunksOf([...wanted], GROUPS_PER_CALL)) onTheirWay.add(this.#begin(groupIds));
    await Promise.all(onTheirWay);
  }

  #begin(groupIds: readonly string[]): Promise<void> {
    const asking = this.#ask(groupIds).finally(() => {
      for (const groupId of groupIds) this.#asked.delete(groupId);
    });
    for (const groupId of groupIds) this.#asked.set(groupId, asking);
    return asking;
  }

  async #ask(groupIds: readonly string[]): Promise<void> {
    if (this.#isOff) return;
    const refusals: Failure[] = [];
    await this.#groups.read(groupIds, (groupId, group, refusal) => {
      this.#known.add(groupId, group);
      if (refusal && refusal.class !== 'exhausted') refusals.push(refusal);
    });
    const [refusal] = refusals;
    // The refusal of one group is its own.
    if (refusal && refusals.length === groupIds.length && (refusals.length > 1 || isOfCommandCode(refusal))) {
      this.#turnOff(refusal);
    }
  }

  #turnOff(failure: Failure): void {
    if (this.#isOff) return;
    this.#isOff = true;
    this.#onRefused(failure);
  }
}
