import { Command, Option } from 'commander';
import type { ExitCode } from '../core/errors.ts';
import { printable } from '../core/text/text.ts';
import type { Context } from './context.ts';
import type { Flags } from './flags/settings.ts';
import {
  CHECK_EXAMPLES,
  EXIT_STATUSES,
  IMPORT_EXAMPLES,
  PROGRAM_EXAMPLES,
  SIMULATE_EXAMPLES,
  VALIDATE_EXAMPLES,
  VERIFY_EXAMPLES,
} from './output/help.ts';

/**
 * The commands and their flags. Values are taken as text: what they mean is decided in one place, whether they were
 * typed or came from the environment. What a command needs is loaded when it runs: `--version` and `--help` should not
 * wait for it.
 *
 * @param onExit - told the exit status of the command that ran
 */
export const buildProgram = (
  version: string,
  base: Omit<Context, 'flags'>,
  onExit: (code: ExitCode) => void,
): Command => {
  const contextOf = (command: Command): Context => ({ ...base, flags: typedFlags(command) });
  const program = new Command('tim-unread')
    .description(
      'Moves unread counts into Tencent Cloud IM (即时通信 IM 未读数迁移):\nthrottled, resumable, every row accounted for.',
    )
    .version(version)
    .addHelpText('after', PROGRAM_EXAMPLES + EXIT_STATUSES)
    .configureOutput({ outputError: (text) => base.terminal.talk(safe(withoutValue(text))) })
    .exitOverride();

  const importCommand = program
    .command('import')
    .description('set the unread count of every row; goes on by itself where it was interrupted')
    .argument('<file...>', 'CSV, TSV or JSONL');
  addInputFlags(importCommand);
  addTargetFlags(importCommand);
  importCommand.option('--simulator', 'rehearse: against a simulator in this process, no account needed');
  addPaceFlags(importCommand);
  importCommand
    .option('--max-failures <n>', 'stop early when more rows than this have failed: 100, or 5%')
    .option('--limit <n>', 'send at most so many rows, then stop with the rest pending')
    .option('--no-group-check', 'do not look groups up (get_group_info) before writing to them')
    .option('--only-changes', 'read the counts first, and skip rows that are right already')
    .option('--restart', 'begin again from row 1; the earlier state folder is kept under a dated name')
    .option('--dry-run', 'the same as validate')
    .addHelpText('after', IMPORT_EXAMPLES + EXIT_STATUSES)
    .action(async (paths: string[]) => {
      const { runImport } = await import('./commands/import.ts');
      onExit(await runImport(paths, contextOf(importCommand)));
    });
  addOutputFlags(importCommand);

  const validateCommand = program
    .command('validate')
    .description('read by the same rules, list every problem, send nothing')
    .argument('<file...>', 'CSV, TSV or JSONL');
  addInputFlags(validateCommand);
  validateCommand
    .option('--rate <n>', 'calls per second, for the shortest duration (TIM_RATE; default: 200)')
    .option('--env-file <file>', 'settings as NAME=value lines')
    .option('--json', 'standard output is exactly one JSON summary')
    .addHelpText('after', VALIDATE_EXAMPLES + EXIT_STATUSES)
    .action(async (paths: string[]) => {
      const { runValidate } = await import('./commands/validate.ts');
      onExit(await runValidate(paths, contextOf(validateCommand)));
    });

  const checkCommand = program
    .command('check')
    .description('ask the target before the first write: groups, their types, members, counts that would be lowered')
    .argument('<file...>', 'CSV, TSV or JSONL');
  addInputFlags(checkCommand);
  addTargetFlags(checkCommand);
  addPaceFlags(checkCommand);
  checkCommand
    .option('--restart', 'begin again from row 1 where a check was interrupted')
    .addHelpText('after', CHECK_EXAMPLES + EXIT_STATUSES)
    .action(async (paths: string[]) => {
      const { runCheck } = await import('./commands/check.ts');
      onExit(await runCheck(paths, contextOf(checkCommand)));
    });
  addOutputFlags(checkCommand);

  const verifyCommand = program
    .command('verify')
    .description('read the counts back after an import, and sort every row')
    .argument('<file...>', 'the input of the import');
  addInputFlags(verifyCommand);
  addTargetFlags(verifyCommand);
  addPaceFlags(verifyCommand);
  verifyCommand
    .option('--sample <n>', 'look at so many rows only, spread evenly: 5000, or 1%')
    .option('--seed <n>', 'another number takes another sample (default: 1)')
    .option('--restart', 'begin again from row 1 where a verify was interrupted')
    .addHelpText('after', VERIFY_EXAMPLES + EXIT_STATUSES)
    .action(async (paths: string[]) => {
      const { runVerify } = await import('./commands/verify.ts');
      onExit(await runVerify(paths, contextOf(verifyCommand)));
    });
  addOutputFlags(verifyCommand);

  const statusCommand = program
    .command('status')
    .description('what the state folder of an input says: done, failed, pending, how to go on')
    .argument('<file...>', 'the input of the run');
  addInputFlags(statusCommand);
  statusCommand
    .option('--json', 'standard output is exactly one JSON object')
    .addHelpText('after', EXIT_STATUSES)
    .action(async (paths: string[]) => {
      const { runStatus } = await import('./commands/status.ts');
      onExit(await runStatus(paths, contextOf(statusCommand)));
    });

  const faults: string[] = [];
  const simulateCommand = program
    .command('simulate')
    .description('serve a local TIM to rehearse against; prints the environment to paste')
    .option('--port <n>', 'on 127.0.0.1 (default: any free one)')
    .option('--sdkappid <n>', 'of the simulated app (default: 1400000000)')
    .option('--admin <id>', 'its App admin (default: administrator)')
    .option(
      '--rate <n>',
      'calls per second of each command; 5 % more are refused with 60007 (default: 200, and 100 for account_check)',
    )
    .option('--latency <ms>', 'of every reply (default: 20)')
    .option('--jitter <ms>', 'at most so much more, at random (default: 30)')
    .option('--fault <kind:share%>', 'what goes wrong, see below; may be given again', (text) => faults.push(text))
    .option('--groups <file>', 'JSON: the groups there are (default: every group that is named)')
    .option(
      '--accounts <file>',
      'JSON: the accounts there are, beside the members of --groups (default: every account)',
    )
    .option('--read-back <mode>', 'how counts can be read, see below: seq, unread or unrelated (default: seq)')
    .option('--seed <n>', 'of the random numbers (default: 1)')
    .option('--record', 'keep every call for /simulator/state; memory grows with the calls')
    .addHelpText('after', SIMULATE_EXAMPLES)
    .action(async () => {
      const { runSimulate } = await import('./commands/simulate.ts');
      onExit(await runSimulate(contextOf(simulateCommand), faults));
    });

  const usersigCommand = program
    .command('usersig')
    .description('print a UserSig for the configured admin, for curl or the vendor’s debug page');
  addTargetFlags(usersigCommand);
  usersigCommand
    .option('--expire <duration>', 'lifetime (default: 24h, the least the vendor advises)')
    .addHelpText('after', '\nExample:\n  tim-unread usersig --env-file .env\n')
    .action(async () => {
      const { runUsersig } = await import('./commands/usersig.ts');
      onExit(await runUsersig(contextOf(usersigCommand)));
    });

  return program;
};

