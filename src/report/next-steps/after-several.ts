import type { RunTotal } from '../../core/books/total.ts';
import type { StatusTotalCommands, TotalCommands } from './commands.ts';
import { isUnbegun, type Known } from './known.ts';
import { type NextStep, plain } from './next-step.ts';

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
  if (command === 'verify') {
    return [hasFailed ? { step: 'found-above', count: rows.failed, commands: [] } : plain('nothing-to-correct')];
  }
  return [
    ...(hasFailed ? [failedAbove(rows.failed)] : []),
    ...(commands.verify ? [plain('verify', commands.verify)] : []),
  ];
};

const failedAbove = (count: number): NextStep => ({ step: 'failed-above', count, commands: [] });

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
  const failed = begun.reduce((sum, { rows }) => sum + rows.failed, 0);
  return [...(isAllCorrected ? [] : [failedAbove(failed)]), plain('verify', verify)];
};
