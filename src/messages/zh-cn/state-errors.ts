import type { KeptRows, Lack, NotOurs, ReadingDifference, StateHolder } from '../../core/errors/state-error.ts';
import type { Target } from '../../core/target/target.ts';
import { grouped, printable, shellWord } from '../../core/text/text.ts';
import type { stateErrors } from '../en/state-errors.ts';
import { localTime } from '../local-time.ts';
import { leftOut, mapText, READING_FLAGS } from '../reading-flags.ts';
import { zhReport } from './report.ts';
import { zhSystemText } from './system-errors.ts';

/** 状态目录为什么不能用，或属于另一次运行。 */
export const zhStateErrors: typeof stateErrors = {
  'checkpoint-unreliable': ({ path, why }) => ({
    text: `${path} ${UNRELIABLE[why]}；程序不会凭它猜测`,
    next: '请恢复完好的副本，或加 --restart 从第 1 行重新开始（原状态目录会加上日期保留）。',
  }),
  'checkpoint-newer': ({ path, version, knownVersion }) => ({
    text: `${path} 由更新版本的 tim-unread 写成（格式 ${version}，当前程序最高支持 ${knownVersion}）`,
    next: '请使用那个版本，或加 --restart 从第 1 行重新开始（原状态目录会加上日期保留）。',
  }),
  'checkpoint-missing': ({ path, foreign }) =>
    foreign.length === 0
      ? { text: `有上次运行的其他文件，却没有 ${path}`, next: `请把它放回去。${RESTART_IMPORT}` }
      : {
          text: `没有 ${path}，旁边却有不是运行留下的文件：${foreign.slice(0, 5).join('、')}`,
          next: '请用 --state-dir 换一个目录。如果它确实是某次运行的目录，请把该文件放回去。',
        },
  'rows-file-missing': ({ path }) => ({ text: `${path} 不见了`, next: PUT_BACK }),
  'rows-file-changed': ({ path, endedAtByte }) => ({
    text: `${path} 被改动过：写断点时它的长度是 ${endedAtByte} 字节`,
    next: PUT_BACK,
  }),
  'state-of-real-run': ({ folder }) => ({
    text: `${folder} 属于一次正式运行；演练会覆盖它的记录`,
    next: '请在另一个目录演练：--state-dir DIR。',
  }),
  'state-of-other-target': ({ folder, isAudit, before, now }) => ({
    text: `${folder} 属于针对${spaced(zhReport.target(before as Target))}的运行，而不是${spaced(zhReport.target(now as Target))}`.trim(),
    next: `请使用那次运行的设置，或用 --state-dir 换一个目录。${isAudit ? RESTART_AUDIT : RESTART_IMPORT}`,
  }),
  'state-of-other-reading': ({ folder, isAudit, differences, kept }) => ({
    text: `${folder} 所属的运行以不同的设置读取输入：${differences.map(difference).join('；')}${keptText(kept)}`,
    next: `${leftOut(differences, '、', (flags) => `请去掉 ${flags}：运行会按开始时的方式继续。`) ?? (isAudit ? SAME_OF_AUDIT : SAME)}${isAudit ? RESTART_AUDIT : RESTART_IMPORT}`,
  }),
  'state-of-single-inputs': ({ path, folder, inputs }) => ({
    text: `${inputs} 个输入文件合为一次运行，共用一个状态目录；但 ${path} 在 ${folder} 中已有自己的运行：它的行会再次发送`,
    next: '请像以前那样每次最多导入一百个：把新增的输入文件放到另一个目录，然后分别导入这两个目录。或移走这些运行的目录，从头导入所有行。',
  }),
  'state-of-other-inputs': ({ path, folder, inputs }) => ({
    text: `${folder} 属于 ${path} 中多个输入文件合为一次的运行，而现在给出的 ${inputs} 个输入文件与已完成的部分对不上：已完成的行会再次发送`,
    next: '请给出那次运行的全部输入文件：放回移走的文件，并把新增的文件放到另一个目录。然后再次输入同一条命令，从中断处继续。从未属于那次运行的输入文件，请用 --state-dir DIR 指定单独的状态目录。',
  }),
  'state-of-other-shares': ({ folder, before, now }) => ({
    text: `${folder} 属于${before === undefined ? '处理全部数据行的一次运行' : `把数据行分成 ${before} 份的运行`}，而本次${now === undefined ? '要处理全部数据行' : `只处理 ${now} 份中的一份`}：已完成的行会被重复发送`,
    next: `${before === undefined ? '去掉 --shard 后继续' : `用 --shard 1/${before}、2/${before} 等继续`}；要重新开始，请先移走该目录。`,
  }),
  'state-made-just-now': ({ folder }) => ({
    text: `${folder} 刚刚由另一次运行创建`,
    next: '请再次输入同一条命令。',
  }),
  'state-in-use': ({ folder, holder, isThisProcess }) => ({
    text: `${folder} 正在被${isThisProcess ? '这条命令自己以另一个目录名使用' : holderText(holder)}`,
    next: '请等那次运行结束，或在它的终端按 Ctrl-C 停止；然后再次输入同一条命令。',
  }),
  'state-not-ours': ({ path, why }) => ({ text: `${path} ${NOT_OURS[why].text}`, next: NOT_OURS[why].next }),
  'state-of-other-user': ({ path, folder, owner, isRoot }) => ({
    text: `${path} 属于${owner === 0 ? ' root（用 sudo 运行后会这样）' : `用户 ${owner}`}，而不是当前用户`,
    next: isRoot
      ? `请以那个用户的身份输入命令，不要用 sudo。${ANOTHER_FOLDER}`
      : `如果那次运行不是你自己的，请换一个目录：--state-dir DIR；没有写入，也没有发送任何内容。如果是，请把它改回自己名下，然后不用 sudo 再次输入命令：sudo chown -R "$(id -u)" ${shellWord(folder)}`,
  }),
  'state-folder-unusable': ({ path, reason }) => ({
    text: `状态目录 ${path} 无法使用：${zhSystemText(reason)}`,
    next: '请确认上级目录存在，或用 --state-dir 换一个目录。',
  }),
  'state-folder-has-foreign-files': ({ folder, names }) => ({
    text: `${folder} 里有不是运行留下的文件：${names.slice(0, 5).join('、')}`,
    next: '请用 --state-dir 换一个目录，或移走这些文件。',
  }),
  'state-folder-not-movable': ({ folder, errorCode }) => ({
    text: `状态目录 ${folder} 无法改名保留：它是挂载点，或正在使用（${errorCode}）`,
    next: '请用 --state-dir 指定它里面的一个目录，或另一个目录。',
  }),
  'state-lock-is-foreign': ({ path }) => ({
    text: `${path} 不是运行留下的文件`,
    next: '请用 --state-dir 换一个目录，或移走这个文件。',
  }),
  'state-folder-is-file': ({ folder }) => ({
    text: `${folder} 是文件，不是目录`,
    next: '请用 --state-dir 换一个目录。',
  }),
  'state-not-read': ({ path, reason, lack }) => ({
    text: `${path} 无法读取：${zhSystemText(reason)}`,
    next: `${remedyOf(lack)}；然后再次输入同一条命令即可继续，不会丢失任何一行。`,
  }),
  'state-not-written': ({ path, reason, lack }) => ({
    text: `${path} 无法写入：${zhSystemText(reason)}`,
    next: `${remedyOf(lack)}；然后再次输入同一条命令即可继续，不会丢失任何一行。`,
  }),
  'state-not-made': ({ path, reason, lack, name, isHomeOpen }) => ({
    text: `状态目录 ${path} 无法创建：${zhSystemText(reason)}`,
    next:
      lack === 'right' || lack === 'writable-disk'
        ? `请放在可写的位置，并且每次都指定它：--state-dir ${isHomeOpen ? '~' : '目录'}/${shellWord(name)}`
        : `${remedyOf(lack)}；然后再次输入同一条命令即可继续，不会丢失任何一行。`,
  }),
  'state-swapped': ({ path }) => ({
    text: `${path} 是运行期间别人放在那里的：不会向它写入任何内容`,
    next: '请查明谁能写入它的上级目录，把这次运行的目录连同其中的内容一起放回，然后再次输入同一条命令即可继续，不会丢失任何一行。',
  }),
  'state-beyond-input': ({ path, rows }) => ({
    text: `${path} 的状态目录记录了输入文件中并不存在的 ${grouped(rows)} 行`,
    next: '它不是这个输入文件的运行写下的。请加 --restart 从第 1 行重新开始（原状态目录会加上日期保留）。',
  }),
  'state-taken-over': ({ folder }) => ({
    text: `${folder} 已被另一台主机上的运行接管：本次运行停顿了半分钟以上`,
    next: '请让那次运行继续。tim-unread status 可查看它的进度。',
  }),
};

