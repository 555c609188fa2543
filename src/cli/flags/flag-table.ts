import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import { MOST_PER_SECOND } from '../../core/pace/day-rates.ts';
import { UNREAD_MAX } from '../../core/row/rules.ts';
import type { Messages } from '../../messages/messages.ts';
import type { LogLevel } from '../../wiring/plan.ts';
import {
  account,
  choice,
  concurrencyKind,
  delimiter,
  durationKind,
  escapeKind,
  failureLimit,
  lifetime,
  positive,
  quote,
  rateKind,
  region,
  sampleSize,
  shardKind,
  sizeKind,
  text,
  type ValueKind,
  whole,
  word,
} from './value-kinds.ts';

export type CommandName = keyof Messages['help']['commands'];

type FlagHelp = keyof Messages['help']['flags'];

/** One setting. A flag without a kind is a switch. */
export type FlagSpec = {
  readonly commands: readonly CommandName[];
  /** as users type it, if that is not the key with dashes */
  readonly typed?: `--${string}`;
  /** the placeholder of the value in `--help` */
  readonly value?: `<${string}>`;
  readonly kind?: ValueKind<unknown>;
  /** each use adds a value */
  readonly isRepeatable?: true;
  /** the environment variable that is used when the flag is not typed */
  readonly variable?: `TIM_${string}`;
  /** as it would be typed */
  readonly default?: string;
  /** proposed commands repeat it: only for the same input, or for any input with the same target */
  readonly carried?: 'input' | 'target';
  /** the key of its text in the catalogue, for commands where that is not the flag */
  readonly helpOf?: Readonly<Partial<Record<CommandName, FlagHelp>>>;
};

const ROW_COMMANDS = ['import', 'validate', 'check', 'verify', 'status', 'inspect', 'doctor'] as const;
const RUN_COMMANDS = ['import', 'check', 'verify'] as const;
const PACE_COMMANDS = [...RUN_COMMANDS, 'doctor'] as const;
const TARGET_COMMANDS = [...PACE_COMMANDS, 'usersig'] as const;
/** `status` calls nothing: it repeats these flags in the commands that it proposes. */
const TARGET_OR_STATUS = [...TARGET_COMMANDS, 'status'] as const;

const EVERY_COMMAND = [...ROW_COMMANDS, 'report', 'simulate', 'usersig', 'explain', 'rate'] as const;

const ANY_WHOLE = whole(1, Number.MAX_SAFE_INTEGER);
const SEED = whole(0, 0xffff_ffff);
const MILLISECONDS = whole(0, 600_000);

/**
 * Every flag of every command, in the order of `--help`. To add a flag, add its line here and its text in the
 * catalogue, and ask `Settings` for its value.
 */
