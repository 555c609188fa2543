import { createHash } from 'node:crypto';
import { InputError } from '../../core/errors/input-error.ts';
import { DEFAULT_COLUMNS } from '../../core/row/columns.ts';
import { isWholeNumber } from '../../core/row/rules.ts';
import type { UnpackBound } from '../../core/unpack-bound.ts';
import { guessNames } from './columns/column-guess.ts';
import { plainName } from './columns/known-names.ts';
import { InputFile } from './input-file.ts';
import { type InputWish, NO_WISH } from './recognition/wish.ts';

/** The last sequence of each group, and the SHA-256 of all of them. */
export type GroupSeqs = { readonly lastSeqs: ReadonlyMap<string, number>; readonly sha256: string };

// The file has two columns; a reader of rows wants three.
const COLUMNS = { groupId: 'GroupId', account: 'GroupId', unread: 'LastSeq' };

/**
 * Reads the last message sequence of every group. The memory it takes follows the number of groups.
 *
 * @param path - CSV, TSV, JSONL or JSON with GroupId and LastSeq
 * @throws InputError where a line has none, or a group stands in it twice with different ones
 */
export const readGroupSeqs = async (path: string, bound?: UnpackBound): Promise<GroupSeqs> => {
  const file = await openSeqs(path, bound);
  const lastSeqs = new Map<string, number>();
  const hash = createHash('sha256');
  try {
    for await (const block of (await file.fromStart(false)).rows()) {
      for (const { values, line } of block) {
        const { groupId, unread: seq } = values;
        const lastSeq = isWholeNumber(seq) ? Number(seq) : Number.NaN;
        if (groupId === '' || !Number.isSafeInteger(lastSeq)) {
          throw new InputError({ kind: 'group-seq-unfit', path, line, groupId, seq });
        }
        const before = lastSeqs.get(groupId);
        if (before !== undefined && before !== lastSeq) {
          throw new InputError({ kind: 'group-seq-twice', path, line, groupId, seqs: [before, lastSeq] });
        }
        lastSeqs.set(groupId, lastSeq);
        hash.update(`${groupId}\n${lastSeq}\n`);
      }
    }
  } finally {
    await file.close();
  }
  return { lastSeqs, sha256: hash.digest('hex') };
};

// As `plainName` writes them.
const SEQ_NAMES: ReadonlySet<string> = new Set([
  ...['lastseq', 'lastmsgseq', 'lastsequence', 'maxseq', 'maxmsgseq', 'msgseq', 'seq', 'nextmsgseq', 'lastmessageseq'],
  ...['最大seq', '最新seq', '最后seq', '消息序号', '最大序号'],
]);

/**
 * Names that cannot mean anything else are taken, as those of rows are. No flag says how this file is to be read: what
 * its bytes show is taken, so that no flag of the rows is proposed for it.
 */
const openSeqs = async (
  path: string,
  bound: UnpackBound | undefined,
  wish: InputWish = NO_WISH,
): Promise<InputFile> => {
  try {
    return await InputFile.recognise(path, { ...wish, choice: { columns: COLUMNS } }, { bound });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { fact, proposal } = error;
    if (proposal?.encoding !== undefined && wish.encoding === undefined) {
      return openSeqs(path, bound, { ...wish, encoding: proposal.encoding });
    }
    if (fact.kind !== 'columns-missing' && fact.kind !== 'keys-missing') throw new InputError(fact, { cause: error });
    const [first = '', ...others] = fact.found;
    const [delimiter] = /[;|\t]/.exec(first) ?? [];
    if (delimiter !== undefined && others.length === 0 && wish.delimiter === undefined) {
      return openSeqs(path, bound, { ...wish, delimiter });
    }
    const groups = fact.found.filter((name) => guessNames([name], DEFAULT_COLUMNS).groupId !== undefined);
    const seqs = fact.found.filter((name) => SEQ_NAMES.has(plainName(name)));
    const [groupId, unread] = [groups[0], seqs[0]];
    if (groupId === undefined || unread === undefined || groups.length + seqs.length > 2) {
      throw new InputError({ kind: 'group-seqs-columns', path, found: fact.found }, { cause: error });
    }
    return InputFile.recognise(
      path,
      { ...wish, choice: { columns: { groupId, account: groupId, unread } } },
      { bound },
    );
  }
};
