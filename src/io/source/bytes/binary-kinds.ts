import { InputError } from '../../../core/errors/input-error.ts';
import type { BinaryKind } from '../../../core/errors/input-kinds.ts';
import type { Packing } from './compression.ts';
import { STANDARD_INPUT } from './standard-input.ts';

type Magic = { readonly kind: BinaryKind; readonly bytes: Buffer; readonly at: number };

const MAGICS: readonly Magic[] = [
  // Excel workbooks are zip archives.
  { kind: 'zip', bytes: Buffer.from('PK\u0003\u0004'), at: 0 },
  { kind: 'xls', bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex'), at: 0 },
  { kind: 'xz', bytes: Buffer.from('fd377a585a00', 'hex'), at: 0 },
  // Before these bytes stand BZh and a digit, which may be text.
  { kind: 'bzip2', bytes: Buffer.from('314159265359', 'hex'), at: 4 },
  { kind: '7z', bytes: Buffer.from('377abcaf271c', 'hex'), at: 0 },
  { kind: 'tar', bytes: Buffer.from('ustar'), at: 257 },
  { kind: 'rar', bytes: Buffer.from('Rar!\u001a\u0007'), at: 0 },
  { kind: 'lz4', bytes: Buffer.from('04224d18', 'hex'), at: 0 },
  { kind: 'lzip', bytes: Buffer.from('LZIP\u0001'), at: 0 },
  { kind: 'compress', bytes: Buffer.from('1f9d', 'hex'), at: 0 },
  { kind: 'snappy', bytes: Buffer.from('ff060000734e61507059', 'hex'), at: 0 },
  { kind: 'pdf', bytes: Buffer.from('%PDF-'), at: 0 },
  { kind: 'image', bytes: Buffer.from('89504e470d0a1a0a', 'hex'), at: 0 },
  { kind: 'image', bytes: Buffer.from('ffd8ff', 'hex'), at: 0 },
  { kind: 'parquet', bytes: Buffer.from('PAR1\u0015'), at: 0 },
  { kind: 'arrow', bytes: Buffer.from('ARROW1\0\0'), at: 0 },
  { kind: 'arrow', bytes: Buffer.from('FEA1\0'), at: 0 },
  // A stream of Arrow: the mark of a message, and the length of its schema.
  { kind: 'arrow', bytes: Buffer.from('ffffffff', 'hex'), at: 0 },
  { kind: 'orc', bytes: Buffer.from('ORC\n'), at: 0 },
  { kind: 'orc', bytes: Buffer.from('ORC\u0011'), at: 0 },
  { kind: 'avro', bytes: Buffer.from('Obj\u0001'), at: 0 },
  { kind: 'hdf5', bytes: Buffer.from('894844460d0a1a0a', 'hex'), at: 0 },
  { kind: 'sqlite', bytes: Buffer.from('SQLite format 3\0'), at: 0 },
  { kind: 'access', bytes: Buffer.from('Standard '), at: 4 },
  { kind: 'pg-copy', bytes: Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), at: 0 },
  { kind: 'pg-dump', bytes: Buffer.from('PGDMP\u0001'), at: 0 },
  ...[2, 3, 4, 5].flatMap((protocol): Magic[] =>
    // A list, a dictionary, a tuple, a class, or the frame of a later protocol.
    [...']}(c\u0095'].map((next) => ({
      kind: 'pickle',
      bytes: Buffer.from([0x80, protocol, next.charCodeAt(0)]),
      at: 0,
    })),
  ),
  { kind: 'numpy', bytes: Buffer.from('934e554d5059', 'hex'), at: 0 },
  ...['RDX2\n', 'RDX3\n', 'RDA2\n', 'RDA3\n', 'X\n\0\0\0'].map(
    (start): Magic => ({ kind: 'r-data', bytes: Buffer.from(start), at: 0 }),
  ),
  // An array, a hash, an object or a text of Ruby.
  ...['[', '{', 'o', 'I'].map(
    (next): Magic => ({ kind: 'ruby-object', bytes: Buffer.from(`\u0004\u0008${next}`), at: 0 }),
  ),
  // Excel before its workbooks were files of many streams.
  ...['09000400', '09020600', '09040600', '09080800', '09081000'].map(
    (start): Magic => ({ kind: 'xls', bytes: Buffer.from(start, 'hex'), at: 0 }),
  ),
  { kind: 'java-object', bytes: Buffer.from('aced0005', 'hex'), at: 0 },
  { kind: 'property-list', bytes: Buffer.from('bplist00'), at: 0 },
  { kind: 'stata', bytes: Buffer.from('<stata_dta>'), at: 0 },
  { kind: 'sas', bytes: Buffer.from('c2ea8160b31411cfbd92080009c7318c', 'hex'), at: 12 },
  { kind: 'spss', bytes: Buffer.from('$FL2@(#)'), at: 0 },
];

