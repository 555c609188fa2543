import type { InputFact } from '../../core/errors/input-error.ts';
import type { BinaryKind } from '../../core/errors/input-kinds.ts';
import { shellWord } from '../../core/text/text.ts';
import { rowsOf } from '../conversions/row-commands.ts';
import { rowsOfCopy } from '../conversions/table-commands.ts';

/** What every spreadsheet program can do. */
export const CSV_OF_SHEET = 'Save the sheet as “CSV UTF-8” in the spreadsheet program, and give that file.';

const BINARY_TEXT: Readonly<Record<BinaryKind, string>> = {
  zip: 'a zip archive',
  xls: 'an Excel workbook (.xls)',
  xlsx: 'an Excel workbook (.xlsx)',
  'xlsx-locked': 'an Excel workbook that is protected with a password',
  ods: 'an OpenDocument spreadsheet (.ods)',
  numbers: 'a spreadsheet of Numbers',
  xz: 'xz-compressed',
  bzip2: 'bzip2-compressed',
  gzip: 'gzip-compressed',
  lz4: 'lz4-compressed',
  lzip: 'lzip-compressed',
  compress: 'compressed (.Z)',
  snappy: 'snappy-compressed',
  '7z': 'a 7z archive',
  tar: 'a tar archive',
  rar: 'a RAR archive',
  pdf: 'a PDF document',
  image: 'a picture',
  parquet: 'a Parquet file',
  arrow: 'an Arrow (Feather) file',
  orc: 'an ORC file',
  avro: 'an Avro file',
  hdf5: 'an HDF5 file',
  sqlite: 'an SQLite database',
  access: 'an Access database',
  'pg-copy': 'what COPY of PostgreSQL writes in its binary form',
  'pg-dump': 'a dump of PostgreSQL (pg_dump -Fc)',
  pickle: 'a pickle of Python',
  numpy: 'an array of NumPy',
  'r-data': 'data of R (.rds or .RData)',
  'ruby-object': 'an object that Ruby has marshalled',
  dbf: 'a table of dBase (.dbf)',
  'java-object': 'a serialized Java object',
  'property-list': 'a binary property list',
  stata: 'a Stata file',
  sas: 'a SAS file',
  spss: 'an SPSS file',
  'utf-32le': 'text in UTF-32, four bytes a character',
  'utf-32be': 'text in UTF-32, four bytes a character',
};

/** Commands that decompress them in a pipe. */
export const FILTERS: Readonly<Partial<Record<BinaryKind, string>>> = {
  lz4: 'lz4 -dc',
  lzip: 'lzip -dc',
  compress: 'gzip -dc',
  xz: 'xz -dc',
  bzip2: 'bunzip2 -c',
  gzip: 'gzip -dc',
  tar: 'tar -xO',
  'utf-32le': 'iconv -f UTF-32LE -t UTF-8',
  'utf-32be': 'iconv -f UTF-32BE -t UTF-8',
};

