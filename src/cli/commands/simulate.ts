import { randomBytes } from 'node:crypto';
import { ExitCode, TimUnreadError } from '../../core/errors/error.ts';
import { SettingsError, type SettingsFact } from '../../core/errors/settings-error.ts';
import { shellWord } from '../../core/text/text.ts';
import { nearName } from '../../io/near-name.ts';
import { type Fault, isGroupSpec, parseFault, startSimulator, throwAwayApp } from '../../wiring/simulator.ts';
import type { Context } from '../context.ts';
import { readBounded } from '../flags/read-bounded.ts';
import { readSettings } from '../flags/read-settings.ts';
import { type Settings, wrong } from '../flags/settings.ts';

/** Serves a local TIM until Ctrl-C. Prints the environment that points `import` to it. */
export const runSimulate = async (context: Context): Promise<ExitCode> => {
  const { terminal, messages, host } = context;
  const { talk } = messages;
  const { settings } = await readSettings(context);
  const app = throwAwayApp();
  const controlToken = randomBytes(24).toString('base64url');
  const sdkappid = settings.value('simulatedSdkappid');
  const admin = settings.value('simulatedAdmin');
  const simulator = await startSimulator({
    sdkappid,
    secretKey: app.secretKey,
    admins: [admin],
    port: settings.value('port'),
    limitPerSecond: settings.value('simulatedRate'),
    latencyMs: settings.value('latency'),
    jitterMs: settings.value('jitter'),
    faults: settings.texts('fault').map(toFault),
    groups: await readList(settings, 'groups', isGroupSpec, host),
    accounts: await readList(settings, 'accounts', (value) => typeof value === 'string', host),
    readBack: settings.value('readBack'),
    seed: settings.value('simulatorSeed'),
    isRecording: settings.isSet('record'),
    controlToken,
  }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    throw new SettingsError({ kind: 'port-unusable', reason: error.message });
  });
  terminal.talk(talk.simulatorRunning);
  terminal.result(
    [
      `export TIM_SDKAPPID=${sdkappid}`,
      `export TIM_ADMIN=${shellWord(admin)}`,
      `export TIM_SECRET_KEY=${app.secretKey}`,
      `export TIM_SIMULATOR_TOKEN=${controlToken}`,
      `export TIM_ENDPOINT=${simulator.url}`,
      '',
    ].join('\n'),
  );
  await new Promise<void>((resolve) => {
    const letGo = host.holdSignals(['SIGINT', 'SIGTERM'], () => {
      letGo();
      resolve();
    });
  });
  const { arrivals, commands, unread } = simulator.state();
  await simulator.close();
  terminal.talk(talk.simulatorEnded({ ...arrivals, countsSet: unread.length }));
  for (const [command, counts] of Object.entries(commands)) {
    if (command !== 'set_unread_msg_num') terminal.talk(talk.simulatedCommand({ command, ...counts }));
  }
  return ExitCode.ok;
};

const toFault = (text: string): Fault => {
  const fault = parseFault(text);
  if (!fault) throw wrong('fault', { form: 'fault' }, text);
  return fault;
};

/** Two million groups. */
const MOST_LIST_BYTES = 256 * 1024 * 1024;

/** @returns the JSON array in the file that the flag names; undefined without the flag */
const readList = async <T>(
  settings: Settings,
  flag: 'groups' | 'accounts',
  isElement: (value: unknown) => value is T,
  host: Context['host'],
): Promise<readonly T[] | undefined> => {
  const path = settings.value(flag);
  if (path === undefined) return undefined;
  const refuse = (problem: ListProblem): SettingsError =>
    new SettingsError({ kind: 'list-unfit', flag, path, problem });
  const bytes = await readBounded(path, MOST_LIST_BYTES, host).catch(async (error: NodeJS.ErrnoException) => {
    if (error instanceof TimUnreadError) throw error;
    if (error.code === 'ENOENT') {
      throw new SettingsError({ kind: 'settings-file-missing', flag, path, near: await nearName(path) });
    }
    throw refuse({ kind: 'unreadable', reason: error.message });
  });
  if (bytes.length > MOST_LIST_BYTES) throw refuse({ kind: 'too-large', mostBytes: MOST_LIST_BYTES });
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString());
  } catch {
    throw refuse({ kind: 'no-json' });
  }
  if (!Array.isArray(value) || !value.every(isElement)) throw refuse({ kind: 'no-list' });
  return value;
};

type ListProblem = Extract<SettingsFact, { readonly kind: 'list-unfit' }>['problem'];
