import { access, constants } from 'node:fs/promises';
import type { Diagnosis, TerminalFacts } from '../../core/diagnosis.ts';
import { ExitCode, TimUnreadError } from '../../core/errors/error.ts';
import { FOR_PROGRAMS } from '../../messages/languages.ts';
import { diagnosisObject } from '../../report/json/diagnosis-json.ts';
import { diagnosisText } from '../../report/text/diagnosis-text.ts';
import { diagnose } from '../../wiring/diagnose.ts';
import type { InputPlan, TargetPlan } from '../../wiring/plan.ts';
import type { Context } from '../context.ts';
import { requireStateDir, resolveInputs } from '../flags/input-plan.ts';
import { readSettings } from '../flags/read-settings.ts';
import { type Environment, Settings } from '../flags/settings.ts';
import { checkSettings, shownSettings } from '../flags/shown-settings.ts';
import { resolveTarget } from '../flags/target-plan.ts';
import { pageStyle, printObjects, widthOf } from '../output/terminal.ts';
import { VERSION } from '../version.ts';

/** Prints one page about host, settings and what a run would meet. It changes nothing, and asks the target only when told to. */
export const runDoctor = async ([path]: readonly string[], context: Context): Promise<ExitCode> => {
  const { terminal, messages, flags, environment, clock, program } = context;
  const obstacles: TimUnreadError[] = [];
  const attempt = async <T>(act: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof TimUnreadError)) throw error;
      // One wrong setting keeps several steps from going on.
      if (!obstacles.some(({ fact }) => JSON.stringify(fact) === JSON.stringify(error.fact))) obstacles.push(error);
      return undefined;
    }
  };
  const read = await attempt(() => readSettings(context));
  const settings = read?.settings ?? new Settings(flags, environment);
  for (const error of checkSettings(settings)) await attempt(() => Promise.reject(error));
  // Where the settings cannot all be read, nobody knows which of them are missing.
  const target: TargetPlan | undefined = read && (await attempt(() => resolveTarget(settings, read.secretKey)));
  const input: InputPlan | undefined =
    path === undefined ? undefined : await attempt(() => resolveInputs(requireStateDir([path], settings), settings)[0]);
  const plan = { input, target, timeoutMs: (await attempt(() => settings.value('timeout'))) ?? 5000 };
  const found = await diagnose({ ...plan, isOnline: settings.isSet('online') }, { ...context, random: Math.random });
  const diagnosis: Diagnosis = {
    ...found,
    version: VERSION,
    terminal: terminalFacts(context),
    wallMs: clock.wallMs(),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    nodeVariables: await nodeVariables(environment),
    settings: shownSettings(settings, flags.envFile),
    target: target?.endpoint.origin,
    proxy: target?.proxy && proxyFacts(target.proxy),
    obstacles: [...obstacles, ...found.obstacles],
  };
  if (settings.isSet('json')) printObjects(terminal, [diagnosisObject(diagnosis, FOR_PROGRAMS)]);
  else {
    const colour = diagnosis.obstacles.length === 0 ? 'green' : 'red';
    const page = diagnosisText(diagnosis, messages, pageStyle(terminal, 'stdout', colour));
    // The catalogue does not know how this program was started.
    terminal.result(page.replaceAll('npx tim-unread ', `${program} `));
  }
  return diagnosis.obstacles[0]?.exitCode ?? ExitCode.ok;
};

const proxyFacts = ({ url, notFor }: NonNullable<TargetPlan['proxy']>): NonNullable<Diagnosis['proxy']> => ({
  origin: `${url.protocol}//${url.host}`,
  hasLogin: url.username !== '',
  notFor,
});

const terminalFacts = ({ terminal, environment }: Context): TerminalFacts => {
  // In the order in which the system looks at them.
  const variable = ['LC_ALL', 'LC_CTYPE', 'LANG'].find((name) => environment[name]);
  return {
    columns: widthOf(terminal.stdout),
    locale: variable === undefined ? undefined : { variable, value: environment[variable] ?? '' },
  };
};

/** `NODE_OPTIONS` may hold anything. */
const NODE_VARIABLES = [
  { name: 'NODE_EXTRA_CA_CERTS', isFile: true, isShown: true },
  { name: 'NODE_TLS_REJECT_UNAUTHORIZED', isFile: false, isShown: true },
  { name: 'NODE_USE_SYSTEM_CA', isFile: false, isShown: true },
  { name: 'NODE_OPTIONS', isFile: false, isShown: false },
];

const nodeVariables = (environment: Environment): Promise<Diagnosis['nodeVariables']> =>
  Promise.all(
    NODE_VARIABLES.filter(({ name }) => environment[name]).map(async ({ name, isFile, isShown }) => {
      const value = environment[name] ?? '';
      const isUsable = !isFile || (await isReadable(value));
      return { name, value: isShown ? value : null, isUsable };
    }),
  );

const isReadable = (path: string): Promise<boolean> =>
  access(path, constants.R_OK).then(
    () => true,
    () => false,
  );
