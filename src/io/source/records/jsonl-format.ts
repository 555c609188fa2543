import type { ColumnNames } from '../../../core/row/columns.ts';
import { rulesOf } from '../../../core/row/rules.ts';
import type { InputWish } from '../recognition/wish.ts';
import { bomBytesOf } from '../text/encoding.ts';
import { type JsonFormat, jsonFormat, refusePrinted } from './json-format.ts';
import { JsonlParser, JsonObjects } from './jsonl.ts';
import { checkFirstObjects, hasFirstObjects } from './jsonl-head.ts';
import { RecordCutter } from './record-cutter.ts';
import type { RecordFormat } from './record-format.ts';
import { isOneObjectALine } from './whole-json.ts';

export type JsonlFormat = { readonly kind: 'jsonl'; readonly columns: ColumnNames };

/**
 * @returns the format of JSON in general where the first bytes are no JSONL
 * @throws SettingsError where columns go by position: an object names its own values
 */
export const jsonlFormat = (path: string, head: Buffer, wish: InputWish): JsonlFormat | JsonFormat => {
  const json = jsonFormat(path, head, wish);
  const isJsonl = json.jsonPath === undefined && isOneObjectALine(head.toString('utf8', bomBytesOf(head)));
  return isJsonl ? { kind: 'jsonl', columns: json.columns } : json;
};

/** One JSON object a line. */
export const jsonlRecords = (format: JsonlFormat & { readonly trim?: true }): RecordFormat<JsonlFormat> => ({
  isEnough: (head) => hasFirstObjects(head, format.columns),

  open: (head) => {
    const { bytes, encoding } = head;
    refusePrinted(head);
    checkFirstObjects(head, format.columns);
    return {
      format,
      firstRow: { row: 1, line: 1, byte: bomBytesOf(bytes) },
      // An object that is cut off lacks its closing brace.
      looksWholeCutOff: false,
      places: 'line',
      openCutter: (at) => new RecordCutter(at, undefined),
      openParser: (undecoded) =>
        new JsonObjects(new JsonlParser(format.columns), encoding, undecoded, 'line', rulesOf(format)),
    };
  },
});
