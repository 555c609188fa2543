import { Command, type HelpConfiguration, Option, type OutputConfiguration } from 'commander';
import { ExitCode } from '../core/errors/error.ts';
import { printable } from '../core/text/text.ts';
import { type Messages, usageText } from '../messages/messages.ts';
import { displayWidth, wrap } from '../report/layout.ts';
import type { Context } from './context.ts';
import {
  type CommandName,
  type FlagName,
  type Flags,
  flagHelp,
  flagsOf,
  flagText,
  specOf,
} from './flags/flag-table.ts';
import { refuseUnknownLanguage } from './flags/language.ts';
import { refuseAccidents } from './flags/paste-accident.ts';
import { printInterrupted } from './output/print-interrupted.ts';
import { widthOf } from './output/terminal.ts';
import { usageProblemOf } from './usage-problem.ts';
import { VERSION } from './version.ts';

type CommandSpec = {
  /** the catalogue key for the name of its inputs; undefined: the command takes none */
  readonly inputs?: keyof Messages['help']['inputs'];
  /** it takes one input, or none */
  readonly isOptional?: true;
  /** it ends in its own way when a signal comes */
  readonly holdsSignals?: true;
  readonly run: (given: readonly string[], context: Context) => Promise<ExitCode>;
};

/** The code of a command is loaded when it runs, because `--version` and `--help` should not wait for it. */
const COMMANDS: Readonly<Record<CommandName, CommandSpec>> = {
  import: {
    inputs: 'rows',
    holdsSignals: true,
    run: async (given, context) => (await import('./commands/import.ts')).runImport(given, context),
  },
  inspect: {
    inputs: 'rows',
    run: async (given, context) => (await import('./commands/inspect.ts')).runInspect(given, context),
  },
  validate: {
    inputs: 'rows',
    run: async (given, context) => (await import('./commands/validate.ts')).runValidate(given, context),
  },
  check: {
    inputs: 'rows',
    holdsSignals: true,
    run: async (given, context) => (await import('./commands/check.ts')).runCheck(given, context),
  },
  verify: {
    inputs: 'imported',
    holdsSignals: true,
    run: async (given, context) => (await import('./commands/verify.ts')).runVerify(given, context),
  },
  status: {
    inputs: 'ofRun',
    run: async (given, context) => (await import('./commands/status.ts')).runStatus(given, context),
  },
  report: {
    inputs: 'ofRun',
    run: async (given, context) => (await import('./commands/report.ts')).runReport(given, context),
  },
  doctor: {
    inputs: 'rows',
    isOptional: true,
    run: async (given, context) => (await import('./commands/doctor.ts')).runDoctor(given, context),
  },
  rate: {
    inputs: 'rated',
    run: async (given, context) => (await import('./commands/rate.ts')).runRate(given, context),
  },
  explain: {
    inputs: 'codes',
    run: async (given, context) => (await import('./commands/explain.ts')).runExplain(given, context),
  },
  simulate: {
    holdsSignals: true,
    run: async (_, context) => (await import('./commands/simulate.ts')).runSimulate(context),
  },
  usersig: { run: async (_, context) => (await import('./commands/usersig.ts')).runUsersig(context) },
};

export const isCommandName = (word: string): word is CommandName => Object.hasOwn(COMMANDS, word);

/**
 * Runs the command that was typed. Values stay text here: one place decides what they mean, whether typed or from the
 * environment.
 *
 * @returns the exit status of the command
 * @throws CommanderError when commander has printed everything: the help, the version, or a usage error
 */
export const runProgram = async (base: Omit<Context, 'flags'>): Promise<ExitCode> => {
  refuseAccidents(base.words, base.program);
  refuseUnknownLanguage(base.words);
  const { help } = base.messages;
  const program = new Command('tim-unread')
    .description(help.description)
    .usage(`${help.words.options} ${help.words.command}`)
    .version(VERSION, '-V, --version', help.version)
    .addOption(optionOf('lang', help))
    .helpOption('-h, --help', help.help)
    .helpCommand(`help ${help.words.command}`, help.help)
    .configureHelp(helpLayout(help))
    .addHelpText('after', help.program + help.exitStatuses)
    .configureOutput(outputOf(base))
    .exitOverride();
  let exitCode: ExitCode = ExitCode.ok;
  for (const name of Object.keys(COMMANDS) as CommandName[]) {
    addCommand(program, name, base, (ended) => {
      exitCode = ended;
    });
  }
  await program.parseAsync(base.words, { from: 'user' });
  return exitCode;
};

