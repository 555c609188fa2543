/** Exit statuses of the command line: the table of the README, also shown in `--help`. */
export const ExitCode = {
  ok: 0,
  bug: 1,
  usage: 2,
  rowsFailed: 3,
  stoppedEarly: 4,
  wrongState: 5,
  sighup: 129,
  sigint: 130,
  sigterm: 143,
} as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** What happened, as values. `kind` names its text in every language of `src/messages`. No value is a secret. */
export type Fact = { readonly kind: string };

/**
 * A foreseen error. Its fact says what happened; the message catalogue has the text and the next step. Any other error
 * is a bug and keeps its stack.
 */
export abstract class TimUnreadError<F extends Fact = Fact> extends Error {
  /** stable and documented */
  abstract readonly code: string;
  abstract readonly exitCode: ExitCode;

  constructor(
    readonly fact: F,
    options?: ErrorOptions,
  ) {
    super(fact.kind, options);
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** The path given for a state folder is the path of a file. */
export type StateSettingsFact = { readonly kind: 'state-folder-is-file'; readonly folder: string };

/** Why no format can be chosen for an input. */
export type InputSettingsFact =
  | {
      readonly kind: 'format-unknown';
      readonly path: string;
      readonly isStandardInput: boolean;
      /** the formats that exist */
      readonly formats: readonly string[];
    }
  | { readonly kind: 'format-names-its-values'; readonly path: string };

/** What the text of a setting must be. */
export type ExpectedValue =
  | { readonly form: 'whole' | 'auto-or-whole'; readonly from: number; readonly to: number }
  | { readonly form: 'positive'; readonly to: number }
  | { readonly form: 'choice'; readonly choices: readonly string[] }
  | { readonly form: 'duration' }
  /** bytes, with a unit */
  | { readonly form: 'size' }
  /** of a UserSig */
  | { readonly form: 'lifetime' }
  /** calls per second, or such as `08:00,60 23:00,200` */
  | { readonly form: 'rate' }
  /** such as 1/4 */
  | { readonly form: 'shard'; readonly to: number }
  /** a number or a share of rows: a limit for failures, or the size of a sample */
  | { readonly form: 'failure-limit' | 'sample-size' }
  | { readonly form: 'delimiter' | 'escape' }
  | { readonly form: 'account' }
  | { readonly form: 'json-path' }
  | { readonly form: 'column-names' | 'distinct-names' | 'positions' }
  /** `whole`: the complete map of columns, with the given and the default positions */
  | { readonly form: 'distinct-positions'; readonly whole: string }
  | { readonly form: 'url' | 'https-url' | 'https-unless-loopback' | 'origin' }
  | { readonly form: 'redis-url' | 'redis-url-without-password' | 'redis-primary' }
  | { readonly form: 'fault' };

/** Flags are named as they are typed, without the dashes. */
export type SettingsFact =
  | {
      readonly kind: 'wrong-value';
      readonly flag: string;
      /** the environment variable that can hold the value instead */
      readonly variable: string | undefined;
      readonly expected: ExpectedValue;
      readonly got: string;
    }
  /** `command`: what was typed, with the plain character instead */
  | { readonly kind: 'paste-accident'; readonly character: string; readonly command: string }
  /** of a variable: in its environment, or on a line of an env file */
  | {
      readonly kind: 'value-in-odd-quotes';
      readonly name: string;
      readonly character: string;
      readonly place: { readonly path: string; readonly line: number } | undefined;
    }
  /** it was taken away while a shell was in it */
  | { readonly kind: 'working-folder-gone' }
  /** flags that only lines of CSV have a meaning for */
  | { readonly kind: 'flags-of-csv'; readonly path: string; readonly flags: readonly ('skip-lines' | 'comment')[] }
  | { readonly kind: 'settings-file-missing'; readonly flag: string; readonly path: string }
  | { readonly kind: 'settings-file-unreadable'; readonly flag: string; readonly path: string; readonly reason: string }
  | {
      readonly kind: 'settings-file-too-large';
      readonly flag: string;
      readonly path: string;
      readonly mostBytes: number;
    }
  | { readonly kind: 'key-file-empty'; readonly path: string }
  | { readonly kind: 'key-file-is-env-file'; readonly path: string }
  /** `isText`: its lines are, and none sets anything */
  | { readonly kind: 'env-file-sets-nothing'; readonly path: string; readonly isText: boolean }
  /** `name`: a variable or the path of a file */
  | { readonly kind: 'secret-unreadable'; readonly name: string; readonly isKey: boolean }
  /** a UserSig stands where a key is meant, or the reverse; `name` as above */
  | { readonly kind: 'secret-swapped'; readonly name: string; readonly isKey: boolean }
  | { readonly kind: 'credentials-missing'; readonly missing: readonly ('sdkappid' | 'admin' | 'key')[] }
  | {
      readonly kind: 'proxy-unusable';
      readonly variable: string;
      /** as it should be spelled, where that can be told: without the password */
      readonly meant:
        | { readonly url: string; readonly hasLogin: boolean /** it names a script */; readonly isScript: boolean }
        | undefined;
    }
  | { readonly kind: 'proxy-is-socks'; readonly variable: string; readonly scheme: string; readonly host: string }
  | { readonly kind: 'columns-left-open'; readonly columns: readonly string[]; readonly typed: string }
  | { readonly kind: 'encoding-unknown'; readonly label: string }
  | { readonly kind: 'encoding-of-no-file'; readonly label: string }
  /** `iconvName`: the name that iconv uses */
  | { readonly kind: 'encoding-without-decoder'; readonly label: string; readonly iconvName: string }
  | { readonly kind: 'state-dir-missing' }
  /** there is no run whose rate could be changed */
  | { readonly kind: 'no-run-at-work'; readonly path: string }
  | { readonly kind: 'state-dir-shared' }
  /** there is no folder beside which that of many inputs could lie */
  | { readonly kind: 'state-dir-missing-for-many' }
  | { readonly kind: 'input-given-twice'; readonly path: string }
  /** `reader`: the setting or command that must read standard input twice */
  | { readonly kind: 'input-read-once'; readonly reader: 'verify' | 'only-changes' | 'on-duplicate' | 'strict' }
  | { readonly kind: 'usersig-given' }
  | { readonly kind: 'sdkappid-unfit'; readonly got: number }
  /** the process has all files open that it may */
  | { readonly kind: 'open-files-few'; readonly errorCode: string }
  | { readonly kind: 'admin-empty' }
  | { readonly kind: 'secret-key-empty' }
  | { readonly kind: 'usersig-lifetime-unfit'; readonly gotS: number }
  /** `meant`: codes that look like it */
  | { readonly kind: 'code-unknown'; readonly got: string; readonly meant: readonly string[] }
  /** a page would be written over a file that is none */
  | { readonly kind: 'output-no-page'; readonly path: string }
  /** no command has left anything of this input, nor of others that were named */
  | { readonly kind: 'nothing-to-report'; readonly path: string }
  | { readonly kind: 'port-unusable'; readonly reason: string }
  | {
      readonly kind: 'list-unfit';
      readonly flag: 'groups' | 'accounts';
      readonly path: string;
      readonly problem:
        | { readonly kind: 'unreadable'; readonly reason: string }
        | { readonly kind: 'no-json' | 'no-list' };
    };

/** A flag, a variable or a combination of them that makes no sense. */
export class SettingsError extends TimUnreadError<SettingsFact | InputSettingsFact | StateSettingsFact> {
  readonly code = 'TU_SETTINGS';
  readonly exitCode = ExitCode.usage;
}

type PerField<Value> = { readonly groupId: Value; readonly account: Value; readonly unread: Value };

/** A guess at the columns of an input in which the wanted columns were not found. */
export type ColumnGuess =
  | { readonly by: 'delimiter'; readonly delimiter: string }
  /** `plain` is the ASCII character that looks like the delimiter */
  | { readonly by: 'full-width-delimiter'; readonly delimiter: string; readonly plain: string }
  /** names in the input that look like the wanted ones; at least one */
  | { readonly by: 'name'; readonly names: Partial<PerField<string>> }
  /** names that look right but cannot be typed on a command line */
  | { readonly by: 'untypable-name'; readonly names: readonly string[] }
  /** positions from 1, guessed from the values of the record; each field left open is one of `candidates` */
  | { readonly by: 'value'; readonly positions: Partial<PerField<number>>; readonly candidates: readonly number[] }
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

/** A file that is not text, recognised by its first bytes. */
export type BinaryKind =
  | ('zip' | 'xz' | 'bzip2' | '7z' | 'tar' | 'gzip' | 'rar' | 'lz4' | 'lzip' | 'compress' | 'snappy')
  | ('xls' | 'xlsx' | 'xlsx-locked' | 'dbf' | 'ods' | 'numbers' | 'pdf' | 'image')
  | ('parquet' | 'arrow' | 'orc' | 'avro' | 'hdf5' | 'sqlite' | 'access' | 'pg-copy' | 'pg-dump')
  | ('pickle' | 'numpy' | 'r-data' | 'java-object' | 'ruby-object' | 'property-list' | 'stata' | 'sas' | 'spss')
  /** text, in an encoding that nothing reads */
  | ('utf-32le' | 'utf-32be');

/** A text that is of another kind than the inputs of this program, recognised by its first lines. */
export type ForeignKind =
  | 'large-file-pointer'
  | 'data-version-pointer'
  | 'sign-in-page'
  | 'html'
  | 'storage-error'
  | 'json-error'
  | 'http-response'
  | 'program-error'
  | 'xml'
  | 'mysql-xml'
  | 'spreadsheet-xml'
  | 'mail-quoted'
  | 'patch'
  /** by cat -n, nl, grep -n */
  | 'lines-numbered'
  /** by grep in several files */
  | 'lines-with-file-name'
  /** with a time and other words before each row */
  | 'lines-logged'
  /** with a time in brackets before each row, and no header */
  | 'lines-stamped'
  /** records and values between control characters (sqlite3 .mode ascii) */
  | 'ascii-separated'
  | 'sql-copy'
  | 'sql'
  | 'table-psql'
  | 'table-barred'
  | 'table-box'
  /** one below the other */
  | 'table-columns'
  /** however wide the values are */
  | 'values-between-spaces'
  | 'records-vertical'
  | 'ldif'
  | 'vcard'
  | 'latex'
  /** of keys that hold group and account */
  | 'properties'
  | 'base64'
  | 'yaml'
  /** a document for each row */
  | 'yaml-documents'
  | 'xtab'
  | 'key-value-pairs'
  | 'alternating-lines'
  /** of keys that hold group and account */
  | 'alternating-keys'
  | 'keys-and-counts'
  | 'redis-commands'
  | 'redis-session'
  | 'ini-groups'
  | 'ini-records'
  | 'line-protocol'
  | 'toml'
  /** of Prometheus */
  | 'metrics'
  /** a block in braces for each row */
  | 'braced-blocks'
  /** by xxd */
  | 'hex-dump'
  /** by hexdump -C */
  | 'hex-dump-canonical'
  | 'logfmt'
  | 'table-ruled'
  /** by `console.table` of JavaScript, which puts texts in quotes */
  | 'table-console'
  /** by pandas, which leaves out what has no room */
  | 'table-cut'
  | 'rows-in-parentheses'
  | 'table-asciidoc'
  | 'table-mediawiki'
  | 'json-in-table'
  | 'nul-between-rows'
  | 'nul-between-values'
  | 'shell-words'
  | 'labelled-values'
  | 'query-strings'
  | 'json-stream'
  | 'property-list-text'
  | 'serialized-by-php'
  | 'json-in-text'
  | 'json-in-column'
  | 'slk'
  | 'dif'
  | 'rtf'
  | 'python-dicts'
  | 'python-tuples'
  | 'printed-by-php'
  | 'printed-by-mongo'
  /** a call or an assignment around JSON */
  | 'json-in-script'
  /** of its keys, as in JSON5 and JavaScript */
  | 'json-without-quotes'
  /** Java, Go, Ruby */
  | 'printed-values'
  | 'log-lines'
  | 'quoted-lines'
  | 'spaces-before-quotes'
  | 'json-strings'
  | 'json-lines'
  | 'json'
  | 'csv'
  | 'tsv'
  | 'encrypted'
  | 'pickle-text';

type AboutFirstRecord = {
  readonly path: string;
  readonly isStandardInput: boolean;
  /** the line should be a header */
  readonly isHeader: boolean;
  /** the bytes of the input are not text in any encoding */
  readonly looksBinary: boolean;
};

export type KeyedList = { readonly key: string; readonly value: string; readonly isArray: boolean };

export type KeyTree = {
  readonly depth: number;
  readonly groupAt: number;
  readonly accountAt: number;
  /** the key of the count itself, where accounts hold more than that */
  readonly last: string | undefined;
  /** what stands before each group */
  readonly prefix: string;
};

/** How the keys of buckets hold group and account. */
export type BucketKeys =
  | { readonly keys: 'nested'; readonly member: string }
  | { readonly keys: 'named'; readonly groupId: string; readonly account: string }
  | { readonly keys: 'numbered' };

/** What JSON is that does not hold its rows as objects one beside the other. */
export type JsonShape =
  | {
      readonly shape: 'array-in-object';
      /** its path, as it is typed */
      readonly at: string;
      /** of the objects in it */
      readonly keys: readonly string[];
      /** the names of the three, where others than those wanted look like them */
      readonly columns: PerField<string> | undefined;
    }
  /** rows are arrays of values, without names */
  | { readonly shape: 'arrays'; readonly isOneALine: boolean }
  | { readonly shape: 'table-in-object'; readonly at: string }
  /** each element of the array holds its row as this member, as edges of GraphQL do */
  | { readonly shape: 'rows-in-members'; readonly at: string; readonly member: string }
  /** each key holds group and account, `list` where it stands in a member of each element, or of each line */
  | { readonly shape: 'joined-keys'; readonly separator: string; readonly list?: KeyedList }
  /** objects inside objects, with group and account among the keys that lead to a count; positions from 0 */
  | ({ readonly shape: 'key-tree' } & KeyTree)
  /** of an aggregation of Elasticsearch */
  | { readonly shape: 'buckets'; readonly at: string; readonly by: BucketKeys; readonly metric: string | undefined }
  /** JSON inside a text */
  | {
      readonly shape: 'rows-in-texts';
      readonly member: string;
      readonly isArray: boolean;
      readonly holdsArray: boolean;
    }
  /** a group, with its members as an array */
  | {
      readonly shape: 'members-of-groups';
      /** where the array of the groups stands in a document around it */
      readonly at?: string;
      readonly member: string;
      readonly isArray: boolean;
      /** the group is called `id`, which a member may be too */
      readonly isPlainId: boolean;
    }
  /** the three values stand in objects of their own: paths in the object of a row */
  | { readonly shape: 'nested-values'; readonly paths: PerField<string>; readonly isArray: boolean }
  /** the first array of values is a header */
  | { readonly shape: 'table-with-header'; readonly at: string }
  /** `name` of the objects at `columnsAt` are those of the values */
  | { readonly shape: 'table-with-columns'; readonly at: string; readonly columnsAt: string }
  | {
      readonly shape:
        | 'arrays-with-header'
        /** pandas */
        | 'split'
        | 'columns'
        | 'columns-by-index'
        | 'objects-by-key'
        /** group, then account, then count */
        | 'counts-by-group'
        /** Elasticsearch: a line before each row says what to do with it */
        | 'bulk-actions'
        /** DynamoDB: `{"S": "text"}` around every value */
        | 'typed-items'
        | 'typed-objects'
        | 'typed-object-a-line'
        | 'typed-item-a-line'
        | 'typed-items-in-array'
        /** Elasticsearch: `_source` around every row */
        | 'search-hits'
        | 'rows-of-bigquery'
        | 'rows-of-athena'
        /** of Firestore: by a query, in an array, and in a list */
        | 'found-documents'
        | 'listed-documents'
        | 'sources'
        | 'sources-in-array'
        /** phpMyAdmin: the rows as `data` of an element */
        | 'tables-in-array';
    }
  /** Python's own text of dictionaries */
  | { readonly shape: 'printed-dictionaries' }
  | { readonly shape: 'printed-list' };

/** Why `--strict` sends nothing. */
export type Doubt = 'remarks' | 'no-rows' | 'open-line';

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
    }
  /** `between`: the character that stands where line breaks should */
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
    | { readonly columns: Readonly<PerField<string>> }
    | { readonly positions: Readonly<Partial<PerField<number>>> };
  /** lines before the header */
  readonly skipLines?: number;
  /** what the lines before the header begin with */
  readonly comment?: string;
  /** where the array of the rows stands in a JSON document */
  readonly jsonPath?: string;
};

