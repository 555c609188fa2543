import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors.ts';
import { DEFAULT_COLUMNS } from '../../../../src/io/source/columns/columns.ts';
import type { InputFormat } from '../../../../src/io/source/columns/format.ts';
import { InputFile } from '../../../../src/io/source/input-file.ts';
import { csvOf, tempFile } from '../../../support/temp.ts';

const CSV: InputFormat = { kind: 'csv', delimiter: ',', columns: DEFAULT_COLUMNS };
const JSONL: InputFormat = { kind: 'jsonl', columns: DEFAULT_COLUMNS };
const TEXT = Buffer.from(csvOf(50));

const magic = (hex: string, at = 0): Buffer => Buffer.concat([Buffer.alloc(at), Buffer.from(hex, 'hex'), TEXT]);
// The header of a tar archive is a block of 512 bytes: the name first, and what kind of archive it is at 257.
const tar = Buffer.concat([
  Buffer.from('members.csv'),
  Buffer.alloc(246),
  Buffer.from('ustar\u000000'),
  Buffer.alloc(247),
  TEXT,
]);

const refusalOf = async (opening: Promise<InputFile>): Promise<string> => {
  const error = await opening.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return `${(error as InputError).message} | ${(error as InputError).hint}`;
};
const ofFile = async (bytes: Buffer, name: string): Promise<string> => {
  const path = await tempFile(name, bytes);
  return (await refusalOf(InputFile.open(path, CSV))).replaceAll(path, name);
};
const ofInput = (bytes: Buffer, format: InputFormat): Promise<string> =>
  refusalOf(InputFile.open('-', format, () => Readable.from([bytes]) as unknown as NodeJS.ReadStream));

const XZ = magic('fd377a585a00');
const BZIP2 = magic('425a6839314159265359');

describe('a file of another kind is told for what it is, with what to type', () => {
  test.each([
    {
      name: 'a.csv.xz',
      bytes: XZ,
      says: 'is xz-compressed, not text | Unpack it, and give the new file: xz -dc a.csv.xz > NEWFILE',
    },
    {
      name: 'a.csv.bz2',
      bytes: BZIP2,
      says: 'is bzip2-compressed, not text | Unpack it, and give the new file: bunzip2 -c a.csv.bz2 > NEWFILE',
    },
    { name: 'a.csv.gz', bytes: XZ, says: 'is xz-compressed, not text' },
    {
      name: 'b.csv.gz',
      bytes: gzipSync(gzipSync(TEXT)),
      says: 'is gzip-compressed inside its gzip compression, not text | Unpack it, and give the new file: gzip -dc b.csv.gz | gzip -dc > NEWFILE',
    },
    { name: 'c.csv.gz', bytes: gzipSync(XZ), says: 'gzip -dc c.csv.gz | xz -dc > NEWFILE' },
    {
      name: 'a.tar.gz',
      bytes: gzipSync(tar),
      says: 'is a tar archive inside its gzip compression, not text | Unpack it, and give the file inside: tar -xzf a.tar.gz',
    },
    { name: 'a.csv.br', bytes: brotliCompressSync(tar), says: 'brotli -dc a.csv.br | tar -x' },
    {
      name: 'a.tar',
      bytes: tar,
      says: 'is a tar archive, not text | Unpack it, and give the file inside: tar -xf a.tar',
    },
    {
      name: 'a.csv',
      bytes: magic('d0cf11e0a1b11ae1'),
      says: 'is an Excel workbook (.xls), not text | Save the sheet as “CSV UTF-8”',
    },
    { name: 'a.7z', bytes: magic('377abcaf271c'), says: 'is a 7z archive, not text' },
    { name: 'a.zip', bytes: magic('504b0304'), says: 'is a zip archive or an Excel workbook, not text' },
    { name: 'b.csv', bytes: brotliCompressSync(TEXT), says: 'let that end in .br' },
  ])('$name: $says', async ({ bytes, name, says }) => expect(await ofFile(bytes, name)).toContain(`${says}`));

  test.each([
    { name: 'xz', bytes: XZ, format: CSV, says: /pipe before tim-unread: \| xz -dc$/ },
    { name: 'tar.gz', bytes: gzipSync(tar), format: CSV, says: /: \| gzip -dc \| tar -xO$/ },
    { name: 'brotli', bytes: brotliCompressSync(TEXT), format: CSV, says: /those of no text\..*: \| brotli -dc$/ },
    { name: 'brotli', bytes: brotliCompressSync(TEXT), format: JSONL, says: /no line that is JSON.*: \| brotli -dc$/ },
  ])('on standard input: $name as $format.kind', async ({ bytes, format, says }) =>
    expect(await ofInput(bytes, format)).toMatch(says),
  );
});