const addCommand = (
  program: Command,
  name: CommandName,
  base: Omit<Context, 'flags'>,
  onEnd: (exitCode: ExitCode) => void,
): void => {
  const { inputs, isOptional, holdsSignals, run } = COMMANDS[name];
  const { help } = base.messages;
  const command = program.command(name).description(help.commands[name]);
  const { options: anyOptions, file: ofFile, code, rate } = help.words;
  const file = inputs === 'codes' ? code : ofFile;
  const argument = isOptional ? `[${file}]` : `<${file}...>`;
  const behind = inputs === 'rated' ? ` <${rate}>` : '';
  command.usage(inputs ? `${anyOptions} ${argument}${behind}` : anyOptions);
  if (inputs) command.argument(argument, help.inputs[inputs]);
  const options = new Map(flagsOf(name).map((flag) => [flag, optionOf(flag, help, name)]));
  for (const option of options.values()) command.addOption(option);
  command
    .addHelpText('after', inputs && inputs !== 'codes' ? help.examples[name] + help.exitStatuses : help.examples[name])
    .action(async () => {
      const flags = typedFlags(command, options);
      if (!holdsSignals || flags.dryRun === true) {
        const { host, terminal } = base;
        const read = inputs === 'codes' || isOptional ? undefined : command.args;
        host.letSignalsEnd(flags.json ? (signal) => printInterrupted(name, read, signal, terminal) : undefined);
      }
      onEnd(await run(command.args, { ...base, flags }));
    });
};

/** @param command - undefined: the program itself */
const optionOf = (flag: FlagName, { flags, value: placeholder }: Messages['help'], command?: CommandName): Option => {
  const { value, isRepeatable } = specOf(flag);
  const text = flags[command === undefined ? (flag as keyof typeof flags) : flagHelp(flag, command)];
  const typed = value === undefined ? '' : ` <${placeholder(value.slice(1, -1))}>`;
  const option = new Option(`${flagText(flag)}${typed}`, text);
  if (isRepeatable) option.argParser((typed, earlier: readonly string[] | undefined) => [...(earlier ?? []), typed]);
  return option;
};

/** Commander reads a missing `--no-header` as `header: true`. Here a flag has the name that was typed: `noHeader`. */
const typedFlags = (command: Command, options: ReadonlyMap<FlagName, Option>): Flags => {
  const typed = [...options].filter(([, option]) => command.getOptionValueSource(option.attributeName()) === 'cli');
  // It may also stand before the name of the command.
  const lang = command.parent?.getOptionValue('lang');
  return Object.fromEntries([
    ...(lang === undefined ? [] : [['lang', lang] as const]),
    ...typed.map(([flag, option]) => [flag, option.negate || command.getOptionValue(option.attributeName())] as const),
  ]);
};

/** The default layout of commander counts characters, some of which take two columns. */
const helpLayout = ({ titles }: Messages['help']): HelpConfiguration => ({
  styleTitle: (title) => (titles as Readonly<Record<string, string>>)[title] ?? title,
  subcommandTerm: (command) => `${command.name()} ${command.usage()}`,
  displayWidth,
  boxWrap: (text, columns) => wrap(text, columns),
});

/** By default commander writes directly to the streams of the process. */
const outputOf = ({ terminal, messages }: Pick<Context, 'terminal' | 'messages'>): OutputConfiguration => ({
  writeOut: (text) => terminal.result(text),
  writeErr: (text) => terminal.stderr.write(text),
  outputError: (text) => terminal.talk(shownError(text, messages)),
  getOutHelpWidth: () => widthOf(terminal.stdout) ?? 80,
  getErrHelpWidth: () => widthOf(terminal.stderr) ?? 80,
  getOutHasColors: () => false,
  getErrHasColors: () => false,
});

/** What is wrong with a command line, without control characters and without what may be a secret. @param said - by commander */
export const shownError = (said: string, messages: Messages): string =>
  safe(usageText(messages, usageProblemOf(withoutValue(said), commandsWith, messages.help.words.code)));

const commandsWith = (flag: string): readonly CommandName[] =>
  (Object.keys(COMMANDS) as CommandName[]).filter((name) =>
    flagsOf(name).some((one) => flagText(one).split(', ').includes(flag)),
  );

const safe = (text: string): string =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => printable(line, 1000))
    .join('\n');

/** The value after `=` of an unknown flag may be a secret, most likely `--secret-key=…`. */
const withoutValue = (text: string): string => text.replace(/(unknown option '--[^=\s]*)=.*'/s, "$1'");
