import { afterCheck, afterVerify } from './after-audit.ts';
import { afterImport } from './after-import.ts';
import type { Commands, StatusCommands } from './commands.ts';
import { type ImportEnd, isUnbegun, type Known, NOTHING_BESIDE } from './known.ts';
import { type NextStep, plain } from './next-step.ts';

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
