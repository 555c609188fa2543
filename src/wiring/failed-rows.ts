import type { ExampleRow } from '../core/books/summary.ts';
import type { FailureClass } from '../core/target/outcome.ts';
import { openOwn } from '../io/journal/own-files.ts';
import { resultParser } from '../io/journal/result-parser.ts';
import { reasonAgain } from '../messages/reason-again.ts';
import type { FailedRows } from '../report/html/facts.ts';

/** Groups that are counted at once. Where there are more, the most frequent ones are still found. */
const MOST_COUNTED = 5000;
const MOST_SHOWN = 10;
/** Kinds without an example of the last run are few, and stand near the beginning of the file. */
const MOST_SEARCHED = 100_000;

const NOTHING: FailedRows = { examples: [], groups: [], isExact: true };

type Row = Readonly<
  Record<'GroupId' | 'Member_Account' | 'UnreadMsgNum' | 'Line' | 'Class' | 'ErrorCode' | 'Message', string>
> & {
  readonly Input?: string;
};

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
    for await (const row of rowsIn(path)) {
      const { GroupId = '' } = row;
      const key = kindOf(row);
      if (!examples.has(key) && examples.size < 1000) examples.set(key, exampleOf(row));
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
  } catch {
    // It is not there yet, or its last line is being written: what was read so far counts.
    if (examples.size === 0) return NOTHING;
  }
  const most = [...groups].sort(([, a], [, b]) => b - a).slice(0, MOST_SHOWN);
  return { examples: [...examples.values()], groups: most.map(([groupId, rows]) => ({ groupId, rows })), isExact };
};

/**
 * The first row of each of these kinds, as far as it is found.
 *
 * @param path - of `failures.csv`
 */
export const firstFailedRows = async (
  path: string,
  kinds: readonly Pick<ExampleRow, 'class' | 'errorCode'>[],
): Promise<readonly ExampleRow[]> => {
  const wanted = new Set(kinds.map((kind) => `${kind.class} ${kind.errorCode ?? ''}`));
  const found: ExampleRow[] = [];
  let searched = 0;
  try {
    for await (const row of rowsIn(path)) {
      if (wanted.delete(kindOf(row))) found.push(exampleOf(row));
      searched += 1;
      if (wanted.size === 0 || searched === MOST_SEARCHED) break;
    }
  } catch {
    // Nothing depends on them.
  }
  return found;
};

const kindOf = ({ Class, ErrorCode = '' }: Row): string => `${Class} ${ErrorCode}`;

const exampleOf = ({
  GroupId = '',
  Member_Account = '',
  UnreadMsgNum = '',
  Line = '',
  Input,
  Class,
  ErrorCode = '',
  Message = '',
}: Row): ExampleRow => {
  const [groupId, account, unread, message] = [GroupId, Member_Account, UnreadMsgNum, Message];
  const errorCode = ErrorCode === '' ? null : Number(ErrorCode);
  return {
    class: Class as FailureClass,
    errorCode,
    line: Line,
    ...(Input === undefined ? {} : { input: Input }),
    groupId,
    account,
    message,
    reason: reasonAgain({ groupId, account, unread, errorCode, message }),
  };
};

const rowsIn = async function* (path: string): AsyncGenerator<Row> {
  const handle = await openOwn(path, 'read');
  try {
    const parser = resultParser({ relax_quotes: true });
    const bytes = handle.createReadStream({ autoClose: false });
    // It also says so when only its end fails.
    bytes.on('error', (error) => parser.destroy(error));
    yield* bytes.pipe(parser) as AsyncIterable<Row>;
  } finally {
    await handle.close();
  }
};
