import { ExitCode, TimUnreadError } from '../../core/errors/error.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { told } from '../../messages/messages.ts';
import { inspectionObject } from '../../report/json/inspection-json.ts';
import type { UninspectedJson } from '../../report/json/schema.ts';
import { inspectionText } from '../../report/text/inspection-text.ts';
import { inspectInput } from '../../wiring/inspect-input.ts';
import type { Context } from '../context.ts';
import { resolveInputs } from '../flags/input-plan.ts';
import { settle } from '../flags/read-settings.ts';
import { lacksApp } from '../flags/target-plan.ts';
import { commandLine } from '../output/command-line.ts';
import { wayOut } from '../output/proposed-command.ts';
import { tellError, warn } from '../output/tell.ts';
import { tellRemarks } from '../output/tell-remarks.ts';
import { pageStyle, printObjects } from '../output/terminal.ts';

export const runInspect = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { terminal, flags, words, messages, program } = context;
  const { paths, settings } = await settle(given, context);
  const isJson = settings.isSet('json');
  const objects: object[] = [];
  let exitCode: ExitCode = ExitCode.ok;
  for (const input of resolveInputs(paths, settings)) {
    const { path } = input;
    try {
      const { inspection, recognised, format } = await inspectInput(input, context);
      if (inspection.brokeOff) exitCode = ExitCode.usage;
      const line = commandLine(program);
      const importIt = line.import([path], flags);
      const commands = [importIt.replace(`${program} import `, `${program} validate `), importIt];
      const next = { commands, lacksApp: lacksApp(settings) };
      if (recognised) warn(context, { kind: 'recognised', path, ...recognised });
      tellRemarks({ path, format }, inspection.remarks, context);
      objects.push(inspectionObject(inspection, commands, FOR_PROGRAMS));
      if (!isJson) terminal.result(inspectionText(inspection, next, messages, pageStyle(terminal, 'stdout')));
    } catch (error) {
      if (!(error instanceof TimUnreadError)) throw error;
      exitCode = error.exitCode;
      const { text, next, remedy = next } = told(messages, error);
      const better = wayOut(error, words, program);
      tellError(context, { text, next: remedy }, error.code, better);
      const inJson = told(FOR_PROGRAMS, error);
      objects.push({
        command: 'inspect',
        verdict: 'REFUSED',
        exitCode,
        input: { path },
        error: { code: error.code, message: inJson.text, next: better ?? inJson.remedy ?? inJson.next },
      } satisfies UninspectedJson);
    }
  }
  if (isJson) printObjects(terminal, objects);
  return exitCode;
};
