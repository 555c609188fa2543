import { extname } from 'node:path';
import { unpackedName } from '../bytes/compression.ts';

/** Names of the input formats, as users choose them; `formats.ts` has what reads each. */
export const FORMAT_NAMES = ['csv', 'tsv', 'jsonl', 'json'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

const EXTENSIONS: Readonly<Record<FormatName, readonly string[]>> = {
  csv: ['.csv', '.xlsx'],
  tsv: ['.tsv', '.tab'],
  jsonl: ['.jsonl', '.ndjson'],
  json: ['.json'],
};

/** @returns the format that the name of a file tells, the name of an archive included; undefined where it tells none */
export const formatOfName = (path: string): FormatName | undefined => {
  const extension = extname(unpackedName(path)).toLowerCase();
  return FORMAT_NAMES.find((name) => EXTENSIONS[name].includes(extension));
};
