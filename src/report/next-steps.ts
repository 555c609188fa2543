import type { FailureCount, RowCounts } from '../core/books/ledger.ts';
import type { AuditSummary, EarlyEnd, Imported, ImportSummary } from '../core/books/summary.ts';
import { isImported, UNKNOWN_CLASSES, unknownIn } from '../core/books/summary.ts';
import type { RunTotal } from '../core/books/total.ts';
import {
  refusesAll,
  type ValidationPlan,
  type ValidationTotal,
  validationExitCode,
} from '../core/books/validation-verdict.ts';
import { InputBrokeOffError } from '../core/errors/broken-off-error.ts';
import { ExitCode, type Fact, type TimUnreadError } from '../core/errors/error.ts';
import type { Shard } from '../core/row/shard.ts';
import type { Validation } from '../core/row/validation.ts';
import { lackedByAll } from '../core/target/common-cause.ts';
import type { FailureClass } from '../core/target/outcome.ts';

/** A next step for the user. `commands` are ready to paste, one after the other. The texts are in `report.next`. */
export type NextStep = Step & { readonly commands: readonly string[] };

type Step =
  /** remove the cause of the error, then go on */
  | { readonly step: 'resume'; readonly error: TimUnreadError; readonly isRestart: boolean }
  | { readonly step: 'repair'; readonly error: TimUnreadError }
  | { readonly step: 'stopped-by'; readonly code: string; readonly fact: Fact | undefined }
  | { readonly step: CorrectingStep; readonly path: string }
  | { readonly step: 'clear-the-way'; readonly path: string; readonly isOnly: boolean }
  /** `count` rows are not as asked */
  | { readonly step: 'import-anyway'; readonly count: number }
  /** `count` rows that `verify` found had not been set by the import; `path` says why */
  | {
      readonly step: 'correct-refused' | 'verify-corrected' | 'verify-overruling';
      readonly count: number;
      readonly path: string;
    }
  /** none of them is known to the app */
  | { readonly step: 'doubt-app'; readonly of: 'groups' | 'accounts' }
  | { readonly step: PlainStep };

/** Steps that begin with a copy of the file `path`. */
type CorrectingStep =
  | 'correct-others'
  | 'feed-back'
  | 'feed-back-some'
  | 'import-as-is'
  | 'set-again'
  | 'set-all-again';

type PlainStep =
  | 'send-the-rest'
  | 'import-rest'
  | 'not-imported'
  | 'feed-again'
  | 'verify'
  | 'verify-original'
  | 'verify-piped'
  | 'verify-later-copy'
  | 'send-again'
  | 'nothing-or-send-again'
  | 'set-changes-again'
  | 'nothing'
  | 'nothing-to-correct'
  | 'no-rows'
  | 'no-rows-in-all'
  | 'resume-all'
  | 'go-on'
  | 'go-on-killed'
  | 'go-on-audit'
  | 'wait'
  | 'input-gone'
  | 'see-why'
  | 'input-gone-since'
  | 'input-edited'
  | 'input-edited-since'
  | 'input-grown'
  | 'import'
  | 'ask-again'
  | 'import-unknown'
  | 'import-all-anyway'
  | 'failed-above'
  | 'found-above'
  | 'leave-new-messages'
  | 'repair-inputs'
  | 'correct-all'
  | 'correct-or-choose'
  | 'correct-or-import'
  | 'give-settings'
  | 'name-app';

/** The commands that may come next. Whoever knows the flags and the folders makes them. */
export type Commands = {
  /**
   * what was typed, without what would begin it anew (`--restart`) or end it where it ended (`--limit`,
   * `--max-failures`); undefined for one of several inputs, which share one below
   */
  readonly again: string | undefined;
  readonly restart: string | undefined;
  readonly import: string;
  /** of the first file, where this is a corrected copy; undefined after a rehearsal, whose counts are gone */
  readonly verify: string | undefined;
  readonly isVerifyOfOriginal: boolean;
  /** the rows that it reads back came through a pipe, and have yet to be saved in a file */
  readonly isVerifyPiped: boolean;
  /** of each corrected copy that was imported */
  readonly verifyCorrected: readonly string[];
  /** each row that failed was set from a copy */
  readonly isAllCorrected: boolean;
  /** copies a CSV file of the run under a name that nothing has, and imports the copy; `second` gives another name */
  readonly correct: (path: string, second?: 'second') => readonly string[];
  /** `--restart` was typed */
  readonly isRestart: boolean;
  /** they begin no row anew whose count is right */
  readonly isOnlyChanges: boolean;
};

