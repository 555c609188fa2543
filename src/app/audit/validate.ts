import { DuplicateCount } from '../../core/duplicates/duplicates.ts';
import type { KeyHash } from '../../core/duplicates/key-hash.ts';
import { refuseLinesBeyond } from '../../core/duplicates/pairs.ts';
import { InputBrokeOffError, InputChangedError } from '../../core/errors.ts';
import type { RowSource } from '../../core/ports.ts';
import type { ProblemKind } from '../../core/row/problem.ts';
import type { InputRow } from '../../core/row/row.ts';
import type { ProblemExample, Validation } from '../../core/row/validation.ts';

/** Problems listed for each kind; all of them are counted. */
const LISTED_PER_KIND = 20;

/**
 * Reads an input to its end, or to where it breaks off, applies the rules of `import`, and sends nothing. Ten million
 * pairs take less than 350 MB of memory, in many groups or in few.
 */
export const validateRows = async (path: string, source: RowSource, hash: KeyHash): Promise<Validation> => {
  let valid = 0;
  let invalid = 0;
  const duplicates = new DuplicateCount(hash);
  const problems = new Map<ProblemKind, { count: number; examples: ProblemExample[] }>();
  const rows = new RowsUntilBreak(source);
  for await (const block of rows.blocks()) {
    refuseLinesBeyond(path, block);
    duplicates.see(block);
    for (const { row, line, index, problems: found } of block) {
      if (row) {
        valid += 1;
        continue;
      }
      invalid += 1;
      for (const problem of found) {
        const { kind } = problem;
        const known = problems.get(kind) ?? { count: 0, examples: [] };
        known.count += 1;
        if (known.examples.length < LISTED_PER_KIND) known.examples.push({ line, index, problem });
        problems.set(kind, known);
      }
    }
  }
  return {
    path,
    sizeBytes: await source.sizeBytes(),
    rows: { read: valid + invalid, valid, invalid, duplicate: duplicates.count },
    groups: duplicates.groups,
    problems: [...problems].map(([kind, { count, examples }]) => ({ kind, count, examples })),
    differing: duplicates.differing,
    duplicates: duplicates.examples,
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
