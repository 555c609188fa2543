import { NO_ROWS } from '../../core/books/ledger.ts';
import { added } from '../../core/books/total.ts';
import type { Messages } from '../../messages/messages.ts';
import { afterStatuses } from '../next-steps/after-several.ts';
import type { StatusTotalCommands } from '../next-steps/commands.ts';
import { BLANK, type Entry, line, type PageStyle, PLAIN_PAGE, pageText, title } from '../page.ts';
import { judgeStatus, knownOf, paceOfAll, type Status, type StatusVerdict } from '../status.ts';
import { nextEntries } from './next-text.ts';
import { rowEntries } from './run-entries.ts';

/** What matters most of several inputs comes first. */
const ORDER: readonly StatusVerdict[] = ['RUNNING', 'INCOMPLETE', 'NOT STARTED', 'COMPLETE WITH FAILURES', 'COMPLETE'];

/** The process that did its rows is still at work on other inputs. */
const isRunAtEnd = ({ running, run }: Status): boolean =>
  running?.command === 'import' &&
  running.readingSince === undefined &&
  run !== undefined &&
  run.verdict !== 'INCOMPLETE';

/** One total over several inputs, shown before the status of each. */
export const statusTotalText = (
  statuses: readonly Status[],
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
  nowMs = 0,
): string => {
  const { report } = messages;
  const counted = countedVerdicts(statuses, messages);
  const rows = statuses.flatMap(({ run }) => run?.rows ?? []).reduce(added, NO_ROWS);
  const pace = paceOfAll(statuses);
  return pageText(
    [
      titleOf(statuses, messages),
      BLANK,
      ...(pace.perSecond === undefined ? [] : [line(report.labels.running, report.pace(pace, nowMs))]),
      ...rowEntries(rows, [], false, messages),
      line(report.labels.inputs, report.inputsByVerdict(counted)),
    ],
    style,
  );
};

/** What goes on with all of them, shown below the status of each; undefined where no command does. */
export const statusTotalNextText = (
  statuses: readonly Status[],
  commands: StatusTotalCommands,
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
): string | undefined => {
  const steps = afterStatuses(statuses.map(knownOf), commands);
  return steps.length === 0
    ? undefined
    : pageText([titleOf(statuses, messages), ...nextEntries(steps, messages)], style);
};

const titleOf = (statuses: readonly Status[], messages: Messages): Entry => {
  const headline = countedVerdicts(statuses, messages)[0]?.verdict ?? '';
  return title(headline, messages.report.titleOfAll(headline, statuses.length));
};

const countedVerdicts = (statuses: readonly Status[], { report }: Messages) => {
  const verdicts = statuses.map((status) => judgeStatus(status).verdict);
  return ORDER.flatMap((verdict) => {
    const count = verdicts.filter((one) => one === verdict).length;
    const atEnd = verdict === 'RUNNING' ? statuses.filter(isRunAtEnd).length : 0;
    return count === 0 ? [] : [{ verdict: report.verdict[verdict], count, atEnd }];
  });
};
