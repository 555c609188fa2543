import type { TimUnreadError } from './errors/error.ts';
import type { StateHolder } from './errors/state-error.ts';
import type { Inspection } from './row/inspection.ts';

/** A setting with its origin; `value` is null where it is a secret. */
export type ShownSetting = {
  readonly name: string;
  readonly value: string | null;
  /** of a hidden value, to tell an empty or a cut one */
  readonly hiddenLength: number | undefined;
  readonly origin: 'flag' | 'environment' | 'env-file' | 'default';
  /** the env file that it stands in */
  readonly path: string | undefined;
};

export type SystemFacts = {
  readonly node: string;
  readonly openssl: string;
  readonly platform: string;
  readonly release: string;
  readonly arch: string;
  /** most files that the process may have open; undefined where the system has no such limit */
  readonly openFiles: number | undefined;
};

export type TerminalFacts = {
  /** undefined: standard output is no terminal */
  readonly columns: number | undefined;
  /** the variable that decides, and its value, which names the encoding: `LANG=C.UTF-8` */
  readonly locale: { readonly variable: string; readonly value: string } | undefined;
};

export type ProxyFacts = { readonly origin: string; readonly hasLogin: boolean; readonly notFor: string };

export type FolderFacts = {
  readonly path: string;
  readonly isThere: boolean;
  /** as in `chmod`; undefined where there is no folder yet, or the file system keeps none */
  readonly mode: number | undefined;
  /** the folder, or the one that it is to be made in */
  readonly isWritable: boolean;
  readonly freeBytes: number | undefined;
  readonly runningBy: StateHolder | undefined;
};

/** What one question to the target has shown. */
export type OnlineFacts = {
  /** whose addresses were looked up: the proxy's where there is one */
  readonly host: string;
  readonly addresses: readonly string[];
  readonly tls:
    | { readonly protocol: string; readonly subject: string; readonly issuer: string; readonly validUntil: string }
    | undefined;
  readonly tookMs: number;
  /** how far this machine's clock is ahead of the target's, milliseconds; undefined where the reply had no date */
  readonly clockAheadMs: number | undefined;
  /** the target takes calls of this account */
  readonly isAccepted: boolean;
};

/** What `doctor` finds. `obstacles` are what keeps a run from beginning. */
export type Diagnosis = {
  readonly version: string;
  readonly system: SystemFacts;
  readonly terminal: TerminalFacts;
  readonly wallMs: number;
  readonly timeZone: string;
  /** variables that Node has read when it started */
  readonly nodeVariables: readonly {
    readonly name: string;
    readonly value: string | null;
    readonly isUsable: boolean;
  }[];
  readonly settings: readonly ShownSetting[];
  readonly target: string | undefined;
  readonly proxy: ProxyFacts | undefined;
  readonly online: OnlineFacts | undefined;
  readonly input: Inspection | undefined;
  readonly folder: FolderFacts | undefined;
  readonly obstacles: readonly TimUnreadError[];
};
