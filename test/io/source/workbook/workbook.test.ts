import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HONEST_BOUND } from '../../../../src/core/unpack-bound.ts';
import { FileBytes } from '../../../../src/io/source/bytes/file-bytes.ts';
import type { ReadSheets } from '../../../../src/io/source/workbook/read-sheets.ts';
import { unpackWorkbook } from '../../../../src/io/source/workbook/unpack-workbook.ts';
import { tempFolder } from '../../../support/temp.ts';
import { textRow, workbookOf } from '../../../support/workbook.ts';

const textOf = async (workbook: Buffer, wanted?: string, bound = HONEST_BOUND) => {
  const path = join(await tempFolder(), 'book.xlsx');
  await writeFile(path, workbook);
  const file = await FileBytes.open(path);
  let read: ReadSheets | undefined;
  const onSheets = (sheets: ReadSheets): void => {
    read = sheets;
  };
  let text = '';
  try {
    for await (const chunk of unpackWorkbook(file, { wanted, bound, onSheets }).chunks) text += chunk;
  } finally {
    await file.close();
  }
  return { text, read };
};

const H = textRow('GroupId', 'Member_Account', 'UnreadMsgNum');
const STYLES = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="yyyy&quot;年&quot;m/d"/><numFmt numFmtId="166" formatCode="[Red]0.00&quot;days&quot;"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs></styleSheet>`;
const STRINGS = `<sst><si><t>g1</t></si><si><r><t xml:space="preserve">a </t></r><r><t>b</t></r><rPh><t>sound</t></rPh></si><si><t>x_x000D_y</t></si></sst>`;

test.each([
  { cell: '<c><v>5</v></c>', text: '5' },
  { cell: '<c><v>5.0</v></c>', text: '5' },
  { cell: '<c><v>1.2E3</v></c>', text: '1200' },
  { cell: '<c><v>999999999999999</v></c>', text: '999999999999999' },
  { cell: '<c><v>1000000000000000</v></c>', text: '1E+15' },
  { cell: '<c><v>158292137984721734</v></c>', text: '1.5829213798472173E+17' },
  { cell: '<c><v>1.58E+17</v></c>', text: '1.58E+17' },
  { cell: '<c s="1"><v>46024</v></c>', text: '#DATE! 2026-01-02' },
  { cell: '<c s="3"><v>46024.5</v></c>', text: '#DATE! 2026-01-02 12:00:00' },
  { cell: '<c s="4"><v>2</v></c>', text: '2' },
  { cell: '<c s="2"><v>42</v></c>', text: '00042' },
  { cell: '<c t="d"><v>2026-01-02</v></c>', text: '#DATE! 2026-01-02' },
  { cell: '<c t="b"><v>1</v></c>', text: 'TRUE' },
  { cell: '<c t="e"><v>#N/A</v></c>', text: '#N/A' },
  { cell: '<c><f>1+2</f><v>3</v></c>', text: '3' },
  { cell: '<c><f>1+2</f></c>', text: '#FORMULA! not calculated' },
  { cell: '<c t="str"><f>A1</f><v></v></c>', text: '' },
  { cell: '<c t="s"><v>0</v></c>', text: 'g1' },
  { cell: '<c t="s"><v>1</v></c>', text: 'a b' },
  { cell: '<c t="s"><v>2</v></c>', text: 'x\u2028y' },
  { cell: '<c t="inlineStr"><is><t>a,"b&amp;</t></is></c>', text: '"a,""b&"' },
  { cell: '<c t="inlineStr"><is><t> 7</t></is></c>', text: '" 7"' },
])('$cell is $text', async ({ cell, text }) => {
  const rows = `<row><c t="str"><v>.</v></c>${cell}<c t="str"><v>.</v></c></row>`;
  const book = workbookOf([{ name: 'A', rows }], { 'xl/styles.xml': STYLES, 'xl/sharedStrings.xml': STRINGS });
  expect((await textOf(book)).text).toBe(`.,${text},.\n`);
});

test('line n is row n, whatever is left out; a row has the width of the table', async () => {
  const rows = `<row r="2"><c r="A2" t="str"><v>title</v></c></row><row r="4"><c r="B4" t="str"><v>x</v></c><c r="D4" t="str"><v>z</v></c></row><row r="5"><c r="A5"><v>1</v></c></row><row r="9"><c r="C9" s="1"/></row>`;
  expect((await textOf(workbookOf([{ name: 'A', rows }]))).text).toBe('\ntitle\n\n,x,,z\n1,,,\n\n\n\n\n');
});

test('sheets with the same first row are one table, hidden ones are left out, one can be named', async () => {
  const book = workbookOf([
    { name: 'A', rows: H + textRow('g1', 'a', '1') },
    { name: 'empty', rows: '' },
    { name: 'B', rows: H + textRow('g2', 'b', '2') },
    { name: 'H', rows: textRow('secret'), isHidden: true },
  ]);
  const both = await textOf(book);
  expect(both.text).toBe('GroupId,Member_Account,UnreadMsgNum\ng1,a,1\n\ng2,b,2\n');
  const sheets = [
    { name: 'A', line: 1 },
    { name: 'B', line: 3 },
  ];
  expect(both.read).toEqual({ sheets, hidden: ['H'] });
  expect((await textOf(book, 'B')).text).toBe('GroupId,Member_Account,UnreadMsgNum\ng2,b,2\n');
  expect((await textOf(book, 'H')).text).toBe('secret\n');
});

test.each([
  {
    name: 'sheets that differ',
    sheets: [H, textRow('x')],
    wanted: undefined,
    fact: { kind: 'sheets-differ', sheets: ['0', '1'] },
  },
  { name: 'a sheet that is not there', sheets: [H], wanted: 'Z', fact: { kind: 'sheet-missing', sheets: ['0'] } },
])('refused: $name', async ({ sheets, wanted, fact }) => {
  const book = workbookOf(sheets.map((rows, at) => ({ name: String(at), rows })));
  await expect(textOf(book, wanted)).rejects.toMatchObject({ fact });
});

test.each([
  { name: 'one that is longer than any row', strings: `<si><t>${'漢'.repeat(1024 * 1024 + 1)}</t></si>` },
  { name: 'far more than a table has', strings: '<si/>'.repeat(3_700_000) },
])('shared strings that would fill the memory are refused: $name', async ({ strings }) => {
  const book = workbookOf([{ name: 'A', rows: H }], { 'xl/sharedStrings.xml': `<sst>${strings}</sst>` });
  await expect(textOf(book)).rejects.toMatchObject({ fault: { code: 'too-many-texts' } });
});

test('formats without end are refused', async () => {
  const styles = `<styleSheet><cellXfs>${' '.repeat(33 * 1024 * 1024)}</cellXfs></styleSheet>`;
  const book = workbookOf([{ name: 'A', rows: H }], { 'xl/styles.xml': styles });
  await expect(textOf(book)).rejects.toMatchObject({ fault: { says: 'xl/styles.xml is too large' } });
});

test.each([
  { name: 'an entity nobody knows', rows: textRow('&e;') },
  { name: 'rows in disorder', rows: '<row r="3"/><row r="2"/>' },
  { name: 'a row behind the last', rows: '<row r="9999999999"/>' },
  { name: 'a string that is not there', rows: '<row><c t="s"><v>7</v></c></row>' },
  { name: 'an attribute without end', rows: `<row spans="${' '.repeat(1024 * 1024)}"/>` },
  { name: 'XML that breaks off', rows: '<row>' },
  { name: 'elements in elements without end', rows: '<a>'.repeat(200) + '</a>'.repeat(200) },
  { name: 'attributes without end', rows: `<row ${Array.from({ length: 2000 }, (_, at) => `a${at}=""`).join(' ')}/>` },
])('corrupt: $name', async ({ rows }) => {
  await expect(textOf(workbookOf([{ name: 'A', rows }]))).rejects.toMatchObject({ fault: { code: 'corrupt' } });
});

test('corrupt: a document type at the start of a part, whatever it is for', async () => {
  const sheet = `<!DOCTYPE worksheet><worksheet><sheetData>${H}</sheetData></worksheet>`;
  await expect(
    textOf(workbookOf([{ name: 'A', rows: H }], { 'xl/worksheets/sheet0.xml': sheet })),
  ).rejects.toMatchObject({
    fault: { says: 'a document type in XML' },
  });
});

test('corrupt: one part that is many sheets', async () => {
  const sheet = '<sheet name="A" sheetId="1" r:id="s0"/>';
  const workbook = `<workbook><sheets>${sheet.repeat(50_000)}</sheets></workbook>`;
  await expect(textOf(workbookOf([{ name: 'A', rows: H }], { 'xl/workbook.xml': workbook }))).rejects.toMatchObject({
    fault: { says: 'two sheets in one part' },
  });
});

test.each(['/etc/passwd', '../../etc/passwd'])('corrupt: a part by the name %s', async (name) => {
  await expect(textOf(workbookOf([{ name: 'A', rows: H }], { [name]: '' }))).rejects.toMatchObject({
    fault: { code: 'corrupt' },
  });
});

test('a byte that has changed is noticed', async () => {
  const book = workbookOf([{ name: 'A', rows: H }]);
  const at = book.indexOf('PK\u0001\u0002', 0, 'latin1');
  const central = book.lastIndexOf('worksheets/sheet0.xml', -1, 'latin1') - 46 - 'xl/'.length;
  expect(central).toBeGreaterThan(at);
  book[central + 16] = (book[central + 16] ?? 0) ^ 1;
  await expect(textOf(book)).rejects.toMatchObject({ fault: { code: 'corrupt' } });
});

test('what unpacks too far is refused', async () => {
  const rows = textRow('x'.repeat(30_000)).repeat(200);
  const bound = { mostBytes: 1024 * 1024, mostRatio: 0 };
  await expect(textOf(workbookOf([{ name: 'A', rows }]), undefined, bound)).rejects.toMatchObject({
    fault: { code: 'unpacks-too-far' },
  });
});
