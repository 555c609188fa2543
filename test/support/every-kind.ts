import type { GroupSpec, ReadBack } from '../../src/simulator/groups.ts';
import type { Simulator } from '../../src/simulator/server.ts';
import { simulate } from './simulator.ts';
import { HEADER, tempFile } from './temp.ts';

const EVERYBODY = ['owner', 'alice', 'bob', 'carol'];

const GROUPS: readonly GroupSpec[] = [
  { groupId: 'pub', type: 'Public', messages: 100, members: EVERYBODY },
  { groupId: 'new', type: 'Private', messages: 10, members: EVERYBODY, isActive: false },
  { groupId: '@TGS#_com', type: 'Community', messages: 50, members: EVERYBODY },
  { groupId: 'meet', type: 'Meeting', messages: 100, members: EVERYBODY },
  { groupId: 'live', type: 'AVChatRoom', messages: 100, members: EVERYBODY },
];

/** The rows and their lines. The comment says what becomes of each. */
const ROWS: readonly (readonly [row: string, line: number])[] = [
  ['pub,alice,5', 2], // superseded by line 15
  ['pub,bob,101', 3], // lowered to 100
  ['new,alice,3', 4], // set, also where nobody has written yet
  ['@TGS#_com,alice,0', 5], // set
  ['meet,alice,4', 6], // no count in a Meeting
  ['live,alice,4', 7], // nor in an AVChatRoom
  ['gone,alice,4', 8], // no such group
  ['pub,stranger,2', 9], // an account, but no member
  ['pub,nobody,2', 10], // no account
  ['pub,owner,x', 11], // no count
  ['new,owner,10', 12], // set to exactly the total
  ['"a,""b""",alice,1', 13], // no such group
  ['pub,carol,7', 14], // set
  ['pub,alice,7', 15], // set
  ['pub,alice', 16], // no row
];

/** A target and a file with every kind of row. */
export const everyKind = async (readBack: ReadBack): Promise<{ simulator: Simulator; path: string }> => ({
  simulator: await simulate({ readBack, groups: GROUPS, accounts: ['stranger'] }),
  path: await tempFile('members.csv', `${HEADER}${ROWS.map(([row]) => row).join('\n')}\n`),
});
