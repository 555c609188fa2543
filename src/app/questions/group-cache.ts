import { failureOfGroup } from '../../core/target/finding.ts';
import type { Group } from '../../core/target/group.ts';
import type { Failure } from '../../core/target/outcome.ts';
import type { Reason } from '../../core/target/reason.ts';

const MOST_REMEMBERED = 100_000;

type Known = {
  readonly failure: Failure | undefined;
  readonly total: number | undefined;
  /** why nobody could tell */
  readonly unknown: Reason | undefined;
};

/**
 * What is known of the groups: asked for, or learnt from the refusal of a row. Rows of a group in which nothing can be set
 * fail without a call. Groups that nobody has asked for the longest time are forgotten first, so that memory stays flat
 * whatever the file holds; that may cost another question or call.
 */
export class GroupCache {
  readonly #groups = new Map<string, Known>();

  /** @returns whether it is known; then it is not forgotten soon */
  recalls(groupId: string): boolean {
    const known = this.#groups.get(groupId);
    if (known) this.#remember(groupId, known);
    return known !== undefined;
  }

  isRefused(groupId: string): boolean {
    return this.#groups.get(groupId)?.failure !== undefined;
  }

  add(groupId: string, group: Group): void {
    // What is known is worth more than that nobody could tell just now.
    if (group.kind === 'unknown' && this.recalls(groupId)) return;
    const failure = failureOfGroup(group);
    const total = group.kind === 'found' ? group.total : undefined;
    const unknown = group.kind === 'unknown' ? group.reason : undefined;
    this.#remember(groupId, {
      failure: failure && { ...failure, reason: { code: 'not-sent', because: failure.reason } },
      total,
      unknown,
    });
  }

  /** @param failure - of a row, in reply to which the target refused the whole group */
  refuse(groupId: string, failure: Failure): void {
    const reason = { code: 'earlier-row-refused', because: failure.reason } as const;
    this.#remember(groupId, { failure: { ...failure, reason }, total: undefined, unknown: undefined });
  }

  /** @returns the failure of a row that is not sent because of its group; undefined where it can be sent */
  failureOf(groupId: string, attempts = 0): Failure | undefined {
    const failure = this.#groups.get(groupId)?.failure;
    return failure && { ...failure, attempts };
  }

  /** @returns messages of the group, the largest count there can be; undefined where nobody knows */
  totalOf(groupId: string): number | undefined {
    return this.#groups.get(groupId)?.total;
  }

  /** @returns why nothing is known of a group that was asked for */
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
