import { grouped, printable, unbroken } from '../../core/text/text.ts';
import type { diagnosisTexts } from '../en/diagnosis.ts';
import { localTime } from '../local-time.ts';
import { zhDuration } from './duration.ts';

const DEFAULT_LOCALE = 'LC_ALL、LC_CTYPE 和 LANG 都没有设置，即 ASCII';

/** `doctor` 的说明。 */
export const zhDiagnosis: typeof diagnosisTexts = {
  ready: '可以开始运行',
  notReady: '还不能开始运行',
  title: (verdict) => `${verdict}（以本页检查到的为准）`,
  obstaclesTitle: '需要解决的问题：',

  labels: {
    program: '程序',
    system: '系统',
    terminal: '终端',
    clock: '时钟',
    files: '文件数',
    node: 'Node',
    settings: '设置',
    target: '目标',
    proxy: '代理',
    dns: 'DNS',
    tls: 'TLS',
    answer: '应答',
    input: '输入',
    folder: '目录',
    disk: '磁盘',
    next: '下一步',
  },

  program: ({ version, system }) => `tim-unread ${version}，Node ${system.node}，OpenSSL ${system.openssl}`,
  system: ({ system }) => `${system.platform} ${printable(system.release, 100)}，${system.arch}`,
  terminal: ({ terminal, system }) => {
    const width = terminal.columns === undefined ? '不是终端' : `${terminal.columns} 列`;
    if (terminal.locale) return `${width}；${terminal.locale.variable}=${printable(terminal.locale.value, 60)}`;
    return system.platform === 'win32' ? `${width}；用 chcp 查看编码` : `${width}；${DEFAULT_LOCALE}`;
  },
  clock: ({ wallMs, timeZone, online }) => {
    const time = `${localTime(wallMs)}，时区 ${printable(timeZone, 60)}`;
    if (online === undefined) return `${time}；没有与服务端的时钟比较`;
    const { clockAheadMs } = online;
    if (clockAheadMs === undefined) return `${time}；服务端没有给出时间`;
    // The header has whole seconds.
    if (Math.abs(clockAheadMs) < 2000) return `${time}；与服务端一致`;
    return `${time}；比服务端${clockAheadMs > 0 ? '快' : '慢'} ${zhDuration(Math.abs(clockAheadMs) / 1000)}`;
  },
  openFiles: ({ system }) =>
    system.openFiles === undefined ? '不知道可打开文件数的上限' : `最多可打开 ${grouped(system.openFiles)} 个文件`,
  noNodeVariables: '没有影响 Node 的环境变量',
  nodeVariable: ({ name, value, isUsable }) => {
    const shown = value === null ? `已设置 ${name}` : `${name}=${printable(value, 200)}`;
    return isUsable ? shown : `${shown}，文件无法读取：Node 会忽略它`;
  },

  setting: ({ name, value, hiddenLength, origin, path }) => {
    const shown = value === null ? `已隐藏，${hiddenLength} 个字符` : printable(value, 200);
    const from = {
      flag: '命令行',
      environment: '环境变量',
      'env-file': `来自 ${printable(path ?? '', 200)}`,
      default: '默认',
    }[origin];
    return `${name}：${shown}（${from}）`;
  },
  target: ({ target }) => target ?? '未知：缺少设置，或设置有误',
  proxy: (proxy) => {
    if (!proxy) return '无';
    const login = proxy.hasLogin ? '有用户名和密码' : '没有用户名和密码';
    return `${proxy.origin}，${login}${proxy.notFor === '' ? '' : `；不经代理：${printable(proxy.notFor, 200)}`}`;
  },
  notAsked: '没有查看：加 --online 会向服务端查询一次',
  addresses: ({ host, addresses }) =>
    addresses.length === 0 ? `${host} 没有地址` : `${host} 的地址是 ${addresses.join('、')}`,
  tls: ({ tls }) =>
    tls ? `${tls.protocol}；${tls.subject} 的证书，由 ${tls.issuer} 签发，有效期至 ${tls.validUntil}` : '没有建立',
  answer: ({ isAccepted, tookMs }) =>
    isAccepted ? `服务端接受该账号的请求，用时 ${Math.round(tookMs)} 毫秒` : '见下文',

  folder: ({ path, isThere, mode, isWritable, runningBy }) =>
    [
      unbroken(printable(path, 1000)),
      isThere ? (mode === undefined ? '已存在' : `已存在，权限 ${mode.toString(8)}`) : '尚不存在',
      isWritable ? (isThere ? '可以写入' : '可以创建') : isThere ? '不能写入' : '不能创建',
      ...(runningBy ? [`正在被 ${printable(runningBy.host, 100)} 上的进程 ${runningBy.pid} 使用`] : []),
    ].join('，'),
  noFolder: '指定输入文件后可以查看它的状态目录',
  disk: ({ freeBytes }) =>
    freeBytes === undefined ? '不知道剩余空间' : `剩余 ${grouped(Math.floor(freeBytes / 1_000_000))} MB`,
  input: (path, format) => `${unbroken(printable(path, 1000))}：${format}`,
  noInput: '没有指定',

  next: '反馈缺陷时请附上本页，以及崩溃时提到的文件。请先检查一遍',
};
