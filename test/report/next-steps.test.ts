import { describe, expect, test } from 'vitest';
import type { EarlyEnd } from '../../src/core/books/summary.ts';
import type { FailureClass } from '../../src/core/target/outcome.ts';
import { afterAudit } from '../../src/report/next-steps/after-audit.ts';
import { afterImport } from '../../src/report/next-steps/after-import.ts';
import { afterStatuses } from '../../src/report/next-steps/after-several.ts';
import { afterStatus } from '../../src/report/next-steps/after-status.ts';
import type { Commands } from '../../src/report/next-steps/commands.ts';
import {
  type AuditKnown,
  type Beside,
  importEndOf,
  type Known,
  NOTHING_BESIDE,
} from '../../src/report/next-steps/known.ts';
import type { NextStep } from '../../src/report/next-steps/next-step.ts';
import { EARLY_ENDS } from './early-ends.ts';
import { checkOf, type Given, importOf, rowsOf, verifyOf } from './summaries.ts';

const COMMANDS: Commands = {
  again: 'AGAIN',
  restart: 'RESTART',
  import: 'IMPORT',
  verify: 'VERIFY',
  isVerifyOfOriginal: false,
  isOriginalLater: false,
  isVerifyPiped: false,
  verifyCorrected: [],
  verifyUnproven: [],
  isAllCorrected: false,
  correct: (path, second) => [`COPY ${path.replace(/.*\//, '')}${second ? ' 2' : ''}`, 'IMPORT COPY'],
  isRestart: false,
  isOnlyChanges: false,
};

/** A step and its commands on one line, as the tables have them. */
const shown = (steps: readonly NextStep[]): string[] =>
  steps.map(({ step, commands }) => [`${step}:`, commands.join('; ')].join(' ').trim());

const failed = (...classes: FailureClass[]): Given => ({
  rows: { ok: 5 },
  failures: classes.map((one) => ({ class: one, errorCode: null, count: 2 })),
});

const allFailed = (one: FailureClass): Given => ({
  rows: {},
  failures: [
    { class: one, errorCode: null, count: 20 },
    { class: 'invalid', errorCode: null, count: 9 },
  ],
});

const stopped = (earlyEnd: EarlyEnd): Given => ({ rows: { ok: 5 }, doneBytes: 9, earlyEnd });

const FEED_BACK = 'COPY failures.csv; IMPORT COPY';

describe('after an import', () => {
  const copy = { isVerifyOfOriginal: true };
  const one = { again: undefined, restart: undefined, verify: undefined };
  test.each<[string, Given, Partial<Commands>, string[]]>([
    ['every row ok', { rows: { ok: 5 } }, {}, ['verify: VERIFY', 'send-again: RESTART']],
    ['a rehearsal', { rows: { ok: 5 } }, { verify: undefined }, ['nothing-or-send-again: RESTART']],
    ['--only-changes', { rows: { ok: 5 } }, { isOnlyChanges: true }, ['verify: VERIFY', 'set-changes-again: RESTART']],
    [
      'a corrected copy of rows from a pipe',
      { rows: { ok: 5 } },
      { ...copy, isVerifyPiped: true },
      ['verify-piped: VERIFY', 'send-again: RESTART'],
    ],
    ['a corrected copy', { rows: { ok: 5 } }, copy, ['verify-original: VERIFY', 'send-again: RESTART']],
    ['no rows', {}, {}, ['no-rows: AGAIN']],
    ['a copy from which every row was left out', {}, copy, ['verify: VERIFY']],
    ['refused rows', failed('refused'), {}, [`feed-back: ${FEED_BACK}`, 'verify: VERIFY']],
    ['no answers', failed('exhausted'), {}, [`import-as-is: ${FEED_BACK}`, 'verify: VERIFY']],
    ['both', failed('refused', 'exhausted'), {}, [`feed-back-some: ${FEED_BACK}`, 'verify: VERIFY']],
    [
      'refused rows, and a copy that was imported',
      failed('refused'),
      { verifyCorrected: ['VERIFY COPY'] },
      ['verify: VERIFY', `correct-others: ${FEED_BACK}`],
    ],
    [
      'refused rows, each of which was set from a copy',
      failed('refused'),
      { verifyCorrected: ['VERIFY COPY'], isAllCorrected: true },
      ['verify: VERIFY'],
    ],
    ['every row refused', { ...failed('refused'), rows: {} }, {}, [`feed-back: ${FEED_BACK}`]],
    ['a canary', stopped(EARLY_ENDS.limit), {}, ['send-the-rest: AGAIN']],
    ['Ctrl-C', stopped(EARLY_ENDS.signal), {}, ['resume: AGAIN']],
    ['a full disk', stopped(EARLY_ENDS['full-disk']), {}, ['resume: AGAIN']],
    [
      'too many failures',
      { ...failed('refused'), earlyEnd: EARLY_ENDS['too-many-failures'] },
      {},
      ['resume: AGAIN', `feed-back: ${FEED_BACK}`],
    ],
    ['standard input that stopped', { ...stopped(EARLY_ENDS.signal), path: '-' }, {}, ['resume:', 'feed-again: AGAIN']],
    [
      'standard input',
      { rows: { ok: 5 }, path: '-' },
      { isVerifyPiped: true },
      ['verify-piped: VERIFY', 'send-again: RESTART'],
    ],
    ['one of several that stopped', stopped(EARLY_ENDS.signal), one, ['resume:']],
    ['one of several with refused rows', failed('refused'), one, [`feed-back: ${FEED_BACK}`]],
  ])('%s', (_, given, commands, steps) => {
    expect(shown(afterImport(importEndOf(importOf(given)), { ...COMMANDS, ...commands }))).toEqual(steps);
  });
});

