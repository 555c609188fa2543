import { afterAll, expect, test } from 'vitest';
import { Play } from './play.ts';
import { SharePlay } from './shares.ts';

// A world is about eight commands. `ORACLE_WORLDS=2000 npm run oracle` plays more of them; `ORACLE_WORLDS=1 ORACLE_SEED=7`
// plays the seventh alone.
const WORLDS = Number(process.env.ORACLE_WORLDS ?? 200);
const FIRST = Number(process.env.ORACLE_SEED ?? 1);
const SHARED_WORLDS = Math.ceil(WORLDS / 5);

/** Each is a file of its own, so that they are played at the same time. */
const PARTS = 4;

type Player = { readonly commands: number; readonly findings: readonly string[]; run(): Promise<void> };

const playAll = (name: string, seeds: readonly number[], open: (seed: number) => Player): void => {
  let commands = 0;
  test.each(seeds)(`every number is that of the model and of the target: ${name} %i`, async (seed) => {
    const player = open(seed);
    await player.run();
    commands += player.commands;
    expect(player.findings).toEqual([]);
  });
  afterAll(() => {
    if (process.env.ORACLE_WORLDS) process.stdout.write(`${name}: ${seeds.length} played, ${commands} commands\n`);
  });
};

const seedsFrom = (first: number, step: number): readonly number[] =>
  Array.from({ length: WORLDS }, (_, at) => FIRST + at).filter((_, at) => at % step === first);

/** @param part - from 1 to `PARTS` */
export const playPart = (part: number): void => {
  const seeds = seedsFrom(part - 1, PARTS);
  test('a part is without a world only where there are fewer worlds than parts', () => {
    expect(seeds.length > 0).toBe(WORLDS >= part);
  });
  playAll('world', seeds, (seed) => new Play(seed));
};

export const playShares = (): void =>
  playAll('shares of world', seedsFrom(0, 1).slice(0, SHARED_WORLDS), (seed) => new SharePlay(seed));
