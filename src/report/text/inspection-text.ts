import type { Inspection } from '../../core/row/inspection.ts';
import { printable } from '../../core/text/text.ts';
import { type Messages, problemText, told } from '../../messages/messages.ts';
import { BLANK, command, line, listed, type PageStyle, PLAIN_PAGE, pageText, title } from '../page.ts';

/** @param next - the commands to type next, and whether the settings name no app, which `import` needs */
export const inspectionText = (
  inspection: Inspection,
  { commands, lacksApp }: { readonly commands: readonly string[]; readonly lacksApp: boolean },
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
      line(labels.next, broke ? report.next.advice(broke.remedy ?? broke.next) : texts.next),
      ...(broke ? commands.slice(0, 1) : commands).map(command),
      ...(lacksApp && !broke ? [line(labels.and, report.next['give-settings']())] : []),
    ],
    style,
  );
};
