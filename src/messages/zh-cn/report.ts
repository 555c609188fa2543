import type { ProblemKind } from '../../core/row/problem.ts';
import type { SheetRow } from '../../core/row/row.ts';
import { meaningOf } from '../../core/target/reply-codes.ts';
import { grouped, printable, unbroken } from '../../core/text/text.ts';
import type { report } from '../en/report.ts';
import { clockTime, localTime } from '../local-time.ts';
import { zhDuration } from './duration.ts';
import { zhDuplicate } from './input-errors.ts';
import { zhNext } from './next.ts';
import { zhMeanings } from './replies.ts';

type Report = typeof report;
type FailureClass = Parameters<Report['meaning']>[0];

/** 各命令最后输出的结果。 */
export const zhReport: Report = {
  /** 行首的标签，最多四个汉字 */
  labels: {
    and: '并且',
    app: 'App 内',
    calls: '调用',
    check: '预检',
    columns: '列',
    failed: '失败',
    files: '文件',
    first: '首行',
    format: '格式',
    found: '结果',
    groups: '群组',
    import: '导入',
    input: '输入',
    inputs: '输入文件',
    lowered: '被调低',
    next: '下一步',
    or: '或者',
    pending: '待处理',
    rate: '频率',
    readAs: '读取方式',
    reads: '查询',
    rows: '数据行',
    running: '运行中',
    saved: '保存于',
    shares: '各份',
    skipped: '跳过',
    stopped: '停止原因',
    target: '目标',
    takenOver: '沿用',
    time: '用时',
    twice: '重复行',
    unknown: '未知',
    verify: '核对',
    written: '写入',
  },
  verdict: {
    COMPLETE: '全部完成',
    'COMPLETE WITH FAILURES': '已完成，有失败的行',
    INCOMPLETE: '未完成',
    'NOT STARTED': '尚未开始',
    RUNNING: '正在运行',
  },
  titleOfInput: (headline, path) => `${headline}：${pathText(path)}`,
  titleOfRehearsal: (headline, path) => `${headline}：${pathText(path)}（演练：没有向腾讯云发送任何数据）`,
  titleOfAll: (headline, inputs) => `${headline}：${grouped(inputs)} 个输入文件合计`,

  running: ({ command, holder, perSecond, etaS }, nowMs) =>
    [
      holder
        ? `${command}，主机 ${holder.host} 上的进程 ${holder.pid}，自 ${localTime(holder.since)}`
        : `${command}，刚刚启动`,
      ...paceTexts({ perSecond, etaS }, nowMs),
    ].join('，'),
  pace: (pace, nowMs) => paceTexts(pace, nowMs).join('，'),
  waiting: ({ reason, since, until }) =>
    `自 ${localTime(since)} 起所有请求都不成功：${reason}；最多重试到 ${localTime(until)}`,
  pausedSince: (since) => `自 ${localTime(since)} 起已暂停（--rate 或 tim-unread rate 所致）：速率改变之前不发送请求`,
  readingFirst: (since) => `尚未发送请求：自 ${localTime(since)} 起正在读取输入，核对已完成的部分或查找重复行`,
  inputsByVerdict: (counted) =>
    counted
      .map(
        ({ verdict, count, atEnd }) =>
          `${verdict} ${grouped(count)} 个${atEnd === 0 ? '' : `（其中 ${grouped(atEnd)} 个已到末尾）`}`,
      )
      .join('，'),
  savedAt: (time) => localTime(time),
  killed: '进程突然结束：被强制终止，或断电',
  inputNow: {
    gone: '输入文件已不存在',
    edited: '输入文件中已完成的部分被改动',
    grown: '导入之后输入文件又增加了内容',
  },
  auditSeen: (headline, savedAt) => `${headline}（${localTime(savedAt)}）`,
  auditStale: '早于这些行（或其改正副本）最近一次导入',
  auditSeenIn: (path) => `见 ${pathText(path)}`,

  limitReached: '已达到 --limit 的行数',
  target: (target) => {
    if (target.kind === 'simulator') return '本进程内的模拟器';
    const { sdkappid, endpoint } = target;
    return endpoint.startsWith('http:')
      ? `SDKAppID ${sdkappid}，${endpoint}（本机）`
      : `SDKAppID ${sdkappid}，${endpoint}`;
  },
  targetNotBound: '尚未绑定：还没有一行得到应答',

  rows: ({ read, ok, failed, skipped, pending }) =>
    sumText(read, [
      `成功 ${grouped(ok)}`,
      `失败 ${grouped(failed)}`,
      `跳过 ${grouped(skipped)}`,
      `待处理 ${grouped(pending)}`,
    ]),
  noRows: (rows) => `输入中没有数据行：${rows}`,
  failure: ({ class: failureClass, errorCode, count }) =>
    errorCode === null
      ? `${grouped(count)} 行 ${failureClass}：${MEANINGS[failureClass]}`
      : `${grouped(count)} 行 ${failureClass} ${errorCode}：${zhMeanings[meaningOf(errorCode)]}`,
  unchanged: (count) => `${grouped(count)} 行的未读数已经正确（--only-changes）`,
  wroteAll: (reason) => `虽有 --only-changes，仍写入了所有行：${reason}`,
  otherShard: (count) => `${grouped(count)} 行属于其他份（--shard）`,
  superseded: (count) => `${grouped(count)} 行：发送的是同一成员的另一行（--on-duplicate）；见日志`,
  pending: (count) =>
    `${grouped(count)} 行：后面的行已有结果，这些还没有（在等待应答、重试、所在的群或同一成员的另一行）；继续运行时会处理`,
  lowered: (count) => `成功的行中有 ${grouped(count)} 行：被设为群内的消息总数（不含 import_group_msg 拒绝的消息）`,
  totalUnknown: (count) => `成功的行中有 ${grouped(count)} 行不知道是否被调低：没有查询所在的群`,

  calls: ({ sent, retried, rateLimited }) =>
    sent === 0
      ? '本次运行没有发送'
      : `本次运行发送 ${grouped(sent)} 次，其中重试 ${grouped(retried)} 次，被限频 ${grouped(rateLimited)} 次`,
  read: ({ command, calls: { sent, retried, rateLimited, peakPerSecond } }) =>
    [
      `${command}：${grouped(sent)} 次`,
      ...(retried > 0 ? [`其中重试 ${grouped(retried)} 次`] : []),
      ...(rateLimited > 0 ? [`被限频 ${grouped(rateLimited)} 次`] : []),
      `任意一秒最多 ${peakText(peakPerSecond)} 次`,
    ].join('，'),
  rate: ({ limit, mean, peak, concurrencyPerSecond }) => {
    const most = peak === 0 ? `上限 ${limit} 次/秒` : `上限 ${limit} 次/秒，任意一秒最多 ${peakText(peak)} 次`;
    const text = mean === null || mean === peak ? most : `${most}，平均 ${mean.toFixed(1)} 次/秒`;
    if (concurrencyPerSecond === undefined) return text;
    return `${text}；按目前的应答时间，--concurrency 只允许 ${concurrencyPerSecond.toFixed(1)} 次/秒，去掉它则按需要的数量并发`;
  },
  time: (seconds) => zhDuration(seconds),
  timeOfIdle: (seconds) => `${zhDuration(seconds)}；没有需要处理的行，此前已全部处理完`,
  takenOver: ({ rows, from }) =>
    `${grouped(rows)} 行按状态目录的记录视为已完成，而该目录不是您在本机创建的${
      from ? `（它自称：${from.host} 上的 ${from.user}）` : ''
    }`,
  timeOfResumed: (seconds) => `本次运行 ${zhDuration(seconds)}，从上次的断点继续`,
  input: (doneBytes, sizeBytes) =>
    sizeBytes === undefined
      ? `已完成 ${grouped(doneBytes)} 字节，总大小未知`
      : `已完成 ${grouped(doneBytes)} / ${grouped(sizeBytes)} 字节`,
  inputLeft: (doneBytes, sizeBytes) =>
    sizeBytes === undefined || sizeBytes === 0 || doneBytes >= sizeBytes
      ? undefined
      : doneBytes === 0
        ? '输入尚未处理'
        : `输入还剩 ${shareText(1 - doneBytes / sizeBytes)}`,
  inputLeftUnknown: '剩余多少未知',
  inputReadInPart: (done, left) =>
    left === undefined
      ? `${done}；最后一个已有结果的行之后的行没有计入`
      : `${done}；${left}；最后一个已有结果的行之后的行没有计入`,
  inputDoneAndLeft: (done, left) => `${done}；${left}`,
  inputAtLine: (done, nextLine) => `${done}，接下来是第 ${nextLine} 行`,

  path: (path) => pathText(path),
  failuresFile: (count) => (count === 0 ? '没有失败的行' : '未设置的行及原因'),
  loweredFile: '被调低的行，以及调低到多少',
  logFile: '日志',
  checkpointFile: '断点（运行的进度）',
  shareFolder: ({ index, of }) => `第 ${index} 份（共 ${of} 份）：日志和断点`,
  reportFile: '可查看、可签字的报告',
  foundFile: (count, isOpen) => {
    if (count === 0) return isOpen ? '目前为空' : '空文件：没有需要报告的行';
    return '上述所有的行及原因';
  },

  auditHeadline: {
    incomplete: () => '未完成',
    'no-rows': () => '没有数据行',
    wrong: ({ command, wrong, unknown, ...of }) => {
      const found = command === 'check' ? `${ofText(wrong, of)}不能按要求设置` : `${ofText(wrong, of)}与要求不符`;
      return unknown > 0 ? `${found}，另有 ${grouped(unknown)} 行未能确认` : found;
    },
    unknown: ({ unknown, ...of }) => `${ofText(unknown, of)}未能确认`,
    right: ({ command, isPart, hasLowered }) => {
      const every = isPart ? '查看过的每一行' : '每一行';
      if (command === 'check') return `${every}都能按要求设置`;
      return hasLowered ? `${every}都符合要求，或被调低` : `${every}都符合要求`;
    },
  },
  auditRows: (command, rows, unknown) => {
    const { read, ok, lowered, failed, skipped, pending } = rows;
    return sumText(read, [
      ...(command === 'check'
        ? [`符合要求 ${grouped(ok)}`]
        : [`完全一致 ${grouped(ok - lowered)}`, `被调低 ${grouped(lowered)}`]),
      `不符合 ${grouped(failed - unknown)}`,
      ...(unknown > 0 ? [`未确认 ${grouped(unknown)}`] : []),
      `跳过 ${grouped(skipped)}`,
      ...(pending > 0 ? [`待处理 ${grouped(pending)}`] : []),
    ]);
  },
  auditLowered: (count) => `${grouped(count)} 行要求的未读数大于群内的消息总数，现为消息总数`,
  auditSkipped: {
    check: (count) => `${grouped(count)} 行：以同一成员的另一行为准`,
    verify: (count) => `${grouped(count)} 行：以同一成员的另一行为准，或不在抽查范围内`,
  },
  found: (failureClass, count) => `${grouped(count)} 行 ${failureClass}：${MEANINGS[failureClass]}`,
  meaning: (failureClass) => MEANINGS[failureClass],
  example: ({ groupId, account, ...place }) =>
    `${placeText(place)}："${printable(groupId, 60)}"、"${printable(account, 40)}"`,
  saidByTarget: (said) => `服务端返回 ${said}`,
  beforeReason: (row) => `${row}：`,
  importCost: (calls, limitPerSecond, isRest) => {
    if (calls === 0) return isRest ? '已经完成' : '不需要调用';
    const least = `按 ${limitPerSecond} 次/秒，至少需要 ${zhDuration(calls / limitPerSecond)}`;
    return `${isRest ? '剩余部分' : ''}需要 ${grouped(calls)} 次调用：${least}`;
  },
  countSource: ({ source, count }) => `${source}：本次运行 ${grouped(count)} 行；${SOURCE_NOTES[source]}`,

  inApp:
    '不显示，或显示得更少？App 只显示最近的会话，总数也不含设为免打扰的群：见 docs/zh-CN/migration.md 的“App 里显示的不一样”',

  callsOfAll: (count) => `本次运行发送 ${grouped(count)} 次`,
  readsOfAll: (count) => `本次运行 ${grouped(count)} 次`,
  inputsOfAll: ({ finished, stopped, notBegun }) =>
    `完成 ${grouped(finished)} 个，提前停止 ${grouped(stopped.length)} 个，尚未开始 ${grouped(notBegun.length)} 个`,
  inputsOfRun: (inputs, failed) => {
    const all = `${grouped(inputs)} 个输入文件合为一次运行`;
    if (!failed) return all;
    if (failed.inputs === 0) return `${all}，都没有失败的行`;
    const named = failed.most.map(({ input, failed: rows }) => `${pathText(input)}（${grouped(rows)} 行）`).join('、');
    const more = failed.inputs - failed.most.length;
    return `${all}，其中 ${grouped(failed.inputs)} 个有失败的行：${named}${more > 0 ? `……还有 ${grouped(more)} 个` : ''}`;
  },
  share: ({ shard, verdict, rows, holder }) =>
    [
      `第 ${shard.index} 份（共 ${shard.of} 份）：${verdict}`,
      ...(rows ? [`成功 ${grouped(rows.ok)}`, `失败 ${grouped(rows.failed)}`] : []),
      ...(holder ? [`主机 ${holder.host} 上的进程 ${holder.pid}`] : []),
    ].join('，'),
  stoppedInputs: (paths) => `提前停止：${pathsText(paths)}`,
  inputsNotBegun: (paths) => `尚未开始：${pathsText(paths)}`,

  validationHeadline: {
    'broke-off': () => '无法读到末尾',
    'not-all-read': () => '有的文件无法读到末尾',
    'no-rows': () => '没有数据行',
    invalid: ({ count }) => `${grouped(count)} 行无法发送`,
    duplicate: ({ count }) => `${grouped(count)} 行是重复行`,
    suspected: () => '每一行都能发送，但请先看警告',
    right: () => '每一行都能发送',
  },
  problems: (kind, count) => `${PROBLEM_KINDS[kind]}：${grouped(count)} 行`,
  atIndex: (index, text) => `下标 ${index}：${text}`,
  inSheet: (sheet, text) => `${sheetText(sheet)}：${text}`,
  problem: (place, text) => `${placeText(place)}：${text}`,
  more: (count) => `……还有 ${grouped(count)} 行`,
  duplicate: zhDuplicate,
  differing: (count, duplicates) => {
    if (duplicates === 1) return count === 0 ? '它与同一成员的第一行未读数相同' : '它与同一成员的第一行未读数不同';
    return count === 0 ? '它们都与同一成员的第一行未读数相同' : `其中 ${grouped(count)} 行与同一成员的第一行未读数不同`;
  },
  duplicateRule: {
    last: 'import 会依次发送，以最后一行为准；要改变：--on-duplicate first、max 或 error',
    first: 'import 只发送同一成员的第一行（--on-duplicate first）',
    max: 'import 只发送同一成员未读数最大的一行（--on-duplicate max）',
    error: 'import 会拒绝这个文件（--on-duplicate error）',
  },
  validRows: ({ read, valid, invalid }) => `已读 ${grouped(read)} = 有效 ${grouped(valid)} + 无效 ${grouped(invalid)}`,
  validRowsInPart: ({ read, valid, invalid }) =>
    `在此之前已读 ${grouped(read)} = 有效 ${grouped(valid)} + 无效 ${grouped(invalid)}`,
  groups: (count) => `有效行中有 ${grouped(count)} 个群`,
  size: (sizeBytes) => (sizeBytes === undefined ? '大小未知' : `${grouped(sizeBytes)} 字节`),
  sizeInPart: (doneBytes, sizeBytes) =>
    sizeBytes === undefined
      ? `已读 ${grouped(doneBytes)} 字节，总大小未知`
      : `已读 ${grouped(doneBytes)} / ${grouped(sizeBytes)} 字节`,
  shortestTime: (seconds, perSecond) => `按 ${perSecond} 次/秒，至少需要 ${zhDuration(seconds)}`,
  duplicatesOfAll: (count, isJoined) =>
    isJoined ? `${grouped(count)} 行；在所有输入文件中一起查找` : `${grouped(count)} 行；每个输入文件分别查找`,
  validationsOfAll: ({ right, wrong, unread }) =>
    unread.length === 0
      ? `${grouped(right)} 个没有问题，${grouped(wrong)} 个有需要改正的行`
      : `${grouped(right)} 个没有问题，${grouped(wrong)} 个有需要改正的行，${grouped(unread.length)} 个无法读到末尾`,
  unreadInput: (path) => `无法读到末尾：${pathText(path)}`,

  next: zhNext,
};

