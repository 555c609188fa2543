import {
  type ExampleRow,
  type ImportSummary,
  isImported,
  type RunSummary,
  type Verdict,
} from '../../core/books/summary.ts';
import { totalOf, unbegunIn, worstOf } from '../../core/books/total.ts';
import { ExitCode, TimUnreadError } from '../../core/errors/error.ts';
import { shardText } from '../../core/row/shard.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { summaryObject, unreadObject } from '../../report/json/summary-json.ts';
import type { TotalCommands } from '../../report/next-steps/commands.ts';
import { NOTHING_BESIDE } from '../../report/next-steps/known.ts';
import type { PageStyle } from '../../report/page.ts';
import { auditText, briefAuditText } from '../../report/text/audit-text.ts';
import { briefImportText, importText } from '../../report/text/import-text.ts';
import { totalNextText, totalText } from '../../report/text/total-text.ts';
import { failedInputs } from '../../wiring/failed-inputs.ts';
import { firstFailedRows } from '../../wiring/failed-rows.ts';
import type { OpenedInput } from '../../wiring/open-run.ts';
import { type CommandPlan, type InputPlan, targetOf } from '../../wiring/plan.ts';
import { besideAudit, filesOf } from '../../wiring/read-state.ts';
import { findRounds } from '../../wiring/rounds.ts';
import type { Context } from '../context.ts';
import { noRows } from '../flags/input-plan.ts';
import type { OutputPlan } from '../flags/plan.ts';
import { commandLine, shortWords, typedFiles, typedPaths } from './command-line.ts';
import { inputCommands, typedCommands } from './next-commands.ts';
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
export const showSummaries = async (
  summaries: readonly RunSummary[],
  inputs: readonly Pick<OpenedInput, 'input' | 'format' | 'deps' | 'remarks'>[],
  plan: CommandPlan & OutputPlan,
  context: Context,
): Promise<ExitCode> => {
  const { terminal, messages } = context;
  for (const [at, { input, format, deps, remarks }] of inputs.entries()) {
    tellRemarks({ path: input.path, format }, deps.source.remarks(), context, remarks);
    const { rows, verdict = 'INCOMPLETE' } = summaries[at] ?? {};
    if (rows?.read === 0 && verdict === 'COMPLETE') warn(context, noRows(input.path, format));
    if (verdict !== 'INCOMPLETE' && deps.source.isLastLineOpen) warn(context, { kind: 'open-line', path: input.path });
  }
  if (plan.json) {
    printObjects(
      terminal,
      summaries.map((summary) => summaryObject(summary, FOR_PROGRAMS)),
    );
  }
  const stream = plan.json ? 'stderr' : 'stdout';
  const typed = typedCommands(summaries, {
    ...context,
    words: shortWords(
      context.words,
      inputs.map(({ input }) => input),
    ),
  });
  const isOne = summaries.length === 1;
  const total = totalOf(summaries);
  const totalStyle = pageStyle(terminal, stream, COLOURS[total.verdict]);
  if (!isOne && !plan.json) terminal.result(totalText(total, messages, totalStyle));
  const unbegun = unbegunIn(summaries);
  for (const [at, summary] of summaries.entries()) {
    const place = inputs[at]?.input;
    // The total names those that were not begun, and there is nothing else to show.
    if (!place || unbegun.has(summary)) continue;
    const style = pageStyle(terminal, stream, COLOURS[summary.verdict]);
    const isBrief = !isOne && summary.verdict === 'COMPLETE' && summary.rows.read > 0;
    const text = isBrief
      ? brief(summary, context, style)
      : await whole(summary, place, { isOne, typed }, context, style);
    terminal.result(isOne || plan.json ? text : `\n${text}`, stream);
  }
  if (!isOne && !plan.json)
    terminal.result(
      totalNextText(total, await totalCommands(summaries, inputs, typed.again, context), messages, totalStyle),
    );
  return worstOf(summaries).exitCode;
};

