import type { AuditSummary, EarlyEnd, Imported, ImportSummary } from '../../core/books/summary.ts';
import type { Fact } from '../../core/errors/error.ts';
import type { Shard } from '../../core/row/shard.ts';
import type { FailureClass } from '../../core/target/outcome.ts';

/** How far an import is, whoever asks. */
export type ImportEnd = Pick<ImportSummary, 'verdict' | 'rows' | 'failures'> & {
  readonly path: string;
  readonly failuresPath: string;
  readonly stop: Stop | undefined;
};

/** Why an import is not complete. Of a run that has ended before, the code of the error is known, perhaps what happened, or nothing. */
export type Stop =
  | EarlyEnd
  /** `fact`: what happened then, of a run of this user on this machine */
  | { readonly kind: 'code'; readonly code: string; readonly fact?: Fact | undefined }
  | { readonly kind: 'killed' };

/** What the state folder knows besides, when `check` or `verify` has ended. */
export type Beside = {
  /** undefined where no import has begun */
  readonly imported: KnownImport | undefined;
  /** rows that `verify` found and the import had not set, by the class that `verify` gave them */
  readonly failedBefore: ReadonlyMap<FailureClass, number>;
  /** rows of class different whose member has another row, which the import had not set, a copy has corrected, and which wins */
  readonly overruled: number;
};

export type KnownImport = Imported & {
  readonly failuresPath: string;
  /** the part that is done is another one now, and rows are left to import */
  readonly isEdited?: boolean;
  /** where its rows are shared */
  readonly nextShare?: Shard | undefined;
};

export const NOTHING_BESIDE: Beside = { imported: undefined, failedBefore: new Map(), overruled: 0 };

/** What `verify` found. */
export type Verified = Pick<AuditSummary, 'rows' | 'failures'> & { readonly foundPath: string };

/** What is known of an input, whoever asks and whenever. */
export type Known = Beside & {
  readonly path: string;
  readonly isRunning: boolean;
  readonly now: InputNow;
  readonly import: ImportEnd | undefined;
  readonly check: AuditKnown | undefined;
  readonly verify: AuditKnown | undefined;
};

/** The input of a run as it is now. `unread`: nobody can tell, or nobody has to. */
export type InputNow = 'same' | 'grown' | 'edited' | 'gone' | 'unread';

/** What `check` or `verify` has left in the state folder. */
export type AuditKnown = Verified & {
  readonly isFinished: boolean;
  /** the import has not been at work since */
  readonly isLatest: boolean;
};

/** One of several inputs, to which a run with `--limit` or `--max-failures` did not come. */
export const isUnbegun = ({ stop, rows }: Pick<ImportEnd, 'stop' | 'rows'>): boolean =>
  rows.read === 0 && (stop?.kind === 'limit' || (stop?.kind === 'code' && stop.code === 'TU_TOO_MANY_FAILURES'));

export const importEndOf = ({ verdict, rows, failures, files, input, earlyEnd }: ImportSummary): ImportEnd => ({
  verdict,
  rows,
  failures,
  path: input.path,
  failuresPath: files.failures,
  stop: earlyEnd,
});
