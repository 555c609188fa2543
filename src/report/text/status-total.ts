import { NO_ROWS } from '../../core/books/ledger.ts';
import { added } from '../../core/books/total.ts';
import type { Messages } from '../../messages/messages.ts';
import { BLANK, line, type PageStyle, PLAIN_PAGE, pageText, title } from '../page.ts';
import { judgeStatus, paceOfAll, type Status, type StatusVerdict } from '../status.ts';
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
  const verdicts = statuses.map((status) => judgeStatus(status).verdict);
  const counted = ORDER.flatMap((verdict) => {
    const count = verdicts.filter((one) => one === verdict).length;
    const atEnd = verdict === 'RUNNING' ? statuses.filter(isRunAtEnd).length : 0;
    return count === 0 ? [] : [{ verdict: report.verdict[verdict], count, atEnd }];
  });
  const headline = counted[0]?.verdict ?? '';
  const rows = statuses.flatMap(({ run }) => run?.rows ?? []).reduce(added, NO_ROWS);
  const pace = paceOfAll(statuses);
  return pageText(
    [
      title(headline, report.titleOfAll(headline, statuses.length)),
      BLANK,
      ...(pace.perSecond === undefined ? [] : [line(report.labels.running, report.pace(pace, nowMs))]),
      ...rowEntries(rows, [], false, messages),
      line(report.labels.inputs, report.inputsByVerdict(counted)),
    ],
    style,
  );
};