/** The input cannot be opened, or no row can be found in it. */
export class InputError extends TimUnreadError<InputFact> {
  /** set where the whole way out could be guessed */
  proposal: Proposal | undefined;
  readonly code = 'TU_INPUT';
  readonly exitCode = ExitCode.usage;
}

/** What is wrong with an archive. */
export type ArchiveFault =
  | { readonly code: 'cut-off' }
  | { readonly code: 'bytes-behind'; readonly atLeastBytes: number }
  /** it is beyond the bound, after so many bytes of it */
  | {
      readonly code: 'unpacks-too-far';
      readonly unpackedBytes: number;
      readonly packedBytes: number;
      readonly bound: { readonly mostBytes: number; readonly mostRatio: number };
    }
  /** a workbook has more texts than are kept in memory, or is in the binary form of Excel */
  | { readonly code: 'too-many-texts' | 'binary-workbook' }
  /** the data is corrupt; `says` is the text of the decompression library */
  | { readonly code: 'corrupt'; readonly says: string };

/** Why reading stopped. `reason` is the text of the operating system. */
export type InputBrokeOffFact =
  | { readonly kind: 'input-broke-off'; readonly path: string; readonly reason: string }
  | { readonly kind: 'standard-input-broke-off'; readonly path: string; readonly reason: string }
  /** the array that holds the rows of JSON ends before it is closed */
  | { readonly kind: 'array-not-closed'; readonly path: string; readonly line: number }
  /** of many inputs that are one run, when the others were read; `paths`: the first few */
  | {
      readonly kind: 'inputs-broke-off';
      readonly path: string;
      readonly paths: readonly string[];
      readonly count: number;
      readonly isCorrupt: boolean;
    }
  | {
      readonly kind: 'archive-broke-off';
      readonly path: string;
      readonly compression: string;
      readonly fault: ArchiveFault;
      /** the name says that it is compressed, but nothing could be decompressed */
      readonly mayBeText: boolean;
    };

