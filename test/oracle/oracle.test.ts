import { expect, test } from 'vitest';
import { Play } from './play.ts';
import { SharePlay } from './shares.ts';

// A world is about eight commands. `ORACLE_WORLDS=2000 npm run oracle` plays more of them; `ORACLE_WORLDS=1 ORACLE_SEED=7`
// plays the seventh alone.
const WORLDS = Number(process.env.ORACLE_WORLDS ?? 40);
const FIRST = Number(process.env.ORACLE_SEED ?? 1);
const TOGETHER = 20;

const SHARED_WORLDS = Math.ceil(WORLDS / 5);

const seeds = Array.from({ length: Math.ceil(WORLDS / TOGETHER) }, (_, at) => FIRST + at * TOGETHER);

test.each(seeds)(
  'every number is that of the model and of the target, in the worlds from %i on',
  async (first) => {
    const all: Record<number, readonly string[]> = {};
    let commands = 0;
    for (let seed = first; seed < Math.min(first + TOGETHER, FIRST + WORLDS); seed += 1) {
      const play = new Play(seed);
      await play.run();
      commands += play.commands;
      if (play.findings.length > 0) all[seed] = play.findings;
    }
    if (process.env.ORACLE_WORLDS) process.stdout.write(`worlds from ${first} on: ${commands} commands\n`);
    expect(all).toEqual({});
  },
  600_000,
);

// A stop at too many failures, with rows of two inputs under way.
test.each([50_043])('a world that has found something: %i', async (seed) => {
  const play = new Play(seed);
  await play.run();
  expect(play.findings).toEqual([]);
});

test('the shares of an input are a whole in every number, and send each row once', async () => {
  const all: Record<number, readonly string[]> = {};
  let commands = 0;
  for (let seed = FIRST; seed < FIRST + SHARED_WORLDS; seed += 1) {
    const play = new SharePlay(seed);
    await play.run();
    commands += play.commands;
    if (play.findings.length > 0) all[seed] = play.findings;
  }
  if (process.env.ORACLE_WORLDS) process.stdout.write(`${SHARED_WORLDS} worlds in shares: ${commands} commands\n`);
  expect(all).toEqual({});
}, 600_000);
