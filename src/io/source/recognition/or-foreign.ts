import { InputError, type InputFact } from '../../../core/errors/input-error.ts';
import type { ForeignKind } from '../../../core/errors/input-kinds.ts';
import { DEFAULT_COLUMNS, FIELDS } from '../../../core/row/columns.ts';
import { STANDARD_INPUT } from '../bytes/standard-input.ts';
import type { InputFormat } from '../records/formats.ts';
import { parseObject } from '../records/jsonl.ts';
import type { OpenedRecords } from '../records/record-format.ts';
import { bomBytesOf } from '../text/encoding.ts';
import { bareRowsOf } from './bare-rows.ts';
import { foreignKindOf } from './foreign-kind.ts';
import { markBetweenRows } from './one-line.ts';
import { pairMarksOf } from './pair-marks.ts';

const KINDS: ReadonlySet<InputFact['kind']> = new Set([
  ...(['columns-missing', 'first-record-unreadable', 'column-beyond-record', 'keys-missing'] as const),
  ...(['no-json-at-start', 'first-line-too-long'] as const),
]);

/**
 * Opens the records of an input. Where that fails, or where JSONL begins with something else, looks what the text is.
 *
 * @throws InputError that calls it what it is; else the one of `open`
 */
export const orForeign = (
  path: string,
  head: Buffer,
  format: InputFormat,
  open: () => OpenedRecords<InputFormat>,
): OpenedRecords<InputFormat> => {
  if (format.kind === 'csv') refuseOneLine(path, head);
  try {
    const opened = open();
    if (format.kind === 'jsonl' && !beginsWithObject(head)) refuseForeign(path, head, format);
    // The names of a header are found there too, the last of them with its semicolon.
    if (format.kind === 'csv' && format.delimiter !== ';' && SEMICOLON_END.test(head.toString('latin1', 0, 4096))) {
      refuseForeign(path, head, format, (found) => found === 'semicolon-ends');
    }
    // The names of a header are found in a patch too, with what stands before them.
    if (format.kind === 'csv' && 'columns' in format && head[0] === SPACE) {
      refuseForeign(path, head, format, (found) => found === 'patch');
    }
    if (
      format.kind === 'csv' &&
      'columns' in format &&
      format.quote === undefined &&
      SPACED_QUOTE.test(head.toString('latin1', 0, 4096))
    ) {
      refuseForeign(path, head, format, (found) => found === 'spaces-before-quotes');
    }
    if (format.kind === 'json') {
      refuseForeign(path, head, format, holdsNoJson(head) ? undefined : (found) => PRINTED.has(found));
    }
    return opened;
  } catch (error) {
    if (error instanceof InputError && KINDS.has(error.fact.kind)) {
      const isSure = !isOpen(error.fact);
      refuseForeign(path, head, format, isSure ? (found) => isSurer(found) : undefined);
    }
    // A section of a file of settings looks like an array, and so does a list of Python.
    if (error instanceof InputError && error.fact.kind === 'json-of-other-shape') {
      refuseForeign(path, head, format, (found) => SECTIONED.has(found) || PRINTED.has(found));
    }
    throw error;
  }
};

const SPACE = 0x20;
const SEMICOLON_END = /^[^;\r\n]+;[ \t]*\r?\n/;
const SPACED_QUOTE = /[,;] +"/;

/** The header would go on to the end, and no row would be below it. */
const refuseOneLine = (path: string, head: Buffer): void => {
  const end = head.indexOf('\n');
  if (end >= 0 && end < head.length - 1) return;
  const between = markBetweenRows(head.toString('utf8', bomBytesOf(head), 64 * 1024).trim());
  if (between === undefined) return;
  throw new InputError({ kind: 'rows-on-one-line', path, isStandardInput: path === STANDARD_INPUT, between });
};

const SECTIONED: ReadonlySet<ForeignKind> = new Set([
  ...(['toml', 'ini-groups', 'ini-records', 'json-stream', 'python-tuples', 'printed-values'] as const),
]);

/** Looks like a header between bars, or like objects, and is neither. */
const DRAWN: ReadonlySet<ForeignKind> = new Set([
  ...([
    'table-barred',
    'table-box',
    'table-psql',
    'table-psql-wrapped',
    'table-console',
    'shell-words',
    'rows-in-parentheses',
  ] as const),
]);
const PRINTED: ReadonlySet<ForeignKind> = new Set([
  ...(['printed-by-php', 'printed-by-mongo', 'json-in-script', 'json-without-quotes', 'printed-values'] as const),
  ...([
    'log-lines',
    'json-in-text',
    'ini-groups',
    'ini-records',
    'toml',
    'python-tuples',
    'words-in-braces',
    'rtf',
    'table-asciidoc',
    'table-mediawiki',
    'lines-stamped',
    'yaml',
    'serialized-by-php',
    'html-escaped',
  ] as const),
]);

/** Something stands before each line, or between them, that the columns do not show. */
const MARKED: ReadonlySet<ForeignKind> = new Set([
  ...(['patch', 'mail-quoted', 'lines-numbered', 'lines-with-file-name', 'lines-logged', 'ascii-separated'] as const),
  ...(['labelled-values', 'hex-dump', 'hex-dump-canonical', 'metrics', 'braced-blocks', 'yaml-documents'] as const),
  ...(['nul-between-rows', 'key-value-pairs', 'semicolon-ends', 'troff'] as const),
]);
const isSurer = (found: ForeignKind): boolean => DRAWN.has(found) || PRINTED.has(found) || MARKED.has(found);

/** A guess at what is sure needs no other. */
const isOpen = (fact: InputFact): boolean => {
  if (!('guess' in fact)) return true;
  const { guess } = fact;
  if (guess.by === 'name') return FIELDS.some((field) => guess.names[field] === undefined);
  return guess.by !== 'header-below';
};

const refuseForeign = (
  path: string,
  head: Buffer,
  format: InputFormat,
  counts: (found: ForeignKind) => boolean = () => true,
): void => {
  const names = 'columns' in format ? format.columns : DEFAULT_COLUMNS;
  const found = foreignKindOf(
    head,
    FIELDS.map((field) => names[field]),
  );
  if (!found || isOwn(found, format) || !counts(found)) return;
  const text = head.toString('utf8', bomBytesOf(head), 64 * 1024);
  const bare = bareRowsOf(found, text);
  const marks = found === 'key-value-pairs' ? pairMarksOf(text.split(/\r?\n/, 1)[0] ?? '') : undefined;
  const isStandardInput = path === STANDARD_INPUT;
  throw new InputError({
    kind: 'input-foreign',
    path,
    isStandardInput,
    found,
    ...(bare ? { bare } : {}),
    ...(marks ? { marks } : {}),
  });
};

/** It is of the kind that it is read as, and has another fault. */
const isOwn = (found: string, { kind }: InputFormat): boolean =>
  kind === 'csv' ? found === 'csv' || found === 'tsv' : found === 'json' || found === 'json-lines';

const beginsWithObject = (head: Buffer): boolean => {
  const lines = head.toString('utf8', bomBytesOf(head), 64 * 1024).split('\n', 100);
  return lines.some((line) => parseObject(line).kind === 'object');
};

/** Markup, in which brackets stand too, or text without any: a reader of JSON would go on to its end, and find no row. */
const holdsNoJson = (head: Buffer): boolean => {
  const text = head.toString('latin1', bomBytesOf(head), 64 * 1024).trimStart();
  return text.startsWith('<') || !/[[{]/.test(text);
};
