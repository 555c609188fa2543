import type { explanations } from '../en/explanations.ts';

const COPY = '请在 failures.csv 的副本中改正或删去该行，然后导入副本。';

/** `explain` 和错误码文档在含义与处理办法之外的内容。 */
export const zhExplanations: typeof explanations = {
  labels: { means: '含义', why: '原因', next: '怎么办', follows: '程序处理', exit: '退出码' },
  titleOfReply: (code) => `接口错误码 ${code}`,
  titleOfError: (code) => code,
  titleOfSystem: (code) => `系统错误 ${code}`,
  titleOfClass: (code) => `类别 ${code}（failures.csv、check.csv、verify.csv 的 Class 列）`,
  titleOfStatus: (code) => `退出码 ${code}`,

  follows: {
    ok: '该行设置成功。',
    refused: '该行失败，写入 failures.csv；运行继续。',
    'group-refused': '该行失败，该群后面的行不再调用、直接失败；运行继续。',
    transient: '自动重试该行，间隔逐渐加长；超过 --max-attempts 次后记为 exhausted。',
    'rate-limited': '自动降低频率并重试；没有行因此失败。',
    'new-usersig': '有密钥时重新签名并重试一次；仍被拒绝则停止运行。',
    fatal: '立即停止运行（TU_FATAL_REPLY）；剩余的行保持待处理。',
  },
  transientThenFatal: '自动重试该行；如果没有任何请求成功，则停止运行，剩余的行保持待处理。',

  causes: {
    none: { why: '不是错误。', next: '无需处理。' },
    admin: {
      why: '--admin 的账号不是该应用的 App 管理员，或已被删除、被拉黑。',
      next: '请在控制台把它设为 App 管理员。',
    },
    signature: {
      why: 'UserSig 已过期，或是用别的密钥、为别的账号或别的 SDKAppID 生成的。',
      next: '请检查密钥、--sdkappid、--admin 和本机时钟。',
    },
    place: { why: '应用在另一个数据中心，或 SDKAppID 写错了。', next: '请检查 --sdkappid 和 --region。' },
    address: {
      why: '--endpoint 带了路径，或是别的主机；也可能是中间设备改动了请求。',
      next: '请检查 --endpoint。',
    },
    plan: { why: '应用的套餐或账户余额不支持该调用。', next: '请在控制台查看该应用。' },
    disabled: { why: '应用或该接口被停用。', next: '请在控制台查看该应用。' },
    network: { why: '控制台只允许来自特定 IP 的调用。', next: '请把本机的公网 IP 加入白名单。' },
    frequency: {
      why: '调用次数超过了应用的频率限制；同一 SDKAppID 的其他程序的调用也计算在内。',
      next: '无需处理，程序会自动降低频率。如果一直如此，请调低 --rate，或让其他程序暂停调用。',
    },
    service: {
      why: '服务端暂时出现故障。',
      next: '无需处理，程序会自动重试。记为 exhausted 的行，以后可以照原样再次导入。',
    },
    ours: { why: '请求的格式不符合接口的要求。', next: '请附上日志反馈。' },
    group: {
      why: '群组已被解散，群 ID 写错或被截断，或者是在另一个应用、另一个地域创建的。',
      next: '请与控制台中的群组列表核对 GroupId。群组缺失时请先创建；否则请在副本中改正或删去这些行，然后导入副本。',
    },
    community: {
      why: '这些行属于社群（@TGS#_），而应用没有开通社群功能。',
      next: '请在控制台开通社群（Community），然后导入副本。',
    },
    account: {
      why: '账号从未导入（account_import），已被删除，或 UserID 写错了。',
      next: '请导入该账号，或改正 UserID（区分大小写），然后导入副本。',
    },
    permission: {
      why: '账号不是群成员，群类型不支持未读数，或 --admin 不是 App 管理员。',
      next: '请先导入群成员（import_group_member），或删去该行；如果每一行都这样，请检查 --admin。',
    },
    parameter: {
      why: '某个值不符合接口的要求：ID 过长、含特殊字符，或未读数超出范围。',
      next: '请看 failures.csv 的 Message，改正该行，然后导入副本。',
    },
    webhook: {
      why: '应用后台的第三方回调拒绝了该调用。',
      next: '请在迁移期间关闭该回调，或让它放行，然后导入副本。',
    },
    size: {
      why: '应答会超过接口允许的大小。',
      next: '查询返回时：无需处理，程序会改用更小的查询。某一行返回时（本不应出现）：请原样导入副本。',
    },
    elsewhere: {
      why: '官方文档中这个错误码属于其他接口，这里本不应出现。',
      next: '请查阅官方的错误码文档，并改正或删去该行。',
    },
    unlisted: {
      why: '它比本程序的版本更新，或属于官方文档没有说明的产品。',
      next: '请在官方的错误码文档中查找（https://cloud.tencent.com/document/product/269/1671）。',
    },
  },

  errors: {
    TU_USAGE: {
      means: '命令行本身写错了。没有发送任何数据。',
      why: '没有这个命令或参数，参数后面缺少值，或没有写文件名。',
      next: '错误信息会指出是哪一处；tim-unread 命令 --help 列出所有参数。',
    },
    TU_BUG: {
      means: 'tim-unread 的缺陷。',
      why: '出现了没有预料到的情况。没有丢失任何一行。',
      next: '请附上日志或错误信息中提到的文件，以及 tim-unread doctor 的页面反馈。再次输入同一条命令即可继续。',
    },
    TU_SETTINGS: {
      means: '参数、环境变量或设置文件有误。没有发送任何数据。',
      why: '某个值写错或缺失，或两项设置相互矛盾。',
      next: '错误信息会指出是哪项设置、应该是什么。tim-unread doctor 列出每项设置及其来源。',
    },
    TU_INPUT: {
      means: '输入文件打不开，或找不到数据行。没有发送任何数据。',
      why: '文件不存在，格式或编码不对，或列名不同。',
      next: '请输入错误信息给出的命令；tim-unread inspect 可以查看文件是怎样读取的。',
    },
    TU_DUPLICATES: {
      means: '输入中同一个群、同一成员有多行，而 --on-duplicate 是 error。没有发送任何数据。',
      why: '导出文件中有重复行。',
      next: '请修正文件，或选择以哪一行为准：--on-duplicate last、first 或 max。',
    },
    TU_STATE_FOLDER: {
      means: '状态目录无法使用。没有发送任何数据。',
      why: '--restart 要移走它，而里面还有别的文件；或所在磁盘只读，或同名的是一个文件。',
      next: '请让该目录可写，或用 --state-dir 换一个目录。',
    },
    TU_INPUT_BROKE_OFF: {
      means: '输入文件能打开，但读不到末尾。已发送的都有记录。',
      why: '压缩文件被截断或损坏，或磁盘故障。',
      next: '请重新复制或导出文件，再次输入同一条命令：已完成的行不会再次发送。',
    },
    TU_INPUT_CHANGED: {
      means: '已读过的内容与输入文件不再一致。运行已停止。',
      why: '读取过程中有人改写了文件。',
      next: '请恢复文件后再次输入同一条命令，或加 --restart 重新开始。',
    },
    TU_JOURNAL: {
      means: '状态目录中的文件被磁盘或系统拒绝。运行已停止，没有丢失任何一行。',
      why: '磁盘已满，或目录不再可写。',
      next: '请腾出空间，再次输入同一条命令。',
    },
    TU_FATAL_REPLY: {
      means: '从应答看，任何一行都不可能成功。运行已停止，剩余的行保持待处理。',
      why: '密钥、应用或地域不对，权限不足，或套餐到期。',
      next: '错误信息中有错误码：tim-unread explain 错误码。排除原因后，再次输入同一条命令。',
    },
    TU_READS_REFUSED: {
      means: '服务端拒绝所有关于未读数和群的查询。没有写入任何数据。',
      why: '--admin 不是 App 管理员，或该应用不能调用 check 和 verify 所需的接口。',
      next: '请检查 --admin 和应用的权限。import 不依赖这些查询：--no-group-check。',
    },
    TU_OUT_OF_REACH: {
      means: '在 --give-up-after 的时间内没有一次请求成功。剩余的行保持待处理。',
      why: '网络、代理、防火墙或服务端故障，或 --endpoint 是别的主机。',
      next: '用 tim-unread doctor --online 查看请求能走到哪一步。然后再次输入同一条命令。',
    },
    TU_TOO_MANY_FAILURES: {
      means: '失败的行超过了 --max-failures。其余的行保持待处理。',
      why: '许多行有同样的问题，或上限设得太小。',
      next: '请查看 failures.csv。如果仍要继续，请去掉 --max-failures 或调大它。',
    },
    TU_WRONG_STATE: {
      means: '状态目录属于另一个输入、另一个目标、另一组设置，或仍在进行的运行。没有发送任何数据。',
      why: '运行开始后改动了文件或参数，或同一条命令正在另一个终端运行。',
      next: '请使用那次运行的文件和参数，或换一个 --state-dir，或加 --restart 从第 1 行重新开始。',
    },
    TU_INTERRUPTED: {
      means: '运行被人停止，或终端被关闭。在途请求的结果都已记录。',
      why: 'Ctrl-C（130）、SIGTERM（143）、终端关闭（129）。',
      next: '再次输入同一条命令，从中断处继续。',
    },
  },

  classes: {
    invalid: {
      why: '该行不符合规则：缺少 ID 或未读数，含特殊字符，或未读数不是整数。',
      next: `Message 写明了应该怎么写。${COPY}`,
    },
    refused: {
      why: '接口拒绝了该行；ErrorCode 是错误码。',
      next: `用 tim-unread explain 错误码 查看原因；${COPY}`,
    },
    group_refused: {
      why: '群组已被解散，不是在这个应用中创建的，或群 ID 写错了。',
      next: `请创建群组；或者${COPY.replace('请', '')}`,
    },
    unsupported_group: {
      why: '临时会议群 Meeting（ChatRoom）和直播群（AVChatRoom）不支持未读数。',
      next: '请删去这些行。如果已通过工单为您的应用开通临时会议群：--no-group-check。',
    },
    exhausted: {
      why: '每次尝试服务端都没有应答，或应答了故障。',
      next: '该行不需要改正：服务端恢复后，直接导入 failures.csv 的副本。',
    },
    not_member: {
      why: '该账号已退群，或从未加入。',
      next: '请导入群成员（import_group_member），或删去该行。',
    },
    no_account: {
      why: '账号从未导入，或 UserID 写错了。',
      next: '请导入该账号（account_import），或改正 UserID。',
    },
    lowered: {
      why: '该行的未读数大于群内的消息总数；服务端会直接调低而不返回错误。',
      next: '请先导入缺少的消息，或接受调低后的未读数。',
    },
    different: {
      why: '之后又被别的行或程序设置过，或成员已经读了消息。',
      next: '要重新设置，请在 verify.csv 的副本中只保留这些行，然后导入副本。',
    },
    new_messages: {
      why: '导入开始之后，该群有新消息。',
      next: '无需处理：重新设置会把新消息从未读数中去掉。',
    },
    unknown: {
      why: '服务端没有回答关于该行的查询，或自相矛盾。',
      next: 'Message 写明了原因。请用同一条命令再次查询。',
    },
  },

  statuses: {
    0: {
      means: '全部完成，每一行都成功。对 validate、check、verify：没有发现问题。',
      why: '命令已按要求完成。',
      next: 'import 之后请运行 verify。',
    },
    1: {
      means: 'tim-unread 的缺陷。',
      why: '出现了没有预料到的情况。没有丢失任何一行。',
      next: '调用栈在日志中；请附上 tim-unread doctor 的页面反馈。再次输入同一条命令即可继续。',
    },
    2: {
      means: '用法、设置或输入有误。没有发送任何数据。',
      why: 'TU_USAGE、TU_SETTINGS、TU_INPUT、TU_DUPLICATES、TU_STATE_FOLDER。',
      next: '请按错误信息处理，再次输入命令。',
    },
    3: {
      means: '已完成，但有失败的行。对 validate、check、verify：有的行不正确，或未能确认。',
      why: '个别行无效或被拒绝；其他行都已完成。',
      next: '请在 failures.csv（check.csv、verify.csv）的副本中改正，然后导入副本。',
    },
    4: {
      means: '提前停止，还有待处理的行。',
      why: 'TU_FATAL_REPLY、TU_OUT_OF_REACH、TU_TOO_MANY_FAILURES、TU_READS_REFUSED、TU_INPUT_BROKE_OFF、TU_INPUT_CHANGED、TU_JOURNAL，或 --limit。',
      next: '请排除错误信息中的原因；再次输入同一条命令，从中断处继续。',
    },
    5: {
      means: '状态目录属于另一个输入、另一个目标或仍在进行的运行。没有发送任何数据。',
      why: 'TU_WRONG_STATE。',
      next: '请按错误信息处理：使用那次运行的文件和参数，或换一个 --state-dir，或加 --restart。',
    },
    126: {
      means: '命令未能启动：没有执行权限。没有发送任何数据。',
      why: 'bin/tim-unread.js 或 node 没有执行权限，或所在磁盘禁止执行程序（noexec）。',
      next: '请改用 node bin/tim-unread.js，或用 npx tim-unread 启动。',
    },
    127: {
      means: '找不到命令。没有发送任何数据。',
      why: '没有安装 Node 或 tim-unread，或它们不在 PATH 中；用 sudo、cron 和 ssh 时 PATH 与平时不同。',
      next: '请用 command -v node tim-unread 检查，并写出完整路径。',
    },
    129: {
      means: '终端被关闭，还有待处理的行。',
      why: 'SIGHUP。',
      next: '再次输入同一条命令。长时间运行请使用 tmux、screen 或 setsid；nohup 对 Node 程序无效。',
    },
    130: { means: '被 Ctrl-C 中断，还有待处理的行。', why: 'SIGINT。', next: '再次输入同一条命令。' },
    131: {
      means: '被 Ctrl-\\ 立即停止，还有待处理的行。没有丢失任何一行。',
      why: 'SIGQUIT。',
      next: '再次输入同一条命令。',
    },
    134: {
      means: 'Node 中止，多半是内存用完。没有丢失任何一行。',
      why: 'SIGABRT：Node 的堆已满，上方有 “heap out of memory”；或 Node 自身出错。',
      next: '再次输入同一条命令即可继续。如果再次出现，请把上方的内容反馈给我们。',
    },
    135: {
      means: '被系统终止：磁盘上的文件无法访问。没有丢失任何一行。',
      why: 'SIGBUS：磁盘或网络盘出错，或磁盘已满。',
      next: '请检查磁盘，再次输入同一条命令。',
    },
    137: {
      means: '被强制终止，还有待处理的行。没有丢失任何一行。',
      why: 'SIGKILL：kill -9，或内存不足时被系统或容器终止（OOM）。',
      next: '再次输入同一条命令，从中断处继续。如果再次出现，请查看 dmesg 或容器的日志，并调大内存。',
    },
    139: {
      means: 'Node 崩溃。没有丢失任何一行。',
      why: 'SIGSEGV：Node 自身或某个二进制模块出错。',
      next: '请更新 Node，再次输入同一条命令。如果再次出现，请附上 tim-unread doctor 的页面反馈。',
    },
    143: {
      means: '被 SIGTERM 中断，还有待处理的行。',
      why: '系统或调度程序停止了进程。',
      next: '再次输入同一条命令。',
    },
  },

  page: {
    title: '错误码',
    intro:
      '每个代码是什么意思、为什么出现、怎么办；在终端里用 `tim-unread explain 代码` 可以看到同样的内容。本页由程序中的同一张表生成。',
    replies: '接口错误码',
    repliesIntro:
      '应答包中的 `ErrorCode`，出现在 `failures.csv` 和各种信息中。官方的错误码文档：<https://cloud.tencent.com/document/product/269/1671>。',
    errors: '程序的错误代号',
    errorsIntro: '可预见的错误，末尾的括号中会注明代号；只有命令行本身写错时（TU_USAGE）不写，--json 的输出中才有。',
    classes: '数据行的类别',
    classesIntro: '`failures.csv`、`check.csv`、`verify.csv` 的 `Class` 列。',
    statuses: '退出码',
    statusesIntro:
      '126、127 以及 131 至 139 由 shell 给出，因为进程无法自己给出退出码：命令没有启动，或被信号终止（128 加信号的编号）。',
    system: '系统错误',
    systemIntro: '操作系统、网络和 TLS 的错误码，写在错误信息的括号中。',
    head: { code: '代码', means: '含义', why: '原因', next: '怎么办', follows: '程序的处理' },
    unexpected: '其他有记载的错误码',
    unknown: '其他任何错误码',
  },
};
