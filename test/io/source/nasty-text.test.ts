import { expect, test } from 'vitest';
import { DEFAULT_COLUMNS } from '../../../src/core/row/columns.ts';
import { mended } from '../../../src/core/text/mended.ts';
import { escapedJson, printable, shellWord } from '../../../src/core/text/text.ts';
import { guessNames } from '../../../src/io/source/columns/column-guess.ts';
import { parseColumnMap } from '../../../src/io/source/columns/column-map.ts';
import { foreignKindOf } from '../../../src/io/source/recognition/foreign-kind.ts';
import { recognise } from '../../../src/io/source/recognition/recognise.ts';
import { NO_WISH } from '../../../src/io/source/recognition/wish.ts';
import { notARow } from '../../../src/io/source/records/not-a-row.ts';
import { wrap } from '../../../src/report/layout.ts';

const FIELD_NAMES = Object.values(DEFAULT_COLUMNS);
const SHORT = 16_000;
const TIMES = 4;
// Of less than this nothing can be said on a busy machine.
const LEAST_MS = 40;

const cpuMs = (work: () => unknown): number => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

/** A collection of garbage, or what else is under way, adds to one look; hardly to three of them. */
const takesMore = (work: () => unknown, mostMs: number): boolean => [1, 2, 3].every(() => cpuMs(work) > mostMs);

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  printable: (text) => printable(text, text.length),
  escapedJson,
  shellWord,
  wrap: (text) => wrap(text, 80, 2),
  'a setting': (text) => mended(text, false),
  'a word of a setting': (text) => mended(text, true),
  'a map of columns': (text) => parseColumnMap(`GroupId=${text}`),
  'a record that is no row': (text) => notARow([text], undefined, 3, 2),
  'text of another kind': (text) => foreignKindOf(Buffer.from(text), FIELD_NAMES),
  'text below a rule': (text) => foreignKindOf(Buffer.from(`| a |\n${text}`), FIELD_NAMES),
  'a file whose name says JSONL': (text) => recognise('a.jsonl', Buffer.from(text), NO_WISH),
};

const namesOf = (count: number): string[] => Array.from({ length: count }, (_, at) => `${at}.uid`);

const UNITS = ['-', ' ', '\\n', ',', '"', "'", '中', '<!-- -->', 'cols='];
// What stands before and behind a run decides whether a pattern tries all of it again.
const FRAMES: readonly ((run: string) => string)[] = [(run) => `a${run}b`, (run) => `${run}x[`, (run) => `[${run}`];

test.each(Object.entries(READERS))(
  'four times as much of any nasty text takes %s about four times as long',
  (_name, read) => {
    const worse: string[] = [];
    for (const unit of UNITS) {
      for (const frame of FRAMES) {
        const textOf = (length: number): string => frame(unit.repeat(length / unit.length));
        const [short, long] = [textOf(SHORT), textOf(SHORT * TIMES)];
        // With the square it is sixteen times as long.
        const mostMs =
          2 *
          TIMES *
          Math.max(
            cpuMs(() => read(short)),
            LEAST_MS,
          );
        if (takesMore(() => read(long), mostMs)) worse.push(`${JSON.stringify(frame(unit))}: more than ${mostMs} ms`);
      }
    }
    expect(worse).toEqual([]);
  },
);

test('four times as many names that end alike take about four times as long to guess at', () => {
  const guess = (count: number) => () => guessNames(namesOf(count), DEFAULT_COLUMNS);
  const before = cpuMs(guess(4_000));
  expect(takesMore(guess(4_000 * TIMES), 2 * TIMES * Math.max(before, LEAST_MS))).toBe(false);
});
