import type { RowCounts } from '../../core/books/ledger.ts';
import { grouped, printable } from '../../core/text/text.ts';
import type { talk } from '../en/talk.ts';
import { zhDuration } from './duration.ts';
import { sayZhReason } from './reasons.ts';
import { zhReport } from './report.ts';
import { zhSystemText } from './system-errors.ts';

const READ_IT_FIRST =
  '密钥和 UserSig 已经去掉，但日志中有群和账号：请先检查一遍，再附上它，以及这条命令输出的页面：npx tim-unread doctor';

/** 运行过程中写到标准错误的话，都不属于结果。 */
export const zhTalk: typeof talk = {
  error: '错误：',
  coded: (text, code) => `${text}（${code}）`,
  wholeCommand: '完整的命令：',
  commandToFill: (open, isNumber) => `完整的命令（请把每个 ${open} 换成${isNumber ? '列号' : '列名'}）：`,
  warning: (text) => `警告：${text}`,

  seeHelp: '请看该命令的 --help。',
  beginAnew: '没有改动任何数据。再次输入同一条命令会从头开始。',
  reportBug: '这是 tim-unread 的缺陷：请连同标准错误上的调用栈一起反馈。再次输入同一条命令即可继续。',
  bug: ({ stack, file, isLog }) =>
    [
      '这是 tim-unread 的缺陷。不会丢失任何一行：再次输入同一条命令即可继续。请反馈：',
      stack,
      ...(file === undefined
        ? ['请附上以上内容，以及这条命令输出的页面：npx tim-unread doctor']
        : isLog
          ? [`这份日志的最后几行也有：${printable(file, 1000)}`, READ_IT_FIRST]
          : [
              `这个文件里也有：${printable(file, 1000)}`,
              '密钥和 UserSig 已经去掉，但里面有当时输入的命令：请先检查一遍，再附上它，以及这条命令输出的页面：npx tim-unread doctor',
            ]),
    ].join('\n'),

  counts: ({ rows, command }) =>
    [
      command === 'import' ? `成功 ${grouped(rows.ok)} 行` : `符合 ${grouped(rows.ok)} 行`,
      command === 'import' ? `失败 ${grouped(rows.failed)} 行` : `不符合 ${grouped(rows.failed)} 行`,
      ...(rows.skipped > 0 ? [`跳过 ${grouped(rows.skipped)} 行`] : []),
    ].join('，'),
  answered: (rows) => `另有 ${grouped(rows)} 行已有应答`,
  inputOf: (at, of) => `第 ${grouped(at)} 个输入，共 ${grouped(of)} 个`,
  pace: (callsPerSecond, concurrencyPerSecond) =>
    concurrencyPerSecond === undefined
      ? `${callsPerSecond.toFixed(1)} 次/秒`
      : `${callsPerSecond.toFixed(1)} 次/秒，受 --concurrency 限制`,
  timeLeft: (seconds) => `还需 ${zhDuration(seconds)}`,

  started: ({ command, input, target, resumed, wasFinished, rows }) => {
    const name = printable(input);
    const place = printable(zhReport.target(target));
    const done = grouped(settledOf(rows));
    switch (command) {
      case 'import':
        if (wasFinished) return `${name}：此前已全部处理完；只发送之后新增的行`;
        return resumed
          ? `${name}：从中断处继续，目标：${place}；此前已成功 ${grouped(rows.ok)} 行，失败 ${grouped(rows.failed)} 行`
          : `${name}：开始，目标：${place}`;
      case 'check':
        return resumed
          ? `${name}：从中断处继续预检，目标：${place}；已完成 ${done} 行`
          : `${name}：预检（查询各行），目标：${place}；不写入任何数据`;
      case 'verify':
        return resumed
          ? `${name}：从中断处继续核对，目标：${place}；已完成 ${done} 行`
          : `${name}：核对（读回未读数），目标：${place}；不写入任何数据`;
    }
  },
  groupsNotChecked: ({ reason }) =>
    `无法查询群：${printable(sayZhReason(reason))}。运行继续，但不能报告哪些未读数被调低、哪些群不支持未读数`,
  calibrated: ({ rows, source }) =>
    `刚设置的 ${rows} 行已读回，与设置的未读数一致（${source}）：此后未读数已经正确的行会跳过`,
  calibrationRefused: ({ source, reason }) =>
    `读回的未读数不可靠（${source}）：${printable(sayZhReason(reason))}。所有行都会写入`,
  rateLimited: ({ errorCode, perSecond }) =>
    `服务端表示请求过于频繁（${errorCode}）：降到每秒 ${perSecond.toFixed(0)} 次`,
  rateChanged: ({ perSecond, isAsked, zone }) => {
    const why = isAsked ? '由 tim-unread rate 要求' : `按时段（--rate，本地时区 ${printable(zone, 60)}）`;
    return perSecond === 0
      ? `已暂停，${why}：频率改变之前不发起任何调用，不会丢失任何一行`
      : `从现在起每秒最多 ${perSecond} 次调用，${why}`;
  },
  rateAsked: ({ rates, runs }) => {
    const [first] = rates;
    const rate =
      rates.length > 1 ? '按时段调整频率' : first?.perSecond === 0 ? '暂停' : `每秒最多 ${first?.perSecond} 次调用`;
    return `已通知正在进行的 ${runs} 次运行：${rate}。每秒检查一次。`;
  },
  pauseAsked: ({ status, ms }) =>
    `服务端要求暂停 ${zhDuration(ms / 1000)}（HTTP ${status}，Retry-After）：在此之前不发请求；不会丢失任何一行`,
  waiting: ({ reason, isLasting, giveUpInMs }) =>
    isLasting
      ? `所有请求都不成功：${sayZhReason(reason)}。等待无济于事：只再试 ${zhDuration(giveUpInMs / 1000)}；不会丢失任何一行`
      : `所有请求都不成功：${sayZhReason(reason)}。继续重试，最多 ${zhDuration(giveUpInMs / 1000)}（--give-up-after）；等待期间不会丢失任何一行`,
  inputBrokeOff: (reason) => `${printable(reason, 1000)}。继续读取其余的输入文件`,
  restored: ({ path, keptAs }) =>
    keptAs === undefined
      ? `运行期间 ${printable(path, 1000)} 被移走或删除。现已重新写出，内容完整`
      : `运行期间 ${printable(path, 1000)} 被别的程序改动。现已重新写出，内容完整；改动后的内容保存为 ${printable(keptAs, 1000)}`,
  clockOff: ({ aheadMs }) =>
    `本机时钟比服务端${aheadMs > 0 ? '快' : '慢'} ${zhDuration(Math.abs(aheadMs) / 1000)}。运行继续，并已计入这个偏差；请校准时钟：文件和日志中的时间是错的`,
  back: ({ of, afterMs }) =>
    of === 'target'
      ? `服务端在 ${zhDuration(afterMs / 1000)}后恢复`
      : `${zhDuration(afterMs / 1000)}后又能取得共享的限频额度：继续`,
  stoppedBeforeCalls: (reason) => `本次运行尚未调用即停止：${printable(reason, 1000)}`,
  stopping: ({ reason, isInterrupted }) =>
    isInterrupted
      ? `正在停止：${printable(reason, 1000)}。等待在途请求；再按一次 Ctrl-C 立即停止，两种方式都不会丢失任何一行`
      : `正在停止：${printable(reason, 1000)}。等待在途请求；按 Ctrl-C 立即停止，两种方式都不会丢失任何一行`,

  lookingForDuplicates: ({ path, doneBytes, sizeBytes }) =>
    `正在查找重复行：${printable(path)}，已读 ${grouped(doneBytes)} / ${grouped(sizeBytes ?? doneBytes)} 字节`,

  resultLost: (reason) =>
    `标准输出无法写入：${printable(zhSystemText(reason), 1000)}。请腾出空间，再次输入同一条命令，它会重新输出结果`,

  simulatorRunning:
    '本地模拟服务已启动。请把下面几行粘贴到运行 import 的终端，之后它只会访问这个模拟器；按 Ctrl-C 结束。',
  simulatorEnded: ({ total, peak, overLimit, countsSet }) =>
    total === 0
      ? '没有收到任何调用。'
      : `共收到 ${total} 次调用，任意一秒最多 ${peak} 次；其中 ${overLimit} 次超过频率限制。已设置 ${countsSet} 个未读数。`,
  simulatedCommand: ({ command, total, peak, overLimit }) =>
    `${command}：${total} 次调用，任意一秒最多 ${peak} 次；其中 ${overLimit} 次超过频率限制。`,
};

const settledOf = (rows: RowCounts): number => rows.read - rows.pending;
