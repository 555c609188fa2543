import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Dice } from '../soak/dice.ts';
import { hastyClock } from '../support/clock.ts';
import { startCommand } from '../support/command.ts';
import { paste, proposedIn } from '../support/proposed.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { HEADER, tempFolder } from '../support/temp.ts';

// `WALKS=100 npx vitest run test/cli/random-walks.test.ts` walks farther; `WALKS=1 FIRST_WALK=7` walks the seventh again.
const WALKS = Number(process.env.WALKS ?? 3);
const FIRST_WALK = Number(process.env.FIRST_WALK ?? 1);
const MOST_STEPS_HOME = 24;

/** A row, with the count that it was meant to have and what the export has in its place. */
type Row = { readonly pair: string; readonly count: number; readonly text: string };

const NO_COUNTS = ['n/a', '', 'x', '-3', '1.5', 'NULL'] as const;

const FLAGS: readonly [readonly string[], ...(readonly string[])[]] = [
  [],
  ['--limit', '3'],
  ['--max-failures', '1'],
  ['--max-attempts', '1'],
];

/** An export that grows, and the person who corrects it. */
class Export {
  readonly rows: Row[] = [];
  readonly #dice: Dice;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** @returns lines of so many rows more, some of which have no count, or are of a pair that was there before */
  grow(count: number): string {
    const dice = this.#dice;
    const added = Array.from({ length: count }, (_, at): Row => {
      const other = this.rows[dice.below(this.rows.length)];
      const pair = other && dice.hits(0.15) ? other.pair : `g${dice.below(4)},user${this.rows.length + at}`;
      const right = dice.between(1, 300);
      return { pair, count: right, text: dice.hits(0.15) ? dice.pick(NO_COUNTS) : String(right) };
    });
    this.rows.push(...added);
    return added.map(({ pair, text }) => `${pair},${text}\n`).join('');
  }

  /** Gives each row of a copy the count that it was meant to have. */
  readonly correct = (copy: string): string => {
    const [header, ...lines] = copy.trimEnd().split('\n');
    const right = lines.map((line) => {
      const [group, account, , number, ...rest] = line.split(',');
      const pair = `${group},${account}`;
      const own = this.rows[Number(number) - 2];
      const row = own?.pair === pair ? own : this.rows.findLast((one) => one.pair === pair);
      return [pair, row?.count, number, ...rest].join(',');
    });
    return [header, ...right, ''].join('\n');
  };

  /** The last row of a pair wins. */
  wanted(): ReadonlyMap<string, number> {
    return new Map(this.rows.map(({ pair, count }) => [pair.replace(',', ' '), count]));
  }
}

const SEEDS = Array.from({ length: WALKS }, (_, at) => FIRST_WALK + at);

test.each(SEEDS)('walk %i: whatever is pasted is taken, and the proposals lead home', async (seed) => {
  const dice = new Dice(seed);
  const cwd = await tempFolder();
  const simulator = await simulate();
  const settings = Object.entries(environmentOf(simulator)).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(cwd, '.env'), settings.join(''), { mode: 0o600 });
  const rows = new Export(dice);
  await writeFile(join(cwd, 'rows.csv'), HEADER + rows.grow(dice.between(8, 20)));
  const trail: string[] = [];
  const taken = (command: string, ended: { code: number; stdout: string; stderr: string }): string => {
    trail.push(`${command} -> ${ended.code}`);
    expect(ended.code, `${trail.join('\n')}\n${ended.stderr}`).toBeOneOf([0, 3, 4]);
    return ended.stdout;
  };
  const type = async (...words: readonly string[]): Promise<string> => {
    const all = [...words, '--settings', '.env'];
    return taken(all.join(' '), await startCommand(all, { cwd, world: { clock: hastyClock } }).ended);
  };
  const pasteAll = async (commands: readonly string[]): Promise<string> => {
    let stdout = '';
    for (const command of commands) stdout = taken(command, await paste(command, cwd, rows.correct));
    return stdout;
  };
  const proposals = (stdout: string) => proposedIn(stdout).filter(({ commands }) => commands.length > 0);
  const wander = async (stdout: string): Promise<string> => {
    const way = dice.below(10);
    if (way === 0) {
      await appendFile(join(cwd, 'rows.csv'), rows.grow(dice.between(1, 3)));
      trail.push('the file grows');
      return stdout;
    }
    if (way === 1) {
      const groupId = `g${dice.below(4)}`;
      const kind = dice.pick([10007, 10010]);
      simulator.change({
        faults: dice.hits(0.5) ? [] : [{ kind, share: 1, groupId, command: 'set_unread_msg_num' }],
      });
      trail.push(`other faults, perhaps ${kind} of ${groupId}`);
      return stdout;
    }
    if (way === 2) {
      const { pair } = dice.pick(rows.rows as [Row, ...Row[]]);
      await writeFile(join(cwd, `other-${trail.length}.csv`), `${HEADER}${pair},${dice.below(9)}\n`);
      await type('import', `other-${trail.length}.csv`);
      return stdout;
    }
    if (way === 3) return type(dice.pick(['status', 'verify', 'check']), 'rows.csv');
    if (way === 4) return type('import', 'rows.csv', ...dice.pick(FLAGS));
    const [first, ...others] = proposals(stdout);
    return first ? pasteAll(dice.pick([first, ...others]).commands) : stdout;
  };
  let stdout = await type('import', 'rows.csv', ...dice.pick(FLAGS));
  for (let steps = dice.between(3, 9); steps > 0; steps -= 1) stdout = await wander(stdout);
  simulator.change({ faults: [] });
  // What others have set meanwhile is known to nobody before the counts are read.
  stdout = await type('verify', 'rows.csv');
  for (let step = 0; !/\n {2}next +nothing to do(: every row|$)/m.test(stdout); step += 1) {
    expect(step, trail.join('\n') + stdout).toBeLessThan(MOST_STEPS_HOME);
    // One thing, and the other: what may be done instead begins anew.
    const steps = proposals(stdout).filter(({ label }) => label !== 'or');
    expect(steps, trail.join('\n') + stdout).not.toEqual([]);
    stdout = await pasteAll(steps.flatMap(({ commands }) => commands));
  }
  const wanted = rows.wanted();
  expect(new Map([...unreadOf(simulator)].filter(([pair]) => wanted.has(pair))), trail.join('\n')).toEqual(wanted);
});