/** Commands for several inputs together; `verify` is undefined after a rehearsal. */
export type TotalCommands = {
  readonly again: string;
  /** of those that are not imported yet: one command for each share that is next of some of them */
  readonly import: readonly string[];
  readonly verify: string | undefined;
};

/** Of several inputs, as `status` finds them; undefined where no command fits all of them. */
export type StatusTotalCommands = {
  readonly again: string | undefined;
  readonly verify: string | undefined;
  /** no row failed that was not set from a copy */
  readonly isAllCorrected: boolean;
};

export type ValidationCommands = {
  readonly importCommand: string;
  readonly validateAgain: string;
  /** the settings name no app, which `import` needs */
  readonly lacksApp: boolean;
};

/** How far an import is, whoever asks. */
export type ImportEnd = Pick<ImportSummary, 'verdict' | 'rows' | 'failures'> & {
  readonly path: string;
  readonly failuresPath: string;
  readonly stop: Stop | undefined;
};

/** Why an import is not complete. Of a run that has ended before, the code of the error is known, perhaps what happened, or nothing. */
export type Stop =
  | EarlyEnd
  /** `fact`: what happened then, of a run of this user on this machine */
  | { readonly kind: 'code'; readonly code: string; readonly fact?: Fact | undefined }
  | { readonly kind: 'killed' };

/** What the state folder knows besides, when `check` or `verify` has ended. */
export type Beside = {
  /** undefined where no import has begun */
  readonly imported: KnownImport | undefined;
  /** rows that `verify` found and the import had not set, by the class that `verify` gave them */
  readonly failedBefore: ReadonlyMap<FailureClass, number>;
  /** rows of class different whose member has another row, which the import had not set, a copy has corrected, and which wins */
  readonly overruled: number;
};

export type KnownImport = Imported & {
  readonly failuresPath: string;
  /** the part that is done is another one now, and rows are left to import */
  readonly isEdited?: boolean;
  /** where its rows are shared */
  readonly nextShare?: Shard | undefined;
};

export const NOTHING_BESIDE: Beside = { imported: undefined, failedBefore: new Map(), overruled: 0 };

const isPiped = (path: string): boolean => path === '-';

const plain = (step: PlainStep, ...commands: readonly (string | undefined)[]): NextStep => ({
  step,
  commands: commands.filter((command) => command !== undefined),
});

/** One of several inputs, to which a run with `--limit` or `--max-failures` did not come. */
export const isUnbegun = ({ stop, rows }: Pick<ImportEnd, 'stop' | 'rows'>): boolean =>
  rows.read === 0 && (stop?.kind === 'limit' || (stop?.kind === 'code' && stop.code === 'TU_TOO_MANY_FAILURES'));

export const importEndOf = ({ verdict, rows, failures, files, input, earlyEnd }: ImportSummary): ImportEnd => ({
  verdict,
  rows,
  failures,
  path: input.path,
  failuresPath: files.failures,
  stop: earlyEnd,
});

export const afterImport = (end: ImportEnd, commands: Commands): NextStep[] => {
  const { verdict, rows, path } = end;
  const correcting = correctingSteps(end, commands);
  if (verdict === 'INCOMPLETE') return [...goingOn(end.stop, path, commands), ...correcting];
  if (rows.read === 0) {
    // Whoever leaves every row of a copy out has nothing to correct, and goes on with the first file.
    const isEmptyCopy = commands.isVerifyOfOriginal && commands.verify !== undefined;
    return [isEmptyCopy ? plain('verify', commands.verify) : plain('no-rows', commands.again)];
  }
  // If every row failed, there is no count to read back.
  const verify = rows.read > rows.failed ? commands.verify : undefined;
  const verifying = verify ? [plain(verifyStep(commands), verify)] : [];
  return [
    // What a copy has corrected already is not corrected once more.
    ...(commands.verifyCorrected.length > 0
      ? [...verifying, ...correctingOthers(end, commands)]
      : [...correcting, ...verifying]),
    ...(verdict === 'COMPLETE' && commands.restart ? [plain(beginningAnew(verify, commands), commands.restart)] : []),
  ];
};

