import { DuplicateCount } from '../../core/duplicates/duplicates.ts';
import type { KeyHash } from '../../core/duplicates/key-hash.ts';
import { refuseLinesBeyond } from '../../core/duplicates/pairs.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { InputChangedError } from '../../core/errors/rows-error.ts';
import type { RowSource } from '../../core/ports.ts';
import type { ProblemKind } from '../../core/row/problem.ts';
import type { InputRow } from '../../core/row/row.ts';
import type { ProblemExample, Validation } from '../../core/row/validation.ts';

/** Problems listed for each kind; all of them are counted. */
const LISTED_PER_KIND = 20;

/** The duplicates of many inputs that are one run, over all of them. */
export class JoinedDuplicates {
  readonly count: DuplicateCount;
  #rowsBefore = 0;

  constructor(hash: KeyHash) {
    this.count = new DuplicateCount(hash);
  }

  /** @returns the rows of one input as rows of all of them */
  placed(path: string, block: readonly InputRow[]): readonly InputRow[] {
    return block.map((row) => ({ ...row, place: this.#rowsBefore + row.number - 1, input: path }));
  }

  /** @param rows - of the input that was read */
  next(rows: number): void {
    this.#rowsBefore += rows;
  }
}

/**
 * Reads an input to its end, or to where it breaks off, applies the rules of `import`, and sends nothing. Ten million
 * pairs take less than 350 MB of memory, in many groups or in few.
 *
 * @param joined - where many inputs are one run: what was seen of those before it
 */
export const validateRows = async (
  path: string,
  source: RowSource,
  hash: KeyHash,
  joined?: JoinedDuplicates,
): Promise<Validation> => {
  let valid = 0;
  let invalid = 0;
  const own = new DuplicateCount(hash);
  const duplicates = joined?.count ?? own;
  const before = { count: duplicates.count, differing: duplicates.differing, listed: duplicates.examples.length };
  const problems = new Map<ProblemKind, { count: number; examples: ProblemExample[] }>();
  const rows = new RowsUntilBreak(source);
  for await (const read of rows.blocks()) {
    const block = joined?.placed(path, read) ?? read;
    refuseLinesBeyond(path, block);
    duplicates.see(block);
    // The groups of an input are its own.
    if (joined) own.see(block);
    for (const { row, line, index, sheet, problems: found } of block) {
      if (row) {
        valid += 1;
        continue;
      }
      invalid += 1;
      for (const problem of found) {
        const { kind } = problem;
        const known = problems.get(kind) ?? { count: 0, examples: [] };
        known.count += 1;
        if (known.examples.length < LISTED_PER_KIND) known.examples.push({ line, index, sheet, problem });
        problems.set(kind, known);
      }
    }
  }
  joined?.next(valid + invalid);
  return {
    path,
    sizeBytes: await source.sizeBytes(),
    rows: { read: valid + invalid, valid, invalid, duplicate: duplicates.count - before.count },
    groups: own.groups,
    problems: [...problems].map(([kind, { count, examples }]) => ({ kind, count, examples })),
    differing: duplicates.differing - before.differing,
    duplicates: duplicates.examples.slice(before.listed),
    isLastLineOpen: source.isLastLineOpen,
    remarks: source.remarks(),
    brokeOff: rows.brokeOff,
  };
};

/** The rows of an input up to its end, or to where it breaks off. What was found before the break is still reported. */
class RowsUntilBreak {
  readonly #source: RowSource;
  #brokeOff: Validation['brokeOff'];

  constructor(source: RowSource) {
    this.#source = source;
  }

  /** @returns undefined when the input was read to its end */
  get brokeOff(): Validation['brokeOff'] {
    return this.#brokeOff;
  }

  async *blocks(): AsyncGenerator<readonly InputRow[]> {
    try {
      yield* this.#source.rows();
    } catch (error) {
      if (!(error instanceof InputBrokeOffError || error instanceof InputChangedError)) throw error;
      this.#brokeOff = { error, doneBytes: this.#source.readBytes };
    }
  }
}
