import type { RunSummary, Verdict } from '../../core/books/summary.ts';
import { totalOf, unbegunIn, worstOf } from '../../core/books/total.ts';
import { ExitCode, TimUnreadError, TooManyFailuresError } from '../../core/errors.ts';
import { told } from '../../messages/messages.ts';
import { summaryObject } from '../../report/json/summary-json.ts';
import type { PageStyle } from '../../report/page.ts';
import { auditText, briefAuditText } from '../../report/text/audit-text.ts';
import { briefImportText, importText } from '../../report/text/import-text.ts';
import { totalText } from '../../report/text/total-text.ts';
import type { OpenedInput } from '../../wiring/open-run.ts';
import type { CommandPlan } from '../../wiring/plan.ts';
import type { Context } from '../context.ts';
import { noRows } from '../flags/input-plan.ts';
import type { OutputPlan } from '../flags/plan.ts';
import {
  feedBackCommand,
  feedBackVerifiedCommand,
  importCommand,
  otherCommand,
  restartCommand,
  sameCommand,
  verifyCommand,
} from './command-line.ts';
import { warn } from './tell.ts';
import { tellRemarks } from './tell-remarks.ts';
import { type Colour, pageStyle, printObjects } from './terminal.ts';

const COLOURS: Readonly<Record<Verdict, Colour>> = {
  COMPLETE: 'green',
  'COMPLETE WITH FAILURES': 'yellow',
  INCOMPLETE: 'red',
};

/**
 * Shows the result of every input, and the next steps.
 *
 * @param inputs - in the order of their summaries
 * @returns the exit status of the command
 */
export const showSummaries = (
  summaries: readonly RunSummary[],
  inputs: readonly Pick<OpenedInput, 'input' | 'format' | 'deps' | 'remarks'>[],
  plan: CommandPlan & OutputPlan,
  context: Context,
): ExitCode => {
  const { terminal, flags, messages } = context;
  for (const [at, { input, format, deps, remarks }] of inputs.entries()) {
    tellRemarks(input.path, deps.source.remarks(), context, remarks);
    const { rows, verdict = 'INCOMPLETE' } = summaries[at] ?? {};
    if (rows?.read === 0 && verdict === 'COMPLETE') warn(context, noRows(input.path, format));
    if (verdict !== 'INCOMPLETE' && deps.source.isLastLineOpen) warn(context, { kind: 'open-line', path: input.path });
  }
  if (plan.json) {
    printObjects(
      terminal,
      summaries.map((summary) => summaryObject(summary, messages)),
    );
  }
  const { exitCode } = worstOf(summaries);
  const resume = resumeCommand(summaries, context);
  const isOne = summaries.length === 1;
  const stream = plan.json ? 'stderr' : 'stdout';
  const unbegun = unbegunIn(summaries);
  for (const summary of summaries) {
    // The total names them, and there is nothing else to show.
    if (unbegun.has(summary)) continue;
    const style = pageStyle(terminal, stream, COLOURS[summary.verdict]);
    const isBrief = !isOne && summary.verdict === 'COMPLETE';
    const text = isBrief
      ? brief(summary, context, style)
      : `${whole(summary, resume, isOne, context, style)}${isOne ? '' : '\n'}`;
    terminal.result(plan.json ? `${text.trimEnd()}\n` : text, stream);
  }
  if (isOne || plan.json) return exitCode;
  const paths = summaries.map(({ input }) => input.path);
  const total = totalOf(summaries);
  const commands = {
    resume,
    import: importCommand(paths, flags),
    verify: total.isRehearsal ? undefined : otherCommand('verify', paths, flags),
  };
  terminal.result(totalText(total, commands, messages, pageStyle(terminal, stream)));
  return exitCode;
};

/** After too many failures: the same command without its failure limit. */
const resumeCommand = (summaries: readonly RunSummary[], { words }: Context): string => {
  const isLimited = summaries.some(
    ({ earlyEnd }) => earlyEnd?.kind === 'error' && earlyEnd.error instanceof TooManyFailuresError,
  );
  return sameCommand(words, isLimited ? ['--max-failures'] : []);
};

const brief = (summary: RunSummary, { messages }: Context, style: PageStyle): string =>
  summary.command === 'import' ? briefImportText(summary, messages, style) : briefAuditText(summary, messages, style);

const whole = (
  summary: RunSummary,
  resume: string,
  isOne: boolean,
  { flags, words, messages }: Context,
  style: PageStyle,
): string => {
  const { path } = summary.input;
  if (summary.command !== 'import') {
    const commands = { resume, import: importCommand([path], flags), feedBack: feedBackVerifiedCommand(path, flags) };
    return auditText(summary, commands, messages, style);
  }
  const commands = {
    resume: isOne ? resume : undefined,
    feedBack: feedBackCommand(path, flags),
    restart: restartCommand(words),
    verify: isOne && summary.target.kind === 'tim' ? verifyCommand(path, flags) : undefined,
  };
  return importText(summary, commands, messages, style);
};

/** With `--json`, an error before the first call is printed too, if the same command can resume. */
export const printEarlyEnd = (
  { inputs, command }: CommandPlan,
  error: unknown,
  { terminal, messages }: Context,
): void => {
  if (
    !(error instanceof TimUnreadError) ||
    error.exitCode === ExitCode.usage ||
    error.exitCode === ExitCode.wrongState
  ) {
    return;
  }
  const { exitCode } = error;
  printObjects(
    terminal,
    inputs.map(({ path }) => ({
      command,
      verdict: 'INCOMPLETE',
      exitCode,
      reason: told(messages, error).text,
      input: { path },
    })),
  );
};
