import { expect, test } from 'vitest';
import { LATENCY_BINS, latencyBin } from '../../../src/core/books/latency.ts';
import type { Bucket } from '../../../src/core/books/timeline.ts';
import type { InputFacts, StepFacts } from '../../../src/report/html/facts.ts';
import { reportHtml } from '../../../src/report/html/report-page.ts';
import { SCRIPT } from '../../../src/report/html/script.ts';
import { STYLE } from '../../../src/report/html/style.ts';

// To renew the files after an intended change: npx vitest run test/report/html/report-page --update
process.env.TZ = 'UTC';
const NOON_S = Date.UTC(2026, 10, 26, 12) / 1000;

const NONE = { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, unchanged: 0, lowered: 0, totalUnknown: 0 };
const failed: StepFacts['failed'] = {
  examples: [
    {
      class: 'group_refused',
      errorCode: 10010,
      line: '7',
      groupId: 'gone</script><img src=x onerror=alert(1)>',
      account: 'ann',
      message: 'group not exist',
    },
  ],
  groups: [{ groupId: 'gone', rows: 3 }],
  isExact: true,
};
const step: StepFacts = {
  isFinished: true,
  isLatest: true,
  savedAt: '2026-11-26T12:05:00.000Z',
  rows: { ...NONE, read: 60, ok: 56, failed: 4, lowered: 2 },
  failures: [
    { class: 'group_refused', errorCode: 10010, count: 3 },
    { class: 'invalid', errorCode: null, count: 1 },
  ],
  failed,
  takenOver: undefined,
};
const bucket = (second: number, calls: number): Bucket => {
  const latency = new Array<number>(LATENCY_BINS).fill(0);
  latency[latencyBin(20)] = calls;
  return { atS: NOON_S + second, calls, ok: calls, failed: 0, skipped: 0, latency };
};
const at = (second: number) => ({ fromS: NOON_S + second, toS: NOON_S + second, times: 1 });

const INPUT: InputFacts = {
  path: '/data/名单.csv',
  shard: undefined,
  shares: [],
  running: undefined,
  import: {
    ...step,
    rehearsal: false,
    evidence: {
      startedAt: '2026-11-26T12:00:00.000Z',
      target: { kind: 'tim', sdkappid: 1400000001, endpoint: 'https://console.tim.qq.com' },
      proven: { bytes: 1234, sha256: 'ab'.repeat(32) },
      sizeBytes: 1234,
      settings: { rate: 20 },
    },
  },
  check: { ...step, isLatest: false, takenOver: { rows: 60, from: null } },
  verify: undefined,
  last: { stopped: undefined, callsSent: 44, peakPerSecond: 20, limitPerSecond: 20 },
  timeline: {
    widthS: 1,
    buckets: [bucket(0, 20), { ...bucket(1, 16), pacePerSecond: 16 }, bucket(2, 0), bucket(300, 20)],
    marks: [
      { kind: 'begin', ...at(0), perSecond: 20 },
      { kind: 'slow', ...at(1), perSecond: 16 },
      { kind: 'outage', fromS: NOON_S + 2, toS: NOON_S + 3, times: 1, code: 'no-answer' },
      { kind: 'stop', ...at(3), code: 'limit' },
      { kind: 'begin', ...at(300), perSecond: 20 },
      { kind: 'end', ...at(301) },
    ],
  },
};

const shareOf = (index: number, of: Partial<InputFacts>): InputFacts => ({ ...INPUT, shard: { index, of: 2 }, ...of });
/** The second share has not begun. */
const SHARED: InputFacts = {
  ...INPUT,
  import: { ...step, rehearsal: false, isFinished: false, evidence: undefined },
  shares: [
    shareOf(1, { check: undefined }),
    shareOf(2, { import: undefined, check: undefined, last: undefined, timeline: undefined }),
  ],
  last: undefined,
  timeline: undefined,
};

/** Three of the four rows that had failed are set from a copy. */
const CORRECTED: readonly InputFacts[] = [
  { ...INPUT, corrected: { rows: 3, foundBefore: 0 }, timeline: undefined },
  {
    ...INPUT,
    path: '名单-corrected.csv',
    copyOf: INPUT.path,
    import: INPUT.import && { ...INPUT.import, rows: { ...NONE, read: 3, ok: 3 }, failures: [] },
    check: undefined,
    timeline: undefined,
  },
];

/** An element a line; without style and script, which have their own files. */
const elementsOf = (inputs: readonly InputFacts[]): string =>
  reportHtml({ inputs, version: '1.2.3', writtenAtMs: Date.UTC(2026, 10, 26, 13) }, 'en')
    .replace(STYLE, '')
    .replace(SCRIPT, '')
    .replace(/'sha256-[^']*'/g, "'sha256-…'")
    .replace(/><(?!\/|bdi|b>)/g, '>\n<');

test.each([
  ['one-input', [INPUT]],
  ['one-input-in-shares', [SHARED]],
  ['several-inputs', [INPUT, { ...INPUT, path: 'b.csv', import: undefined, check: undefined, timeline: undefined }]],
  ['an-input-and-its-corrected-copy', CORRECTED],
] as const)('the page of %s, in both languages', async (name, inputs) => {
  await expect(elementsOf(inputs)).toMatchFileSnapshot(`golden/${name}.html`);
});

test('an input without rows is not one of which every row was set', () => {
  const empty = { ...INPUT, import: INPUT.import && { ...INPUT.import, rows: NONE, failures: [] } };
  const headline = (inputs: readonly InputFacts[]) =>
    /<h1>.*?<\/h1>/.exec(elementsOf(inputs).replaceAll('\n', ''))?.[0];
  expect(headline([empty])).toContain('No rows');
  const rows = { ...NONE, read: 2, ok: 2 };
  const full = { ...INPUT, import: INPUT.import && { ...INPUT.import, rows, failures: [] } };
  expect(headline([empty, full])).toContain('Every row was set');
});
