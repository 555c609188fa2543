/** So many answers in a row that a group does not exist are believed: each may come from a server that lacks it. */
export const BELIEVED = 4;

/** So many once the target has denied a group, and named it or set a row of it as well. */
export const BELIEVED_IN_DOUBT = 12;

/**
 * How far an answer is believed that a group does not exist. Of several servers behind one address, one may lack the
 * groups; what another says shows that.
 */
export class GroupDoubt {
  #isInDoubt = false;

  /** The target has denied a group that is there. */
  contradicted(): void {
    this.#isInDoubt = true;
  }

  /** whether the target has denied a group that is there, in this run */
  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  /** so many answers in a row that deny a group are believed */
  get believed(): number {
    return this.#isInDoubt ? BELIEVED_IN_DOUBT : BELIEVED;
  }
}
