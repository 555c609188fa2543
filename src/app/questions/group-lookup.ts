import { type Clock, GROUPS_PER_CALL, type ReadApi } from '../../core/ports.ts';
import type { Row } from '../../core/row/row.ts';
import { GroupDoubt } from '../../core/target/group-doubt.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import type { GroupCache } from './group-cache.ts';
import { GroupReader } from './group-reader.ts';
import { isOfCommandCode } from './refusal-limit.ts';

/** A replica without its data may be behind by about so much. */
const ASK_AGAIN_MS = 1000;

/** Before a row was ever set, a group that is refused is asked about again after a moment. */
export type EarlyRefusals = {
  readonly hasSet: () => boolean;
  readonly clock: Clock;
  /** of the run */
  readonly signal: AbortSignal;
};

/**
 * Looks up the groups of rows before the rows are sent, each group once. After the target has refused such questions, or
 * the wait for an answer was given up, no more are asked and the rows are sent without.
 */
export class GroupLookup {
  readonly #groups: GroupReader;
  readonly #known: GroupCache;
  readonly #onRefused: (failure: Failure) => void;
  /** lookups in flight, by group */
  readonly #asked = new Map<string, Promise<void>>();
  #isOff = false;

  /**
   * @param onRefused - called once
   * @param doubt - of the run
   * @param early - by default it is asked about again at once
   */
  constructor(
    reads: Pick<ReadApi, 'groups'>,
    known: GroupCache,
    onRefused: (failure: Failure) => void,
    doubt = new GroupDoubt(),
    early?: EarlyRefusals,
  ) {
    this.#groups = new GroupReader(reads, {
      doubt,
      beforeRepeat: async () => !early || early.hasSet() || (await early.clock.sleep(ASK_AGAIN_MS, early.signal)),
    });
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
    const unanswered: Failure[] = [];
    await this.#groups.read(groupIds, (groupId, group, failure) => {
      if (failure && failure.class !== 'group_refused') unanswered.push(failure);
      this.#known.add(groupId, group);
    });
    const [failure] = unanswered;
    if (failure && unanswered.length === groupIds.length && isOfAll(failure, unanswered.length)) this.#turnOff(failure);
  }

  #turnOff(failure: Failure): void {
    if (this.#isOff) return;
    this.#isOff = true;
    this.#onRefused(failure);
  }
}

/** Whether the answer to these groups is that to all: what is wrong with one group is its own. */
const isOfAll = (failure: Failure, groups: number): boolean => {
  // Else a moment's trouble: the wait was not given up, but its attempts are used up.
  if (failure.class === 'exhausted') return failure.attempts === 0;
  return groups > 1 || isOfCommandCode(failure);
};
