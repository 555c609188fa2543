import type { Problem } from './problem.ts';

/** One row to send: this member of this group has this many unread messages. */
export type Row = { readonly groupId: string; readonly account: string; readonly unread: number };

/** The three values of a row as they stand in the input, as text; empty where the input has none. */
export type RowValues = { readonly groupId: string; readonly account: string; readonly unread: string };

/** Rows of one pair are sent one after the other, so that the last one wins. */
export type Pair = { readonly groupId: string; readonly account: string };

/** A text that differs for any two pairs: IDs that are sent hold no line break. */
export const pairKey = ({ groupId, account }: Pair): string => `${groupId}\n${account}`;

/**
 * A hash of all input bytes from the first to the end of one row, computed when asked for: only the rows that a
 * checkpoint names cost a digest.
 */
export interface PrefixProof {
  /** @returns SHA-256, lower-case hex */
  sha256(): string;
}

/** A row of a workbook, as a spreadsheet program shows it: from 1, in a sheet. */
export type SheetRow = { readonly name: string; readonly row: number };

/** A row as the reader yields it: its place, its values, and either the row to send or its problems. */
export type InputRow = {
  /** from 1, counting rows, not lines */
  readonly number: number;
  /** line on which the row begins, from 1, the header included */
  readonly line: number;
  /** of the element from 0, where several may stand on a line (JSON) */
  readonly index?: number;
  /** where the lines of an input are those of several sheets */
  readonly sheet?: SheetRow;
  /** path of its input, where several inputs are one run; its line is that in there */
  readonly input?: string;
  /** what tells it from the others, where lines of several inputs do not */
  readonly place?: number;
  /** place of the row that stands behind it, where it is read behind all others because its input had broken off */
  readonly standsBefore?: number;
  /** line behind the row's last one: a quoted value may hold line breaks */
  readonly nextLine: number;
  /** offset of the row's first byte in the input */
  readonly startByte: number;
  /** offset behind the row's last byte, its line break included */
  readonly endByte: number;
  readonly values: RowValues;
  /** undefined when the row is invalid */
  readonly row: Row | undefined;
  /** empty when the row is valid */
  readonly problems: readonly Problem[];
  /** line (or index, where rows have one) of the row that is sent instead, by the rule for duplicates; only where there is one */
  readonly supersededByLine?: number;
  /** another process takes it; only where it is in another share */
  readonly isOfOtherShard?: true;
  /** an earlier run, which read the input in another encoding, has settled it; only where one has */
  readonly settledBefore?: true;
  /** the text of a row that could not be parsed or decoded, escaped; only where there is one. Made when asked for */
  readonly raw?: () => string;
  /** only where the reader was asked for proofs */
  readonly proof: PrefixProof | undefined;
};

/** @returns what tells a row from the others of its run: its index where it has one, else its line */
export const placeOf = ({ place, index, line }: Pick<InputRow, 'place' | 'index' | 'line'>): number =>
  place ?? index ?? line;

/** A row that is valid and of this share, that no other of its pair supersedes, and that no earlier reading has settled. */
export const isToBeSet = (input: InputRow): input is InputRow & { readonly row: Row } =>
  input.row !== undefined &&
  input.supersededByLine === undefined &&
  input.settledBefore === undefined &&
  input.isOfOtherShard === undefined;

/** Where a row stands, for the log. */
export const whereOf = ({ line, input }: InputRow) => (input === undefined ? { line } : { input, line });