const beginningAnew = (verify: string | undefined, { isOnlyChanges }: Commands) => {
  if (isOnlyChanges) return 'set-changes-again';
  return verify ? 'send-again' : 'nothing-or-send-again';
};

const verifyStep = ({ isVerifyPiped, isVerifyOfOriginal }: Commands) => {
  if (isVerifyPiped) return 'verify-piped';
  return isVerifyOfOriginal ? 'verify-original' : 'verify';
};

/** Rows that got no answer need no correction. */
const correctingSteps = ({ rows, failures, failuresPath: path }: ImportEnd, { correct }: Commands): NextStep[] => {
  if (rows.failed === 0) return [];
  const exhausted = countOf(failures, 'exhausted');
  if (exhausted === 0) return [{ step: 'feed-back', path, commands: correct(path) }];
  const step = exhausted === rows.failed ? 'import-as-is' : 'feed-back-some';
  return [{ step, path, commands: correct(path) }];
};

/** Rows that failed, where a copy has corrected some of them. */
const correctingOthers = (
  { rows, failuresPath: path }: ImportEnd,
  { correct, isAllCorrected }: Commands,
): NextStep[] =>
  rows.failed === 0 || isAllCorrected ? [] : [{ step: 'correct-others', path, commands: correct(path) }];

const countOf = (failures: readonly FailureCount[], failureClass: FailureClass): number =>
  failures.reduce((sum, failure) => sum + (failure.class === failureClass ? failure.count : 0), 0);

/** Rows from a pipe must be piped in again. */
const goingOn = (stop: Stop | undefined, path: string, { again, isRestart }: Commands): NextStep[] => {
  // One of several inputs: the way on is that of all of them, and stands below.
  if (again === undefined && stop?.kind !== 'error') return [];
  const commands = isPiped(path) || again === undefined ? [] : [again];
  return [{ ...stepOfStop(stop, isRestart), commands }, ...(isPiped(path) ? [plain('feed-again', again)] : [])];
};

const stepOfStop = (stop: Stop | undefined, isRestart: boolean): Step => {
  switch (stop?.kind) {
    case 'error':
      return { step: 'resume', error: stop.error, isRestart };
    case 'limit':
      return { step: 'send-the-rest' };
    case 'code':
      return { step: 'stopped-by', code: stop.code, fact: stop.fact };
    case 'killed':
      return { step: 'go-on-killed' };
    default:
      return { step: 'go-on' };
  }
};

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

const ofOne = (command: string | undefined): readonly string[] => (command === undefined ? [] : [command]);

const afterCheck = (
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
    ...(unknown > 0 ? [plain('ask-again', commands.again)] : []),
    unknown < rows.failed
      ? { step: 'import-anyway', count: rows.failed - unknown, commands: [commands.import] }
      : plain('import-unknown', commands.import),
  ];
};

/** One answer to all rows, none of which is as asked, is that of the app or its region. */
const doubtOf = (rows: RowCounts, failures: readonly FailureCount[]) => {
  const invalid = countOf(failures, 'invalid');
  return rows.ok === 0 ? lackedByAll(failures, rows.failed - invalid) : undefined;
};

/** What `verify` found. */
export type Verified = Pick<AuditSummary, 'rows' | 'failures'> & { readonly foundPath: string };

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
    countOf(failures, failureClass) - (failedBefore.get(failureClass) ?? 0);
  const has = (classes: ReadonlySet<FailureClass>): boolean => [...classes].some((one) => left(one) > 0);
  const before = [...failedBefore.values()].reduce((sum, count) => sum + count, 0);
  const { verifyCorrected } = commands;
  const isCorrected = verifyCorrected.length > 0;
  const different = left('different') - overruled;
  // To set the rows of an earlier copy again would undo what the later one has set.
  if (different > 0 && commands.isVerifyOfOriginal && isCorrected) {
    return [plain('verify-later-copy', ...verifyCorrected)];
  }
  const steps: NextStep[] = [];
  const of = before > 0 ? { count: before, path: imported.failuresPath } : undefined;
  if (of && !isCorrected) steps.push({ step: 'correct-refused', ...of, commands: commands.correct(of.path) });
  // Two steps with the same copy would overwrite each other.
  const correct = commands.correct(path, steps.length > 0 ? 'second' : undefined);
  if (different > 0) {
    steps.push({ step: different === rows.failed ? 'set-all-again' : 'set-again', path, commands: correct });
  }
  if (left('new_messages') > 0) steps.push(plain('leave-new-messages'));
  if (has(UNKNOWN_CLASSES)) steps.push(plain('ask-again', commands.again));
  if (has(IN_THE_WAY)) {
    const isOnly = steps.length === 0;
    steps.push({ step: 'clear-the-way', path, isOnly, commands: different > 0 ? [] : correct });
  }
  if (isCorrected && overruled > 0) {
    const { failuresPath } = imported;
    steps.push({ step: 'verify-overruling', count: overruled, path: failuresPath, commands: verifyCorrected });
  } else if (of && isCorrected) {
    steps.push({ step: 'verify-corrected', ...of, commands: verifyCorrected });
  }
  if (of && isCorrected && !commands.isAllCorrected) {
    const others = commands.correct(of.path, different > 0 || has(IN_THE_WAY) ? 'second' : undefined);
    steps.push({ step: 'correct-others', path: of.path, commands: others });
  }
  return steps;
};

