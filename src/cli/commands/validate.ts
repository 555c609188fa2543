import { validate } from '../../app/validate.ts';
import { ExitCode } from '../../core/errors.ts';
import { VENDOR_CALLS_PER_SECOND } from '../../core/pacing.ts';
import { InputFile, requireFile } from '../../io/source/input-file.ts';
import { validationExitCode, validationObject, validationText } from '../../report/validation.ts';
import { importCommand } from '../command-line.ts';
import type { Context } from '../context.ts';
import { resolveInputs } from '../plan.ts';
import { readSettings } from '../read-settings.ts';

export const runValidate = async (paths: readonly string[], context: Context): Promise<ExitCode> => {
  const { terminal, flags } = context;
  for (const path of paths) await requireFile(path);
  const { settings } = await readSettings(context);
  const perSecond = settings.positive('rate', Number.MAX_SAFE_INTEGER, 'TIM_RATE') ?? VENDOR_CALLS_PER_SECOND;
  const files: InputFile[] = [];
  for (const { path, format } of resolveInputs(paths, settings)) files.push(await InputFile.open(path, format));
  const validations = [];
  for (const file of files) {
    validations.push(await validate(file.path, await file.fromStart(false)));
    await file.close();
  }
  if (settings.isSet('json')) {
    const objects = validations.map((validation) => validationObject(validation, perSecond));
    terminal.result(`${JSON.stringify(objects.length === 1 ? objects[0] : objects, null, 2)}\n`);
  } else {
    for (const validation of validations) {
      terminal.result(validationText(validation, perSecond, importCommand(validation.path, flags)));
    }
  }
  return validations.some((validation) => validationExitCode(validation) !== ExitCode.ok)
    ? ExitCode.rowsFailed
    : ExitCode.ok;
};
