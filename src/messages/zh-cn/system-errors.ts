import { systemErrorsIn } from '../../core/system-errors.ts';
import type { systemCauses, systemMeanings } from '../en/system-errors.ts';

/** 操作系统、网络和 TLS 的各个错误码的含义：句子的一部分。 */
export const zhSystemMeanings: typeof systemMeanings = {
  ENOSPC: '磁盘空间已满',
  EDQUOT: '该用户的磁盘配额已用完',
  EACCES: '没有权限',
  EPERM: '系统不允许该操作',
  EROFS: '磁盘以只读方式挂载',
  ENOENT: '没有这个文件或目录',
  ENOTDIR: '路径中有一段是文件，不是目录',
  EISDIR: '它是目录，不是文件',
  EEXIST: '它已经存在',
  ENOTEMPTY: '目录不是空的',
  ENAMETOOLONG: '名称太长',
  ELOOP: '链接互相指向，层数太多',
  EXDEV: '两个位置不在同一块磁盘上',
  EIO: '磁盘或网络盘读写出错',
  ENXIO: '设备没有响应',
  ENODEV: '设备已不存在',
  ESTALE: '网络盘上的文件已失效',
  EFBIG: '文件超出磁盘或本进程允许的大小',
  EINVAL: '系统不接受该操作',
  ENOTSUP: '磁盘不支持该操作',
  EOPNOTSUPP: '磁盘不支持该操作',
  ENOLCK: '磁盘不提供文件锁',
  EBUSY: '正被其他程序占用',
  ETXTBSY: '正被其他程序运行',
  EAGAIN: '暂时不可用',
  EMFILE: '本进程打开的文件过多',
  ENFILE: '本机打开的文件过多',
  ENOMEM: '本机内存不足',
  ENOBUFS: '本机没有内存用于建立连接',
  ECONNREFUSED: '连接被拒绝，该端口没有程序在监听',
  ENOTCONN: '没有建立连接',
  ECONNRESET: '连接被对方关闭',
  ECONNABORTED: '连接中断',
  EPIPE: '对方已经关闭连接',
  UND_ERR_SOCKET: '连接被对方关闭',
  ETIMEDOUT: '对方没有响应',
  UND_ERR_CONNECT_TIMEOUT: '建立连接超时',
  UND_ERR_HEADERS_TIMEOUT: '等待应答超时',
  UND_ERR_BODY_TIMEOUT: '接收应答超时',
  EHOSTUNREACH: '没有到达该主机的路由',
  ENETUNREACH: '没有到达该网络的路由',
  EHOSTDOWN: '该主机已关机',
  ENETDOWN: '本机网络已断开',
  ENOTFOUND: '没有这个名称的主机',
  EAI_AGAIN: 'DNS 服务器没有应答',
  EAI_FAIL: 'DNS 服务器出错',
  EADDRINUSE: '端口已被其他程序占用',
  EADDRNOTAVAIL: '该地址不属于本机，或没有空闲的端口',
  EMSGSIZE: '应答过长',
  UND_ERR_HTTP_PARSER: '对方的应答不符合 HTTP 规定',
  UND_ERR_HEADERS_OVERFLOW: '应答的 HTTP 头过长',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: '应答的长度与 Content-Length 不符',
  CERT_HAS_EXPIRED: '按本机时钟，证书已过期',
  CERT_NOT_YET_VALID: '按本机时钟，证书尚未生效',
  DEPTH_ZERO_SELF_SIGNED_CERT: '证书是对方自己签发的',
  SELF_SIGNED_CERT_IN_CHAIN: '证书的签发机构不受本机信任',
  UNABLE_TO_GET_ISSUER_CERT: '缺少中间签发机构的证书',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: '本机不认识证书的签发机构',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: '对方没有提供签发机构的证书',
  ERR_TLS_CERT_ALTNAME_INVALID: '证书属于另一个域名',
  CERT_REVOKED: '证书已被吊销',
  CERT_REJECTED: '证书被标记为不可信任',
  CERT_UNTRUSTED: '证书不受信任',
  INVALID_CA: '签发证书的不是签发机构',
  INVALID_PURPOSE: '证书不是服务器证书',
  ERR_SSL_WRONG_VERSION_NUMBER: '对方不是 TLS 服务',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: '对方不是 TLS 服务',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: '对方不接受本机支持的 TLS 版本',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: '对方与本机没有共同支持的加密方式',
};

const WAY = '用 tim-unread doctor --online 可以查看请求能走到哪一步。';

