import type { ArchiveFault, ReadingFault } from '../../core/errors/broken-off-error.ts';
import type { EncodingGuess, LineProblem } from '../../core/errors/input-error.ts';
import { columnMapText, DEFAULT_COLUMNS, FIELDS } from '../../core/row/columns.ts';
import { sizeText, typedSize } from '../../core/text/size.ts';
import { grouped, printable, shellWord } from '../../core/text/text.ts';
import { brokenAt } from '../conversions/line-commands.ts';
import { bareFlags } from '../en/column-advice.ts';
import { type duplicate, importOfPipe, type inputErrors, isOfSheet, type OfSheet } from '../en/input-errors.ts';
import { zhBinaryNext, zhBinaryText } from './binary-kinds.ts';
import { zhFound, zhNamesNext, zhPositionsNext, zhQuoted } from './column-advice.ts';
import { zhForeignNext, zhForeignText } from './foreign-kinds.ts';
import { zhJsonErrors } from './json-errors.ts';
import { zhProblems } from './problems.ts';
import { zhSystemText } from './system-errors.ts';

/** 输入为什么被拒绝、中途读不下去，或与之前读的不是同一个。 */
export const zhInputErrors: typeof inputErrors = {
  'duplicate-rows': ({ path, count, examples }) => {
    const shown = examples.slice(0, 5).map((one) => zhDuplicate(one));
    const more = count > 5 ? `；……还有 ${count - 5} 行` : '';
    return {
      text: `${path}：${count} 行与前面的行是同一个群、同一个成员：${shown.join('；')}${more}`,
      next: '请修正文件，或选择同一成员的哪一行会发送：--on-duplicate last、first 或 max（已经开始的运行要同时加 --restart）。用 validate 可以列出更多。',
    };
  },
  'input-missing': ({ path, near }) => ({
    text: `${path}：没有这个文件${ODD_QUOTE.test(path) ? '；文件名两端的引号不是 shell 的引号，而成了文件名的一部分' : ''}`,
    next: near === undefined ? '请检查文件名和当前所在的目录。' : `您要输入的是这个吗？ ${shellWord(near)}`,
  }),
  'input-name-not-utf8': ({ path, name }) => ({
    text: `${path}：文件名不是 UTF-8，无法按名字打开`,
    next: `请用标准输入传入，或先改名： mv ${name} NEWNAME`,
  }),
  'input-not-opened': ({ path, errorCode }) => ({
    text: `${path}：无法打开：${zhSystemText(String(errorCode))}`,
    next: '请检查路径，以及是否有读取权限。',
  }),
  'input-not-a-file': ({ path, isFolder }) => ({
    text: `${path}：${isFolder ? '是目录，不是文件' : '不是普通文件'}`,
    next: '请指定文件本身，或用管道把数据行送入标准输入：- --format csv --state-dir DIR',
  }),
  'folder-without-inputs': ({ path, first }) => ({
    text: `${path}：目录里没有已知格式的文件（.csv、.tsv、.jsonl、.json，或 Spark 的 part-*）`,
    next:
      first === undefined
        ? '请直接指定文件及其格式：--format csv'
        : `请指定其中含有这类文件的子目录，例如 ${shellWord(first)}`,
  }),
  'pattern-without-match': ({ path }) => ({
    text: `${path}：没有匹配的文件`,
    next: '请检查通配符和当前所在的目录。',
  }),
  'link-leads-out': ({ path, target }) => ({
    text: `${path}：是指向 ${target} 的链接，而该文件不在这个目录里`,
    next: `读取哪个文件由创建链接的人决定。如果确实要读取它，请直接写出文件名：${shellWord(target)}`,
  }),
  'input-empty': ({ path }) => ({ text: `${path}：是空文件`, next: '请确认导出已经完成，然后重试。' }),
  'standard-input-is-keyboard': ({ path }) => ({
    text: `${path}：标准输入是键盘`,
    next: '请用管道送入数据行，例如： unzip -p export.zip | npx tim-unread import - --format csv --state-dir state',
  }),
  'standard-input-read-twice': ({ path }) => ({
    text: `${path}：标准输入只能读一次`,
    next: '请把数据行存为文件，再指定文件名。',
  }),
  'input-unreadable': ({ path, why }) => ({ text: `${path}：无法读取：${breakText(why)}`, next: breakRemedy(why) }),
  'input-binary': (fact) => ({ text: `${fact.path}：${zhBinaryText(fact)}`, next: zhBinaryNext(fact) }),
  'input-foreign': ({ path, isStandardInput, found, bare, marks }) => ({
    text: `${path}：是${zhForeignText(found)}`,
    next: zhForeignNext(found, isStandardInput ? undefined : path, marks, bare && bareFlags(bare)),
  }),
  'zstd-unsupported': ({ path }) => ({
    text: `${path}：是 zstd 压缩文件，Node 从 22.15 起才能解压`,
    next: `请在管道中解压： zstd -dc ${fileWord(path)} | ${importOfPipe(path, path === '-' ? 'DIR' : shellWord(`${path}.tim-unread`))}`,
  }),
  'sheet-missing': ({ path, wanted, sheets }) => ({
    text: `${path}：工作簿中没有工作表“${printable(wanted, 100)}”，只有 ${sheetNames(sheets)}`,
    next: `请给出其中一张的名称，例如 ${sheetFlag(sheets)}`,
  }),
  'sheets-differ': ({ path, sheets }) => ({
    text: `${path}：各工作表的首行不同，不能当作一张表：${sheetNames(sheets)}`,
    next: `请指定读取哪一张： ${sheetFlag(sheets)}`,
  }),
  'sheet-of-no-workbook': ({ path }) => ({
    text: `${path}：不是 Excel 工作簿（.xlsx），没有工作表`,
    next: '请去掉 --sheet。',
  }),
  'archive-expected': ({ path, extension, compression }) => ({
    text: `${path}：扩展名是 ${extension}，内容却不是 ${compression} 压缩的`,
    next: '请检查文件；如果内容是纯文本，请改名。',
  }),
  'input-is-utf-8': ({ path, asked }) => ({
    text: `${path}：是 UTF-8，不是 ${asked}`,
    next: '这个文件是 UTF-8：请去掉 --encoding。',
  }),
  'utf-16-unmarked': ({ path, encoding }) => ({
    text: `${path}：有许多 NUL 字节：是不带 BOM 的 UTF-16，或不是文本`,
    next: `如果是 UTF-16：--encoding ${encoding}`,
  }),
  'line-breaks-cr-only': ({ path, hasLineFeeds }) => {
    const command = hasLineFeeds ? `tr '\\n\\r' ' \\n'` : `tr '\\r' '\\n'`;
    const values = hasLineFeeds ? '（值里的换行符会变成空格）' : '';
    return {
      text: `${path}：换行只有 CR，旧版 Mac 会这样写`,
      next:
        path === '-'
          ? `请在管道中 tim-unread 之前加上${values}： | ${command}`
          : `请转换后使用新文件${values}： ${command} < ${fileWord(path)} > NEWFILE.csv`,
    };
  },
  ...zhJsonErrors,
  'first-line-too-long': (fact) => ({ text: `${fact.path}：第一行超过 1 MiB`, next: noFirstLineNext(fact) }),
  'only-blank-lines': (fact) => ({ text: `${fact.path}：只有空行`, next: noFirstLineNext(fact) }),
  'first-record-unreadable': ({ path, isStandardInput, isHeader, looksBinary, line, problem, encoding }) => {
    const needed = isHeader ? NEEDS_HEADER : '请改正这一行：它后面的行也都读不了，因为要靠它确定有几列。';
    return {
      text: `${path}：${isHeader ? '表头' : '第一行数据'}（第 ${line} 行）无法读取：${lineProblemText(problem)}`,
      next: looksBinary ? noTextNext(isStandardInput) : encoding ? encodingNext(encoding) : needed,
    };
  },
  'rows-on-one-line': ({ path, isStandardInput, between }) => ({
    text: `${path}：没有换行，各行数据之间是 ${zhQuoted(between)}`,
    next: `请换成换行符： ${brokenAt(between, isStandardInput ? 'FILE' : shellWord(path))} > NEWFILE`,
  }),
  'no-json-at-start': ({ path, isStandardInput }) => ({
    text: `${path}：开头没有一行是 JSON`,
    next: noTextNext(isStandardInput),
  }),
  'column-twice': ({ path, column }) => ({
    text: `${path}：表头中 ${column} 列出现了两次`,
    next: '请把其中一列改名或删除。',
  }),
  'columns-missing': ({ path, line, missing, found, guess }) => ({
    text: `${path}：表头（第 ${line} 行）缺少 ${missing.join('、')}；现有 ${zhFound(found)}`,
    next: zhNamesNext(guess, found, fileWord(path), '没有表头的文件请加 --no-header。否则请写出表头中的列名：'),
  }),
  'keys-missing': ({ path, objects, line, missing, found, guess }) => ({
    text:
      objects === 1
        ? `${path}：第一个对象（第 ${line} 行）缺少 ${missing.join('、')}；现有 ${zhFound(found)}`
        : `${path}：前 ${objects} 个对象（从第 ${line} 行起）都缺少 ${missing.join('、')}；现有 ${zhFound(found)}`,
    next: zhNamesNext(guess, found, fileWord(path), '请写出对象中的键名：'),
  }),
  'column-beyond-record': ({ path, line, column, position, found, guess }) => ({
    text: `${path}：--no-header 从第 ${position} 列取 ${column}，而第一行数据（第 ${line} 行）只有 ${found.length} 列：${zhFound(found)}`,
    next: zhPositionsNext(guess, found, fileWord(path)),
  }),
  'group-seq-unfit': ({ path, line, groupId, seq }) => ({
    text: `${path}：第 ${line} 行不是 GroupId 和 LastSeq：${zhQuoted(groupId)}、${zhQuoted(seq)}`,
    next: '请改正这一行，或删去：没有最后序列号的群，其数据行无效。',
  }),
  'group-seqs-columns': ({ path, found }) => ({
    text: `${path}：需要 GroupId 和 LastSeq 两列；找到的是 ${found
      .slice(0, 20)
      .map((name) => `"${printable(name, 40)}"`)
      .join('、')}`,
    next: '请把第一行的列名改为 GroupId,LastSeq。这是 --group-seqs 的文件；--columns 用于另一个文件。',
  }),
  'group-seq-twice': ({ path, line, groupId, seqs }) => ({
    text: `${path}：群 ${zhQuoted(groupId)} 出现两次，LastSeq 分别为 ${seqs[0]} 和 ${seqs[1]}（第 ${line} 行）`,
    next: '请保留正确的一个。',
  }),
  'too-many-lines': ({ path, mostLines }) => ({
    text: `${path}：超过 ${mostLines} 行，行数太多，无法查找重复行`,
    next: '请拆分文件，或直接导入：默认的 --on-duplicate last 不需要查找重复行。',
  }),
  'input-doubtful': ({ path, why }) => ({
    text: `${path}：${DOUBTS[why]}，加了 --strict 就不会发送`,
    next: '请修正文件；如果本来就应该如此，请去掉 --strict。',
  }),
  'input-broke-off': (fact) => ({
    text: `${fact.path} 无法继续读取：${breakText(fact)}`,
    next: '不会丢失任何一行。磁盘恢复后，再次输入同一条命令即可继续。',
    remedy: breakRemedy(fact),
  }),
  'inputs-broke-off': ({ paths, count, isCorrupt }) => ({
    text: `${count} 个输入文件无法读到末尾，其余的已读完：${paths.join('、')}${count > paths.length ? ' ……' : ''}`,
    next: isCorrupt
      ? '从损坏的压缩文件中读出的行也可能有误。请重新打包或复制这些文件，然后再次输入同一条命令：它只处理其中剩下的行。如果因为输入已改变而被拒绝，说明读过错误的行：请加 --restart 重新开始。'
      : '请重新打包或复制这些文件，然后再次输入同一条命令：它只处理其中剩下的行，已完成的行不再处理。',
    remedy: '请重新打包或复制这些文件。',
  }),
  'standard-input-broke-off': (fact) => ({
    text: `${fact.path} 无法继续读取：${breakText(fact)}`,
    next: '不会丢失任何一行：请用同一条命令，从头送入同样的数据行。',
    remedy: breakRemedy(fact),
  }),
  'archive-broke-off': (fact) => ({
    text: `${fact.path} 无法继续读取：${breakText(fact)}`,
    next:
      fact.fault.code === 'unpacks-too-far'
        ? `不会丢失任何一行。${breakRemedy(fact)}`
        : isOfSheet(fact.fault)
          ? CSV_OF_SHEET
          : fact.fault.code === 'corrupt'
            ? '之前从中读出的行也可能有误。请重新打包或复制，然后再次输入同一条命令。如果因为输入已改变而被拒绝，说明发送过错误的行：请加 --restart 重新开始。'
            : `请重新打包或复制，然后再次输入同一条命令：如果开头的行相同，已完成的行不会再次发送。${gzipWay(fact)}`,
    remedy: breakRemedy(fact),
  }),
  'input-shortened': ({ path, fromBytes, toBytes }) => ({
    text: `${path} 在读取过程中被改动：从 ${grouped(fromBytes)} 字节变短为 ${grouped(toBytes)} 字节`,
    next: PUT_BACK,
    remedy: WAIT,
  }),
  'input-rewritten': ({ path, readBytes }) => ({
    text: `${path} 在读取过程中被改动：前 ${grouped(readBytes)} 字节与读到的不同`,
    next: PUT_BACK,
    remedy: WAIT,
  }),
  'last-line-grown': ({ path }) => ({
    text: `${path} 在读取过程中被改动：已经读过的最后一行中间又增加了内容`,
    next: '导出当时还没有写完。等它写完后，请加 --restart 从第 1 行重新开始：那一行的未读数当时被截断了。',
    remedy: WAIT,
  }),
  'input-grown': ({ path }) => ({
    text: `${path} 在读取过程中被改动：读到末尾之后又增加了内容，这种输入无法接着读`,
    next: '不会丢失任何一行：再次输入同一条命令，继续处理新增的内容。',
    remedy: WAIT,
  }),
  'duplicates-added': ({ path }) => ({
    text: `${path} 在读取过程中被改动：新增的行与已有的行是同一个群、同一个成员，而 --on-duplicate 是 error`,
    next: PUT_BACK,
    remedy: WAIT,
  }),
  'format-unknown': ({ path, isStandardInput, formats }) => ({
    text: isStandardInput ? '标准输入没有文件名，看不出格式' : `${path}：从文件名看不出格式`,
    next: `请指定其中之一：${formats.map((format) => `--format ${format}`).join('、')}`,
  }),
  'format-names-its-values': ({ path }) => ({
    text: `${path}：--no-header 用于 CSV 和 TSV；JSONL 的每一行自带名称`,
    next: `请去掉 --no-header；键名不同时：--columns ${columnMapText(() => '…')}`,
  }),
  'done-part-shortened': ({ path, sizes }) => ({
    text: sizes
      ? `运行开始之后 ${path} 被改动：现在只有 ${grouped(sizes.sizeBytes)} 字节，而已完成 ${grouped(sizes.doneBytes)} 字节`
      : `运行开始之后 ${path} 被改动：内容还不到已完成的部分就结束了`,
    next: GIVE_AS_IT_WAS,
  }),
  'done-part-rewritten': ({ path, doneBytes }) => ({
    text:
      doneBytes === undefined
        ? `运行开始之后 ${path} 在已完成的部分被改动`
        : `运行开始之后 ${path} 被改动：前 ${grouped(doneBytes)} 字节与已完成的部分不同`,
    next: GIVE_AS_IT_WAS,
  }),
  'done-line-grown': ({ path }) => ({
    text: `运行开始之后 ${path} 被改动：已完成的最后一行中间又增加了内容；如果当时在那里断开，发送的就是被截断的一行`,
    next: GIVE_AS_IT_WAS,
  }),
  'inputs-changed': ({ paths }) => ({
    text: `运行开始之后，这些输入文件中有 ${paths.length} 个在已完成的部分被改动：${paths.join('、')}`,
    next: '请改回原来的内容，或只把上述文件加 --restart 从第 1 行重新开始（原状态目录会加上日期保留）；然后再次输入同一条命令，处理全部输入文件。',
  }),
};

