import type { InputBrokeOffFact } from '../../core/errors/broken-off-error.ts';
import type { InputFact } from '../../core/errors/input-error.ts';
import type { JsonShape } from '../../core/errors/input-kinds.ts';
import { columnMapText, DEFAULT_COLUMNS, FIELDS } from '../../core/row/columns.ts';
import { printable, shellWord } from '../../core/text/text.ts';
import type { Told } from '../told.ts';

type OtherShape = Extract<InputFact, { kind: 'json-of-other-shape' }>;
type NoArray = Extract<InputFact, { kind: 'json-path-without-array' }>;
type NotClosed = Extract<InputBrokeOffFact, { kind: 'array-not-closed' }>;

const { groupId, account, unread } = DEFAULT_COLUMNS;
/** Names for arrays of three values, whose order nobody tells. */
const NAMED = `{${groupId}: .[0], ${account}: .[1], ${unread}: .[2]}`;
const WITH_NAMES = '[$names, .] | transpose | map({key: .[0], value: .[1]}) | from_entries';
const UNTYPED = 'map_values(if has("N") then .N else (.S // .BOOL) end)';

export type ConvertedShape = Exclude<
  JsonShape,
  { readonly shape: 'array-in-object' | 'printed-dictionaries' | 'printed-list' }
>;

/** What a document of another shape is, and the program of jq that makes one object of each row. */
const SHAPES: Readonly<Record<ConvertedShape['shape'], { readonly is: string; readonly program: string }>> = {
  arrays: {
    is: 'JSON with an array of values for each row, without their names',
    program: `.[] | ${NAMED}`,
  },
  'table-in-object': {
    is: 'a JSON object around arrays of values, without their names',
    program: `[] | ${NAMED}`,
  },
  'arrays-with-header': {
    is: 'a JSON array of arrays, of which the first is a header',
    program: `.[0] as $names | .[1:][] | ${WITH_NAMES}`,
  },
  'array-lines-with-header': {
    is: 'JSON with an array of values for each row, of which the first is a header',
    program: `input as $names | inputs | ${WITH_NAMES}`,
  },
  split: {
    is: 'a JSON object with "columns" and "data", as pandas writes it with orient="split"',
    program: `.columns as $names | .data[] | ${WITH_NAMES}`,
  },
  columns: {
    is: 'a JSON object with one array for each column',
    program: '. as $columns | range([.[] | length] | max) as $row | $columns | map_values(.[$row])',
  },
  'columns-by-index': {
    is: 'a JSON object with one object for each column, as pandas writes it with orient="columns"',
    program: '. as $columns | ([.[] | keys_unsorted[]] | unique | .[]) as $row | $columns | map_values(.[$row])',
  },
  'objects-by-key': {
    is: 'a JSON object with one member for each row, as pandas writes it with orient="index"',
    program: '.[]',
  },
  'counts-by-group': {
    is: 'a JSON object with a member for each group, and in it one for each account with its count',
    program: `to_entries[] | .key as $group | .value | to_entries[] | {${groupId}: $group, ${account}: .key, ${unread}: .value}`,
  },
  'joined-keys': { is: 'JSON whose keys hold group and account, as a store of keys and values does', program: '' },
  'key-tree': { is: 'a tree of JSON objects, with group and account as keys', program: '' },
  buckets: { is: 'the buckets of an aggregation of Elasticsearch', program: '' },
  'rows-in-texts': { is: 'JSON that holds its rows as JSON inside a text', program: '' },
  'bulk-actions': {
    is: 'the bulk form of Elasticsearch, with an action before each row',
    program: 'select(length > 1 or has("doc")) | if has("doc") then .doc else . end',
  },
  'members-of-groups': {
    is: 'JSON with one object for each group, and its members as an array in it',
    program: '',
  },
  'nested-values': { is: 'JSON whose three values stand in objects of their own', program: '' },
  'table-with-header': {
    is: 'a JSON object around arrays of values, of which the first is a header',
    program: ` | .[0] as $names | .[1:][] | ${WITH_NAMES}`,
  },
  'table-with-columns': {
    is: 'a JSON object with the names of the columns, and arrays of values',
    program: `[] | ${WITH_NAMES}`,
  },
  'rows-in-members': {
    is: 'a JSON object around an array, of which each element holds its row as a member',
    program: '[]',
  },
  'typed-items': {
    is: 'a scan of DynamoDB, with the type of every value ({"S": …})',
    program: `.Items[] | ${UNTYPED}`,
  },
  'typed-objects': { is: 'items of DynamoDB, with the type of every value ({"S": …})', program: `.[] | ${UNTYPED}` },
  'typed-object-a-line': { is: 'items of DynamoDB, with the type of every value ({"S": …})', program: UNTYPED },
  'typed-item-a-line': {
    is: 'an export of DynamoDB, with the type of every value ({"S": …})',
    program: `.Item | ${UNTYPED}`,
  },
  'typed-items-in-array': {
    is: 'an export of DynamoDB, with the type of every value ({"S": …})',
    program: `.[].Item | ${UNTYPED}`,
  },
  'rows-of-bigquery': {
    is: 'a reply of BigQuery, with the names in its schema',
    program:
      '.schema.fields as $fields | .rows[] | [$fields, .f] | transpose | map({key: .[0].name, value: .[1].v}) | from_entries',
  },
  'rows-of-athena': {
    is: 'a reply of Athena, of which the first row holds the names',
    program: `[.ResultSet.Rows[] | [.Data[].VarCharValue]] | .[0] as $names | .[1:][] | ${WITH_NAMES}`,
  },
  'found-documents': {
    is: 'documents of Firestore, with the type of every value',
    program: '.[].document.fields | map_values(to_entries[0].value)',
  },
  'listed-documents': {
    is: 'documents of Firestore, with the type of every value',
    program: '.documents[].fields | map_values(to_entries[0].value)',
  },
  'search-hits': { is: 'a reply of Elasticsearch, with the rows as "_source"', program: '.hits.hits[]._source' },
  'tables-in-array': {
    is: 'an export of phpMyAdmin, with the rows as "data" of a table',
    program: '.[] | select(.type == "table") | .data[]',
  },
  sources: { is: 'an export of Elasticsearch, with the rows as "_source"', program: '._source' },
  'sources-in-array': { is: 'an export of Elasticsearch, with the rows as "_source"', program: '.[]._source' },
};

