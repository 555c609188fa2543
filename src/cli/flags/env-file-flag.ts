import { flagText } from './flag-table.ts';

const OF_NODE = /^--env-file(?==|$)/;

/**
 * `--env-file` is `--settings` under a name that Node acts on too: npx and npm are programs of Node, which reads the file
 * before a line of ours and runs what a `NODE_OPTIONS` in it says. So commands are proposed with the other name.
 */
export const withoutFlagOfNode = (words: readonly string[]): readonly string[] => {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  return words.map((word, at) => (at < end ? word.replace(OF_NODE, flagText('envFile')) : word));
};
