import type { DuplicateRule } from '../duplicates/duplicates.ts';
import { ExitCode } from '../errors/error.ts';
import type { Doubt } from '../errors/input-error.ts';
import type { Validation } from '../row/validation.ts';
import type { Verdict } from './summary.ts';

type Rows = Validation['rows'];

/** The settings of the `import` that would follow. */
export type ValidationPlan = {
  readonly perSecond: number;
  readonly rule: DuplicateRule;
  readonly isStrict: boolean;
  /** many inputs are one run: duplicates are looked for over all of them */
  readonly isJoined?: boolean;
};

/**
 * @returns the exit status of `validate`: 0; 2 when the input cannot be read to its end; 3 when a row cannot be sent,
 *   or when the rule forbids the duplicates in it
 */
export const validationExitCode = (
  validation: Validation,
  { rule, isStrict }: Pick<ValidationPlan, 'rule' | 'isStrict'>,
): ExitCode => {
  const { rows, brokeOff } = validation;
  if (brokeOff || (isStrict && doubtOf(validation))) return ExitCode.usage;
  return rows.invalid > 0 || refusesAll(rows, rule) ? ExitCode.rowsFailed : ExitCode.ok;
};

/** What `--strict` objects to; undefined where that is nothing. */
export const doubtOf = ({ rows, remarks, isLastLineOpen }: Validation): Doubt | undefined => {
  if (remarks.length > 0) return 'remarks';
  if (rows.read === 0) return 'no-rows';
  return isLastLineOpen ? 'open-line' : undefined;
};

/** Whether IDs or counts look damaged, or may mean something else, though each row can be sent. */
export const isSuspected = ({ remarks }: Pick<Validation, 'remarks'>): boolean =>
  remarks.some(
    (remark) => 'examples' in remark || remark.kind === 'backslashes-unclear' || remark.kind === 'rows-in-quotes',
  );

export const validationVerdict = (validation: Validation, plan: Pick<ValidationPlan, 'rule' | 'isStrict'>): Verdict => {
  if (validation.brokeOff) return 'INCOMPLETE';
  return validationExitCode(validation, plan) === ExitCode.ok ? 'COMPLETE' : 'COMPLETE WITH FAILURES';
};

/** Whether `import` would refuse the whole input because of its duplicates. */
export const refusesAll = ({ duplicate }: Rows, rule: DuplicateRule): boolean => rule === 'error' && duplicate > 0;

/** @returns the shortest time in which the rows can be sent, seconds */
export const shortestDurationS = (rows: Rows, { perSecond, rule }: ValidationPlan): number =>
  (rule === 'first' || rule === 'max' ? rows.valid - rows.duplicate : rows.valid) / perSecond;

/** The outcome of `validate`, for its headline. */
export type ValidationOutcome =
  | { readonly kind: 'broke-off' }
  | { readonly kind: 'not-all-read' }
  | { readonly kind: 'no-rows' }
  | { readonly kind: 'invalid'; readonly count: number }
  | { readonly kind: 'duplicate'; readonly count: number }
  /** every row can be sent, but IDs or counts look damaged */
  | { readonly kind: 'suspected' }
  | { readonly kind: 'right' };

/** @param rows - of one input that was read to its end, or the sum over several */
export const validationOutcome = (rows: Rows, rule: DuplicateRule, suspected: boolean): ValidationOutcome => {
  if (rows.read === 0) return { kind: 'no-rows' };
  if (rows.invalid > 0) return { kind: 'invalid', count: rows.invalid };
  if (refusesAll(rows, rule)) return { kind: 'duplicate', count: rows.duplicate };
  return suspected ? { kind: 'suspected' } : { kind: 'right' };
};

/** Several inputs, taken together. */
export type ValidationTotal = {
  readonly inputs: number;
  readonly rows: Rows;
  readonly right: number;
  readonly wrong: number;
  /** paths of the inputs that cannot be read to their end */
  readonly unread: readonly string[];
  /** IDs or counts of one of them look damaged */
  readonly isSuspected: boolean;
  /** the worst of their exit statuses */
  readonly exitCode: ExitCode;
};

/** @param validations - at least one */
export const validationTotalOf = (validations: readonly Validation[], plan: ValidationPlan): ValidationTotal => {
  const exitCodes = validations.map((validation) => validationExitCode(validation, plan));
  return {
    inputs: validations.length,
    rows: validations.map(({ rows }) => rows).reduce(added),
    right: exitCodes.filter((exitCode) => exitCode === ExitCode.ok).length,
    wrong: exitCodes.filter((exitCode) => exitCode === ExitCode.rowsFailed).length,
    unread: validations.filter(({ brokeOff }) => brokeOff).map(({ path }) => path),
    isSuspected: validations.some(isSuspected),
    exitCode: WORST_FIRST.find((exitCode) => exitCodes.includes(exitCode)) ?? ExitCode.ok,
  };
};

/** An input that cannot be read outweighs rows that cannot be sent. */
const WORST_FIRST: readonly ExitCode[] = [ExitCode.usage, ExitCode.rowsFailed];

const added = (a: Rows, b: Rows): Rows => ({
  read: a.read + b.read,
  valid: a.valid + b.valid,
  invalid: a.invalid + b.invalid,
  duplicate: a.duplicate + b.duplicate,
});
