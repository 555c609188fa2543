import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type RunningCommand, runCommand, startCommand } from '../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { slowFs } from '../support/slow-fs.ts';
import { csvOf, HEADER, tempFile } from '../support/temp.ts';
import { until, wait } from '../support/until.ts';
import { unwrapped } from '../support/unwrapped.ts';

const checkpointOf = async (path: string) =>
  JSON.parse(await readFile(join(`${path}.tim-unread`, 'checkpoint.json'), 'utf8'));

type Phase = {
  readonly name: string;
  /** starts a run over `rows` rows and resolves when it is in that phase */
  readonly reach: () => Promise<{
    running: RunningCommand;
    again: () => ReturnType<typeof runCommand>;
    isWhole: () => boolean;
  }>;
  /** every row was settled before the signal came */
  readonly isComplete?: boolean;
  /** that run sends nothing and ends without a verdict */
  readonly isBefore?: boolean;
};

const ROWS = 60;

const begin = async (text = csvOf(ROWS), rate = '1000') => {
  const path = await tempFile('members.csv', text);
  const simulator = await simulate();
  const target = environmentOf(simulator);
  const args = ['import', path, '--rate', rate];
  return {
    path,
    simulator,
    args,
    start: () => startCommand(args, { env: target }),
    again: () => runCommand(['import', path, '--rate', '1000'], { env: target }),
    isWhole: () => unreadOf(simulator).size === ROWS,
  };
};

const PHASES: readonly Phase[] = [
  {
    name: 'proving the part that is done',
    isBefore: true,
    reach: async () => {
      const { args, start, ...more } = await begin();
      await runCommand([...args, '--limit', '20'], { env: environmentOf(more.simulator) });
      const reads = slowFs('read', 'members.csv');
      const running = start();
      // The first read is that of the header.
      await until(() => reads() >= 2);
      return { running, ...more };
    },
  },
  {
    name: 'reading, with nothing to send yet',
    reach: async () => {
      // Long lines: many slow reads of few rows, so that it still reads when the signal comes.
      const invalid = `g1,${'invalid'.repeat(30)},x\n`.repeat(4000);
      const { path, start, ...more } = await begin(HEADER + invalid + csvOf(ROWS).slice(HEADER.length));
      slowFs('read', 'members.csv');
      const running = start();
      await until(async () => (await checkpointOf(path).catch(() => undefined))?.counts.failed > 0);
      return { running, ...more };
    },
  },
  {
    name: 'sending',
    reach: async () => {
      const { start, ...more } = await begin(csvOf(ROWS), '30');
      const running = start();
      await until(() => more.simulator.state().calls.length >= 20);
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
      await running.talked('no call gets through');
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
      const { start, ...more } = await begin();
      const renames = slowFs('rename', 'summary.json');
      const running = start();
      await until(() => renames() > 0);
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

describe.each(PHASES)('while $name', ({ reach, isComplete, isBefore }) => {
  test.each(SIGNALS)('$name ends the run, and the same command loses nothing', async ({ signals, code }) => {
    const { running, again, isWhole } = await reach();
    for (const signal of signals) {
      await running.signal(signal);
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
