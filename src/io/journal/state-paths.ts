import { basename, extname, join } from 'node:path';
import type { ImportFiles, RunFiles } from '../../core/books/summary.ts';

/** The files of a run. */
export type StatePaths = {
  readonly folder: string;
  readonly checkpoint: string;
  readonly failures: string;
  /** undefined where the command keeps none */
  readonly lowered: string | undefined;
  readonly log: string;
  readonly summary: string;
  /** undefined where the command keeps none */
  readonly timeline: string | undefined;
  readonly report: string;
  /** the failures for a spreadsheet program */
  readonly workbook: string;
  readonly lock: string;
  /** the rate that somebody asked for since the run began */
  readonly rate: string;
};

export const statePaths = (folder: string): StatePaths & ImportFiles & { readonly timeline: string } => ({
  folder,
  checkpoint: join(folder, 'checkpoint.json'),
  failures: join(folder, 'failures.csv'),
  lowered: join(folder, 'lowered.csv'),
  log: join(folder, 'log.jsonl'),
  summary: join(folder, 'summary.json'),
  timeline: join(folder, 'timeline.json'),
  report: join(folder, 'report.html'),
  workbook: join(folder, 'failures.xlsx'),
  lock: join(folder, 'lock'),
  rate: join(folder, 'rate'),
});

/** The files of `check` or `verify`, beside those of the import. */
export const auditPaths = (folder: string, command: 'check' | 'verify'): StatePaths => ({
  ...statePaths(folder),
  checkpoint: join(folder, `${command}-checkpoint.json`),
  failures: join(folder, `${command}.csv`),
  lowered: undefined,
  timeline: undefined,
  summary: join(folder, `${command}-summary.json`),
});

/** The files of a command that its output names. */
export const runFiles = ({ checkpoint, failures, log }: StatePaths): RunFiles => ({ checkpoint, failures, log });

/** The files of an import. */
export const importFiles = (folder: string): ImportFiles => {
  const { checkpoint, failures, lowered, log } = statePaths(folder);
  return { checkpoint, failures, lowered, log };
};

/** Where the lines stand that are to take the place of a file of rows. */
export const replacementOf = (path: string): string => `${path}.next`;

const OUR_FILES: ReadonlySet<string> = new Set(
  [statePaths(''), auditPaths('', 'check'), auditPaths('', 'verify')]
    .flatMap(({ folder: _, ...files }) => Object.values(files))
    .filter((path) => path !== undefined)
    .flatMap((path) => [basename(path), `${basename(path)}.tmp`, replacementOf(basename(path))]),
);

/** What somebody else has made of a file of a run lies beside it: `failures.edited-1.csv`. */
export const editedName = (path: string, number: number): string => {
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}.edited-${number}${ending}`;
};

/** Full logs: `log.1.jsonl` is the oldest. */
export const fullLogName = (path: string, number: number): string => {
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}.${number}${ending}`;
};

const NUMBERED = /^(?:(?<edited>.+)\.edited|(?<log>log))[-.]\d+(?<ending>\.[a-z]+)$/;

const isNumbered = (name: string): boolean => {
  const { edited, log, ending } = NUMBERED.exec(name)?.groups ?? {};
  return log === undefined ? OUR_FILES.has(`${edited}${ending}`) : ending === '.jsonl';
};

// Our own files can be inputs too. Then their state folders lie in here.
const OF_OUR_FILES = /^(failures|lowered|check|verify)\.csv\.tim-unread/;

/** @returns whether a run may have left a file of this name in its state folder */
export const isOurs = (name: string): boolean =>
  OUR_FILES.has(name) || isLeftBehind(name) || isNumbered(name) || OF_OUR_FILES.test(name);

/** @returns whether a run that was killed left it, while it replaced one of its files */
export const isLeftBehind = (name: string): boolean => {
  const file = /^(.+)\.[0-9a-f]{16}\.tmp$/.exec(name)?.[1];
  return file !== undefined && OUR_FILES.has(file);
};

/** @returns whether only a run that has begun leaves a file of this name */
export const isOfBegunRun = (name: string): boolean => name === 'failures.csv' || name === 'summary.json';

const CHECKPOINTS: ReadonlySet<string> = new Set(
  [statePaths(''), auditPaths('', 'check'), auditPaths('', 'verify')].map(({ checkpoint }) => checkpoint),
);

/** @returns whether it is where a command keeps how far it is, which it writes before any other file but the lock */
export const isCheckpoint = (name: string): boolean => CHECKPOINTS.has(name);

/** @returns whether a run that leaves a file of this name has left its checkpoint before */
export const needsCheckpoint = (name: string): boolean =>
  OUR_FILES.has(name) && extname(name) !== '' && !name.endsWith('.tmp') && !isCheckpoint(name);
