import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import { type AuditSummary, countOf, isImported, UNKNOWN_CLASSES, unknownIn } from '../../core/books/summary.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { lackedByAll } from '../../core/target/common-cause.ts';
import type { FailureClass } from '../../core/target/outcome.ts';
import { goingOn } from './after-import.ts';
import type { Commands } from './commands.ts';
import type { Beside, Verified } from './known.ts';
import { type NextStep, ofOne, plain } from './next-step.ts';

export const afterAudit = (summary: AuditSummary, beside: Beside, commands: Commands): NextStep[] => {
  const { command, verdict, earlyEnd, input } = summary;
  if (verdict === 'INCOMPLETE') {
    const isBroken = earlyEnd?.kind === 'error' && earlyEnd.error instanceof InputBrokeOffError;
    // An input that cannot be read to its end stops the same command at the same place.
    if (isBroken) return [{ step: 'repair', error: earlyEnd.error, commands: ofOne(commands.again) }];
    return goingOn(earlyEnd, input.path, commands);
  }
  if (command === 'check') return afterCheck(summary, beside, commands);
  return afterVerify({ ...summary, foundPath: summary.files.failures }, beside, commands);
};

export const afterCheck = (
  { rows, failures }: Pick<AuditSummary, 'rows' | 'failures'>,
  { imported }: Beside,
  commands: Commands,
): NextStep[] => {
  if (rows.read === 0) return [plain('no-rows', commands.again)];
  if (imported && isImported(rows, imported)) {
    // One of several inputs: what comes next stands below all of them.
    return commands.verify === undefined ? [] : [plain('verify', commands.verify)];
  }
  if (imported?.isEdited) return [plain('input-edited', commands.restart)];
  // The rows behind those that the import has read are left.
  if (imported && imported.verdict !== 'INCOMPLETE') return [plain('input-grown', commands.import)];
  if (rows.failed === 0) return [plain(imported ? 'import-rest' : 'import', commands.import)];
  const doubted = doubtOf(rows, failures);
  if (doubted) return [{ step: 'doubt-app', of: doubted, commands: ofOne(commands.again) }];
  const unknown = unknownIn(failures);
  return [
    ...(unknown > 0 ? [askAgain(unknown, commands)] : []),
    unknown < rows.failed
      ? { step: 'import-anyway', count: rows.failed - unknown, commands: [commands.import] }
      : plain('import-unknown', commands.import),
  ];
};

/** One answer to all rows, none of which is as asked, is that of the app or its region. */
const doubtOf = (rows: RowCounts, failures: readonly FailureCount[]) => {
  const invalid = countOf(failures, (failureClass) => failureClass === 'invalid');
  return rows.ok === 0 ? lackedByAll(failures, rows.failed - invalid) : undefined;
};

/** The next steps depend on the failure classes, and on what the import had said of the same rows. */
export const afterVerify = (
  { rows, failures, foundPath: path }: Verified,
  { imported, failedBefore, overruled }: Beside,
  commands: Commands,
): NextStep[] => {
  if (rows.read === 0) return [commands.isVerifyOfOriginal ? plain('nothing') : plain('no-rows', commands.again)];
  if (imported?.isEdited) return [plain('input-edited', commands.restart)];
  if (imported?.verdict === 'INCOMPLETE') return [plain('import-rest', commands.import)];
  if (rows.failed === 0) return [plain('nothing-to-correct')];
  const doubted = doubtOf(rows, failures);
  if (doubted) return [{ step: 'doubt-app', of: doubted, commands: ofOne(commands.again) }];
  if (!imported) return [plain('not-imported', commands.import)];
  // The rows behind those that the import has read are among them.
  if (rows.read > imported.rows.read) return [plain('input-grown', commands.import)];
  const left = (failureClass: FailureClass): number =>
    countOf(failures, (one) => one === failureClass) - (failedBefore.get(failureClass) ?? 0);
  const leftOf = (classes: ReadonlySet<FailureClass>): number =>
    [...classes].reduce((sum, one) => sum + Math.max(left(one), 0), 0);
  const unknown = leftOf(UNKNOWN_CLASSES);
  const inTheWay = leftOf(IN_THE_WAY);
  const before = [...failedBefore.values()].reduce((sum, count) => sum + count, 0);
  const { verifyCorrected, verifyUnproven } = commands;
  const isCorrected = verifyCorrected.length > 0;
  const different = left('different') - overruled;
  // To set the rows of an earlier copy again would undo what the later one has set.
  if (different > 0 && commands.isVerifyOfOriginal && isCorrected) {
    return [{ step: 'verify-later-copy', count: different, commands: verifyCorrected }];
  }
  const steps: NextStep[] = [];
  const of = before > 0 ? { count: before, path: imported.failuresPath } : undefined;
  if (of && !isCorrected) steps.push({ step: 'correct-refused', ...of, commands: commands.correct(of.path) });
  // Two steps with the same copy would overwrite each other.
  const correct = commands.correct(path, steps.length > 0 ? 'second' : undefined);
  if (different > 0) {
    const setAgain = different === rows.failed ? 'set-all-again' : 'set-again';
    const step = commands.isOriginalLater ? 'set-over-original' : setAgain;
    steps.push({ step, path, count: different, commands: correct });
  }
  const grown = left('new_messages');
  if (grown > 0) steps.push({ step: 'leave-new-messages', count: grown, commands: [] });
  if (unknown > 0) steps.push(askAgain(unknown, commands));
  if (inTheWay > 0) {
    const isOnly = steps.length === 0;
    steps.push({ step: 'clear-the-way', path, count: inTheWay, isOnly, commands: different > 0 ? [] : correct });
  }
  if (isCorrected && overruled > 0) {
    const step = verifyUnproven.length > 0 ? 'verify-overruling' : 'leave-overruled';
    steps.push({ step, count: overruled, path: imported.failuresPath, commands: verifyUnproven });
  } else if (of && verifyUnproven.length > 0) {
    steps.push({ step: 'verify-corrected', ...of, commands: verifyUnproven });
  }
  if (of && isCorrected && !commands.isAllCorrected) {
    const others = commands.correct(of.path, different > 0 || inTheWay > 0 ? 'second' : undefined);
    steps.push({ step: 'correct-others', path: of.path, commands: others });
  }
  const isDone = steps.every(({ step }) => step === 'leave-overruled');
  return of && isCorrected && isDone ? [...steps, { step: 'all-corrected', path: of.path, commands: [] }] : steps;
};

const askAgain = (count: number, { again }: Commands): NextStep => ({
  step: 'ask-again',
  count,
  commands: ofOne(again),
});

/** Classes for which setting the row again does not help. */
const IN_THE_WAY: ReadonlySet<FailureClass> = new Set([
  'invalid',
  'refused',
  'group_refused',
  'unsupported_group',
  'not_member',
  'no_account',
]);
