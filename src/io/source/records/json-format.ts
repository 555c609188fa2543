import { InputError } from '../../../core/errors/input-error.ts';
import { SettingsError } from '../../../core/errors/settings-error.ts';
import { type ColumnNames, DEFAULT_COLUMNS } from '../../../core/row/columns.ts';
import { rulesOf } from '../../../core/row/rules.ts';
import { looksBinary } from '../bytes/binary-kinds.ts';
import { STANDARD_INPUT } from '../bytes/standard-input.ts';
import { type FirstObject, missingKeys, requireKeys } from '../columns/find-columns.ts';
import { knownColumns } from '../columns/known-names.ts';
import type { InputWish } from '../recognition/wish.ts';
import { bomBytesOf } from '../text/encoding.ts';
import { JsonCutter } from './json-cutter.ts';
import { arrayAt, hasNestedValues, parsePath, shapeOf, somePath } from './json-shape.ts';
import { type JsonDocument, readJsonStart } from './json-start.ts';
import { JsonlParser, JsonObjects, lineTexts, parseObject } from './jsonl.ts';
import { firstKeys } from './jsonl-head.ts';
import type { InputHead, OpenedRecords, RecordFormat } from './record-format.ts';

export type JsonFormat = {
  readonly kind: 'json';
  readonly columns: ColumnNames;
  /** where the array of the rows stands, as it is typed: `data.items` */
  readonly jsonPath?: string;
};

/** @throws SettingsError where columns go by position: an object names its own values */
export const jsonFormat = (path: string, head: Buffer, wish: InputWish): JsonFormat => {
  const { choice = { columns: knownKeys(head, wish.jsonPath) ?? DEFAULT_COLUMNS }, jsonPath } = wish;
  if ('positions' in choice) throw new SettingsError({ kind: 'format-names-its-values', path });
  const { columns } = choice;
  return jsonPath === undefined ? { kind: 'json', columns } : { kind: 'json', columns, jsonPath };
};

/** Of the first lines, else of the first elements. */
const knownKeys = (head: Buffer, jsonPath: string | undefined): ColumnNames | undefined => {
  const ofLines = jsonPath === undefined ? knownColumns(firstKeys(head)) : undefined;
  if (ofLines) return ofLines;
  const byte = jsonPath === undefined ? undefined : startOfPath(head, jsonPath);
  if (jsonPath !== undefined && byte === undefined) return undefined;
  const beginning = byte === undefined ? outside(head) : { byte, line: 1, isInside: true };
  const { objects } = firstElements(head, beginning, true, DEFAULT_COLUMNS);
  return knownColumns([...new Set(objects.flatMap(({ keys }) => keys))]);
};

const startOfPath = (head: Buffer, jsonPath: string): number | undefined => {
  const keys = parsePath(jsonPath);
  const document = readJsonStart(head);
  return keys && document.startOf(arrayAt(document, keys) ?? null);
};

/** JSON as it comes: an array, objects one after the other, the texts of RFC 7464, or an array inside an object. */
export const jsonRecords = (format: JsonFormat): RecordFormat<JsonFormat> => ({
  isEnough: (head) => hasFirstElements(head, format),
  open: (head) => openJson(head, format),
});

/** Where the elements begin. */
type Beginning = {
  readonly byte: number;
  readonly line: number;
  /** the first byte stands inside the array already */
  readonly isInside: boolean;
};

const openJson = (head: InputHead, format: JsonFormat): OpenedRecords<JsonFormat> => {
  const { bytes, encoding } = head;
  refusePrinted(head);
  const document = readJsonStart(bytes);
  const beginning = format.jsonPath === undefined ? outside(bytes) : inside(head, format, format.jsonPath, document);
  checkFirstElements(head, format, beginning, document);
  const isArray = beginning.isInside || Array.isArray(document.roots[0]);
  return {
    format,
    firstRow: { row: 1, line: beginning.line, byte: beginning.byte },
    // An object that is cut off lacks its closing brace.
    looksWholeCutOff: false,
    places: 'index',
    openCutter: (at) =>
      new JsonCutter(at, {
        isInArray: isArray && (beginning.isInside || at.byte > beginning.byte),
        endsWithArray: beginning.isInside,
      }),
    openParser: (undecoded) =>
      new JsonObjects(new JsonlParser(format.columns), encoding, undecoded, 'element', rulesOf(format)),
  };
};

