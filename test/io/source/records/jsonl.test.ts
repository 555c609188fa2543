import { describe, expect, test } from 'vitest';
import { lineTexts, parseObject } from '../../../../src/io/source/records/jsonl.ts';
import { RecordCutter } from '../../../../src/io/source/records/record-cutter.ts';

/** The texts of the lines of a block that begins somewhere in the input, and ends in the middle of a line. */
const textsOf = (...pieces: (string | Buffer)[]) => {
  const cutter = new RecordCutter({ byte: 1000, line: 7 }, undefined);
  const block = cutter.cut(Buffer.concat([...pieces, '{"next":"\u4e2d'].map((piece) => Buffer.from(piece))), false);
  return block.spans.map(lineTexts(block));
};

describe('the lines of a block', () => {
  test('in ASCII', () => {
    expect(textsOf('{"a":1}\n', '{"b":"\u007f"}\r\n')).toEqual(['{"a":1}\n', '{"b":"\u007f"}\r\n']);
  });

  test('in ASCII, shorter and longer than the pieces in which they are read', () => {
    const lines = Array.from(
      { length: 300 },
      (_, at) => `${at}${'x'.repeat((at * 37) % (at % 20 === 0 ? 3000 : 90))}\n`,
    );
    expect(textsOf(...lines)).toEqual(lines);
  });

  test('in UTF-8, where characters and bytes are not the same', () => {
    expect(textsOf('{"名":"🎉"}\n', '{"b":"é"}\n')).toEqual(['{"名":"🎉"}\n', '{"b":"é"}\n']);
  });

  test('one that is not UTF-8 costs itself only', () => {
    expect(textsOf('{"a":"中"}\n', Buffer.from([0x22, 0xff, 0x22, 0x0a]), '{"b":2}\n')).toEqual([
      '{"a":"中"}\n',
      undefined,
      '{"b":2}\n',
    ]);
  });
});

test.each([
  { text: '{"a":1}\n', kind: 'object' },
  { text: ' \t\r\n', kind: 'blank' },
  { text: '', kind: 'blank' },
  { text: '{"a":1', kind: 'unparsable' },
  { text: '{"a":1}{"b":2}', kind: 'unparsable' },
  { text: '[1]', kind: 'unparsable' },
  { text: 'null', kind: 'unparsable' },
])('$text is $kind', ({ text, kind }) => expect(parseObject(text).kind).toBe(kind));
