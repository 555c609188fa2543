import { validate } from '../../app/audit/validate.ts';
import { ExitCode, TimUnreadError } from '../../core/errors.ts';
import { unopened, type Validation } from '../../core/row/validation.ts';
import { requireFile } from '../../io/source/bytes/file-bytes.ts';
import { InputFile } from '../../io/source/input-file.ts';
import { en } from '../../messages/en.ts';
import { told } from '../../messages/messages.ts';
import { validationExitCode, validationObject, validationText } from '../../report/text/validation.ts';
import { validationTotalText } from '../../report/text/validation-total.ts';
import type { Context } from '../context.ts';
import { newKeyHash } from '../duplicate-scan.ts';
import { expandPaths } from '../flags/expand-paths.ts';
import { type InputPlan, resolveDuplicateRule, resolveInputs } from '../flags/input-plan.ts';
import { resolveRate } from '../flags/plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import { importCommand, sameCommand } from '../output/command-line.ts';
import { warnOfNoRows, warnOfOpenLine } from '../output/input-end.ts';
import { printObjects } from '../output/print-objects.ts';
import { tellError } from '../output/tell-error.ts';
import type { Terminal } from '../output/terminal.ts';

export const runValidate = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const paths = await expandPaths(given);
  const { terminal, flags, words, clock } = context;
  for (const path of paths) await requireFile(path);
  const { settings } = await readSettings(context);
  const plan = { perSecond: resolveRate(settings), rule: resolveDuplicateRule(settings) };
  const isJson = settings.isSet('json');
  const startedAtMs = clock.wallMs();
  const files: (InputFile | Validation)[] = [];
  for (const input of resolveInputs(paths, settings)) files.push(await open(input, context));
  const validations: Validation[] = [];
  const next = { importCommand: importCommand(paths, flags), validateAgain: sameCommand(words) };
  const isOne = paths.length === 1;
  for (const file of files) {
    if (!(file instanceof InputFile)) {
      validations.push(file);
      continue;
    }
    const validation = await validationOf(file);
    validations.push(validation);
    if (validation.rows.read === 0 && !validation.brokeOff) warnOfNoRows(file, terminal);
    if (validation.isLastLineOpen && !validation.brokeOff) warnOfOpenLine(file.path, terminal);
    if (!isJson) terminal.result(validationText(validation, plan, isOne ? next : undefined));
    else if (validation.brokeOff) tellBreak(validation.brokeOff.error, terminal);
  }
  if (isJson) {
    const times = { startedAtMs, finishedAtMs: clock.wallMs() };
    printObjects(
      terminal,
      validations.map((validation) => validationObject(validation, plan, times)),
    );
  } else if (!isOne) {
    terminal.result(validationTotalText(validations, plan, next));
  }
  return worst(validations.map((validation) => validationExitCode(validation, plan.rule)));
};

/** One that cannot be opened is told at once; the others are validated all the same. */
const open = async ({ path, format }: InputPlan, { terminal, stdin }: Context): Promise<InputFile | Validation> => {
  try {
    return await InputFile.open(path, format, stdin);
  } catch (error) {
    if (!(error instanceof TimUnreadError)) throw error;
    tellBreak(error, terminal);
    return unopened(path, error);
  }
};

const validationOf = async (file: InputFile): Promise<Validation> => {
  try {
    return await validate(file.path, await file.fromStart(false), newKeyHash());
  } finally {
    await file.close();
  }
};

const tellBreak = (error: TimUnreadError, terminal: Terminal): void => {
  const { text, next, remedy = next } = told(en, error);
  tellError(terminal, { text, next: remedy }, error.code);
};

/** An input that cannot be read outweighs rows that cannot be sent. */
const worst = (exitCodes: readonly ExitCode[]): ExitCode =>
  [ExitCode.usage, ExitCode.rowsFailed].find((exitCode) => exitCodes.includes(exitCode)) ?? ExitCode.ok;
