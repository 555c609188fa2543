import type { RunSummary } from '../core/books/summary.ts';
import { TimUnreadError } from '../core/errors/error.ts';
import { SettingsError } from '../core/errors/settings-error.ts';
import { diskError } from '../io/journal/disk-error.ts';
import { replaceAnywhere, replaceFile } from '../io/journal/durable.ts';
import { type StatePaths, statePaths } from '../io/journal/state-paths.ts';
import { FOR_PROGRAMS, LANGUAGES, type Language } from '../messages/languages.ts';
import { type Messages, told } from '../messages/messages.ts';
import type { InputFacts } from '../report/html/facts.ts';
import { reportHtml } from '../report/html/report-page.ts';
import { summaryJson } from '../report/json/summary-json.ts';
import { withCorrections } from './corrections.ts';
import type { InputPlan } from './plan.ts';
import { readReportFacts } from './report-facts.ts';
import type { Surroundings } from './surroundings.ts';

/** What a page is made with. */
export type ReportMaker = Pick<Surroundings, 'clock' | 'secrets' | 'messages' | 'version' | 'maker'>;

const languageOf = (messages: Messages): Language =>
  (Object.keys(LANGUAGES) as Language[]).find((one) => LANGUAGES[one] === messages) ?? 'en';

/** @returns the page, without secrets */
export const reportText = (inputs: readonly InputFacts[], { clock, secrets, messages, version }: ReportMaker): string =>
  secrets.scrub(reportHtml({ inputs, version, writtenAtMs: clock.wallMs() }, languageOf(messages)));

/** @throws JournalError, StateFolderError, and what `readReportFacts` throws */
export const writeReport = async (
  inputs: readonly Pick<InputPlan, 'path' | 'stateDir' | 'joined'>[],
  path: string,
  maker: ReportMaker,
  isOwn: boolean,
): Promise<void> => {
  const { key } = await maker.maker();
  const facts: InputFacts[] = [];
  for (const input of inputs) facts.push(await readReportFacts(input, key, isOwn));
  const together = inputs.length > 1 ? await withCorrections(inputs, facts) : facts;
  const [first] = inputs;
  if (first && facts.every((one) => !one.import && !one.check && !one.verify)) {
    throw new SettingsError({ kind: 'nothing-to-report', path: first.path });
  }
  const isInFolder = inputs.some(({ stateDir }) => statePaths(stateDir).report === path);
  await (isInFolder ? replaceFile : replaceAnywhere)(path, reportText(together, maker)).catch(
    (error: NodeJS.ErrnoException) => {
      if (isInFolder || error.syscall === undefined) throw diskError(path, error, 'write');
      throw new SettingsError({ kind: 'output-not-written', path, reason: error.message }, { cause: error });
    },
  );
};

/**
 * Writes the page of a run that has just ended, and its name into `summary.json`.
 *
 * @returns the summary with the page among its files; as it was where the page cannot be written, which is told
 */
export const withReport = async <S extends RunSummary>(
  summary: S,
  input: Pick<InputPlan, 'path' | 'stateDir' | 'joined'>,
  { report: path, summary: summaryPath }: StatePaths,
  surroundings: ReportMaker & Pick<Surroundings, 'onWarning'>,
): Promise<S> => {
  if (!summary.begun && !isWithoutRows(summary)) return summary;
  const named = { ...summary, files: { ...summary.files, report: path } };
  try {
    await writeReport([input], path, surroundings, true);
    await replaceFile(summaryPath, summaryJson(named, FOR_PROGRAMS));
    return named;
  } catch (error) {
    const reason = error instanceof TimUnreadError ? told(surroundings.messages, error).text : String(error);
    surroundings.onWarning({ kind: 'report-not-written', path, reason });
    return summary;
  }
};

/** Such an input is at its end, also behind those that a canary ends with. */
const isWithoutRows = ({ verdict, rows }: RunSummary): boolean => verdict !== 'INCOMPLETE' && rows.read === 0;