const paceTexts = ({ perSecond, etaS }: Parameters<Report['pace']>[0], nowMs: number): readonly string[] => [
  ...(perSecond === undefined ? [] : [`每秒 ${perSecond.toFixed(1)} 行`]),
  ...(etaS === undefined ? [] : [`还需 ${zhDuration(etaS)}，预计 ${clockTime(nowMs + etaS * 1000, nowMs)} 完成`]),
];

type Placed = Parameters<Report['problem']>[0];

const sheetText = ({ name, row }: SheetRow): string => `工作表“${printable(name, 100)}”的第 ${row} 行`;

/** 下标从 0 开始，与 jq 相同：`.[1]`。 */
const placeText = ({ line, index, sheet, input }: Placed): string => {
  if (sheet) return `${input === undefined ? '' : `${printable(input, 100)}，`}第 ${line} 行（${sheetText(sheet)}）`;
  if (input !== undefined) return `${printable(input, 100)}，第 ${line} 行`;
  return index === undefined ? `第 ${line} 行` : `下标 ${index}，第 ${line} 行`;
};

const pathText = (path: string): string => unbroken(printable(path));

const NAMED = 20;

const pathsText = (paths: readonly string[]): string => {
  const names = paths.slice(0, NAMED).map(pathText).join('、');
  return paths.length > NAMED ? `${names}……还有 ${grouped(paths.length - NAMED)} 个` : names;
};