/** `file` is a word of a shell; `FILE` for standard input. Each is one command that converts it, where there is one. */
const CONVERSIONS: Readonly<Partial<Record<BinaryKind, (file: string) => string>>> = {
  ...Object.fromEntries(
    (['xls', 'xlsx', 'ods', 'dbf'] as const).map((kind) => [
      kind,
      (file: string) =>
        `Save the sheet as “CSV UTF-8” in the spreadsheet program, or: soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' ${file}`,
    ]),
  ),
  'xlsx-locked': () => `Nobody can read it without the password. ${CSV_OF_SHEET}`,
  numbers: () => 'Export the sheet as CSV from Numbers.',
  zip: (file) => `Pipe the file inside in: unzip -p ${file} | npx tim-unread import - --format csv --state-dir DIR`,
  rar: (file) => `Unpack it, and give the file inside: unrar x ${file}`,
  '7z': (file) => `Unpack it, and give the file inside: 7z x ${file}`,
  pdf: () => 'Export the rows as CSV from where the document was made.',
  image: () => 'Export the rows as CSV from where the picture was made.',
  snappy: (file) => `Unpack it: python3 -m snappy -d ${file} NEWFILE`,
  parquet: (file) =>
    `Convert it: python3 -c 'import pandas, sys; pandas.read_parquet(sys.argv[1]).to_csv(sys.argv[2], index=False)' ${file} NEWFILE.csv`,
  arrow: (file) =>
    `Convert it: python3 -c 'import pandas, sys; pandas.read_feather(sys.argv[1]).to_csv(sys.argv[2], index=False)' ${file} NEWFILE.csv`,
  orc: (file) =>
    `Convert it: python3 -c 'import pandas, sys; pandas.read_orc(sys.argv[1]).to_csv(sys.argv[2], index=False)' ${file} NEWFILE.csv`,
  avro: (file) => `Convert it: avro-tools tojson ${file} > NEWFILE.jsonl`,
  hdf5: (file) =>
    `Convert it: python3 -c 'import pandas, sys; pandas.read_hdf(sys.argv[1]).to_csv(sys.argv[2], index=False)' ${file} NEWFILE.csv`,
  sqlite: (file) =>
    `Export the rows: sqlite3 -header -csv ${file} 'SELECT GroupId, Member_Account, UnreadMsgNum FROM TABLE' > NEWFILE.csv`,
  access: (file) => `Export the table: mdb-export ${file} TABLE > NEWFILE.csv`,
  'pg-copy': () => 'Export it again as text: psql -c "\\copy (SELECT …) TO \'NEWFILE.csv\' CSV HEADER"',
  'pg-dump': (file) =>
    `Take the rows of the table out: pg_restore --data-only -f - ${file} | ${rowsOfCopy('-')} > NEWFILE.tsv`,
  pickle: () =>
    'Export it in Python: pandas.read_pickle(…).to_csv("NEWFILE.csv", index=False). Load no pickle of somebody whom you do not trust.',
  numpy: () => 'Export it in Python: numpy.savetxt("NEWFILE.csv", …, fmt="%s", delimiter=",")',
  'r-data': (file) =>
    `Export it in R: Rscript -e 'x <- readRDS(commandArgs(TRUE)[1]); write.csv(x, commandArgs(TRUE)[2], row.names = FALSE)' ${file} NEWFILE.csv (an .RData: load() instead of readRDS())`,
  'java-object': () => 'Export the rows as CSV from the program that wrote it.',
  'ruby-object': () => 'Export the rows as JSON in Ruby: File.write("NEWFILE.json", JSON.generate(rows))',
  'property-list': (file) => `Convert it: ${rowsOf.propertyList(file)} > NEWFILE.jsonl`,
  stata: (file) =>
    `Convert it: python3 -c 'import pandas, sys; pandas.read_stata(sys.argv[1]).to_csv(sys.argv[2], index=False)' ${file} NEWFILE.csv`,
  sas: (file) =>
    `Convert it: python3 -c 'import pandas, sys; pandas.read_sas(sys.argv[1], encoding="utf-8").to_csv(sys.argv[2], index=False)' ${file} NEWFILE.csv`,
  spss: (file) =>
    `Convert it: python3 -c 'import pandas, sys; pandas.read_spss(sys.argv[1]).to_csv(sys.argv[2], index=False)' ${file} NEWFILE.csv`,
};

export type BinaryInput = Extract<InputFact, { kind: 'input-binary' }>;

export const binaryText = ({ found, compression }: BinaryInput): string => {
  const inside = compression === undefined ? '' : ` inside its ${compression} compression`;
  return `${BINARY_TEXT[found]}${inside}${found === 'utf-32le' || found === 'utf-32be' ? '' : ', not text'}`;
};

export const binaryNext = ({ path, isStandardInput, found, compression }: BinaryInput): string => {
  const outer = compression === undefined ? [] : [`${compression} -dc`];
  const convert = CONVERSIONS[found];
  if (convert) {
    const word = isStandardInput ? 'FILE' : shellWord(path);
    return outer.length === 0 ? convert(word) : `Unpack it first: ${outer.join()} ${word} > FILE. ${convert('FILE')}`;
  }
  const filter = FILTERS[found] ?? '';
  if (isStandardInput) {
    return `Put this into the pipe before tim-unread: | ${[...outer, filter].join(' | ')}`;
  }
  const file = shellWord(path);
  if (found !== 'tar') {
    const [first, ...others] = [...outer, filter];
    return `${found.startsWith('utf-32') ? 'Convert' : 'Unpack'} it, and give the new file: ${[`${first} ${file}`, ...others].join(' | ')} > NEWFILE`;
  }
  const untar =
    compression === undefined
      ? `tar -xf ${file}`
      : compression === 'gzip'
        ? `tar -xzf ${file}`
        : `${compression} -dc ${file} | tar -x`;
  return `Unpack it, and give the file inside: ${untar}`;
};
