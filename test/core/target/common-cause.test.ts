import { describe, expect, test } from 'vitest';
import { type CommonCause, CommonCauseJudge } from '../../../src/core/target/common-cause.ts';
import type { Failure } from '../../../src/core/target/outcome.ts';

type Refusal = { readonly groupId: string; readonly account: string; readonly errorCode: number };

const failureOf = (errorCode: number): Failure => ({
  class: [10010, 10015].includes(errorCode) ? 'group_refused' : 'refused',
  errorCode,
  reason: { code: 'reply', errorCode, said: '' },
  attempts: 1,
});

/** @returns the verdict, and after how many refusals it came; those that never had one are judged at the end */
const verdictOn = (count: number, refusalAt: (at: number) => Refusal) => {
  const judge = new CommonCauseJudge();
  const say = (verdict: CommonCause | 'none') => (verdict === 'none' ? 'none' : `${verdict.count} ${verdict.of}`);
  for (let at = 0; at < count; at += 1) {
    const { errorCode, ...pair } = refusalAt(at);
    const verdict = judge.refused(pair, failureOf(errorCode));
    if (verdict) return { after: at + 1, verdict: say(verdict) };
  }
  return { after: 'the end', verdict: say(judge.judge()) };
};

/** Rows of so many groups in turn; every row has an account of its own. */
const of =
  (groups: number, ...codes: readonly number[]) =>
  (at: number): Refusal => ({
    groupId: `g${at % groups}`,
    account: `user${at}`,
    errorCode: codes[at % codes.length] as number,
  });
const sorted =
  (rowsOfGroup: number, errorCode: number) =>
  (at: number): Refusal => ({ groupId: `g${Math.floor(at / rowsOfGroup)}`, account: `user${at}`, errorCode });
const ofAccounts =
  (accounts: number, errorCode: number) =>
  (at: number): Refusal => ({ groupId: `g${at}`, account: `user${at % accounts}`, errorCode });

describe('refusals before any row was set', () => {
  test.each([
    { name: 'of all groups', count: 2000, rows: of(5, 10010), after: 500, verdict: '5 groups' },
    { name: 'of all groups, in two ways', count: 2000, rows: of(7, 10010, 10015), after: 500, verdict: '7 groups' },
    { name: 'of all accounts', count: 2000, rows: of(5, 10019), after: 500, verdict: '500 accounts' },
    {
      name: 'of few accounts in many groups',
      count: 600,
      rows: ofAccounts(4, 10019),
      after: 500,
      verdict: '4 accounts',
    },
    { name: 'with any one code', count: 2000, rows: of(5, 10004), after: 500, verdict: '500 rows' },
    { name: 'with an unknown code', count: 2000, rows: of(5, 99_999), after: 20, verdict: '20 rows' },
    { name: 'of all groups of a short file', count: 30, rows: of(3, 10010), after: 'the end', verdict: '3 groups' },
    // 400 rows a group: the third group begins at row 801.
    { name: 'of all groups, sorted', count: 2000, rows: sorted(400, 10010), after: 801, verdict: '3 groups' },
  ])('$name have a common cause', ({ count, rows, after, verdict }) => {
    expect(verdictOn(count, rows)).toEqual({ after, verdict });
  });

  test.each([
    { name: 'few rows', count: 19, rows: of(5, 10010), after: 'the end' },
    { name: 'one group that is gone', count: 900, rows: of(1, 10010), after: 'the end' },
    { name: 'two groups that are gone', count: 9999, rows: of(2, 10010), after: 'the end' },
    { name: 'two groups with more rows than are held', count: 20_000, rows: of(2, 10010), after: 10_000 },
    { name: 'two accounts that are gone', count: 100, rows: ofAccounts(2, 10019), after: 'the end' },
    { name: 'different answers', count: 2000, rows: of(5, 10019, 10004), after: 500 },
    { name: 'different unknown codes', count: 2000, rows: of(5, 99_999, 99_998), after: 500 },
  ])('of $name have none', ({ count, rows, after }) => {
    expect(verdictOn(count, rows)).toEqual({ after, verdict: 'none' });
  });

  test('that are believed do not count again', () => {
    const judge = new CommonCauseJudge();
    for (let at = 0; at < 30; at += 1) judge.refused({ groupId: `g${at}`, account: 'a' }, failureOf(10010));
    judge.forget();
    expect(judge.judge()).toBe('none');
  });
});
