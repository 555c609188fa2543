import { parse } from 'csv-parse/sync';
import type { SimulatorState } from '../../src/simulator/server.ts';
import { unwrapped } from '../support/unwrapped.ts';
import type { SoakRow } from './input.ts';
import type { KillMade, Round } from './round.ts';

type Call = SimulatorState['calls'][number];

/** Replies after which a row is not called again: set, no permission, no such group. */
const FINAL_CODES: ReadonlySet<number | null> = new Set([0, 10007, 10010]);
const DOUBTED_CODE = 10007;
const MOST_EXAMPLES = 3;

/** @returns every promise of docs/contract.md that the round broke, with examples; empty when it kept them all */
export const brokenPromises = (round: Round): string[] => {
  const { lasts } = round;
  const failing = round.plan.input.rows.filter(({ fate }) => fate !== 'settable').length;
  const expectedCode = failing > 0 ? 3 : 0;
  // A share has the failing rows or has not; one of them has.
  const code = Math.max(...lasts.map((last) => last.code));
  if (code !== expectedCode) {
    const said = unwrapped(lasts.map((last) => last.stderr).join('\n'))
      .split('\n')
      .filter((text) => text !== '' && !text.startsWith('warning:'));
    return [`the last run ended with ${code} instead of ${expectedCode}: ${said.join(' / ')}`];
  }
  return [
    ...brokenNumbers(round, failing),
    ...brokenCheckpoints(round),
    ...brokenCounts(round),
    ...brokenFailures(round),
    ...brokenCalls(round),
    ...brokenOrder(round),
    ...brokenBounds(round),
  ];
};

/** @returns for each kill, how many rows were sent again because of it */
export const sentAgain = ({ kills, calls }: Round): number[] => {
  const lastCalls = kills.map(({ callsUntil }, at) => {
    const callsOfRun = calls.slice(kills[at - 1]?.callsUntil ?? 0, callsUntil);
    return new Map(callsOfRun.map((call) => [rowKey(call), call]));
  });
  return kills.map(({ callsUntil }, at) => {
    const calledLater = new Set(calls.slice(callsUntil).map(rowKey));
    // If the reply asked for a retry, or never came, the row would have been called again without the kill.
    return [...(lastCalls[at] ?? [])].filter(
      ([key, { errorCode }]) => FINAL_CODES.has(errorCode) && calledLater.has(key),
    ).length;
  });
};

/** @returns the most rows that a kill may cost: the calls in flight and those of a quarter of a second */
export const mostSentAgain = ({ plan }: Round): number => plan.concurrency + plan.ratePerSecond / 4;

type Numbers = { read: number; ok: number; failed: number; skipped: number; pending: number; otherShard?: number };
type Summary = { verdict: string; rows: Numbers; rate: { limit: number; peakPerSecond: number } };

const brokenNumbers = ({ plan, lasts, checkpointTexts, statusText }: Round, failing: number): string[] => {
  const { length } = plan.input.rows;
  const expected = { read: length, ok: length - failing, failed: failing, skipped: 0, pending: 0 };
  const expectedVerdict = failing > 0 ? 'COMPLETE WITH FAILURES' : 'COMPLETE';
  const summaries = lasts.map(({ stdout }) => JSON.parse(stdout) as Summary);
  const status = JSON.parse(statusText) as Summary;
  const checkpoints = checkpointTexts.map((text) => JSON.parse(text) as { state: string; counts: Numbers });
  const places = {
    '--json': sumOf(summaries.map(({ rows }) => rows)),
    status: status.rows,
    'checkpoint.json': sumOf(checkpoints.map(({ counts }) => counts)),
  };
  const broken = Object.entries(places)
    .filter(([, rows]) => numbersText(rows) !== numbersText(expected))
    .map(([place, rows]) => `the numbers of ${place}: ${numbersText(rows)} instead of ${numbersText(expected)}`);
  const verdicts = { '--json': worstOf(summaries.map(({ verdict }) => verdict)), status: status.verdict };
  for (const [place, verdict] of Object.entries(verdicts)) {
    if (verdict !== expectedVerdict) broken.push(`the verdict of ${place}: ${verdict} instead of ${expectedVerdict}`);
  }
  for (const { state } of checkpoints) {
    if (state !== 'finished') broken.push(`checkpoint.json says ${state} behind the last run`);
  }
  for (const { rate } of summaries) {
    if (rate.peakPerSecond > plan.ratePerSecond) {
      broken.push(`${rate.peakPerSecond} calls in a second, at most ${plan.ratePerSecond}`);
    }
  }
  return broken;
};

