import { execFileSync } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jsonOutput } from '../../src/report/json/schema.ts';
import { runBinary, startBinary } from '../support/binary.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, tempFile, tempFolder } from '../support/temp.ts';
import { until, wait } from '../support/until.ts';

const checkpointOf = async (path: string) =>
  JSON.parse(await readFile(join(`${path}.tim-unread`, 'checkpoint.json'), 'utf8'));

/** Sends the process a signal as soon as it keeps one, and once more: before its code is loaded. */
const signalledEarly = (signal: string): Record<string, string> => {
  const hook = `
    let isSent = false;
    process.on('newListener', (name) => {
      if (isSent || name !== '${signal}') return;
      isSent = true;
      setImmediate(() => {
        process.kill(process.pid, name);
        setImmediate(() => process.kill(process.pid, name));
      });
    });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
};

/** Sends it a signal while it waits for its standard input. */
const signalledWhileReading = (signal: string): Record<string, string> => {
  const hook = `
    const { get } = Object.getOwnPropertyDescriptor(process, 'stdin');
    Object.defineProperty(process, 'stdin', {
      get: () => {
        setTimeout(() => process.kill(process.pid, '${signal}'), 100);
        return get();
      },
    });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` };
};

/** A pipe that is open for writing, and to which nobody writes. */
const silentPipe = async (): Promise<string> => {
  const path = join(await tempFolder(), 'pipe');
  execFileSync('mkfifo', [path]);
  const handle = await open(path, 'r+');
  onTestFinished(() => handle.close());
  return path;
};

describe.skipIf(process.platform === 'win32')('signals', () => {
  test.each([
    ['import', 'rows.csv', '--settings'],
    ['check', 'rows.csv', '--secret-key-file'],
    ['simulate', '--groups'],
  ])('one SIGTERM ends `%s` that waits for a pipe of its settings', async (...words) => {
    const path = await tempFile('rows.csv', csvOf(1));
    const running = startBinary([...words, await silentPipe()], { cwd: dirname(path) });
    await wait(3000);
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
  });

  test.each([
    { name: 'Ctrl-C', signals: ['SIGINT'], code: 130 },
    { name: 'Ctrl-C twice', signals: ['SIGINT', 'SIGINT'], code: 130 },
    { name: 'SIGTERM', signals: ['SIGTERM'], code: 143 },
    { name: 'a closed terminal (SIGHUP)', signals: ['SIGHUP'], code: 129 },
  ] as const)('$name ends the process with its own exit status and its verdict', async ({ signals, code }) => {
    // More than can be sent before a test that has to wait for its turn sends the signal.
    const path = await tempFile('members.csv', csvOf(900));
    const simulator = await simulate();
    const running = startBinary(['import', path, '--rate', '30'], { env: environmentOf(simulator) });
    await until(() => simulator.state().calls.length >= 3);
    for (const signal of signals) {
      running.child.kill(signal);
      await wait(20);
    }
    const ended = await running.ended;
    expect(ended.code).toBe(code);
    expect(ended.stdout).toMatch(/^INCOMPLETE[\s\S]*tim-unread\.js import/);
  });

  test.each([
    { signal: 'SIGINT' as const, code: 130 },
    { signal: 'SIGTERM' as const, code: 143 },
  ])(
    '$signal: the calls in flight are answered and recorded, and the same command goes on',
    async ({ signal, code }) => {
      const path = await tempFile('members.csv', csvOf(400));
      const simulator = await simulate({ latencyMs: 100 });
      const env = environmentOf(simulator);
      const running = startBinary(['import', path], { env });
      await until(() => simulator.state().calls.length >= 100);
      running.child.kill(signal);
      const ended = await running.ended;
      expect(ended.code).toBe(code);
      expect(ended.stdout).toMatch(/^INCOMPLETE/);
      expect(ended.stdout).toContain(`tim-unread.js import ${path}\n`);
      const { counts } = await checkpointOf(path);
      expect(counts.ok).toBe(simulator.state().calls.length);
      expect((await runBinary(['import', path, '--rate', '2000'], { env })).code).toBe(0);
      expect(simulator.state().calls).toHaveLength(400);
    },
  );

  test.each([
    { signal: 'SIGINT', command: 'import', code: 130 },
    { signal: 'SIGTERM', command: 'verify', code: 143 },
  ])('$signal twice while the program is loaded ends $command with its verdict', async ({ signal, command, code }) => {
    const path = await tempFile('members.csv', csvOf(60));
    const simulator = await simulate();
    const ended = await runBinary([command, path, '--json'], {
      env: { ...environmentOf(simulator), ...signalledEarly(signal) },
    });
    expect(ended.code).toBe(code);
    expect(JSON.parse(ended.stdout)).toMatchObject({ command, verdict: 'INCOMPLETE', exitCode: code });
    expect(simulator.state().calls).toEqual([]);
  });

  test.each([
    { words: ['validate', 'FILE'], command: 'validate', signal: 'SIGINT', code: 130 },
    { words: ['import', 'FILE', '--dry-run'], command: 'import', signal: 'SIGTERM', code: 143 },
    { words: ['inspect', 'FILE'], command: 'inspect', signal: 'SIGTERM', code: 143 },
    { words: ['status', 'FILE'], command: 'status', signal: 'SIGINT', code: 130 },
    { words: ['doctor'], command: 'doctor', signal: 'SIGHUP', code: 129 },
    { words: ['explain', '10010'], command: 'explain', signal: 'SIGINT', code: 130 },
  ])(
    '$signal twice while the program is loaded leaves one JSON value of $words',
    async ({ words, command, signal, code }) => {
      const path = await tempFile('members.csv', csvOf(3));
      const typed = [...words.map((word) => (word === 'FILE' ? path : word)), '--json'];
      const ended = await runBinary(typed, { env: signalledEarly(signal) });
      expect(ended.code).toBe(code);
      expect(v.parse(jsonOutput, JSON.parse(ended.stdout))).toMatchObject({
        command,
        verdict: 'INCOMPLETE',
        exitCode: code,
        reason: `interrupted by ${signal}`,
        error: { code: 'TU_INTERRUPTED' },
        ...(words.includes('FILE') ? { input: { path, doneBytes: null, atEnd: null } } : {}),
        ...(command === 'validate' ? { rows: { read: null, valid: null } } : {}),
      });
    },
  );

  test.each(['validate', 'inspect', 'import'])(
    'a signal while %s waits for rows leaves one JSON value',
    async (name) => {
      const simulator = await simulate();
      const running = startBinary([name, '-', '--format', 'csv', '--state-dir', await tempFolder(), '--json'], {
        env: { ...environmentOf(simulator), ...signalledWhileReading('SIGTERM') },
        stdin: 'open',
      });
      running.child.stdin?.write('GroupId,Member_Account,UnreadMsgNum\ng1,al');
      const ended = await running.ended;
      expect(ended.code).toBe(143);
      const printed = v.parse(jsonOutput, JSON.parse(ended.stdout));
      expect(printed).toMatchObject({ command: name, verdict: 'INCOMPLETE', exitCode: 143 });
    },
  );

  test('a command that has nothing to bring to an end is ended by it', async () => {
    const path = await tempFile('members.csv', csvOf(60));
    const { code, stdout } = await runBinary(['validate', path], { env: signalledEarly('SIGINT') });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
  });

  test('a second Ctrl-C stops at once, and still nothing is lost', async () => {
    const path = await tempFile('members.csv', csvOf(100));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const running = startBinary(['import', path, '--timeout', '60000'], { env });
    await until(() => simulator.state().calls.length >= 50);
    simulator.change({ faults: [{ kind: 'hang-after', share: 1 }] });
    const hanging = simulator.state().calls.length;
    await until(() => simulator.state().calls.length >= hanging + 5);
    running.child.kill('SIGINT');
    await running.talked('stopping');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    simulator.change({ faults: [] });
    expect((await runBinary(['import', path], { env })).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(100);
  });

  test('at a slow pace the process ends with its verdict, not when the next slot would have come', async () => {
    const path = await tempFile('members.csv', csvOf(5));
    const simulator = await simulate();
    // The next slot would come after more than three hours.
    const running = startBinary(['import', path, '--rate', '0.0001'], { env: environmentOf(simulator) });
    await until(() => simulator.state().calls.length >= 1);
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
  });

  test('output that is closed early ends no migration', async () => {
    const path = await tempFile('members.csv', csvOf(100));
    const simulator = await simulate();
    const running = startBinary(['import', path], { env: environmentOf(simulator) });
    running.child.stdout?.destroy();
    running.child.stderr?.destroy();
    expect((await running.ended).code).toBe(0);
    expect(unreadOf(simulator).size).toBe(100);
  });
});
