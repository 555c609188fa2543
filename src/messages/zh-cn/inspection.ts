import { columnMapText } from '../../core/row/columns.ts';
import { grouped, printable } from '../../core/text/text.ts';
import type { inspectionTexts } from '../en/inspection.ts';

const DELIMITERS: Readonly<Record<string, string>> = {
  ',': '逗号分隔',
  ';': '分号分隔',
  '\t': '制表符分隔',
  '|': '竖线分隔',
};

const FORMATS: Readonly<Record<string, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  jsonl: 'JSON，每行一个对象',
  json: 'JSON',
};

/** `inspect` 对输入文件的说明。 */
export const zhInspection: typeof inspectionTexts = {
  title: '可以读取',
  format: ({ format, encoding, delimiter, quote, escape: escapeCharacter }) =>
    [
      FORMATS[format] ?? format,
      `${encoding} 编码`,
      ...(delimiter === undefined ? [] : [DELIMITERS[delimiter] ?? `分隔符 ${printable(delimiter)}`]),
      ...(quote === undefined ? [] : [quote === 'none' ? '没有引号' : `引号 ${quote}`]),
      ...(escapeCharacter === undefined ? [] : ['用反斜杠转义']),
    ].join('，'),
  columns: ({ columns, hasHeader, delimiter }) => {
    const map = printable(
      columnMapText((field) => columns[field]),
      400,
    );
    if (delimiter === undefined) return `键名 ${map}`;
    return hasHeader ? `按表头 ${map}` : `没有表头，按列号 ${map}`;
  },
  rows: ({ rows, isWhole, brokeOff }) => {
    const { read, valid, invalid } = rows;
    const seen = `已看 ${grouped(read)} = 有效 ${grouped(valid)} + 无效 ${grouped(invalid)}`;
    if (brokeOff) return `${seen}；之后的读不出来`;
    return isWhole ? `${seen}；文件只有这些行` : `${seen}；后面还有，没有查看`;
  },
  example: ({ values }) => printable(`"${values.groupId}"、"${values.account}"、${values.unread}`, 200),
  line: (line) => `第 ${line} 行`,
  next: '先校验每一行，再导入：',
};
