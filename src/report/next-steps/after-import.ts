import { countOf } from '../../core/books/summary.ts';
import type { Commands } from './commands.ts';
import type { ImportEnd, Stop } from './known.ts';
import { type NextStep, plain, type Step } from './next-step.ts';

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

const isPiped = (path: string): boolean => path === '-';

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
  const exhausted = countOf(failures, (failureClass) => failureClass === 'exhausted');
  const commands = correct(path);
  if (exhausted > 0 && exhausted < rows.failed) return [{ step: 'feed-back-some', path, commands }];
  return [{ step: exhausted === 0 ? 'feed-back' : 'import-as-is', path, count: rows.failed, commands }];
};

/** Rows that failed, where a copy has corrected some of them. */
const correctingOthers = (
  { rows, failuresPath: path }: ImportEnd,
  { correct, isAllCorrected }: Commands,
): NextStep[] =>
  rows.failed === 0 || isAllCorrected ? [] : [{ step: 'correct-others', path, commands: correct(path) }];

/** Rows from a pipe must be piped in again. */
export const goingOn = (stop: Stop | undefined, path: string, { again, isRestart }: Commands): NextStep[] => {
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
