import { InputError } from '../../../core/errors/input-error.ts';
import type { UnpackBound } from '../../../core/unpack-bound.ts';
import type { Unpacked } from '../bytes/compression.ts';
import type { FileBytes } from '../bytes/file-bytes.ts';
import type { ReadSheet, ReadSheets } from './read-sheets.ts';
import { sheetLines } from './sheet-lines.ts';
import { readWorkbook, type Sheet, type Workbook } from './workbook.ts';
import { ZipParts } from './zip-parts.ts';

/** Whose first row is not empty. */
type Filled = { readonly sheet: Sheet; readonly header: string };

/**
 * The text of a workbook: CSV, with a line for each row. Sheets with the same first row are one table: they stand one under another, and
 * that row comes once. In its place in the later ones there is an empty line.
 *
 * @param wanted - the name of the sheet, where one was asked for
 * @param onSheets - is told of what is read, before the first line comes
 */
export const unpackWorkbook = (
  file: FileBytes,
  { wanted, bound, onSheets }: { wanted: string | undefined; bound: UnpackBound; onSheets: (read: ReadSheets) => void },
): Unpacked => {
  let consumedBytes = 0;
  const chunks = async function* (): AsyncGenerator<Buffer> {
    const zip = await ZipParts.open(file, bound, (bytes) => {
      consumedBytes += bytes;
    });
    const workbook = await readWorkbook(zip);
    const chosen = await choose(file.path, zip, workbook, wanted);
    const hidden = wanted === undefined ? workbook.sheets.filter(({ isHidden }) => isHidden) : [];
    onSheets({ sheets: await placesOf(zip, chosen, workbook), hidden: hidden.map(({ name }) => name) });
    // What was read so far was looked at; no row of it is done.
    consumedBytes = 0;
    for (const [at, { sheet, header }] of chosen.entries()) {
      let isHeaderDue = at > 0;
      for await (const lines of sheetLines(zip.read(sheet.part), workbook)) {
        const begins = isHeaderDue ? lines.indexOf(header) : -1;
        const kept = begins < 0 ? lines : lines.with(begins, '');
        isHeaderDue &&= begins < 0;
        const bytes = Buffer.from(`${kept.join('\n')}\n`);
        zip.count(bytes.length);
        yield bytes;
      }
    }
  };
  return { chunks: chunks(), consumedBytes: () => consumedBytes, bytesBehind: () => 0 };
};

const choose = async (
  path: string,
  zip: ZipParts,
  workbook: Workbook,
  wanted: string | undefined,
): Promise<readonly Filled[]> => {
  const names = workbook.sheets.map(({ name }) => name);
  if (wanted !== undefined) {
    const sheet = workbook.sheets.find(({ name }) => name === wanted);
    if (!sheet) throw new InputError({ kind: 'sheet-missing', path, wanted, sheets: names });
    return [{ sheet, header: '' }];
  }
  const filled: Filled[] = [];
  for (const sheet of workbook.sheets) {
    const header = sheet.isHidden ? undefined : await firstLine(zip, sheet, workbook);
    if (header !== undefined) filled.push({ sheet, header });
  }
  if (new Set(filled.map(({ header }) => header)).size <= 1) return filled;
  throw new InputError({ kind: 'sheets-differ', path, sheets: filled.map(({ sheet }) => sheet.name) });
};

/** @returns its first row that is not empty */
const firstLine = async (zip: ZipParts, { part }: Sheet, workbook: Workbook): Promise<string | undefined> => {
  for await (const lines of sheetLines(zip.read(part), workbook)) {
    const first = lines.find((line) => line !== '');
    if (first !== undefined) return first;
  }
  return undefined;
};

/** @returns where each of them begins: all but the last are read for it */
const placesOf = async (zip: ZipParts, chosen: readonly Filled[], workbook: Workbook): Promise<ReadSheet[]> => {
  const places: ReadSheet[] = [];
  let line = 1;
  for (const [at, { sheet }] of chosen.entries()) {
    places.push({ name: sheet.name, line });
    if (at === chosen.length - 1) break;
    for await (const lines of sheetLines(zip.read(sheet.part), workbook)) line += lines.length;
  }
  return places;
};