const outside = (bytes: Buffer): Beginning => ({ byte: bomBytesOf(bytes), line: 1, isInside: false });

/** @throws InputError where there is no array at the path, as far as the head goes */
const inside = (head: InputHead, format: JsonFormat, typed: string, document: JsonDocument): Beginning => {
  const keys = parsePath(typed);
  const array = keys && arrayAt(document, keys);
  const byte = array && document.startOf(array);
  if (byte === undefined) {
    const found = somePath(document, format.columns);
    throw new InputError({ kind: 'json-path-without-array', path: head.path, typed, found });
  }
  const before = head.bytes.subarray(0, byte);
  let line = 1;
  for (let at = before.indexOf(0x0a); at >= 0; at = before.indexOf(0x0a, at + 1)) line += 1;
  return { byte, line, isInside: true };
};

/** @throws InputError where the first elements show that no row can be read, with what the document is */
const checkFirstElements = (
  { path, bytes, isEnough, compression }: InputHead,
  { columns }: JsonFormat,
  beginning: Beginning,
  document: JsonDocument,
): void => {
  const { objects, areNested } = firstElements(bytes, beginning, isEnough, columns);
  if (objects.length > 0 && missingKeys(objects, columns).length === 0 && !areNested) return;
  const isStandardInput = path === STANDARD_INPUT;
  const shape = beginning.isInside ? undefined : shapeOf(document, columns);
  if (shape) throw new InputError({ kind: 'json-of-other-shape', path, isStandardInput, compression, ...shape });
  requireKeys(path, objects, columns);
  if (objects.length > 0 || !looksBinary(bytes)) return;
  throw new InputError({ kind: 'no-json-at-start', path, isStandardInput });
};

// When the first elements lack a key, this many are read before the file is refused, so that the answer does not depend
// on how fast standard input delivers.
const LOOKED_AT = 100;

const hasFirstElements = (head: Buffer, { columns, jsonPath }: JsonFormat): boolean => {
  let beginning = outside(head);
  if (jsonPath !== undefined) {
    const byte = startOfPath(head, jsonPath);
    if (byte === undefined) return false;
    beginning = { byte, line: 1, isInside: true };
  }
  const { count, objects } = firstElements(head, beginning, false, columns);
  return count >= LOOKED_AT || (objects.length > 1 && missingKeys(objects, columns).length === 0);
};

const firstElements = (
  head: Buffer,
  { byte, line, isInside }: Beginning,
  isLast: boolean,
  names: ColumnNames,
): { readonly count: number; readonly objects: FirstObject[]; readonly areNested: boolean } => {
  const cutter = new JsonCutter({ byte, line }, { isInArray: isInside, endsWithArray: isInside });
  const block = cutter.cut(head.subarray(byte), isLast);
  const textOf = lineTexts(block);
  const spans = block.spans.slice(0, LOOKED_AT);
  const elements = spans.flatMap((span) => {
    const text = span.fault ? undefined : textOf(span);
    const element = text === undefined ? undefined : parseObject(text);
    return element?.kind === 'object' ? [{ line: span.line, value: element.value }] : [];
  });
  return {
    count: spans.length,
    objects: elements.map(({ line: ofElement, value }) => ({ line: ofElement, keys: Object.keys(value) })),
    areNested: elements.length > 0 && elements.every(({ value }) => hasNestedValues(value, names)),
  };
};

// `{'GroupId': …`: what Python prints for a dictionary, or a list of them.
const PRINTED = /^\s*\[?\s*\{\s*(?:u?'|\})/;

/** @throws InputError for dictionaries that Python has printed, which are no JSON */
export const refusePrinted = ({ path, bytes, compression }: InputHead): void => {
  const text = bytes.toString('utf8', bomBytesOf(bytes), 1000);
  if (!PRINTED.test(text) || !text.includes("'")) return;
  const shape = text.trimStart().startsWith('[') ? 'printed-list' : 'printed-dictionaries';
  const isStandardInput = path === STANDARD_INPUT;
  throw new InputError({ kind: 'json-of-other-shape', path, isStandardInput, compression, shape });
};
