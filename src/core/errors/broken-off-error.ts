import { ExitCode, TimUnreadError } from './error.ts';

/** What is wrong with an archive. */
export type ArchiveFault =
  | { readonly code: 'cut-off' }
  | { readonly code: 'bytes-behind'; readonly atLeastBytes: number }
  /** it is beyond the bound, after so many bytes of it */
  | {
      readonly code: 'unpacks-too-far';
      readonly unpackedBytes: number;
      readonly packedBytes: number;
      readonly bound: { readonly mostBytes: number; readonly mostRatio: number };
    }
  /** a workbook has more texts than are kept in memory, or is in the binary form of Excel */
  | { readonly code: 'too-many-texts' | 'binary-workbook' }
  /** the data is corrupt; `says` is the text of the decompression library */
  | { readonly code: 'corrupt'; readonly says: string };

/** Why reading stopped. `reason` is the text of the operating system. */
export type InputBrokeOffFact =
  | { readonly kind: 'input-broke-off'; readonly path: string; readonly reason: string }
  | { readonly kind: 'standard-input-broke-off'; readonly path: string; readonly reason: string }
  /** the array that holds the rows of JSON ends before it is closed */
  | { readonly kind: 'array-not-closed'; readonly path: string; readonly line: number }
  /** of many inputs that are one run, when the others were read; `paths`: the first few */
  | {
      readonly kind: 'inputs-broke-off';
      readonly path: string;
      readonly paths: readonly string[];
      readonly count: number;
      readonly isCorrupt: boolean;
    }
  | {
      readonly kind: 'archive-broke-off';
      readonly path: string;
      readonly compression: string;
      readonly fault: ArchiveFault;
      /** the name says that it is compressed, but nothing could be decompressed */
      readonly mayBeText: boolean;
    };

/** Whether the input ends before it should, so that nobody knows how much of it there is. @param fact - of any error, or from a file */
export const isEndMissing = (fact: InputBrokeOffFact): boolean =>
  fact.kind === 'array-not-closed' ||
  fact.kind === 'inputs-broke-off' ||
  (fact.kind === 'archive-broke-off' && fact.fault?.code === 'cut-off');

/** Of the way to the bytes of one input. */
export type ReadingFault = Exclude<InputBrokeOffFact, { kind: 'array-not-closed' | 'inputs-broke-off' }>;

/** The input was opened, but could not be read to its end. */
export class InputBrokeOffError extends TimUnreadError<InputBrokeOffFact> {
  readonly code = 'TU_INPUT_BROKE_OFF';
  readonly exitCode = ExitCode.stoppedEarly;

  /** What was read before may be wrong too. Not so where an archive is cut off, or followed by something else. */
  get isCorrupt(): boolean {
    const { fact } = this;
    if (fact.kind === 'inputs-broke-off') return fact.isCorrupt;
    return fact.kind === 'archive-broke-off' && fact.fault.code === 'corrupt';
  }
}
