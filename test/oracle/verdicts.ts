import * as v from 'valibot';
import { jsonOutput } from '../../src/report/json/schema.ts';
import { unwrapped } from '../support/unwrapped.ts';
import { pagesIn } from './page.ts';

export type Rows = Readonly<
  Record<'read' | 'ok' | 'failed' | 'skipped' | 'pending' | 'unchanged' | 'lowered' | 'totalUnknown', number>
> & { readonly otherShard?: number };

/** What `--json` and `summary.json` say of one input. */
export type Summary = {
  readonly command: string;
  readonly verdict: string;
  readonly exitCode: number;
  readonly reason: string | null;
  readonly input: {
    readonly path: string;
    readonly sizeBytes: number;
    readonly doneBytes: number;
    readonly atEnd: boolean;
  };
  readonly rows: Rows;
  readonly failures: readonly { readonly class: string; readonly errorCode: number | null; readonly count: number }[];
  readonly calls: { readonly sent: number; readonly retried: number; readonly rateLimited: number };
  readonly rate: { readonly limit: number; readonly mean: number | null; readonly peakPerSecond: number };
  readonly reads: readonly (Summary['calls'] & Summary['rate'] & { readonly command: string })[];
  readonly durationS: number;
  readonly import?: { readonly calls: number };
};

/** @returns what is wrong, as sentences */
export type Findings = string[];

const grouped = (count: number): string => count.toLocaleString('en-US');

export const expectEqual = (findings: Findings, what: string, found: unknown, expected: unknown): void => {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) findings.push(`${what}: ${a}, expected ${b}`);
};

const expectThat = (findings: Findings, what: string, isRight: boolean): void => {
  if (!isRight) findings.push(what);
};

/** @returns the objects that standard output holds */
export const objectsIn = (findings: Findings, stdout: string): readonly unknown[] => {
  try {
    const value: unknown = JSON.parse(stdout);
    v.parse(jsonOutput, value);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    findings.push(`standard output: ${String(error).slice(0, 300)} ${stdout.slice(0, 200)}`);
    return [];
  }
};

