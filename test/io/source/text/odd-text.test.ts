import { describe, expect, test } from 'vitest';
import { refuseOddText, unmarkedUtf16 } from '../../../../src/io/source/text/odd-text.ts';
import { csvOf } from '../../../support/temp.ts';

describe('UTF-16 without a byte order mark', () => {
  const chinese = csvOf(3).replace('GroupId,Member_Account,UnreadMsgNum', '群组编号,成员账号,未读消息数量');

  test.each([
    { name: 'of ASCII', text: csvOf(3) },
    { name: 'with a Chinese header', text: chinese },
    { name: 'with Chinese values beside', text: chinese.replaceAll('\n', ',备注备注备注\n') },
  ])('$name is told by its NUL bytes', ({ text }) => {
    const bytes = Buffer.from(text, 'utf16le');
    expect(unmarkedUtf16(bytes)).toBe('utf-16le');
    expect(unmarkedUtf16(Buffer.from(bytes).swap16())).toBe('utf-16be');
  });

  test.each([
    { name: 'text', bytes: Buffer.from(chinese) },
    { name: 'a NUL byte in a row', bytes: Buffer.from(csvOf(3).replace('user2', 'us\0er2')) },
    { name: 'nothing', bytes: Buffer.alloc(0) },
  ])('$name is not it', ({ bytes }) => expect(unmarkedUtf16(bytes)).toBeUndefined());
});

test.each([
  { name: 'LF', lineBreak: '\n', kind: undefined },
  { name: 'CR LF', lineBreak: '\r\n', kind: undefined },
  { name: 'CR alone', lineBreak: '\r', kind: 'line-breaks-cr-only' },
])('lines that end with $name', ({ lineBreak, kind }) => {
  const refusal = (): unknown => {
    try {
      return refuseOddText('a.csv', Buffer.from(csvOf(3).replaceAll('\n', lineBreak)));
    } catch (error) {
      return error;
    }
  };
  if (kind === undefined) expect(refusal()).toBeUndefined();
  else expect(refusal()).toMatchObject({ fact: { kind } });
});