/** Classes for which setting the row again does not help. */
const IN_THE_WAY: ReadonlySet<FailureClass> = new Set([
  'invalid',
  'refused',
  'group_refused',
  'unsupported_group',
  'not_member',
  'no_account',
]);

export const afterAll = (total: RunTotal, commands: TotalCommands): NextStep[] => {
  const { command, verdict, rows } = total;
  if (verdict === 'INCOMPLETE') {
    return [plain(total.isLimited ? 'send-the-rest' : 'resume-all', commands.again)];
  }
  if (rows.read === 0) return [plain('no-rows-in-all', commands.again)];
  const hasFailed = verdict === 'COMPLETE WITH FAILURES';
  if (command === 'check') {
    if (commands.import.length === 0) return commands.verify ? [plain('verify', commands.verify)] : [];
    return [plain(hasFailed ? 'import-all-anyway' : 'import', ...commands.import)];
  }
  if (command === 'verify') return [plain(hasFailed ? 'found-above' : 'nothing-to-correct')];
  return [
    ...(hasFailed ? [plain('failed-above')] : []),
    ...(commands.verify ? [plain('verify', commands.verify)] : []),
  ];
};

/** @param commands - undefined for one of several inputs: the total has the next steps */
export const afterValidation = (
  validation: Validation,
  plan: ValidationPlan,
  commands: ValidationCommands | undefined,
): NextStep[] => {
  const { rows, brokeOff } = validation;
  if (brokeOff) return [{ step: 'repair', error: brokeOff.error, commands: ofOne(commands?.validateAgain) }];
  if (!commands) return [];
  if (rows.read === 0) return [plain('no-rows', commands.validateAgain)];
  return afterRows(rows, validationExitCode(validation, plan) === ExitCode.ok, plan.rule, commands);
};

export const afterValidations = (
  { rows, wrong, unread }: ValidationTotal,
  { rule }: ValidationPlan,
  commands: ValidationCommands,
): NextStep[] => {
  if (unread.length > 0) return [plain('repair-inputs', commands.validateAgain)];
  return afterRows(rows, wrong === 0, rule, commands);
};

const afterRows = (
  rows: Validation['rows'],
  isRight: boolean,
  rule: ValidationPlan['rule'],
  { importCommand, validateAgain, lacksApp }: ValidationCommands,
): NextStep[] => {
  if (!isRight && rows.valid === 0) return [plain('correct-all', validateAgain)];
  const correction = refusesAll(rows, rule) ? 'correct-or-choose' : 'correct-or-import';
  return [plain(isRight ? 'import' : correction, importCommand), ...(lacksApp ? [plain('give-settings')] : [])];
};

/** What is known of an input, whoever asks and whenever. */
export type Known = Beside & {
  readonly path: string;
  readonly isRunning: boolean;
  readonly now: InputNow;
  readonly import: ImportEnd | undefined;
  readonly check: AuditKnown | undefined;
  readonly verify: AuditKnown | undefined;
};

/** The input of a run as it is now. `unread`: nobody can tell, or nobody has to. */
export type InputNow = 'same' | 'grown' | 'edited' | 'gone' | 'unread';

/** What `check` or `verify` has left in the state folder. */
export type AuditKnown = Verified & {
  readonly isFinished: boolean;
  /** the import has not been at work since */
  readonly isLatest: boolean;
};