/** Of the way to the bytes of one input. */
export type ReadingFault = Exclude<InputBrokeOffFact, { kind: 'array-not-closed' | 'inputs-broke-off' }>;

/** The input was opened, but could not be read to its end. */
export class InputBrokeOffError extends TimUnreadError<InputBrokeOffFact> {
  readonly code = 'TU_INPUT_BROKE_OFF';
  readonly exitCode = ExitCode.stoppedEarly;

  /** What was read before may be wrong too. Not so where an archive is cut off, or followed by something else. */
  get isCorrupt(): boolean {
    const { fact } = this;
    if (fact.kind === 'inputs-broke-off') return fact.isCorrupt;
    return fact.kind === 'archive-broke-off' && fact.fault.code === 'corrupt';
  }
}

export type InputChangedFact =
  | {
      readonly kind: 'input-shortened';
      readonly path: string;
      readonly fromBytes: number;
      readonly toBytes: number;
    }
  | { readonly kind: 'input-rewritten'; readonly path: string; readonly readBytes: number }
  | { readonly kind: 'last-line-grown'; readonly path: string }
  /** the input has grown, and such an input cannot be read further */
  | { readonly kind: 'input-grown'; readonly path: string }
  | { readonly kind: 'duplicates-added'; readonly path: string };

/** What was read no longer stands in the input. This was noticed during the run, which stopped. */
export class InputChangedError extends TimUnreadError<InputChangedFact> {
  readonly code = 'TU_INPUT_CHANGED';
  readonly exitCode = ExitCode.stoppedEarly;
}

