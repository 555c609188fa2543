import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { howMany } from '../../src/messages/en/how-many.ts';

test.each([
  [0, '0 rows'],
  [1, '1 row'],
  [2000, '2,000 rows'],
])('%i is %s', (count, text) => expect(howMany(count, 'row')).toBe(text));

const FOLDER = new URL('../../src/messages/en/', import.meta.url);
const NOUNS =
  'accounts|attempts|bytes|calls|cells|characters|columns|counts|duplicates|fields|files|groups|inputs|keys|lines|members|messages|pairs|places|questions|records|replies|rows|sheets|tables|times|values';
const NUMBER_AND_PLURAL = new RegExp(`\\$\\{[^{}]*\\} (?:[a-z]+ )?(?:${NOUNS})\\b`, 'g');

/** Numbers that are never 1: bounds of ours, and what is said only above one. What stands for a text, not for a number. */
const NEVER_ONE: readonly RegExp[] = [
  /mostLines|mostBytes|vendorPerSecond|got\.length|told\.length|where\(|\$\{name\}|\$\{folder\}|toFixed\(1\)/,
  /\$\{sizeBytes\} bytes long/,
  /\$\{grouped\(count\)\} rows in a row/,
  /all \$\{grouped\(inputs\)\} inputs together/,
  /\$\{inputs\} inputs are one run/,
];

test('every text that puts a number before a plural has a text for one', () => {
  const found = readdirSync(FOLDER).flatMap((name) => {
    const text = readFileSync(new URL(name, FOLDER), 'utf8');
    return [...text.matchAll(NUMBER_AND_PLURAL)]
      .filter(({ index }) => !text.slice(Math.max(0, index - 350), index).includes('=== 1'))
      .map(({ 0: part, index }) => text.slice(index - 20, index + part.length + 20))
      .filter((around) => !NEVER_ONE.some((never) => never.test(around)))
      .map((around) => `${name}: ${around}`);
  });
  expect(found).toEqual([]);
});
