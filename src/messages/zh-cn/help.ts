import type { help } from '../en/help.ts';

/** 值的占位符。没有列出的保持英文。 */
const VALUES: Readonly<Record<string, string>> = {
  name: '名称',
  text: '文本',
  map: '对应关系',
  file: '文件',
  size: '大小',
  path: '路径',
  rule: '规则',
  dir: '目录',
  id: '账号',
  duration: '时长',
  mode: '方式',
  level: '级别',
  c: '字符',
  ms: '毫秒',
  n: '数字',
};

/** `--help` 的内容，按 80 列的终端排版。 */
export const zhHelp: typeof help = {
  description: '把未读数迁移到腾讯云即时通信 IM：\n自动限频，断点续传，每一行都有结果。',
  version: '显示版本号',
  help: '显示帮助',

  words: { options: '[选项]', command: '[命令]', file: '文件', code: '代码', rate: '频率' },
  value: (name) => VALUES[name] ?? name,

  titles: { 'Usage:': '用法：', 'Arguments:': '参数：', 'Options:': '选项：', 'Commands:': '命令：' },

  commands: {
    import: '设置每一行的未读数；中断后自动从断点继续',
    inspect: '文件是什么格式、读出来的前五行、接下来的命令；只看开头几 MB',
    validate: '按同样的规则读取，列出所有问题，不发送任何数据',
    check: '导入前预检：群、群类型、群成员、会被调低的未读数；不写入',
    verify: '导入后读回未读数，逐行核对',
    status: '查看进度：已完成、失败、待处理的行，以及如何继续',
    report: '生成可查看、可签字的一页报告 report.html，运行中途也可以',
    doctor: '一页诊断信息：系统、各项设置及其来源，隐藏密钥；用于反馈问题',
    simulate: '启动本地模拟服务，供演练使用；输出要粘贴的环境变量',
    rate: '改变正在进行的运行的调用频率；0 表示暂停',
    explain: '解释代码的含义、原因和处理办法：接口错误码、程序的错误代号、行的类别、系统错误码、退出码',
    usersig: '为配置的管理员生成 UserSig，供 curl 或官方调试页面使用',
  },

  inputs: {
    rows: 'CSV、TSV、JSONL、JSON 或 .xlsx',
    imported: '导入时的输入文件',
    ofRun: '运行时的输入文件',
    rated: '运行时的输入文件，其后是新的频率：每秒调用次数，或按时段写成 "08:00,60 23:00,200"',
    codes: '例如 10010、TU_READS_REFUSED、exhausted 或 4',
  },

  flags: {
    format: 'csv、tsv、jsonl 或 json（默认：由文件名决定）',
    encoding: '编码（Encoding Standard 的名称）：gb18030、gbk、big5、utf-16le……（默认：utf-8）',
    delimiter:
      'CSV 各值之间的分隔符（默认：第一行 sep=; 所指定的，否则是逗号，tsv 是制表符）；控制字符写成 \\t 或 \\x01',
    quote: '值用什么引号括起：" 或 \'，或 none（默认：CSV 是 "；TSV 是 none，除非内容表明有引号）',
    escape: '转义用的反斜杠（默认：由文件内容决定）',
    skipLines: '表头之前有几行：标题、客户端的警告等（默认：0）',
    comment: '以它开头的行不是数据行',
    trim: '去掉 ID 和未读数两端的空格，包括不间断空格和全角空格',
    strict: '原本只提示的输入问题也视为错误：在第一次调用之前停止，退出码 2',
    noHeader: 'CSV 的第一行就是数据；取第 1、2、3 列，除非用 --columns 另行指定',
    columns:
      '输入中的列名不同时：GroupId=列名,Member_Account=列名,UnreadMsgNum=列名；与 --no-header 同用时写列号，从 1 开始',
    maxUnpacked: '压缩文件最多可以解压到多大，例如 50G（默认：1G 与压缩数据的 500 倍，取较大者）',
    missingCount: '没有未读数的行（空、NULL、NaN、\\N）按多少处理',
    groupSeqs: '含 GroupId 和 LastSeq 的 CSV；此时 UnreadMsgNum 是成员已读到的消息序列号',
    jsonPath: '数据行的数组在 JSON 文档中的位置：data.items',
    sheet: '读取工作簿（.xlsx）的哪一张工作表（默认：唯一的一张，或首行相同的所有工作表）',
    onDuplicate: '同一个群、同一成员的多行中发送哪一行：last、first 或 max；error 表示拒绝该输入',
    stateDir: '存放运行文件的目录（默认：<输入文件>.tim-unread）',
    envFile: '写有 NAME=value 的设置文件（也可写 --env-file）',
    sdkappid: '应用的 SDKAppID（TIM_SDKAPPID）',
    admin: 'App 管理员账号（TIM_ADMIN）',
    secretKeyFile: '只含密钥的文件（或用 TIM_SECRET_KEY）',
    region: '地域：cn、sgp、kr、jpn、ger、usa、idn、ksa 或 ind，也可以写中文名（TIM_REGION；默认：cn 中国）',
    redis: '与使用同一 Redis 的本应用所有进程共享限频（含密码时用 TIM_REDIS）',
    endpoint: '接口域名：https: 不限，http: 只能是本机（TIM_ENDPOINT；默认：由地域决定）',
    simulator: '演练：使用本进程内的模拟器，不需要账号',
    rate: '每个接口每秒最多调用多少次，也可以按时段："08:00,60 23:00,200"（TIM_RATE；默认：200）',
    rateOfValidate: '每秒调用次数，用于估算最短用时（TIM_RATE；默认：200）',
    concurrency: '在途请求的最大数量（默认：auto，按频率的需要）',
    timeout: '单次调用的超时；必须大于服务端自己的 3000（默认：5000）',
    maxAttempts: '单次调用最多尝试多少次（默认：5）',
    giveUpAfter: '服务端连不上时最多等多久（默认：30m）',
    maxFailures: '失败的行超过这个数就提前停止：100，或 5%',
    limit: '最多发送这么多行，然后停止，其余待处理',
    noGroupCheck: '写入之前不查询群（get_group_info）',
    onlyChanges: '先读取现有未读数，已经正确的行跳过',
    shard: '只处理 n 份数据行中的第 i 份：1/4',
    sample: '只抽查这么多行，均匀分布：5000，或 1%',
    seed: '数字不同，抽到的行不同（默认：1）',
    restart: '从第 1 行重新开始；原状态目录会加上日期保留',
    restartOfCheck: '预检中断过时，从第 1 行重新开始',
    restartOfVerify: '核对中断过时，从第 1 行重新开始',
    dryRun: '只校验不发送，与 validate 相同',
    expire: '有效期（默认：24h，官方建议的最小值）',
    xlsx: '另外生成 failures.xlsx：ID 为文本，每个类别一张工作表，附处理办法',
    output: '报告写到哪里（默认：状态目录中的 report.html）',
    online: '向服务端查询一次：DNS、TLS、时钟、账号和密钥',
    json: '标准输出正好是一份 JSON 摘要',
    watch: '每两秒刷新一次，直到没有正在进行的运行',
    jsonOfStatus: '标准输出正好是一个 JSON 对象',
    progress: 'auto、bar、line 或 none（默认：auto）',
    logLevel: 'log.jsonl 的级别：debug 为每个成功的行加一条（默认：info）',
    port: '127.0.0.1 上的端口（默认：任意空闲端口）',
    simulatedSdkappid: '模拟应用的 SDKAppID（默认：1400000000）',
    simulatedAdmin: '模拟应用的 App 管理员（默认：administrator）',
    simulatedRate: '每个接口每秒的调用次数；超出 5 % 以上时返回 60007（默认：200，account_check 为 100）',
    latency: '每次应答的延迟（默认：20）',
    jitter: '随机增加的延迟上限（默认：30）',
    fault: '注入的故障，见下文；可以多次使用',
    groups: 'JSON：存在哪些群（默认：提到的群都存在）',
    accounts: 'JSON：除 --groups 的成员之外还存在哪些账号（默认：所有账号都存在）',
    readBack: '未读数如何读回，见下文：seq、unread 或 unrelated（默认：seq）',
    simulatorSeed: '随机数的种子（默认：1）',
    record: '保留每次调用，供 /simulator/state 查看；内存随调用次数增长',
    lang: '界面语言：zh-CN 或 en（默认：由 LC_ALL、LC_MESSAGES 或 LANG 决定）',
  },

  exitStatuses: `
退出码：
  0    全部完成，每一行都成功（validate、check、verify：没有发现问题）
  1    tim-unread 的缺陷；调用栈在日志中
  2    用法、设置或输入有误；没有发送任何数据
  3    已完成，但有失败的行（validate、check、verify：有不正确的行）
  4    提前停止，还有待处理的行；再次输入同一条命令即可继续
  5    状态目录属于另一个输入、另一个目标或正在运行的进程；没有发送任何数据
  130  被 Ctrl-C 中断；143 被 SIGTERM 中断；129 终端关闭；
       再次输入同一条命令即可继续`,

  program: `
完整流程，依次为：
  tim-unread validate members.csv                校验文件，不发送
  tim-unread check members.csv --settings .env   预检，只查询不写入
  tim-unread import members.csv --settings .env  设置未读数；中断后再次输入
                                                 同一条命令即可继续
  tim-unread verify members.csv --settings .env  读回未读数，逐行核对

也可以先在本机演练，不需要账号：
  tim-unread import members.csv --simulator

请在最后一次 import_group_msg 之后运行：它会把所有未读数清零。
`,

  examples: {
    import: `
设置的优先顺序：命令行参数、环境变量、--settings、默认值。密钥不能写成参数，因
为参数会显示在进程列表中。TIM_SECRET_KEY 是密钥本身，TIM_USERSIG 是现成的
UserSig。

输入：GroupId、Member_Account、UnreadMsgNum 三列；可以是带表头的 CSV 或 TSV、工
作簿（.xlsx）、JSON，或 JSONL（每行一个对象）；也可以是 .gz、.br、.zst；- 表示
标准输入（需要 --format 和 --state-dir）。

同一个群、同一成员有多行时，按文件中的顺序全部发送，因此以最后一行为准。
--on-duplicate first 只发送第一行，max 只发送未读数最大的一行，error 拒绝该文
件。

发送之前会查询群，每次 50 个。这样，不支持未读数的群，其数据行会记为失败，而不是
误报成功；未读数大于群内消息总数的行也会列出：服务端会直接调低而不返回错误。

--only-changes 还会读取现有未读数，已经正确的行跳过。刚设置的 20 行读回一致之
后，才会相信读到的未读数。开始之前会把输入多读一遍。

示例：
  tim-unread import members.csv --simulator
  tim-unread import members.csv --settings .env
  tim-unread import members.csv --sdkappid 1400000000 --admin administrator \\
    --secret-key-file key.txt --region sgp
  tim-unread import export.csv --delimiter ';' \\
    --columns GroupId=room,Member_Account=uid,UnreadMsgNum=unread
  tim-unread import export.csv --no-header \\
    --columns GroupId=2,Member_Account=3,UnreadMsgNum=1
  tim-unread import members.csv --settings .env --limit 100
                                 先发送 100 行；去掉它再运行，发送其余的行
  tim-unread import members.csv --settings .env --only-changes --restart
                                 再来一遍；已经正确的行不写入

文件在 <输入文件>.tim-unread 中：failures.csv（在副本中改正后导入副本）、
lowered.csv（已设置，但被调低）、checkpoint.json、log.jsonl、summary.json。
`,

    inspect: `
示例：
  tim-unread inspect members.csv
  tim-unread inspect export.txt --json
`,

    validate: `
示例：
  tim-unread validate members.csv
  tim-unread validate export.csv \\
    --columns 'GroupId=群ID,Member_Account=用户账号,UnreadMsgNum=未读数'
  tim-unread validate export.csv --no-header \\
    --columns GroupId=2,Member_Account=3,UnreadMsgNum=1
`,

    check: `
查询每个群（get_group_info，每次 50 个）、每个群成员（get_role_in_group，每次
最多 500 人），以及不是群成员的账号是否存在（account_check）。不写入任何数据。

示例：
  tim-unread check members.csv --settings .env

文件在 <输入文件>.tim-unread 中：check.csv（不能按要求设置的每一行及原因）、
check-summary.json、check-checkpoint.json、log.jsonl。
`,

    verify: `
以尽量少的调用读回每个未读数，并逐行归类：完全一致、被调低（群内消息总数不足）、
不同、导入开始后有新消息、不是群成员、群组不存在、不支持未读数。不写入任何数据。

请使用与导入相同的参数，并在导入时的位置运行：状态目录记录了从何时起算新消息。
开始之前会把输入多读一遍，因此不能使用标准输入。

示例：
  tim-unread verify members.csv --settings .env
  tim-unread verify members.csv --settings .env --sample 5000
  tim-unread verify members.csv --settings .env --sample 1% --seed 2

文件在 <输入文件>.tim-unread 中：verify.csv（既不一致、也不是被调低的每一行及
原因）、verify-summary.json、verify-checkpoint.json、log.jsonl。
`,

    status: '',

    report: `
一个独立的文件，含中英文：先是结论和数字，再是 check、import、verify 的结果、
调用次数和应答耗时的曲线、失败原因与处理办法。不联网，也不加锁。import、check、
verify 结束时会自动写入。多个输入文件合写一页：当前目录下的
tim-unread-report.html。

示例：
  tim-unread report members.csv
  tim-unread report monday.csv tuesday.csv --output both.html
  tim-unread report members.csv --xlsx
`,

    doctor: `
可以开始运行时以 0 退出。参数与 import 相同。不在本机或服务端写入任何内容；不加
--online 也不发送请求。密钥已隐藏：请先看一遍，再附在反馈中。

示例：
  tim-unread doctor
  tim-unread doctor members.csv --settings .env
  tim-unread doctor members.csv --settings .env --online
`,

    simulate: `
支持的接口：set_unread_msg_num、get_group_info、get_role_in_group、
get_specified_group_member_info、get_joined_group_list 和 account_check。

故障：KIND:SHARE%，可以有多个。KIND 可以是 ErrorCode（10002）、小于 1000 的 HTTP
状态码（502），或以下之一：
  reset、reset-after   关闭连接，在请求生效之前或之后
  hang、hang-after     一直不应答
  cut                  应答在中间断开
  html                 返回网页而不是 JSON
  drip                 应答一个字节一个字节地返回
  continue             应答之前返回并未请求的 HTTP 100
  headers              应答之前返回 64 KiB 的 HTTP 头
  late                 没有应答，4.5 秒之后才生效
也可以同时给出状态码和 ErrorCode（503/10002），或是状态码和 Retry-After 的秒数
（503-after-5），或是自相矛盾的应答：
  fail-0、no-status    ErrorCode 为 0，但 ActionStatus 是 FAIL，或没有；此时没有
                       设置未读数
  next-seq-0           NextMsgSeq 为 0
  seq-beyond           MsgSeq 大于 NextMsgSeq - 1
  two-counts           UnreadMsgNum 比 NextMsgSeq - 1 - MsgSeq 多 1
  other-group、other-member
                       应答的是别的群或成员
  short-page           不管查询多少，只返回一半
  left-out             列表的最后一个元素不返回
  odd-role             成员的角色是文档中没有的
  no-members           所有人都不是成员
  no-groups            所有群都不存在，就像缺少数据的服务器；此时没有设置未读数
  spoilt               列表中只要有不存在的或不是成员的，整个列表都被拒绝
KIND:SHARE%@COMMAND 只影响该接口；不写 @COMMAND 则影响所有接口。
KIND:SHARE%@COMMAND:GROUP 只影响提到该群的调用。
不带 % 的数字表示次数：403:1 只影响第一次。

读回：设置的未读数如何体现在读到的内容中，官方文档没有说明。
  seq         会移动成员的 MsgSeq：未读数 = NextMsgSeq - 1 - MsgSeq
  unread      同上，并且 get_joined_group_list 可以返回 UnreadMsgNum
  unrelated   另外保存，MsgSeq 不变

群：[{"groupId": "g1", "type": "Public", "messages": 100}]，每个群还可以有：
  members         账号：第一个是群主，第二个是管理员（默认：所有人都是成员）
  isActive        false：群主还没有发过消息的 Private 群
  lastMessageAt   最后一条消息的时间，1970 年以来的秒数
  unread          {"alice": 3}：开始时的未读数（默认：0）

示例：
  tim-unread simulate
  tim-unread simulate --rate 100 --latency 50 --jitter 100 --fault 10002:5% \\
    --fault reset:1%@get_group_info
  tim-unread simulate --groups fixtures/groups.json \\
    --accounts fixtures/accounts.json
                                 文件中没有的群和账号不存在
  curl -H "Authorization: Bearer $TIM_SIMULATOR_TOKEN" \\
    "$TIM_ENDPOINT/simulator/state"
                                 设置了什么，以及调用的频率
  curl -H "Authorization: Bearer $TIM_SIMULATOR_TOKEN" \\
    "$TIM_ENDPOINT/simulator/change" \\
    -d '{"newMessages": [{"groupId": "project-apollo", "count": 2}]}'
`,

    usersig: `
示例：
  tim-unread usersig --settings .env
`,

    rate: `
示例：
  tim-unread rate members.csv 80
  tim-unread rate members.csv 0
  tim-unread rate members.csv "08:00,60 23:00,200"
`,
    explain: `
示例：
  tim-unread explain 10010
  tim-unread explain TU_READS_REFUSED
  tim-unread explain exhausted 4
  tim-unread explain ENOSPC ECONNREFUSED 137
`,
  },
};
