import { describe, expect, test } from 'vitest';
import { NO_WISH } from '../../../../src/io/source/recognition/wish.ts';
import { FORMAT_NAMES, formatOfName } from '../../../../src/io/source/records/format-names.ts';
import {
  formatNamed,
  type InputFormat,
  recordFormatOf,
  settleFormat,
} from '../../../../src/io/source/records/formats.ts';
import { UndecodedLines } from '../../../../src/io/source/text/undecoded-lines.ts';

describe('a file name tells the format', () => {
  test.each([
    { path: 'a.csv', name: 'csv' },
    { path: 'a.TSV', name: 'tsv' },
    { path: 'a.tab', name: 'tsv' },
    { path: 'a.jsonl', name: 'jsonl' },
    { path: 'a.ndjson.gz', name: 'jsonl' },
    { path: 'a.json', name: 'json' },
    { path: 'a.txt', name: undefined },
    { path: '-', name: undefined },
  ])('$path: $name', ({ path, name }) => expect(formatOfName(path)).toBe(name));
});

test.each([
  { kind: 'csv', delimiter: ',', name: 'csv' },
  { kind: 'csv', delimiter: '\t', name: 'tsv' },
  { kind: 'csv', delimiter: ';', name: 'csv' },
  { kind: 'jsonl', delimiter: undefined, name: 'jsonl' },
  { kind: 'xml', delimiter: undefined, name: undefined },
])('$kind with delimiter $delimiter is called $name', ({ kind, delimiter, name }) =>
  expect(formatNamed(kind, delimiter)).toBe(name),
);

describe.each(FORMAT_NAMES)('%s', (name) => {
  const format = settleFormat(name, '-', Buffer.alloc(0), NO_WISH);
  const rows = {
    csv: 'GroupId,Member_Account,UnreadMsgNum\ng1,"al,ice",5\n\ng2,bob,x\n',
    tsv: 'GroupId\tMember_Account\tUnreadMsgNum\ng1\tal,ice\t5\n\ng2\tbob\tx\n',
    json: '[{"GroupId":"g1","Member_Account":"al,ice","UnreadMsgNum":5},\n\n{"GroupId":"g2","Member_Account":"bob","UnreadMsgNum":"x"}]\n',
    jsonl:
      '{"GroupId":"g1","Member_Account":"al,ice","UnreadMsgNum":5}\n\n{"GroupId":"g2","Member_Account":"bob","UnreadMsgNum":"x"}\n',
  };

  /** Opens the head, cuts the rest of the bytes, and parses every record, as a reader does. */
  const read = (of: InputFormat, text: string) => {
    const bytes = Buffer.from(text);
    const head = { path: 'a', bytes, isEnough: true, encoding: undefined, compression: undefined };
    const records = recordFormatOf(of).open(head);
    const { byte, line } = records.firstRow;
    const block = records.openCutter({ byte, line }).cut(bytes.subarray(byte), true);
    const parse = records.openParser(new UndecodedLines(undefined)).parse(block);
    return block.spans.flatMap((span) => parse(span) ?? []);
  };

  test('tells when its head is enough', () => {
    const { isEnough } = recordFormatOf(format);
    expect(isEnough(Buffer.from(rows[name].slice(0, 5)))).toBe(false);
    expect(isEnough(Buffer.from(rows[name]))).toBe(true);
  });

  test('turns records into rows, or says what is wrong with them', () => {
    const [first, second, ...others] = read(format, rows[name]);
    expect(first?.row).toEqual({ groupId: 'g1', account: 'al,ice', unread: 5 });
    expect(second).toMatchObject({ row: undefined, problems: [{ kind: 'unread-not-integer' }] });
    expect(others).toEqual([]);
  });
});
