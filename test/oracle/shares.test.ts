import { expect, test } from 'vitest';
import { Play } from './play.ts';
import { playShares } from './worlds.ts';

playShares();

// A stop at too many failures, with rows of two inputs under way.
test.each([50_043])('a world that has found something: %i', async (seed) => {
  const play = new Play(seed);
  await play.run();
  expect(play.findings).toEqual([]);
});
