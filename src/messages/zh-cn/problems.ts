import type { JsonType, Problem } from '../../core/row/problem.ts';
import { printable } from '../../core/text/text.ts';
import { UNDOUBLED } from '../conversions/line-commands.ts';
import type { problems } from '../en/problems.ts';

/** 三个值默认的名称。 */
const NAMES = { groupId: 'GroupId', account: 'Member_Account', unread: 'UnreadMsgNum' } as const;

const shown = (value: string): string => `"${printable(value, 60)}"`;
const shownDigits = (digits: string): string => printable(digits, 20);
/** 例如 `UnreadMsgNum "1,234"`，用于句首。 */
const count = ({ value }: { readonly value: string }): string => `UnreadMsgNum ${shown(value)} `;

const JSON_TYPES: Readonly<Record<JsonType, string>> = {
  string: 'JSON 字符串',
  number: 'JSON 数字',
  boolean: 'JSON 布尔值',
  object: 'JSON 对象',
  array: 'JSON 数组',
  mongo: 'MongoDB 的 JSON 对象（请用 --jsonFormat=relaxed 重新导出）',
};

const CHARACTERS: Readonly<Record<string, string>> = {
  '\t': '制表符',
  '\n': '换行符',
  '\r': '换行符',
  '\u00a0': '不间断空格',
  '\u200b': '零宽空格',
  '\u200c': '零宽不连字符',
  '\u200d': '零宽连字符',
  '\u2060': '单词连接符',
  '\u202f': '窄不间断空格',
  '\u3000': '全角空格',
  '\ufeff': 'BOM',
};

const QUOTED_BY_A_WRITER = /^[\u2018-\u201f\u300c-\u300f\uff02\uff07].*[\u2018-\u201f\u300c-\u300f\uff02\uff07]$/u;

const PLACES = { start: '开头', inside: '中间', end: '末尾' } as const;

