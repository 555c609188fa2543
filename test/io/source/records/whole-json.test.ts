import { describe, expect, test } from 'vitest';
import { isOneObjectALine } from '../../../../src/io/source/records/whole-json.ts';

const A = '{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}';
const B = '{"GroupId":"g","Member_Account":"b","UnreadMsgNum":2}';

describe('JSON that is not JSONL', () => {
  test.each([
    { name: 'an array over several lines', text: `[\n ${A},\n ${B}\n]\n` },
    { name: 'an array of one element', text: `[\n${A}\n]` },
    { name: 'an array on one line', text: `[${A},${B}]\n` },
    { name: 'an array that opens on the line of its first element', text: `[${A},\n${B}\n]\n` },
    { name: 'an array on one line that is not there in full', text: `[${A},{"Gro` },
    { name: 'an array behind blank lines', text: `\n \r\n[\r\n${A}\r\n]` },
    { name: 'a wrapped array that is not there in full', text: `{"data":[${A},${B}` },
    { name: 'a wrapped array, pretty', text: `{\n  "rows": [\n    ${A}\n  ]\n}\n` },
    { name: 'pretty objects', text: '{\n  "GroupId": "g",\n' },
    { name: 'objects one after the other', text: `${A}${B}\n` },
    { name: 'texts of RFC 7464', text: `\x1e${A}\n\x1e${B}\n` },
    { name: 'arrays of values, one a line', text: '["g","a",1]\n["g","b",2]\n' },
  ])('$name', ({ text }) => expect(isOneObjectALine(text)).toBe(false));
});

describe('JSONL, also with one wrong line', () => {
  test.each([
    { name: 'one object a line', text: `${A}\n${B}\n` },
    { name: 'in the colours of jq', text: `\x1b[1;39m{\x1b[0m"a":1}\n${B}\n` },
    { name: 'an array first', text: `[1,2,3]\n\n${A}\n` },
    { name: 'an array of objects first', text: `[${A}]\n${B}\n` },
    { name: 'a first line that breaks off', text: `{"tags":[{"a":1}],"GroupId":"g",\n${A}\n` },
    { name: 'a first value that is an array', text: `{"tags":[{"a":1}],"GroupId":"g"}\n` },
    { name: 'a line that is no JSON', text: `not JSON\n[\n` },
  ])('$name', ({ text }) => expect(isOneObjectALine(text)).toBe(true));
});
