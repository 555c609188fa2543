import type { JoinedDuplicates } from '../../app/audit/validate.ts';
import { doubtOf, validationTotalOf } from '../../core/books/validation-verdict.ts';
import { type ExitCode, TimUnreadError } from '../../core/errors/error.ts';
import { InputError } from '../../core/errors/input-error.ts';
import { highestRate } from '../../core/pace/day-rates.ts';
import { unopened, type Validation } from '../../core/row/validation.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { told } from '../../messages/messages.ts';
import { validationObject } from '../../report/json/validation-json.ts';
import { validationText, validationTotalText } from '../../report/text/validation-text.ts';
import { newJoinedDuplicates, type OpenToValidate, openToValidate } from '../../wiring/open-input.ts';
import type { InputPlan } from '../../wiring/plan.ts';
import type { Context } from '../context.ts';
import { noRows, resolveInputs } from '../flags/input-plan.ts';
import { settle } from '../flags/read-settings.ts';
import { lacksApp } from '../flags/target-plan.ts';
import { commandLine, shortWords, typedPaths } from '../output/command-line.ts';
import { wayOut } from '../output/proposed-command.ts';
import { tellError, warn } from '../output/tell.ts';
import { tellRemarks } from '../output/tell-remarks.ts';
import { pageStyle, printObjects } from '../output/terminal.ts';

export const runValidate = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { terminal, flags, words, clock, messages } = context;
  const { paths, settings, isBegunAsOne } = await settle(given, context);
  const plan = {
    perSecond: highestRate(settings.value('rate')),
    rule: settings.value('onDuplicate'),
    isStrict: settings.isSet('strict'),
  };
  const isJson = settings.isSet('json');
  const isOne = paths.length === 1;
  const line = commandLine(context.program);
  const startedAtMs = clock.wallMs();
  const startMs = clock.nowMs();
  const inputs = resolveInputs(paths, settings, isBegunAsOne);
  const isMany = inputs.some(({ joined }) => joined);
  const next = {
    importCommand: line.import(typedPaths(given, inputs), flags),
    validateAgain: line.again(shortWords(words, inputs), []),
    lacksApp: lacksApp(settings),
  };
  const all = inputs.flatMap((input) => input.joined?.map((path) => ({ ...input, path })) ?? [input]);
  const opened: (OpenToValidate | Validation)[] = [];
  // Many are opened one at a time: there may be more of them than a process can have open.
  if (!isMany) for (const input of all) opened.push(await open(input, context));
  const joined = isMany ? newJoinedDuplicates() : undefined;
  const validations: Validation[] = [];
  const style = pageStyle(terminal, 'stdout');
  for (const [at, input] of all.entries()) {
    const one = opened[at] ?? (await open(input, context, joined));
    if (!('validate' in one)) {
      validations.push(one);
      continue;
    }
    const validation = await one.validate();
    const { path } = validation;
    if (one.recognised) warn(context, { kind: 'recognised', path, ...one.recognised });
    validations.push(validation);
    if (validation.rows.read === 0 && !validation.brokeOff) warn(context, noRows(validation.path, one.format));
    tellRemarks({ path: validation.path, format: one.format }, validation.remarks, context);
    if (validation.isLastLineOpen && !validation.brokeOff) warn(context, { kind: 'open-line', path: validation.path });
    const isQuiet = isMany && isRight(validation);
    if (isQuiet) continue;
    if (!isJson) terminal.result(validationText(validation, plan, isOne ? next : undefined, messages, style));
    else if (validation.brokeOff) tellBreak(validation.brokeOff.error, context);
  }
  const total = validationTotalOf(validations, plan);
  if (isJson) {
    const times = { startedAtMs, finishedAtMs: startedAtMs + clock.nowMs() - startMs };
    printObjects(
      terminal,
      validations.map((validation) => validationObject(validation, plan, times, FOR_PROGRAMS)),
    );
  } else if (!isOne) {
    terminal.result(validationTotalText(total, { ...plan, isJoined: isMany }, next, messages, style));
  }
  if (plan.isStrict) for (const validation of validations) tellDoubt(validation, context);
  return total.exitCode;
};

/** Of many inputs only those are shown that need attention. */
const isRight = ({ rows, brokeOff }: Validation): boolean =>
  rows.read > 0 && rows.invalid === 0 && rows.duplicate === 0 && !brokeOff;

/** With `--strict`: what would stop `import` before its first call. */
const tellDoubt = (validation: Validation, context: Context): void => {
  const why = validation.brokeOff ? undefined : doubtOf(validation);
  if (why) tellBreak(new InputError({ kind: 'input-doubtful', path: validation.path, why }), context);
};

/** An input that cannot be opened is reported at once. The other inputs are still validated. */
const open = async (
  input: InputPlan,
  context: Context,
  joined?: JoinedDuplicates,
): Promise<OpenToValidate | Validation> => {
  try {
    return await openToValidate(input, context, joined);
  } catch (error) {
    if (!(error instanceof TimUnreadError)) throw error;
    tellBreak(error, context);
    return unopened(input.path, error);
  }
};

const tellBreak = (error: TimUnreadError, context: Context): void => {
  const { text, next, remedy = next } = told(context.messages, error);
  tellError(context, { text, next: remedy }, error.code, wayOut(error, context.words, context.program));
};
