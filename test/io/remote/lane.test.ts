import { expect, test } from 'vitest';
import { InFlightLimit } from '../../../src/core/pace/in-flight.ts';
import { Lane } from '../../../src/io/remote/lane.ts';

const moment = () => new Promise((resolve) => setImmediate(resolve));
const never = new AbortController().signal;

test('works through all that comes, in its order, never more at a time than it has places', async () => {
  const lane = new Lane(3);
  const begun: number[] = [];
  let busy = 0;
  let most = 0;
  const work = Array.from({ length: 20 }, (_, at) =>
    lane.run(never, async () => {
      begun.push(at);
      busy += 1;
      most = Math.max(most, busy);
      await moment();
      busy -= 1;
      if (at === 4) throw new Error('four');
      return at;
    }),
  );
  const ends = await Promise.allSettled(work);
  expect(begun).toEqual(Array.from({ length: 20 }, (_, at) => at));
  expect(most).toBe(3);
  expect(ends.map(({ status }) => status).filter((status) => status === 'rejected')).toHaveLength(1);
  expect(ends[19]).toMatchObject({ value: 19 });
});

test('who waits is dismissed at once when the run stops, and the places serve the next run', async () => {
  const lane = new Lane(1);
  const run = new AbortController();
  let end = (): void => {};
  const inPlace = lane.run(run.signal, () => new Promise<string>((resolve) => (end = () => resolve('done'))));
  const waiting = Array.from({ length: 500 }, () => lane.run(run.signal, async () => 'never'));
  const next = lane.run(never, async () => 'next');
  await moment();
  run.abort();
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([undefined]));
  end();
  expect(await Promise.all([inPlace, next])).toEqual(['done', 'next']);
});

test('a repeat goes before the first calls that wait', async () => {
  const lane = new Lane(1);
  const begun: string[] = [];
  const work = (name: string) => async () => {
    begun.push(name);
    await moment();
  };
  await Promise.all([
    lane.run(never, work('one')),
    lane.run(never, work('two')),
    lane.run(never, work('three')),
    lane.run(never, work('again'), true),
  ]);
  expect(begun[0]).toBe('again');
  expect(begun.slice(1)).toEqual(['one', 'two', 'three']);
});

test('where its places follow the pace, slow replies let more in at once, and quick ones fewer', async () => {
  const lane = new Lane(new InFlightLimit(200));
  const ends: (() => void)[] = [];
  for (let call = 0; call < 700; call += 1) {
    void lane.run(never, () => new Promise<void>((end) => ends.push(end)));
  }
  await moment();
  expect(ends).toHaveLength(50); // a quarter of a second's calls
  lane.replied(0, 500);
  await moment();
  expect(ends).toHaveLength(200); // 2 * 0.5 s * 200
  lane.replied(30_000, 10);
  for (const end of ends.splice(0)) end();
  await moment();
  expect(ends).toHaveLength(50);
  lane.close();
});