/** 例如 `第 7 行："g1"、"alice"、5（首次出现在第 2 行：3）`。 */
export const zhDuplicate: typeof duplicate = (row) => {
  const { groupId, account, line, unread, firstLine, firstUnread, by, input = '' } = row;
  if (by === 'row')
    return `合计第 ${line} 行（${printable(input, 100)}）："${groupId}"、"${account}"、${unread}（首次出现在合计第 ${firstLine} 行：${firstUnread}）`;
  return by === 'index'
    ? `下标 ${line}："${groupId}"、"${account}"、${unread}（首次出现在下标 ${firstLine}：${firstUnread}）`
    : `第 ${line} 行："${groupId}"、"${account}"、${unread}（首次出现在第 ${firstLine} 行：${firstUnread}）`;
};

const DOUBTS = {
  remarks: '有上面的警告',
  'no-rows': '没有数据行',
  'open-line': '末尾没有换行符，最后一行可能被截断',
};

const NEEDS_HEADER = `第一行必须是表头：${FIELDS.map((field) => DEFAULT_COLUMNS[field]).join(',')}。`;
const PUT_BACK =
  '请把文件恢复原样，再次输入同一条命令即可继续。如果改动的部分已经读过，会被拒绝：请加 --restart 从第 1 行重新开始（原状态目录会加上日期保留）。';
