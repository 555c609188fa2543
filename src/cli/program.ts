import { Command, Option } from 'commander';
import type { ExitCode } from '../core/errors.ts';
import type { Context } from './context.ts';
import { EXIT_STATUSES, IMPORT_EXAMPLES, PROGRAM_EXAMPLES, SIMULATE_EXAMPLES } from './help.ts';
import type { Flags } from './settings.ts';

/** What a command needs is loaded when it is typed: HTTP, log and simulator take four times as long as Node itself. */
const load = {
  import: () => import('./commands/import.ts'),
  validate: () => import('./commands/validate.ts'),
  status: () => import('./commands/status.ts'),
  simulate: () => import('./commands/simulate.ts'),
  usersig: () => import('./commands/usersig.ts'),
};

/**
 * The commands and their flags. Values are taken as text: what they mean is decided in one place, whether they were
 * typed or came from the environment.
 *
 * @param onExit - told the exit status of the command that ran
 */
export const buildProgram = (
  version: string,
  base: Omit<Context, 'flags'>,
  onExit: (code: ExitCode) => void,
): Command => {
  const contextOf = (command: Command): Context => ({ ...base, flags: command.opts() as Flags });
  const program = new Command('tim-unread')
    .description(
      'Moves unread counts into Tencent Cloud IM (即时通信 IM 未读数迁移): throttled, resumable, every row accounted for.',
    )
    .version(version)
    .addHelpText('after', PROGRAM_EXAMPLES + EXIT_STATUSES)
    .configureOutput({ outputError: (text) => base.terminal.talk(withoutValue(text).trimEnd()) })
    .exitOverride();

  const importCommand = program
    .command('import')
    .description('set the unread count of every row; goes on by itself where it was interrupted')
    .argument('<file...>', 'CSV, TSV or JSONL');
  addInputFlags(importCommand);
  addTargetFlags(importCommand);
  importCommand
    .option('--simulator', 'rehearse: against a simulator in this process, no account needed')
    .option('--rate <n>', 'most calls per second (TIM_RATE; default: 200)')
    .option('--concurrency <n>', 'most calls in flight (default: 100)')
    .option('--timeout <ms>', 'of one call; above the vendor’s own 3000 (default: 5000)')
    .option('--max-attempts <n>', 'tries of one row before it fails (default: 5)')
    .option('--give-up-after <duration>', 'how long the target may stay out of reach (default: 30m)')
    .option('--max-failures <n>', 'stop early when more rows than this have failed: 100, or 5%')
    .option('--limit <n>', 'send at most so many rows, then stop with the rest pending')
    .option('--restart', 'begin again from row 1; the earlier state folder is kept under a dated name')
    .option('--dry-run', 'the same as validate')
    .option('--json', 'standard output is exactly one JSON summary')
    .addOption(new Option('--progress <mode>', 'auto, bar, line or none (default: auto)'))
    .option('--log-level <level>', 'of log.jsonl: debug adds a line per ok row (default: info)')
    .addHelpText('after', IMPORT_EXAMPLES + EXIT_STATUSES)
    .action(async (paths: string[]) => onExit(await (await load.import()).runImport(paths, contextOf(importCommand))));

  const validateCommand = program
    .command('validate')
    .description('read by the same rules, list every problem, send nothing')
    .argument('<file...>', 'CSV, TSV or JSONL');
  addInputFlags(validateCommand);
  validateCommand
    .option('--rate <n>', 'calls per second, for the shortest duration (TIM_RATE; default: 200)')
    .option('--env-file <file>', 'settings as NAME=value lines')
    .option('--json', 'standard output is exactly one JSON summary')
    .addHelpText('after', EXIT_STATUSES)
    .action(async (paths: string[]) =>
      onExit(await (await load.validate()).runValidate(paths, contextOf(validateCommand))),
    );

  const statusCommand = program
    .command('status')
    .description('what the state folder of an input says: done, failed, pending, how to go on')
    .argument('<file...>', 'the input of the run');
  addInputFlags(statusCommand);
  statusCommand
    .option('--json', 'standard output is exactly one JSON object')
    .addHelpText('after', EXIT_STATUSES)
    .action(async (paths: string[]) => onExit(await (await load.status()).runStatus(paths, contextOf(statusCommand))));

  const faults: string[] = [];
  const simulateCommand = program
    .command('simulate')
    .description('serve a local TIM to rehearse against; prints the environment to paste')
    .option('--port <n>', 'on 127.0.0.1 (default: any free one)')
    .option('--sdkappid <n>', 'of the simulated app (default: 1400000000)')
    .option('--admin <id>', 'its App admin (default: administrator)')
    .option('--rate <n>', 'calls per second; 5 % more than that are refused with 60007 (default: 200)')
    .option('--latency <ms>', 'of every reply (default: 20)')
    .option('--jitter <ms>', 'at most so much more, at random (default: 30)')
    .option('--fault <kind:share%>', 'what goes wrong, see below; may be given again', (text) => faults.push(text))
    .option('--groups <file>', 'JSON: the groups there are (default: every group that is named)')
    .option('--seed <n>', 'of the random numbers (default: 1)')
    .option('--record', 'keep every call for /simulator/state; memory grows with the calls')
    .addHelpText('after', SIMULATE_EXAMPLES)
    .action(async () => onExit(await (await load.simulate()).runSimulate(contextOf(simulateCommand), faults)));

  const usersigCommand = program
    .command('usersig')
    .description('print a UserSig for the configured admin, for curl or the vendor’s debug page');
  addTargetFlags(usersigCommand);
  usersigCommand
    .option('--expire <duration>', 'lifetime (default: 24h, the least the vendor advises)')
    .addHelpText('after', '\nExample:\n  tim-unread usersig --env-file .env\n')
    .action(async () => onExit(await (await load.usersig()).runUsersig(contextOf(usersigCommand))));

  return program;
};

/** What was typed behind `=` of a flag that is none may be a secret: `--secret-key=…` is the likely one. */
const withoutValue = (text: string): string => text.replace(/(unknown option '--[^=\s]*)=.*'/s, "$1'");

const addInputFlags = (command: Command): void => {
  command
    .option('--format <name>', 'csv, tsv or jsonl (default: from the file name)')
    .option('--delimiter <c>', 'between the values of a CSV line (default: a comma, a tab for tsv)')
    .option('--columns <map>', 'GroupId=NAME,Member_Account=NAME,UnreadMsgNum=NAME where the input has other names')
    .option('--on-duplicate <rule>', 'of rows of one member in one group send the last, first, max, or refuse: error')
    .option('--state-dir <dir>', 'where the files of the run live (default: <input>.tim-unread)');
};

const addTargetFlags = (command: Command): void => {
  command
    .option('--env-file <file>', 'settings as NAME=value lines')
    .option('--sdkappid <n>', 'application id (TIM_SDKAPPID)')
    .option('--admin <id>', 'App admin account (TIM_ADMIN)')
    .option('--secret-key-file <file>', 'file with the secret key and nothing else (or TIM_SECRET_KEY)')
    .option('--region <name>', 'cn, sgp, kr, jpn, ger, usa, idn, ksa or ind (TIM_REGION; default: cn)')
    .option('--endpoint <url>', 'https: anywhere, http: on loopback only (TIM_ENDPOINT; default: from the region)');
};
