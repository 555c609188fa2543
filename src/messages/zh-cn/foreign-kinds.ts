import type { PairMarks } from '../../core/errors/input-error.ts';
import type { ForeignKind } from '../../core/errors/input-kinds.ts';
import { shellWord } from '../../core/text/text.ts';
import {
  bytesOfDump,
  newSide,
  tabbed,
  unbraced,
  unlogged,
  unnumbered,
  unquoteMail,
  unstamped,
  untimed,
} from '../conversions/line-commands.ts';
import { ROWS_OF_TUPLES, relaxedToJson } from '../conversions/printed-commands.ts';
import { python } from '../conversions/python.ts';
import {
  DEFAULT_MARKS,
  rowsOfBlocks,
  rowsOfLatex,
  rowsOfLdif,
  rowsOfMetrics,
  rowsOfPairs,
  rowsOfProperties,
  rowsOfRecords,
  rowsOfTroff,
  rowsOfVcard,
} from '../conversions/record-commands.ts';
import { rowsOf } from '../conversions/row-commands.ts';
import { ROWS_OF_INSERTS } from '../conversions/sql-commands.ts';
import {
  JSON_OF_CSV,
  ROWS_OF_LOGFMT,
  ROWS_OF_TOML,
  rowsOfIni,
  rowsOfKeys,
  rowsOfLineProtocol,
} from '../conversions/store-commands.ts';
import {
  RECORDS_OF_HTML,
  ROWS_OF_HTML,
  ROWS_OF_XML,
  ROWS_SET_OUT,
  rowsOfAsciiDoc,
  rowsOfCopy,
  rowsOfMediaWiki,
  rowsOfYaml,
  rowsOfYamlDocuments,
  turned,
  UNESCAPED_HTML,
  unbarCommand,
  unboxCommand,
  unpivoted,
  unquotedBox,
} from '../conversions/table-commands.ts';
import { thenInspect } from '../conversions/then-inspect.ts';

type Texts = { readonly is: string; readonly next: (file: string, marks: PairMarks) => string };

const AGAIN = '请重新导出为带表头的 CSV';
/** 去掉竖线和边框线。值里本来就有竖线的不适用。 */
const BARRED = "--delimiter '|' --quote none";
const unbarred = (file: string, ends: string): string => thenInspect(unbarCommand(file, ends), BARRED);

const SHEET = (file: string): string =>
  `请在 Excel 或 WPS 中另存为“CSV UTF-8”，或运行： soffice --headless --convert-to 'csv:Text - txt - csv (StarCalc):44,34,76' ${file}`;

