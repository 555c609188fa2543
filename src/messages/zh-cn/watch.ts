import type { FailureKind } from '../../core/books/run-watch.ts';
import { grouped } from '../../core/text/text.ts';
import { clockTime } from '../local-time.ts';
import type { Messages } from '../messages.ts';
import { zhDuration } from './duration.ts';

export const zhWatch: Messages['watch'] = {
  comma: '，',
  counts: ({ command, rows }, mayLeaveOut) => [
    `${command === 'import' ? '成功' : '一致'} ${grouped(rows.ok)}`,
    `${command === 'import' ? '失败' : '不一致'} ${grouped(rows.failed)}`,
    ...(mayLeaveOut && rows.skipped === 0 ? [] : [`跳过 ${grouped(rows.skipped)}`]),
    ...(command !== 'import' || (mayLeaveOut && rows.lowered === 0) ? [] : [`被调低 ${grouped(rows.lowered)}`]),
    `待处理 ${grouped(rows.pending)}`,
  ],
  doing: (doing, nowMs) => {
    switch (doing.kind) {
      case 'proving':
        return '正在核对已完成的部分';
      case 'sending':
        return '正在发送';
      case 'asking':
        return '正在查询';
      case 'stopping':
        return '正在停止';
      case 'paused':
        return '已由 --rate 或 tim-unread rate 暂停';
      case 'slowed':
        return `被服务端限频，降到每秒 ${Math.round(doing.perSecond)} 次`;
      case 'waiting':
        return `${clockTime(doing.sinceMs, nowMs)} 起等待服务端恢复`;
      case 'pausing':
        return `按服务端要求暂停到 ${clockTime(doing.untilMs, nowMs)}`;
    }
  },
  rate: (perSecond, limitPerSecond, concurrencyPerSecond) =>
    concurrencyPerSecond === undefined
      ? `每秒 ${perSecond.toFixed(1)} 次，上限 ${limitPerSecond}`
      : `每秒 ${perSecond.toFixed(1)} 次，上限 ${limitPerSecond}，受 --concurrency 限制`,
  left: (seconds, nowMs) => `还需 ${zhDuration(seconds)}，预计 ${clockTime(nowMs + seconds * 1000, nowMs)} 完成`,
  total: ({ done, failed, finished }, inputs) => [
    `全部输入：成功 ${grouped(done)}`,
    `失败 ${grouped(failed)}`,
    `已完成 ${grouped(finished)}/${grouped(inputs)}`,
  ],
  failed: (kind) => (kind ? `失败：${kindText(kind)}` : ''),
  kind: (kind) => kindText(kind),
};

const kindText = ({ class: failureClass, errorCode, count }: FailureKind): string =>
  `${failureClass}${errorCode === null ? '' : ` ${errorCode}`}（${grouped(count)} 行）`;
