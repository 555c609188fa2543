import { grouped, printable, unbroken } from '../../core/text/text.ts';
import type { report } from '../en/report.ts';

const pathText = (path: string): string => unbroken(printable(path));

const theseRows = (count: number): string => (count === 1 ? '这一行' : '这些行');

/** 下一步做什么。要粘贴的命令写在下面。 */
export const zhNext: (typeof report)['next'] = {
  advice: (text) => printable(text, 1000),
  withoutRestart: (advice) => `${advice}请去掉 --restart，否则会从第 1 行重新开始：`,
  'stopped-by': (code) => {
    if (code === 'TU_INTERRUPTED') return '从中断处继续：';
    return code === 'TU_TOO_MANY_FAILURES'
      ? '请查看失败的原因；如果仍要继续，请去掉 --max-failures：'
      : '排除原因之后，从中断处继续：';
  },
  'send-the-rest': () => '请在 App 中查看已经设置的结果；然后发送其余的行：',
  'import-rest': () => '导入还没有完成：发送剩余的行：',
  'not-imported': () => '这里没有把该输入文件导入到这个目标的记录：导入这些行：',
  'feed-again': () => '请从头再次送入同样的数据行：已完成的行不会产生调用。',
  'feed-back': (path, count) => `在 ${pathText(path)} 的副本中改正${theseRows(count)}，然后导入副本：`,
  'correct-others': (path) =>
    `${pathText(path)} 中还没有改正过的行，请在新的副本中改正，然后导入；有意不导入的行不必再处理，它们仍会列在该文件中：`,
  'feed-back-some': (path) =>
    `在 ${pathText(path)} 的副本中改正这些行（类别为 exhausted 的不需要改正），然后导入副本：`,
  'import-as-is': (path, count) => `${theseRows(count)}不需要改正：服务端恢复后，直接导入 ${pathText(path)} 的副本：`,
  verify: () => '读回未读数，加以核对：',
  'verify-original': () => '读回第一个文件的未读数：改正后的行可能覆盖了同一成员的另一行：',
  'verify-later-copy': (count) => `后来的副本可能把${theseRows(count)}设成了别的未读数：请读回核对，再确定以哪个为准：`,
  'verify-piped': () => '请把同样的数据行存为文件，再读回未读数加以核对：',
  'see-why': () => '输入文件目前无法读取；查看原因：',
  'send-again': () => '重新发送所有行：',
  'nothing-or-send-again': () => '无需操作；要重新发送所有行：',
  'set-changes-again': () => '重新读回所有未读数，并设置不一致的行：',
  nothing: () => '无需操作',
  wait: () => '请等它结束；在它的终端按 Ctrl-C 可以停止，不会丢失任何一行',
  'nothing-to-correct': () => '无需操作：查看过的每一行都符合要求',
  'no-rows': () => '输入中没有数据行：请确认导出已经完成',
  'no-rows-in-all': () => '这些输入中没有数据行：请确认导出已经完成',
  'resume-all': () => '停止的原因和处理办法见上文；然后再次输入同一条命令：',
  'go-on': () => '从中断处继续：',
  'go-on-killed': () => '进程突然结束（被强制终止，或断电）；不会丢失任何一行，从中断处继续：',
  'go-on-audit': () => '从中断处继续：',
  'input-gone': () => '输入文件不存在：请原样放回，不需要其他操作即可继续',
  'input-gone-since': () => '输入文件已不存在：如需读回计数，请原样放回',
  'input-edited': () => '输入文件中已完成的部分被改动：请恢复原样，或从第 1 行重新开始：',
  'input-edited-since': () => '导入之后输入文件被改动：请恢复原样；如果要以新的内容为准，请从第 1 行导入：',
  'input-grown': () => '导入之后输入文件又增加了内容：导入新增的行：',
  import: () => '导入这些行：',
  'ask-again': (count) => `再次查询未能确认的${count === 1 ? '这一行' : '行'}：`,
  'import-anyway': (count) =>
    count === 1
      ? '请改正这一行，或照原样导入；其他行不受影响，导入时会报告这一行的结果：'
      : '请改正这些行，或照原样导入；其他行不受影响，导入时会报告每一行的结果：',
  'doubt-app': (of) =>
    `这个应用不认识其中任何一个${of === 'groups' ? '群' : '账号'}。可能是应用或地域选错了：请检查 --sdkappid 和 --region。如果是刚刚创建的，请等几分钟。然后再次查询：`,
  'import-unknown': () => '照原样导入；导入时会报告每一行的结果：',
  'import-all-anyway': () => '请改正上面报告的行，或照原样导入：',
  'failed-above': (count) => `失败的${count === 1 ? '这一行' : '行'}如何处理，见上文各个输入文件`,
  'found-above': (count) => `${theseRows(count)}如何处理，见上文各个输入文件`,
  'set-again': (path, count) =>
    `要重新设置类别为 different 的行，请在 ${pathText(path)} 的副本中只保留${count === 1 ? '它' : '它们'}，然后导入副本：`,
  'set-all-again': (path, count) => `要重新设置${theseRows(count)}，请直接导入 ${pathText(path)} 的副本：`,
  'set-over-original': (path, count) =>
    `第一个文件的导入在此之后又运行过，可能把${theseRows(count)}设成了别的未读数。请在 ${pathText(path)} 的副本中只保留应以这里的未读数为准的行，然后导入副本：`,
  'correct-refused': (count, path) =>
    `其中 ${grouped(count)} 行在导入时没有设置成功，照原样再次导入仍会失败，原因见 ${pathText(path)}。请在副本中改正，然后导入副本：`,
  'verify-corrected': (count, path) =>
    `其中 ${grouped(count)} 行在导入时没有设置成功，见 ${pathText(path)}；如果已经导入过改正的副本，请核对副本：`,
  'verify-overruling': (count, path) =>
    `类别为 different 的行中有 ${grouped(count)} 行请保持不变：同一成员的另一行（见 ${pathText(path)}）已在副本中改正，以那一行为准。请核对副本：`,
  'leave-overruled': (count, path) =>
    `类别为 different 的行中有 ${grouped(count)} 行请保持不变：同一成员的另一行（见 ${pathText(path)}）已在副本中改正，以那一行为准`,
  'all-corrected': (path) => `无需操作：导入时没有设置成功的行（见 ${pathText(path)}）都已由副本设置，并已核对`,
  'leave-new-messages': (count) =>
    `类别为 new_messages 的${count === 1 ? '这一行' : '行'}请保持不变：重新设置会把新消息从未读数中去掉`,
  'clear-the-way': (path, count, isOnly) =>
    isOnly
      ? `请解决${theseRows(count)}的问题（群、成员、账号或数据行），然后导入 ${pathText(path)} 改正后的副本：`
      : `请解决其余行的问题（群、成员、账号或数据行），然后导入 ${pathText(path)} 改正后的副本：`,
  'repair-inputs': () => '请修复无法读取的输入文件；然后：',
  'settle-warnings': () => '请改正上面警告所说的问题；如果没有问题，请去掉 --strict。然后：',
  'correct-or-choose': () => '请改正上面的行，或选择其他 --on-duplicate；然后：',
  'correct-all': () => '没有一行可以发送：请改正上面的行，或改变读取文件的方式，然后：',
  'correct-or-import': () => '请改正上面的行；也可以先导入有效的行，无效的行会写入 failures.csv：',
  'name-app': () => '这里没有指定应用：请设置当时运行所用的环境变量，或加上 --settings FILE（写有应用凭据的文件）',
  'give-settings': () =>
    '请给导入命令加上 --settings 文件（其中写应用的 SDKAppID、管理员和密钥）：目前没有指定应用。没有账号也可以演练：加 --simulator',
};