const WAIT = '请等到文件不再被写入。';
const GIVE_AS_IT_WAS = '请使用原来的文件，或加 --restart 从第 1 行重新开始（原状态目录会加上日期保留）。';

const breakText = (fact: ReadingFault): string => {
  if (fact.kind !== 'archive-broke-off') return zhSystemText(fact.reason);
  const { compression, fault } = fact;
  if (isOfSheet(fault))
    return fault.code === 'binary-workbook'
      ? '这是 Excel 的二进制工作簿（.xlsb），无法读取'
      : '工作簿中不同的文本太多，无法读取';
  return fault.code === 'unpacks-too-far'
    ? tooFarText(compression, fault)
    : `${compression} 数据被截断或损坏（${archiveFaultText(fault)}）`;
};

const CSV_OF_SHEET = '请在 Excel 或 WPS 中把工作表另存为“CSV UTF-8”，然后使用那个文件。';

type TooFar = Extract<ArchiveFault, { code: 'unpacks-too-far' }>;

const tooFarText = (compression: string, { unpackedBytes, packedBytes, bound }: TooFar): string =>
  bound.mostRatio === 0
    ? `${compression} 数据解压后超过 ${sizeText(bound.mostBytes)}，即 --max-unpacked 的上限`
    : `${compression} 数据解压后超过 ${sizeText(bound.mostBytes)}，且超过压缩数据的 ${bound.mostRatio} 倍（目前 ${sizeText(packedBytes)} 已解出 ${sizeText(unpackedBytes)}），正常的导出不会这样`;

