import { expect, test } from 'vitest';
import { en } from '../../src/messages/en.ts';
import { statusObject } from '../../src/report/json/status-json.ts';
import { summaryJson } from '../../src/report/json/summary-json.ts';
import { validationObject } from '../../src/report/json/validation-json.ts';
import { EARLY_ENDS } from './early-ends.ts';
import { STATUS_COMMANDS, STATUSES } from './pages/status-pages.ts';
import { BROKEN_OFF, DOUBLE, WRONG } from './pages/validation-pages.ts';
import { checkOf, importOf, REHEARSAL, validationOf, verifyOf } from './summaries.ts';

// Programs read these files: names, values and order are promised. To renew them: npx vitest run test/report --update.

const FAILURES = [
  { class: 'refused', errorCode: 10007, count: 2 },
  { class: 'invalid', errorCode: null, count: 1 },
  { class: 'unknown', errorCode: null, count: 1 },
] as const;
const NO_PERMISSION = { code: 'reply', errorCode: 10007, said: 'not a member of the group' } as const;
const VALUES_MISSING = {
  code: 'invalid',
  problems: [{ kind: 'unparsable', code: 'value-count', found: 2, expected: 3, expectedBy: 'header' }],
} as const;
const EXAMPLES = [
  { class: 'refused', line: 7, groupId: 'g', account: 'a', reason: NO_PERMISSION },
  { class: 'invalid', line: 9, groupId: '', account: '', reason: VALUES_MISSING },
] as const;

const SUMMARIES = {
  import: importOf({ rows: { ok: 2500, lowered: 3, totalUnknown: 1 }, calls: { retried: 2, rateLimited: 1 } }),
  'import-rehearsal': importOf({ rows: { ok: 1 }, target: REHEARSAL, sizeBytes: undefined }),
  'import-with-failures': importOf({
    rows: { ok: 20, skipped: 4, unchanged: 3, totalUnknown: 20 },
    failures: FAILURES,
  }),
  'import-limit': importOf({ rows: { ok: 7, pending: 1 }, earlyEnd: EARLY_ENDS.limit, doneBytes: 301, resumed: true }),
  'import-signal': importOf({ rows: { ok: 7, pending: 1 }, earlyEnd: EARLY_ENDS.signal, doneBytes: 301 }),
  check: checkOf({ rows: { ok: 20 }, failures: FAILURES, examples: EXAMPLES }),
  verify: verifyOf({
    rows: { ok: 20, lowered: 2 },
    failures: FAILURES,
    examples: EXAMPLES,
    countSources: [{ source: 'UnreadMsgNum', count: 20 }],
  }),
};

test.each(Object.entries(SUMMARIES))('the summary of %s', async (name, summary) => {
  await expect(summaryJson(summary, en)).toMatchFileSnapshot(`golden/json/${name}.json`);
});

test.each(Object.entries(STATUSES))('the status: %s', async (name, status) => {
  const text = `${JSON.stringify(statusObject(status, STATUS_COMMANDS, en), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`golden/json/status-${name}.json`);
});

test.each(
  Object.entries({ right: validationOf({ valid: 25 }), wrong: WRONG, double: DOUBLE, 'broken-off': BROKEN_OFF }),
)('the validation: %s', async (name, validation) => {
  const times = { startedAtMs: Date.UTC(2026, 10, 25, 8), finishedAtMs: Date.UTC(2026, 10, 25, 8, 0, 1, 500) };
  const text = `${JSON.stringify(validationObject(validation, { perSecond: 200, rule: 'max', isStrict: false }, times, en), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`golden/json/validate-${name}.json`);
});
