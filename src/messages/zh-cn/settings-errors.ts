import type { ExpectedValue, SettingsFact } from '../../core/errors/settings-error.ts';
import { sizeText } from '../../core/text/size.ts';
import { halfWidthOf, printable, shellWord } from '../../core/text/text.ts';
import type { settingsErrors } from '../en/settings-errors.ts';
import { zhSystemText } from './system-errors.ts';

const ENCODINGS = 'gb18030、gbk、big5、shift_jis、euc-jp、euc-kr、windows-1252、utf-16le 或 utf-16be';

const CREDENTIALS = {
  sdkappid: '--sdkappid（TIM_SDKAPPID）',
  admin: '--admin（TIM_ADMIN）',
  key: '密钥（--secret-key-file 文件，或 TIM_SECRET_KEY）或 TIM_USERSIG',
};

const LINES = { sdkappid: 'TIM_SDKAPPID=…', admin: 'TIM_ADMIN=…', key: 'TIM_SECRET_KEY=…' };

const ESCAPES_IN_LOGIN = '用户名和密码中的 \\ 写成 %5C，# 写成 %23，/ 写成 %2F，? 写成 %3F，@ 写成 %40，% 写成 %25。';

const REGIONS =
  '其中之一：cn 中国、sgp 新加坡、kr 韩国、jpn 日本、ger 德国、usa 美国、idn 印度尼西亚、ksa 沙特阿拉伯、ind 印度';

const LISTS = {
  groups: '[{"groupId": "g1", "type": "Public", "messages": 100, "members": ["alice"]}]',
  accounts: '["alice", "bob"]',
};

// By what stands where a plain character is meant.
const ACCIDENTS: Readonly<Record<string, string>> = {
  '=': '--columns 中等号的两边写反了：tim-unread 使用的名称在前',
  '-': '选项名以两个连字符开头',
  ' ': '--columns 中有空格，空格后面的部分会被当成文件名',
  ',': '--columns 只写了输入中的列名，没有写明各列是三个值中的哪一个',
};

