import type { ReadingFault } from './broken-off-error.ts';
import { ExitCode, TimUnreadError } from './error.ts';
import type { BinaryKind, ForeignKind, JsonShape, PerField } from './input-kinds.ts';

/** How rows without a header are read: positions from 1, as far as the values show them. */
export type BareRows = {
  readonly positions: Partial<PerField<number>>;
  readonly delimiter?: string;
  readonly trim?: true;
};

/** A guess at the columns of an input in which the wanted columns were not found. */
export type ColumnGuess =
  /** `trim`: spaces stand beside each of them */
  | { readonly by: 'delimiter'; readonly delimiter: string; readonly trim?: true }
  /** what no flag takes stands between the values; `bare`: how they are read behind tabs, where they have no header */
  | { readonly by: 'separator'; readonly separator: string; readonly bare?: BareRows }
  /** names in the input that look like the wanted ones; at least one */
  | { readonly by: 'name'; readonly names: Partial<PerField<string>> }
  /** names that look right but cannot be typed on a command line */
  | { readonly by: 'untypable-name'; readonly names: readonly string[] }
  /** positions from 1, guessed from the values of the record; each field left open is one of `candidates` */
  | {
      readonly by: 'value';
      readonly positions: Partial<PerField<number>>;
      readonly candidates: readonly number[];
      readonly trim?: true;
    }
  /** the header stands on a later line; with `skipLines` lines left out, or comments, it is the first */
  | {
      readonly by: 'header-below';
      readonly line: number;
      readonly skipLines: number;
      /** what all lines before it begin with */
      readonly comment: string | undefined;
      /** of the header, where that is not the one in use */
      readonly delimiter: string | undefined;
    }
  | { readonly by: 'nothing' };

/** Why a line cannot be parsed. */
export type LineProblem =
  | { readonly kind: 'too-long'; readonly code: 'line-too-long' }
  | { readonly kind: 'unparsable'; readonly code: 'quote-not-closed' }
  | { readonly kind: 'unparsable'; readonly code: 'text-after-closing-quote' }
  | { readonly kind: 'unparsable'; readonly code: 'quote-inside-value' }
  | { readonly kind: 'unparsable'; readonly code: 'not-one-record' }
  | { readonly kind: 'unparsable'; readonly code: 'not-csv' /** the parser's */; readonly errorCode: string }
  | { readonly kind: 'unparsable'; readonly code: 'not-json' }
  | { readonly kind: 'unparsable'; readonly code: 'not-json-object' }
  /** it would be JSON with half of its backslashes */
  | { readonly kind: 'unparsable'; readonly code: 'backslashes-doubled' }
  /** with different values in one JSON object */
  | { readonly kind: 'unparsable'; readonly code: 'key-twice'; readonly key: string }
  /** of JSON that is not one object a line: its quotes or brackets do not match */
  | { readonly kind: 'unparsable'; readonly code: 'element-broken' }
  | { readonly kind: 'unparsable'; readonly code: 'element-not-json' }
  | { readonly kind: 'unparsable'; readonly code: 'element-not-object' }
  | {
      readonly kind: 'unparsable';
      readonly code: 'value-count';
      readonly found: number;
      readonly expected: number;
      /** the line that sets the expected number */
      readonly expectedBy: 'header' | 'first line';
    }
  | { readonly kind: 'unparsable'; readonly code: 'full-width-commas' }
  /** several rows on one line */
  | { readonly kind: 'unparsable'; readonly code: 'cr-alone' }
  /** a count such as 1,200, whose comma is a delimiter */
  | { readonly kind: 'unparsable'; readonly code: 'comma-in-count'; readonly digits: string }
  /** it stands around the rows: of a second file, of the program that wrote the rows, or of a person */
  | {
      readonly kind: 'not-a-row';
      readonly code: 'header-again' | 'rule-line' | 'types-line' | 'footer-line' | 'empty-row' | 'merge-mark';
    }
  | { readonly kind: 'undecodable'; readonly code: 'not-in-encoding'; readonly encoding: string }
  /** it is UTF-8, and not in the encoding that was asked for */
  | { readonly kind: 'undecodable'; readonly code: 'utf8-not-encoding'; readonly encoding: string }
  | { readonly kind: 'undecodable'; readonly code: 'not-utf8-as-marked' }
  | { readonly kind: 'undecodable'; readonly code: 'not-utf8-but-like'; readonly encoding: string }
  | { readonly kind: 'undecodable'; readonly code: 'not-utf8'; readonly candidates: readonly string[] };