/** `count` rows have the pair of an earlier row; `examples` are the first of them. */
export type DuplicateFact = {
  readonly kind: 'duplicate-rows';
  readonly path: string;
  readonly count: number;
  readonly examples: readonly {
    readonly groupId: string;
    readonly account: string;
    readonly line: number;
    readonly unread: number;
    readonly firstLine: number;
    readonly firstUnread: number;
    /** where several rows may stand on a line, both lines are indices; of many inputs in one run, rows of all */
    readonly by?: 'index' | 'row';
    readonly input?: string;
  }[];
};

/** The input has rows of the same pair, and the user allows none. Nothing was sent. */
export class DuplicateRowsError extends TimUnreadError<DuplicateFact> {
  readonly code = 'TU_DUPLICATES';
  readonly exitCode = ExitCode.usage;
}

/** Why a state folder cannot be used. `reason` is the text of the operating system. */
export type StateFolderFact =
  | { readonly kind: 'state-folder-unusable'; readonly path: string; readonly reason: string }
  | { readonly kind: 'state-folder-has-foreign-files'; readonly folder: string; readonly names: readonly string[] }
  /** the folder cannot be renamed */
  | { readonly kind: 'state-folder-not-movable'; readonly folder: string; readonly errorCode: string }
  /** the lock file is there, but this program did not write it */
  | { readonly kind: 'state-lock-is-foreign'; readonly path: string };

