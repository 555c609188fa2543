import { GROUPS_PER_CALL, type ReadApi } from '../../core/ports.ts';
import { type Group, keepsCount } from '../../core/target/group.ts';
import { GroupDoubt } from '../../core/target/group-doubt.ts';
import type { Failure } from '../../core/target/outcome.ts';
import { chunksOf } from '../../core/target/read-plan.ts';
import { AskedInParts } from './asked-in-parts.ts';
import type { RefusalLimit } from './refusal-limit.ts';

/** @param refusal - why the question about the group was not answered; undefined where the reply says something of it */
export type OnGroup = (groupId: string, group: Group, refusal?: Failure) => void;

export type GroupReaderOptions = {
  /** receives every answer */
  readonly refusals?: RefusalLimit;
  /** by default of this reader alone */
  readonly doubt?: GroupDoubt;
  /** waits before groups that were refused are asked about again. @returns false where they are not to be */
  readonly beforeRepeat?: () => Promise<boolean>;
};

const LEFT_OUT: Group = { kind: 'unknown', reason: { code: 'group-left-out' } };
const CONTRADICTORY: Group = { kind: 'unknown', reason: { code: 'next-seq-zero' } };

/**
 * Asks about groups. What a reply leaves out or contradicts is asked once more, and is then unknown. A group that is
 * refused is asked about again until that is believed: see `GroupDoubt`.
 */
export class GroupReader {
  readonly #reads: Pick<ReadApi, 'groups'>;
  readonly #refusals: RefusalLimit | undefined;
  readonly #doubt: GroupDoubt;
  readonly #beforeRepeat: () => Promise<boolean>;

  constructor(
    reads: Pick<ReadApi, 'groups'>,
    { refusals, doubt = new GroupDoubt(), beforeRepeat = async () => true }: GroupReaderOptions = {},
  ) {
    this.#reads = reads;
    this.#refusals = refusals;
    this.#doubt = doubt;
    this.#beforeRepeat = beforeRepeat;
  }

  /** @param told - receives each group once; those that were not asked about, because the run is halted, it does not */
  async read(groupIds: readonly string[], told: OnGroup): Promise<void> {
    const again: string[] = [];
    const denied: string[] = [];
    const tellUnlessDenied: OnGroup = (groupId, group, refusal) => {
      if (group.kind === 'refused') denied.push(groupId);
      else told(groupId, group, refusal);
    };
    await this.#ask(groupIds, (groupId, group, refusal) => {
      if (group === LEFT_OUT || isDoubtful(group)) again.push(groupId);
      else tellUnlessDenied(groupId, group, refusal);
    });
    if (again.length > 0) {
      await this.#ask(again, (groupId, group, refusal) =>
        tellUnlessDenied(groupId, isDoubtful(group) ? CONTRADICTORY : group, refusal),
      );
    }
    if (denied.length > 0 && (await this.#beforeRepeat())) await this.#askUntilBelieved(denied, told);
  }

  /** @param denied - were refused once */
  async #askUntilBelieved(denied: readonly string[], told: OnGroup): Promise<void> {
    let open = denied;
    for (let answers = 2; open.length > 0; answers += 1) {
      const still: [groupId: string, group: Group, refusal: Failure | undefined][] = [];
      await this.#ask(open, (groupId, group, refusal) => {
        if (group.kind === 'found') this.#doubt.contradicted();
        if (group.kind === 'refused') still.push([groupId, group, refusal]);
        else told(groupId, isDoubtful(group) ? CONTRADICTORY : group, refusal);
      });
      if (answers >= this.#doubt.believed) {
        for (const [groupId, group, refusal] of still) told(groupId, group, refusal);
        return;
      }
      open = still.map(([groupId]) => groupId);
    }
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
