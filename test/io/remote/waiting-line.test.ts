import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { WaitingLine } from '../../../src/io/remote/waiting-line.ts';

const never = new AbortController().signal;

test('gives out who waits in the order of coming', async () => {
  const line = new WaitingLine<string, number>();
  const ends = [line.wait(never, 'a'), line.wait(never, 'b')];
  for (const item of ['a', 'b']) {
    const next = line.shift();
    expect(next?.item).toBe(item);
    next?.settle(item.length);
  }
  expect(line.shift()).toBeUndefined();
  expect(await Promise.all(ends)).toEqual([1, 1]);
});

test('listens once for each signal, dismisses its waiters alone, and listens no more when it is closed', async () => {
  const line = new WaitingLine<undefined, string>();
  const run = new AbortController();
  const other = new AbortController();
  const waiting = Array.from({ length: 100 }, () => line.wait(run.signal, undefined));
  const theirs = line.wait(other.signal, undefined);
  expect(getEventListeners(run.signal, 'abort')).toHaveLength(1);
  run.abort();
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => undefined));
  expect(line.length).toBe(1);
  line.close();
  expect(await theirs).toBeUndefined();
  expect(getEventListeners(other.signal, 'abort')).toHaveLength(0);
  expect(await line.wait(never, undefined)).toBeUndefined();
});
