import type { RunSummary } from '../../../src/core/books/summary.ts';
import { totalOf } from '../../../src/core/books/total.ts';
import { en } from '../../../src/messages/en.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import { totalNextText, totalText } from '../../../src/report/text/total-text.ts';
import { EARLY_ENDS } from '../early-ends.ts';
import { checkOf, importOf, REHEARSAL, verifyOf } from '../summaries.ts';

const page =
  (summaries: readonly RunSummary[]) =>
  (messages: Messages = en): string => {
    const command = summaries[0]?.command ?? 'import';
    const total = totalOf(summaries);
    const commands = {
      again: `npx tim-unread ${command} a.csv b.csv c.csv --settings .env`,
      import: ['npx tim-unread import a.csv b.csv c.csv --settings .env'],
      verify: total.isRehearsal ? undefined : 'npx tim-unread verify a.csv b.csv c.csv --settings .env',
    };
    return totalText(total, messages) + totalNextText(total, commands, messages);
  };

const FAILED = [{ class: 'refused', errorCode: 10007, count: 7 }] as const;
const unbegun = (path: string) => importOf({ path, doneBytes: 0, earlyEnd: EARLY_ENDS.signal, begun: false });

export const TOTAL_PAGES = {
  'total-import-complete': page([
    importOf({ path: 'a.csv', rows: { ok: 25 } }),
    importOf({ path: 'b.csv', rows: { ok: 75, lowered: 2 } }),
  ]),
  'total-import-complete-rehearsal': page([
    importOf({ path: 'a.csv', rows: { ok: 25 }, target: REHEARSAL }),
    importOf({ path: 'b.csv', rows: { ok: 75 }, target: REHEARSAL }),
  ]),
  'total-import-with-failures': page([
    importOf({ path: 'a.csv', rows: { ok: 25 } }),
    importOf({ path: 'b.csv', rows: { ok: 75 }, failures: FAILED }),
  ]),
  'total-import-stopped-and-not-begun': page([
    importOf({ path: 'a.csv', rows: { ok: 25 } }),
    importOf({ path: 'b.csv', rows: { ok: 12, pending: 3 }, earlyEnd: EARLY_ENDS.signal }),
    unbegun('c.csv'),
  ]),
  'total-import-one-broke-off': page([
    importOf({ path: 'a.csv', rows: { ok: 25 } }),
    importOf({ path: 'b.csv', rows: { ok: 12 }, earlyEnd: EARLY_ENDS['input-broke-off'] }),
    importOf({ path: 'c.csv', rows: { ok: 30 } }),
  ]),
  'total-import-many-not-begun': page([
    importOf({ path: 'part-00000.csv', rows: { ok: 12 }, earlyEnd: EARLY_ENDS.signal }),
    ...Array.from({ length: 45 }, (_, at) => unbegun(`part-${String(at + 1).padStart(5, '0')}.csv`)),
  ]),
  'total-check-every-row': page([
    checkOf({ path: 'a.csv', rows: { ok: 25 } }),
    checkOf({ path: 'b.csv', rows: { ok: 75 } }),
  ]),
  'total-check-wrong': page([
    checkOf({ path: 'a.csv', rows: { ok: 25 } }),
    checkOf({ path: 'b.csv', rows: { ok: 68, skipped: 2 }, failures: [{ ...FAILED[0], class: 'not_member' }] }),
  ]),
  'total-verify-every-row': page([
    verifyOf({ path: 'a.csv', rows: { ok: 25 } }),
    verifyOf({ path: 'b.csv', rows: { ok: 75, lowered: 2 } }),
  ]),
  'total-verify-wrong-and-unknown': page([
    verifyOf({ path: 'a.csv', rows: { ok: 25 }, failures: [{ class: 'unknown', errorCode: null, count: 4 }] }),
    verifyOf({ path: 'b.csv', rows: { ok: 75 }, failures: [{ class: 'different', errorCode: null, count: 1 }] }),
  ]),
  'total-verify-stopped': page([
    verifyOf({ path: 'a.csv', rows: { ok: 25 }, earlyEnd: EARLY_ENDS['out-of-reach'] }),
    verifyOf({ path: 'b.csv', doneBytes: 0, earlyEnd: EARLY_ENDS['out-of-reach'], begun: false }),
  ]),
  'total-import-limit-reached': page([
    importOf({ path: 'a.csv', rows: { ok: 5 }, earlyEnd: EARLY_ENDS.limit }),
    importOf({ path: 'b.csv', doneBytes: 0, earlyEnd: EARLY_ENDS.limit, begun: false }),
  ]),
  'total-verify-no-rows': page([verifyOf({ path: 'a.csv' }), verifyOf({ path: 'b.csv' })]),
};
