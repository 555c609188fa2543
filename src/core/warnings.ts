import type { RunCommand } from './books/summary.ts';
import type { StateHolder } from './errors/state-error.ts';
import type { ColumnNames } from './row/columns.ts';
import type { InputRemark, Recognised } from './row/remark.ts';
import type { Damage } from './text/mended.ts';

/**
 * What was noticed of an input. `better`: the command that reads it right, where one does. `delimiter`: of its values, where
 * programs that know nothing of its format can change them
 */
type RemarkWarning = InputRemark & {
  readonly path: string;
  readonly better: string | undefined;
  readonly delimiter?: string | undefined;
  /** no flag says how its values are quoted */
  readonly isJson?: boolean;
  readonly unpack?: string | null | undefined;
  /** what the three columns or keys are called, where the text is UTF-8 and they have names */
  readonly names?: ColumnNames | undefined;
};

/** What is to be told of a line of an env file. */
export type EnvLine =
  /** it sets nothing; `odd`: the character that stands for = */
  | { readonly kind: 'env-line-without-equals'; readonly line: number; readonly odd: string | undefined }
  /** something stood before the name, and was taken off */
  | { readonly kind: 'env-name-mended'; readonly line: number; readonly name: string }
  /** it looks like one of ours, and is none; `meant`: the one that it looks like */
  | {
      readonly kind: 'env-name-unknown';
      readonly line: number;
      readonly name: string;
      readonly meant: string | undefined;
    }
  /** a # in it begins a comment */
  | { readonly kind: 'env-value-cut'; readonly line: number; readonly name: string }
  /** Node has read this variable before it read the file */
  | { readonly kind: 'env-read-at-start'; readonly line: number; readonly name: string };

/** A warning that stops nothing. `kind` names its text in every language of `src/messages`. */
export type Warning =
  /** what was recognised of an input, and is not as usual */
  | (Recognised & { readonly kind: 'recognised'; readonly path: string })
  | { readonly kind: 'secret-readable'; readonly path: string }
  /** others may change to which app and target the rows go */
  | { readonly kind: 'settings-writable'; readonly path: string }
  /** `owner`: ID of the user */
  | { readonly kind: 'settings-of-other-user'; readonly path: string; readonly owner: number }
  /** Node acts on the flag `--env-file` as well */
  | { readonly kind: 'env-file-is-of-node' }
  | { readonly kind: 'variable-wins'; readonly name: string; readonly envFile: string }
  | (EnvLine & { readonly path: string })
  /** beside those that were told */
  | { readonly kind: 'env-lines-without-equals'; readonly path: string; readonly count: number }
  /** what cannot be meant was taken off a setting; `path`: of the file that it stands in */
  | {
      readonly kind: 'setting-mended';
      readonly name: string;
      readonly path: string | undefined;
      readonly taken: readonly Damage[];
    }
  /** a file of settings, which is read as it is */
  | { readonly kind: 'settings-in-utf-16'; readonly path: string; readonly encoding: string }
  | { readonly kind: 'rate-above-vendor'; readonly perSecond: number; readonly vendorPerSecond: number }
  /** V8 ends the process when it has no more */
  | { readonly kind: 'memory-small'; readonly bytes: number }
  /** so few connections keep the pace only while calls take no longer than `upToMs` */
  | {
      readonly kind: 'open-files-few';
      readonly openFiles: number;
      readonly connections: number;
      readonly upToMs: number;
      readonly perSecond: number;
    }
  | { readonly kind: 'region-unused'; readonly region: string; readonly endpoint: string }
  | { readonly kind: 'duplicates-per-input' }
  /** folders in a folder have inputs too, which are not read; `first`: the path of one of them */
  | { readonly kind: 'subfolders-unread'; readonly folder: string; readonly count: number; readonly first: string }
  /** corrected copies of failed rows in a folder, or that a pattern finds, are no part of it; `first`: the path of one of them */
  | { readonly kind: 'copies-unread'; readonly folder: string; readonly count: number; readonly first: string }
  /** of many inputs some have no byte; `path`: the first of them */
  | { readonly kind: 'inputs-empty'; readonly path: string; readonly count: number }
  /** of many inputs, what was told of the first ones holds for others too */
  | { readonly kind: 'told-of-more'; readonly times: number }
  /** the input has no rows: a failed export often leaves only a header; `isBelowHeader`: the file has a header */
  | { readonly kind: 'no-rows'; readonly path: string; readonly isBelowHeader: boolean }
  /** the last line has no line break: a row that was cut off inside its count still looks like a row */
  | { readonly kind: 'open-line'; readonly path: string }
  | RemarkWarning
  | { readonly kind: 'folder-not-locked'; readonly folder: string }
  /** a run on another host was at work here a moment ago */
  | { readonly kind: 'waiting-for-holder'; readonly folder: string; readonly holder: StateHolder }
  /** a program copies the folder to other machines; `sign`: the name of a folder or file that shows it */
  | { readonly kind: 'folder-synced'; readonly folder: string; readonly sign: string }
  /** a run begins where files lie that no run leaves */
  | { readonly kind: 'folder-has-foreign-files'; readonly folder: string; readonly names: readonly string[] }
  /** names that differ only in case are the same there */
  | { readonly kind: 'folder-folds-case'; readonly folder: string }
  /** see `TakenOver` */
  | {
      readonly kind: 'rows-taken-over';
      readonly command: RunCommand;
      readonly folder: string;
      readonly rows: number;
      readonly from: { readonly user: string; readonly host: string } | null;
    }
  /** the file system keeps neither owners nor modes */
  | { readonly kind: 'folder-not-private'; readonly folder: string }
  /**
   * The input is read in another encoding than before, UTF-8 where it is undefined. `rows`: had failed as invalid, and are valid
   * now. `differing`: settled rows that have another value in this encoding
   */
  | {
      readonly kind: 'rows-reopened';
      readonly path: string;
      readonly rows: number;
      readonly differing: number;
      /** what is another one now */
      readonly by: 'encoding' | 'settings';
      readonly now: string | undefined;
    }
  /** the run goes on without a log */
  | { readonly kind: 'report-not-written'; readonly path: string; readonly reason: string }
  | { readonly kind: 'log-not-written'; readonly path: string; readonly reason: string };

/** Progress of the scan that finds superseded rows before the rows of an input are sent. */
export type Scanning = { readonly path: string; readonly doneBytes: number; readonly sizeBytes: number | undefined };