/** The state folder cannot be used, and nothing was sent. */
export class StateFolderError extends TimUnreadError<StateFolderFact> {
  readonly code = 'TU_STATE_FOLDER';
  readonly exitCode = ExitCode.usage;
}

type StateTarget =
  | { readonly kind: 'tim'; readonly sdkappid: number; readonly endpoint: string }
  | { readonly kind: 'simulator' };

/** A setting of how the input is read that has changed; undefined when it is not set. */
export type ReadingDifference = { readonly field: string; readonly before: unknown; readonly now: unknown };

/** What has become of rows that were sent, where the input is read in another way. */
export type KeptRows = {
  /** of which a value is another one now */
  readonly differing: number;
  /** on whose lines no row begins now */
  readonly gone: number;
  /** of the first of both */
  readonly lines: readonly number[];
};

/** The process that has locked a state folder. @param since - ISO 8601 UTC */
export type StateHolder = { readonly pid: number; readonly host: string; readonly since: string };

/** Why a state folder, or a file in it, may have been prepared by somebody else. */
export type NotOurs = 'link' | 'not-a-file' | 'several-names' | 'other-owner' | 'open-folder' | 'too-large';

/** Why a run cannot resume from the state folder. */
export type StateFact =
  | { readonly kind: 'state-not-ours'; readonly path: string; readonly why: Exclude<NotOurs, 'other-owner'> }
  /** `owner`: the number of the user; `isRoot`: this process is root's, as with sudo */
  | {
      readonly kind: 'state-of-other-user';
      readonly path: string;
      readonly folder: string;
      readonly owner: number;
      readonly isRoot: boolean;
    }
  | {
      readonly kind: 'checkpoint-unreliable';
      readonly path: string;
      readonly why: 'empty' | 'not-json' | 'damaged' | 'wrong-checksum';
    }
  | {
      readonly kind: 'checkpoint-newer';
      readonly path: string;
      readonly version: number;
      /** the newest version that this program can read */
      readonly knownVersion: number;
    }
  /** `foreign`: names in the folder that no run leaves there */
  | { readonly kind: 'checkpoint-missing'; readonly path: string; readonly foreign: readonly string[] }
  | { readonly kind: 'rows-file-missing'; readonly path: string }
  | { readonly kind: 'rows-file-changed'; readonly path: string; readonly endedAtByte: number }
  | { readonly kind: 'state-of-real-run'; readonly folder: string }
  | {
      readonly kind: 'state-of-other-target';
      readonly folder: string;
      /** the folder is of `check` or `verify` */
      readonly isAudit: boolean;
      readonly before: StateTarget;
      readonly now: StateTarget;
    }
  | {
      readonly kind: 'state-of-other-reading';
      readonly folder: string;
      readonly isAudit: boolean;
      readonly differences: readonly ReadingDifference[];
      /** the rows that were sent, where some of them would be others now */
      readonly kept?: KeptRows;
    }
  /** of inputs that are so many that they are one run, one has a run of its own */
  | { readonly kind: 'state-of-single-inputs'; readonly path: string; readonly folder: string; readonly inputs: number }
  /** of inputs that are one run, those that are done are not the first ones that were given */
  | { readonly kind: 'state-of-other-inputs'; readonly path: string; readonly folder: string; readonly inputs: number }
  /** how many shares the run before was one of, and this one is; undefined: it takes all rows */
  | {
      readonly kind: 'state-of-other-shares';
      readonly folder: string;
      readonly before: number | undefined;
      readonly now: number | undefined;
    }
  | { readonly kind: 'state-made-just-now'; readonly folder: string }
  | {
      readonly kind: 'state-in-use';
      readonly folder: string;
      /** undefined when the holder has not written its name yet */
      readonly holder: StateHolder | undefined;
      readonly isThisProcess: boolean;
    };

