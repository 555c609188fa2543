import { shellWord } from '../core/text.ts';
import { type Flags, flagText } from './settings.ts';

// What decides where the rows go and how fast.
const TARGET_FLAGS = ['simulator', 'envFile', 'sdkappid', 'admin', 'secretKeyFile', 'region', 'endpoint', 'rate'];
// What belongs to one input.
const INPUT_FLAGS = ['format', 'encoding', 'delimiter', 'noHeader', 'columns', 'onDuplicate', 'stateDir'];

/** `import` of the inputs that the flags were typed for. */
export const importCommand = (paths: readonly string[], flags: Flags): string =>
  compose(paths, flags, [...INPUT_FLAGS, ...TARGET_FLAGS]);

/** Another command for the same inputs. */
export const otherCommand = (command: string, paths: readonly string[], flags: Flags): string =>
  compose(paths, { ...flags, simulator: undefined }, [...INPUT_FLAGS, ...TARGET_FLAGS], command);

/** `import` of a corrected copy of `failures.csv`, which has names and separators of its own. */
export const feedBackCommand = (flags: Flags): string => compose(['corrected.csv'], flags, TARGET_FLAGS);

/** The command that was typed, without `--restart`, which would begin again, and without those named. */
export const sameCommand = (words: readonly string[], withoutValueOf: readonly string[] = []): string => {
  const kept = words.filter(
    (word, at) =>
      word !== '--restart' &&
      !withoutValueOf.includes(word) &&
      !withoutValueOf.includes(words[at - 1] ?? '') &&
      !withoutValueOf.some((flag) => word.startsWith(`${flag}=`)),
  );
  return ['npx tim-unread', ...kept.map(shellWord)].join(' ');
};

const compose = (paths: readonly string[], flags: Flags, names: readonly string[], command = 'import'): string => {
  const words = names.flatMap((name) => {
    const value = flags[name];
    if (value === undefined || value === false) return [];
    return value === true ? [flagText(name)] : [flagText(name), shellWord(value)];
  });
  const place = paths.includes('-') && flags.stateDir === undefined ? ['--state-dir members.state'] : [];
  return [`npx tim-unread ${command}`, ...paths.map(shellWord), ...words, ...place].join(' ');
};
