import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importRows } from '../../src/app/import/import-rows.ts';
import { InputError } from '../../src/core/errors/input-error.ts';
import { Interrupted } from '../../src/core/errors/interrupted.ts';
import { WrongStateError } from '../../src/core/errors/state-error.ts';
import type { RunEvent } from '../../src/core/ports.ts';
import { Secrets } from '../../src/core/text/secrets.ts';
import type { Warning } from '../../src/core/warnings.ts';
import { systemClock } from '../../src/io/clock.ts';
import { NO_WISH } from '../../src/io/source/recognition/wish.ts';
import { en } from '../../src/messages/en.ts';
import { openRun } from '../../src/wiring/open-run.ts';
import type { CommandPlan } from '../../src/wiring/plan.ts';
import { importFiles } from '../../src/wiring/read-state.ts';
import { APP, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, HEADER, tempFolder } from '../support/temp.ts';

/** As somebody would write it who has no command line. */
const planFor = (folder: string, names: readonly string[], origin?: string): CommandPlan => ({
  command: 'import',
  inputs: names.map((name) => {
    const path = join(folder, name);
    return { path, wish: NO_WISH, stateDir: `${path}.state` };
  }),
  target:
    origin === undefined
      ? undefined
      : {
          endpoint: { origin, sdkappid: APP.sdkappid, admin: APP.admin },
          credentials: { kind: 'key', secretKey: APP.secretKey },
          proxy: undefined,
        },
  pace: {
    ratePerSecond: 10_000,
    readsPerSecond: 10_000,
    concurrency: 20,
    readsShare: 0.1,
    timeoutMs: 5000,
    maxAttempts: 5,
    giveUpAfterMs: 1000,
  },
  onDuplicate: 'last',
  findsSuperseded: false,
  sample: undefined,
  restart: false,
  strict: false,
  logLevel: 'info',
});

const ROWS = { checkGroups: true, onlyChanges: false, concurrency: 20, maxFailures: undefined, limit: undefined };

const surroundingsOf = () => {
  const events: RunEvent[] = [];
  const warnings: Warning[] = [];
  return {
    events,
    warnings,
    clock: systemClock,
    random: Math.random,
    secrets: new Secrets(),
    version: '0.0.0',
    maker: async () => ({ user: 'me', host: 'here', key: undefined }),
    messages: en,
    stdin: (): never => {
      throw new Error('nobody has asked for standard input');
    },
    onEvent: (event: RunEvent) => events.push(event),
    onWarning: (warning: Warning) => warnings.push(warning),
    onScanning: () => {},
    onRemarks: () => {},
  };
};

const signals = (halt = new AbortController().signal) => ({ halt, cut: new AbortController().signal });

const folderWith = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const folder = await tempFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
};

test('a program without a command line imports its inputs, and has closed everything behind them', async () => {
  const simulator = await simulate();
  const folder = await folderWith({ 'a.csv': csvOf(30), 'b.csv': `${HEADER}h,user1,7\n` });
  const surroundings = surroundingsOf();
  const { halt, cut } = signals();
  const opened = await openRun(planFor(folder, ['a.csv', 'b.csv'], simulator.url), surroundings, { halt, cut });
  const summaries = [];
  for (const { input, plan, deps } of opened.inputs) {
    const files = importFiles(input.stateDir);
    summaries.push(await importRows({ ...ROWS, ...plan, files }, deps, halt));
  }
  await opened.close();
  expect(summaries.map(({ verdict, rows }) => [verdict, rows.ok])).toEqual([
    ['COMPLETE', 30],
    ['COMPLETE', 1],
  ]);
  expect(unreadOf(simulator).get('h user1')).toBe(7);
  expect(surroundings.events.filter(({ type }) => type === 'finished')).toHaveLength(2);
  expect(surroundings.warnings).toEqual([]);
  // Each run has a log of its own.
  const logs = await Promise.all(
    ['a', 'b'].map((name) => readFile(join(folder, `${name}.csv.state/log.jsonl`), 'utf8')),
  );
  expect(logs.map((log) => log.match(/"rows":\{"read":\d+/g)?.at(-1))).toEqual([
    '"rows":{"read":30',
    '"rows":{"read":1',
  ]);
});

test('a wrong input among several costs nothing: no state folder is made', async () => {
  const folder = await folderWith({ 'a.csv': csvOf(3), 'empty.csv': '' });
  const opening = openRun(planFor(folder, ['a.csv', 'empty.csv']), surroundingsOf(), signals());
  await expect(opening).rejects.toThrow(InputError);
  expect(existsSync(join(folder, 'a.csv.state'))).toBe(false);
});

test('what was opened before an error can be opened again: the lock is free', async () => {
  const folder = await folderWith({ 'a.csv': csvOf(3), 'b.csv': csvOf(3) });
  await mkdir(join(folder, 'b.csv.state'));
  await writeFile(join(folder, 'b.csv.state/checkpoint.json'), 'no checkpoint');
  const first = await openRun(planFor(folder, ['a.csv']), surroundingsOf(), signals());
  await first.close();
  const failing = openRun(planFor(folder, ['a.csv', 'b.csv']), surroundingsOf(), signals());
  await expect(failing).rejects.toThrow(WrongStateError);
  const again = await openRun(planFor(folder, ['a.csv']), surroundingsOf(), signals());
  await again.close();
});

test('two at work on one state folder: the second is refused until the first is closed', async () => {
  const folder = await folderWith({ 'a.csv': csvOf(3) });
  const first = await openRun(planFor(folder, ['a.csv']), surroundingsOf(), signals());
  await expect(openRun(planFor(folder, ['a.csv']), surroundingsOf(), signals())).rejects.toThrow(WrongStateError);
  await first.close();
  await (await openRun(planFor(folder, ['a.csv']), surroundingsOf(), signals())).close();
});

test('a halt while inputs are opened throws its reason', async () => {
  const folder = await folderWith({ 'a.csv': csvOf(3) });
  const reason = new Interrupted({ kind: 'interrupted', signal: 'SIGINT' });
  const opening = openRun(planFor(folder, ['a.csv']), surroundingsOf(), signals(AbortSignal.abort(reason)));
  await expect(opening).rejects.toBe(reason);
});

test('a bug is noted in the log of the input at work, whose path is told', async () => {
  const folder = await folderWith({ 'a.csv': csvOf(1) });
  const { signal } = new AbortController();
  const opened = await openRun(planFor(folder, ['a.csv']), surroundingsOf(), signals(signal));
  for (const { input, plan, deps } of opened.inputs) {
    await importRows({ ...ROWS, ...plan, files: importFiles(input.stateDir) }, deps, signal);
  }
  const bug = new TypeError('nobody has thought of this');
  const log = join(folder, 'a.csv.state/log.jsonl');
  expect(opened.noteBug(bug)).toBe(log);
  await opened.close();
  expect(await readFile(log, 'utf8')).toContain('nobody has thought of this');
  expect(opened.noteBug(bug)).toBeUndefined();
});
