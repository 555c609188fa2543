import { Readable } from 'node:stream';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/core/errors/input-error.ts';
import { DEFAULT_COLUMNS } from '../../../../src/core/row/columns.ts';
import { InputFile } from '../../../../src/io/source/input-file.ts';
import type { InputFormat } from '../../../../src/io/source/records/formats.ts';
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

const refusalOf = async (opening: Promise<InputFile>): Promise<unknown> => {
  const error = await opening.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).fact;
};
const ofFile = async (bytes: Buffer, name: string): Promise<unknown> =>
  refusalOf(InputFile.open(await tempFile(name, bytes), CSV));
const ofInput = (bytes: Buffer, format: InputFormat): Promise<unknown> =>
  refusalOf(InputFile.open('-', format, { stdin: () => Readable.from([bytes]) as unknown as NodeJS.ReadStream }));

const XZ = magic('fd377a585a00');
const BZIP2 = magic('425a6839314159265359');

describe('a file of another kind is told for what it is', () => {
  test.each([
    { name: 'a.csv.xz', bytes: XZ, found: 'xz' },
    { name: 'a.csv.bz2', bytes: BZIP2, found: 'bzip2' },
    { name: 'a.csv.gz', bytes: XZ, found: 'xz' },
    { name: 'b.csv.gz', bytes: gzipSync(gzipSync(TEXT)), found: 'gzip', compression: 'gzip' },
    { name: 'c.csv.gz', bytes: gzipSync(XZ), found: 'xz', compression: 'gzip' },
    { name: 'a.tar.gz', bytes: gzipSync(tar), found: 'tar', compression: 'gzip' },
    { name: 'a.csv.br', bytes: brotliCompressSync(tar), found: 'tar', compression: 'brotli' },
    { name: 'a.tar', bytes: tar, found: 'tar' },
    { name: 'a.csv', bytes: magic('d0cf11e0a1b11ae1'), found: 'xls' },
    {
      name: 'locked.xlsx',
      bytes: Buffer.concat([magic('d0cf11e0a1b11ae1'), Buffer.alloc(2000), Buffer.from('EncryptedPackage', 'utf16le')]),
      found: 'xlsx-locked',
    },
    { name: 'a.7z', bytes: magic('377abcaf271c'), found: '7z' },
    { name: 'a.zip', bytes: magic('504b0304'), found: 'zip' },
    {
      name: 'book.csv.gz',
      bytes: gzipSync('PK\u0003\u0004[Content_Types].xml'),
      found: 'xlsx',
      compression: 'gzip',
    },
    {
      name: 'book.csv',
      bytes: Buffer.from('PK\u0003\u0004mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK'),
      found: 'ods',
    },
    { name: 'a.csv', bytes: magic('50415231150015d4'), found: 'parquet' },
    { name: 'a.csv', bytes: magic('4152524f57310000'), found: 'arrow' },
    { name: 'a.csv', bytes: magic('ffffffff78000000'), found: 'arrow' },
    { name: 'a.csv', bytes: magic('800495f303000000'), found: 'pickle' },
    { name: 'a.csv', bytes: magic('80035d7100'), found: 'pickle' },
    { name: 'a.csv.gz', bytes: gzipSync(magic('800495f303000000')), found: 'pickle', compression: 'gzip' },
    { name: 'a.rds', bytes: gzipSync(magic('580a000000030004')), found: 'r-data', compression: 'gzip' },
    { name: 'a.RData', bytes: gzipSync(magic('524458330a580a')), found: 'r-data', compression: 'gzip' },
    { name: 'a.csv', bytes: magic('53514c69746520666f726d6174203300'), found: 'sqlite' },
    { name: 'a.csv', bytes: magic('4f626a0104'), found: 'avro' },
    { name: 'a.csv', bytes: magic('5047444d5001'), found: 'pg-dump' },
    { name: 'a.csv', bytes: magic('255044462d'), found: 'pdf' },
    { name: 'a.csv', bytes: magic('526172211a07'), found: 'rar' },
  ])('$name: $found inside $compression', async ({ bytes, name, found, compression }) =>
    expect(await ofFile(bytes, name)).toMatchObject({ kind: 'input-binary', found, compression }),
  );

  test('brotli, which only a name tells', async () => {
    expect(await ofFile(brotliCompressSync(TEXT), 'b.csv')).toMatchObject({ looksBinary: true });
  });

  test.each([
    { name: 'xz', bytes: XZ, format: CSV, fact: { kind: 'input-binary', found: 'xz' } },
    { name: 'tar.gz', bytes: gzipSync(tar), format: CSV, fact: { found: 'tar', compression: 'gzip' } },
    { name: 'brotli', bytes: brotliCompressSync(TEXT), format: CSV, fact: { looksBinary: true } },
    { name: 'brotli', bytes: brotliCompressSync(TEXT), format: JSONL, fact: { kind: 'no-json-at-start' } },
  ])('on standard input: $name as $format.kind', async ({ bytes, format, fact }) =>
    expect(await ofInput(bytes, format)).toMatchObject({ isStandardInput: true, ...fact }),
  );
});