/** A guess at the encoding of a line that cannot be decoded. Encodings have the names that `TextDecoder` uses. */
export type EncodingGuess =
  /** the byte order mark of the file says UTF-8, and no flag overrides it */
  | { readonly by: 'byte-order-mark' }
  /** it is UTF-8, though another encoding was asked for */
  | { readonly by: 'utf-8'; readonly asked: string }
  | { readonly by: 'bytes'; readonly encoding: string }
  | { readonly by: 'nothing'; readonly candidates: readonly string[] };

type AboutFirstRecord = {
  readonly path: string;
  readonly isStandardInput: boolean;
  /** the line should be a header */
  readonly isHeader: boolean;
  /** the bytes of the input are not text in any encoding */
  readonly looksBinary: boolean;
};

/** Why `--strict` sends nothing. */
export type Doubt = 'remarks' | 'no-rows' | 'open-line';

/** What stands between pairs, and between the name and the value of each. */
export type PairMarks = { readonly between: string; readonly inside: string };

/** Why an input cannot be read. */
export type InputFact =
  /** `near`: a file of the folder with nearly this name */
  | { readonly kind: 'input-missing'; readonly path: string; readonly near?: string }
  /** `name`: its bytes, as a POSIX shell with `$'…'` takes them */
  | { readonly kind: 'input-name-not-utf8'; readonly path: string; readonly name: string }
  | { readonly kind: 'input-not-opened'; readonly path: string; readonly errorCode: string | undefined }
  | { readonly kind: 'input-not-a-file'; readonly path: string; readonly isFolder: boolean }
  | { readonly kind: 'pattern-without-match'; readonly path: string }
  /** a link in the folder of a pattern, to a file that lies elsewhere */
  | { readonly kind: 'link-leads-out'; readonly path: string; readonly target: string }
  /** none of its files has a known format; `first`: a folder in it with such files */
  | { readonly kind: 'folder-without-inputs'; readonly path: string; readonly first?: string }
  | { readonly kind: 'input-empty'; readonly path: string }
  | { readonly kind: 'standard-input-is-keyboard'; readonly path: string }
  | { readonly kind: 'standard-input-read-twice'; readonly path: string }
  /** the input broke off before its first row, or unpacks too far */
  | {
      readonly kind: 'input-unreadable';
      readonly path: string;
      readonly why: ReadingFault;
    }
  | {
      readonly kind: 'input-binary';
      readonly path: string;
      readonly isStandardInput: boolean;
      readonly found: BinaryKind;
      /** the compression of the input; undefined for plain text */
      readonly compression: string | undefined;
    }
  /** text of another kind than any input */
  | {
      readonly kind: 'input-foreign';
      readonly path: string;
      readonly isStandardInput: boolean;
      readonly found: ForeignKind;
      /** undefined where its names are there, or nothing shows */
      readonly bare?: BareRows;
      /** of pairs of a name and its value */
      readonly marks?: PairMarks;
    }
  /** `between`: what stands where line breaks should */
  | {
      readonly kind: 'rows-on-one-line';
      readonly path: string;
      readonly isStandardInput: boolean;
      readonly between: string;
    }
  | { readonly kind: 'zstd-unsupported'; readonly path: string }
  /** `sheets`: the names of those of the workbook */
  | {
      readonly kind: 'sheet-missing';
      readonly path: string;
      readonly wanted: string;
      readonly sheets: readonly string[];
    }
  /** the sheets of a workbook are no one table: their first rows differ */
  | { readonly kind: 'sheets-differ'; readonly path: string; readonly sheets: readonly string[] }
  | { readonly kind: 'sheet-of-no-workbook'; readonly path: string }
  | {
      readonly kind: 'archive-expected';
      readonly path: string;
      readonly extension: string;
      readonly compression: string;
    }
  /** it was to be read in another encoding */
  | { readonly kind: 'input-is-utf-8'; readonly path: string; readonly asked: string }
  | { readonly kind: 'utf-16-unmarked'; readonly path: string; readonly encoding: string }
  /** `hasLineFeeds`: those are parts of values */
  | { readonly kind: 'line-breaks-cr-only'; readonly path: string; readonly hasLineFeeds: boolean }
  | ({
      readonly kind: 'json-of-other-shape';
      readonly path: string;
      readonly isStandardInput: boolean;
      readonly compression: string | undefined;
    } & JsonShape)
  | {
      readonly kind: 'json-path-without-array';
      readonly path: string;
      readonly typed: string;
      /** the path of an array of objects that is there */
      readonly found: string | undefined;
    }
  | (AboutFirstRecord & { readonly kind: 'first-line-too-long' })
  | (AboutFirstRecord & { readonly kind: 'only-blank-lines' })
  | (AboutFirstRecord & {
      readonly kind: 'first-record-unreadable';
      readonly line: number;
      readonly problem: LineProblem;
      /** set when the line cannot be decoded */
      readonly encoding: EncodingGuess | undefined;
    })
  | { readonly kind: 'no-json-at-start'; readonly path: string; readonly isStandardInput: boolean }
  | { readonly kind: 'column-twice'; readonly path: string; readonly column: string }
  | {
      readonly kind: 'columns-missing';
      readonly path: string;
      /** line of the header */
      readonly line: number;
      readonly missing: readonly string[];
      readonly found: readonly string[];
      readonly guess: ColumnGuess;
    }
  | {
      readonly kind: 'keys-missing';
      readonly path: string;
      /** number of objects examined; the first is on `line` */
      readonly objects: number;
      readonly line: number;
      readonly missing: readonly string[];
      readonly found: readonly string[];
      readonly guess: ColumnGuess;
    }
  | {
      readonly kind: 'column-beyond-record';
      readonly path: string;
      readonly line: number;
      readonly column: string;
      /** position of the column, from 1 */
      readonly position: number;
      /** the values of the record */
      readonly found: readonly string[];
      readonly guess: ColumnGuess;
    }
  /** of the file with the last sequence of each group */
  | {
      readonly kind: 'group-seq-unfit';
      readonly path: string;
      readonly line: number;
      readonly groupId: string;
      readonly seq: string;
    }
  | { readonly kind: 'group-seqs-columns'; readonly path: string; readonly found: readonly string[] }
  | {
      readonly kind: 'group-seq-twice';
      readonly path: string;
      readonly line: number;
      readonly groupId: string;
      readonly seqs: readonly [number, number];
    }
  | { readonly kind: 'too-many-lines'; readonly path: string; readonly mostLines: number }
  /** something was noticed of the input, and the user wants to send nothing then */
  | { readonly kind: 'input-doubtful'; readonly path: string; readonly why: Doubt };

/** What must be asked for besides, so that an input can be read. */
export type Proposal = {
  /** as `TextDecoder` names it */
  readonly encoding?: string;
  readonly delimiter?: string;
  /** names in the header, or positions from 1 where there is none; those that nobody can guess are left open */
  readonly choice?:
    | { readonly columns: Readonly<Partial<PerField<string>>> }
    | { readonly positions: Readonly<Partial<PerField<number>>> };
  /** lines before the header */
  readonly skipLines?: number;
  /** what the lines before the header begin with */
  readonly comment?: string;
  /** where the array of the rows stands in a JSON document */
  readonly jsonPath?: string;
  readonly trim?: true;
};

/** The input cannot be opened, or no row can be found in it. */
export class InputError extends TimUnreadError<InputFact> {
  /** set where the whole way out could be guessed */
  proposal: Proposal | undefined;
  readonly code = 'TU_INPUT';
  readonly exitCode = ExitCode.usage;
}
