import type { RunCommand } from '../../core/books/summary.ts';
import { columnMapText } from '../../core/row/columns.ts';
import type { Damage } from '../../core/text/mended.ts';
import { sizeText } from '../../core/text/size.ts';
import { grouped, printable, shellWord } from '../../core/text/text.ts';
import type { Warning } from '../../core/warnings.ts';
import type { warnings } from '../en/talk.ts';
import { zhSuspicions } from './suspicions.ts';
import { zhSystemText } from './system-errors.ts';

const AGAIN: Readonly<Record<RunCommand, string>> = {
  import: '重新发送所有行',
  check: '重新检查所有行',
  verify: '重新读回所有行',
};

type Undecodable = Omit<Extract<Warning, { readonly kind: 'rows-undecodable' }>, 'kind' | 'path' | 'better'>;

const ENCODING_NAMES: Readonly<Record<string, string>> = { 'utf-8': 'UTF-8', gb18030: 'GB18030' };

const encodingName = (encoding = 'utf-8'): string => ENCODING_NAMES[encoding] ?? encoding;

/** 例如 `第 2、4、7 行等`。 @param lines - the first few of `count` */
const linesText = (count: number, lines: readonly number[]): string =>
  `第 ${lines.join('、')} 行${count > lines.length ? '等' : ''}`;

/** 例如 `3 行不是 UTF-8，像是 GB18030（第 2、4、7 行）`。 */
const undecodableText = ({ count, lines, encoding = 'utf-8', looksLike, isMixed }: Undecodable): string => {
  const like = looksLike === undefined ? '' : `，像是 ${encodingName(looksLike)}`;
  const text = `${grouped(count)} 行不是 ${encodingName(encoding)}${like}（${linesText(count, lines)}）`;
  return isMixed ? `文件混用了几种编码：其他行正常，${text}` : text;
};

/** 把 GBK 的行转为 UTF-8、其他行不变的命令。 */
const mixedNext = (path: string, { isMixed, looksLike, encoding }: Undecodable): string =>
  isMixed && looksLike === 'gb18030' && encoding === undefined
    ? `没有一个 --encoding 能读全部行。要统一编码： perl -MEncode -pe '$_ = encode("UTF-8", decode("cp936", $_)) unless utf8::decode(my $t = $_)' ${shellWord(path)} > NEWFILE`
    : '';

/** 没有已知命令可以读这些行时怎么办。 */
const unknownNext = ({ isMixed, looksLike, encoding }: Undecodable): string => {
  if (isMixed && looksLike !== undefined && looksLike !== encoding)
    return `请先照现在的方式导入，再加 --encoding ${looksLike} 导入一次：第二次只发送这些行。`;
  return looksLike === undefined ? '它们已损坏，或是其他编码：请查看这些行，并指定 --encoding。' : '';
};

const ROWS_TEXT = {
  named: '每行开头有行名，表头中没有对应的列（R 会这样写）；行名不读取。',
  closed: '每行最后一个值后面还有一个分隔符，其后没有内容。',
  cut: '有的行提前结束（有些程序会省略末尾的空值）：只要三个值齐全就读取。',
};

const GUARDS_TEXT = {
  formula: `值写成了 ="…"，它让 Excel 按文本显示：只取引号里面的内容（要保持原样：--quote '"'）。`,
  apostrophe: `=、+、- 或 @ 前面的撇号用来阻止电子表格计算：已去掉（要保持原样：--quote '"'）。`,
};

const QUOTES_TEXT = {
  none: '其中的引号是值的一部分（--quote none）。',
  '"': `值用双引号括起（--quote '"'）。`,
  "'": `值用单引号括起，读取时去掉（--quote "'"）。`,
};

const ESCAPES_TEXT = {
  all: `反斜杠用来转义后面的字符，读取时去掉（--escape '\\'）。`,
  quotes: '反斜杠用来转义引号，引号前的反斜杠读取时去掉。',
  kept: '反斜杠后面的引号不结束一个值（PHP 会这样写）；反斜杠保留。',
};

const DAMAGES: Readonly<Record<Damage, string>> = {
  'byte-order-mark': 'BOM（U+FEFF）',
  'hidden-character': '不可见字符',
  'line-break': '换行符',
  'odd-space': '不间断空格或其他特殊空格',
  space: '空格',
  quotes: '引号',
};

