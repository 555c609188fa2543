import { describe, expect, test } from 'vitest';
import { type Damage, mended } from '../../../src/core/text/mended.ts';

describe('what cannot be meant is taken off a value, and named', () => {
  test.each<{ text: string; value: string; taken: readonly Damage[] }>([
    { text: 'admin', value: 'admin', taken: [] },
    { text: '"admin"', value: 'admin', taken: ['quotes'] },
    { text: "' admin '", value: 'admin', taken: ['quotes', 'space'] },
    { text: '“admin”', value: '“admin”', taken: [] },
    { text: '\ufeffadmin\r\n', value: 'admin', taken: ['byte-order-mark', 'line-break'] },
    { text: '\u00a0admin\u3000', value: 'admin', taken: ['odd-space'] },
    { text: 'ad\u200bmin', value: 'admin', taken: ['hidden-character'] },
    { text: '""', value: '', taken: ['quotes'] },
    { text: '"', value: '"', taken: [] },
    { text: '"admin', value: '"admin', taken: [] },
    { text: 'the admin', value: 'the admin', taken: [] },
  ])('$text', ({ text, value, taken }) => expect(mended(text, false)).toEqual({ value, taken }));

  test('and from within one word, as a signature that base64 has wrapped', () => {
    expect(mended('eJwx\nabc \n', true)).toEqual({ value: 'eJwxabc', taken: ['line-break', 'space'] });
    expect(mended('eJwx\nabc', false).value).toBe('eJwx\nabc');
  });
});