export const PYTHON = {
  'printed-dictionaries':
    'import ast,json,sys; [print(json.dumps(ast.literal_eval(line))) for line in sys.stdin if line.strip()]',
  'printed-list': 'import ast,json,sys; print(json.dumps(ast.literal_eval(sys.stdin.read())))',
} as const;

export const programOf = (shape: ConvertedShape): string => {
  if (shape.shape === 'arrays' && shape.isOneALine) return NAMED;
  if (shape.shape === 'table-in-object' || shape.shape === 'table-with-header') {
    return `.${shape.at}${SHAPES[shape.shape].program}`;
  }
  if (shape.shape === 'table-with-columns') {
    return `[.${shape.columnsAt}[].name] as $names | .${shape.at}${SHAPES[shape.shape].program}`;
  }
  if (shape.shape === 'members-of-groups') {
    const each = shape.isArray ? `.${shape.at ?? ''}[] | ` : '';
    const group = shape.isPlainId ? `{${DEFAULT_COLUMNS.groupId}: .id}` : `del(.${shape.member})`;
    return `${each}${group} + .${shape.member}[]`;
  }
  if (shape.shape === 'nested-values') {
    const values = FIELDS.map((field) => `${DEFAULT_COLUMNS[field]}: .${shape.paths[field]}`);
    return `${shape.isArray ? '.[] | ' : ''}{${values.join(', ')}}`;
  }
  if (shape.shape === 'joined-keys') return joinedProgram(shape);
  if (shape.shape === 'key-tree') return treeProgram(shape);
  if (shape.shape === 'buckets') return bucketsProgram(shape);
  if (shape.shape === 'rows-in-texts') {
    return `${shape.isArray ? '.[] | ' : ''}.${shape.member} | fromjson${shape.holdsArray ? '[]' : ''}`;
  }
  if (shape.shape === 'rows-in-members') return `.${shape.at}[].${shape.member}`;
  return SHAPES[shape.shape].program;
};

type Shape<S extends JsonShape['shape']> = Extract<JsonShape, { shape: S }>;

const row = (group: string, member: string, count: string): string =>
  `{${groupId}: ${group}, ${account}: ${member}, ${unread}: ${count}}`;