/** Why an input is not the one that the run began with; `doneBytes` bytes of it are done. */
export type InputStateFact =
  | {
      readonly kind: 'done-part-shortened';
      readonly path: string;
      readonly sizeBytes: number;
      readonly doneBytes: number;
    }
  | { readonly kind: 'done-part-rewritten'; readonly path: string; readonly doneBytes: number }
  | { readonly kind: 'done-line-grown'; readonly path: string };

/** The state folder belongs to another input, another target or other settings, and nothing was sent. */
export class WrongStateError extends TimUnreadError<StateFact | InputStateFact> {
  readonly code = 'TU_WRONG_STATE';
  readonly exitCode = ExitCode.wrongState;
}

/** What a process lacks that the disk or the operating system refuses. */
/** `place`: the folder in which it lay is gone */
export type Lack = 'room' | 'right' | 'writable-disk' | 'open-files' | 'place';

/** `reason`: the text of the operating system */
type Refused = { readonly path: string; readonly reason: string; readonly lack?: Lack | undefined };

/** The file that the disk or the operating system refused. */
export type JournalFact =
  | (Refused & { readonly kind: 'state-not-read' })
  | (Refused & { readonly kind: 'state-not-written' })
  /** the folder; `name`: its last part */
  /** `isHomeOpen`: the user can write into the home folder */
  | (Refused & { readonly kind: 'state-not-made'; readonly name: string; readonly isHomeOpen: boolean })
  /** this process was halted for so long that another host took it for dead */
  | { readonly kind: 'state-taken-over'; readonly folder: string };

