import { HONEST_BOUND } from '../../../core/unpack-bound.ts';
import { FileBytes } from '../bytes/file-bytes.ts';

/** All sheets of a workbook as CSV, with all their columns: an input has only those of its rows. */
export async function* workbookText(path: string): AsyncGenerator<Buffer> {
  const { unpackWorkbook } = await import('./unpack-workbook.ts');
  const bytes = await FileBytes.open(path);
  try {
    yield* unpackWorkbook(bytes, { wanted: undefined, bound: HONEST_BOUND, onSheets: () => {} }).chunks;
  } finally {
    await bytes.close();
  }
}
