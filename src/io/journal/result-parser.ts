import { CsvError, type Options, type Parser, parse } from 'csv-parse';
import { WrongStateError } from '../../core/errors/state-error.ts';

/** Twice what a run may write of one row: a record of 1 MiB, each of its characters a quote that is doubled. */
const MAX_RECORD_CHARACTERS = 4 * 1024 * 1024;

/**
 * Parses a result file of a run, or a copy of one. The folder may come from somebody else, and people edit copies: a record
 * without end is no reason to read on.
 */
export const resultParser = (options: Options = {}): Parser =>
  parse({ columns: true, bom: true, relax_column_count: true, max_record_size: MAX_RECORD_CHARACTERS, ...options });

/** @returns what to throw where a file of rows is read of which a checkpoint counts so many bytes */
export const orChanged = (error: unknown, path: string, knownBytes: number): unknown =>
  error instanceof CsvError ? new WrongStateError({ kind: 'rows-file-changed', path, endedAtByte: knownBytes }) : error;
