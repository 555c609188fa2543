import type { RunSummary, Verdict } from '../../core/books/summary.ts';
import { ExitCode, InputBrokeOffError, TimUnreadError, TooManyFailuresError } from '../../core/errors.ts';
import { summaryObject } from '../../report/json/summary-json.ts';
import { auditHeadline, auditRowLines, auditText, unknownIn } from '../../report/text/audit-text.ts';
import { totalText, unbegunIn } from '../../report/text/total-text.ts';
import { briefText, rowLines, verdictText } from '../../report/text/verdict-text.ts';
import type { Context } from '../context.ts';
import type { CommandPlan } from '../flags/plan.ts';
import {
  feedBackCommand,
  feedBackVerifiedCommand,
  importCommand,
  otherCommand,
  restartCommand,
  sameCommand,
  verifyCommand,
} from './command-line.ts';
import { type Colour, printObjects } from './terminal.ts';

const COLOURS: Readonly<Record<Verdict, Colour>> = {
  COMPLETE: 'green',
  'COMPLETE WITH FAILURES': 'yellow',
  INCOMPLETE: 'red',
};

/** Tells what has become of every input, and what to type next. */
export const showSummaries = (summaries: readonly RunSummary[], plan: CommandPlan, context: Context): void => {
  const { terminal, flags } = context;
  if (plan.json) printObjects(terminal, summaries.map(summaryObject));
  const resume = resumeCommand(summaries, context);
  const isOne = summaries.length === 1;
  const stream = plan.json ? 'stderr' : 'stdout';
  const unbegun = unbegunIn(summaries);
  for (const summary of summaries) {
    // Of these there is nothing to tell but their names, which stand in the last block.
    if (unbegun.has(summary)) continue;
    const headline = headlineOf(summary);
    const isBrief = !isOne && summary.verdict === 'COMPLETE';
    const full = isBrief ? brief(summary) : `${whole(summary, resume, isOne, context)}${isOne ? '' : '\n'}`;
    const text = full.replace(headline, () => terminal.paint(headline, COLOURS[summary.verdict], stream));
    if (plan.json) terminal.talk(text.trimEnd());
    else terminal.result(text);
  }
  if (isOne || plan.json) return;
  const paths = summaries.map(({ input }) => input.path);
  const isReal = summaries.some(({ target }) => target.kind === 'tim');
  const next = {
    resume,
    import: importCommand(paths, flags),
    verify: isReal ? otherCommand('verify', paths, flags) : undefined,
  };
  terminal.result(totalText(summaries, worst(summaries).verdict, next));
};

/** After too many failures the same command without their limit. */
const resumeCommand = (summaries: readonly RunSummary[], { words }: Context): string => {
  const isLimited = summaries.some(
    ({ earlyEnd }) => earlyEnd?.kind === 'error' && earlyEnd.error instanceof TooManyFailuresError,
  );
  return sameCommand(words, isLimited ? ['--max-failures'] : []);
};

const headlineOf = ({ command, verdict, rows, failures }: RunSummary): string =>
  command === 'import' ? verdict : auditHeadline(command, { verdict, rows, unknown: unknownIn(failures) });

const brief = (summary: RunSummary): string => {
  const { command, rows, failures } = summary;
  const lines = command === 'import' ? rowLines(rows, failures, true) : auditRowLines(command, rows, 0);
  return briefText(headlineOf(summary), summary, lines);
};

const whole = (summary: RunSummary, resume: string, isOne: boolean, { flags, words }: Context): string => {
  const { command, input, target } = summary;
  if (command !== 'import') {
    return auditText(summary, {
      resume,
      import: importCommand([input.path], flags),
      feedBack: feedBackVerifiedCommand(input.path, flags),
    });
  }
  return verdictText(summary, {
    resume: isOne ? resume : undefined,
    feedBack: feedBackCommand(input.path, flags),
    restart: restartCommand(words),
    verify: isOne && target.kind === 'tim' ? verifyCommand(input.path, flags) : undefined,
  });
};

/** With `--json` also what ended before the first call is told there, where the same command goes on. */
export const printEarlyEnd = ({ inputs, command }: CommandPlan, error: unknown, { terminal }: Context): void => {
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

/** What ended the whole run outweighs what ended one input's, that failed rows, and those success. */
export const worst = (summaries: readonly RunSummary[]): { verdict: Verdict; exitCode: ExitCode } => {
  const allEarly = summaries.filter(({ verdict }) => verdict === 'INCOMPLETE');
  const early = allEarly.find(({ earlyEnd }) => !isBrokeOff(earlyEnd)) ?? allEarly[0];
  const withFailures = summaries.find(({ verdict }) => verdict === 'COMPLETE WITH FAILURES');
  return early ?? withFailures ?? { verdict: 'COMPLETE', exitCode: ExitCode.ok };
};

const isBrokeOff = (end: RunSummary['earlyEnd']): boolean =>
  end?.kind === 'error' && end.error instanceof InputBrokeOffError;
