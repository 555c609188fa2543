import type { ResumePoint } from '../../core/books/ledger.ts';
import { WrongStateError } from '../../core/errors/state-error.ts';
import { PrefixHash } from './bytes/prefix-hash.ts';
import { beginsWithLineBreak, type Content, hashUpTo } from './text/content.ts';
import { PlainContent } from './text/plain-content.ts';

const LF = 0x0a;

/** What a resumed run goes on with. The content stands where its first row begins. */
export type ResumeProof = {
  /** of the input up to the first row */
  readonly hash: PrefixHash;
  /** of the input up to the furthest settled row */
  readonly proven: PrefixHash;
  /** the line before the first row has no line break; it was counted as a whole one */
  readonly isLineOpen: boolean;
};

/**
 * Reads content from its start, and proves that every byte up to the furthest settled row is the one that was read
 * then.
 *
 * @param places - rows that go by their index end in a bracket, wherever a line ends
 * @param halted - its reason is thrown when it aborts
 * @throws WrongStateError when it is not; an input that has only grown at its end is the same
 */
export const proveResume = async (
  path: string,
  content: Content,
  { next, proven }: Pick<ResumePoint, 'next' | 'proven'>,
  places: 'line' | 'index',
  halted: AbortSignal,
): Promise<ResumeProof> => {
  const hash = new PrefixHash();
  const lastByte = await hashUpTo(content, hash, next.byte, halted);
  const whole = hash.copy();
  // Kept, because some rows among them may not be settled: these are read again.
  const again: Buffer[] = [];
  await hashUpTo(content, whole, proven.bytes, halted, again);
  const isAsInFile = content instanceof PlainContent;
  if (whole.bytes < proven.bytes) {
    const sizes = isAsInFile ? { sizeBytes: whole.bytes, doneBytes: proven.bytes } : undefined;
    throw new WrongStateError({ kind: 'done-part-shortened', path, sizes });
  }
  if (whole.sha256() !== proven.sha256) {
    const doneBytes = isAsInFile ? proven.bytes : undefined;
    throw new WrongStateError({ kind: 'done-part-rewritten', path, doneBytes });
  }
  const isLineOpen = places === 'line' && (again.at(-1)?.at(-1) ?? lastByte) !== LF;
  if (isLineOpen && !(await beginsWithLineBreak(content))) throw new WrongStateError({ kind: 'done-line-grown', path });
  content.giveBack(again);
  return { hash, proven: whole, isLineOpen: isLineOpen && again.length === 0 };
};

/** Of the text of an input up to some byte. */
export type ContentDigest = {
  readonly bytes: number;
  /** lower-case hex */
  readonly sha256: string;
  /** its last line has no line break, and goes on behind it */
  readonly isLineOpen: boolean;
};

/** @param upTo - may lie behind its end */
export const digestOf = async (
  content: Content,
  places: 'line' | 'index',
  halted: AbortSignal,
  upTo = Number.POSITIVE_INFINITY,
): Promise<ContentDigest> => {
  const hash = new PrefixHash();
  const lastByte = await hashUpTo(content, hash, upTo, halted);
  const isLineOpen = places === 'line' && lastByte !== LF && !(await beginsWithLineBreak(content));
  return { bytes: hash.bytes, sha256: hash.sha256(), isLineOpen };
};
