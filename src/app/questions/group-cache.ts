import { failureOfGroup } from '../../core/target/finding.ts';
import type { Group } from '../../core/target/group.ts';
import type { Failure } from '../../core/target/outcome.ts';
import type { Reason } from '../../core/target/reason.ts';

const MOST_REMEMBERED = 100_000;

type Known = {
  readonly failure: Failure | undefined;
  readonly total: number | undefined;
  /** why the group is unknown */
  readonly unknown: Reason | undefined;
};

const NO_FAILURE: Known = { failure: undefined, total: undefined, unknown: undefined };

/**
 * What is known of the groups: from lookups, or from the refusal of a row. Rows of a group that cannot be set fail
 * without a call. The least recently used groups are forgotten first, which bounds memory for any input. A forgotten
 * group may cost another question or call.
 */
export class GroupCache {
  readonly #groups = new Map<string, Known>();
  #hasFound = false;

  /** whether any group was found */
  get hasFound(): boolean {
    return this.#hasFound;
  }

  /** @returns whether the group is known; marks it as recently used */
  recalls(groupId: string): boolean {
    const known = this.#groups.get(groupId);
    if (known) this.#remember(groupId, known);
    return known !== undefined;
  }

  /** Whether the group is known to be there. */
  isFound(groupId: string): boolean {
    const known = this.#groups.get(groupId);
    return known !== undefined && known.failure === undefined && known.unknown === undefined;
  }

  /** Whether the target has said that the group does not exist. */
  isDenied(groupId: string): boolean {
    return this.#groups.get(groupId)?.failure?.class === 'group_refused';
  }

  /** A row of the group was set, so it is there, also where it was not looked up, or was denied. */
  rowSet(groupId: string): void {
    const known = this.#groups.get(groupId);
    if (!known || known.unknown || this.isDenied(groupId)) this.#remember(groupId, NO_FAILURE);
  }

  isRefused(groupId: string): boolean {
    return this.#groups.get(groupId)?.failure !== undefined;
  }

  add(groupId: string, group: Group): void {
    // A failed lookup does not replace what is known.
    if (group.kind === 'unknown' && this.recalls(groupId)) return;
    this.#hasFound ||= group.kind === 'found';
    const failure = failureOfGroup(group);
    const total = group.kind === 'found' ? group.total : undefined;
    const unknown = group.kind === 'unknown' ? group.reason : undefined;
    this.#remember(groupId, {
      failure: failure && { ...failure, reason: { code: 'not-sent', because: failure.reason } },
      total,
      unknown,
    });
  }

  /** @param failure - of a row, which speaks for the whole group */
  refuse(groupId: string, failure: Failure): void {
    const { reason: because } = failure;
    const isTold = because.code === 'group-in-trouble' || because.code === 'earlier-row-refused';
    const reason: Reason = isTold ? because : { code: 'earlier-row-refused', because };
    this.#remember(groupId, { failure: { ...failure, reason }, total: undefined, unknown: undefined });
  }

  /** @returns the failure of a row of this group; undefined when the row can be sent */
  failureOf(groupId: string, attempts = 0): Failure | undefined {
    const failure = this.#groups.get(groupId)?.failure;
    return failure && { ...failure, attempts };
  }

  /** @returns the messages of the group, which is the largest possible count; undefined when unknown */
  totalOf(groupId: string): number | undefined {
    return this.#groups.get(groupId)?.total;
  }

  /** @returns why nothing is known of a group that was looked up */
  unknownOf(groupId: string): Reason | undefined {
    return this.#groups.get(groupId)?.unknown;
  }

  #remember(groupId: string, known: Known): void {
    this.#groups.delete(groupId);
    this.#groups.set(groupId, known);
    if (this.#groups.size <= MOST_REMEMBERED) return;
    for (const oldest of this.#groups.keys()) {
      this.#groups.delete(oldest);
      break;
    }
  }
}
