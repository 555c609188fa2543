import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CsvParser, type ParsedRecord } from '../../../../src/io/source/records/csv.ts';
import { plainQuoting } from '../../../../src/io/source/records/quoting.ts';
import { PROBLEM_OF_FAULT, RecordCutter } from '../../../../src/io/source/records/record-cutter.ts';

const SPECTRUM = dirname(createRequire(import.meta.url).resolve('csv-spectrum'));

// Its JSON belongs to a different CSV (with another phone number), and the CSV has quotes inside unquoted values.
const NOT_OURS = 'location_coordinates';

const NAMES = readdirSync(join(SPECTRUM, 'csvs'))
  .map((file) => file.replace(/\.csv$/, ''))
  .filter((name) => name !== NOT_OURS);

const bytesOf = (name: string): Buffer => readFileSync(join(SPECTRUM, 'csvs', `${name}.csv`));

/** @returns every record of a file that comes in pieces, or why it has none */
const readIn = (bytes: Buffer, chunkBytes: number): (ParsedRecord | string)[] => {
  const cutter = new RecordCutter({ byte: 0, line: 1 }, plainQuoting(','));
  const parser = new CsvParser({ delimiter: ',' });
  const records: (ParsedRecord | string)[] = [];
  for (let at = 0; at <= bytes.length; at += chunkBytes) {
    const block = cutter.cut(bytes.subarray(at, at + chunkBytes), at + chunkBytes > bytes.length);
    const parsed = parser.parse(block);
    for (const span of block.spans) {
      records.push(span.fault ? PROBLEM_OF_FAULT[span.fault] : (parsed.shift() ?? 'not parsed'));
    }
  }
  return records;
};

/** The same records as the package's JSON has them, its keys as the header. */
const expectedOf = (name: string): string[][] => {
  const objects: Record<string, string>[] = JSON.parse(readFileSync(join(SPECTRUM, 'json', `${name}.json`), 'utf8'));
  return [Object.keys(objects[0] ?? {}), ...objects.map((object) => Object.values(object))];
};

test('the package still has the cases that are read here', () => expect(NAMES.length).toBeGreaterThanOrEqual(11));

describe.each(NAMES)('csv-spectrum: %s', (name) => {
  test('in one piece', () => expect(readIn(bytesOf(name), 1_000_000)).toEqual(expectedOf(name)));
  test('byte by byte', () => expect(readIn(bytesOf(name), 1)).toEqual(expectedOf(name)));
});

test('csv-spectrum: a quote inside a value without quotes around it is refused, and its line only', () => {
  const [header, row] = readIn(bytesOf(NOT_OURS), 1);
  expect(header).toEqual(['Contact Phone Number', 'Location Coordinates', 'Cities', 'Counties']);
  expect(row).toMatchObject({ kind: 'unparsable', code: 'quote-inside-value' });
});
