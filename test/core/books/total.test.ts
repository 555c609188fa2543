import { expect, test } from 'vitest';
import { totalOf, worstOf } from '../../../src/core/books/total.ts';
import { EARLY_ENDS } from '../../report/early-ends.ts';
import { importOf } from '../../report/summaries.ts';

const right = importOf({ path: 'right.csv', rows: { ok: 3 } });
const wrong = importOf({ path: 'wrong.csv', failures: [{ class: 'refused', errorCode: 10007, count: 1 }] });
const brokeOff = importOf({ path: 'cut.csv', rows: { ok: 1 }, earlyEnd: EARLY_ENDS['input-broke-off'] });
const stopped = importOf({ path: 'stopped.csv', rows: { ok: 1 }, earlyEnd: EARLY_ENDS.signal });
const notBegun = importOf({ path: 'later.csv', earlyEnd: EARLY_ENDS.signal, begun: false });

test.each([
  { inputs: [right, right], exitCode: 0 },
  { inputs: [right, wrong], exitCode: 3 },
  { inputs: [wrong, brokeOff, right], exitCode: 4 },
  { inputs: [brokeOff, wrong, stopped], exitCode: 130 },
])('the exit status of several inputs is that of the worst: $exitCode', ({ inputs, exitCode }) => {
  expect(worstOf(inputs).exitCode).toBe(exitCode);
});

test('an input that the command did not come to has not begun', () => {
  expect(totalOf([right, stopped, notBegun])).toMatchObject({
    verdict: 'INCOMPLETE',
    finished: 1,
    stopped: ['stopped.csv'],
    notBegun: ['later.csv'],
    rows: { read: 4, ok: 4 },
    callsSent: 4,
  });
});

test('an input that was begun has stopped early, though no row of it was read', () => {
  const first = { ...notBegun, begun: true };
  expect(totalOf([first, notBegun])).toMatchObject({ stopped: ['later.csv'], notBegun: ['later.csv'] });
});

test('a part of an input that is done was begun, whenever that was', () => {
  const resumed = importOf({ path: 'half.csv', rows: { ok: 5 }, earlyEnd: EARLY_ENDS.limit, begun: false });
  expect(totalOf([stopped, resumed])).toMatchObject({ stopped: ['stopped.csv', 'half.csv'], notBegun: [] });
});
