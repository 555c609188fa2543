import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { InputError } from '../../../../src/core/errors.ts';
import { DEFAULT_COLUMNS } from '../../../../src/core/row/columns.ts';
import { InputFile } from '../../../../src/io/source/input-file.ts';
import { refuseWholeJson } from '../../../../src/io/source/records/whole-json.ts';
import { tempFile } from '../../../support/temp.ts';

const A = '{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}';
const B = '{"GroupId":"g","Member_Account":"b","UnreadMsgNum":2}';

const refusalOf = (text: string, path = 'a.jsonl'): unknown => {
  try {
    refuseWholeJson(path, text, undefined);
  } catch (error) {
    return (error as InputError).fact;
  }
  return undefined;
};

describe('JSON that is not JSONL is refused', () => {
  test.each([
    { name: 'over several lines', text: `[\n ${A},\n ${B}\n]\n` },
    { name: 'of one element', text: `[\n${A}\n]` },
    { name: 'on one line', text: `[${A},${B}]\n` },
    { name: 'that opens on the line of its first element', text: `[${A},\n${B}\n]\n` },
    { name: 'on one line that is not there in full', text: `[${A},{"Gro` },
    { name: 'behind blank lines', text: `\n \r\n[\r\n${A}\r\n]` },
  ])('an array $name', ({ text }) =>
    expect(refusalOf(text)).toEqual({
      kind: 'json-over-lines',
      path: 'a.jsonl',
      isStandardInput: false,
      shape: 'array',
    }),
  );

  test.each([
    { name: 'a wrapped array', text: `{"data":[${A},${B}`, shape: 'array-in-object', key: 'data' },
    { name: 'a wrapped array of one', text: `{"data":[\n${A}\n]}`, shape: 'array-in-object', key: 'data' },
    {
      name: 'a wrapped array, pretty',
      text: `{\n  "rows": [\n    ${A}\n  ]\n}\n`,
      shape: 'array-in-object',
      key: 'rows',
    },
    { name: 'pretty objects', text: '{\n  "GroupId": "g",\n', shape: 'objects', key: undefined },
  ])('$name', ({ text, shape, key }) => expect(refusalOf(text)).toMatchObject({ shape, key }));

  test('on standard input too', () => {
    expect(refusalOf('[\n', '-')).toMatchObject({ isStandardInput: true, shape: 'array' });
  });

  test('also behind a byte order mark, and in an archive', async () => {
    const path = await tempFile('rows.jsonl.gz', gzipSync(`\ufeff\n[\n${A},\n${B}\n]\n`));
    const opened = InputFile.open(path, { kind: 'jsonl', columns: DEFAULT_COLUMNS });
    await expect(opened).rejects.toMatchObject({
      fact: { kind: 'json-over-lines', shape: 'array', compression: 'gzip' },
    });
  });
});

describe('JSONL with one wrong line is read', () => {
  test.each([
    { name: 'an array first', text: `[1,2,3]\n\n${A}\n` },
    { name: 'an array of objects first', text: `[${A}]\n${B}\n` },
    { name: 'a first line that breaks off', text: `{"tags":[{"a":1}],"GroupId":"g",\n${A}\n` },
    { name: 'only a line that breaks off', text: '{"GroupId":"g",\n' },
    { name: 'a first value that is an array', text: `{"tags":[{"a":1}],"GroupId":"g"}\n` },
    { name: 'a line that is no JSON', text: `not JSON\n[\n` },
  ])('$name', ({ text }) => expect(refusalOf(text)).toBeUndefined());
});