/** 不是输入文件的文本是什么，以及出路；有命令可以转换时给出命令。 */
const KINDS: Readonly<Record<ForeignKind, Texts>> = {
  'large-file-pointer': {
    is: '大文件存储（Git LFS 或 git-annex）的指针，不是文件本身',
    next: (file) => `请取回文件： git lfs pull --include ${file}（或 git annex get ${file}）`,
  },
  'data-version-pointer': { is: ' DVC 的指针，不是文件本身', next: (file) => `请取回文件： dvc pull ${file}` },
  'sign-in-page': { is: '要求登录的网页，被当成导出文件保存了', next: () => '请登录后重新下载导出文件。' },
  html: {
    is: ' HTML，不是 CSV',
    next: (file) => `${AGAIN}；如果里面是一张表，可以这样取出数据行： ${python(ROWS_OF_HTML, file)} > NEWFILE.csv`,
  },
  'html-records': {
    is: ' HTML，每条记录的各个值上下排列，不是 CSV',
    next: (file) => `${AGAIN}，或取出其中的记录： ${python(RECORDS_OF_HTML, file)} > NEWFILE.jsonl`,
  },
  'html-escaped': {
    is: '按网页写法转义了引号的文本（jq 的 @html）',
    next: (file) => `请还原： ${python(UNESCAPED_HTML, file)} > NEWFILE`,
  },
  'storage-error': {
    is: '对象存储（S3、OSS、COS）返回的错误信息，被当成文件保存了',
    next: (file) => `请用有效的链接重新下载。查看返回的错误： head -c 600 ${file}`,
  },
  'json-error': {
    is: '服务器返回的错误信息，被当成导出文件保存了',
    next: (file) => `请重新导出或下载。查看返回的错误： head -c 600 ${file}`,
  },
  'json-entries': {
    is: ' JSON，每行数据是一组名称和值（jq 的 to_entries）',
    next: (file) => `请把每组合成一个对象： ${rowsOf.entries(file)} > NEWFILE.jsonl`,
  },
  'http-response': {
    is: '带着 HTTP 头的完整应答',
    next: (file) => `下载时不要带 HTTP 头（curl 不加 -i），或这样去掉： sed '1,/^\\r\\{0,1\\}$/d' ${file} > NEWFILE`,
  },
  'program-error': {
    is: '程序出错时的输出，被当成导出文件保存了',
    next: (file) => `请重新导出。查看程序的输出： head -c 600 ${file}`,
  },
  xml: {
    is: ' XML，不是 CSV',
    next: (file) => `${AGAIN}，或这样取出数据行： ${python(ROWS_OF_XML, file)} > NEWFILE.jsonl`,
  },
  'mysql-xml': {
    is: ' mysql 输出的 XML',
    next: (file) =>
      `请重新导出为制表符分隔的文件： mysql --batch -e "SELECT …" > NEWFILE.tsv，或这样取出数据行： ${python(ROWS_OF_XML, file)} > NEWFILE.jsonl`,
  },
  gnumeric: { is: ' Gnumeric 工作簿', next: (file) => `请转换： ssconvert ${file} NEWFILE.csv` },
  'spreadsheet-xml': { is: ' XML 格式的电子表格（Excel 2003）', next: SHEET },
  'mail-quoted': {
    is: '被邮件程序加了引用标记的文本：每行以 > 开头',
    next: (file) => `请保存附件本身，或这样去掉标记： ${unquoteMail(file)} > NEWFILE`,
  },
  patch: {
    is: '补丁或 diff 的输出：每行前面有 + 或 -',
    next: (file) =>
      `请提供补丁所对应的文件本身；或取出新文件一侧的行（不一定包含那个文件的所有行）： ${newSide(file)} > NEWFILE`,
  },
  'lines-numbered': {
    is: '带行号或计数的文本（cat -n、nl、grep -n、uniq -c）',
    next: (file) => `请去掉这些数字： ${unnumbered(file)} > NEWFILE`,
  },
  'lines-with-file-name': {
    is: ' grep 的查找结果，每行前面有文件名',
    next: (file) => `请去掉文件名： sed 's/^[^:]*://' ${file} > NEWFILE`,
  },
  'lines-logged': {
    is: '日志中的数据行，每行前面有时间或其他文字',
    next: (file) => `请去掉这些文字： ${unlogged(file)} > NEWFILE`,
  },
  'lines-stamped': {
    is: '日志中的数据行，每行前面有方括号括起来的时间',
    next: (file) => `请去掉这些时间： ${unstamped(file)} > NEWFILE`,
  },
  'lines-timed': {
    is: '日志中的数据行，每行前面有时间',
    next: (file) => `请去掉这些时间： ${untimed(file)} > NEWFILE`,
  },
  'ascii-separated': {
    is: '用控制字符（0x1E 和 0x1F）分隔的记录和值，sqlite3 的 ascii 模式会这样输出',
    next: (file) => `请换成换行和制表符： tr '\\n\\036\\037' ' \\n\\t' < ${file} > NEWFILE.tsv`,
  },
  'sql-copy': {
    is: ' PostgreSQL 的 SQL 转储',
    next: (file) => `其中的表是制表符分隔的文本，这样可以取出数据行并补上表头： ${rowsOfCopy(file)} > NEWFILE.tsv`,
  },
  sql: {
    is: ' SQL 语句（转储），不是数据行',
    next: (file) =>
      `请载入数据库，再从数据库导出（psql --csv、mysql --batch 或 sqlite3 -header -csv）。如果里面只有一张表，这条命令取出它的行： ${python(ROWS_OF_INSERTS, file)} > NEWFILE.csv`,
  },
  'table-psql-wrapped': {
    is: ' psql 按终端宽度折行的表格，其中的值被截断',
    next: () => '请重新导出： psql --csv -c "SELECT …" > NEWFILE.csv',
  },
  'table-psql': {
    is: ' psql 为终端绘制的表格',
    next: (file) =>
      `请重新导出： psql --csv -c "SELECT …" > NEWFILE.csv，或这样去掉边框： ${unbarred(file, "-e 's/^ *//' -e 's/ *$//'")}`,
  },
  'table-barred': {
    is: '为终端绘制的表格（mysql、Markdown）',
    next: (file) =>
      `请用 mysql --batch 或 sqlite3 -header -csv 重新导出，或这样去掉边框： ${unbarred(file, "-e 's/^ *\\| *//' -e 's/ *\\| *$//'")}`,
  },
  'table-box': {
    is: '为终端绘制的带框表格',
    next: (file) =>
      thenInspect(
        `请重新导出为 CSV（sqlite3 -header -csv、duckdb -csv），或这样去掉边框： ${unboxCommand(file)}`,
        BARRED,
      ),
  },
  'table-columns': {
    is: '用空格对齐各列的表格',
    next: (file) => `请带分隔符重新导出，或者按列切开： ${python(ROWS_SET_OUT, file)} > NEWFILE.csv`,
  },
  'values-between-spaces': {
    is: '用空格隔开的值',
    next: (file) =>
      `请带分隔符重新导出；如果每个值都不为空、也不含空格，可以这样转换： tr -s ' ' '\\t' < ${file} > NEWFILE.tsv`,
  },
  'records-vertical': {
    is: '逐条纵向显示的记录（mysql \\G、psql \\x、sqlite3 -line、Format-List）',
    next: (file) => `请用 mysql --batch 或 psql --csv 重新导出，或这样转换： ${rowsOfRecords(file)} > NEWFILE.jsonl`,
  },
  ldif: { is: ' LDIF（LDAP 目录的导出）', next: (file) => `请转换： ${rowsOfLdif(file)} > NEWFILE.jsonl` },
  vcard: { is: ' vCard', next: (file) => `请转换： ${rowsOfVcard(file)} > NEWFILE.jsonl` },
  latex: { is: ' LaTeX 表格', next: (file) => `请取出其中的数据行： ${rowsOfLatex(file)} > NEWFILE.tsv` },
  troff: { is: ' troff 表格', next: (file) => `请取出其中的数据行： ${rowsOfTroff(file)} > NEWFILE.tsv` },
  properties: {
    is: '配置项（.properties），键里含有群和账号',
    next: (file) => `请把它们拆开（ID 中不能有点、斜杠或冒号）： ${rowsOfProperties(file)} > NEWFILE.csv`,
  },
  base64: { is: ' base64 编码的文本', next: (file) => `请解码： base64 -d ${file} > NEWFILE` },
  yaml: {
    is: ' YAML，不是 CSV 或 JSON',
    next: (file) => `请转换： ${rowsOfYaml(file)} > NEWFILE.jsonl`,
  },
  'yaml-documents': {
    is: ' YAML，每行数据是一个文档，不是 CSV 或 JSON',
    next: (file) => `请转换： ${rowsOfYamlDocuments(file)} > NEWFILE.jsonl`,
  },
  xtab: {
    is: ' Miller 的 XTAB 格式：每行一个名称和一个值',
    next: (file) => `请转换： mlr --ixtab --ocsv cat ${file} > NEWFILE.csv`,
  },
  'key-value-pairs': {
    is: '“名称=值”的形式（Miller 的 DKVP、ClickHouse 的 TSKV）',
    next: (file, marks) => `请转换： ${rowsOfPairs(file, marks)} > NEWFILE.jsonl`,
  },
  'alternating-lines': {
    is: '键和值各占一行的文本，redis-cli 会这样输出哈希',
    next: (file) => `请先把每一对合成一行，再从键中取出群和账号： paste - - < ${file} > NEWFILE.tsv`,
  },
  'alternating-keys': {
    is: '键值存储的键和值，各占一行，键里含有群和账号',
    next: (file) => `请把它们拆开： ${rowsOfKeys.alternating(file)} > NEWFILE.csv`,
  },
  'keys-and-counts': {
    is: '键值存储的键和未读数，键里含有群和账号',
    next: (file) => `请把它们拆开： ${rowsOfKeys.beside(file)} > NEWFILE.csv`,
  },
  'redis-commands': {
    is: ' Redis 的命令，不是数据行',
    next: (file) => `请取出其中的数据行： ${rowsOfKeys.commands(file)} > NEWFILE.csv`,
  },
  'redis-session': {
    is: ' redis-cli 执行 HGETALL 的会话，不是数据行',
    next: (file) => `请取出其中的数据行： ${rowsOfKeys.session(file)} > NEWFILE.csv`,
  },
  'ini-groups': {
    is: ' INI 文件，每个群一节',
    next: (file) => `请转换： ${rowsOfIni.groups(file)} > NEWFILE.jsonl`,
  },
  'ini-records': {
    is: ' INI 文件，每行数据一节',
    next: (file) => `请转换： ${rowsOfIni.records(file)} > NEWFILE.jsonl`,
  },
  'line-protocol': {
    is: ' InfluxDB 的 line protocol',
    next: (file) => `请转换（名称和值里不含逗号、空格和 = 时）： ${rowsOfLineProtocol(file)} > NEWFILE.jsonl`,
  },
  'json-in-text': {
    is: '放在 JSON 字符串里的 JSON，程序把 JSON 编码了两次',
    next: (file) => `请取出其中的内容： jq -r . ${file} > NEWFILE.json`,
  },
  'json-in-column': {
    is: '某一列是 JSON 对象的 CSV',
    next: (file) => `请取出这些对象： ${python(JSON_OF_CSV, file)} > NEWFILE.jsonl`,
  },
  toml: {
    is: ' TOML，不是 CSV 或 JSON',
    next: (file) => `请转换（需要 Python 3.11 以上）： ${python(ROWS_OF_TOML, file)} > NEWFILE.jsonl`,
  },
  metrics: {
    is: ' Prometheus 的指标文本',
    next: (file) => `请转换： ${rowsOfMetrics(file)} > NEWFILE.jsonl`,
  },
  'braced-blocks': {
    is: '每行数据是一个花括号块（Protocol Buffers 的文本格式、HCL）',
    next: (file) => `请转换；值里没有花括号时： ${rowsOfBlocks(file)} > NEWFILE.jsonl`,
  },
  'hex-dump': { is: '十六进制转储（xxd）', next: (file) => `请还原： ${bytesOfDump.plain(file)} > NEWFILE` },
  'hex-dump-canonical': {
    is: '十六进制转储（hexdump -C）',
    next: (file) => `请还原： ${bytesOfDump.canonical(file)} > NEWFILE`,
  },
  logfmt: {
    is: '以空格分隔的 name=value（logfmt）',
    next: (file) => `请转换： jq -Rc ${shellWord(ROWS_OF_LOGFMT)} ${file} > NEWFILE.jsonl`,
  },
  'table-ruled': {
    is: '用空格对齐、上下有横线的表格（reStructuredText）',
    next: (file) => `请按列切开： ${python(ROWS_SET_OUT, file)} > NEWFILE.csv`,
  },
  slk: { is: ' SYLK 格式的电子表格（.slk）', next: SHEET },
  dif: { is: ' DIF 格式的电子表格（.dif）', next: SHEET },
  rtf: { is: '富文本（RTF）', next: () => '请另存为纯文本。' },
  'python-dicts': {
    is: ' Python 打印的字典或元组，不是 JSON',
    next: (file) =>
      `请用 json.dumps 输出；每行一个字典时可以这样转换： python3 -c 'import ast, json, sys; [print(json.dumps(ast.literal_eval(line))) for line in sys.stdin if line.strip()]' < ${file} > NEWFILE.jsonl`,
  },
  'printed-by-php': {
    is: ' PHP 打印的数组（print_r、var_export、var_dump），不是 JSON',
    next: () => '请输出为 JSON：把 print_r($rows) 换成 echo json_encode($rows);',
  },
  'python-tuples': {
    is: ' Python 打印的元组或列表，不是 JSON',
    next: (file) => `请转换（顺序不同时请改正其中的名称）： ${python(ROWS_OF_TUPLES, file)} > NEWFILE.jsonl`,
  },
  'printed-by-mongo': {
    is: ' MongoDB shell 打印的内容，不是 JSON',
    next: (file) =>
      `请用 mongoexport --jsonFormat=relaxed 重新导出，或这样转换： ${relaxedToJson(file)} > NEWFILE.json`,
  },
  'json-in-script': {
    is: '放在一行 JavaScript 里的 JSON',
    next: (file) => `请去掉外面的部分： sed -E -e '1s/^[^[{]*//' -e '$s/[^]}]*$//' ${file} > NEWFILE.json`,
  },
  'json-without-quotes': {
    is: ' JavaScript 对象（JSON5），键没有引号，不是 JSON',
    next: (file) => `请转换： ${relaxedToJson(file)} > NEWFILE.json`,
  },
  'printed-values': {
    is: '程序打印的对象（Java、Go、Ruby、Perl、Rust 等），不是 JSON',
    next: () => '请在该程序中输出为 JSON 或 CSV，例如使用 Go 的 encoding/json、Java 的 Jackson 或 Ruby 的 to_json。',
  },
  'table-console': {
    is: ' JavaScript 的 console.table 或 sqlite3 的 qbox 模式画出的表',
    next: (file) =>
      thenInspect(
        `请用 JSON.stringify 或 sqlite3 -json 输出为 JSON，或这样去掉边框和引号： ${unquotedBox(file)}`,
        BARRED,
      ),
  },
  'table-cut': {
    is: ' pandas 打印的表，放不下的列和行已被省略',
    next: () => '请写出整张表：df.to_csv("NEWFILE.csv", index=False)',
  },
  'rows-in-parentheses': {
    is: ' PostgreSQL 中作为一个值的整行，写在括号里',
    next: (file) => `请逐列查询后导出，或这样去掉括号： ${rowsOf.parentheses(file)} > NEWFILE.csv`,
  },
  'table-asciidoc': {
    is: ' AsciiDoc 的表格',
    next: (file) => `请取出其中的数据行；值里没有竖线时： ${rowsOfAsciiDoc(file)} > NEWFILE.tsv`,
  },
  'table-mediawiki': {
    is: ' MediaWiki 的表格',
    next: (file) => `请取出其中的数据行；值里没有竖线时： ${rowsOfMediaWiki(file)} > NEWFILE.tsv`,
  },
  'words-in-braces': {
    is: '放在花括号里、值之间用空格分隔的行（Tcl 的列表、Go 的结构体）',
    next: (file) => `请去掉花括号： ${unbraced(file)} > NEWFILE.csv`,
  },
  'written-tabs': {
    is: '用反斜杠加 t 分隔值的文本，本来应是制表符',
    next: (file) => `请换成制表符： ${tabbed.written(file)} > NEWFILE.tsv`,
  },
  'unicode-separated': {
    is: '用符号 ␟ 和 ␞ 分隔值和行的文本（USV）',
    next: (file) => `请换成制表符和换行符： ${tabbed.unicode(file)} > NEWFILE.tsv`,
  },
  'rows-as-columns': {
    is: '行列颠倒的表：列名在第一列，每行数据是一列',
    next: (file) => `请把它转置： ${turned(file)} > NEWFILE.csv`,
  },
  'column-for-each-group': {
    is: '每个账号一行、看来每个群一列的表',
    next: (file) => `请把每个未读数变成一行，空的不会成行： ${unpivoted.byAccount(file)} > NEWFILE.csv`,
  },
  'column-for-each-account': {
    is: '每个群一行、看来每个账号一列的表',
    next: (file) => `请把每个未读数变成一行，空的不会成行： ${unpivoted.byGroup(file)} > NEWFILE.csv`,
  },
  'json-in-table': {
    is: ' psql 为终端画出的表，里面是 JSON',
    next: (file) => `请用 psql -A -t -c "SELECT …" 重新导出，或这样取出： ${rowsOf.jsonTable(file)} > NEWFILE.json`,
  },
  'utf-7': {
    is: '以 UTF-7（用于邮件的编码）写成的文本',
    next: (file) => `请转换： iconv -f UTF-7 -t UTF-8 ${file} > NEWFILE`,
  },
  'nul-between-rows': {
    is: '以 NUL 字符分隔的行（psql -0）',
    next: (file) => `请换成换行符： ${rowsOf.nulRows(file)} > NEWFILE.csv`,
  },
  'nul-between-values': {
    is: '以 NUL 字符分隔的值（psql -z）',
    next: (file) => thenInspect(`请转换： ${rowsOf.nulValues(file)} > NEWFILE.csv`, "--delimiter '\\x1f' --quote none"),
  },
  'shell-words': {
    is: '按 shell 的写法带引号的值（sqlite3 -tcl、jq 的 @sh）',
    next: (file) => `请转换： ${rowsOf.words(file)} > NEWFILE.csv`,
  },
  'labelled-values': {
    is: '以制表符分隔、前面带有列名的值（LTSV）',
    next: (file) => `请转换： ${rowsOf.labelled(file)} > NEWFILE.jsonl`,
  },
  'query-strings': {
    is: '像网址参数那样的 name=value',
    next: (file) => `请转换： ${rowsOf.queries(file)} > NEWFILE.jsonl`,
  },
  'json-stream': {
    is: '拆成“位置和值”的 JSON（jq --stream）',
    next: (file) => `请重新拼起来： ${rowsOf.stream(file)} > NEWFILE.jsonl`,
  },
  'property-list-text': {
    is: ' macOS 的 property list，不是 CSV 或 JSON',
    next: (file) => `请转换： ${rowsOf.propertyList(file)} > NEWFILE.jsonl`,
  },
  'serialized-by-php': {
    is: ' PHP 序列化的数据，不是 JSON',
    next: (file) => `请转换： ${rowsOf.serialized(file)} > NEWFILE.jsonl`,
  },
  'log-lines': {
    is: '日志，每行的 JSON 对象前面还有别的内容',
    next: (file) => `请去掉前面的内容： sed 's/^[^{]*//' ${file} > NEWFILE.jsonl`,
  },
  'spaces-before-quotes': {
    is: '逗号和引号之间有空格的 CSV',
    next: (file) => `请去掉这些空格： perl -pe 's/" *([,;]) */"$1/g; s/ *([,;]) *"/$1"/g' ${file} > NEWFILE.csv`,
  },
  'semicolon-ends': {
    is: '每行以分号结尾的文本，而值之间是别的分隔符',
    next: (file) => `请去掉行尾的分号： sed -E 's/;[[:space:]]*$//' ${file} > NEWFILE`,
  },
  'quoted-lines': {
    is: '每一行整行都放在引号里的 CSV，好像只有一个值',
    next: (file) =>
      `请去掉外层引号： python3 -c 'import csv, sys; [print(row[0]) for row in csv.reader(sys.stdin) if row]' < ${file} > NEWFILE.csv`,
  },
  'json-strings': {
    is: '放在 JSON 字符串里的 CSV 行，jq 不加 -r 会这样输出',
    next: (file) => `请取出其中的内容： jq -r . ${file} > NEWFILE.csv`,
  },
  'json-lines': { is: '每行一个对象的 JSON', next: () => '请这样读取：--format jsonl' },
  json: { is: ' JSON', next: () => '请这样读取：--format json' },
  csv: { is: ' CSV', next: () => '请这样读取：--format csv' },
  tsv: { is: '制表符分隔的文本', next: () => '请这样读取：--format tsv' },
  encrypted: { is: '加密文件', next: (file) => `请先解密，例如： gpg --decrypt ${file} > NEWFILE` },
  'pickle-text': {
    is: ' Python 的 pickle',
    next: () =>
      '请在 Python 中导出：pandas.read_pickle(…).to_csv("NEWFILE.csv", index=False)。不要加载来源不可信的 pickle。',
  },
};

export const zhForeignText = (found: ForeignKind): string => KINDS[found].is;

/**
 * @param path - undefined for standard input
 * @param flags - with which the file that is proposed is read
 */
export const zhForeignNext = (
  found: ForeignKind,
  path: string | undefined,
  marks: PairMarks = DEFAULT_MARKS,
  flags?: string,
): string => thenInspect(KINDS[found].next(path === undefined ? 'FILE' : shellWord(path), marks), flags);
