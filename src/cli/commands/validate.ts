import { validate } from '../../app/validate.ts';
import { ExitCode } from '../../core/errors.ts';
import { requireFile } from '../../io/source/content/file-bytes.ts';
import { InputFile } from '../../io/source/input-file.ts';
import { validationExitCode, validationObject, validationText } from '../../report/validation.ts';
import { importCommand } from '../command-line.ts';
import type { Context } from '../context.ts';
import { newKeyHash } from '../duplicate-scan.ts';
import { expandPaths } from '../expand-paths.ts';
import { resolveDuplicateRule, resolveInputs } from '../input-plan.ts';
import { resolveRate } from '../plan.ts';
import { printObjects } from '../print-objects.ts';
import { readSettings } from '../read-settings.ts';

export const runValidate = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const paths = await expandPaths(given);
  const { terminal, flags, clock, stdin } = context;
  for (const path of paths) await requireFile(path);
  const { settings } = await readSettings(context);
  const perSecond = resolveRate(settings);
  const rule = resolveDuplicateRule(settings);
  const startedAtMs = clock.wallMs();
  const files: InputFile[] = [];
  for (const { path, format } of resolveInputs(paths, settings)) files.push(await InputFile.open(path, format, stdin));
  const validations = [];
  for (const file of files) {
    validations.push(await validate(file.path, await file.fromStart(false), newKeyHash()));
    await file.close();
  }
  if (settings.isSet('json')) {
    const times = { startedAtMs, finishedAtMs: clock.wallMs() };
    printObjects(
      terminal,
      validations.map((validation) => validationObject(validation, { perSecond, rule }, times)),
    );
  } else {
    for (const validation of validations) {
      terminal.result(validationText(validation, { perSecond, rule }, importCommand(validation.path, flags)));
    }
  }
  return validations.some((validation) => validationExitCode(validation, rule) !== ExitCode.ok)
    ? ExitCode.rowsFailed
    : ExitCode.ok;
};
