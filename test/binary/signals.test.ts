import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Running, runBinary, startBinary } from '../support/binary.ts';
import { preload } from '../support/preload.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { csvOf, HEADER, tempFile } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const checkpointOf = async (path: string) =>
  JSON.parse(await readFile(join(`${path}.tim-unread`, 'checkpoint.json'), 'utf8'));

/** Slows one operation of the file system and says so on standard error when it begins. */
const slow = (operation: 'rename' | 'read', file: string) =>
  preload(`
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const slowly = async (path, work) => {
      if (!String(path).endsWith(${JSON.stringify(file)})) return work();
      process.stderr.write('slow ${operation}\\n');
      await new Promise((resolve) => setTimeout(resolve, 300));
      return work();
    };
    const { rename, open } = fs.promises;
    if ('${operation}' === 'rename') fs.promises.rename = (from, to) => slowly(to, () => rename(from, to));
    else fs.promises.open = async (path, ...more) => {
      const handle = await open(path, ...more);
      const { read } = handle;
      handle.read = (...args) => slowly(path, () => read.apply(handle, args));
      return handle;
    };
    syncBuiltinESMExports();`);

type Phase = {
  readonly name: string;
  /** starts a run over `rows` rows and resolves when it is in that phase */
  readonly reach: () => Promise<{
    running: Running;
    again: () => ReturnType<typeof runBinary>;
    isWhole: () => boolean;
  }>;
  /** every row was settled before the signal came */
  readonly isComplete?: boolean;
  /** nothing was sent by that run: it ends without a verdict */
  readonly isBefore?: boolean;
};

const ROWS = 60;

const begin = async (env: Record<string, string> = {}, text = csvOf(ROWS), rate = '1000') => {
  const path = await tempFile('members.csv', text);
  const simulator = await simulate();
  const target = environmentOf(simulator);
  const args = ['import', path, '--rate', rate];
  return {
    path,
    simulator,
    args,
    start: () => startBinary(args, { env: { ...target, ...env } }),
    again: () => runBinary(['import', path, '--rate', '1000'], { env: target }),
    isWhole: () => unreadOf(simulator).size === ROWS,
  };
};

const PHASES: readonly Phase[] = [
  {
    name: 'proving the part that is done',
    isBefore: true,
    reach: async () => {
      const { args, start, ...more } = await begin(await slow('read', 'members.csv'));
      await runBinary([...args, '--limit', '20'], { env: environmentOf(more.simulator) });
      const running = start();
      // The first read is that of the header.
      await running.talked('slow read', 2);
      return { running, ...more };
    },
  },
  {
    name: 'reading, with nothing to send yet',
    reach: async () => {
      const invalid = 'g1,invalid,x\n'.repeat(60_000);
      const { path, start, ...more } = await begin({}, HEADER + invalid + csvOf(ROWS).slice(HEADER.length));
      const running = start();
      while (!((await checkpointOf(path).catch(() => undefined))?.counts.failed > 0)) await wait(5);
      return { running, ...more };
    },
  },
  {
    name: 'sending',
    reach: async () => {
      const { start, ...more } = await begin({}, csvOf(ROWS), '30');
      const running = start();
      while (more.simulator.state().calls.length < 20) await wait(5);
      return { running, ...more };
    },
  },
  {
    name: 'waiting out a rate limit',
    reach: async () => {
      const { start, simulator, again, ...more } = await begin();
      simulator.change({ faults: [{ kind: 60007, share: 1 }] });
      const running = start();
      await running.talked('too frequent');
      const recovered = () => {
        simulator.change({ faults: [] });
        return again();
      };
      return { running, again: recovered, ...more };
    },
  },
  {
    name: 'waiting for a target that is out of reach',
    reach: async () => {
      const { start, simulator, again, ...more } = await begin();
      simulator.change({ isDown: true });
      const running = start();
      await running.talked('nothing gets through');
      const recovered = () => {
        simulator.change({ isDown: false });
        return again();
      };
      return { running, again: recovered, ...more };
    },
  },
  {
    name: 'writing the summary',
    isComplete: true,
    reach: async () => {
      const { start, ...more } = await begin(await slow('rename', 'summary.json'));
      const running = start();
      await running.talked('slow rename');
      return { running, ...more };
    },
  },
];

const SIGNALS = [
  { name: 'Ctrl-C', signals: ['SIGINT'], code: 130 },
  { name: 'Ctrl-C twice', signals: ['SIGINT', 'SIGINT'], code: 130 },
  { name: 'SIGTERM', signals: ['SIGTERM'], code: 143 },
  { name: 'a closed terminal (SIGHUP)', signals: ['SIGHUP'], code: 129 },
] as const;

describe.skipIf(process.platform === 'win32').each(PHASES)('while $name', ({ reach, isComplete, isBefore }) => {
  test.each(SIGNALS)('$name ends the run, and the same command loses nothing', async ({ signals, code }) => {
    const { running, again, isWhole } = await reach();
    for (const signal of signals) {
      running.child.kill(signal);
      await wait(20);
    }
    const ended = await running.ended;
    expect(unwrapped(ended.stderr)).not.toMatch(/\n {4}at /);
    if (isComplete) {
      expect(ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^COMPLETE: /) });
    } else {
      expect(ended.code).toBe(code);
      if (isBefore) expect(ended).toMatchObject({ stdout: '', stderr: expect.stringContaining(`by ${signals[0]}`) });
      else expect(ended.stdout).toMatch(/^INCOMPLETE[\s\S]*tim-unread import/);
    }
    const { code: codeAgain, stdout } = await again();
    expect(stdout).toMatch(/^COMPLETE/);
    expect([0, 3]).toContain(codeAgain);
    expect(isWhole()).toBe(true);
  });
});

describe.skipIf(process.platform === 'win32')('signals', () => {
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
      while (simulator.state().calls.length < 100) await new Promise((resolve) => setTimeout(resolve, 10));
      running.child.kill(signal);
      const ended = await running.ended;
      expect(ended.code).toBe(code);
      expect(ended.stdout).toMatch(/^INCOMPLETE/);
      expect(ended.stdout).toContain(`npx tim-unread import ${path}`);
      const { counts } = await checkpointOf(path);
      expect(counts.ok).toBe(simulator.state().calls.length);
      expect((await runBinary(['import', path, '--rate', '2000'], { env })).code).toBe(0);
      expect(simulator.state().calls).toHaveLength(400);
    },
  );

  test('a second Ctrl-C stops at once, and still nothing is lost', async () => {
    const path = await tempFile('members.csv', csvOf(100));
    const simulator = await simulate();
    const env = environmentOf(simulator);
    const running = startBinary(['import', path, '--timeout', '60000'], { env });
    while (simulator.state().calls.length < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    simulator.change({ faults: [{ kind: 'hang-after', share: 1 }] });
    const hanging = simulator.state().calls.length;
    while (simulator.state().calls.length < hanging + 5) await new Promise((resolve) => setTimeout(resolve, 5));
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
    while (simulator.state().calls.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
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
