import { expect, test } from 'vitest';
import { auditsInTurn } from '../../../src/app/audit/audits-in-turn.ts';
import type { CheckSummary } from '../../../src/core/books/summary.ts';
import { InputBrokeOffError } from '../../../src/core/errors/broken-off-error.ts';
import { FatalReplyError } from '../../../src/core/errors/target-error.ts';
import { until } from '../../support/until.ts';

/** Runs that read to their end and end when they are told to. */
const begin = (count: number, outer = new AbortController().signal) => {
  const begun: string[] = [];
  const hands = Array.from({ length: count }, () => {
    let end = (_: Error | undefined): void => {};
    const ended = new Promise<Error | undefined>((resolve) => {
      end = resolve;
    });
    return { ended, end: (error?: Error) => end(error), taken: (): void => {} };
  });
  const inputs = hands.map((hand, at) => ({
    run: async (signal: AbortSignal, onTaken: () => void): Promise<CheckSummary> => {
      begun.push(signal.aborted ? `${at} stopped` : `${at}`);
      hand.taken = onTaken;
      const stoppedBy = await (signal.aborted ? signal.reason : hand.ended);
      return { stoppedBy } as CheckSummary;
    },
    withReport: async (summary: CheckSummary) => summary,
  }));
  return { begun, hands, summaries: auditsInTurn<CheckSummary>(inputs, outer) };
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('the first input runs alone, the next ones begin when the one before them was read', async () => {
  const { begun, hands, summaries } = begin(4);
  hands[0]?.taken();
  await settled();
  expect(begun).toEqual(['0']);
  hands[0]?.end();
  await until(() => begun.length === 2);
  await settled();
  expect(begun).toEqual(['0', '1']);
  hands[1]?.taken();
  await until(() => begun.length === 3);
  hands[2]?.taken();
  await until(() => begun.length === 4);
  for (const hand of hands.slice(1)) hand.end();
  expect(await summaries).toHaveLength(4);
});

test('sixteen are open at a time', async () => {
  const { begun, hands, summaries } = begin(40);
  hands[0]?.end();
  for (let at = 1; at <= 16; at += 1) {
    await until(() => begun.length > at);
    hands[at]?.taken();
  }
  await settled();
  expect(begun).toHaveLength(17);
  hands[5]?.end();
  await until(() => begun.length === 18);
  for (const hand of hands) hand.end();
  expect(await summaries).toHaveLength(40);
});

test('what stops one stops those behind it; one that breaks off stops none', async () => {
  const fatal = new FatalReplyError({
    kind: 'fatal-reply',
    errorCode: 60010,
    because: { code: 'said', text: '' },
  } as never);
  const { begun, hands, summaries } = begin(4);
  hands[0]?.end(new InputBrokeOffError({ kind: 'input-broke-off', path: 'a.csv', reason: 'EIO' }));
  await until(() => begun.length === 2);
  hands[1]?.end(fatal);
  expect((await summaries).map(({ stoppedBy }) => stoppedBy === fatal)).toEqual([false, true, true, true]);
  expect(begun).toEqual(['0', '1', '2 stopped', '3 stopped']);
});
