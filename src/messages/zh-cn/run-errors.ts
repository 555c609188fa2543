import type { LastingBudgetTrouble, Reason } from '../../core/target/reason.ts';
import { replyRule } from '../../core/target/reply-codes.ts';
import { printable } from '../../core/text/text.ts';
import type { runErrors } from '../en/run-errors.ts';
import { zhDuration } from './duration.ts';
import { sayZhReason } from './reasons.ts';
import { zhRemedies } from './replies.ts';

/** 运行为什么停止。 */
export const zhRunErrors: typeof runErrors = {
  'fatal-reply': ({ errorCode, said, clockAheadMs, admin }) => {
    const remedy = remedyOf(errorCode);
    const refused = `服务端拒绝了请求，错误码 ${errorCode}：${sayZhReason({ code: 'reply', errorCode, said })}`;
    const text = admin === undefined ? refused : `${refused}（--admin 是 ${JSON.stringify(printable(admin, 60))}）`;
    if (clockAheadMs === undefined) return { text, next: remedy };
    const by = zhDuration(Math.abs(clockAheadMs) / 1000);
    return {
      text: `${text}；本机时钟比服务端${clockAheadMs > 0 ? '快' : '慢'} ${by}`,
      next: `请校准本机时钟，然后再次输入同一条命令。${remedy}`,
    };
  },
  'http-status': ({ status }) => ({
    text: `服务端返回 HTTP ${status}，而接口从不返回这个状态码`,
    next: '请检查 --endpoint 和 --region，以及本机与服务端之间是否有代理或防火墙。',
  }),
  'rows-refused': ({ count, areMembers, errorCode, because }) => ({
    text: `${count} 行被拒绝，错误码 ${errorCode}，此后没有一行设置成功：${sayZhReason(because as Reason)}。${
      areMembers ? '服务端表示这些账号是群成员' : '无法确认这些账号是不是群成员'
    }`,
    next: `${remedyOf(errorCode)}如果确实是这些行本身有误，请加 --max-failures：这样的行就逐行记为失败。`,
  }),
  'all-refused': ({ of, count, errorCode, because }) => ({
    text: `从未有一行设置成功，而且有 ${count} ${REFUSED[of]}被拒绝，最后一次的错误码是 ${errorCode}：${sayZhReason(because as Reason)}`,
    next: of === 'rows' ? `${remedyOf(errorCode)}${CAUSES_OF_ROWS}${IF_WRONG}` : `${CAUSES_OF_NAMES}${IF_WRONG}`,
  }),
  'unknown-code': ({ count, errorCode, because }) => ({
    text: `连续 ${count} 行被拒绝，错误码 ${errorCode}：${sayZhReason(because as Reason)}`,
    next: '请在官方的错误码文档中查找这个错误码。被拒绝的行在 failures.csv 中；再次输入同一条命令，继续处理其余的行。',
  }),
  'questions-refused': ({ count, errorCode, because }) => ({
    text: sayZhReason({ code: 'questions-refused', count, errorCode, because: because as Reason }),
    next: '请确认 --admin 是 App 管理员，并且该应用可以调用 get_group_info、get_role_in_group、get_specified_group_member_info 和 get_joined_group_list；然后再次输入同一条命令即可继续。import 不依赖这些接口：加 --no-group-check 就不会调用它们。',
  }),
  'out-of-reach': ({ afterMs, isLasting, because }) => {
    const reason = because as Reason;
    if (isLasting) {
      const text = `所有请求都不成功，等待也无济于事：${sayZhReason(reason)}`;
      return { text, next: `${adviceFor(reason)}然后再次输入同一条命令，从中断处继续。` };
    }
    if (reason.code === 'budget-away') {
      return {
        text: `${zhDuration(afterMs / 1000)}内${sayZhReason(reason)}；没有额度就不发任何请求`,
        next: '请检查 --redis，以及 Redis 是否在运行。然后再次输入同一条命令，从中断处继续。',
      };
    }
    const text =
      reason.code === 'no-reply'
        ? `${zhDuration(afterMs / 1000)}内一直连不上服务端；最后一次：${sayZhReason(reason)}`
        : `服务端有应答，但 ${zhDuration(afterMs / 1000)}内没有一次请求成功；最后一次应答：${sayZhReason(reason)}`;
    return { text, next: `${adviceFor(reason)}${GOES_ON}` };
  },
  'too-many-failures': ({ failed, limit }) => ({
    text: `${failed} 行失败，超过了 --max-failures ${limit.kind === 'rows' ? limit.rows : `${limit.percent}%`} 的上限`,
    next: '请查看 failures.csv。如果仍要继续，请去掉 --max-failures 或调大它：',
  }),
  interrupted: ({ signal }) => ({
    text: signal === 'SIGINT' ? '被 Ctrl-C（SIGINT）中断' : `被 ${signal} 中断`,
    next: '再次输入同一条命令，从中断处继续。',
  }),
};

const REFUSED = { groups: '个群', accounts: '个账号', rows: '行' };
const CAUSES_OF_NAMES =
  '可能是应用或地域选错了，那里没有它们：请检查 --sdkappid 和 --region。如果是刚刚创建的，请等几分钟。然后再次输入同一条命令。';