/** A row of another share is counted there. */
const sumOf = (all: readonly Numbers[]): Numbers =>
  all.reduce(
    (sum, { read, ok, failed, skipped, pending, otherShard = 0 }) => ({
      read: sum.read + read - otherShard,
      ok: sum.ok + ok,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped - otherShard,
      pending: sum.pending + pending,
    }),
    { read: 0, ok: 0, failed: 0, skipped: 0, pending: 0 },
  );

const VERDICTS = ['INCOMPLETE', 'COMPLETE WITH FAILURES', 'COMPLETE'];

const worstOf = (verdicts: readonly string[]): string => VERDICTS.find((one) => verdicts.includes(one)) ?? 'none';

const brokenCheckpoints = ({ kills }: Round): string[] =>
  kills.flatMap(({ checkpointText }, at) => {
    if (checkpointText === undefined) return [];
    try {
      const { counts } = JSON.parse(checkpointText) as { counts: Numbers };
      const { read, ok, failed, skipped, pending } = counts;
      return read === ok + failed + skipped + pending
        ? []
        : [`the checkpoint behind kill ${at + 1} does not add up: ${numbersText(counts)}`];
    } catch (error) {
      return [`the checkpoint behind kill ${at + 1} cannot be read: ${(error as Error).message}`];
    }
  });

const brokenCounts = ({ plan, unread }: Round): string[] => {
  const expected = new Map(plan.input.rows.filter(isSettable).map((row) => [pairKey(row), row.unread]));
  const actual = new Map(unread.map(([groupId, account, count]) => [pairKey({ groupId, account }), String(count)]));
  const wrong = [...expected].filter(([key, count]) => actual.get(key) !== count);
  const foreign = [...actual.keys()].filter((key) => !expected.has(key));
  return [
    ...told(
      'pairs without the count of their last row',
      wrong,
      ([key, count]) => `${key}: ${actual.get(key)}, not ${count}`,
    ),
    ...told('counts set that are not in the input', foreign, (key) => key),
  ];
};

const brokenFailures = ({ plan, failuresText }: Round): string[] => {
  let lines: string[][];
  try {
    lines = parse(failuresText);
  } catch (error) {
    return [`failures.csv cannot be parsed: ${(error as Error).message}`];
  }
  const found = tally(lines.slice(1).map((fields) => fields.slice(0, 5).join('|')));
  const expected = new Set(
    plan.input.rows
      .filter((row) => !isSettable(row))
      .map(({ groupId, account, unread, line, fate }) => [groupId, account, unread, line, fate].join('|')),
  );
  const missing = [...expected].filter((key) => !found.has(key));
  const foreign = [...found.keys()].filter((key) => !expected.has(key));
  const repeated = [...found].filter(([, times]) => times > 1);
  return [
    ...told('failed rows that failures.csv lacks', missing, (key) => key),
    ...told('lines of failures.csv that no row accounts for', foreign, (key) => key),
    ...told('rows that stand more than once in failures.csv', repeated, ([key, times]) => `${key}: ${times} times`),
  ];
};

