import { ExitCode, TimUnreadError } from '../core/errors.ts';
import type { RunSummary, Verdict } from '../core/summary.ts';
import { summaryObject } from '../report/summary-json.ts';
import { surveyHeadline, surveyText, unknownIn } from '../report/survey-text.ts';
import { totalText, unbegunIn } from '../report/total-text.ts';
import { verdictText } from '../report/verdict-text.ts';
import {
  feedBackCommand,
  feedBackVerifiedCommand,
  importCommand,
  restartCommand,
  sameCommand,
  verifyCommand,
} from './command-line.ts';
import type { Context } from './context.ts';
import type { RunPlan } from './plan.ts';
import { printObjects } from './print-objects.ts';
import type { Colour } from './terminal.ts';

const COLOURS: Readonly<Record<Verdict, Colour>> = {
  COMPLETE: 'green',
  'COMPLETE WITH FAILURES': 'yellow',
  INCOMPLETE: 'red',
};

/** Tells what has become of every input, and what to type next. */
export const showSummaries = (
  summaries: readonly RunSummary[],
  plan: RunPlan,
  { terminal, flags, words }: Context,
): void => {
  if (plan.json) printObjects(terminal, summaries.map(summaryObject));
  const resume = sameCommand(words);
  const nextOf = ({ input, target }: RunSummary) => ({
    resume,
    resumeUnlimited: sameCommand(words, ['--max-failures']),
    feedBack: feedBackCommand(input.path, flags),
    restart: restartCommand(words),
    verify: target.kind === 'tim' ? verifyCommand(input.path, flags) : undefined,
  });
  const stream = plan.json ? 'stderr' : 'stdout';
  const unbegun = unbegunIn(summaries);
  for (const summary of summaries) {
    // Of these there is nothing to tell but their names, which stand in the last block.
    if (unbegun.has(summary)) continue;
    const { verdict, command, input, rows, failures } = summary;
    const full =
      command === 'import'
        ? verdictText(summary, nextOf(summary))
        : surveyText(summary, {
            resume,
            import: importCommand([input.path], flags),
            feedBack: feedBackVerifiedCommand(input.path, flags),
          });
    const headline =
      command === 'import' ? verdict : surveyHeadline(command, { verdict, rows, unknown: unknownIn(failures) });
    const text = full.replace(headline, () => terminal.paint(headline, COLOURS[verdict], stream));
    if (plan.json) terminal.talk(text.trimEnd());
    else terminal.result(text);
  }
  if (summaries.length > 1 && !plan.json) terminal.result(totalText(summaries, worst(summaries).verdict, resume));
};

/** With `--json` also what ended before the first call is told there, where the same command goes on. */
export const printEarlyEnd = ({ inputs, command }: RunPlan, error: unknown, { terminal }: Context): void => {
  if (
    !(error instanceof TimUnreadError) ||
    error.exitCode === ExitCode.usage ||
    error.exitCode === ExitCode.wrongState
  ) {
    return;
  }
  const { exitCode, message } = error;
  printObjects(
    terminal,
    inputs.map(({ path }) => ({
      command,
      verdict: 'INCOMPLETE',
      exitCode,
      reason: message,
      input: { path },
    })),
  );
};

/** An early end outweighs failed rows, and those outweigh success. */
export const worst = (summaries: readonly RunSummary[]): { verdict: Verdict; exitCode: ExitCode } => {
  const early = summaries.find(({ verdict }) => verdict === 'INCOMPLETE');
  const withFailures = summaries.find(({ verdict }) => verdict === 'COMPLETE WITH FAILURES');
  return early ?? withFailures ?? { verdict: 'COMPLETE', exitCode: ExitCode.ok };
};
