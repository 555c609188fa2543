/** One for each column of a row. */
export type PerField<Value> = { readonly groupId: Value; readonly account: Value; readonly unread: Value };

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
  /** a record on several rows of its table: a name and a value on each (psql -H -x) */
  | 'html-records'
  /** whose quotes and brackets are written as those of web pages are (@html of jq) */
  | 'html-escaped'
  | 'storage-error'
  | 'json-error'
  /** an array of names and values for each row (to_entries of jq) */
  | 'json-entries'
  | 'http-response'
  | 'program-error'
  | 'xml'
  | 'gnumeric'
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
  /** with a time and other words before each row, and no header */
  | 'lines-timed'
  /** records and values between control characters (sqlite3 .mode ascii) */
  | 'ascii-separated'
  | 'sql-copy'
  | 'sql'
  | 'table-psql'
  /** its values are cut to the width of the terminal, and go on below */
  | 'table-psql-wrapped'
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
  /** a table of tbl, for troff (psql, format troff-ms) */
  | 'troff'
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
  /** lists of Tcl, and structs as Go prints them: three words each */
  | 'words-in-braces'
  /** a backslash and a t in the place of each tab */
  | 'written-tabs'
  /** by Miller (USV) */
  | 'unicode-separated'
  | 'rows-as-columns'
  /** a row for each account, and the counts below the groups */
  | 'column-for-each-group'
  | 'column-for-each-account'
  | 'json-in-table'
  | 'utf-7'
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
  /** a semicolon ends each line, and does not stand between its values */
  | 'semicolon-ends'
  | 'json-strings'
  | 'json-lines'
  | 'json'
  | 'csv'
  | 'tsv'
  | 'encrypted'
  | 'pickle-text';

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
        | 'array-lines-with-header'
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
