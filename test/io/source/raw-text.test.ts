import { expect, test } from 'vitest';
import { rawText } from '../../../src/io/source/raw-text.ts';

test.each([
  { bytes: Buffer.from('g1,"al"ice,5\r\n'), text: 'g1,"al"ice,5' },
  { bytes: Buffer.from('a\tb\\c\nd\x1b\x7f'), text: 'a\\tb\\\\c\\nd\\x1b\\x7f' },
  { bytes: Buffer.from([0x67, 0xd6, 0xd0, 0x2c, 0xff]), text: 'g\\xd6\\xd0,\\xff' },
  { bytes: Buffer.from('名😀'), text: '名😀' },
  { bytes: Buffer.from('名').subarray(0, 2), text: '\\xe5\\x90' },
  { bytes: Buffer.alloc(0), text: '' },
])('$text', ({ bytes, text }) => expect(rawText(bytes)).toBe(text));

test('a long one is cut off', () => {
  const text = rawText(Buffer.alloc(1024 * 1024, 0xff));
  expect(text.length).toBeLessThan(70_000);
  expect(text.endsWith('…')).toBe(true);
});
