import { validate } from '../../app/audit/validate.ts';
import { ExitCode, TimUnreadError } from '../../core/errors.ts';
import { unopened, type Validation } from '../../core/row/validation.ts';
import { requireFile } from '../../io/source/bytes/file-bytes.ts';
import { InputFile } from '../../io/source/input-file.ts';
import { told } from '../../messages/messages.ts';
import { validationExitCode, validationObject, validationText } from '../../report/text/validation.ts';
import { validationTotalText } from '../../report/text/validation-total.ts';
import type { Context } from '../context.ts';
import { newKeyHash } from '../duplicate-scan.ts';
import { expandPaths } from '../flags/expand-paths.ts';
import { type InputPlan, noRows, resolveInputs } from '../flags/input-plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import { importCommand, sameCommand } from '../output/command-line.ts';
import { tellError, warn } from '../output/tell.ts';
import { printObjects } from '../output/terminal.ts';

export const runValidate = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const paths = await expandPaths(given);
  const { terminal, flags, words, clock } = context;
  for (const path of paths) await requireFile(path);
  const { settings } = await readSettings(context);
  const plan = { perSecond: settings.value('rate'), rule: settings.value('onDuplicate') };
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
    if (validation.rows.read === 0 && !validation.brokeOff) warn(context, noRows(file));
    if (validation.isLastLineOpen && !validation.brokeOff) warn(context, { kind: 'open-line', path: file.path });
    if (isJson) tellBreak(validation, context);
    else terminal.result(validationText(validation, plan, isOne ? next : undefined));
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
const open = async ({ path, format }: InputPlan, context: Context): Promise<InputFile | Validation> => {
  try {
    return await InputFile.open(path, format, context.stdin);
  } catch (error) {
    if (!(error instanceof TimUnreadError)) throw error;
    const { text, next } = told(context.messages, error);
    tellError(context, { text, next }, error.code);
    return unopened(path, { reason: text, code: error.code, remedy: next });
  }
};

const validationOf = async (file: InputFile): Promise<Validation> => {
  try {
    return await validate(file.path, await file.fromStart(false), newKeyHash());
  } finally {
    await file.close();
  }
};

const tellBreak = ({ brokeOff }: Validation, context: Context): void => {
  if (brokeOff) tellError(context, { text: brokeOff.reason, next: brokeOff.remedy }, brokeOff.code);
};

/** An input that cannot be read outweighs rows that cannot be sent. */
const worst = (exitCodes: readonly ExitCode[]): ExitCode =>
  [ExitCode.usage, ExitCode.rowsFailed].find((exitCode) => exitCodes.includes(exitCode)) ?? ExitCode.ok;