/** zlib 给出的英文。 */
const CORRUPT: ReadonlyMap<string, string> = new Map([
  ['incorrect header check', '文件头不对'],
  ['incorrect data check', '校验和与内容不符'],
  ['incorrect length check', '长度与内容不符'],
]);

const archiveFaultText = (fault: Exclude<ArchiveFault, TooFar | OfSheet>): string => {
  switch (fault.code) {
    case 'cut-off':
      return '文件意外结束';
    case 'bytes-behind':
      return `结尾之后还有至少 ${fault.atLeastBytes} 字节`;
    case 'corrupt':
      return CORRUPT.get(fault.says) ?? '内容已损坏';
  }
};

const breakRemedy = (fact: ReadingFault): string => {
  if (fact.kind === 'input-broke-off') return '请检查文件所在的磁盘。';
  if (fact.kind === 'standard-input-broke-off') return '请从头重新送入数据行。';
  if (isOfSheet(fact.fault)) return CSV_OF_SHEET;
  if (fact.fault.code === 'unpacks-too-far') {
    return `如果它确实这么大，请调高上限，再次输入同一条命令，例如加上 --max-unpacked ${typedSize(fact.fault.bound.mostBytes * 10)}`;
  }
  return fact.mayBeText
    ? '请重新打包或复制；如果它不是压缩文件而是纯文本，请改名，去掉 .br。'
    : `请重新打包或复制。${gzipWay(fact)}`;
};

