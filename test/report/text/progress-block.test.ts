import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunView } from '../../../src/core/books/run-watch.ts';
import { LANGUAGES, type Language } from '../../../src/messages/languages.ts';
import { displayWidth } from '../../../src/report/layout.ts';
import { progressBlock, progressLine } from '../../../src/report/text/progress-block.ts';

// To renew the files after an intended change: npx vitest run test/report/text/progress-block --update
process.env.TZ = 'UTC';
const NOON = Date.UTC(2026, 10, 26, 12);
const VIEW: RunView = {
  command: 'import',
  input: { path: '/data/导出/members.csv', at: 2, of: 3 },
  rows: {
    read: 1_500_000,
    ok: 1_234_567,
    failed: 321,
    skipped: 12,
    pending: 100,
    unchanged: 0,
    lowered: 45,
    totalUnknown: 0,
  },
  answeredRows: 0,
  share: 0.3426,
  perSecond: 198.34,
  limitPerSecond: 200,
  concurrencyPerSecond: undefined,
  secondsLeft: 13_000,
  doing: { kind: 'sending' },
  failures: [
    { class: 'refused', errorCode: 10019, count: 300 },
    { class: 'group_refused', errorCode: 10010, count: 20 },
    { class: 'exhausted', errorCode: null, count: 1 },
  ],
  total: { done: 2_000_000, failed: 400, finished: 1 },
};
const VIEWS: readonly RunView[] = [
  VIEW,
  { ...VIEW, doing: { kind: 'slowed', perSecond: 128 }, concurrencyPerSecond: 36, total: undefined },
  { ...VIEW, doing: { kind: 'waiting', sinceMs: NOON - 3_600_000 }, secondsLeft: undefined, failures: [] },
  { ...VIEW, doing: { kind: 'waiting', sinceMs: NOON - 86_400_000 }, perSecond: 0 },
  { ...VIEW, doing: { kind: 'pausing', untilMs: NOON + 60_000 }, failures: [] },
  { ...VIEW, doing: { kind: 'proving' }, share: undefined, perSecond: undefined, secondsLeft: undefined },
  { ...VIEW, doing: { kind: 'paused' }, perSecond: 0, limitPerSecond: 0, secondsLeft: undefined, failures: [] },
  { ...VIEW, command: 'check', doing: { kind: 'asking' }, answeredRows: 3000, total: undefined, failures: [] },
  { ...VIEW, doing: { kind: 'stopping' }, share: 1, secondsLeft: 0, failures: [] },
];
const NAMES = Object.keys(LANGUAGES) as Language[];

test.each(NAMES)('the block and the line in %s at three widths read as their golden file', async (language) => {
  const messages = LANGUAGES[language];
  const page = [40, 80, 200].flatMap((columns) => [
    `--- ${columns} columns`,
    ...VIEWS.flatMap((view) => [...progressBlock(view, columns, NOON, messages), '']),
  ]);
  const lines = VIEWS.map((view) => progressLine(view, NOON, messages));
  const text = [...page, '--- lines', ...lines, ''].join('\n');
  await expect(text).toMatchFileSnapshot(`golden/progress-${language.toLowerCase()}.txt`);
});

test('the input in hand is named as long as there is room beside the shortest bar', () => {
  const view = { ...VIEW, input: { path: '华东.csv', at: 1, of: 3 }, secondsLeft: 2 };
  const head = (columns: number, language: Language) => progressBlock(view, columns, NOON, LANGUAGES[language])[0];
  expect(head(80, 'zh-CN')).toMatch(/^\[.{8}\] 34\.2% {2}.* 完成 {2}第 1 个输入，共 3 个 {2}华东\.csv$/);
  expect(head(70, 'zh-CN')).toMatch(/^\[.{8}\] 34\.2% {2}.* 完成 {2}第 1 个输入，共 3 个$/);
  expect(head(40, 'en')).toMatch(/^\[.{8,}\] 34\.2% {2}2\.0 s left/);
});

test('where counts do not fit, those of nothing give way to the rows that are pending', () => {
  const view = { ...VIEW, rows: { ...VIEW.rows, ok: 1527, failed: 2661, skipped: 0, lowered: 0, pending: 2398 } };
  const counts = (columns: number) => progressBlock(view, columns, NOON, LANGUAGES.en)[1];
  expect(counts(80)).toBe('1,527 done, 2,661 failed, 0 skipped, 0 lowered, 2,398 pending');
  expect(counts(42)).toBe('1,527 done, 2,661 failed, 2,398 pending');
});

test('no line is wider than any terminal, whatever the name of the input', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 250 }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...VIEWS),
      fc.constantFrom(...NAMES),
      (columns, name, view, language) => {
        const named = { ...view, input: { ...view.input, path: name } };
        const block = progressBlock(named, columns, NOON, LANGUAGES[language]);
        expect(block.length).toBeLessThanOrEqual(5);
        for (const line of block) {
          expect(displayWidth(line)).toBeLessThan(Math.max(2, columns));
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      },
    ),
  );
});
