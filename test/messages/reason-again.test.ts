import { expect, test } from 'vitest';
import { checkRow } from '../../src/core/row/rules.ts';
import type { Reason } from '../../src/core/target/reason.ts';
import { en } from '../../src/messages/en.ts';
import { reasonText } from '../../src/messages/messages.ts';
import { reasonAgain } from '../../src/messages/reason-again.ts';
import { zhCn } from '../../src/messages/zh-cn.ts';

const values = { groupId: '@TGS#a', account: 'u1', unread: '3' };

/** What a run in one language has written. */
const told = (reason: Reason, errorCode: number | null = null, of = values) =>
  [en, zhCn].map((messages) => reasonAgain({ ...of, errorCode, message: reasonText(messages, reason) }));

const reply = (said: string) => ({ code: 'reply', errorCode: 10007, said }) as const;

test.each<Reason>([
  reply('only the owner may'),
  reply(''),
  { code: 'earlier-row-refused', because: reply('only the owner may') },
  { code: 'earlier-row-refused', because: reply('') },
  { code: 'group-in-trouble', because: reply('busy') },
  { code: 'not-sent', because: reply('busy') },
])('the reason with the code of a reply is found in each language: %j', (reason) => {
  expect(told(reason, 10007)).toEqual([reason, reason]);
});

test.each<Reason>([{ code: 'not-a-member' }, { code: 'no-account' }, { code: 'too-many-requests' }])(
  'a reason without a value is found in each language: $code',
  (reason) => expect(told(reason)).toEqual([reason, reason]),
);

test.each([
  { ...values, unread: 'x' },
  { ...values, unread: '' },
  { groupId: '@TGS#_@TGS#a@TOPIC#_b', account: '', unread: '-1' },
])('what is wrong with the values of a row is found in each language: %j', (of) => {
  const reason = { code: 'invalid', problems: checkRow(of).problems } as const;
  expect(told(reason, null, of)).toEqual([reason, reason]);
});

test('what the row and its code do not tell is not made up', () => {
  const invalid = { ...values, unread: 'x', errorCode: null };
  expect(reasonAgain({ ...invalid, message: 'line 7 has two fields' })).toBeUndefined();
  expect(told({ code: 'no-reply', proxy: undefined, fault: 'deadline', timeoutMs: 5000 })).toEqual([
    undefined,
    undefined,
  ]);
});

test('what the target says in nearly the words of the documents is kept as it is', () => {
  const reason = reply('no permission: check the group type, the member, or the rights of the admin');
  expect(told(reason, 10007)).toEqual([undefined, reason]);
  expect(told(reply('no permission: the group type'), 10007)[0]).toEqual(reply(''));
});