/** The disk or the operating system refused a file of the state folder. Nothing is sent after that. */
export class JournalError extends TimUnreadError<JournalFact> {
  readonly code = 'TU_JOURNAL';
  readonly exitCode = ExitCode.stoppedEarly;
}

/** A `Reason` of `core/target/reason.ts`, written out because this file imports nothing. */
type Because = { readonly code: string };

export type FatalReplyFact =
  | {
      readonly kind: 'fatal-reply';
      readonly errorCode: number;
      /** the text of the reply, without secrets and control characters */
      readonly said: string;
      /** how far this machine's clock is ahead of the target's, milliseconds; set only when that may be the cause */
      readonly clockAheadMs: number | undefined;
      /** the account that the calls are made for; set only where the code is about it */
      readonly admin?: string | undefined;
    }
  /** an HTTP status that the API never sends */
  | { readonly kind: 'http-status'; readonly status: number }
  /** `count` rows in a row were refused, because of wrong rows or of missing rights */
  | {
      readonly kind: 'rows-refused';
      readonly count: number;
      /** true: some of their accounts are members of their groups, as the target says; false: nobody could tell */
      readonly areMembers: boolean;
      readonly errorCode: number;
      readonly because: Because;
    }
  /** no row was ever set, and so many groups, accounts or rows were refused with the same answer */
  | {
      readonly kind: 'all-refused';
      readonly of: 'groups' | 'accounts' | 'rows';
      readonly count: number;
      readonly errorCode: number;
      readonly because: Because;
    }
  /** `count` rows in a row were refused with the same undocumented code */
  | { readonly kind: 'unknown-code'; readonly count: number; readonly errorCode: number; readonly because: Because };