const UNRELIABLE = {
  empty: '是空文件',
  'not-json': '不是 JSON，或被截断',
  damaged: '已损坏',
  'wrong-checksum': '被改动过：校验和与内容不符',
};

const ANOTHER_FOLDER = '没有写入，也没有发送任何内容。请查明是谁放在那里的，或换一个目录：--state-dir DIR。';

const NOT_OURS: Readonly<Record<Exclude<NotOurs, 'other-owner'>, { readonly text: string; readonly next: string }>> = {
  link: { text: '是链接：运行时会写到它所指的文件', next: ANOTHER_FOLDER },
  'not-a-file': { text: '不是普通文件', next: ANOTHER_FOLDER },
  'several-names': { text: '在别处还有一个名字（硬链接）', next: ANOTHER_FOLDER },
  'open-folder': {
    text: '可被其他用户写入，里面的内容可能是任何人准备的',
    next: `请检查里面的内容，用 chmod 700 关闭权限，再次输入命令。${ANOTHER_FOLDER}`,
  },
  'too-large': { text: '远大于运行所产生的大小', next: ANOTHER_FOLDER },
};

const RESTART_IMPORT = '要从第 1 行重新开始，请加 --restart（这个目录会加上日期保留）。';
const RESTART_AUDIT = '要从第 1 行重新开始，请加 --restart（导入留在这里的内容保持不变）。';
const PUT_BACK = '请把它恢复原样，或加 --restart 从第 1 行重新开始（原状态目录会加上日期保留）。';
const remedyOf = (lack: Lack | undefined): string => {
  switch (lack) {
    case 'room':
      return '请在该磁盘上腾出空间（df -h；空间充足时，是文件数用尽： df -i）';
    case 'right':
      return '请取得访问它的权限（tim-unread doctor 会显示权限属于谁）';
    case 'writable-disk':
      return '请让该磁盘可写：它是以只读方式挂载的';
    case 'open-files':
      return '请允许本进程打开更多文件：ulimit -n 1024（服务用 LimitNOFILE=1024，Docker 用 --ulimit nofile=1024）';
    case 'place':
      return '请把被移走或删除的目录连同其中的内容一起放回';
    case undefined:
      return '请修复该磁盘，或把目录复制到别的磁盘';
  }
};