/** 设置本身，或几项设置放在一起，为什么不成立。 */
export const zhSettingsErrors: typeof settingsErrors = {
  'wrong-value': ({ flag, variable, expected, got }) => ({
    text: `--${flag}${variable === undefined ? ' ' : `（${variable}）`}应为${flag === 'region' ? REGIONS : expectedText(expected)}，实际为 ${gotText(got)}`,
    next: halfWidthNext(got) ?? '各项设置见该命令的 --help。',
  }),
  'paste-accident': ({ character, command }) => ({
    text:
      ACCIDENTS[character] ??
      (character.length > 1
        ? `--columns 中的 ${printable(character, 60)} 不是三个名称之一：应照原样写 GroupId、Member_Account、UnreadMsgNum`
        : `命令中应写半角字符的地方出现了 ${printable(character)}，输入法或粘贴时的自动替换会造成这种情况`),
    next: `请改为输入：${command}`,
  }),
  'value-in-odd-quotes': ({ name, character, place }) => ({
    text: `${place === undefined ? '' : `${place.path}：第 ${place.line} 行：`}${name} 的值两端有 ${character}，它在设置文件里不是引号，而会成为值的一部分`,
    next: `请不加引号，或用半角引号：${name}="…"`,
  }),
  'working-folder-gone': () => ({
    text: '输入命令时所在的目录已经不存在：被删除，或被同名的新目录替换',
    next: '请重新进入该目录或换一个目录，然后再次输入同一条命令： cd "$PWD"',
  }),
  'flags-of-csv': ({ path, flags }) => ({
    text: `${flags.map((flag) => `--${flag}`).join(' 和 ')} 用于 CSV 和 TSV，而 ${path} 是 JSON`,
    next: '请去掉。不是 JSON 的行会列为无效行，不会产生调用。',
  }),
  'settings-file-missing': ({ flag, path, near }) => ({
    text: `--${flag} ${path}：没有这个文件`,
    next: near === undefined ? '请检查文件名和当前所在的目录。' : `您要输入的是这个吗？ ${shellWord(near)}`,
  }),
  'settings-file-unreadable': ({ flag, path, reason }) => ({
    text: `--${flag} ${path} 无法读取：${zhSystemText(reason)}`,
    next: '请检查文件名，以及是否有读取权限。',
  }),
  'settings-file-too-large': ({ flag, path, mostBytes }) => ({
    text: `--${flag} ${path} 超过 ${sizeText(mostBytes)}，不会是设置文件`,
    next: '请指定只含设置（或密钥）的文件。',
  }),
  'key-file-empty': ({ path }) => ({ text: `${path} 是空文件`, next: '它应当只含密钥，别无其他内容。' }),
  'key-file-is-env-file': ({ path }) => ({
    text: `${path} 是 env 文件：里面写了密钥的变量名，而密钥文件只含密钥本身`,
    next: `请这样指定：--settings ${shellWord(path)}`,
  }),
  'env-file-sets-nothing': ({ path, isText }) => ({
    text: `${path} 不是 env 文件：${isText ? '没有一行是 NAME=value' : '不是文本'}`,
    next: '请指定写有 TIM_SDKAPPID=…、TIM_ADMIN=… 和 TIM_SECRET_KEY=… 的文件，每行一项。',
  }),
  'secret-swapped': ({ name, isKey }) => ({
    text: isKey ? `${name} 里是 UserSig，而这里应当是密钥` : `${name} 里是密钥，而这里应当是 UserSig`,
    next: isKey
      ? '请把 UserSig 写成 TIM_USERSIG=…；或者把控制台的密钥写成 TIM_SECRET_KEY=…，需要时会自动生成新的 UserSig。'
      : '请把密钥写成 TIM_SECRET_KEY=…，并取消设置 TIM_USERSIG。',
  }),
  'secret-unreadable': ({ name, isKey }) => ({
    text: `${name} 含有${isKey ? '密钥' : ' UserSig '}不可能有的字符：还是示例文字、不是文本，或是其他编码`,
    next: isKey ? '请从控制台重新复制密钥，存为纯文本。' : '请重新复制 UserSig，存为纯文本。',
  }),
  'credentials-missing': ({ missing, path, before }) => {
    const text = `缺少：${missing.map((one) => CREDENTIALS[one]).join('；')}`;
    if (before) return { text, next: '同一输入之前的命令带有这些设置，这一条没有。' };
    return path === undefined
      ? {
          text,
          next: '这些都可以在控制台查到；请写入文件，并加 --settings 文件。没有账号也可以演练：npx tim-unread import 文件 --simulator',
        }
      : {
          text: `缺少下列设置，${path} 中也没有：${missing.map((one) => CREDENTIALS[one]).join('；')}`,
          next: `这些都可以在控制台查到；请写入 ${path}，各占一行：${missing.map((one) => LINES[one]).join('  ')}`,
        };
  },
  'proxy-unusable': ({ variable, meant }) => {
    const text = `${variable} 不是代理的 URL（其中可能含有密码，因此不显示）`;
    if (meant === undefined) {
      return { text, next: `例如 ${variable}=http://proxy.example:8080，或取消这个变量。${ESCAPES_IN_LOGIN}` };
    }
    const url = printable(meant.url, 300);
    if (meant.hasLogin) return { text, next: `请写成：${variable}='${url}'。${ESCAPES_IN_LOGIN}` };
    return meant.isScript
      ? {
          text: `${variable} 指向一个选择代理的脚本，本程序不运行脚本`,
          next: `请直接写代理：在脚本中找到 PROXY host:port，写成 ${variable}=http://host:port`,
        }
      : { text, next: `只写协议、主机和端口：${variable}=${url}` };
  },
  'proxy-is-socks': ({ variable, scheme, host }) => ({
    text: `${variable} 指向 SOCKS 代理（${printable(scheme, 20)}://${printable(host, 200)}），本程序只支持 HTTP 代理`,
    next: `许多代理同时提供 HTTP 端口，请改用它：${variable}=http://host:port。否则请在它前面加一个 HTTP 代理（privoxy、gost），或在不经代理也能访问服务端时取消 ${variable}。`,
  }),
  'columns-left-open': ({ columns, typed }) => ({
    text: `--columns 没有写明 ${columns.join(' 和 ')} 在哪一列：${typed}`,
    next: '请把每个 ? 换成列号（从 1 开始），例如：--no-header --columns GroupId=2,Member_Account=1,UnreadMsgNum=3',
  }),
  'encoding-unknown': ({ label }) => ({
    text: `--encoding ${quotedLabel(label)} 不是当前 Node 能解码的编码名称（Encoding Standard）`,
    next: `可用的例如 ${ENCODINGS}；或先把文件转换为 UTF-8： iconv -f ENCODING -t UTF-8 FILE > NEWFILE`,
  }),
  'encoding-of-no-file': ({ label }) => ({
    text: `--encoding ${quotedLabel(label)} 是 Encoding Standard 中的名称，但不是文件的编码`,
    next: `可用的例如 ${ENCODINGS}；或先把文件转换为 UTF-8： iconv -f ENCODING -t UTF-8 FILE > NEWFILE`,
  }),
  'encoding-without-decoder': ({ label, iconvName }) => ({
    text: `--encoding ${quotedLabel(label)} 在 Encoding Standard 中没有解码器，Node 无法解码`,
    next: `可用的编码例如 ${ENCODINGS}。请先把文件转换为 UTF-8： iconv -f ${iconvName} -t UTF-8 FILE > NEWFILE`,
  }),
  'state-dir-missing': () => ({
    text: '标准输入需要 --state-dir',
    next: '请指定存放运行文件的目录，每次用同一个：--state-dir ./stdin.tim-unread',
  }),
  'state-dir-missing-for-many': () => ({
    text: '这些输入没有共同的上级目录可以存放状态目录',
    next: '请指定一个，每次用同一个：--state-dir DIR',
  }),
  'no-run-at-work': ({ path }) => ({
    text: `没有正在处理 ${path} 的运行`,
    next: '请写出那次运行的输入，以及它使用的 --state-dir 或 --shard。下一次运行的频率用 --rate N 指定。',
  }),
  'state-dir-shared': () => ({
    text: '--state-dir 只能用于一个输入文件，或合为一次运行的一百个以上的输入文件',
    next: '请逐个导入文件，或去掉 --state-dir。',
  }),
  'input-given-twice': ({ path }) => ({ text: `${path} 写了两次`, next: '每个输入文件只写一次。' }),
  'input-read-once': ({ reader }) =>
    reader === 'verify'
      ? { text: '标准输入只能读一次，而 verify 需要读两次', next: '请把数据行存为文件，再指定文件名。' }
      : {
          text: `标准输入只能读一次，而 --${reader} 需要读两次`,
          next: `请把数据行存为文件，再指定文件名；或去掉 --${reader}。`,
        },
  'usersig-given': () => ({ text: '已经设置了 TIM_USERSIG', next: '要生成新的，请取消它并指定密钥。' }),
  'sdkappid-unfit': ({ got }) => ({ text: `--sdkappid 应为整数，实际为 ${got}`, next: '可以在控制台查到。' }),
  'open-files-few': ({ errorCode }) => ({
    text: `本进程可同时打开的文件太少（${errorCode}）`,
    next: '请提高上限，然后再次输入同一条命令：ulimit -n 1024（服务用 LimitNOFILE=1024，Docker 用 --ulimit nofile=1024）',
  }),
  'admin-empty': () => ({ text: '管理员账号为空', next: '请指定 --admin 或 TIM_ADMIN。' }),
  'secret-key-empty': () => ({ text: '密钥为空', next: '请指定 --secret-key-file 或 TIM_SECRET_KEY。' }),
  'usersig-lifetime-unfit': ({ gotS }) => ({ text: `有效期应为整数秒，实际为 ${gotS}`, next: '例如 24h。' }),
  'nothing-to-report': ({ path }) => ({
    text: `${shellWord(path)} 还没有运行过 check、import 或 verify，没有可以报告的内容`,
    next: '请给出那次运行的输入文件，或用 --state-dir 指定状态目录。',
  }),
  'output-no-page': ({ path }) => ({
    text: `--output ${shellWord(path)} 不能用作报告的文件名：必须以 .html 结尾`,
    next: '请改为 --output report.html，或去掉该参数。',
  }),
  'code-unknown': ({ got, meant }) => ({
    text: `${JSON.stringify(printable(got, 60))} 不是接口错误码、程序的错误代号、数据行的类别、系统错误码，也不是退出码`,
    next:
      meant.length > 0
        ? `您要查的是这个吗？tim-unread explain ${meant.join(' ')}`
        : '请给出例如 10010、TU_READS_REFUSED、exhausted、ENOSPC 或 4；全部代码见 docs/zh-CN/error-codes.md。',
  }),
  'output-not-written': ({ path, reason }) => ({
    text: `${path} 无法写入：${zhSystemText(reason)}`,
    next: '请指定一个已存在且可写的目录中的文件：--output FILE.html',
  }),
  'port-unusable': ({ reason }) => ({
    text: `端口不可用：${zhSystemText(reason)}`,
    next: '请换一个 --port；不写则自动选择空闲端口。',
  }),
  'list-unfit': ({ flag, path, problem }) => ({
    text: `--${flag} ${path}：${listProblem(flag, problem)}`,
    next: `应为 JSON 数组，例如 ${LISTS[flag]}。`,
  }),
};