export const FLAGS = {
  format: { commands: ROW_COMMANDS, value: '<name>', kind: word, carried: 'input' },
  encoding: { commands: ROW_COMMANDS, value: '<name>', kind: word, carried: 'input' },
  delimiter: { commands: ROW_COMMANDS, value: '<c>', kind: delimiter, carried: 'input' },
  quote: { commands: ROW_COMMANDS, value: '<c>', kind: quote, carried: 'input' },
  escape: { commands: ROW_COMMANDS, value: '<c>', kind: escapeKind, carried: 'input' },
  skipLines: { commands: ROW_COMMANDS, value: '<n>', kind: whole(0, 1_000_000), carried: 'input' },
  comment: { commands: ROW_COMMANDS, value: '<text>', kind: text, carried: 'input' },
  trim: { commands: ROW_COMMANDS, carried: 'input' },
  strict: { commands: ['import', 'validate', 'check'], carried: 'input' },
  noHeader: { commands: ROW_COMMANDS, carried: 'input' },
  columns: { commands: ROW_COMMANDS, value: '<map>', kind: text, carried: 'input' },
  maxUnpacked: { commands: ROW_COMMANDS, value: '<size>', kind: sizeKind, carried: 'input' },
  missingCount: { commands: ROW_COMMANDS, value: '<n>', kind: whole(0, UNREAD_MAX), carried: 'input' },
  groupSeqs: { commands: ROW_COMMANDS, value: '<file>', kind: text, carried: 'input' },
  jsonPath: { commands: ROW_COMMANDS, value: '<path>', kind: text, carried: 'input' },
  sheet: { commands: ROW_COMMANDS, value: '<name>', kind: text, carried: 'input' },
  onDuplicate: {
    commands: ROW_COMMANDS,
    value: '<rule>',
    kind: choice(['last', 'first', 'max', 'error'] satisfies DuplicateRule[]),
    default: 'last',
    carried: 'input',
  },
  shard: { commands: [...RUN_COMMANDS, 'status', 'rate'], value: '<i/n>', kind: shardKind, carried: 'input' },
  stateDir: { commands: [...ROW_COMMANDS, 'report', 'rate'], value: '<dir>', kind: text, carried: 'input' },

  // Also typed `--env-file`, which is a flag of Node too: see `env-file-flag.ts`.
  envFile: {
    commands: [...TARGET_OR_STATUS, 'validate', 'inspect', 'rate'],
    typed: '--settings',
    value: '<file>',
    kind: text,
    carried: 'target',
  },
  sdkappid: {
    commands: TARGET_COMMANDS,
    value: '<n>',
    kind: ANY_WHOLE,
    variable: 'TIM_SDKAPPID',
    carried: 'target',
  },
  admin: { commands: TARGET_COMMANDS, value: '<id>', kind: account, variable: 'TIM_ADMIN', carried: 'target' },
  // The key itself is never a flag: flags are visible in the list of processes.
  secretKeyFile: { commands: TARGET_COMMANDS, value: '<file>', kind: text, carried: 'target' },
  region: {
    commands: TARGET_COMMANDS,
    value: '<name>',
    kind: region,
    variable: 'TIM_REGION',
    default: 'cn',
    carried: 'target',
  },
  endpoint: { commands: TARGET_COMMANDS, value: '<url>', kind: word, variable: 'TIM_ENDPOINT', carried: 'target' },
  redis: { commands: PACE_COMMANDS, value: '<url>', kind: word, variable: 'TIM_REDIS', carried: 'target' },
  simulator: { commands: ['import'], carried: 'target' },

  rate: {
    commands: [...PACE_COMMANDS, 'validate'],
    value: '<n>',
    kind: rateKind,
    variable: 'TIM_RATE',
    default: '200',
    carried: 'target',
    helpOf: { validate: 'rateOfValidate' },
  },
  concurrency: { commands: PACE_COMMANDS, value: '<n>', kind: concurrencyKind, default: 'auto' },
  // The vendor's own limit is 3000 ms. A shorter timeout would repeat calls that still succeed.
  timeout: { commands: PACE_COMMANDS, value: '<ms>', kind: whole(3001, 600_000), default: '5000' },
  maxAttempts: { commands: PACE_COMMANDS, value: '<n>', kind: whole(1, 1000), default: '5' },
  giveUpAfter: { commands: PACE_COMMANDS, value: '<duration>', kind: durationKind, default: '30m' },

  maxFailures: { commands: ['import'], value: '<n>', kind: failureLimit },
  limit: { commands: ['import'], value: '<n>', kind: ANY_WHOLE },
  noGroupCheck: { commands: ['import'] },
  onlyChanges: { commands: ['import'] },
  sample: { commands: ['verify'], value: '<n>', kind: sampleSize },
  seed: { commands: ['verify'], value: '<n>', kind: SEED, default: '1' },
  restart: { commands: RUN_COMMANDS, helpOf: { check: 'restartOfCheck', verify: 'restartOfVerify' } },
  dryRun: { commands: ['import'] },
  expire: { commands: ['usersig'], value: '<duration>', kind: lifetime, default: '24h' },

  online: { commands: ['doctor'] },
  watch: { commands: ['status'] },

  output: { commands: ['report'], value: '<file>', kind: text },
  xlsx: { commands: ['report'] },

  json: {
    commands: [...ROW_COMMANDS, 'explain'],
    helpOf: { status: 'jsonOfStatus', doctor: 'jsonOfStatus', explain: 'jsonOfStatus' },
  },
  progress: {
    commands: RUN_COMMANDS,
    value: '<mode>',
    kind: choice(['auto', 'bar', 'line', 'none']),
    default: 'auto',
  },
  logLevel: {
    commands: RUN_COMMANDS,
    value: '<level>',
    kind: choice(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] satisfies LogLevel[]),
    default: 'info',
  },

  port: { commands: ['simulate'], value: '<n>', kind: whole(0, 65_535), default: '0' },
  simulatedSdkappid: {
    commands: ['simulate'],
    typed: '--sdkappid',
    value: '<n>',
    kind: ANY_WHOLE,
    default: '1400000000',
  },
  simulatedAdmin: { commands: ['simulate'], typed: '--admin', value: '<id>', kind: account, default: 'administrator' },
  simulatedRate: {
    commands: ['simulate'],
    typed: '--rate',
    value: '<n>',
    kind: positive(MOST_PER_SECOND),
    default: '200',
  },
  latency: { commands: ['simulate'], value: '<ms>', kind: MILLISECONDS, default: '20' },
  jitter: { commands: ['simulate'], value: '<ms>', kind: MILLISECONDS, default: '30' },
  fault: { commands: ['simulate'], value: '<kind:share%>', kind: text, isRepeatable: true },
  groups: { commands: ['simulate'], value: '<file>', kind: text },
  accounts: { commands: ['simulate'], value: '<file>', kind: text },
  readBack: { commands: ['simulate'], value: '<mode>', kind: choice(['seq', 'unread', 'unrelated']), default: 'seq' },
  simulatorSeed: { commands: ['simulate'], typed: '--seed', value: '<n>', kind: SEED, default: '1' },
  record: { commands: ['simulate'] },

  // Read before all others, see `language.ts`.
  lang: { commands: EVERY_COMMAND, value: '<name>', kind: word, carried: 'target' },
} as const satisfies Readonly<Record<string, FlagSpec>>;

