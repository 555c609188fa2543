import { InputBrokeOffError, InputChangedError } from '../../core/errors.ts';
import type { RowSource } from '../../core/ports.ts';
import type { InputRow } from '../../core/row/row.ts';
import type { Validation } from '../../core/row/validation.ts';

/** The rows of an input up to its end, or to where it breaks off: what was found before that is still worth showing. */
export class RowsUntilBreak {
  readonly #source: RowSource;
  #brokeOff: Validation['brokeOff'];

  constructor(source: RowSource) {
    this.#source = source;
  }

  /** @returns undefined where the end was reached */
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
