import { ExitCode } from '../../core/errors/error.ts';
import { SettingsError } from '../../core/errors/settings-error.ts';
import { codesLike, explainedBy } from '../../core/explained.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { explanationObject } from '../../report/json/explanation-json.ts';
import { explanationText } from '../../report/text/explanation-text.ts';
import type { Context } from '../context.ts';
import { pageStyle, printObjects } from '../output/terminal.ts';

/** Says what codes mean. It needs no settings, no input and no network. */
export const runExplain = async (
  given: readonly string[],
  { terminal, messages, flags }: Context,
): Promise<ExitCode> => {
  const explained = given.flatMap((text) => explainedBy(text) ?? []);
  const unknown = given.find((text) => !explainedBy(text));
  const refusal =
    unknown === undefined
      ? undefined
      : new SettingsError({ kind: 'code-unknown', got: unknown, meant: codesLike(unknown) });
  if (flags.json) {
    // A program that reads one result for each code must not take those of some for all.
    if (refusal) throw refusal;
    printObjects(
      terminal,
      explained.map((one) => explanationObject(one, FOR_PROGRAMS)),
    );
    return ExitCode.ok;
  }
  const pages = explained.map((one) => explanationText(one, messages, pageStyle(terminal, 'stdout')));
  if (pages.length > 0) terminal.result(pages.join('\n'));
  if (refusal) throw refusal;
  return ExitCode.ok;
};
