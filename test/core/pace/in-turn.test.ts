import { expect, test } from 'vitest';
import { inTurn } from '../../../src/core/pace/in-turn.ts';

const moment = () => new Promise((resolve) => setImmediate(resolve));

test('works through the whole list, never more at a time than it is told', async () => {
  const done: number[] = [];
  let busy = 0;
  let most = 0;
  await inTurn([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    busy += 1;
    most = Math.max(most, busy);
    await moment();
    busy -= 1;
    done.push(item);
  });
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most).toBe(3);
});

test('throws what failed, and begins nothing after it', async () => {
  const begun: number[] = [];
  const work = inTurn([1, 2, 3, 4, 5, 6, 7], 2, async (item) => {
    begun.push(item);
    await moment();
    if (item === 2) throw new Error('two');
  });
  await expect(work).rejects.toThrow('two');
  await moment();
  await moment();
  expect(begun.length).toBeLessThan(5);
});
