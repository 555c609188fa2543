import { systemCodesIn } from '../../core/system-errors.ts';
import { canBeOpened } from '../../core/target/group.ts';
import type { NoReply, PassingBudgetTrouble, Reason } from '../../core/target/reason.ts';
import { meaningOf } from '../../core/target/reply-codes.ts';
import { grouped } from '../../core/text/text.ts';
import type { reasons } from '../en/reasons.ts';
import { sayZhProblem } from './problems.ts';
import { zhMeanings } from './replies.ts';
import { zhSystemText } from './system-errors.ts';

/** 行为什么失败、群为什么未知、运行为什么等待：每个代码一句。 */
export const zhReasons: typeof reasons = {
  invalid: ({ problems }) => problems.map(sayZhProblem).join('；'),
  reply: ({ errorCode, said }) => replyText(errorCode, said),
  'coded-reply': ({ errorCode, said }) => `${errorCode} ${replyText(errorCode, said)}`,
  'reply-lacks-content': () => 'ErrorCode 为 0，但应答包缺少所查询的内容，或自相矛盾',
  'too-many-requests': () => 'HTTP 429',
  'budget-away': ({ redis, said, is, likely }) => {
    if (likely !== undefined) return likelyText[likely](redis, said);
    if (is === 'sentinel') return `${redis} 是 Sentinel：请给出主节点的 URL，或指向它的代理的 URL`;
    if (is === 'cluster') return `${redis} 属于集群：请给出不属于集群的 Redis 的 URL`;
    if (is === 'replica') return `${redis} 是只读的从节点：请给出主节点的 URL`;
    if (is === 'refused') return `${redis} 的 Redis 拒绝登录（${said}）`;
    if (is === 'no-right') return `${redis} 的 Redis 接受登录，但该用户的权限不足（${said}）`;
    if (is === 'no-database')
      return `${redis} 的 Redis 不提供 URL 中的数据库（${said}）：即主机后面的编号，默认有 16 个，从 0 到 15`;
    if (is === 'certificate') return `${redis} 的证书不被接受（${codes(said)}）`;
    if (is === 'no-tls') return `${redis} 不使用 TLS（${codes(said)}）`;
    if (is === 'no-redis') return `${redis} 应答的不是 Redis（${said}）`;
    return `无法从 ${redis} 取得共享的限频额度：${zhSystemText(said)}`;
  },
  'no-reply': (noReply) => {
    const proxy = noReply.proxy === undefined ? '' : `（HTTPS_PROXY 为 ${noReply.proxy}）`;
    return `${faultText(noReply)}${proxy}`;
  },
  'not-sent': ({ because }) => `未发送：${sayZhReason(because)}`,
  'earlier-row-refused': ({ because }) => `未发送，该群前面的一行已被拒绝：${sayZhReason(because)}`,
  'group-in-trouble': ({ because }) => `该群的请求都不成功，而其他群正常：${sayZhReason(because)}`,
  'group-type': ({ type }) =>
    canBeOpened(type)
      ? `群类型是 ${type}，不支持未读数，除非已通过工单为您的应用开通；已开通时请加 --no-group-check 导入，以应答为准`
      : `群类型是 ${type}，不支持未读数`,
  'group-left-out': () => '应答包里没有这个群',
  'group-without-type': () => '应答包里没有群类型',
  'group-code': ({ errorCode, said }) => {
    const what =
      errorCode === null ? 'ErrorCode 不是数字' : `错误码 ${errorCode}（${zhMeanings[meaningOf(errorCode)]}）`;
    return said === '' ? what : `${what}：${said}`;
  },
  'group-not-asked': () => '没有查询',
  'group-not-looked-up': ({ because }) => `无法查询该群：${sayZhReason(because)}`,
  'not-a-member': () => '该账号不是群成员',
  'member-left-out': () => '应答包里没有这个账号，再次查询也没有',
  'no-account': () => '该账号不存在',
  'account-left-out': () => '该账号不是群成员；账号是否存在，应答包里没有，再次查询也没有',
  'would-be-lowered': ({ asked, total }) => `要设为 ${asked}；该群只有 ${total} 条消息，未读数会被调低到这个数`,
  'other-count': ({ asked, found, source, hasNewMessages }) => {
    const counts = `应为 ${asked}，实际为 ${found}（${source}）`;
    return hasNewMessages ? `${counts}；导入之后该群有新消息` : counts;
  },
  'no-count-in-reply': () => '应答包里没有未读数，也没有可以推算的序列号',
  'next-seq-zero': () => '应答包自相矛盾：NextMsgSeq 为 0，任何群都不会这样',
  'seq-beyond': ({ readSeq, total }) => `应答包自相矛盾：MsgSeq ${readSeq} 大于最后一条消息的序列号 ${total}`,
  'counts-disagree': ({ asked, unread, bySeq }) =>
    `应为 ${asked}；UnreadMsgNum 是 ${unread}，而 NextMsgSeq - 1 - MsgSeq 是 ${bySeq}`,
  'read-back-differs': ({ groupId, account, set, found }) =>
    `群 "${groupId}"、账号 "${account}"：设为 ${set}，读回 ${found}`,
  'counts-not-read': ({ count, because }) =>
    count === 1
      ? `有 1 行的未读数读不到：${sayZhReason(because)}`
      : `有 ${grouped(count)} 行的未读数读不到，其中第一行的原因是：${sayZhReason(because)}`,
  'too-few-tried': ({ tried, needed }) =>
    `只有 ${tried} 行能够设置并读回，至少要有 ${needed} 行读回正确才会跳过行；要设为 0 的行，以及相同未读数超过两行的，不能作为证明`,
  'every-count-differs': ({ tried }) => `先设置并读回了最多 ${tried} 行，此外没有一行的未读数是已经正确的`,
  'questions-refused': ({ count, errorCode, because }) =>
    count === 1
      ? `查询被拒绝，错误码 ${errorCode}：${sayZhReason(because)}`
      : `连续 ${count} 次查询被拒绝，最后一次的错误码是 ${errorCode}：${sayZhReason(because)}`,
};

