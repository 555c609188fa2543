import type { SetAside } from '../../core/books/ledger.ts';
import { InputBrokeOffError } from '../../core/errors/broken-off-error.ts';
import { InputError } from '../../core/errors/input-error.ts';
import type { Member } from './input-chain.ts';

/** A stretch of one of the inputs, up to where it broke off or from there on: most inputs are one. */
export type Part = {
  readonly member: Member;
  /** where an earlier run saw it break off; undefined: it begins at its start */
  readonly from: SetAside | undefined;
  /** where it broke off once more, or for the first time; undefined: it goes to its end */
  readonly upTo: SetAside | undefined;
};

/**
 * All inputs in their order, each up to where it broke off; behind them what follows in those. So a place stays the same when
 * an input is mended.
 */
export const partsOf = (members: readonly Member[], setAside: readonly SetAside[]): readonly Part[] => {
  if (setAside.length === 0) return members.map((member) => ({ member, from: undefined, upTo: undefined }));
  const byName = new Map(members.map((member) => [member.name, member]));
  const behind = (name: string, at: number) => setAside.find((one, other) => other > at && one.name === name);
  return [
    ...members.map((member) => ({ member, from: undefined, upTo: behind(member.name, -1) })),
    ...setAside.flatMap((from, at) => {
      const member = byName.get(from.name);
      return member ? [{ member, from, upTo: behind(from.name, at) }] : [];
    }),
  ];
};

/** Where nothing of an input could be read. Such a part is in no proof: the file may be taken away for good. */
export const isUnread = ({ upTo }: Part): boolean => upTo?.next.byte === 0;

/** `error`: told of it. `isCorrupt`: what was read before may be wrong too */
export type Break = {
  readonly at: SetAside;
  readonly error: InputError | InputBrokeOffError;
  readonly isCorrupt: boolean;
};

// So many broken inputs have one cause, which is not in them.
const MOST_BREAKS = 100;

/** The breaks that were found by now. A scan and the run behind it see the same ones, also where an input is mended meanwhile. */
export class Breaks {
  /** what earlier runs have set aside */
  readonly before: readonly SetAside[];
  readonly #byName = new Map<string, Break>();

  constructor(before: readonly SetAside[] = []) {
    this.before = before;
  }

  of({ name }: Member): Break | undefined {
    return this.#byName.get(name);
  }

  /** @param error - that reading met @throws error where it stops the run, or there are too many */
  add(at: SetAside, error: unknown): Break {
    const met = breakOf(error);
    if (!met) throw error;
    if (this.#byName.size >= MOST_BREAKS) throw stopping(met);
    const found = { at, error: met, isCorrupt: met instanceof InputBrokeOffError && met.isCorrupt };
    this.#byName.set(at.name, found);
    return found;
  }
}

/** @returns undefined for what is no trouble of one input alone */
const breakOf = (error: unknown): InputError | InputBrokeOffError | undefined => {
  if (error instanceof InputBrokeOffError) return error;
  if (!(error instanceof InputError)) return undefined;
  return error.fact.kind === 'input-unreadable' ? new InputBrokeOffError(error.fact.why, { cause: error }) : error;
};

/** The run has begun: what cannot be opened now is no wrong input. */
const stopping = (error: InputError | InputBrokeOffError): InputBrokeOffError => {
  if (error instanceof InputBrokeOffError) return error;
  const { fact } = error;
  const errorCode = fact.kind === 'input-not-opened' ? fact.errorCode : undefined;
  const reason = fact.kind === 'input-missing' ? 'ENOENT' : (errorCode ?? fact.kind);
  return new InputBrokeOffError({ kind: 'input-broke-off', path: fact.path, reason }, { cause: error });
};

// Named in one message.
const MOST_NAMED = 5;

/** Thrown when all others were read. */
export const breaksTogether = (found: readonly { readonly path: string; readonly isCorrupt: boolean }[]) => {
  const paths = found.slice(0, MOST_NAMED).map(({ path }) => path);
  const isCorrupt = found.some((one) => one.isCorrupt);
  return new InputBrokeOffError({
    kind: 'inputs-broke-off',
    path: paths[0] ?? '',
    paths,
    count: found.length,
    isCorrupt,
  });
};