/** 为什么出现、怎么办：供 explain 和错误码文档使用。 */
export const zhSystemCauses: typeof systemCauses = {
  room: {
    why: '状态目录所在的磁盘或配额已满；也可能是 inode 用完（df -i）。',
    next: '请腾出空间或调高配额，再次输入同一条命令即可继续。新的运行可以用 --state-dir DIR 把状态目录放在别处。',
  },
  right: {
    why: '文件或目录属于其他用户，常见原因是以前用过 sudo；如果发生在连接时，是防火墙、沙箱或 SELinux 不允许本机发出请求。',
    next: '用 ls -ld 查看属主，用 chown 或 chmod 改正；或者换一个位置：--state-dir DIR。发生在连接时，请在防火墙中放行 node。',
  },
  'read-only': {
    why: '磁盘以只读方式挂载：光盘、挂载的镜像、容器，或磁盘出过故障。',
    next: '请换一个可写的位置：--state-dir DIR。',
  },
  place: {
    why: '路径写错了，或者它所指的文件、目录已被移走、删除。',
    next: '请用 ls -ld 逐级检查错误信息中的路径。',
  },
  disk: {
    why: '磁盘损坏或被拔出，网络盘断开，或文件超出限制（ulimit -f）。',
    next: '请检查磁盘（dmesg）和网络盘，再次输入同一条命令即可继续。状态目录最好放在本机磁盘上：--state-dir DIR。',
  },
  unfit: {
    why: '文件系统（多见于网络盘、共享目录）不支持所需的操作，或名称中有它不接受的字符。',
    next: '请把状态目录放在本机磁盘上：--state-dir DIR。',
  },
  busy: {
    why: '其他程序正在占用它：编辑器、Excel 或 WPS、杀毒软件、备份程序。',
    next: '请关闭该程序，再次输入同一条命令。',
  },
  'open-files': {
    why: '打开的文件和连接已达上限。',
    next: '请提高上限：ulimit -n 1024（服务用 LimitNOFILE=1024）；然后再次输入同一条命令即可继续。',
  },
  memory: {
    why: '本机内存被其他程序占用，或容器的内存太小。',
    next: '请关闭其他程序，或给容器更多内存；然后再次输入同一条命令即可继续。',
  },
  refused: {
    why: '主机存在，但该端口没有程序在监听：端口写错了，或者服务（也可能是模拟器、Redis 或代理）没有启动。',
    next: `请检查 --endpoint、HTTPS_PROXY 或 --redis 的主机和端口，并确认服务已启动。${WAY}`,
  },
  closed: {
    why: '代理、防火墙或服务端关闭了连接，长时间保持的连接常会这样；也可能是读取输出的程序已经退出（| head）。',
    next: `无需处理，程序会自动重试。如果一直如此，请检查代理和防火墙。${WAY}`,
  },
  silent: {
    why: '防火墙丢弃了请求，对方主机没有运行，或网络很慢。',
    next: `请检查网络、防火墙和代理（HTTPS_PROXY）；网络很慢时可以调大 --timeout。${WAY}`,
  },
  unreachable: {
    why: '本机没有联网，没有到达该地址的路由，或不支持 IPv6。',
    next: `请检查网络、VPN 和代理（HTTPS_PROXY）。${WAY}`,
  },
  name: {
    why: '主机名写错了，或本机的 DNS 服务器解析不了它：没有联网，或域名只有代理才能解析。',
    next: `请检查 --endpoint、--region 和网络；需要代理时请设置 HTTPS_PROXY。${WAY}`,
  },
  port: {
    why: '已有模拟器或其他程序在该端口监听。',
    next: '请先停止它，或换一个端口：--port 0 会自动选择空闲端口。',
  },
  'local-ports': {
    why: '本机用于连接的端口已全部占用，或设置中的地址属于另一台机器。',
    next: '请关闭占用连接的程序，或调低 --concurrency。',
  },
  'odd-reply': {
    why: '对方不是接口：是别的服务、网络的登录页面，或改动了应答的代理。',
    next: `请检查 --endpoint、--region，以及本机与服务端之间的设备。${WAY}`,
  },
  clock: {
    why: '本机时钟不准，或对方没有更新证书。',
    next: '请校准本机时钟。如果时钟正确，请向对方服务的维护者了解情况；这项检查无法关闭。',
  },
  authority: {
    why: '公司代理或杀毒软件解密流量，用自己的证书签发；也可能应答的不是接口。',
    next: '请向网络管理员索取该证书（PEM 文件），并在环境变量中设置 NODE_EXTRA_CA_CERTS=文件。这项检查无法关闭。如果没有这样的代理，请检查 --endpoint。',
  },
  'other-host': {
    why: '--endpoint 的域名与证书不符，或应答的是网络的登录页面。',
    next: '请检查 --endpoint 的域名；如果网络需要登录，请先用浏览器打开一个网页。',
  },
  certificate: {
    why: '对方的证书有问题，或代理换上了自己的证书。',
    next: '请检查 --endpoint；请向对方服务的维护者了解情况，如果有解密流量的代理，请询问网络管理员。',
  },
  'no-tls': {
    why: '该端口不使用 TLS；或者 HTTPS_PROXY 写成了 https://，而代理本身不支持 TLS。',
    next: '请检查 --endpoint 的域名和端口；代理请写成 HTTPS_PROXY=http://host:port（经它转发的请求仍然是加密的）。',
  },
  'tls-refused': {
    why: '对方版本太旧，或中间的代理、网关不支持现在的 TLS。',
    next: '请检查 --endpoint；如果中间有代理或网关，请询问网络管理员。',
  },
};

/** @param said - 系统给出的英文错误信息 @returns 中文说明，括号中保留错误码便于搜索 */
export const zhSystemText = (said: string): string => {
  const found = systemErrorsIn(said);
  if (found.length === 0) return said;
  return found.map(({ code, at }) => `${zhSystemMeanings[code]}（${[code, ...at].join(' ')}）`).join('；');
};