type FactOf<K extends SettingsFact['kind']> = Extract<SettingsFact, { readonly kind: K }>;

/** 过长的值可能是放错位置的密钥；URL 中可能是密钥的部分不显示。 */
const halfWidthNext = (got: string): string | undefined => {
  const half = halfWidthOf(got);
  return half && `请用半角字符输入：${gotText(half)}`;
};

const gotText = (got: string): string => {
  const shown = got.replace(/^([a-z][a-z0-9+.-]*:\/\/).*@/is, '$1…@').replace(/\?.*$/s, '?…');
  return shown.length > 60 ? `一段 ${got.length} 个字符的文本` : JSON.stringify(shown);
};

const quotedLabel = (label: string): string => JSON.stringify(printable(label, 60));

const listProblem = (flag: 'groups' | 'accounts', problem: FactOf<'list-unfit'>['problem']): string => {
  if (problem.kind === 'unreadable') return zhSystemText(problem.reason);
  if (problem.kind === 'too-large') return `超过 ${sizeText(problem.mostBytes)}`;
  if (problem.kind === 'no-json') return '不是 JSON';
  return flag === 'groups' ? '不是群组列表' : '不是账号列表';
};

const expectedText = (expected: ExpectedValue): string => {
  switch (expected.form) {
    case 'whole':
      return ` ${expected.from} 到 ${expected.to} 的整数`;
    case 'auto-or-whole':
      return ` auto，或 ${expected.from} 到 ${expected.to} 的整数`;
    case 'positive':
      return `大于 0、不超过 ${expected.to} 的数`;
    case 'choice':
      return `其中之一：${expected.choices.join('、')}`;
    case 'distinct-positions':
      return `三个不同的列号（没有写的仍为 1、2、3：${expected.whole}）`;
    default:
      return EXPECTED[expected.form];
  }
};