const safe = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => printable(line, 1000))
    .join('\n');

/** What was typed behind `=` of a flag that is none may be a secret: `--secret-key=…` is the likely one. */
const withoutValue = (text: string): string => text.replace(/(unknown option '--[^=\s]*)=.*'/s, "$1'");

/** Commander calls `--no-header` that is not there `header: true`; here a flag is what was typed: `noHeader`. */
const typedFlags = (command: Command): Flags => {
  const flags: Record<string, string | boolean | undefined> = {};
  for (const [name, value] of Object.entries(command.opts())) {
    if (command.getOptionValueSource(name) === 'default') continue;
    if (value === false) flags[`no${name.charAt(0).toUpperCase()}${name.slice(1)}`] = true;
    else flags[name] = value;
  }
  return flags;
};

const addInputFlags = (command: Command): void => {
  command
    .option('--format <name>', 'csv, tsv or jsonl (default: from the file name)')
    .option('--encoding <name>', 'a label of the Encoding Standard: gb18030, gbk, big5, utf-16le, … (default: utf-8)')
    .option(
      '--delimiter <c>',
      'between the values of a CSV line (default: what a first line sep=; says, else a comma, a tab for tsv); a control character as \\t or \\x01',
    )
    .option('--no-header', 'the first line of the CSV file is a row; columns 1, 2, 3 unless --columns says otherwise')
    .option(
      '--columns <map>',
      'GroupId=NAME,Member_Account=NAME,UnreadMsgNum=NAME where the input has other names; with --no-header positions from 1',
    )
    .option('--on-duplicate <rule>', 'of rows of one member in one group send the last, first, max, or refuse: error')
    .option('--state-dir <dir>', 'where the files of the run live (default: <input>.tim-unread)');
};

const addPaceFlags = (command: Command): void => {
  command
    .option('--rate <n>', 'most calls per second of a command (TIM_RATE; default: 200)')
    .option('--concurrency <n>', 'most calls in flight (default: 100)')
    .option('--timeout <ms>', 'of one call; above the vendor’s own 3000 (default: 5000)')
    .option('--max-attempts <n>', 'tries of one call before it fails (default: 5)')
    .option('--give-up-after <duration>', 'how long the target may stay out of reach (default: 30m)');
};

const addOutputFlags = (command: Command): void => {
  command
    .option('--json', 'standard output is exactly one JSON summary')
    .addOption(new Option('--progress <mode>', 'auto, bar, line or none (default: auto)'))
    .option('--log-level <level>', 'of log.jsonl: debug adds a line per ok row (default: info)');
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
