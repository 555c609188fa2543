import { Arrivals } from './arrivals.ts';
import { type ApiCommand, limitOf } from './commands.ts';
import type { Body } from './request.ts';

/** A call of set_unread_msg_num, and the code of its answer; null when the reply was not from the API. */
export type RecordedCall = {
  readonly atMs: number;
  readonly groupId: unknown;
  readonly account: unknown;
  readonly unread: unknown;
  readonly errorCode: number | null;
  readonly isApplied: boolean;
};

/** A call of any other command. The code is that of the envelope, which is meaningless for get_group_info. */
export type RecordedRead = {
  readonly atMs: number;
  readonly command: ApiCommand;
  /** null when the body was not a JSON object */
  readonly body: Body | null;
  readonly errorCode: number | null;
};

/**
 * Numbers of calls. `overLimit`: calls that made more than the limit in the second that ended with them. `peak`: most
 * calls in any second.
 */
export type ArrivalStats = { readonly total: number; readonly overLimit: number; readonly peak: number };

const NO_ARRIVALS: ArrivalStats = { total: 0, overLimit: 0, peak: 0 };

/** Records the calls that came: which, and how fast for each command. */
export class Seen {
  readonly #limitPerSecond: number;
  readonly #arrivals = new Map<ApiCommand, Arrivals>();
  readonly calls: RecordedCall[] = [];
  readonly reads: RecordedRead[] = [];

  constructor(limitPerSecond: number) {
    this.#limitPerSecond = limitPerSecond;
  }

  /** @returns whether the call is within the limit of its command */
  admit(command: ApiCommand, atMs: number): boolean {
    const arrivals = this.#arrivals.get(command) ?? new Arrivals(limitOf(command, this.#limitPerSecond));
    this.#arrivals.set(command, arrivals);
    return arrivals.admit(atMs);
  }

  /** @param isApplied - whether set_unread_msg_num took effect */
  record({ isApplied, ...call }: RecordedRead & { readonly isApplied: boolean }): void {
    if (call.command !== 'set_unread_msg_num') {
      this.reads.push(call);
      return;
    }
    const { GroupId: groupId, Member_Account: account, UnreadMsgNum: unread } = call.body ?? {};
    this.calls.push({ atMs: call.atMs, groupId, account, unread, errorCode: call.errorCode, isApplied });
  }

  stats(command: ApiCommand): ArrivalStats {
    return this.#arrivals.get(command)?.stats() ?? NO_ARRIVALS;
  }

  /** counts for the commands that were called */
  allStats(): Partial<Record<ApiCommand, ArrivalStats>> {
    return Object.fromEntries([...this.#arrivals].map(([command, arrivals]) => [command, arrivals.stats()]));
  }
}
