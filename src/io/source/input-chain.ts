import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { InputFile } from './input-file.ts';
import type { InputFormat } from './records/formats.ts';

/** One of the inputs that are one run. */
export type Member = {
  readonly path: string;
  /** what the proof knows it by: it stays the same where all of them are moved */
  readonly name: string;
  /** as settled; undefined where it has not been opened yet, or has no byte */
  readonly format: InputFormat | undefined;
  readonly sizeBytes: number;
};

/** Opens one of them. @returns undefined where it has no byte */
export type OpenMember = (member: Member) => Promise<InputFile | undefined>;

/** Of an input without a byte. */
export const EMPTY_SHA256 = createHash('sha256').digest('hex');

/**
 * The proof of all inputs up to a byte of one of them.
 *
 * @param chain - that of all inputs before it; empty before the first
 * @param sha256 - of its bytes up to there
 */
export const linked = (chain: string, name: string, format: InputFormat | undefined, sha256: string): string =>
  createHash('sha256')
    .update(JSON.stringify([chain, name, format ?? null, sha256]))
    .digest('hex');

/** What shows that a file was written to, or that another one has its name. */
export const stampOf = ({ dev, ino, size, ctimeNs }: BigIntStats): string => `${dev} ${ino} ${size} ${ctimeNs}`;
