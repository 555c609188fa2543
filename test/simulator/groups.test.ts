import { expect, test } from 'vitest';
import { isGroupSpec, SimulatedGroup } from '../../src/simulator/groups.ts';

const SPEC = { groupId: 'g1', type: 'Public', messages: 10 };

test.each([
  { name: 'the least', spec: SPEC, is: true },
  {
    name: 'everything',
    spec: { ...SPEC, members: ['bob'], isActive: false, lastMessageAt: 1, unread: { bob: 3 } },
    is: true,
  },
  { name: 'an unread of who may be anybody', spec: { ...SPEC, unread: { bob: 3 } }, is: true },
  { name: 'an unread of who is not a member', spec: { ...SPEC, members: ['eve'], unread: { bob: 3 } }, is: false },
  { name: 'an unread below 0', spec: { ...SPEC, unread: { bob: -1 } }, is: false },
  { name: 'an unread that is a list', spec: { ...SPEC, unread: [3] }, is: false },
  { name: 'isActive in quotes', spec: { ...SPEC, isActive: 'false' }, is: false },
  { name: 'half a second', spec: { ...SPEC, lastMessageAt: 0.5 }, is: false },
  { name: 'another type', spec: { ...SPEC, type: 'public' }, is: false },
  { name: 'no messages', spec: { ...SPEC, messages: undefined }, is: false },
  { name: 'a member that is a number', spec: { ...SPEC, members: [7] }, is: false },
])('a description with $name: $is', ({ spec, is }) => expect(isGroupSpec(spec)).toBe(is));

test.each([
  { messages: 10, set: 4, added: 0, unread: 4, seq: 6 },
  { messages: 10, set: 0, added: 0, unread: 0, seq: 10 },
  { messages: 10, set: 11, added: 0, unread: 10, seq: 0 }, // lowered to the messages
  { messages: 10, set: 4, added: 3, unread: 7, seq: 6 },
  { messages: 0, set: 4, added: 3, unread: 3, seq: 0 },
])(
  '$messages messages, $set set, $added more: unread $unread, MsgSeq $seq',
  ({ messages, set, added, unread, seq }) => {
    const group = new SimulatedGroup({ groupId: 'g1', type: 'Public', messages }, 'seq');
    group.setUnread('bob', set);
    group.addMessages(added, 1_700_000_000);
    expect(group.unreadOf('bob')).toBe(unread);
    expect(group.msgSeqOf('bob')).toBe(seq);
    expect(group.nextMsgSeq).toBe(messages + added + 1);
  },
);