/** What holds of every text. */
export const judgeText = (findings: Findings, text: string): void => {
  const flat = unwrapped(text).replace(/\s+/g, ' ');
  const one = /(?<![\d,.])1 (rows|calls|inputs|files|groups|pairs|duplicates|bytes|lines)\b/.exec(flat);
  expectThat(findings, `says "${one?.[0]}"`, one === null);
  const odd = /NaN|undefined|Infinity|\[object|(?<![\w\d.:-])-\d/.exec(flat);
  expectThat(findings, `says "${flat.slice((odd?.index ?? 0) - 30, (odd?.index ?? 0) + 20)}"`, odd === null);
};

/** What holds of the numbers of every summary, whatever ran. */
export const judgeSummary = (findings: Findings, summary: Summary): void => {
  const { rows, rate, reads, calls, failures, input, verdict, command } = summary;
  const { read, ok, failed, skipped, pending } = rows;
  expectEqual(findings, 'read', read, ok + failed + skipped + pending);
  for (const [name, count] of Object.entries(rows)) {
    expectThat(findings, `${name} is ${count}`, count === null || count >= 0);
  }
  expectEqual(findings, 'sum of failures', sum(failures.map(({ count }) => count)), failed);
  expectThat(
    findings,
    `lowered ${rows.lowered}, total unknown ${rows.totalUnknown} of ${ok} ok`,
    (rows.lowered ?? 0) + rows.totalUnknown <= ok,
  );
  for (const one of [rate, ...reads]) {
    const { limit, mean, peakPerSecond } = one;
    const text = `mean ${mean}, peak ${peakPerSecond}, limit ${limit}`;
    expectThat(findings, text, (mean ?? 0) <= peakPerSecond && peakPerSecond <= Math.max(limit, 1));
  }
  for (const one of [calls, ...reads]) {
    expectThat(findings, `${one.retried} retried of ${one.sent}`, one.retried < Math.max(one.sent, 1));
    expectThat(findings, `${one.rateLimited} rate limited of ${one.sent}`, one.rateLimited <= one.sent);
  }
  if (command !== 'import') expectEqual(findings, 'calls', calls.sent, sum(reads.map(({ sent }) => sent)));
  expectThat(findings, `${input.doneBytes} of ${input.sizeBytes} bytes`, input.doneBytes <= input.sizeBytes);
  if (verdict !== 'INCOMPLETE') {
    expectEqual(findings, 'pending at the end', pending, 0);
    expectEqual(findings, 'at the end', input.atEnd, true);
    expectEqual(findings, 'done at the end', input.doneBytes, input.sizeBytes);
    expectEqual(findings, 'verdict', verdict, failed > 0 ? 'COMPLETE WITH FAILURES' : 'COMPLETE');
    expectEqual(findings, 'exit code', summary.exitCode, failed > 0 ? 3 : 0);
  }
};

export const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const flatOf = (text: string | undefined): string => (text ?? '').replace(/\s+/g, ' ');

/** Whether the page of an input says what its summary says. */
export const judgePage = (findings: Findings, text: string, summary: Summary): void => {
  const { input, rows, failures, calls, rate, reads, command, verdict, reason } = summary;
  const page = pagesIn(text).find(({ title, entries }) => title.includes(`: ${input.path}`) && entries.has('rows'));
  if (!page) {
    findings.push(`no page of ${input.path}`);
    return;
  }
  const entry = (label: string): string => flatOf(page.entries.get(label));
  const says = (label: string, part: string): void =>
    expectThat(findings, `${label} says "${entry(label)}", not "${part}"`, entry(label).includes(part));
  if (command === 'import' || command === 'status') {
    expectThat(findings, `title "${page.title}" of ${verdict}`, page.title.startsWith(`${verdict}: `));
    const { read, ok, failed, skipped, pending } = rows;
    says(
      'rows',
      `${grouped(read)} read = ${grouped(ok)} ok + ${grouped(failed)} failed + ${grouped(skipped)} skipped + ${grouped(pending)} pending`,
    );
    for (const failure of failures) says('failed', `${grouped(failure.count)} ${failure.class}`);
    expectEqual(findings, 'lowered is said', page.entries.has('lowered'), (rows.lowered ?? 0) > 0);
    if (rows.lowered > 0) says('lowered', `${grouped(rows.lowered)} of the ok rows`);
    if (rows.unchanged > 0) says('skipped', `${grouped(rows.unchanged)} whose count`);
    const superseded = rows.skipped - rows.unchanged - (rows.otherShard ?? 0);
    if (superseded > 0) says('skipped', `${grouped(superseded)}: another row`);
  } else {
    says('rows', `${grouped(rows.read)} read`);
    if (rows.failed > 0)
      for (const { class: name, count } of byClass(failures)) says('found', `${grouped(count)} ${name}`);
  }
  // Of several inputs those without a failure have a short page.
  if (page.entries.has('input')) says('input', `${grouped(input.doneBytes)} of ${grouped(input.sizeBytes)} bytes done`);
  if (command === 'status') return;
  if (reason !== null) says('stopped', reason);
  if (!page.entries.has('target')) return;
  if (command === 'import') {
    if (calls.sent === 0) says('calls', 'none sent in this run');
    else says('calls', `${grouped(calls.sent)} sent in this run`);
    if (calls.sent > 1)
      says('calls', calls.retried === 1 ? '1 of them a repeat' : `${grouped(calls.retried)} of them repeats`);
    if (calls.sent > 0) says('calls', `${grouped(calls.rateLimited)} rate limited`);
    says('rate', `limit ${rate.limit}/s`);
    if (calls.sent > 0) says('rate', `most in any second ${rate.peakPerSecond}`);
    else expectThat(findings, `a peak of no calls: ${entry('rate')}`, !entry('rate').includes('most'));
  }
  for (const { command: name, sent } of reads)
    says('reads', `${name}: ${sent === 1 ? '1 call' : `${grouped(sent)} calls`}`);
  const left = /(\d+)% of the input is left/.exec(entry('input'))?.[1];
  const share = Math.round((1 - input.doneBytes / input.sizeBytes) * 100);
  if (left !== undefined && share > 0 && share < 100) expectEqual(findings, 'share that is left', Number(left), share);
};

const byClass = (failures: Summary['failures']) => {
  const counts = new Map<string, number>();
  for (const { class: name, count } of failures) counts.set(name, (counts.get(name) ?? 0) + count);
  return [...counts].map(([name, count]) => ({ class: name, count }));
};
