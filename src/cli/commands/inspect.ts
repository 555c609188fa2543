import { ExitCode, TimUnreadError } from '../../core/errors/error.ts';
import type { Inspection } from '../../core/row/inspection.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { told } from '../../messages/messages.ts';
import { inspectionObject } from '../../report/json/inspection-json.ts';
import type { UninspectedJson } from '../../report/json/schema.ts';
import { inspectionsText, inspectionText } from '../../report/text/inspection-text.ts';
import { inspectInput } from '../../wiring/inspect-input.ts';
import type { Context } from '../context.ts';
import { resolveInputs } from '../flags/input-plan.ts';
import { settle } from '../flags/read-settings.ts';
import { lacksApp } from '../flags/target-plan.ts';
import { commandLine, typedPaths } from '../output/command-line.ts';
import { wayOut } from '../output/proposed-command.ts';
import { tellError, warn } from '../output/tell.ts';
import { tellRemarks } from '../output/tell-remarks.ts';
import { pageStyle, printObjects } from '../output/terminal.ts';

export const runInspect = async (given: readonly string[], context: Context): Promise<ExitCode> => {
  const { terminal, flags, words, messages, program } = context;
  const { paths, settings, isBegunAsOne } = await settle(given, context);
  const isJson = settings.isSet('json');
  const line = commandLine(program);
  const nextOf = (named: readonly string[], of: readonly Inspection[]) => {
    const importIt = line.import(named, flags);
    const validateIt = importIt.replace(`${program} import `, `${program} validate `);
    const isEmpty = of.every(({ rows }) => rows.read === 0);
    return { commands: isEmpty ? [validateIt] : [validateIt, importIt], lacksApp: lacksApp(settings), isEmpty };
  };
  const nextOfOne = (one: Inspection) => nextOf([one.path], [one]);
  const inputs = resolveInputs(paths, settings, isBegunAsOne);
  const found: (Inspection | UninspectedJson)[] = [];
  let exitCode: ExitCode = ExitCode.ok;
  for (const input of inputs.flatMap((one) => one.joined?.map((path) => ({ ...one, path })) ?? [one])) {
    const { path } = input;
    try {
      const { inspection, recognised, format } = await inspectInput(input, context);
      if (inspection.brokeOff) exitCode = ExitCode.usage;
      if (recognised) warn(context, { kind: 'recognised', path, ...recognised });
      tellRemarks({ path, format }, inspection.remarks, context);
      found.push(inspection);
    } catch (error) {
      if (!(error instanceof TimUnreadError)) throw error;
      exitCode = error.exitCode;
      const { text, next, remedy = next } = told(messages, error);
      const better = wayOut(error, words, program);
      tellError(context, { text, next: remedy }, error.code, better);
      const inJson = told(FOR_PROGRAMS, error);
      found.push({
        command: 'inspect',
        verdict: 'REFUSED',
        exitCode,
        input: { path },
        error: { code: error.code, message: inJson.text, next: better ?? inJson.remedy ?? inJson.next },
      });
    }
  }
  const inspections = found.flatMap((one) => ('verdict' in one ? [] : [one]));
  // Where one of them needs other flags, or is to be mended first, no command fits all.
  const all = found.length > 1 && exitCode === ExitCode.ok ? nextOf(typedPaths(given, inputs), inspections) : undefined;
  if (isJson) {
    printObjects(
      terminal,
      found.map((one) =>
        'verdict' in one ? one : inspectionObject(one, (all ?? nextOfOne(one)).commands, FOR_PROGRAMS),
      ),
    );
    return exitCode;
  }
  const style = pageStyle(terminal, 'stdout');
  const pages = inspections.map((one) => inspectionText(one, all ? undefined : nextOfOne(one), messages, style));
  for (const [at, page] of pages.entries()) terminal.result(at === 0 ? page : `\n${page}`);
  if (all) terminal.result(inspectionsText(found.length, all, messages, style));
  return exitCode;
};
