import { expect, test } from 'vitest';
import { keyTwice } from '../../../../src/io/source/records/key-twice.ts';

const KEYS = ['GroupId', 'Member_Account', 'UnreadMsgNum'];

test.each([
  { name: 'once', text: '{"GroupId":"g1","UnreadMsgNum":3}', key: undefined },
  { name: 'twice, differing', text: '{"GroupId":"g1","GroupId":"g2"}', key: 'GroupId' },
  {
    name: 'twice with spaces and a number',
    text: '{ "UnreadMsgNum" : 3 , "x":{"a":[1]}, "UnreadMsgNum" : 4 }',
    key: 'UnreadMsgNum',
  },
  { name: 'twice, null first', text: '{"Member_Account":null,"Member_Account":"u1"}', key: 'Member_Account' },
  { name: 'three times, the third differing', text: '{"GroupId":"g","GroupId":"g","GroupId":"h"}', key: 'GroupId' },
  { name: 'twice, the same', text: '{"GroupId":"g1","GroupId":"g1"}', key: undefined },
  { name: 'once, and in a nested object', text: '{"GroupId":"g1","last":{"GroupId":"g2"}}', key: undefined },
  { name: 'once, and in a list', text: '{"all":[{"GroupId":"g2"},{"GroupId":"g3"}],"GroupId":"g1"}', key: undefined },
  { name: 'once, and as a value', text: '{"GroupId":"g1","by":"GroupId","to":"a \\"GroupId\\": b"}', key: undefined },
  { name: 'another key twice', text: '{"GroupId":"g1","nick":"a","nick":"b"}', key: undefined },
])('$name', ({ text, key }) => expect(keyTwice(text, KEYS)).toBe(key));
