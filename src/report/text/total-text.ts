import { auditOutcome } from '../../core/books/audit-outcome.ts';
import type { RunTotal } from '../../core/books/total.ts';
import type { Messages } from '../../messages/messages.ts';
import { afterAll } from '../next-steps/after-several.ts';
import type { TotalCommands } from '../next-steps/commands.ts';
import { BLANK, type Entry, line, type PageStyle, PLAIN_PAGE, pageText, title } from '../page.ts';
import { auditRowEntries } from './audit-text.ts';
import { nextEntries } from './next-text.ts';
import { auditHeadline, rowEntries } from './run-entries.ts';

/** The total over several inputs, shown before the result of each. */
export const totalText = (total: RunTotal, messages: Messages, style: PageStyle = PLAIN_PAGE): string => {
  const { report } = messages;
  const headline = headlineOf(total, messages);
  return pageText(
    [
      title(headline, report.titleOfAll(headline, total.inputs)),
      BLANK,
      ...countEntries(total, messages),
      line(report.labels.inputs, report.inputsOfAll(total)),
      ...(total.stopped.length > 0 ? [line('', report.stoppedInputs(total.stopped))] : []),
      ...(total.notBegun.length > 0 ? [line('', report.inputsNotBegun(total.notBegun))] : []),
    ],
    style,
  );
};

/** The verdict over several inputs once more, and what to do, shown below the result of each. */
export const totalNextText = (
  total: RunTotal,
  commands: TotalCommands,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
): string => {
  const headline = headlineOf(total, messages);
  // What stands between it and the total at the top is as long as there are inputs.
  const again = title(headline, messages.report.titleOfAll(headline, total.inputs));
  return pageText([BLANK, again, ...nextEntries(afterAll(total, commands), messages)], style);
};

const headlineOf = (total: RunTotal, messages: Messages): string =>
  total.command === 'import'
    ? messages.report.verdict[total.verdict]
    : auditHeadline(auditOutcome(total.command, total), messages);

const countEntries = ({ command, verdict, rows, unknown, callsSent }: RunTotal, messages: Messages): Entry[] => {
  const { report } = messages;
  const { labels } = report;
  return command === 'import'
    ? [...rowEntries(rows, [], verdict !== 'INCOMPLETE', messages), line(labels.calls, report.callsOfAll(callsSent))]
    : [...auditRowEntries(command, rows, unknown, messages), line(labels.reads, report.readsOfAll(callsSent))];
};