const imported = (
  verdict: 'COMPLETE' | 'COMPLETE WITH FAILURES' | 'INCOMPLETE',
  before: Partial<Record<FailureClass, number>> = {},
): Beside => ({
  imported: { verdict, rows: rowsOf({ ok: 50 }), failures: [], failuresPath: 'st/failures.csv' },
  failedBefore: new Map(Object.entries(before) as [FailureClass, number][]),
  overruled: 0,
});

describe('after check', () => {
  test.each<[string, Given, Beside, string[]]>([
    ['every row right', { rows: { ok: 5 } }, NOTHING_BESIDE, ['import: IMPORT']],
    ['no rows', {}, NOTHING_BESIDE, ['no-rows: AGAIN']],
    ['wrong rows', failed('not_member'), NOTHING_BESIDE, ['import-anyway: IMPORT']],
    ['rows not checked', failed('unknown'), NOTHING_BESIDE, ['ask-again: AGAIN', 'import-unknown: IMPORT']],
    ['both', failed('not_member', 'unknown'), NOTHING_BESIDE, ['ask-again: AGAIN', 'import-anyway: IMPORT']],
    ['no group is known', allFailed('group_refused'), NOTHING_BESIDE, ['doubt-app: AGAIN']],
    ['no account is known', allFailed('no_account'), NOTHING_BESIDE, ['doubt-app: AGAIN']],
    ['a part is imported', { rows: { ok: 5 } }, imported('INCOMPLETE'), ['import-rest: IMPORT']],
    ['all is imported', { rows: { ok: 5 } }, imported('COMPLETE'), ['verify: VERIFY']],
    ['the input has grown since', { rows: { ok: 51 } }, imported('COMPLETE'), ['input-grown: IMPORT']],
    ['Ctrl-C', stopped(EARLY_ENDS.signal), NOTHING_BESIDE, ['resume: AGAIN']],
    ['an input that breaks off', stopped(EARLY_ENDS['input-broke-off']), NOTHING_BESIDE, ['repair: AGAIN']],
  ])('%s', (_, given, beside, steps) => {
    expect(shown(afterAudit(checkOf(given), beside, COMMANDS))).toEqual(steps);
  });
});

test('after check of one of several inputs whose import is done, nothing stands beside it', () => {
  const one = { ...COMMANDS, verify: undefined };
  expect(shown(afterAudit(checkOf({ rows: { ok: 5 } }), imported('COMPLETE'), one))).toEqual([]);
});

