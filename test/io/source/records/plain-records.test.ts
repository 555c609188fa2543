import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainRecords } from '../../../../src/io/source/records/plain-records.ts';

const text = fc
  .array(
    fc.constantFrom('a', 'é', '群', ',', ';', '\r', '\n', '\r\n', '\r\r\n', ' ', '\t', '\ufeff', '\u2028', '\0', '#'),
  )
  .map((parts) => parts.join(''));

test.each([
  { name: 'LF and CR LF', hasDoubledCr: false, recordDelimiter: ['\r\n', '\n'] },
  { name: 'CR CR LF too', hasDoubledCr: true, recordDelimiter: ['\r\r\n', '\r\n', '\n'] },
])('text without quotes gives the records that the parser of quoted CSV gives: $name', (one) => {
  fc.assert(
    fc.property(text, fc.constantFrom(',', ';', '\t', '群'), (lines, delimiter) => {
      const parsed = parse(Buffer.from(lines), {
        delimiter,
        record_delimiter: one.recordDelimiter,
        relax_column_count: true,
        skip_empty_lines: true,
      });
      expect(plainRecords(lines, delimiter, one.hasDoubledCr)).toEqual(parsed);
    }),
    { numRuns: 3000 },
  );
});
