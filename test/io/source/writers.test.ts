import { appendFile, utimes } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { InputFile } from '../../../src/io/source/input-file.ts';
import { NO_WISH } from '../../../src/io/source/recognition/wish.ts';
import { HEADER, tempFile } from '../../support/temp.ts';

/** A clock that stands still but for its sleeps; `onSleep` is what happens meanwhile. */
const clockWith = (onSleep: (slept: number) => Promise<void>): Clock & { slept: () => number } => {
  let slept = 0;
  return {
    ...systemClock,
    nowMs: () => slept,
    slept: () => slept,
    sleep: async (ms) => {
      slept += ms;
      await onSleep(slept);
      return true;
    },
  };
};

const readAll = async (path: string, clock: Clock): Promise<(number | undefined)[]> => {
  const file = await InputFile.recognise(path, NO_WISH);
  file.heedWriters(clock);
  const rows = await file.fromStart(true);
  const counts: (number | undefined)[] = [];
  for await (const block of rows.rows()) counts.push(...block.map(({ row }) => row?.unread));
  await file.close();
  return counts;
};

describe('a file that is still being written', () => {
  test('a count that is cut off is not given while the file grows', async () => {
    const path = await tempFile('rows.csv', `${HEADER}g,u1,1\ng,u2,12`);
    const clock = clockWith(async (slept) => {
      if (slept === 1000) await appendFile(path, '3\ng,u3,45');
      if (slept === 3000) await appendFile(path, '6\n');
    });
    expect(await readAll(path, clock)).toEqual([1, 123, 456]);
  });

  test('the last line comes when nobody has written for five seconds', async () => {
    const path = await tempFile('rows.csv', `${HEADER}g,u1,1\ng,u2,12`);
    const clock = clockWith(async () => {});
    expect(await readAll(path, clock)).toEqual([1, 12]);
    expect(clock.slept()).toBeGreaterThanOrEqual(4000);
    expect(clock.slept()).toBeLessThanOrEqual(5200);
  });

  test('nothing is waited for where the last write is longer ago, or the last line is whole', async () => {
    const old = await tempFile('rows.csv', `${HEADER}g,u1,1\ng,u2,12`);
    await utimes(old, Date.now() / 1000 - 60, Date.now() / 1000 - 60);
    const whole = await tempFile('rows.csv', `${HEADER}g,u1,1\ng,u2,12\n`);
    const clock = clockWith(async () => {});
    expect([await readAll(old, clock), await readAll(whole, clock)]).toEqual([
      [1, 12],
      [1, 12],
    ]);
    expect(clock.slept()).toBe(0);
  });

  test('a line of JSON that is cut off is read when it is whole', async () => {
    const line = '{"GroupId":"g","Member_Account":"u","UnreadMsgNum":12';
    const path = await tempFile('rows.jsonl', `${line.replace('u"', 'v"')}}\n${line}`);
    const clock = clockWith(async (slept) => {
      if (slept === 1000) await appendFile(path, '3}\n');
    });
    expect(await readAll(path, clock)).toEqual([12, 123]);
  });
});