/** 例如 `U+200B`。 */
const codePointText = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** 一行数据的问题；也写入 `failures.csv`，多个问题用 `；` 连接。 */
export const zhProblems: typeof problems = {
  'line-too-long': () => '这一行超过 1 MiB',
  'quote-not-closed': () => '这一行的引号没有闭合（1 MiB 以内）',
  'text-after-closing-quote': () => '结束引号后面还有内容；值里的引号要写成两个',
  'quote-inside-value': () => '值的中间出现引号；请给整个值加引号，并把里面的引号写成两个',
  'not-one-record': () => '不是一条 CSV 记录',
  'not-csv': ({ errorCode }) => `这一行不是 CSV（${errorCode}）`,
  'not-json': () => '这一行不是 JSON',
  'not-json-object': () => '这一行不是 JSON 对象',
  'backslashes-doubled': () =>
    `这一行 JSON 的反斜杠被写成了两个，mysql -B 和 PostgreSQL 的 COPY 会这样输出：请用 mysql --raw 或 psql -At 重新导出，或转换文件：${UNDOUBLED} FILE > NEWFILE.jsonl`,
  'key-twice': ({ key }) => `键 ${printable(key, 60)} 在同一个对象中出现两次，值不同：请只保留要用的那个`,
  'element-broken': () => '这个对象不是 JSON：引号或括号没有闭合',
  'element-not-json': () => '这个对象不是 JSON',
  'element-not-object': () => '这个元素不是 JSON 对象',
  'value-count': ({ found, expected, expectedBy }) =>
    `这一行有 ${found} 个值，而${expectedBy === 'header' ? '表头' : '第一行'}有 ${expected} 个`,
  'comma-in-count': ({ digits }) => `这一行多了一个值：如果 ${digits} 是一个数，应写 ${digits.replaceAll(',', '')}`,
  'cr-alone': () => "这一行里有多行数据，它们只以 CR 结尾（旧版 Mac 的换行）：请用 tr '\\r' '\\n' 换成换行符",
  'full-width-commas': () => '各个值之间是全角逗号或全角分号：请改为半角',
  'header-again': () => '这里又出现一次表头，像是两个文件拼在一起：不是数据行',
  'rule-line': () => '这是程序画在表头下面的分隔线：不是数据行',
  'types-line': () => '这一行是各列的类型：不是数据行',
  'footer-line': () => '这一行是程序或人写在数据后面的说明：不是数据行',
  'empty-row': () => '所有值都为空，像是电子表格里清空了内容的行：不是数据行',
  'merge-mark': () => '这是尚未解决的合并冲突标记：请先解决冲突，否则两边的行都会被读取',
  'not-in-encoding': ({ encoding }) => `这一行不是 ${encoding} 编码：已损坏，或是其他编码`,
  'utf8-not-encoding': ({ encoding }) => `这一行是 UTF-8，不是 ${encoding}：请去掉 --encoding`,
  'not-utf8-as-marked': () => '文件带 UTF-8 的 BOM，但这一行不是 UTF-8：已损坏，或由两个文件拼成',
  'not-utf8-but-like': ({ encoding }) =>
    `这一行不是 UTF-8，从字节看像是 ${encoding.toUpperCase()}：请加 --encoding ${encoding}`,
  'not-utf8': ({ candidates }) =>
    `这一行不是 UTF-8：已损坏，或是从字节看不出来的编码（--encoding ${candidates.join(' 或 ')}？）`,

  'values-too-long': () => '三个值合计超过 64 KiB',
  'half-character': () => '值里有半个字符（孤立的代理项）',

  'value-missing': ({ field }) => `缺少 ${NAMES[field]}，或为空`,
  placeholder: ({ field, value }) =>
    field === 'unread'
      ? `${NAMES[field]} ${shown(value)} 表示“没有值”：请填数字，没有未读则填 0`
      : `${NAMES[field]} ${shown(value)} 表示“没有值”：请填 ID，或删去这一行`,
  'hidden-character': ({ field, value, character, place }) => {
    const name = CHARACTERS[character] ?? '不可见字符';
    const advice = place !== 'inside' && character.trim() === '' ? '请删除，或加 --trim' : '请删除';
    return `${NAMES[field]} ${shown(value)} 的${PLACES[place]}有${name}（${codePointText(character)}）：${advice}`;
  },
  'other-digits': ({ field, value, script, digits }) =>
    `${NAMES[field]} ${shown(value)} 含有${script === 'full-width' ? '全角数字' : '其他文字的数字'}：应写 ${printable(digits, 60)}`,

  'topic-id': ({ value }) => `GroupId ${shown(value)} 是话题 ID；该接口只接受群组`,
  'id-too-long': ({ field, value, sizeBytes, mostBytes }) =>
    `${NAMES[field]} ${shown(value)} 长 ${sizeBytes} 字节，最多允许 ${mostBytes} 字节`,
  'not-ascii': ({ field, value, lookAlike }) => {
    if (QUOTED_BY_A_WRITER.test(value)) {
      return `${NAMES[field]} ${shown(value)} 两端是文字处理软件的弯引号：请改为半角直引号`;
    }
    return lookAlike
      ? `${NAMES[field]} ${shown(value)} 含有 ${lookAlike.character}（${codePointText(lookAlike.character)}），它只是看起来像 ${lookAlike.plain}：ID 只能用可打印 ASCII 字符`
      : `${NAMES[field]} ${shown(value)} 含有可打印 ASCII 以外的字符`;
  },
  'id-not-text': ({ field, found }) =>
    `${NAMES[field]} 是 ${JSON_TYPES[found]}，不是字符串：请加引号，并与创建时完全一致`,
  'digits-lost': ({ field }) =>
    `${NAMES[field]} 是超过 2^53 的 JSON 数字，多数程序会丢失末几位：请与数据源核对，并在导出时加引号`,
  rounded: ({ field, value }) =>
    `${NAMES[field]} ${shown(value)} 像是被电子表格或程序取整过的数字：请以文本格式重新导出`,

  'count-blank': (problem) => `${count(problem)}是空白`,
  'count-space-around': (problem) => `${count(problem)}两端有空格：应写 ${shownDigits(problem.digits)}`,
  'count-thousands-separator': (problem) => `${count(problem)}有千位分隔符：应写 ${shownDigits(problem.digits)}`,
  'count-decimal-part': (problem) => `${count(problem)}有小数部分：应写 ${shownDigits(problem.digits)}`,
  'count-decimals-or-separators': (problem) => `${count(problem)}有小数部分或分隔符：请只用数字写成整数`,
  'count-plus-sign': (problem) => `${count(problem)}带正号：应写 ${shownDigits(problem.digits)}`,
  'count-negative': (problem) => `${count(problem)}是负数：未读数不能小于 0`,
  'count-apostrophe': (problem) => `${count(problem)}前面有撇号：应写 ${shownDigits(problem.digits)}`,
  'count-exponent': (problem) => `${count(problem)}是科学计数法：请写成普通数字`,
  'count-hexadecimal': (problem) => `${count(problem)}是十六进制数：请写成普通数字`,
  'count-capped': (problem) => `${count(problem)}是 App 在数字过大时的显示方式：请导出真实的未读数`,
  'count-abbreviated': (problem) => `${count(problem)}是大数的缩写，末几位已丢失：请导出真实的未读数`,
  'count-with-unit': ({ value, unit, digits }) =>
    `UnreadMsgNum ${shown(value)} 的数字后面有 ${shown(unit)}：应写 ${shownDigits(digits)}`,
  'count-true-or-false': (problem) => `${count(problem)}是真或假，不是未读数`,
  'count-not-whole': (problem) => `${count(problem)}不是整数`,
  'position-not-whole': ({ value }) => `${shown(value)} 不是消息序列号：应为整数（--group-seqs）`,
  'no-last-seq': ({ groupId }) => `--group-seqs 的文件里没有 GroupId ${shown(groupId)} 的最后序列号`,
  'count-fraction': ({ value }) => `UnreadMsgNum 是 ${value}，不是整数`,
  'count-not-number': ({ found }) => `UnreadMsgNum 是 ${JSON_TYPES[found]}，不是整数`,
  'count-out-of-range': ({ value, most }) => `UnreadMsgNum ${shown(value)} 不在 0 到 ${most} 之间`,
};

/** @returns the text of any problem */
export const sayZhProblem = (problem: Problem): string =>
  (zhProblems[problem.code] as (values: Problem) => string)(problem);
