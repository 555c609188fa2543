import type { usageTexts } from '../en/usage.ts';

/** 命令行本身写错时的提示。 */
export const zhUsage: typeof usageTexts = {
  'unknown-option': ({ flag, meant, of }) =>
    `错误：没有 ${flag} 这个参数${of.length > 0 ? ofText(of) : meantText(meant)}`,
  'unknown-command': ({ name, meant }) => `错误：没有 ${name} 这个命令${meantText(meant)}`,
  'argument-missing': ({ isCode }) =>
    isCode ? '错误：缺少代码，请在命令后面写上要解释的代码，例如 10010' : '错误：缺少输入文件，请在命令后面写上文件名',
  'value-missing': ({ flag }) => `错误：参数 ${flag} 后面缺少值`,
  'too-many-arguments': ({ expected, got }) => `错误：参数过多，应为 ${expected} 个，实际有 ${got} 个。`,
  other: ({ said }) => said,
};

const meantText = (meant: readonly string[]): string =>
  meant.length === 0 ? '' : `\n（您要输入的是 ${meant.join('、')} 吗？）`;

const ofText = (commands: readonly string[]): string => `\n（这是 ${commands.join('、')} 的参数，要写在命令名之后。）`;
