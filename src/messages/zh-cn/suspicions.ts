import { grouped, printable, shellWord } from '../../core/text/text.ts';
import { UNDOUBLED } from '../conversions/line-commands.ts';
import {
  convertedFromUtf7,
  corrected,
  filledDown,
  isTextFormula,
  quotedNumbers,
  rowsTold,
  type suspicions,
  unprefixed,
  withAtSigns,
  withoutBreaks,
  withoutEscapes,
  withoutFormulas,
  withoutQuotes,
  writtenQuotes,
} from '../en/suspicions.ts';

type Told = Parameters<(typeof suspicions)['quotes']>[0];

const NAMES = { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' } as const;

const OTHER_COLUMN = '如果应取另一列，请写出列名：--columns GroupId=…,Member_Account=…,UnreadMsgNum=…';
const AS_TEXT = '请把 ID 以文本格式重新导出，直接从数据库导出，不经过电子表格。';

/** 例如 `members.csv：全部 5 行中，GroupId 3 个、Member_Account 1 个（如第 2 行 GroupId "g1 "）：`。 */
const where = ({ path, columns, rows, isAll, places, examples }: Told): string => {
  const counts = columns.map(({ field, count }) => `${NAMES[field]} ${grouped(count)} 个`).join('、');
  const shown = examples.map(({ line, field, value }) => {
    const place = places === 'line' ? `第 ${line} 行` : `下标 ${line}`;
    return `${place} ${NAMES[field]} "${printable(value, 60)}"`;
  });
  return `${printable(path, 1000)}：${isAll ? '全部' : '前'} ${grouped(rows)} 行中，${counts}（如${shown.join('，')}）：`;
};

const command = (better: string | undefined, before: string, otherwise = ''): string =>
  better === undefined ? otherwise : `${before} ${better}`;

const file = ({ path }: Told): string => shellWord(path);

/** 值有没有引号都适用。 */
const apostropheCommand = (told: Told): string => {
  const { delimiter } = told;
  if (delimiter === undefined) return '，或以文本格式重新导出 ID。';
  const typed = delimiter === '\t' ? '\\t' : delimiter === '|' ? '\\|' : delimiter;
  return `： perl -pe "s/(^|${typed})(\\"?)'/\\$1\\$2/g" ${file(told)} > NEWFILE`;
};

/** 输入可能经历过什么：看到了什么，像是什么，怎么办。 */
export const zhSuspicions: typeof suspicions = {
  'space-at-edge': (told) =>
    `${where(told)}值的开头或末尾有空格。带空格的 ID 是另一个 ID，程序不会擅自去掉。${command(told.better, '要去掉空格：')}`,
  apostrophe: (told) =>
    `${where(told)}ID 以撇号开头，电子表格用它表示“以文本保存的数字”。发送时会带着它。如果它不是 ID 的一部分，请去掉${apostropheCommand(told)}`,
  quotes: (told) =>
    `${where(told)}ID 两端的引号是值的一部分，发送时会带着它。如果它不是 ID 的一部分，${withoutQuotes(told, '请说明这个文件用什么引号', '请去掉')}`,
  'written-quotes': (told) =>
    `${where(told)}ID 两端是文字处理软件的引号，没有程序会去掉它。${command(writtenQuotes(told), '请换成半角引号：', '请换成半角引号。')}`,
  formula: (told) =>
    isTextFormula(told)
      ? `${where(told)}ID 写成了公式 ="…"，它让 Excel 按文本显示，并不是 ID 的一部分。发送时会带着它。${command(withoutFormulas(told), '要去掉：', AS_TEXT)}`
      : `${where(told)}ID 是电子表格的公式，不是单元格显示的值，会原样发送。请重新导出工作表，导出单元格的值。`,
  numbers: (told) =>
    `${where(told)}ID 是 JSON 数字，不会发送：许多程序会丢掉大数的末几位。${command(quotedNumbers(told), '按原样逐位加上引号：')}`,
  'groups-left-out': (told) =>
    `${where(told)}这些行没有 GroupId，而上面的行有：导出合并单元格时就是这样。${command(filledDown(told), '如果它们属于上面的群：') || '如果它们属于上面的群，请在电子表格中填充这些单元格。'}`,
  'words-for-none': (told) =>
    `${where(told)}程序用这些词表示没有值。发送时会当作 ID。如果它们不是 ID，请删去这些行，或带上 ID 重新导出。`,
  dates: (told) => `${where(told)}ID 是日期：电子表格会把 1-1 这样的 ID 变成日期，这些已不是原来的 ID。${AS_TEXT}`,
  conversations: (told) =>
    `${where(told)}这些像是会话 ID（GROUP@TGS#…、C2C…），不是群 ID 和账号。发送时保持原样。${command(unprefixed(told), '要去掉前缀：')}`,
  wrapped: (told) =>
    `${where(told)}ID 在括号或其他文字中，例如 [g1]、Ann <u1>、ObjectId(…)。发送时会带着它们。如果不是 ID 的一部分，请只导出 ID。`,
  encoded: (told) =>
    `${where(told)}这些 ID 像是十六进制或 base64 形式的文本。发送时保持原样。如果是，请导出为文本：SQL 中用 convert_from(decode(…))、unhex(…) 或 from_base64(…)。`,
  masked: (told) =>
    `${where(told)}ID 做过脱敏或被截短（如 138****1000），这些已不是原来的 ID，会原样发送。请导出完整的 ID。`,
  templates: (told) =>
    `${where(told)}ID 是模板或查询中代替 ID 的占位符（如 {{groupId}}、%s），没有被替换成值。发送时保持原样。请带上 ID 重新导出文件。`,
  'decimal-zero': (told) => `${where(told)}ID 以 .0 结尾，数字列中有空值时程序会这样写。发送时会带着它。${AS_TEXT}`,
  thousands: (told) => `${where(told)}ID 带有千位分隔符，电子表格会这样显示数字。发送时会带着它。${AS_TEXT}`,
  'other-notation': (told) =>
    `${where(told)}在纯数字的 ID 之间，这些 ID 是十六进制或科学计数法的数字（如 0x2711、1E17）。发送时保持原样。${AS_TEXT}`,
  'breaks-written': (told) =>
    `${where(told)}ID 末尾的换行或制表符被写成了反斜杠加字母，发送时会带着它。${command(withoutBreaks(told), '如果它不是 ID 的一部分，请去掉：', '如果它不是 ID 的一部分，请不带它重新导出。')}`,
  'characters-lost': (told) =>
    `${where(told)}ID 中的问号代替了编码里没有的字符，这些已不是原来的 ID，会原样发送。请用 UTF-8 重新导出 ID。`,
  'platform-changed': (told) =>
    `${where(told)}这些像是平台的群 ID，但少了一个字符：平台写作 @TGS#。发送时保持原样。${command(withAtSigns(told), '请按创建时的样子导出，或者补上 @：', '请按创建时的样子导出。')}`,
  escaped: (told) =>
    `${where(told)}ID 含有网页或网址的转义，例如 &amp; 或 %40。发送时保持原样。${command(withoutEscapes(told), '请按创建时的样子导出 ID，或者：', '请按创建时的样子导出 ID。')}`,
  'utf-7': (told) =>
    `${where(told)}ID 含有 UTF-7（用于邮件的编码）的序列，例如用 +AEA- 表示 @。发送时保持原样。${command(convertedFromUtf7(told), '要转换文件：')}`,
  'backslashes-doubled': (told) =>
    `${where(told)}ID 中的反斜杠总是成对出现：可能是写出时被加倍，例如 mysql -B 或 PostgreSQL 的 COPY 输出 JSON。发送时两个都保留。如果本来只有一个，${command(corrected(told, UNDOUBLED), '请用 mysql --batch --raw 或 psql -At 重新导出，或者：', '请用 mysql --batch --raw 或 psql -At 重新导出。')}`,
  'lower-case': (told) =>
    `${where(told)}ID 以 @tgs# 开头，而平台写作 @TGS#：可能被改成了小写，ID 是区分大小写的。请按创建时的样子重新导出。`,
  'zeros-at-end': (told) =>
    `${where(told)}${grouped(told.outOf ?? 0)} 个长 ID 中有 ${grouped(rowsTold(told))} 个从第 ${(told.length ?? 0) + 1} 位起都是零，不会是巧合：电子表格只保留数字的前 15 位，其他程序保留 17 位，因此它们已经是别的 ID。${AS_TEXT}`,
  'leading-zeros': (told) =>
    `${where(told)}有的 ID 带前导零，有的不带。如果含义相同，说明电子表格去掉了其中一些的前导零。${AS_TEXT}`,
  'cut-off': (told) =>
    `${where(told)}正好 ${told.length} 个字符的 ID 异常多，且没有更长的：可能被这个宽度的列截断了。请把最长的几个与数据源核对。`,
  names: (told) =>
    `${where(told)}这些值像是群名称或昵称，而不是 ID。请改用 ID 所在的列：--columns GroupId=…,Member_Account=…,UnreadMsgNum=…`,
  'one-account': (told) =>
    `${where(told)}所有行的 Member_Account 都相同。如果这就是一个账号的数据，则没有问题。${OTHER_COLUMN}`,
  'same-id-twice': (told) => `${where(told)}同一行的 GroupId 与 Member_Account 相同。${OTHER_COLUMN}`,
  swapped: (told) =>
    `${where(told)}账号看起来像群的 ID（如 @TGS#…、group_1）：GroupId 与 Member_Account 可能写反了。${command(told.better, '反过来读：')}`,
  totals: (told) =>
    `${where(told)}这些行的 ID 是 Total 之类的字样，未读数是上面各行之和，像是合计行。它们会被当作数据行发送。请从文件中删去，或导出时不要合计。`,
  'counts-equal': (told) => `${where(told)}所有未读数都相同。${OTHER_COLUMN}`,
  'counts-like-times': (told) => `${where(told)}这些未读数像是时间。${OTHER_COLUMN}`,
  'counts-like-ids': (told) => `${where(told)}这些未读数像是 ID。${OTHER_COLUMN}`,
  'counts-in-sequence': (told) => `${where(told)}未读数逐行加 1 或减 1，像是行号。${OTHER_COLUMN}`,
};