const EXPECTED = {
  duration: '时长，例如 90s、30m 或 2h',
  size: '大小，例如 512M 或 50G',
  lifetime: '有效期，例如 24h 或 60d，至少 1s，最多 50 年（18250d）',
  'failure-limit': '行数，或比例（例如 5%）',
  rate: '大于 0 的每秒调用数，例如 80；或按时段，例如 "08:00,60 23:00,200"',
  'rate-or-pause': '每秒调用数，例如 80，0 表示暂停；或按时段，例如 "08:00,60 23:00,200"',
  shard: '最多一千份中的一份，例如 1/4',
  'sample-size': '行数（例如 5000），或比例（例如 1%）',
  account: '账号：最多 32 个可打印 ASCII 字符，两端没有引号',
  escape: "反斜杠：'\\\\'",
  delimiter: '一个 ASCII 字符（也可以写成 \\t 或 \\x01），不能是引号、换行或 NUL',
  'json-path': '通向数组的各级键名，用点连接：data.items',
  'column-names': '这种形式：GroupId=列名,Member_Account=列名,UnreadMsgNum=列名',
  'distinct-names': '三个不同的列名',
  positions: '列号（从 1 开始，与 --no-header 同用），例如 GroupId=2,Member_Account=3,UnreadMsgNum=1',
  url: ' URL，例如 https://console.tim.qq.com',
  'https-url': ' https: 开头的 URL',
  'https-unless-loopback': ' https:（用 http: 会让网络上的所有人看到 UserSig；只有本机回环地址可以用）',
  'redis-url': ' URL，例如 redis://host:6379 或 rediss://host:6380/0',
  'redis-primary': '单个 Redis 的 URL：Sentinel 后面的主节点、不属于集群的 Redis，或指向它的代理',
  'redis-url-without-password': '不含登录信息的 URL：命令行参数会显示在进程列表里。请把完整的 URL 写入 TIM_REDIS',
  origin: '协议加域名，例如 https://console.tim.qq.com',
  fault: ' KIND:SHARE% 或 KIND:N，例如 10002:5%、403:1 或 reset:1%@get_group_info',
};