/** @returns the text of any reason */
export const sayZhReason = (reason: Reason): string => (zhReasons[reason.code] as (values: Reason) => string)(reason);

/** 服务端的 ErrorInfo 是英文，保留原文，便于向腾讯云查询。 */
const replyText = (errorCode: number, said: string): string => {
  const meaning = zhMeanings[meaningOf(errorCode)];
  return said === '' || said === meaning ? meaning : `${meaning}（${said}）`;
};

const codes = (said: string): string => systemCodesIn(said).join('；');

const connectionText = (said: string): string => {
  const text = zhSystemText(said);
  return text === said ? `连接失败（${said}）` : text;
};

const faultText = (noReply: NoReply): string => {
  switch (noReply.fault) {
    case 'deadline':
      return `${noReply.timeoutMs} 毫秒内没有应答`;
    case 'connection':
    case 'reset':
      return connectionText(noReply.said);
    case 'name-not-found':
      return `没有名为 ${noReply.host} 的主机`;
    case 'name-unanswered':
      return `无法解析主机 ${noReply.host}：DNS 服务器没有应答`;
    case 'blocked-here':
      return `本机不允许发出请求（${codes(noReply.said)}）`;
    case 'open-files':
      return `本进程不能再建立连接（可用 ulimit -n 1024 提高上限）：${codes(noReply.said)}`;
    case 'local-ports':
      return `本机已没有余量建立连接（其他程序或 --concurrency 占用过多）：${codes(noReply.said)}`;
    case 'certificate':
      return `服务端证书不被接受（${codes(noReply.said)}）`;
    case 'certificate-expired':
      return `按本机时钟，服务端证书已过期（${codes(noReply.said)}）`;
    case 'certificate-early':
      return `按本机时钟，服务端证书尚未生效（${codes(noReply.said)}）`;
    case 'certificate-authority':
      return `服务端证书的签发机构不受本机信任（${codes(noReply.said)}）`;
    case 'certificate-name':
      return `证书属于另一个域名（${codes(noReply.said)}）`;
    case 'no-tls':
      return '对方不是 TLS 服务';
    case 'tls-refused':
      return `对方拒绝与本机建立 TLS 连接（${codes(noReply.said)}）`;
    case 'proxy-login':
      return noReply.isLoginGiven
        ? 'HTTP 407，代理不接受 HTTPS_PROXY 中的用户名和密码'
        : 'HTTP 407，代理需要用户名和密码';
    case 'proxy-denied':
      return `HTTP ${noReply.status}，代理不允许本机访问服务端`;
    case 'proxy-failed':
      return `HTTP ${noReply.status}，代理连不上服务端`;
    case 'unasked-continue':
      return '应答之前收到了并未请求的 HTTP 100 Continue，程序无法处理。请求可能已经生效';
    case 'status-forbidden':
      return `HTTP ${noReply.status}`;
    case 'status': {
      const isRedirect = noReply.status >= 300 && noReply.status < 400;
      return `HTTP ${noReply.status}${isRedirect ? '，是重定向，程序不跟随' : ''}`;
    }
    case 'too-large':
      return `HTTP ${noReply.status}，应答超过 ${noReply.mostBytes} 字节`;
    case 'not-the-api': {
      const encoding = noReply.encoding === undefined ? '' : `（content-encoding ${noReply.encoding}）`;
      return `HTTP 200，但应答不是接口的应答${encoding}：${noReply.said}`;
    }
  }
};

const likelyText: Record<PassingBudgetTrouble, (redis: string, said: string) => string> = {
  'tls-unanswered': (redis, said) =>
    `${redis} 不应答 TLS（${codes(said)}）：如果该端口不使用 TLS，请把 rediss:// 改为 redis://`,
  'closed-unanswered': (redis, said) =>
    `${redis} 不作应答就关闭了连接（${codes(said)}）：如果该端口使用 TLS，请把 redis:// 改为 rediss://`,
  full: (redis) => `${redis} 的 Redis 内存已满：请调大 maxmemory，或清理其他键`,
  'cannot-save': (redis) =>
    `${redis} 的 Redis 无法保存到磁盘，因此拒绝写入：请腾出磁盘空间，或执行 CONFIG SET stop-writes-on-bgsave-error no`,
  loading: (redis) => `${redis} 的 Redis 刚刚启动，仍在加载数据`,
  busy: (redis) => `${redis} 的 Redis 正被其他脚本占用：SCRIPT KILL 可以终止它`,
  'too-few-replicas': (redis) => `${redis} 的 Redis 从节点太少（min-replicas-to-write），因此拒绝写入`,
};