/** gzip 自己能从损坏的压缩文件中取出多少。被截断的不会更多。 */
const gzipWay = (fact: ReadingFault): string => {
  if (fact.kind !== 'archive-broke-off' || fact.compression !== 'gzip' || fact.fault.code === 'cut-off') return '';
  return `要取出 gzip 能解出的部分： gzip -dc ${fileWord(fact.path)} | ${importOfPipe(fact.path, 'DIR')}`;
};

const fileWord = (path: string): string => (path === '-' ? 'FILE' : shellWord(path));

const noTextNext = (isStandardInput: boolean): string =>
  isStandardInput
    ? '内容不是文本。如果是 brotli 压缩（只能从文件名看出），请在管道中 tim-unread 之前加上： | brotli -dc'
    : '内容不是文本。如果是 brotli 压缩（只能从文件名看出），请改为以 .br 结尾的文件名';

type NoFirstLine = { readonly isStandardInput: boolean; readonly isHeader: boolean; readonly looksBinary: boolean };

const noFirstLineNext = ({ isStandardInput, isHeader, looksBinary }: NoFirstLine): string => {
  if (looksBinary) return noTextNext(isStandardInput);
  return isHeader ? `${NEEDS_HEADER}是不是用错了文件？` : '是不是用错了文件？';
};

