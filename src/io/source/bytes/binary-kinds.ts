import { InputError } from '../../../core/errors.ts';
import { shellWord } from '../../../core/text/text.ts';
import type { Compression } from './compression.ts';
import { STANDARD_INPUT } from './stream-bytes.ts';

type Kind = {
  readonly what: string;
  readonly magic: Buffer;
  readonly at?: number;
  /** gives the text where it stands in a pipe */
  readonly filter?: string;
  /** what to do where no pipe helps */
  readonly advice?: string;
};

const IN_SPREADSHEET = 'Save the sheet as “CSV UTF-8” in the spreadsheet program.';

const KINDS: readonly Kind[] = [
  {
    what: 'a zip archive or an Excel workbook',
    magic: Buffer.from('PK\u0003\u0004'),
    advice: 'Unpack it, or save the sheet as “CSV UTF-8”.',
  },
  { what: 'an Excel workbook (.xls)', magic: Buffer.from('d0cf11e0a1b11ae1', 'hex'), advice: IN_SPREADSHEET },
  { what: 'xz-compressed', magic: Buffer.from('fd377a585a00', 'hex'), filter: 'xz -dc' },
  // Behind BZh and a digit, which may be text.
  { what: 'bzip2-compressed', magic: Buffer.from('314159265359', 'hex'), at: 4, filter: 'bunzip2 -c' },
  {
    what: 'a 7z archive',
    magic: Buffer.from('377abcaf271c', 'hex'),
    advice: 'Unpack it, and give the file inside: 7z x FILE',
  },
  { what: 'a tar archive', magic: Buffer.from('ustar'), at: 257 },
];

// The outer one is unpacked.
const INNER_KINDS: readonly Kind[] = [
  ...KINDS,
  { what: 'gzip-compressed', magic: Buffer.from('1f8b08', 'hex'), filter: 'gzip -dc' },
];

// Of text these are not more than a few, of bytes that were compressed about one in ten.
const LOOKED_AT_BYTES = 4096;
const FEW = 4;

/**
 * @param head - the first bytes: of the input itself, or of what came out of it
 * @param compression - that it came out of
 * @throws InputError where they are those of another kind of file, with the command that makes text of it
 */
export const refuseBinary = (path: string, head: Buffer, compression?: Compression): void => {
  const kind = (compression ? INNER_KINDS : KINDS).find(({ magic, at = 0 }) =>
    head.subarray(at, at + magic.length).equals(magic),
  );
  if (!kind) return;
  const inside = compression ? ` inside its ${compression} compression` : '';
  throw new InputError(path, `is ${kind.what}${inside}, not text`, kind.advice ?? unpackHint(path, kind, compression));
};

const unpackHint = (path: string, { filter }: Kind, compression: Compression | undefined): string => {
  const outer = compression ? `${compression} -dc` : undefined;
  if (path === STANDARD_INPUT) {
    const filters = [outer, filter ?? 'tar -xO'].filter((one) => one !== undefined);
    return `Put this into the pipe before tim-unread: | ${filters.join(' | ')}`;
  }
  const file = shellWord(path);
  if (filter === undefined) {
    const tar =
      outer === undefined
        ? `tar -xf ${file}`
        : compression === 'gzip'
          ? `tar -xzf ${file}`
          : `${outer} ${file} | tar -x`;
    return `Unpack it, and give the file inside: ${tar}`;
  }
  const unpack = outer === undefined ? `${filter} ${file}` : `${outer} ${file} | ${filter}`;
  return `Unpack it, and give the new file: ${unpack} > NEWFILE`;
};

/** @returns what to do with bytes that are no text in any encoding; undefined where they may be */
export const binaryHint = (path: string, head: Buffer): string | undefined => {
  const controls = new Set(head.subarray(0, LOOKED_AT_BYTES).filter((byte) => byte < 0x20));
  for (const byte of Buffer.from('\t\n\r')) controls.delete(byte);
  if (controls.size <= FEW) return undefined;
  return path === STANDARD_INPUT
    ? 'Its bytes are those of no text. If it is compressed by brotli, which only a name tells, put this into the pipe before tim-unread: | brotli -dc'
    : 'Its bytes are those of no text. If it is compressed by brotli, which only its name tells, let that end in .br';
};
