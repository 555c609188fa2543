import { beforeEach, describe, expect, test, vi } from 'vitest';
import { plainQuoting, type Quoting } from '../../../../src/io/source/records/quoting.ts';
import { RecordCutter } from '../../../../src/io/source/records/record-cutter.ts';

/** How many bytes the readers of records have looked at, and how many they may: one more ends the test at once. */
const looked = vi.hoisted(() => ({ bytes: 0, most: 0 }));

type Read = (bytes: Buffer, to: number, reading: { at: number }, ...rest: unknown[]) => number;

const counting = vi.hoisted(
  () =>
    (read: Read): Read =>
    (bytes, to, reading, ...rest) => {
      const from = reading.at;
      const end = read(bytes, to, reading, ...rest);
      looked.bytes += (end < 0 ? reading.at : end) - from;
      if (looked.bytes > looked.most) throw new Error(`more than ${looked.most} bytes were looked at`);
      return end;
    },
);

vi.mock('../../../../src/io/source/records/quoted-record.ts', async (original) => {
  const module = await original<typeof import('../../../../src/io/source/records/quoted-record.ts')>();
  return { ...module, readQuoted: counting(module.readQuoted as Read) };
});
vi.mock('../../../../src/io/source/records/escaped-record.ts', async (original) => {
  const module = await original<typeof import('../../../../src/io/source/records/escaped-record.ts')>();
  return { ...module, readEscaped: counting(module.readEscaped as Read) };
});

const COMMA = plainQuoting(',');
const escaped = (escapes: Quoting['escapes']): Quoting => ({ ...COMMA, escapes });
const SIZE_BYTES = 256 * 1024;
const PIECE_BYTES = 1024;
const TIMES = 4;

beforeEach(() => {
  looked.bytes = 0;
});

// Each line was once read as far as the longest record, and so all bytes as often as there are lines in one.
describe.each([
  { name: 'quotes are doubled', quoting: COMMA },
  { name: 'a backslash stands before anything', quoting: escaped('all') },
  { name: 'a backslash stands before quotes', quoting: escaped('quotes') },
  { name: 'a backslash is kept', quoting: escaped('kept') },
])('where $name, each byte is looked at four times at most, in however small pieces it comes', ({ quoting }) => {
  // The last one closes the value that the line before it has opened, and opens one.
  test.each([
    'group,us"er,5',
    'group,"user,5',
    '"group,user,5',
    'group,"us"er,5',
    'group,us\\,er,"5',
    'group",user,"5',
    '\\',
  ])('in lines %s', (line) => {
    const bytes = Buffer.from(`${line}\n`.repeat(Math.ceil(SIZE_BYTES / line.length)));
    looked.most = TIMES * bytes.length;
    const cutter = new RecordCutter({ byte: 0, line: 1 }, quoting, 64 * 1024);
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) cutter.cut(bytes.subarray(at, at + PIECE_BYTES), false);
    expect(cutter.cut(Buffer.alloc(0), true).doneByte).toBe(bytes.length);
  });
});
