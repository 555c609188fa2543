import { pairKey } from '../../core/row/row.ts';

// The service's own time-out: docs/api.md, "Calls and replies".
const SERVICE_LETS_GO_MS = 3000;

type Body = { readonly GroupId?: unknown; readonly Member_Account?: unknown };

/**
 * Calls that ended without a reply and may still be applied. The next call about the same pair waits until the service must
 * have let go of them, else a late one could overwrite it.
 */
export class LateCalls {
  /** by pair, the oldest first */
  readonly #untilMs = new Map<string, number>();

  /** A call was written, and no reply came. @param body - of the call */
  givenUp(body: Body, nowMs: number): void {
    const key = keyOf(body);
    this.#forget(nowMs);
    this.#untilMs.delete(key);
    this.#untilMs.set(key, nowMs + SERVICE_LETS_GO_MS);
  }

  /** @returns milliseconds until a call with this body cannot be overtaken any more */
  waitMs(body: Body, nowMs: number): number {
    if (this.#untilMs.size === 0) return 0;
    return Math.max(0, (this.#untilMs.get(keyOf(body)) ?? nowMs) - nowMs);
  }

  #forget(nowMs: number): void {
    for (const [key, untilMs] of this.#untilMs) {
      if (untilMs > nowMs) return;
      this.#untilMs.delete(key);
    }
  }
}

const keyOf = ({ GroupId, Member_Account }: Body): string =>
  pairKey({ groupId: String(GroupId), account: String(Member_Account) });