export type StatusCommands = Commands & {
  readonly check: string;
  /** of an input that was not begun, and cannot be read as it is */
  readonly seeWhy?: string | undefined;
  /** neither the settings nor the flags of a run name an app, which all but a rehearsal need */
  readonly lacksApp: boolean;
};

/** Of several inputs: the command that goes on with all of them, where none is to be mended or waited for first. */
export const afterStatuses = (
  all: readonly Known[],
  { again, verify, isAllCorrected }: StatusTotalCommands,
): NextStep[] => {
  if (all.some(({ isRunning, now }) => isRunning || now === 'gone' || now === 'edited')) return [];
  const begun = all.flatMap(({ import: end }) => (end && !isUnbegun(end) ? [end] : []));
  const isOpen = all.some(({ import: end, now }) => !end || end.verdict === 'INCOMPLETE' || now === 'grown');
  if (isOpen) {
    if (again === undefined) return [];
    // What a check has found comes first.
    if (begun.length === 0) return all.some(({ check }) => check?.rows.failed) ? [] : [plain('import', again)];
    const stops = begun.flatMap(({ stop }) => stop ?? []);
    // Another share of the rows, or rows that were added since.
    if (stops.length === 0) return [plain('import-rest', again)];
    return [plain(stops.every(({ kind }) => kind === 'limit') ? 'send-the-rest' : 'resume-all', again)];
  }
  if (verify === undefined || begun.every(({ rows }) => rows.read === 0)) return [];
  if (all.every((one) => one.verify?.isLatest && one.verify.isFinished)) return [];
  return [...(isAllCorrected ? [] : [plain('failed-above')]), plain('verify', verify)];
};

export const afterStatus = (known: Known, commands: StatusCommands): NextStep[] => {
  const steps = afterKnown(known, commands);
  const isOfTarget = steps.some(({ step, commands: of }) => step !== 'see-why' && of.length > 0);
  if (!commands.lacksApp || !isOfTarget) return steps;
  // A rehearsal is for those who have not begun.
  return [...steps, plain(known.import || known.check ? 'name-app' : 'give-settings')];
};

const afterKnown = (known: Known, commands: StatusCommands): NextStep[] => {
  const { path, isRunning, now, import: end, check } = known;
  if (isRunning) return [plain('wait')];
  const isGone = now === 'gone';
  if (isGone && (!end || end.verdict === 'INCOMPLETE' || end.rows.read === 0)) return [plain('input-gone')];
  if (!end) {
    if (commands.seeWhy) return [plain('see-why', commands.seeWhy)];
    if (!check) return [plain('import', commands.import)];
    if (!check.isFinished) return [plain('go-on-audit', commands.check)];
    return afterCheck(check, NOTHING_BESIDE, { ...commands, again: commands.check });
  }
  if (end.verdict === 'INCOMPLETE') {
    if (now === 'edited') return [plain('input-edited', commands.restart)];
    if (isUnbegun(end)) return [plain('import', commands.again)];
    return afterImport(end, commands);
  }
  if (now === 'edited') return [plain('input-edited-since', commands.restart)];
  if (now === 'grown') return [plain('input-grown', commands.again)];
  return isGone ? afterGone({ ...end, path }, known, commands) : afterEnd({ ...end, path }, known, commands);
};

/** Of an import that is over. */
const afterEnd = (end: ImportEnd, known: Known, commands: Commands): NextStep[] => {
  const { verify } = known;
  if (!verify?.isLatest || end.rows.read === 0) return afterImport(end, commands);
  const again = commands.verify;
  if (!verify.isFinished) return [plain('go-on-audit', again)];
  return afterVerify(verify, known, { ...commands, again });
};

/** What needs the input is left out. */
const afterGone = (end: ImportEnd, known: Known, commands: Commands): NextStep[] => {
  const { verify, isVerifyOfOriginal } = commands;
  const without = { ...commands, restart: undefined, verify: isVerifyOfOriginal ? verify : undefined };
  const steps = afterEnd(end, known, without).filter((next) => next.commands.length > 0);
  const isProven = known.verify?.isLatest && known.verify.isFinished && known.verify.rows.failed === 0;
  return isProven ? [plain('nothing-to-correct')] : [...steps, plain('input-gone-since')];
};
