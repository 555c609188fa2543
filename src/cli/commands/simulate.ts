import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { ExitCode, SettingsError } from '../../core/errors.ts';
import { shellWord } from '../../core/text/text.ts';
import { type Fault, parseFault } from '../../simulator/faults.ts';
import { isGroupSpec } from '../../simulator/groups.ts';
import { startSimulator } from '../../simulator/server.ts';
import type { Context } from '../context.ts';
import { MAX_PER_SECOND } from '../flags/plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import { type Settings, wrong } from '../flags/settings.ts';
import { throwAwayApp } from '../rehearsal.ts';

/** Serves a local TIM until Ctrl-C, and prints the environment that points `import` to it. */
export const runSimulate = async (context: Context, faultTexts: readonly string[]): Promise<ExitCode> => {
  const { terminal } = context;
  const { settings } = await readSettings(context);
  const app = throwAwayApp();
  const sdkappid = settings.whole('sdkappid', { from: 1, to: Number.MAX_SAFE_INTEGER }) ?? app.sdkappid;
  const admin = settings.text('admin') ?? app.admin;
  const simulator = await startSimulator({
    sdkappid,
    secretKey: app.secretKey,
    admins: [admin],
    port: settings.whole('port', { from: 0, to: 65_535 }) ?? app.port,
    limitPerSecond: settings.positive('rate', MAX_PER_SECOND) ?? app.limitPerSecond,
    latencyMs: settings.whole('latency', { from: 0, to: 600_000 }) ?? app.latencyMs,
    jitterMs: settings.whole('jitter', { from: 0, to: 600_000 }) ?? app.jitterMs,
    faults: faultTexts.map(toFault),
    groups: await readList(settings, 'groups', {
      isElement: isGroupSpec,
      what: 'groups',
      example: '[{"groupId": "g1", "type": "Public", "messages": 100, "members": ["alice"]}]',
    }),
    accounts: await readList(settings, 'accounts', {
      isElement: (value) => typeof value === 'string',
      what: 'accounts',
      example: '["alice", "bob"]',
    }),
    readBack: settings.choice('readBack', ['seq', 'unread', 'unrelated']) ?? app.readBack,
    seed: settings.whole('seed', { from: 0, to: 0xffff_ffff }) ?? app.seed,
    isRecording: settings.isSet('record'),
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    throw new SettingsError(
      `the port cannot be used: ${error.message}`,
      'Give another --port, or none for any free one.',
    );
  });
  terminal.talk(
    'A local TIM is running. Paste these lines into the terminal of the import, which then reaches this simulator and nothing else; Ctrl-C ends it.',
  );
  terminal.result(
    [
      `export TIM_SDKAPPID=${sdkappid}`,
      `export TIM_ADMIN=${shellWord(admin)}`,
      `export TIM_SECRET_KEY=${app.secretKey}`,
      `export TIM_ENDPOINT=${simulator.url}`,
      '',
    ].join('\n'),
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const { arrivals, commands, unread } = simulator.state();
  await simulator.close();
  terminal.talk(
    `${arrivals.total} calls came, at most ${arrivals.peak} in a second; ${arrivals.overLimit} found more than the limit. ${unread.length} counts are set.`,
  );
  for (const [command, { total, peak, overLimit }] of Object.entries(commands)) {
    if (command === 'set_unread_msg_num') continue;
    terminal.talk(`${command}: ${total} calls, at most ${peak} in a second; ${overLimit} found more than the limit.`);
  }
  return ExitCode.ok;
};

const toFault = (text: string): Fault => {
  const fault = parseFault(text);
  if (!fault) throw wrong('fault', undefined, 'KIND:SHARE% such as 10002:5%, 502:1% or reset:1%@get_group_info', text);
  return fault;
};

type ListShape<T> = {
  readonly isElement: (value: unknown) => value is T;
  readonly what: string;
  readonly example: string;
};

/** @returns the JSON array of the file that the flag names; undefined without the flag */
const readList = async <T>(
  settings: Settings,
  flag: string,
  { isElement, what, example }: ListShape<T>,
): Promise<readonly T[] | undefined> => {
  const path = settings.text(flag);
  if (path === undefined) return undefined;
  const refuse = (message: string): SettingsError =>
    new SettingsError(`--${flag} ${path}: ${message}`, `Expected a JSON array such as ${example}.`);
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw refuse(error.message);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse('is not JSON');
  }
  if (!Array.isArray(value) || !value.every(isElement)) throw refuse(`is not a list of ${what}`);
  return value;
};
