import type { RowCounts } from '../../core/books/ledger.ts';
import type { Messages } from '../../messages/messages.ts';
import { BLANK, line, type PageStyle, PLAIN_PAGE, pageText, title } from '../page.ts';
import { judgeStatus, type Status, type StatusVerdict } from '../status.ts';
import { rowEntries } from './run-entries.ts';

/** What matters most of several inputs comes first. */
const ORDER: readonly StatusVerdict[] = ['RUNNING', 'INCOMPLETE', 'NOT STARTED', 'COMPLETE WITH FAILURES', 'COMPLETE'];

/** One total over several inputs, shown before the status of each. */
export const statusTotalText = (
  statuses: readonly Status[],
  messages: Messages,
  style: PageStyle = PLAIN_PAGE,
): string => {
  const { report } = messages;
  const verdicts = statuses.map((status) => judgeStatus(status).verdict);
  const counted = ORDER.flatMap((verdict) => {
    const count = verdicts.filter((one) => one === verdict).length;
    return count === 0 ? [] : [{ verdict: report.verdict[verdict], count }];
  });
  const headline = counted[0]?.verdict ?? '';
  const rows = statuses.flatMap(({ run }) => run?.rows ?? []).reduce(added, NONE);
  return pageText(
    [
      title(headline, report.titleOfAll(headline, statuses.length)),
      BLANK,
      ...rowEntries(rows, [], false, messages),
      line(report.labels.inputs, report.inputsByVerdict(counted)),
      BLANK,
    ],
    style,
  );
};

const NONE: RowCounts = {
  read: 0,
  ok: 0,
  failed: 0,
  skipped: 0,
  pending: 0,
  unchanged: 0,
  lowered: 0,
  totalUnknown: 0,
};

const added = (sum: RowCounts, rows: RowCounts): RowCounts => ({
  read: sum.read + rows.read,
  ok: sum.ok + rows.ok,
  failed: sum.failed + rows.failed,
  skipped: sum.skipped + rows.skipped,
  pending: sum.pending + rows.pending,
  unchanged: sum.unchanged + rows.unchanged,
  otherShard: (sum.otherShard ?? 0) + (rows.otherShard ?? 0),
  lowered: sum.lowered + rows.lowered,
  totalUnknown: sum.totalUnknown + rows.totalUnknown,
});