describe('after verify', () => {
  const corrected = { verifyCorrected: ['VERIFY COPY'], verifyUnproven: ['VERIFY COPY'] };
  const proven = { ...corrected, verifyUnproven: [], isAllCorrected: true };
  const done = imported('COMPLETE');
  const refused = (before: Partial<Record<FailureClass, number>>) => imported('COMPLETE WITH FAILURES', before);
  test.each<[string, Given, Beside, Partial<Commands>, string[]]>([
    ['every row right', { rows: { ok: 5 } }, done, {}, ['nothing-to-correct:']],
    ['no rows', {}, done, {}, ['no-rows: AGAIN']],
    ['a copy from which every row was left out', {}, done, { isVerifyOfOriginal: true }, ['nothing:']],
    ['an import that is not at its end', failed('different'), imported('INCOMPLETE'), {}, ['import-rest: IMPORT']],
    ['other counts', failed('different'), done, {}, ['set-all-again: COPY verify.csv; IMPORT COPY']],
    [
      'rows that the input has only since the import',
      { rows: { ok: 50 }, failures: [{ class: 'different', errorCode: null, count: 2 }] },
      done,
      {},
      ['input-grown: IMPORT'],
    ],
    ['of an import that is not here', failed('different'), NOTHING_BESIDE, {}, ['not-imported: IMPORT']],
    ['new messages', failed('new_messages'), done, {}, ['leave-new-messages:']],
    ['no group is known any more', allFailed('group_refused'), done, {}, ['doubt-app: AGAIN']],
    ['rows not read', failed('unknown'), done, {}, ['ask-again: AGAIN']],
    ['no members', failed('not_member'), done, {}, ['clear-the-way: COPY verify.csv; IMPORT COPY']],
    [
      'other counts and no members: one copy for both',
      failed('different', 'not_member'),
      done,
      {},
      ['set-again: COPY verify.csv; IMPORT COPY', 'clear-the-way:'],
    ],
    [
      'rows that the import had refused, all of which were set from a copy, and read back',
      failed('different'),
      refused({ different: 2 }),
      proven,
      ['all-corrected:'],
    ],
    [
      'the same, and one that an earlier row of its member does not overrule',
      failed('different'),
      { ...refused({ different: 1 }), overruled: 1 },
      proven,
      ['leave-overruled:', 'all-corrected:'],
    ],
    [
      'rows that a copy that was read back leaves out',
      failed('different'),
      refused({ different: 2 }),
      { ...proven, isAllCorrected: false },
      [`correct-others: ${FEED_BACK}`],
    ],
    [
      'rows that were set from a copy that was read back, and others that are not read',
      failed('different', 'unknown'),
      refused({ different: 2 }),
      proven,
      ['ask-again: AGAIN'],
    ],
    [
      'rows that the import had refused',
      failed('different'),
      refused({ different: 2 }),
      {},
      [`correct-refused: ${FEED_BACK}`],
    ],
    [
      'those, and other counts: two copies',
      failed('different'),
      refused({ different: 1 }),
      {},
      [`correct-refused: ${FEED_BACK}`, 'set-again: COPY verify.csv 2; IMPORT COPY'],
    ],
    [
      'rows that the import had refused, and a copy has corrected',
      failed('not_member'),
      refused({ not_member: 2 }),
      corrected,
      ['verify-corrected: VERIFY COPY', `correct-others: ${FEED_BACK}`],
    ],
    [
      'a row whose member has a later row, that a copy has corrected',
      failed('different', 'invalid'),
      { ...refused({ invalid: 2 }), overruled: 2 },
      corrected,
      ['verify-overruling: VERIFY COPY', `correct-others: ${FEED_BACK}`],
    ],
    [
      'a sample, in which only the former is',
      failed('different'),
      { ...refused({}), overruled: 2 },
      corrected,
      ['verify-overruling: VERIFY COPY'],
    ],
    [
      'of a copy, after which the first file was imported again',
      failed('different'),
      done,
      { isVerifyOfOriginal: true, isOriginalLater: true },
      ['set-over-original: COPY verify.csv; IMPORT COPY'],
    ],
    [
      'of a copy, behind which there is another one',
      failed('different'),
      done,
      { ...corrected, isVerifyOfOriginal: true },
      ['verify-later-copy: VERIFY COPY'],
    ],
    ['Ctrl-C', stopped(EARLY_ENDS.signal), done, {}, ['resume: AGAIN']],
    ['an input that breaks off', stopped(EARLY_ENDS['input-broke-off']), done, {}, ['repair: AGAIN']],
  ])('%s', (_, given, beside, commands, steps) => {
    expect(shown(afterAudit(verifyOf(given), beside, { ...COMMANDS, ...commands }))).toEqual(steps);
  });
});

