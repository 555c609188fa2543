import { ExitCode, SettingsError } from '../../core/errors.ts';
import { explainedBy } from '../../core/explained.ts';
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
  // All of them are known before the first is shown.
  const explained = given.map((text) => {
    const one = explainedBy(text);
    if (!one) throw new SettingsError({ kind: 'code-unknown', got: text });
    return one;
  });
  if (flags.json) {
    printObjects(
      terminal,
      explained.map((one) => explanationObject(one, FOR_PROGRAMS)),
    );
    return ExitCode.ok;
  }
  const pages = explained.map((one) => explanationText(one, messages, pageStyle(terminal, 'stdout')));
  terminal.result(pages.join('\n'));
  return ExitCode.ok;
};
