import type { BinaryKind } from '../../core/errors/input-kinds.ts';
import { shellWord } from '../../core/text/text.ts';
import { rowsOf } from '../conversions/row-commands.ts';
import { rowsOfCopy } from '../conversions/table-commands.ts';
import { type BinaryInput, FILTERS } from '../en/binary-kinds.ts';

const BINARY_TEXT: Readonly<Record<BinaryKind, string>> = {
  zip: ' zip 压缩包',
  xls: ' Excel 工作簿（.xls）',
  xlsx: ' Excel 工作簿（.xlsx）',
  'xlsx-locked': '有密码保护的 Excel 工作簿',
  ods: ' OpenDocument 电子表格（.ods）',
  numbers: ' Numbers 电子表格',
  xz: ' xz 压缩的数据',
  bzip2: ' bzip2 压缩的数据',
  gzip: ' gzip 压缩的数据',
  lz4: ' lz4 压缩的数据',
  lzip: ' lzip 压缩的数据',
  compress: '压缩的数据（.Z）',
  snappy: ' snappy 压缩的数据',
  '7z': ' 7z 压缩包',
  tar: ' tar 归档',
  rar: ' RAR 压缩包',
  pdf: ' PDF 文档',
  image: '图片',
  parquet: ' Parquet 文件',
  arrow: ' Arrow（Feather）文件',
  orc: ' ORC 文件',
  avro: ' Avro 文件',
  hdf5: ' HDF5 文件',
  sqlite: ' SQLite 数据库',
  access: ' Access 数据库',
  'pg-copy': ' PostgreSQL 的 COPY 以二进制形式输出的数据',
  'pg-dump': ' PostgreSQL 的转储（pg_dump -Fc）',
  pickle: ' Python 的 pickle',
  numpy: ' NumPy 的数组',
  'r-data': ' R 的数据（.rds 或 .RData）',
  'ruby-object': ' Ruby 的 Marshal 数据',
  dbf: ' dBase 表（.dbf）',
  'java-object': '序列化的 Java 对象',
  'property-list': '二进制的 property list',
  stata: ' Stata 文件',
  sas: ' SAS 文件',
  spss: ' SPSS 文件',
  'utf-32le': ' UTF-32 文本（每个字符四个字节）',
  'utf-32be': ' UTF-32 文本（每个字符四个字节）',
};

const sheet = (file: string): string =>
  `请在 Excel 或 WPS 中把工作表另存为“CSV UTF-8”，或运行： soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' ${file}`;

const byPandas =
  (reader: string) =>
  (file: string): string =>
    `请转换： python3 -c 'import pandas, sys; pandas.${reader}.to_csv(sys.argv[2], index=False)' ${file} NEWFILE.csv`;

/** `file` 是 shell 中的一个词；标准输入时为 `FILE`。 */
const CONVERSIONS: Readonly<Partial<Record<BinaryKind, (file: string) => string>>> = {
  xls: sheet,
  dbf: sheet,
  'xlsx-locked': () => '没有密码就无法读取。请在 Excel 或 WPS 中打开，把工作表另存为“CSV UTF-8”，然后使用那个文件。',
  xlsx: sheet,
  ods: sheet,
  numbers: () => '请在 Numbers 中把工作表导出为 CSV。',
  zip: (file) => `请把里面的文件用管道输入： unzip -p ${file} | npx tim-unread import - --format csv --state-dir DIR`,
  rar: (file) => `请解压后使用里面的文件： unrar x ${file}`,
  '7z': (file) => `请解压后使用里面的文件： 7z x ${file}`,
  pdf: () => '请从生成该文档的系统中把数据导出为 CSV。',
  image: () => '请从图片所显示的系统中把数据导出为 CSV。',
  snappy: (file) => `请解压： python3 -m snappy -d ${file} NEWFILE`,
  parquet: byPandas('read_parquet(sys.argv[1])'),
  arrow: byPandas('read_feather(sys.argv[1])'),
  orc: byPandas('read_orc(sys.argv[1])'),
  avro: (file) => `请转换： avro-tools tojson ${file} > NEWFILE.jsonl`,
  hdf5: byPandas('read_hdf(sys.argv[1])'),
  sqlite: (file) =>
    `请导出数据行： sqlite3 -header -csv ${file} 'SELECT GroupId, Member_Account, UnreadMsgNum FROM TABLE' > NEWFILE.csv`,
  access: (file) => `请导出该表： mdb-export ${file} TABLE > NEWFILE.csv`,
  'pg-copy': () => '请重新导出为文本： psql -c "\\copy (SELECT …) TO \'NEWFILE.csv\' CSV HEADER"',
  'pg-dump': (file) => `请取出该表的数据行： pg_restore --data-only -f - ${file} | ${rowsOfCopy('-')} > NEWFILE.tsv`,
  pickle: () =>
    '请在 Python 中导出：pandas.read_pickle(…).to_csv("NEWFILE.csv", index=False)。不要加载来源不可信的 pickle。',
  numpy: () => '请在 Python 中导出：numpy.savetxt("NEWFILE.csv", …, fmt="%s", delimiter=",")',
  'r-data': (file) =>
    `请在 R 中导出： Rscript -e 'x <- readRDS(commandArgs(TRUE)[1]); write.csv(x, commandArgs(TRUE)[2], row.names = FALSE)' ${file} NEWFILE.csv（.RData 请用 load() 代替 readRDS()）`,
  'java-object': () => '请用写出它的程序把数据导出为 CSV。',
  'ruby-object': () => '请在 Ruby 中导出为 JSON：File.write("NEWFILE.json", JSON.generate(rows))',
  'property-list': (file) => `请转换： ${rowsOf.propertyList(file)} > NEWFILE.jsonl`,
  stata: byPandas('read_stata(sys.argv[1])'),
  sas: byPandas('read_sas(sys.argv[1], encoding="utf-8")'),
  spss: byPandas('read_spss(sys.argv[1])'),
};

export const zhBinaryText = ({ found, compression }: BinaryInput): string => {
  const kind = `是${BINARY_TEXT[found]}${found === 'utf-32le' || found === 'utf-32be' ? '' : '，不是文本'}`;
  return compression === undefined ? kind : `解开 ${compression} 压缩后${kind}`;
};

export const zhBinaryNext = ({ path, isStandardInput, found, compression }: BinaryInput): string => {
  const outer = compression === undefined ? [] : [`${compression} -dc`];
  const convert = CONVERSIONS[found];
  if (convert) {
    const word = isStandardInput ? 'FILE' : shellWord(path);
    return outer.length === 0 ? convert(word) : `请先解压： ${outer.join()} ${word} > FILE。${convert('FILE')}`;
  }
  const filter = FILTERS[found] ?? '';
  if (isStandardInput) return `请在管道中 tim-unread 之前加上： | ${[...outer, filter].join(' | ')}`;
  const file = shellWord(path);
  if (found !== 'tar') {
    const [first, ...others] = [...outer, filter];
    return `请${found.startsWith('utf-32') ? '转换' : '解压'}后使用新文件： ${[`${first} ${file}`, ...others].join(' | ')} > NEWFILE`;
  }
  const untar =
    compression === undefined
      ? `tar -xf ${file}`
      : compression === 'gzip'
        ? `tar -xzf ${file}`
        : `${compression} -dc ${file} | tar -x`;
  return `请解包后使用里面的文件： ${untar}`;
};