// The outer gzip is unpacked, one inside it is not.
const INNER_MAGICS: readonly Magic[] = [...MAGICS, { kind: 'gzip', bytes: Buffer.from('1f8b08', 'hex'), at: 0 }];

/**
 * @param head - the first bytes: of the input itself, or of what came out of it
 * @param compression - what they were unpacked from
 * @throws InputError where they are those of another kind of file
 */
export const refuseBinary = (path: string, head: Buffer, compression?: Packing): void => {
  const magic = (compression ? INNER_MAGICS : MAGICS).find(({ bytes, at }) =>
    head.subarray(at, at + bytes.length).equals(bytes),
  );
  const kind = magic?.kind ?? dbfOf(head) ?? utf32Of(head);
  if (!kind) return;
  const isStandardInput = path === STANDARD_INPUT;
  const found = kind === 'zip' ? kindOfZip(head) : kind === 'xls' ? kindOfCompound(head) : kind;
  throw new InputError({ kind: 'input-binary', path, isStandardInput, found, compression });
};

/** A table of dBase: its version, the day of its last change, and a head of which each column takes 32 bytes. */
const dbfOf = (head: Buffer): 'dbf' | undefined => {
  const [version = 0, , month = 0, day = 0] = head;
  if (!DBF_VERSIONS.has(version) || month < 1 || month > 12 || day < 1 || day > 31 || head.length < 32)
    return undefined;
  const headLength = head.readUInt16LE(8);
  return headLength > 32 && (headLength % 32 === 1 || (headLength - 263) % 32 === 1) ? 'dbf' : undefined;
};

const DBF_VERSIONS: ReadonlySet<number> = new Set([0x03, 0x30, 0x31, 0x83, 0x8b, 0xf5]);

/** Of each of its first characters two bytes or three are NUL, always the same ones. */
const utf32Of = (head: Buffer): 'utf-32le' | 'utf-32be' | undefined => {
  const units = [0, 4, 8, 12].filter((at) => at + 4 <= head.length);
  if (units.length < 4) return undefined;
  if (units.every((at) => isCharacter(head.readUInt32LE(at)))) return 'utf-32le';
  return units.every((at) => isCharacter(head.readUInt32BE(at))) ? 'utf-32be' : undefined;
};

const isCharacter = (code: number): boolean => code >= 0x09 && code < 0x10000;

/** @returns whether the first bytes are those of an Excel workbook */
export const isWorkbook = (head: Buffer): boolean =>
  head.toString('latin1', 0, 4) === 'PK\u0003\u0004' && kindOfZip(head) === 'xlsx';

/** A workbook with a password lies in a file of the older kind, whose directory has this name. */
const kindOfCompound = (head: Buffer): BinaryKind =>
  head.includes(Buffer.from('EncryptedPackage', 'utf16le')) ? 'xlsx-locked' : 'xls';

/** Workbooks are zip archives. The names of their first entries show which. */
const kindOfZip = (head: Buffer): BinaryKind => {
  const names = head.subarray(0, LOOKED_AT_BYTES).toString('latin1');
  if (names.includes('mimetypeapplication/vnd.oasis.opendocument.spreadsheet')) return 'ods';
  if (names.includes('[Content_Types].xml') || /\bxl\/|docProps\//.test(names)) return 'xlsx';
  return names.includes('Index/Document.iwa') || names.includes('.iwa') ? 'numbers' : 'zip';
};

/** @returns how many first bytes are needed to tell what a file of another kind is, of which these are the first */
export const binaryHeadBytes = (head: Buffer): number => {
  if (head.toString('latin1', 0, 2) === 'PK') return LOOKED_AT_BYTES;
  if (head.toString('hex', 0, 4) === 'd0cf11e0') return COMPOUND_BYTES;
  return head.includes(0) ? TAR_BYTES : 0;
};

/** The name of the first file, filled up with NUL, and what tells the archive behind it. */
export const TAR_BYTES = 512;

/** Of a file of the older kind, whose directory may lie behind other sectors. */
const COMPOUND_BYTES = 64 * 1024;

// Text has few different control characters. Compressed bytes have nearly all of them.
const LOOKED_AT_BYTES = 4096;
const FEW = 4;

/** @returns whether the bytes cannot be text in any encoding */
export const looksBinary = (head: Buffer): boolean => {
  const controls = new Set(head.subarray(0, LOOKED_AT_BYTES).filter((byte) => byte < 0x20));
  for (const byte of Buffer.from('\t\n\r')) controls.delete(byte);
  return controls.size > FEW;
};