/** The last two parts of a key. */
const joinedProgram = ({ separator, list }: Shape<'joined-keys'>): string => {
  const { key, value, isArray } = list ?? { key: 'key', value: 'value', isArray: false };
  const each = list === undefined ? 'to_entries[] | ' : isArray ? '.[] | ' : '';
  return `${each}(.${key} | split("${separator}")) as $key | ${row('$key[-2]', '$key[-1]', `.${value}`)}`;
};

const treeProgram = ({ depth, groupAt, accountAt, last, prefix }: Shape<'key-tree'>): string => {
  const isLast = last === undefined ? '' : ` and $path[-1] == ${JSON.stringify(last)}`;
  const group = prefix === '' ? `$path[${groupAt}]` : `($path[${groupAt}] | ltrimstr(${JSON.stringify(prefix)}))`;
  return `paths(scalars) as $path | select(($path | length) == ${depth}${isLast}) | ${row(group, `$path[${accountAt}]`, 'getpath($path)')}`;
};

const bucketsProgram = ({ at, by, metric }: Shape<'buckets'>): string => {
  const count = metric === undefined ? '.doc_count' : `.${metric}.value`;
  if (by.keys === 'named') return `.${at}[] | ${row(`.key.${by.groupId}`, `.key.${by.account}`, count)}`;
  if (by.keys === 'numbered') return `.${at}[] | ${row('.key[0]', '.key[1]', count)}`;
  return `.${at}[] | .key as $group | .${by.member}.buckets[] | ${row('$group', '.key', count)}`;
};

/** Why JSON is refused, or breaks off. */
export const jsonErrors = {
  'json-of-other-shape': (fact: OtherShape): Told => {
    const { path } = fact;
    if (fact.shape === 'array-in-object') {
      const keys = fact.keys.slice(0, 20).map((key) => `"${printable(key, 40)}"`);
      const columns = fact.columns;
      const flags = [
        `--json-path ${shellWord(fact.at)}`,
        ...(columns ? [`--columns ${shellWord(columnMapText((field) => columns[field]))}`] : []),
      ];
      return {
        text: `${path}: is a JSON object; the array ${printable(fact.at, 200)} in it has objects with ${printable(keys.join(', '), 400)}`,
        next: `If these are the rows: ${flags.join(' ')}`,
      };
    }
    if (fact.shape === 'printed-dictionaries' || fact.shape === 'printed-list') {
      const command = `python3 -c ${shellWord(PYTHON[fact.shape])}`;
      return {
        text: `${path}: is what Python prints of dictionaries (with ' around its texts), not JSON`,
        next: convertNext(fact, command),
      };
    }
    const isNumbered = fact.shape === 'arrays' || fact.shape === 'table-in-object';
    const order = isNumbered ? ' (correct the numbers where the order is another)' : '';
    const next = convertNext(fact, jqOf(fact));
    return { text: `${path}: is ${SHAPES[fact.shape].is}`, next: next.replace(':', `${order}:`) };
  },
  'json-path-without-array': ({ path, typed, found }: NoArray): Told => ({
    text: `${path}: has no array at ${printable(typed, 200)} within its first 1 MiB`,
    next:
      found === undefined
        ? 'Give the keys that lead to the array of the rows, with dots between them: --json-path data.items'
        : `Did you mean this? --json-path ${shellWord(found)}`,
  }),
  'array-not-closed': ({ path, line }: NotClosed): Told => ({
    text: `${path} could not be read any further: it ends (line ${line}) inside its JSON array, which is not closed: it is cut off`,
    next: 'Export or copy the file again, then type the same command: if it begins with the same rows, the rows that are done are not sent again.',
    remedy: 'Export or copy the file again. If it is whole as it is, put a ] at its end.',
  }),
};

/** A program with a header takes the lines itself. */
export const jqOf = (shape: ConvertedShape): string =>
  `jq ${shape.shape === 'array-lines-with-header' ? '-nc' : '-c'} ${shellWord(programOf(shape))}`;

const convertNext = ({ path, isStandardInput, compression }: OtherShape, command: string): string => {
  if (isStandardInput) return `Put this into the pipe before tim-unread: | ${command}`;
  const file = shellWord(path);
  const convert = compression === undefined ? `${command} < ${file}` : `${compression} -dc ${file} | ${command}`;
  return `Convert it, and give the new file: ${convert} > NEWFILE.jsonl`;
};
