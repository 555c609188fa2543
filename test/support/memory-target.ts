import type { ReadApi } from '../../src/core/ports.ts';
import type { Row } from '../../src/core/row/row.ts';
import type { Group, JoinedGroup } from '../../src/core/target/group.ts';
import type { Answer, Failure, Outcome, Unanswered } from '../../src/core/target/outcome.ts';
import type { CountSource } from '../../src/core/target/reason.ts';
import { NO_READS } from './memory.ts';

/** Counts by account; `total` messages. */
export type MemoryGroup = { readonly type?: string; readonly total: number; readonly counts: Map<string, number> };

export type Question = 'groups' | 'readSeqs' | 'joinedGroups' | 'roles';
export type Asked = { readonly question: Question; readonly of: readonly string[]; readonly groupId?: string };

/** A target in memory: counts that are set can be read back, unless a test says otherwise. */
export class MemoryTarget {
  readonly groups = new Map<string, MemoryGroup>();
  readonly asked: Asked[] = [];
  readonly set: Row[] = [];
  /** how a count is reported in each way of reading; undefined: not reported in that way */
  tell: Partial<Record<CountSource, (count: number, groupId: string, account: string) => number>> = {
    'NextMsgSeq - 1 - MsgSeq': (count) => count,
  };
  /** an answer instead of the usual one */
  instead: (asked: Asked) => Unanswered | undefined = () => undefined;

  /** Adds groups with the same members. @param countOf - of each pair; none: not a member */
  fill(groupIds: readonly string[], accounts: readonly string[], total: number, countOf = (_: number) => 0): this {
    for (const groupId of groupIds) {
      this.groups.set(groupId, { total, counts: new Map(accounts.map((account, at) => [account, countOf(at)])) });
    }
    return this;
  }

  /** Sets a count as the API does: one above the total is lowered without an error. */
  write = async (row: Row): Promise<Outcome> => {
    this.set.push(row);
    const group = this.groups.get(row.groupId);
    if (!group) return { kind: 'failed', failure: failureOf('group_refused', 10010) };
    if (!group.counts.has(row.account)) return { kind: 'failed', failure: failureOf('refused', 10007) };
    group.counts.set(row.account, Math.min(row.unread, group.total));
    return { kind: 'ok', attempts: 1 };
  };

  /** The questions of one kind, each as the names in it. */
  askedOf(question: Question): (readonly string[])[] {
    return this.asked.filter((one) => one.question === question).map(({ of }) => of);
  }

  readonly reads: ReadApi = {
    ...NO_READS,
    groups: async (of) =>
      this.#answer({ question: 'groups', of }, () => new Map(of.map((groupId) => [groupId, this.#groupOf(groupId)]))),
    readSeqs: async (groupId, of) =>
      this.#answer({ question: 'readSeqs', of, groupId }, () => {
        const { total = 0, counts } = this.groups.get(groupId) ?? {};
        const present = of.filter((account) => counts?.has(account));
        const tell = this.tell['NextMsgSeq - 1 - MsgSeq'];
        return new Map(
          present.map((account) => [account, tell && total - tell(counts?.get(account) ?? 0, groupId, account)]),
        );
      }),
    roles: async (groupId, of) =>
      this.#answer({ question: 'roles', of, groupId }, () => {
        const { counts } = this.groups.get(groupId) ?? {};
        return new Map(of.map((account) => [account, counts?.has(account) ? 'Member' : 'NotMember']));
      }),
    joinedGroups: async (account) =>
      this.#answer({ question: 'joinedGroups', of: [account] }, () => {
        const joined = [...this.groups].filter(([, { counts }]) => counts.has(account));
        return new Map(joined.map(([groupId]) => [groupId, this.#joinedGroupOf(groupId, account)]));
      }),
  };

  async #answer<T>(asked: Asked, value: () => T): Promise<Answer<T>> {
    this.asked.push(asked);
    const instead = this.instead(asked);
    return instead ?? { kind: 'ok', attempts: 1, value: value() };
  }

  #groupOf(groupId: string): Group {
    const group = this.groups.get(groupId);
    return group
      ? { kind: 'found', type: group.type ?? 'Public', total: group.total, lastMessageAtS: undefined }
      : { kind: 'refused', errorCode: 10010, said: 'gone' };
  }

  #joinedGroupOf(groupId: string, account: string): JoinedGroup {
    const { total = 0, counts } = this.groups.get(groupId) ?? {};
    const count = counts?.get(account) ?? 0;
    const bySeq = this.tell['NextMsgSeq - 1 - MsgSeq']?.(count, groupId, account);
    const told = {
      unread: this.tell.UnreadMsgNum?.(count, groupId, account),
      readSeq: bySeq === undefined ? undefined : total - bySeq,
    };
    return { group: this.#groupOf(groupId), told };
  }
}

const failureOf = (failureClass: Failure['class'], errorCode: number): Failure => ({
  class: failureClass,
  errorCode,
  reason: { code: 'reply', errorCode, said: '' },
  attempts: 1,
});

export const unanswered = (failureClass: Failure['class'], errorCode: number): Unanswered => ({
  kind: 'failed',
  failure: failureOf(failureClass, errorCode),
});

export const UNSENT: Unanswered = { kind: 'unsent', attempts: 0 };

export const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${prefix}${at}`);
