import { columnMapText } from '../../core/row/columns.ts';
import type { Inspection } from '../../core/row/inspection.ts';
import { grouped, printable } from '../../core/text/text.ts';

const DELIMITERS: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
};

const FORMATS: Readonly<Record<string, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  jsonl: 'JSON, one object a line',
  json: 'JSON',
};

/** What `inspect` says of an input. */
export const inspectionTexts = {
  title: 'CAN BE READ',
  format: ({ format, encoding, delimiter, quote, escape: escapeCharacter }: Inspection): string =>
    [
      FORMATS[format] ?? format,
      `in ${encoding}`,
      ...(delimiter === undefined ? [] : [`with ${DELIMITERS[delimiter] ?? `the delimiter ${printable(delimiter)}`}`]),
      ...(quote === undefined ? [] : [quote === 'none' ? 'no quotes' : `quotes ${quote}`]),
      ...(escapeCharacter === undefined ? [] : ['backslash escapes']),
    ].join(', '),
  columns: ({ columns, hasHeader, delimiter }: Inspection): string => {
    const map = printable(
      columnMapText((field) => columns[field]),
      400,
    );
    if (delimiter === undefined) return `keys ${map}`;
    return hasHeader ? `by the header ${map}` : `without a header, by position ${map}`;
  },
  rows: ({ rows, isWhole, brokeOff }: Inspection): string => {
    const { read, valid, invalid } = rows;
    const seen = `${grouped(read)} seen = ${grouped(valid)} valid + ${grouped(invalid)} invalid`;
    if (brokeOff) return `${seen}; no more can be read`;
    return isWhole ? `${seen}; these are all` : `${seen}; there are more`;
  },
  example: ({ values }: Inspection['examples'][number]): string =>
    printable(`"${values.groupId}", "${values.account}", ${values.unread}`, 200),
  line: (line: number): string => `line ${line}`,
  next: 'look at every row, then import:',
};
