import { ExitCode } from '../../core/errors/error.ts';
import { DEFAULT_COLUMNS } from '../../core/row/columns.ts';
import type { Inspection } from '../../core/row/inspection.ts';
import { type Messages, problemText, told } from '../../messages/messages.ts';

/** What `inspect --json` prints of an input. @param commands - to type next */
export const inspectionObject = (inspection: Inspection, commands: readonly string[], messages: Messages): object => {
  const { path, sizeBytes, columns, remarks, examples, brokeOff } = inspection;
  return {
    command: 'inspect',
    verdict: brokeOff ? 'INCOMPLETE' : 'READABLE',
    exitCode: brokeOff ? ExitCode.usage : ExitCode.ok,
    reason: brokeOff ? told(messages, brokeOff).text : null,
    input: { path, sizeBytes: sizeBytes ?? null },
    format: inspection.format,
    encoding: inspection.encoding,
    delimiter: inspection.delimiter ?? null,
    quote: inspection.quote ?? null,
    escape: inspection.escape ?? null,
    header: inspection.hasHeader,
    columns: {
      [DEFAULT_COLUMNS.groupId]: columns.groupId,
      [DEFAULT_COLUMNS.account]: columns.account,
      [DEFAULT_COLUMNS.unread]: columns.unread,
    },
    rows: { ...inspection.rows, isWhole: inspection.isWhole },
    examples: examples.map(({ line, values, problems }) => ({
      line,
      [DEFAULT_COLUMNS.groupId]: values.groupId,
      [DEFAULT_COLUMNS.account]: values.account,
      [DEFAULT_COLUMNS.unread]: values.unread,
      problems: problems.map((problem) => problemText(messages, problem)),
    })),
    suspicions: remarks.map(({ kind }) => kind),
    next: commands,
  };
};