const CAUSES_OF_ROWS = '可能是应用、地域或账号选错了：请检查 --sdkappid、--region 和 --admin。然后再次输入同一条命令。';
const IF_WRONG = '如果确实是这些行本身有误，请加 --max-failures 100%：这样的行就逐行记为失败。';
const GOES_ON = '服务端恢复后，再次输入同一条命令，从中断处继续。';

const adviceForBudget = (is: LastingBudgetTrouble | undefined): string => {
  switch (is) {
    case 'refused':
      return '请检查 TIM_REDIS 中的用户名和密码：redis://USER:PASSWORD@host:6379，没有用户名时为 redis://:PASSWORD@host:6379；@ / : # 等字符写成 %40 %2F %3A %23。';
    case 'no-right':
      return '请在该 Redis 上授予权限：ACL SETUSER NAME ~tim-unread:* +eval +evalsha +info +select +time +hmget +hset +lindex +lpush +lrange +lset +ltrim +del +pexpire。';
    case 'no-database':
      return '请给出另一个编号，或不写编号（即 0 号数据库）：redis://host:6379。所有进程必须使用同一个编号。';
    case 'certificate':
      return '请给出证书中的主机名；自有证书机构的文件用 NODE_EXTRA_CA_CERTS 指定。';
    case 'no-tls':
      return '请把 rediss:// 改为 redis://，或给出使用 TLS 的端口。';
    default:
      return '请检查 --redis（TIM_REDIS）的主机和端口。';
  }
};

const adviceFor = (reason: Reason): string => {
  if (reason.code === 'budget-away') return adviceForBudget(reason.is);
  if (reason.code !== 'no-reply') return '请就这个应答联系腾讯云，并提供调用的时间。';
  switch (reason.fault) {
    case 'name-not-found':
    case 'name-unanswered':
      return reason.proxy === undefined
        ? '请检查 --endpoint、--region 和网络。如果域名只有代理才能解析，请用 HTTPS_PROXY 指定代理。'
        : '请检查 HTTPS_PROXY 中的主机名，以及网络。';
    case 'blocked-here':
      return '请在本机的防火墙或沙箱中允许 node 访问服务端，或用 HTTPS_PROXY 指定代理。';
    case 'open-files':
      return '请提高上限：ulimit -n 1024（服务用 LimitNOFILE=1024，Docker 用 --ulimit nofile=1024）。';
    case 'local-ports':
      return '请关闭本机上占用连接的其他程序，或调低 --concurrency。';
    case 'certificate':
      return '请检查 --endpoint；请向对方服务的维护者了解情况，如果有解密流量的代理，请询问网络管理员。';
    case 'certificate-expired':
    case 'certificate-early':
      return '请先检查本机时钟。如果时钟正确，请向对方服务的维护者了解情况：证书如此，程序不会继续。';
    case 'certificate-authority':
      return '公司代理或杀毒软件解密流量时会这样签发证书：请向网络管理员索取其证书（PEM 文件，以 -----BEGIN CERTIFICATE----- 开头；.cer 文件用 openssl x509 -inform der -in 文件.cer 转换），并在环境变量中设置 NODE_EXTRA_CA_CERTS=文件（不能写在 env 文件里）。这项检查无法关闭。如果没有这样的代理，说明对方是别的服务：请检查 --endpoint。';
    case 'certificate-name':
      return '请检查 --endpoint 中的域名。需要登录的网络（门户页面）也会这样应答：请先用浏览器打开一个网页。';
    case 'no-tls':
      return reason.proxy === undefined
        ? '请检查 --endpoint 中的域名和端口。'
        : '请写成 HTTPS_PROXY=http://host:port：多半是代理本身不支持 TLS，经它转发的请求仍然是加密的。';
    case 'tls-refused':
      return '请检查 --endpoint；如果本机与服务端之间有代理或网关，请询问网络管理员。';
    case 'proxy-login':
      return reason.isLoginGiven
        ? '请更正 HTTPS_PROXY 中的用户名和密码（特殊字符要转义，例如 # 写成 %23）。它们以 Basic 方式发送；如果代理要求 NTLM 或 Kerberos，请启动 px 或 cntlm 之类的辅助程序，并把它的地址写入 HTTPS_PROXY。'
        : '请在 HTTPS_PROXY 中写上用户名和密码，格式为 http://name:password@host:port。';
    case 'proxy-denied':
      return '请让代理的管理员允许对服务端域名 443 端口的 CONNECT。如果不经代理也能访问服务端，请把它的域名写入 NO_PROXY。';
    case 'proxy-failed':
      return '请向代理的管理员确认代理能否访问服务端；请检查 --endpoint 和 --region。';
    case 'unasked-continue':
      return '请在本机与服务端之间的代理或网关上关闭 HTTP 100 Continue，或绕过它。';
    case 'status':
    case 'status-forbidden':
      return '请检查 --endpoint 和 --region，以及本机与服务端之间是否有代理或防火墙。';
    default:
      return '请检查网络、地域和 --endpoint；需要代理时请设置 HTTPS_PROXY。';
  }
};

const remedyOf = (errorCode: number): string => {
  const { remedy } = replyRule(errorCode);
  return remedy === undefined ? '' : zhRemedies[remedy];
};
