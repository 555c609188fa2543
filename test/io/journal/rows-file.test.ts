import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_COLUMNS } from '../../../src/core/row/columns.ts';
import type { InputRow } from '../../../src/core/row/row.ts';
import { csvLine } from '../../../src/io/journal/rows-file.ts';
import { InputFile } from '../../../src/io/source/input-file.ts';
import { HEADER, tempFolder } from '../../support/temp.ts';

test('what is written to failures.csv reads back equal, whatever the values', async () => {
  const path = join(await tempFolder(), 'rows.csv');
  const anything = fc.oneof(
    { weight: 9, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constantFrom('\ufeff', '\ufeffg1', '\ufeff\ufeff') },
  );
  const values = fc.array(fc.tuple(anything, anything, anything), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(values, async (rows) => {
      await writeFile(path, HEADER + rows.map((row) => csvLine(row)).join(''));
      const file = await InputFile.open(path, { kind: 'csv', delimiter: ',', columns: DEFAULT_COLUMNS });
      const read: InputRow[] = [];
      for await (const block of (await file.fromStart(false)).rows()) read.push(...block);
      await file.close();
      expect(read.map((row) => [row.values.groupId, row.values.account, row.values.unread])).toEqual(rows);
    }),
  );
});
