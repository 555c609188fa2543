import type { ReadApi } from '../../src/core/ports.ts';
import type { Group } from '../../src/core/target/group.ts';
import type { Answer, Failure } from '../../src/core/target/outcome.ts';

/** A group with messages, and the counts of its members; all other accounts are not members. */
export type KnownGroup = { readonly messages: number; readonly counts: Readonly<Record<string, number>> };

/** A question: the command, and the names in it. */
export type Asked = { readonly command: keyof ReadApi; readonly names: readonly string[] };

export const answer = <T>(value: T): Answer<T> => ({ kind: 'ok', attempts: 1, value });

export const UNSENT: Answer<never> = { kind: 'unsent', attempts: 0 };

export const refusedWith = (errorCode: number, failureClass: Failure['class'] = 'refused'): Answer<never> => ({
  kind: 'failed',
  failure: { class: failureClass, errorCode, reason: { code: 'reply', errorCode, said: '' }, attempts: 1 },
});

/**
 * A target that answers from groups in memory, and records its questions.
 *
 * @param given - answers some questions differently; undefined: answered as usual
 */
export const memoryReads = (
  groups: Readonly<Record<string, KnownGroup>>,
  given: (asked: Asked) => Answer<never> | undefined | Promise<Answer<never> | undefined> = () => undefined,
): { readonly reads: ReadApi; readonly asked: Asked[] } => {
  const asked: Asked[] = [];
  const tell = async <T>(question: Asked, value: () => T): Promise<Answer<T>> => {
    asked.push(question);
    return (await given(question)) ?? answer(value());
  };
  const groupOf = (groupId: string): Group => {
    const group = groups[groupId];
    return group
      ? { kind: 'found', type: 'Public', total: group.messages, lastMessageAtS: 1_600_000_000 }
      : { kind: 'refused', errorCode: 10010, said: 'no such group' };
  };
  const reads: ReadApi = {
    groups: (groupIds) =>
      tell({ command: 'groups', names: groupIds }, () => new Map(groupIds.map((id) => [id, groupOf(id)]))),
    roles: (groupId, accounts) =>
      tell({ command: 'roles', names: [groupId, ...accounts] }, () => {
        const counts = groups[groupId]?.counts ?? {};
        return new Map(
          accounts.map((account): [string, string] => [account, account in counts ? 'Member' : 'NotMember']),
        );
      }),
    readSeqs: (groupId, accounts) =>
      tell({ command: 'readSeqs', names: [groupId, ...accounts] }, () => {
        const { messages = 0, counts = {} } = groups[groupId] ?? {};
        return new Map(accounts.filter((one) => one in counts).map((one) => [one, messages - (counts[one] ?? 0)]));
      }),
    joinedGroups: (account) =>
      tell({ command: 'joinedGroups', names: [account] }, () => {
        const joined = Object.entries(groups).filter(([, { counts }]) => account in counts);
        return new Map(
          joined.map(([groupId, { messages, counts }]) => [
            groupId,
            { group: groupOf(groupId), told: { unread: undefined, readSeq: messages - (counts[account] ?? 0) } },
          ]),
        );
      }),
    accounts: (accounts) =>
      tell({ command: 'accounts', names: accounts }, () => new Map(accounts.map((account) => [account, true]))),
    stats: () => [],
  };
  return { reads, asked };
};
