import { CsvError } from 'csv-parse';
import writeExcelFile from 'write-excel-file/node';
import { FAILURE_CLASSES } from '../core/target/outcome.ts';
import { printable } from '../core/text/text.ts';
import { diskError } from '../io/journal/disk-error.ts';
import { replaceFile } from '../io/journal/durable.ts';
import { openOwn } from '../io/journal/own-files.ts';
import { resultParser } from '../io/journal/result-parser.ts';
import { importFiles, statePaths } from '../io/journal/state-paths.ts';
import type { Messages } from '../messages/messages.ts';
import { remedyOf } from '../report/explanation.ts';
import type { ReportMaker } from './write-report.ts';

/** Of one class. A sheet takes a million, a spreadsheet program far fewer with comfort; all of them are in memory at once. */
const MOST_ROWS = 100_000;
/** of a cell, in Excel */
const MOST_CHARACTERS = 32_000;

/** For a class that no run writes: somebody has changed the file, and not every text is the name of a sheet. */
const OTHER = 'other';

const COLUMNS = ['GroupId', 'Member_Account', 'UnreadMsgNum', 'Line', 'ErrorCode', 'Message'] as const;
const WIDTHS = [26, 26, 16, 10, 12, 60, 60, 26, 40];

type Row = Readonly<Record<(typeof COLUMNS)[number] | 'Time' | 'Class', string>> & { readonly Input?: string };
type Cell = { readonly value: string; readonly type: StringConstructor; readonly fontWeight?: 'bold' };

/** Always text: a number would lose the digits of a long ID, and what begins with = is no formula. */
const cell = (text: string): Cell => ({ value: printable(text, MOST_CHARACTERS), type: String });

/**
 * `failures.csv` for whoever opens it by a double click: IDs stay as they are, there is one sheet for each class, and each row has
 * what to do.
 *
 * @returns its path, and of how many rows there was no room
 */
export const writeWorkbook = async (
  stateDir: string,
  { messages, secrets }: Pick<ReportMaker, 'messages' | 'secrets'>,
): Promise<{ readonly path: string; readonly left: number }> => {
  const { workbook: path } = statePaths(stateDir);
  const { sheets, left, hasInputs } = await readSheets(importFiles(stateDir).failures, messages);
  const origin = ['Time', ...(hasInputs ? ['Input'] : [])];
  const bold = [...COLUMNS, messages.reportPage.failures.remedy, ...origin].map((text) => ({
    ...cell(text),
    fontWeight: 'bold' as const,
  }));
  const all = sheets.size === 0 ? new Map([['failures', []]]) : sheets;
  const content = await writeExcelFile(
    [...all].map(([sheet, rows]) => ({
      sheet,
      data: [bold, ...rows.map((row) => row.map((text) => cell(secrets.scrub(text))))],
      columns: WIDTHS.map((width) => ({ width })),
      stickyRowsCount: 1,
    })),
  ).toBuffer();
  await replaceFile(path, content).catch((error: Error) => {
    throw diskError(path, error, 'write');
  });
  return { path, left };
};

/** Whoever reads this has the workbook, and is better off with a copy of it. */
const whatToDo = ({ Class, ErrorCode }: Row, messages: Messages): string =>
  remedyOf(Class, ErrorCode, messages).replaceAll('failures.csv', 'failures.xlsx');

const readSheets = async (path: string, messages: Messages) => {
  const sheets = new Map<string, string[][]>();
  let left = 0;
  let hasInputs = false;
  const handle = await openOwn(path, 'read').catch((error: NodeJS.ErrnoException) => {
    // No import has begun.
    if (error.code === 'ENOENT') return undefined;
    throw diskError(path, error, 'read');
  });
  if (!handle) return { sheets, left, hasInputs };
  try {
    const parser = resultParser({ relax_quotes: true });
    const bytes = handle.createReadStream({ autoClose: false });
    bytes.on('error', (error) => parser.destroy(error));
    for await (const row of bytes.pipe(parser) as AsyncIterable<Row>) {
      const sheet = FAILURE_CLASSES.find((known) => known === row.Class) ?? OTHER;
      const rows = sheets.get(sheet) ?? [];
      sheets.set(sheet, rows);
      hasInputs = row.Input !== undefined;
      if (rows.length >= MOST_ROWS) left += 1;
      else rows.push([...COLUMNS.map((column) => row[column] ?? ''), whatToDo(row, messages), ...originOf(row)]);
    }
  } catch (error) {
    // Its last line is being written, or somebody has changed it: what was read so far counts.
    if (!(error instanceof CsvError)) throw error;
  } finally {
    await handle.close();
  }
  return { sheets, left, hasInputs };
};

/** With its line it tells which row a corrected one was. */
const originOf = ({ Time = '', Input }: Row): string[] => [Time, ...(Input === undefined ? [] : [Input])];