const spaced = (text: string): string => (/^\w/.test(text) ? ` ${text} ` : text);

const holderText = (holder: StateHolder | undefined): string =>
  holder
    ? printable(`主机 ${holder.host} 上的进程 ${holder.pid} 使用（自 ${localTime(holder.since)}）`)
    : '另一个刚刚启动的进程使用';

/** 例如 `--delimiter ";"，现在 ","`。 */
const SAME = '请使用相同的 --format、--encoding、--delimiter、--columns、--no-header 和 --on-duplicate。';
const SAME_OF_AUDIT =
  '请使用相同的 --format、--encoding、--delimiter、--columns、--no-header、--on-duplicate、--sample 和 --seed。';

const keptText = (kept: KeptRows | undefined): string => {
  if (!kept) return '';
  const { differing, gone, lines } = kept;
  const count = differing + gone;
  return `。已经发送过的 ${grouped(count)} 行会变成别的值${gone === 0 ? '' : '，或不再是数据行'}（${count > lines.length ? '例如' : ''}第 ${lines.join('、')} 行）`;
};

const difference = ({ field, before, now }: ReadingDifference): string =>
  `${FLAGS[field] ?? field} 原为 ${valueText(before)}，现为 ${valueText(now)}`;

const FLAGS: typeof READING_FLAGS = { ...READING_FLAGS, groupSeqs: '--group-seqs（文件内容的 SHA-256）' };

const valueText = (value: unknown): string =>
  value === undefined ? '未指定' : (mapText(value) ?? JSON.stringify(value));
