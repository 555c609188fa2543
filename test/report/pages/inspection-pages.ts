import { InputBrokeOffError } from '../../../src/core/errors/broken-off-error.ts';
import type { Inspection } from '../../../src/core/row/inspection.ts';
import { en } from '../../../src/messages/en.ts';
import type { Messages } from '../../../src/messages/messages.ts';
import { inspectionText } from '../../../src/report/text/inspection-text.ts';

const page =
  (inspection: Inspection) =>
  (messages: Messages = en): string =>
    inspectionText(
      inspection,
      {
        commands: [`npx tim-unread validate ${inspection.path}`, `npx tim-unread import ${inspection.path}`],
        lacksApp: inspection === CSV,
        isEmpty: false,
      },
      messages,
    );

const row = (line: number, account: string, unread: string) => ({
  line,
  values: { groupId: '@TGS#2ABC', account, unread },
  problems: [],
});

const CSV: Inspection = {
  path: 'members.csv',
  sizeBytes: 1234,
  format: 'csv',
  encoding: 'gb18030',
  delimiter: ';',
  quote: '"',
  escape: undefined,
  hasHeader: true,
  columns: { groupId: '群ID', account: '用户ID', unread: '未读数' },
  rows: { read: 3, valid: 2, invalid: 1 },
  isWhole: true,
  examples: [
    row(2, 'alice', '3'),
    row(3, 'CORP\\eve', '0'),
    { ...row(4, 'bob', '1e3'), problems: [{ kind: 'unread-not-integer', code: 'count-exponent', value: '1e3' }] },
  ],
  remarks: [],
  brokeOff: undefined,
};

export const INSPECTION_PAGES = {
  'inspect-csv': page(CSV),
  'inspect-without-a-header': page({
    ...CSV,
    path: 'members.tsv',
    format: 'tsv',
    encoding: 'utf-8',
    delimiter: '\t',
    quote: 'none',
    escape: '\\',
    hasHeader: false,
    columns: { groupId: 1, account: 2, unread: 4 },
    rows: { read: 120_000, valid: 120_000, invalid: 0 },
    isWhole: false,
    examples: [row(1, 'alice', '3')],
  }),
  'inspect-cut-off': page({
    ...CSV,
    path: 'members.csv.gz',
    isWhole: false,
    brokeOff: new InputBrokeOffError({
      kind: 'archive-broke-off',
      path: 'members.csv.gz',
      compression: 'gzip',
      fault: { code: 'cut-off' },
      mayBeText: false,
    }),
  }),
  'inspect-json-of-standard-input': page({
    ...CSV,
    path: '-',
    sizeBytes: undefined,
    format: 'json',
    encoding: 'utf-8',
    delimiter: undefined,
    quote: undefined,
    rows: { read: 1, valid: 1, invalid: 0 },
    examples: [row(1, 'alice', '3')],
  }),
} as const;