/** A reply that every other row would get too. The run stops, and its rows stay pending. */
export class FatalReplyError extends TimUnreadError<FatalReplyFact> {
  readonly code = 'TU_FATAL_REPLY';
  readonly exitCode = ExitCode.stoppedEarly;
}

export type QuestionsRefusedFact = {
  readonly kind: 'questions-refused';
  /** questions refused in a row */
  readonly count: number;
  readonly errorCode: number | null;
  readonly because: Because;
};

/** The target answers, but refuses all questions about counts and groups. */
export class ReadsRefusedError extends TimUnreadError<QuestionsRefusedFact> {
  readonly code = 'TU_READS_REFUSED';
  readonly exitCode = ExitCode.stoppedEarly;
}

export type OutOfReachFact = {
  readonly kind: 'out-of-reach';
  readonly afterMs: number;
  /** waiting cannot mend it: see `core/target/way.ts` */
  readonly isLasting: boolean;
  readonly because: Because;
};

/** No call reached the target for longer than the user wants to wait. */
export class OutOfReachError extends TimUnreadError<OutOfReachFact> {
  readonly code = 'TU_OUT_OF_REACH';
  readonly exitCode = ExitCode.stoppedEarly;
}

export type TooManyFailuresFact = {
  readonly kind: 'too-many-failures';
  readonly failed: number;
  readonly limit:
    | { readonly kind: 'rows'; readonly rows: number }
    | { readonly kind: 'percent'; readonly percent: number };
};

/** More rows failed than the user allows. */
export class TooManyFailuresError extends TimUnreadError<TooManyFailuresFact> {
  readonly code = 'TU_TOO_MANY_FAILURES';
  readonly exitCode = ExitCode.stoppedEarly;
}

/** Signals that ask a run to stop. */
export const STOP_SIGNALS = {
  SIGHUP: ExitCode.sighup,
  SIGINT: ExitCode.sigint,
  SIGTERM: ExitCode.sigterm,
} as const;
export type StopSignal = keyof typeof STOP_SIGNALS;

export type InterruptedFact = { readonly kind: 'interrupted'; readonly signal: StopSignal };

/** The user asked to stop, or closed the terminal. */
export class Interrupted extends TimUnreadError<InterruptedFact> {
  readonly code = 'TU_INTERRUPTED';
  readonly exitCode: ExitCode = STOP_SIGNALS[this.fact.signal];
}

/** The facts of all errors. Every language has a text for each kind. */
export type AnyFact =
  | SettingsFact
  | InputSettingsFact
  | StateSettingsFact
  | InputFact
  | InputBrokeOffFact
  | InputChangedFact
  | DuplicateFact
  | StateFolderFact
  | StateFact
  | InputStateFact
  | JournalFact
  | FatalReplyFact
  | QuestionsRefusedFact
  | OutOfReachFact
  | TooManyFailuresFact
  | InterruptedFact;
