import type { RunCommand } from '../core/books/summary.ts';
import type { DuplicateRule } from '../core/duplicates/duplicates.ts';
import type { DayRates } from '../core/pace/day-rates.ts';
import type { SampleSize } from '../core/row/sample.ts';
import type { Shard } from '../core/row/shard.ts';
import type { Target } from '../core/target/target.ts';
import type { UnpackBound } from '../core/unpack-bound.ts';
import type { LogLevel } from '../io/journal/log-file.ts';
import type { Credentials, RemoteOptions } from '../io/remote/connection.ts';
import type { HttpsProxy } from '../io/remote/connector.ts';
import type { InputWish } from '../io/source/recognition/wish.ts';
import type { CountingPlan } from './load-counting.ts';

export type { CountingPlan, LogLevel };

/** One input, how it is to be read as far as that was asked for, and the place of its state. */
export type InputPlan = {
  readonly path: string;
  /** the inputs that are one run, where they are many; `path` is then the folder that all of them are in */
  readonly joined?: readonly string[];
  readonly wish: InputWish;
  readonly counting?: CountingPlan;
  /** how much an archive may unpack to, where it was asked for */
  readonly bound?: UnpackBound;
  readonly stateDir: string;
};

/** The endpoint of the calls, and the account that makes them. */
export type TargetPlan = {
  readonly endpoint: RemoteOptions['endpoint'];
  readonly credentials: Credentials;
  readonly proxy: HttpsProxy | undefined;
};

/** What a command that reads inputs and calls the target will do. Making a plan opens nothing. */
export type CommandPlan = {
  readonly command: RunCommand;
  readonly inputs: readonly InputPlan[];
  /** undefined: a simulator in this process */
  readonly target: TargetPlan | undefined;
  readonly pace: Omit<RemoteOptions, 'endpoint' | 'credentials' | 'proxy'>;
  /** where processes share the limit */
  readonly redis?: URL | undefined;
  /** by the time of the day; the pace has the highest */
  readonly rates?: DayRates;
  readonly onDuplicate: DuplicateRule;
  /** superseded rows are found before the first call, see `app/import/decide.ts` */
  readonly findsSuperseded: boolean;
  /** settings that a resumed run must share with the one before it, besides how the input is read */
  readonly sample: { readonly size: SampleSize; readonly seed: number } | undefined;
  /** the share of the rows that this process takes */
  readonly shard?: Shard | undefined;
  readonly restart: boolean;
  /** send nothing where anything is noticed of an input */
  readonly strict: boolean;
  readonly logLevel: LogLevel;
  /** for a command that goes on later; whoever made the plan reads them again */
  readonly flags?: Readonly<Record<string, string | boolean>>;
};

export const targetOf = (plan: TargetPlan | undefined): Target =>
  plan ? { kind: 'tim', sdkappid: plan.endpoint.sdkappid, endpoint: plan.endpoint.origin } : { kind: 'simulator' };
