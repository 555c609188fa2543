import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { WaitingLine } from '../../../src/io/remote/waiting-line.ts';

const never = new AbortController().signal;

test('serves in the order of coming, and passes over who no longer wants it', async () => {
  const line = new WaitingLine<string>();
  const first = line.wait(never, () => false);
  const second = line.wait(never);
  const third = line.wait(never);
  expect(line.serve('a')).toBe(true);
  expect(line.serve('b')).toBe(true);
  expect(line.serve('c')).toBe(false);
  expect(await Promise.all([first, second, third])).toEqual([undefined, 'a', 'b']);
});

test('listens once for each signal, dismisses its waiters alone, and listens no more when it is closed', async () => {
  const line = new WaitingLine<string>();
  const run = new AbortController();
  const other = new AbortController();
  const waiting = Array.from({ length: 100 }, () => line.wait(run.signal));
  const theirs = line.wait(other.signal);
  expect(getEventListeners(run.signal, 'abort')).toHaveLength(1);
  run.abort();
  expect(await Promise.all(waiting)).toEqual(waiting.map(() => undefined));
  expect(line.length).toBe(1);
  line.close();
  expect(await theirs).toBeUndefined();
  expect(getEventListeners(other.signal, 'abort')).toHaveLength(0);
  expect(await line.wait(never)).toBeUndefined();
});