type Table = typeof FLAGS;

/** A key of the table. */
export type FlagName = keyof Table;

type NamesOf<Spec> = { [N in FlagName]: Table[N] extends Spec ? N : never }[FlagName];
export type RepeatableFlag = NamesOf<{ readonly isRepeatable: true }>;
export type ValueFlag = Exclude<NamesOf<{ readonly kind: ValueKind<unknown> }>, RepeatableFlag>;
export type SwitchFlag = Exclude<FlagName, ValueFlag | RepeatableFlag>;

type Parsed<N extends ValueFlag> = Table[N]['kind'] extends ValueKind<infer T> ? T : never;
export type ValueOf<N extends ValueFlag> = Table[N] extends { readonly default: string }
  ? Parsed<N>
  : Parsed<N> | undefined;

/** The typed flags, with their values as text. */
export type Flags = {
  readonly [N in FlagName]?:
    | (N extends SwitchFlag ? boolean : N extends ValueFlag ? string : readonly string[])
    | undefined;
};

export const FLAG_NAMES = Object.keys(FLAGS) as FlagName[];

export const specOf = (name: FlagName): FlagSpec => FLAGS[name];

/** The flags of a command, in the order of its `--help`. */
export const flagsOf = (command: CommandName): FlagName[] =>
  FLAG_NAMES.filter((name) => specOf(name).commands.includes(command));

/** `maxAttempts` as users type it: `--max-attempts`. */
export const flagText = (name: FlagName): string =>
  specOf(name).typed ?? `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** @returns the key of its text in the catalogue */
export const flagHelp = (name: FlagName, command: CommandName): FlagHelp => specOf(name).helpOf?.[command] ?? name;
