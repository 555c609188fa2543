import { Arrivals } from './arrivals.ts';
import { type ApiCommand, limitOf } from './commands.ts';
import type { Body } from './request.ts';

/** A call of set_unread_msg_num as it came, and the code it was answered with; null where there was no reply of the API. */
export type RecordedCall = {
  readonly atMs: number;
  readonly groupId: unknown;
  readonly account: unknown;
  readonly unread: unknown;
  readonly errorCode: number | null;
  readonly isApplied: boolean;
};

/** A call of any other command; the code is that of the envelope, to which get_group_info gives no meaning. */
export type RecordedRead = {
  readonly atMs: number;
  readonly command: ApiCommand;
  /** null when it was not a JSON object */
  readonly body: Body | null;
  readonly errorCode: number | null;
};

/** Numbers of calls: those of `overLimit` found more than the limit in their last second, `peak` is the most in a second. */
export type ArrivalStats = { readonly total: number; readonly overLimit: number; readonly peak: number };

const NO_ARRIVALS: ArrivalStats = { total: 0, overLimit: 0, peak: 0 };

/** What the simulator has seen of its clients: how fast the calls of each command came, and which. */
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

  /** @param isApplied - whether set_unread_msg_num did what it says */
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

  /** of the commands that were called */
  allStats(): Partial<Record<ApiCommand, ArrivalStats>> {
    return Object.fromEntries([...this.#arrivals].map(([command, arrivals]) => [command, arrivals.stats()]));
  }
}