/** 警告，不会中止任何事情。 */
export const zhWarnings: typeof warnings = {
  'secret-readable': ({ path }) => `${printable(path)} 含有密钥，而其他用户可以读取： chmod 600 ${shellWord(path)}`,
  'settings-writable': ({ path }) =>
    `其他用户可以改写 ${printable(path)}，从而决定数据写到哪里： chmod go-w ${shellWord(path)}`,
  'settings-of-other-user': ({ path, owner }) =>
    `${printable(path)} 属于用户 ${owner}，他可以决定数据写到哪里：请先查看内容，再改用自己的副本`,
  'env-file-is-of-node': () =>
    'Node 自己也有 --env-file 参数：用 npx 启动时，Node 会抢先读取该文件，并执行其中 NODE_OPTIONS 指定的程序。请改用 --settings 文件，作用相同，Node 不会处理',
  'variable-wins': ({ name, envFile }) => `使用环境变量中的 ${printable(name)}，而不是 ${printable(envFile)} 中的`,
  'env-line-without-equals': ({ path, line, odd }) =>
    odd === undefined
      ? `${printable(path)}：第 ${line} 行没有等号，不起作用。格式是 NAME=value`
      : `${printable(path)}：第 ${line} 行应写 = 的地方是 ${odd}，不起作用。格式是 NAME=value`,
  'env-lines-without-equals': ({ path, count }) => `${printable(path)}：另有 ${grouped(count)} 行没有等号，不起作用`,
  'env-name-mended': ({ path, line, name }) =>
    `${printable(path)}：第 ${line} 行按 ${printable(name, 60)}=value 读取。格式是 NAME=value，名称前面不要有其他内容`,
  'env-name-unknown': ({ path, line, name, meant }) =>
    meant === undefined
      ? `${printable(path)}：第 ${line} 行设置的 ${printable(name, 60)} 不是本程序的设置`
      : `${printable(path)}：第 ${line} 行设置的 ${printable(name, 60)} 不是本程序的设置：应写 ${meant}`,
  'env-value-cut': ({ path, line, name }) =>
    `${printable(path)}：第 ${line} 行：${name} 的值中的 # 是注释的开始，后面的内容不会读取。请给值加引号：${name}='value'`,
  'env-read-at-start': ({ path, line, name }) =>
    `${printable(path)}：第 ${line} 行不起作用：${name} 在 Node 启动时生效，早于读取这个文件。请在命令的环境变量中设置`,
  'setting-mended': ({ name, path, taken }) =>
    `${path === undefined ? name : `${printable(path)} 中的 ${name}`} 的值里有不可能有意写上的内容，已去掉：${taken.map((one) => DAMAGES[one]).join('、')}。请改正`,
  'settings-in-utf-16': ({ path, encoding }) =>
    `${printable(path)} 是 ${encoding.toUpperCase()}（PowerShell 和记事本会这样保存），已按此读取。请另存为 UTF-8`,
  'rate-above-vendor': ({ perSecond, vendorPerSecond }) =>
    `--rate ${perSecond} 高于官方的最高调用频率 ${vendorPerSecond} 次/秒：只有该应用已提升频率限制时才应如此。`,
  'memory-small': ({ bytes }) =>
    `Node 只能使用 ${sizeText(bytes)} 内存，不够时会直接终止本进程，不给任何提示；之后用更多内存运行同一条命令即可继续。请在 NODE_OPTIONS 中调大或去掉 --max-old-space-size`,
  'open-files-few': ({ openFiles, connections, upToMs, perSecond }) =>
    `本进程最多可同时打开 ${grouped(openFiles)} 个文件，其中 ${grouped(connections)} 个可用作连接：单次调用超过 ${upToMs} 毫秒时，速率达不到每秒 ${perSecond} 次。提高上限： ulimit -n 1024 （服务用 LimitNOFILE=1024，Docker 用 --ulimit nofile=1024）`,
  'region-unused': ({ region, endpoint }) =>
    `地域 ${printable(region)} 没有生效：--endpoint 或 TIM_ENDPOINT 指定了 ${printable(endpoint)}。如果不是有意为之，请取消它。`,
  'duplicates-per-input': () =>
    '--on-duplicate 对每个输入文件分别起作用：同一成员在两个文件中的行都会发送，按文件的先后顺序。',
  'subfolders-unread': ({ folder, count, first }) =>
    count === 1
      ? `${printable(first, 1000)} 中也有输入文件，没有读取：要一并导入，请在 ${printable(folder, 1000)} 之外也写上它`
      : `${printable(folder, 1000)} 中有 ${grouped(count)} 个子目录也含有输入文件，没有读取，例如 ${printable(first, 1000)}：要一并导入，请也写上它们`,
  'copies-unread': ({ folder, count, first }) =>
    count === 1
      ? `${printable(first, 1000)} 是某次导入失败行的修正副本，不算作 ${printable(folder, 1000)} 的一部分：请单独导入它`
      : `${grouped(count)} 个文件是导入失败行的修正副本，不算作 ${printable(folder, 1000)} 的一部分，例如 ${printable(first, 1000)}：请单独导入它们`,
  'inputs-empty': ({ path, count }) =>
    count === 1
      ? `${printable(path, 1000)} 是空文件，已跳过`
      : `${grouped(count)} 个输入文件是空的，已跳过；第一个是 ${printable(path, 1000)}`,
  'told-of-more': ({ times }) => `另有 ${grouped(times)} 个输入文件情况相同`,
  'no-rows': ({ path, isBelowHeader }) =>
    isBelowHeader
      ? `${printable(path, 1000)} 只有表头，没有数据行：请确认导出已经完成`
      : `${printable(path, 1000)} 没有数据行：请确认导出已经完成`,
  'open-line': ({ path }) => `${printable(path, 1000)} 末尾没有换行符：如果导出被截断，最后一行的未读数也可能不完整`,
  recognised: ({ path, format, columns, quote, escapes, rows, guards, sheets }) => {
    const names = columns && columnMapText((field) => columns[field]);
    return [
      `${printable(path, 1000)} 按内容识别后读取。`,
      ...(format === undefined ? [] : [`不管文件名如何，内容是 ${format.toUpperCase()}（--format ${format}）。`]),
      ...(quote === undefined ? [] : [QUOTES_TEXT[quote]]),
      ...(escapes === undefined ? [] : [ESCAPES_TEXT[escapes]]),
      ...(rows === undefined ? [] : [ROWS_TEXT[rows]]),
      ...(guards === undefined ? [] : [GUARDS_TEXT[guards]]),
      ...(sheets === undefined ? [] : sheetsText(sheets)),
      ...(names === undefined ? [] : [`各列为 --columns ${shellWord(printable(names, 400))}`]),
    ].join('');
  },
  'others-undecodable': ({ path, better, ...about }) =>
    `${printable(path, 1000)}：${undecodableText(about)}，但只涉及不使用的列：这些行的三个值都正确，照常读取。${mixedNext(path, about)}${better === undefined ? '' : `要正确读取其他列： ${better}`}`,
  'rows-undecodable': ({ path, better, ...about }) =>
    `${printable(path, 1000)}：${undecodableText(about)}，这些行无法发送。${better === undefined ? unknownNext(about) : `请改为输入： ${better}`}${mixedNext(path, about)}`,
  'counts-missing': ({ path, count, lines }) =>
    `${printable(path, 1000)}：${grouped(count)} 行没有未读数（${linesText(count, lines)}）。如果这表示没有未读：--missing-count 0`,
  'positions-past-end': ({ path, count, lines }) =>
    `${printable(path, 1000)}：${grouped(count)} 行的已读位置超过了该群的最后序列号（${linesText(count, lines)}）：未读数按 0 处理。请确认两者来自同一系统、同一时刻。`,
  'bytes-behind-archive': ({ path, bytes }) =>
    `${printable(path, 1000)}：gzip 结尾之后还有 ${grouped(bytes)} 字节，已忽略（gzip -dc 也是如此）；压缩文件中的所有行都已读取。`,
  padding: ({ path, bytes }) =>
    `${printable(path, 1000)}：最后一行之后的 ${grouped(bytes)} 字节填充（NUL）已忽略。如果导出还在写入，请等它完成。`,
  'backslashes-unclear': ({ path, lines, better }) =>
    `${printable(path, 1000)}：含两个连续反斜杠的 ID 按原样读取（${linesText(lines.length, lines)}）。如果写出时在每个反斜杠前又加了一个，它们就是别的 ID。${better === undefined ? '' : `要去掉： ${better}`}`,
  'rows-in-quotes': ({ path, places, isQuoted, better }) => {
    const lines = places.map(([from, to]) => `${from} 至 ${to}`).join('、');
    const other = better === undefined ? '' : `另一种读法： ${better}`;
    return isQuoted
      ? `${printable(path, 1000)}：有带引号的值跨越多行，里面像是完整的数据行（第 ${lines} 行）。如果引号其实是值的一部分，这些行就会丢失。${other}`
      : `${printable(path, 1000)}：引号按值的一部分读取；如果当作引号，会有值跨越多行、包含完整的数据行（第 ${lines} 行）。${other}`;
  },
  ...zhSuspicions,
  'rows-reopened': ({ path, rows, differing, by, now }) => {
    const encoding = encodingName(now);
    const opened = rows === 0 ? '没有一行因此变为可以发送' : `此前未能设置的 ${grouped(rows)} 行现在发送`;
    const kept =
      differing === 0
        ? '。'
        : `；其中 ${grouped(differing)} 行按 ${encoding} 读取的值不同。如果发送过的值是错的，请加 --restart 重新发送所有行`;
    const read = by === 'encoding' ? `按 ${encoding} 读取` : '按现在要求的方式读取';
    return `${printable(path, 1000)}：${read}，${opened}。已经设置过的行不会再次发送${kept}`;
  },
  'folder-synced': ({ folder, sign }) =>
    `${printable(folder, 1000)} 看来会同步到其他机器（${printable(sign, 100)}）：同步程序可能放回旧文件，别的机器也看不到锁。请放到别处：--state-dir DIR`,
  'folder-has-foreign-files': ({ folder, names }) =>
    `${printable(folder, 1000)} 里有不是运行留下的文件（${printable(names.slice(0, 5).join('、'), 200)}）：它们不会被改动，但在这里无法使用 --restart。请为运行单独指定一个目录：--state-dir DIR`,
  'folder-folds-case': ({ folder }) =>
    `${printable(folder, 1000)} 所在的位置不区分文件名的大小写：仅大小写不同的输入文件会共用一个目录，请分别用 --state-dir 指定`,
  'folder-not-locked': ({ folder }) => `${printable(folder, 1000)} 在这里无法加锁：请确保没有其他运行同时使用它`,
  'waiting-for-holder': ({ folder, holder: { pid, host } }) =>
    `${printable(folder, 1000)} 刚才还在被主机 ${printable(host, 60)} 上的进程 ${pid} 使用：如果半分钟内没有动静，就认为那台主机已失效，由本次运行接替`,
  'rows-taken-over': ({ command, folder, rows, from }) =>
    `${printable(folder, 1000)} 记录有 ${grouped(rows)} 行已完成，按此处理。这个目录不是您在本机创建的${
      from ? `，它自称由 ${printable(from.user, 60)} 在 ${printable(from.host, 60)} 上创建` : ''
    }。如果不清楚它的来历，请加 --restart ${AGAIN[command]}`,
  'folder-not-private': ({ folder }) =>
    `${printable(folder, 1000)} 所在的文件系统没有属主和权限：能打开它的人都能看到其中的账号，也能改变运行的进度`,
  'report-not-written': ({ path, reason }) =>
    `无法写入报告 ${path}：${printable(zhSystemText(reason))}；运行结果本身已经保存`,
  'log-not-written': ({ path, reason }) =>
    `${printable(path, 1000)} 无法写入，运行继续，但不再写日志：${printable(zhSystemText(reason), 500)}`,
};

type Sheets = NonNullable<Extract<Warning, { kind: 'recognised' }>['sheets']>;

const sheetsText = ({ sheets, hidden }: Sheets): readonly string[] => {
  const places = sheets.slice(0, 10).map(({ name, line }) => `“${printable(name, 100)}”从第 ${line} 行起`);
  const names = hidden.slice(0, 10).map((name) => `“${printable(name, 100)}”`);
  return [
    ...(sheets.length > 1
      ? [`各工作表合为一张表：${places.join('，')}${sheets.length > 10 ? '……' : ''}。只读其中一张：--sheet 名称。`]
      : []),
    ...(hidden.length > 0 ? [`隐藏的工作表没有读取：${names.join('、')}${hidden.length > 10 ? '……' : ''}。`] : []),
  ];
};