const brokenCalls = ({ plan, kills, calls }: Round): string[] => {
  const sendable = new Set(plan.input.rows.filter(({ fate }) => fate !== 'invalid').map(rowKey));
  const foreign = calls.filter((call) => !sendable.has(rowKey(call)));
  const repeated = runsOf(kills, calls).flatMap((callsOfRun) => {
    const answers = new Map<string, number | null>();
    let doubted = 0;
    const again = callsOfRun.filter((call) => {
      const key = rowKey(call);
      if (call.errorCode === DOUBTED_CODE) doubted += 1;
      if (answers.has(key)) return true;
      if (FINAL_CODES.has(call.errorCode)) answers.set(key, call.errorCode);
      return false;
    });
    // A row that was set is set once more to find out what refusals mean: for every twenty refusals in a row, and at
    // the end.
    const allowed = doubted === 0 ? 0 : 1 + Math.floor(doubted / 20);
    const asked = again.filter((call) => answers.get(rowKey(call)) === 0);
    return asked.length <= allowed ? again.filter((call) => !asked.includes(call)) : again;
  });
  return [
    ...told('calls for what is no valid row', foreign, rowKey),
    ...told('calls for a row that the same run had an answer for', repeated, rowKey),
  ];
};

const brokenOrder = ({ plan, kills, calls }: Round): string[] => {
  const lineOf = new Map(plan.input.rows.map((row) => [rowKey(row), row.line]));
  const backward = runsOf(kills, calls).flatMap((callsOfRun, at) => {
    const lastLine = new Map<string, number>();
    return callsOfRun.flatMap((call) => {
      const line = lineOf.get(rowKey(call)) ?? 0;
      const before = lastLine.get(pairKey(call)) ?? 0;
      lastLine.set(pairKey(call), line);
      return line < before ? [`run ${at + 1}: line ${line} of ${pairKey(call)} behind line ${before}`] : [];
    });
  });
  return told('calls of one pair that are not in the order of the file', backward, (text) => text);
};

const brokenBounds = (round: Round): string[] => {
  const most = mostSentAgain(round);
  return sentAgain(round).flatMap((rows, at) => {
    const kill = round.kills[at];
    if (rows <= most || !kill) return [];
    return [`kill ${at + 1} (${kill.kind}) cost ${rows} rows sent again, at most ${most}; ${checkpointAgeText(kill)}`];
  });
};

const checkpointAgeText = ({ checkpointText, isMidReplace, killedAtMs }: KillMade): string => {
  if (checkpointText === undefined) return 'there was no checkpoint';
  const { savedAt } = JSON.parse(checkpointText) as { savedAt: string };
  const next = isMidReplace ? 'the next one was being written' : 'no other was being written';
  return `the checkpoint was ${killedAtMs - Date.parse(savedAt)} ms old, and ${next}`;
};

const runsOf = (kills: readonly KillMade[], calls: readonly Call[]): Call[][] => {
  const starts = [0, ...kills.map(({ callsUntil }) => callsUntil)];
  return starts.map((start, at) => calls.slice(start, starts[at + 1]));
};

const isSettable = ({ fate }: SoakRow): boolean => fate === 'settable';

const pairKey = ({ groupId, account }: { groupId: unknown; account: unknown }): string => `${groupId} ${account}`;

/** The same key for a valid row and its calls: no two valid rows have the same count. */
const rowKey = (row: { groupId: unknown; account: unknown; unread: unknown }): string =>
  `${pairKey(row)} ${row.unread}`;

const numbersText = ({ read, ok, failed, skipped, pending }: Numbers): string =>
  `${read} read = ${ok} ok + ${failed} failed + ${skipped} skipped + ${pending} pending`;

const tally = (keys: readonly string[]): Map<string, number> => {
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  return times;
};

const told = <T>(what: string, list: readonly T[], text: (item: T) => string): string[] =>
  list.length === 0 ? [] : [`${list.length} ${what}, such as ${list.slice(0, MOST_EXAMPLES).map(text).join('; ')}`];