/** 聊天软件或文字处理软件写的弯引号。 */
const ODD_QUOTE = /^[\u2018-\u201f\u300c-\u300f\uff02\uff07]|[\u2018-\u201f\u300c-\u300f\uff02\uff07]$/u;

/** 编码所用于的文字。 */
const WRITERS: Readonly<Record<string, string>> = {
  gb18030: '简体中文',
  big5: '繁体中文',
  shift_jis: '日文',
  'euc-kr': '韩文',
  'windows-1252': '西欧，Latin-1',
};

const ORIGINS: Readonly<Record<string, string>> = {
  'euc-jp': '日文 Unix ',
  shift_jis: '日文 Windows ',
  'euc-kr': '韩文 Windows ',
};

const encodingNext = (guess: EncodingGuess): string => {
  if (guess.by === 'utf-8') return '这个文件是 UTF-8：请去掉 --encoding。';
  if (guess.by === 'byte-order-mark') {
    return '请改正这一行，或重新保存文件：它的 BOM 表示 UTF-8，优先于 --encoding。';
  }
  if (guess.by === 'bytes') {
    const from = ORIGINS[guess.encoding] ?? '中文 Windows ';
    return `请指定文件的编码，${from}导出的文件常常如此：--encoding ${guess.encoding}`;
  }
  const candidates = guess.candidates.map((name) => `${name}（${WRITERS[name]}）`);
  return `请指定文件的编码，从字节看不出来；可以试 --encoding ${candidates.join('、')}。`;
};

const lineProblemText = (problem: LineProblem): string =>
  (zhProblems[problem.code] as (values: LineProblem) => string)(problem);

/** The first few. */
const sheetNames = (sheets: readonly string[]): string =>
  `${sheets
    .slice(0, 5)
    .map((name) => `“${printable(name, 100)}”`)
    .join('、')}${sheets.length > 5 ? '……' : ''}`;

const sheetFlag = ([first = 'NAME']: readonly string[]): string => `--sheet ${shellWord(printable(first, 100))}`;
