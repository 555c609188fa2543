import { GROUPS_PER_CALL, type ReadApi } from '../../core/ports.ts';
import { type Group, keepsCount } from '../../core/target/group.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import { AskedInParts } from './asked-in-parts.ts';
import type { RefusalLimit } from './refusal-limit.ts';

/** @param refusal - why the question about the group was not answered; undefined where the reply says something of it */
export type OnGroup = (groupId: string, group: Group, refusal?: Failure) => void;

const LEFT_OUT: Group = { kind: 'unknown', reason: { code: 'group-left-out' } };
const CONTRADICTORY: Group = { kind: 'unknown', reason: { code: 'next-seq-zero' } };

/** Asks about groups. What a reply leaves out or contradicts is asked once more, and is then unknown. */
export class GroupReader {
  readonly #reads: Pick<ReadApi, 'groups'>;
  readonly #refusals: RefusalLimit | undefined;

  /** @param refusals - receives every answer */
  constructor(reads: Pick<ReadApi, 'groups'>, refusals?: RefusalLimit) {
    this.#reads = reads;
    this.#refusals = refusals;
  }

  /** @param told - receives each group once; those that were not asked about, because the run is halted, it does not */
  async read(groupIds: readonly string[], told: OnGroup): Promise<void> {
    const again: string[] = [];
    await this.#ask(groupIds, (groupId, group, refusal) => {
      if (group === LEFT_OUT || isDoubtful(group)) again.push(groupId);
      else told(groupId, group, refusal);
    });
    if (again.length === 0) return;
    await this.#ask(again, (groupId, group, refusal) =>
      told(groupId, isDoubtful(group) ? CONTRADICTORY : group, refusal),
    );
  }

  async #ask(groupIds: readonly string[], told: OnGroup): Promise<void> {
    const parts = new AskedInParts(
      (some) => this.#reads.groups(some),
      // A refusal of the whole list, although each group has a code of its own.
      ({ class: failureClass }) => failureClass === 'refused' || failureClass === 'group_refused',
    );
    await Promise.all(
      chunksOf(groupIds, GROUPS_PER_CALL).map((chunk) =>
        parts.ask(chunk, (some, answer, isOfOneName) => {
          if (!isOfOneName) this.#refusals?.seen('groups', some.join('\n'), answer);
          if (answer.kind === 'unsent') return;
          for (const groupId of some) {
            if (answer.kind === 'ok') told(groupId, answer.value.get(groupId) ?? LEFT_OUT);
            else told(groupId, refused(answer.failure), answer.failure);
          }
        }),
      ),
    );
  }
}

/** The type is believed: where the group keeps no count, no seq is needed. */
const isDoubtful = (group: Group): boolean =>
  group.kind === 'found' && group.isContradictory === true && keepsCount(group.type);

const refused = (failure: Failure): Group =>
  failure.class === 'group_refused' && failure.errorCode !== null && failure.reason.code === 'reply'
    ? { kind: 'refused', errorCode: failure.errorCode, said: failure.reason.said }
    : { kind: 'unknown', reason: failure.reason };
