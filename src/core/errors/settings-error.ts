import { ExitCode, TimUnreadError } from './error.ts';

/** The path given for a state folder is the path of a file. */
export type StateSettingsFact = { readonly kind: 'state-folder-is-file'; readonly folder: string };

/** Why no format can be chosen for an input. */
export type InputSettingsFact =
  | {
      readonly kind: 'format-unknown';
      readonly path: string;
      readonly isStandardInput: boolean;
      /** the formats that exist */
      readonly formats: readonly string[];
    }
  | { readonly kind: 'format-names-its-values'; readonly path: string };

/** What the text of a setting must be. */
export type ExpectedValue =
  | { readonly form: 'whole' | 'auto-or-whole'; readonly from: number; readonly to: number }
  | { readonly form: 'positive'; readonly to: number }
  | { readonly form: 'choice'; readonly choices: readonly string[] }
  | { readonly form: 'duration' }
  /** bytes, with a unit */
  | { readonly form: 'size' }
  /** of a UserSig */
  | { readonly form: 'lifetime' }
  /** calls per second, or such as `08:00,60 23:00,200` */
  | { readonly form: 'rate' }
  /** of a run that is on: 0 pauses it */
  | { readonly form: 'rate-or-pause' }
  /** such as 1/4 */
  | { readonly form: 'shard'; readonly to: number }
  /** a number or a share of rows: a limit for failures, or the size of a sample */
  | { readonly form: 'failure-limit' | 'sample-size' }
  | { readonly form: 'delimiter' | 'escape' }
  | { readonly form: 'account' }
  | { readonly form: 'json-path' }
  | { readonly form: 'column-names' | 'distinct-names' | 'positions' }
  /** `whole`: the complete map of columns, with the given and the default positions */
  | { readonly form: 'distinct-positions'; readonly whole: string }
  | { readonly form: 'url' | 'https-url' | 'https-unless-loopback' | 'origin' }
  | { readonly form: 'redis-url' | 'redis-url-without-password' | 'redis-primary' }
  | { readonly form: 'fault' };

/** What names the app, who calls, and by what right. */
export type Credential = 'sdkappid' | 'admin' | 'key';

/** Flags are named as they are typed, without the dashes. */
export type SettingsFact =
  | {
      readonly kind: 'wrong-value';
      readonly flag: string;
      /** the environment variable that can hold the value instead */
      readonly variable: string | undefined;
      readonly expected: ExpectedValue;
      readonly got: string;
    }
  /** `command`: what was typed, with the plain character instead */
  | { readonly kind: 'paste-accident'; readonly character: string; readonly command: string }
  /** of a variable: in its environment, or on a line of an env file */
  | {
      readonly kind: 'value-in-odd-quotes';
      readonly name: string;
      readonly character: string;
      readonly place: { readonly path: string; readonly line: number } | undefined;
    }
  /** it was taken away while a shell was in it */
  | { readonly kind: 'working-folder-gone' }
  /** flags that only lines of CSV have a meaning for */
  | { readonly kind: 'flags-of-csv'; readonly path: string; readonly flags: readonly ('skip-lines' | 'comment')[] }
  /** `near`: a file of the folder with nearly this name */
  | {
      readonly kind: 'settings-file-missing';
      readonly flag: string;
      readonly path: string;
      readonly near?: string | undefined;
    }
  | { readonly kind: 'settings-file-unreadable'; readonly flag: string; readonly path: string; readonly reason: string }
  | {
      readonly kind: 'settings-file-too-large';
      readonly flag: string;
      readonly path: string;
      readonly mostBytes: number;
    }
  | { readonly kind: 'key-file-empty'; readonly path: string }
  | { readonly kind: 'key-file-is-env-file'; readonly path: string }
  /** `isText`: its lines are, and none sets anything */
  | { readonly kind: 'env-file-sets-nothing'; readonly path: string; readonly isText: boolean }
  /** `name`: a variable or the path of a file */
  | { readonly kind: 'secret-unreadable'; readonly name: string; readonly isKey: boolean }
  /** a UserSig stands where a key is meant, or the reverse; `name` as above */
  | { readonly kind: 'secret-swapped'; readonly name: string; readonly isKey: boolean }
  | {
      readonly kind: 'credentials-missing';
      readonly missing: readonly Credential[];
      /** of the settings file that was given */
      readonly path?: string | undefined;
      /** by their flags: what names them, as the same input was asked for before */
      readonly before?: Readonly<Record<string, string>> | undefined;
    }
  | {
      readonly kind: 'proxy-unusable';
      readonly variable: string;
      /** as it should be spelled, where that can be told: without the password */
      readonly meant:
        | { readonly url: string; readonly hasLogin: boolean /** it names a script */; readonly isScript: boolean }
        | undefined;
    }
  | { readonly kind: 'proxy-is-socks'; readonly variable: string; readonly scheme: string; readonly host: string }
  | { readonly kind: 'columns-left-open'; readonly columns: readonly string[]; readonly typed: string }
  | { readonly kind: 'encoding-unknown'; readonly label: string }
  | { readonly kind: 'encoding-of-no-file'; readonly label: string }
  /** `iconvName`: the name that iconv uses */
  | { readonly kind: 'encoding-without-decoder'; readonly label: string; readonly iconvName: string }
  | { readonly kind: 'state-dir-missing' }
  /** there is no run whose rate could be changed */
  | { readonly kind: 'no-run-at-work'; readonly path: string }
  | { readonly kind: 'state-dir-shared' }
  /** there is no folder beside which that of many inputs could lie */
  | { readonly kind: 'state-dir-missing-for-many' }
  | { readonly kind: 'input-given-twice'; readonly path: string }
  /** `reader`: the setting or command that must read standard input twice */
  | { readonly kind: 'input-read-once'; readonly reader: 'verify' | 'only-changes' | 'on-duplicate' | 'strict' }
  | { readonly kind: 'usersig-given' }
  | { readonly kind: 'sdkappid-unfit'; readonly got: number }
  /** the process has all files open that it may */
  | { readonly kind: 'open-files-few'; readonly errorCode: string }
  | { readonly kind: 'admin-empty' }
  | { readonly kind: 'secret-key-empty' }
  | { readonly kind: 'usersig-lifetime-unfit'; readonly gotS: number }
  /** `meant`: codes that look like it */
  | { readonly kind: 'code-unknown'; readonly got: string; readonly meant: readonly string[] }
  /** a page would be written over a file that is none */
  | { readonly kind: 'output-no-page'; readonly path: string }
  /** no command has left anything of this input, nor of others that were named */
  | { readonly kind: 'nothing-to-report'; readonly path: string }
  | { readonly kind: 'output-not-written'; readonly path: string; readonly reason: string }
  | { readonly kind: 'port-unusable'; readonly reason: string }
  | {
      readonly kind: 'list-unfit';
      readonly flag: 'groups' | 'accounts';
      readonly path: string;
      readonly problem:
        | { readonly kind: 'unreadable'; readonly reason: string }
        | { readonly kind: 'too-large'; readonly mostBytes: number }
        | { readonly kind: 'no-json' | 'no-list' };
    };

/** A flag, a variable or a combination of them that makes no sense. */
export class SettingsError extends TimUnreadError<SettingsFact | InputSettingsFact | StateSettingsFact> {
  readonly code = 'TU_SETTINGS';
  readonly exitCode = ExitCode.usage;
}
