import { expect, test } from 'vitest';
import { en } from '../../src/messages/en.ts';

test.each([
  { seconds: 0.44, text: '0.4 s' },
  { seconds: 42, text: '42 s' },
  { seconds: 200, text: '3 min 20 s' },
  { seconds: 50_000, text: '13 h 53 min' },
  { seconds: 200_000, text: '2 d 7 h' },
])('$seconds seconds are $text', ({ seconds, text }) => expect(en.duration(seconds)).toBe(text));
