import { GROUPS_PER_CALL, type ReadApi } from '../../core/ports.ts';
import type { Row } from '../../core/row/row.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import type { Reason } from '../../core/target/reason.ts';
import type { GroupCache } from './group-cache.ts';

/**
 * Looks up the groups of rows before the rows are sent, each group once. After the target has refused such questions,
 * no more are asked and the rows are sent without.
 */
export class GroupLookup {
  readonly #reads: ReadApi;
  readonly #known: GroupCache;
  readonly #onRefused: (failure: Failure) => void;
  /** lookups in flight, by group */
  readonly #asked = new Map<string, Promise<void>>();
  #isOff = false;

  /** @param onRefused - called once */
  constructor(reads: ReadApi, known: GroupCache, onRefused: (failure: Failure) => void) {
    this.#reads = reads;
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
    const answer = await this.#reads.groups(groupIds);
    if (answer.kind === 'unsent') return;
    if (answer.kind === 'failed' && answer.failure.class !== 'exhausted') this.#turnOff(answer.failure);
    const groups = answer.kind === 'ok' ? answer.value : undefined;
    const reason: Reason = answer.kind === 'failed' ? answer.failure.reason : { code: 'group-left-out' };
    for (const groupId of groupIds) {
      this.#known.add(groupId, groups?.get(groupId) ?? { kind: 'unknown', reason });
    }
  }

  #turnOff(failure: Failure): void {
    if (this.#isOff) return;
    this.#isOff = true;
    this.#onRefused(failure);
  }
}
