import type { Place } from '../../../core/books/ledger.ts';

// With an optional line break behind it: a file may end here. The longest, `"sep=;"\r\n`, has nine bytes.
const SEP_LINE = /^"?sep=([\t\x20\x21\x23-\x7e])"?(?:\r?\n|$)/i;

/**
 * `sep=;`, a first line that Excel writes and reads: it names the delimiter, and is neither header nor row.
 *
 * @param head - the first bytes of the file
 * @returns undefined where there is none
 */
export const readSepLine = (
  head: Buffer,
  bomBytes: number,
): { readonly delimiter: string; readonly behind: Omit<Place, 'row'> } | undefined => {
  const [line, delimiter] = SEP_LINE.exec(head.subarray(bomBytes, bomBytes + 10).toString('latin1')) ?? [];
  if (line === undefined || delimiter === undefined) return undefined;
  return { delimiter, behind: { line: 2, byte: bomBytes + line.length } };
};
