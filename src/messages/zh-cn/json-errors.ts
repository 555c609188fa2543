import { columnMapText } from '../../core/row/columns.ts';
import { printable, shellWord } from '../../core/text/text.ts';
import { type ConvertedShape, jqOf, type jsonErrors, PYTHON } from '../en/json-errors.ts';

/** 其他结构的 JSON 是什么。 */
const SHAPES: Readonly<Record<ConvertedShape['shape'], string>> = {
  arrays: '每行是一个不带名称的值数组的 JSON',
  'table-in-object': '包着值数组（不带名称）的 JSON 对象',
  'array-lines-with-header': '每行是一个值数组的 JSON，其中第一个是表头',
  'arrays-with-header': '数组的 JSON 数组，其中第一个是表头',
  split: '含 "columns" 和 "data" 的 JSON 对象，pandas 的 orient="split" 会这样输出',
  columns: '每列一个数组的 JSON 对象',
  'columns-by-index': '每列一个对象的 JSON 对象，pandas 的 orient="columns" 会这样输出',
  'objects-by-key': '每行一个成员的 JSON 对象，pandas 的 orient="index" 会这样输出',
  'counts-by-group': '每个群一个成员、其中每个账号对应未读数的 JSON 对象',
  'joined-keys': '键里含有群和账号的 JSON，键值存储会这样输出',
  'key-tree': '层层嵌套的 JSON 对象，群和账号是其中的键',
  buckets: 'Elasticsearch 聚合结果的 buckets',
  'rows-in-texts': '把数据行作为 JSON 放在字符串里的 JSON',
  'bulk-actions': 'Elasticsearch 的 bulk 格式，每行数据之前有一行操作',
  'members-of-groups': '每个群一个对象、成员是其中数组的 JSON',
  'nested-values': '三个值放在各自对象里的 JSON',
  'table-with-header': '包着值数组的 JSON 对象，其中第一个是表头',
  'table-with-columns': '含列名和值数组的 JSON 对象',
  'rows-in-members': '包着数组的 JSON 对象，数组的每个元素把数据行放在一个成员里',
  'typed-items': 'DynamoDB 的 scan 结果，每个值都带类型（{"S": …}）',
  'typed-objects': 'DynamoDB 的 item，每个值都带类型（{"S": …}）',
  'typed-object-a-line': 'DynamoDB 的 item，每个值都带类型（{"S": …}）',
  'typed-item-a-line': 'DynamoDB 的导出，每个值都带类型（{"S": …}）',
  'typed-items-in-array': 'DynamoDB 的导出，每个值都带类型（{"S": …}）',
  'rows-of-bigquery': 'BigQuery 的应答，列名在 schema 里',
  'rows-of-athena': 'Athena 的应答，第一行是列名',
  'found-documents': 'Firestore 的文档，每个值都带类型',
  'listed-documents': 'Firestore 的文档，每个值都带类型',
  'search-hits': 'Elasticsearch 的应答，数据行在 "_source" 里',
  'tables-in-array': 'phpMyAdmin 的导出，数据行在表的 "data" 里',
  sources: 'Elasticsearch 的导出，数据行在 "_source" 里',
  'sources-in-array': 'Elasticsearch 的导出，数据行在 "_source" 里',
};

type OtherShape = Parameters<(typeof jsonErrors)['json-of-other-shape']>[0];

/** JSON 为什么被拒绝，或中途读不下去。 */
export const zhJsonErrors: typeof jsonErrors = {
  'json-of-other-shape': (fact) => {
    const { path } = fact;
    if (fact.shape === 'array-in-object') {
      const keys = fact.keys.slice(0, 20).map((key) => `"${printable(key, 40)}"`);
      const columns = fact.columns;
      const flags = [
        `--json-path ${shellWord(fact.at)}`,
        ...(columns ? [`--columns ${shellWord(columnMapText((field) => columns[field]))}`] : []),
      ];
      return {
        text: `${path}：是 JSON 对象；其中的数组 ${printable(fact.at, 200)} 里的对象含有 ${printable(keys.join('、'), 400)}`,
        next: `如果这就是数据行，请加：${flags.join(' ')}`,
      };
    }
    if (fact.shape === 'printed-dictionaries' || fact.shape === 'printed-list') {
      const command = `python3 -c ${shellWord(PYTHON[fact.shape])}`;
      return {
        text: `${path}：是 Python 打印的字典（文本用 ' 括起），不是 JSON`,
        next: convertNext(fact, command, ''),
      };
    }
    const isNumbered = fact.shape === 'arrays' || fact.shape === 'table-in-object';
    return {
      text: `${path}：是${SHAPES[fact.shape].replace(/^(?=\w)/, ' ')}`,
      next: convertNext(fact, jqOf(fact), isNumbered ? '（顺序不同时请改里面的数字）' : ''),
    };
  },
  'json-path-without-array': ({ path, typed, found }) => ({
    text: `${path}：在前 1 MiB 内，${printable(typed, 200)} 处没有数组`,
    next:
      found === undefined
        ? '请写出通向数据行数组的各级键名，用点连接：--json-path data.items'
        : `您要输入的是这个吗？ --json-path ${shellWord(found)}`,
  }),
  'array-not-closed': ({ path, line }) => ({
    text: `${path} 无法继续读取：文件在 JSON 数组中间结束（第 ${line} 行），数组没有闭合，说明被截断了`,
    next: '请重新导出或复制文件，然后再次输入同一条命令：如果开头的行相同，已完成的行不会再次发送。',
    remedy: '请重新导出或复制文件。如果内容其实是完整的，请在末尾补上 ]。',
  }),
};

const convertNext = ({ path, isStandardInput, compression }: OtherShape, command: string, remark: string): string => {
  if (isStandardInput) return `请在管道中 tim-unread 之前加上${remark}： | ${command}`;
  const file = shellWord(path);
  const convert = compression === undefined ? `${command} < ${file}` : `${compression} -dc ${file} | ${command}`;
  return `请转换后使用新文件${remark}： ${convert} > NEWFILE.jsonl`;
};