describe('status', () => {
  const end = (given: Given) => importEndOf(importOf(given));
  const seen = (given: Given, rest: Partial<AuditKnown> = {}): AuditKnown => {
    const { rows, failures } = verifyOf(given);
    return { rows, failures, foundPath: 'st/verify.csv', isFinished: true, isLatest: true, ...rest };
  };
  const complete = end({ rows: { ok: 5 } });
  const half = end(stopped(EARLY_ENDS.signal));
  const killed = { ...half, stop: { kind: 'killed' } as const };
  test.each<[string, Partial<Known>, string[]]>([
    ['nothing has begun', {}, ['import: IMPORT']],
    ['a check has found nothing', { check: seen({ rows: { ok: 5 } }) }, ['import: IMPORT']],
    ['a check has found something', { check: seen(failed('not_member')) }, ['import-anyway: IMPORT']],
    ['a check was stopped', { check: seen({}, { isFinished: false }) }, ['go-on-audit: CHECK']],
    ['a run is on', { import: half, isRunning: true }, ['wait:']],
    ['a run was stopped', { import: half }, ['resume: AGAIN']],
    [
      'a run was stopped, as an earlier command says',
      { import: { ...half, stop: { kind: 'code', code: 'TU_JOURNAL' } } },
      ['stopped-by: AGAIN'],
    ],
    ['a run was killed', { import: killed }, ['go-on-killed: AGAIN']],
    ['a run was killed, and the input is gone', { import: killed, now: 'gone' }, ['input-gone:']],
    ['a run was killed, and the input was edited', { import: killed, now: 'edited' }, ['input-edited: RESTART']],
    ['a canary', { import: end(stopped(EARLY_ENDS.limit)) }, ['send-the-rest: AGAIN']],
    [
      'an input to which a run with too many failures did not come',
      { import: { ...end({ earlyEnd: EARLY_ENDS.limit }), stop: { kind: 'code', code: 'TU_TOO_MANY_FAILURES' } } },
      ['import: AGAIN'],
    ],
    ['an input behind those of a canary', { import: end({ earlyEnd: EARLY_ENDS.limit }) }, ['import: AGAIN']],
    ['complete', { import: complete }, ['verify: VERIFY', 'send-again: RESTART']],
    ['complete, and grown since', { import: complete, now: 'grown' }, ['input-grown: AGAIN']],
    ['complete, and edited since', { import: complete, now: 'edited' }, ['input-edited-since: RESTART']],
    ['complete, and gone since', { import: complete, now: 'gone' }, ['input-gone-since:']],
    [
      'with failures, and gone since',
      { import: end(failed('refused')), now: 'gone' },
      [`feed-back: ${FEED_BACK}`, 'input-gone-since:'],
    ],
    [
      'verified, and gone since',
      { import: complete, now: 'gone', verify: seen({ rows: { ok: 5 } }) },
      ['nothing-to-correct:'],
    ],
    [
      'verify has found other counts, and gone since',
      { import: complete, now: 'gone', verify: seen(failed('different')) },
      ['set-all-again: COPY verify.csv; IMPORT COPY', 'input-gone-since:'],
    ],
    [
      'verify was stopped, and gone since',
      { import: complete, now: 'gone', verify: seen({}, { isFinished: false }) },
      ['input-gone-since:'],
    ],
    ['complete without a row', { import: end({}) }, ['no-rows: AGAIN']],
    ['with failures', { import: end(failed('refused')) }, [`feed-back: ${FEED_BACK}`, 'verify: VERIFY']],
    ['verified', { import: complete, verify: seen({ rows: { ok: 5 } }) }, ['nothing-to-correct:']],
    [
      'verified before the import',
      { import: complete, verify: seen({}, { isLatest: false }) },
      ['verify: VERIFY', 'send-again: RESTART'],
    ],
    ['verify was stopped', { import: complete, verify: seen({}, { isFinished: false }) }, ['go-on-audit: VERIFY']],
    [
      'verify has found other counts',
      { import: complete, verify: seen(failed('different')) },
      ['set-all-again: COPY verify.csv; IMPORT COPY'],
    ],
    ['verify could not read', { import: complete, verify: seen(failed('unknown')) }, ['ask-again: VERIFY']],
  ])('%s', (_, given, steps) => {
    const known: Known = {
      path: 'members.csv',
      isRunning: false,
      now: 'same',
      import: undefined,
      check: undefined,
      verify: undefined,
      ...(given.import ? imported('COMPLETE') : NOTHING_BESIDE),
      ...given,
    };
    expect(shown(afterStatus(known, { ...COMMANDS, check: 'CHECK', lacksApp: false }))).toEqual(steps);
  });

  const canary = end(stopped(EARLY_ENDS.limit));
  const behind = end({ earlyEnd: EARLY_ENDS.limit });
  const verified = { import: complete, verify: seen({ rows: { ok: 5 } }) };
  test.each<[string, Partial<Known>[], string[]]>([
    ['none has begun', [{}, {}], ['import: AGAIN']],
    ['none has begun, and a check has found something', [{}, { check: seen(failed('not_member')) }], []],
    ['one was stopped', [{ import: complete }, { import: half }, {}], ['resume-all: AGAIN']],
    ['a canary did not come to all', [{ import: canary }, { import: behind }], ['send-the-rest: AGAIN']],
    ['one has grown', [{ import: complete }, { import: complete, now: 'grown' }], ['import-rest: AGAIN']],
    ['one is running', [{ import: half, isRunning: true }, { import: half }], []],
    ['one is gone', [{ import: half }, { import: half, now: 'gone' }], []],
    ['all are complete', [{ import: complete }, verified], ['verify: VERIFY']],
    [
      'one has failures',
      [{ import: complete }, { import: end(failed('refused')) }],
      ['failed-above:', 'verify: VERIFY'],
    ],
    ['all are without a row', [{ import: end({}) }, { import: end({}) }], []],
    ['all are verified', [verified, verified], []],
  ])('of several: %s', (_, given, steps) => {
    const all = given.map(
      (one): Known => ({
        ...NOTHING_BESIDE,
        path: 'members.csv',
        isRunning: false,
        now: 'same',
        import: undefined,
        check: undefined,
        verify: undefined,
        ...one,
      }),
    );
    const isAllCorrected = all.every(({ import: run }) => !run?.rows.failed);
    expect(shown(afterStatuses(all, { again: 'AGAIN', verify: 'VERIFY', isAllCorrected }))).toEqual(steps);
    expect(shown(afterStatuses(all, { again: undefined, verify: undefined, isAllCorrected }))).toEqual([]);
  });

  test('of an input that was never imported says what is lacking where no app is named', () => {
    const nothing = { path: 'members.csv', isRunning: false, now: 'same', import: undefined } as const;
    const known = { ...NOTHING_BESIDE, ...nothing, check: undefined, verify: undefined };
    const commands = { ...COMMANDS, check: 'CHECK', lacksApp: true };
    expect(shown(afterStatus(known, commands))).toEqual(['import: IMPORT', 'give-settings:']);
    const checked = { ...known, check: seen({ rows: { ok: 5 } }) };
    expect(shown(afterStatus(checked, commands))).toEqual(['import: IMPORT', 'name-app:']);
    const doubted = { ...known, check: seen(allFailed('group_refused')) };
    expect(shown(afterStatus(doubted, commands))).toEqual(['doubt-app: CHECK', 'name-app:']);
    const canary = { ...known, import: end(stopped(EARLY_ENDS.limit)) };
    expect(shown(afterStatus(canary, commands))).toEqual(['send-the-rest: AGAIN', 'name-app:']);
    expect(shown(afterStatus({ ...canary, isRunning: true }, commands))).toEqual(['wait:']);
  });
});
