import { realpathSync } from 'node:fs';
import { basename, delimiter, dirname, join, relative, resolve } from 'node:path';
import type { Environment } from './flags/settings.ts';
import { typedWord } from './shell.ts';

export const NAME = 'tim-unread';

/** What a process knows of how it was started. */
export type Started = {
  /** `process.argv` */
  readonly argv: readonly string[];
  readonly environment: Environment;
  /** undefined where it is there no more */
  readonly cwd: string | undefined;
};

/**
 * The words that start this program once more, so that a proposed command can be pasted: `npx tim-unread` where that was
 * typed, `tim-unread` where it is installed, else `node` and the file, behind `--` so that Node takes no flag for its own.
 */
export const programWords = ({ argv, environment, cwd }: Started): string => {
  if (isOfNpx(environment)) return `npx ${NAME}`;
  const script = argv[1] ?? '';
  if (environment.PATH?.split(delimiter).some((folder) => folder !== '' && leadsTo(folder, script))) {
    // A script of npm puts this folder into the path for as long as it runs.
    return isOfProject(script) ? `npx ${NAME}` : NAME;
  }
  if (isOfProject(script)) return `npx ${NAME}`;
  const near = cwd === undefined ? '' : relative(cwd, script);
  const path = near.startsWith('..') || near === '' ? script : near;
  return `node -- ${typedWord(path)}`;
};

/** npx tells its child what it runs; the children of other programs that npx runs inherit that. */
const isOfNpx = ({ npm_lifecycle_event: event, npm_lifecycle_script: script = '' }: Environment): boolean =>
  event === 'npx' && /^['"]?tim-unread(?:['"\s]|$)/.test(script);

const isOfProject = (script: string): boolean => basename(dirname(script)) === '.bin';

/** Windows has a file `tim-unread.cmd` beside the folder of the package. */
const leadsTo = (folder: string, script: string): boolean => {
  if (resolve(folder, NAME) === resolve(script)) return true;
  if (script.startsWith(join(folder, 'node_modules', NAME))) return true;
  const there = realOf(join(folder, NAME));
  return there !== undefined && there === realOf(script);
};

const realOf = (path: string): string | undefined => {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
};
