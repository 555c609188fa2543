import {
  refusesAll,
  type ValidationPlan,
  type ValidationTotal,
  validationExitCode,
} from '../../core/books/validation-verdict.ts';
import { ExitCode } from '../../core/errors/error.ts';
import type { Validation } from '../../core/row/validation.ts';
import type { ValidationCommands } from './commands.ts';
import { type NextStep, ofOne, plain } from './next-step.ts';

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
  if (!isRight && rows.invalid === 0 && !refusesAll(rows, rule)) return [plain('settle-warnings', validateAgain)];
  const correction = refusesAll(rows, rule) ? 'correct-or-choose' : 'correct-or-import';
  return [plain(isRight ? 'import' : correction, importCommand), ...(lacksApp ? [plain('give-settings')] : [])];
};
