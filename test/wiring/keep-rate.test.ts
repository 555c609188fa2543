import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../src/io/journal/durable.ts';
import { keepRate } from '../../src/wiring/keep-rate.ts';
import { tempFolder } from '../support/temp.ts';

/** A kept rate that looks when it is told to. */
const keeping = async (names: readonly string[]) => {
  const folder = await tempFolder();
  const paths = names.map((name) => join(folder, name));
  const rates: number[] = [];
  let wake = (_goesOn: boolean): void => {};
  let onSleep = (): void => {};
  const clock = {
    nowMs: () => 0,
    wallMs: () => 0,
    wokeAtMs: () => Number.NEGATIVE_INFINITY,
    sleep: () =>
      new Promise<boolean>((resolve) => {
        wake = resolve;
        onSleep();
      }),
  };
  const setRate = (perSecond: number): void => void rates.push(perSecond);
  const end = await keepRate({ rates: [{ fromMinute: 0, perSecond: 200 }], paths, setRate }, clock, () => {});
  const ask = (at: number, rate: string, second: number): Promise<void> => {
    const path = paths[at] as string;
    return replaceFile(path, `${rate}\n`).then(() => utimes(path, second, second));
  };
  const look = async (): Promise<readonly number[]> => {
    const slept = new Promise<void>((resolve) => {
      onSleep = resolve;
    });
    wake(true);
    await slept;
    return rates;
  };
  const close = (): Promise<void> => {
    const ended = end();
    wake(false);
    return ended;
  };
  return { ask, look, close };
};

test('a rate is noticed that has the time of the one before, or an earlier one', async () => {
  const { ask, look, close } = await keeping(['rate']);
  await ask(0, '80', 1000);
  expect(await look()).toEqual([80]);
  await ask(0, '90', 1000);
  expect(await look()).toEqual([80, 90]);
  await ask(0, '70', 500);
  expect(await look()).toEqual([80, 90, 70]);
  expect(await look()).toEqual([80, 90, 70]);
  await close();
});

test('of two folders that were asked since the last look the later one counts', async () => {
  const { ask, look, close } = await keeping(['a', 'b']);
  await ask(0, '80', 1001);
  await ask(1, '60', 1000);
  expect(await look()).toEqual([80]);
  await ask(1, '50', 1002);
  expect(await look()).toEqual([80, 50]);
  await close();
});
