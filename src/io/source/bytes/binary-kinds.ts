import { type BinaryKind, InputError } from '../../../core/errors.ts';
import type { Compression } from './compression.ts';
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
];

// The outer gzip is unpacked, one inside it is not.
const INNER_MAGICS: readonly Magic[] = [...MAGICS, { kind: 'gzip', bytes: Buffer.from('1f8b08', 'hex'), at: 0 }];

/**
 * @param head - the first bytes: of the input itself, or of what came out of it
 * @param compression - what they were unpacked from
 * @throws InputError where they are those of another kind of file
 */
export const refuseBinary = (path: string, head: Buffer, compression?: Compression): void => {
  const magic = (compression ? INNER_MAGICS : MAGICS).find(({ bytes, at }) =>
    head.subarray(at, at + bytes.length).equals(bytes),
  );
  if (!magic) return;
  const isStandardInput = path === STANDARD_INPUT;
  throw new InputError({ kind: 'input-binary', path, isStandardInput, found: magic.kind, compression });
};

// Text has few different control characters. Compressed bytes have nearly all of them.
const LOOKED_AT_BYTES = 4096;
const FEW = 4;

/** @returns whether the bytes cannot be text in any encoding */
export const looksBinary = (head: Buffer): boolean => {
  const controls = new Set(head.subarray(0, LOOKED_AT_BYTES).filter((byte) => byte < 0x20));
  for (const byte of Buffer.from('\t\n\r')) controls.delete(byte);
  return controls.size > FEW;
};
