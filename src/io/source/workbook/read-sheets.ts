import type { SheetRow } from '../../../core/row/row.ts';

/** A sheet that is read. `line` is that of its first row, in the text of all of them. */
export type ReadSheet = { readonly name: string; readonly line: number };

/** What of a workbook is its text. */
export type ReadSheets = { readonly sheets: readonly ReadSheet[]; readonly hidden: readonly string[] };

/** @param line - in the text of all sheets @returns where that is, in a workbook of several of them */
export const sheetRowAt = ({ sheets }: ReadSheets, line: number): SheetRow | undefined => {
  if (sheets.length < 2) return undefined;
  const sheet = sheets.findLast((one) => one.line <= line);
  return sheet && { name: sheet.name, row: line - sheet.line + 1 };
};
