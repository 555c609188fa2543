import type { FailureClass } from '../core/target/outcome.ts';
import { openOwn } from '../io/journal/own-files.ts';
import type { ExampleRow, FailedRows } from '../report/html/facts.ts';
import { resultParser } from './result-rows.ts';

/** Groups that are counted at once. Where there are more, the most frequent ones are still found. */
const MOST_COUNTED = 5000;
const MOST_SHOWN = 10;

const NOTHING: FailedRows = { examples: [], groups: [], isExact: true };

type Row = Readonly<Record<'GroupId' | 'Member_Account' | 'Line' | 'Class' | 'ErrorCode' | 'Message', string>>;

/**
 * One example of each class and code, and the groups with most rows. Memory is bounded: where the counters are full, all of them
 * lose the same, so that a count is never above the truth.
 *
 * @param path - of `failures.csv`, `check.csv` or `verify.csv`, which may grow meanwhile
 */
export const readFailedRows = async (path: string): Promise<FailedRows> => {
  const examples = new Map<string, ExampleRow>();
  const groups = new Map<string, number>();
  let isExact = true;
  try {
    const handle = await openOwn(path, 'read');
    try {
      const parser = resultParser({ relax_quotes: true });
      const bytes = handle.createReadStream({ autoClose: false });
      // It also says so when only its end fails.
      bytes.on('error', (error) => parser.destroy(error));
      const rows = bytes.pipe(parser) as AsyncIterable<Row>;
      for await (const { GroupId = '', Member_Account = '', Line = '', Class, ErrorCode = '', Message = '' } of rows) {
        const key = `${Class} ${ErrorCode}`;
        if (!examples.has(key) && examples.size < 1000) {
          examples.set(key, {
            class: Class as FailureClass,
            errorCode: ErrorCode === '' ? null : Number(ErrorCode),
            line: Line,
            groupId: GroupId,
            account: Member_Account,
            message: Message,
          });
        }
        if (GroupId === '') continue;
        const known = groups.get(GroupId);
        if (known !== undefined || groups.size < MOST_COUNTED) {
          groups.set(GroupId, (known ?? 0) + 1);
          continue;
        }
        isExact = false;
        for (const [group, count] of groups) {
          if (count === 1) groups.delete(group);
          else groups.set(group, count - 1);
        }
      }
    } finally {
      await handle.close();
    }
  } catch {
    // It is not there yet, or its last line is being written: what was read so far counts.
    if (examples.size === 0) return NOTHING;
  }
  const most = [...groups].sort(([, a], [, b]) => b - a).slice(0, MOST_SHOWN);
  return { examples: [...examples.values()], groups: most.map(([groupId, rows]) => ({ groupId, rows })), isExact };
};
