import type { Failure } from '../core/outcome.ts';

const MOST_REMEMBERED = 100_000;

/**
 * Groups that the target has refused as a whole: their later rows fail without a call. The oldest are forgotten first,
 * which costs one call each, so that memory stays flat whatever the file holds.
 */
export class RefusedGroups {
  readonly #refusals = new Map<string, Failure>();

  has(groupId: string): boolean {
    return this.#refusals.has(groupId);
  }

  add(groupId: string, failure: Failure): void {
    this.#refusals.set(groupId, failure);
    if (this.#refusals.size <= MOST_REMEMBERED) return;
    for (const oldest of this.#refusals.keys()) {
      this.#refusals.delete(oldest);
      break;
    }
  }

  /** @returns the failure of a row whose group was refused in reply to another row; undefined for other groups */
  failureOf(groupId: string, attempts: number): Failure | undefined {
    const refusal = this.#refusals.get(groupId);
    return (
      refusal && {
        ...refusal,
        message: `not sent, an earlier row of this group was refused: ${refusal.message}`,
        attempts,
      }
    );
  }
}