const totalCommands = async (
  summaries: readonly RunSummary[],
  inputs: readonly Pick<OpenedInput, 'input'>[],
  again: string,
  { flags, program, words }: Context,
): Promise<TotalCommands> => {
  const line = commandLine(program);
  const typed = typedPaths(typedFiles(words), []);
  const isRehearsal = summaries.every(({ target }) => target.kind === 'simulator');
  const open = new Map<string | undefined, string[]>();
  for (const [at, summary] of summaries.entries()) {
    const input = inputs[at]?.input;
    const beside = summary.command === 'import' || !input ? undefined : await besideAudit(input, summary);
    const imported = beside?.imported;
    if (imported && isImported(summary.rows, imported)) continue;
    const shard = imported?.nextShare ? shardText(imported.nextShare) : flags.shard;
    open.set(shard, [...(open.get(shard) ?? []), summary.input.path]);
  }
  return {
    again,
    import: [...open].map(([shard, own]) =>
      line.import(own.length === summaries.length ? typed : own, { ...flags, shard }),
    ),
    verify: isRehearsal ? undefined : line.other('verify', typed, flags),
  };
};

const brief = (summary: RunSummary, { messages }: Context, style: PageStyle): string =>
  summary.command === 'import' ? briefImportText(summary, messages, style) : briefAuditText(summary, messages, style);

const whole = async (
  summary: RunSummary,
  input: Pick<InputPlan, 'path' | 'stateDir' | 'joined' | 'bound'>,
  { isOne, typed }: { readonly isOne: boolean; readonly typed: ReturnType<typeof typedCommands> },
  { flags, program, messages }: Context,
  style: PageStyle,
): Promise<string> => {
  const { path, stateDir, joined } = input;
  const rounds = await findRounds(stateDir);
  const of = { path, stateDir, rounds, isRehearsal: summary.target.kind === 'simulator', isOneOfMany: !isOne };
  const copies = rounds.laterCopies.map((copy) => copy.path);
  const beside = summary.command === 'import' ? undefined : await besideAudit(input, summary, copies);
  const share = beside?.imported?.nextShare;
  const line = commandLine(program);
  const importIt = line.import([path], share ? { ...flags, shard: shardText(share) } : flags);
  const commands = {
    ...inputCommands(of, flags, line),
    ...typed,
    ...(isOne ? {} : { again: undefined, restart: undefined }),
    import: importIt,
    ...(beside ? { restart: `${importIt} --restart` } : {}),
  };
  const failed = joined && (await failedInputs(summary.files.failures));
  return summary.command === 'import'
    ? importText(summary, commands, messages, style, failed, await earlierExamples(summary))
    : auditText(summary, beside ?? NOTHING_BESIDE, commands, messages, style, failed);
};

/** A run that has gone on counts failures, too, whose rows it did not see. */
const earlierExamples = async ({ failures, examples = [], files }: ImportSummary): Promise<readonly ExampleRow[]> => {
  const seen = new Set(examples.map(({ class: of, errorCode }) => `${of} ${errorCode}`));
  const unseen = failures.filter(({ class: of, errorCode }) => !seen.has(`${of} ${errorCode}`));
  return unseen.length === 0 ? [] : await firstFailedRows(files.failures, unseen);
};

/** With `--json`, an error before the first row is read is printed too, if the same command can resume. */
export const printEarlyEnd = (plan: CommandPlan, error: unknown, startedAtMs: number, context: Context): void => {
  const { terminal, clock } = context;
  if (!(error instanceof TimUnreadError)) return;
  const { exitCode } = error;
  if (exitCode === ExitCode.usage || exitCode === ExitCode.wrongState || exitCode === ExitCode.bug) return;
  const { command, inputs, pace } = plan;
  printObjects(
    terminal,
    inputs.map(({ path, stateDir }) =>
      unreadObject(
        {
          command,
          path,
          error,
          target: targetOf(plan.target),
          limitPerSecond: pace.ratePerSecond,
          startedAtMs,
          finishedAtMs: clock.wallMs(),
          files: filesOf(command, stateDir),
        },
        FOR_PROGRAMS,
      ),
    ),
  );
};
