import type { Inspection } from '../../core/row/inspection.ts';
import { printable } from '../../core/text/text.ts';
import { type Messages, problemText, told } from '../../messages/messages.ts';
import { BLANK, command, type Entry, line, listed, type PageStyle, PLAIN_PAGE, pageText, title } from '../page.ts';

/** The commands to type next. */
type Next = {
  readonly commands: readonly string[];
  /** the settings name no app, which `import` needs */
  readonly lacksApp: boolean;
  /** there is no row to import */
  readonly isEmpty: boolean;
};

/** @param next - undefined for one of several inputs that share one, see `inspectionsText` */
export const inspectionText = (
  inspection: Inspection,
  next: Next | undefined,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
): string => {
  const { report, inspection: texts } = messages;
  const { labels } = report;
  const broke = inspection.brokeOff && told(messages, inspection.brokeOff);
  const headline = broke ? report.validationHeadline['broke-off']() : texts.title;
  const examples = inspection.examples.map((row) => {
    const [problem] = row.problems;
    const text = messages.report.beforeReason(texts.line(row.line)) + texts.example(row);
    return problem ? messages.report.beforeReason(text) + problemText(messages, problem) : text;
  });
  return pageText(
    [
      title(headline, report.titleOfInput(headline, inspection.path)),
      BLANK,
      ...(broke ? [line(labels.stopped, printable(broke.text, 1000))] : []),
      line(labels.format, texts.format(inspection)),
      line(labels.columns, texts.columns(inspection)),
      line(labels.rows, texts.rows(inspection)),
      ...listed(labels.first, examples),
      line(labels.input, report.size(inspection.sizeBytes)),
      ...(broke ? [line(labels.next, report.next.advice(broke.remedy ?? broke.next))] : []),
      ...(broke && next ? next.commands.slice(0, 1).map(command) : []),
      ...(next && !broke ? nextEntries(next, messages) : []),
    ],
    style,
  );
};

/** What to do with several inputs, all of which can be read. */
export const inspectionsText = (inputs: number, next: Next, messages: Messages, style = PLAIN_PAGE): string => {
  const { title: headline } = messages.inspection;
  const { titleOfAll } = messages.report;
  return pageText([BLANK, title(headline, titleOfAll(headline, inputs)), ...nextEntries(next, messages)], style);
};

const nextEntries = ({ commands, lacksApp, isEmpty }: Next, { report, inspection }: Messages): Entry[] => [
  line(report.labels.next, isEmpty ? report.next['no-rows']() : inspection.next),
  ...commands.map(command),
  ...(lacksApp && !isEmpty ? [line(report.labels.and, report.next['give-settings']())] : []),
];