/** 例如 `已读 25 = 成功 24 + 失败 1`；各部分内部不换行。 */
const sumText = (read: number, [first = '', ...others]: readonly string[]): string =>
  [`已读 ${grouped(read)} =`, unbroken(first), ...others.map((part) => unbroken(`+ ${part}`))].join(' ');

/** 例如 `25 行中有 3 行`。 */
const ofText = (count: number, { lookedAt, isPart }: { lookedAt: number; isPart: boolean }): string => {
  if (lookedAt === 1) return isPart ? '查看过的唯一一行' : '唯一的一行';
  return `${isPart ? '查看过的 ' : ''}${grouped(lookedAt)} 行中有 ${grouped(count)} 行`;
};

/** `validate` 的问题种类；代码保持英文。 */
const PROBLEM_KINDS: Readonly<Record<ProblemKind | 'duplicate', string>> = {
  unparsable: '无法解析（unparsable）',
  'not-a-row': '不是数据行（not-a-row）',
  undecodable: '编码不对（undecodable）',
  'too-long': '过长（too-long）',
  'column-missing': '缺少值（column-missing）',
  'group-id-not-ascii': '群 ID 含非 ASCII 字符（group-id-not-ascii）',
  'group-id-too-long': '群 ID 过长（group-id-too-long）',
  'group-id-is-topic': '群 ID 是话题（group-id-is-topic）',
  'account-not-ascii': '账号含非 ASCII 字符（account-not-ascii）',
  'account-too-long': '账号过长（account-too-long）',
  'unread-not-integer': '未读数不是整数（unread-not-integer）',
  'unread-out-of-range': '未读数超出范围（unread-out-of-range）',
  'last-seq-missing': '缺少最后序列号（last-seq-missing）',
  'id-not-text': 'ID 不是文本（id-not-text）',
  'id-rounded': 'ID 被取整（id-rounded）',
  placeholder: '占位内容（placeholder）',
  'hidden-character': '不可见字符（hidden-character）',
  'other-digits': '非半角数字（other-digits）',
  duplicate: '重复行（duplicate）',
};

const MEANINGS: Readonly<Record<FailureClass, string>> = {
  invalid: '该行无法发送',
  refused: '该行被服务端拒绝',
  group_refused: '群组不存在、已被解散，或群 ID 有误',
  unsupported_group: '群类型不支持未读数',
  exhausted: '多次重试后仍没有应答',
  not_member: '账号不是群成员',
  no_account: '账号不存在',
  lowered: '未读数大于群内的消息总数',
  different: '现有的未读数不同',
  new_messages: '现有的未读数不同，且该群有新消息',
  unknown: '未能确认',
};

const SOURCE_NOTES = {
  UnreadMsgNum: '服务端自己的未读数',
  'NextMsgSeq - 1 - MsgSeq': '根据文档推算，尚未在真实应用上验证',
};

/** A limit below one call a second has a peak below it. */
const peakText = (peak: number): string => (peak >= 1 || peak === 0 ? grouped(peak) : peak.toFixed(2));

/** Never 0 % or 100 % of what is neither. */
const shareText = (share: number): string => {
  if (share < 0.01) return '不到 1%';
  return share > 0.99 ? '99% 以上' : `${Math.round(share * 100)}%`;
};
