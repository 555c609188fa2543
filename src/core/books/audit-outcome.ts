import type { RowCounts } from './ledger.ts';
import type { RunCommand, Verdict } from './summary.ts';

export type AuditCommand = Exclude<RunCommand, 'import'>;

/** What `check` or `verify` comes to, in one line. */
export type AuditOutcome =
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'no-rows' }
  | ({ readonly kind: 'wrong'; readonly wrong: number; readonly unknown: number } & Looked)
  | ({ readonly kind: 'unknown'; readonly unknown: number } & Looked)
  | ({ readonly kind: 'right'; readonly hasLowered: boolean } & Looked);

type Looked = {
  readonly command: AuditCommand;
  readonly lookedAt: number;
  /** some rows were skipped */
  readonly isPart: boolean;
};

/** @param unknown - how many of the failed rows could not be judged */
export const auditOutcome = (
  command: AuditCommand,
  { verdict, rows, unknown }: { readonly verdict: Verdict; readonly rows: RowCounts; readonly unknown: number },
): AuditOutcome => {
  if (verdict === 'INCOMPLETE') return { kind: 'incomplete' };
  if (rows.read === 0) return { kind: 'no-rows' };
  const looked = { command, lookedAt: rows.read - rows.skipped, isPart: rows.skipped > 0 };
  const wrong = rows.failed - unknown;
  if (wrong > 0) return { kind: 'wrong', wrong, unknown, ...looked };
  if (unknown > 0) return { kind: 'unknown', unknown, ...looked };
  return { kind: 'right', hasLowered: rows.lowered > 0, ...looked };
};
