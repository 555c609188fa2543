import * as v from 'valibot';
import { LATENCY_BINS } from '../../core/books/latency.ts';
import type { RowCounts } from '../../core/books/ledger.ts';
import { type Bucket, type Mark, Timeline, type TimelineState } from '../../core/books/timeline.ts';
import type { CallRecord } from '../../core/pace/call-meter.ts';
import type { Clock, OnEvent } from '../../core/ports.ts';
import { replaceFile } from './durable.ts';
import { readOwn } from './own-files.ts';

const VERSION = 1;
/** What a crash may take of the curve. The checkpoint does not depend on it. */
const SAVE_MS = 5000;

/** Far above what a run keeps: more would be drawn for minutes. */
const MOST_ENTRIES = 10_000;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** `[atS, calls, ok, failed, skipped, [bin, replies, bin, replies, …], pacePerSecond]`; the last only where it is known */
const bucket = v.pipe(
  v.tupleWithRest([count, count, count, count, count, v.array(count)], v.number()),
  v.transform(([atS, calls, ok, failed, skipped, pairs, pacePerSecond]): Bucket => {
    const latency = new Array<number>(LATENCY_BINS).fill(0);
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const bin = pairs[at] ?? 0;
      if (bin < LATENCY_BINS) latency[bin] = pairs[at + 1] ?? 0;
    }
    return { atS, calls, ok, failed, skipped, latency, ...(pacePerSecond !== undefined && { pacePerSecond }) };
  }),
);

const mark = v.object({
  kind: v.picklist(['begin', 'rate', 'slow', 'outage', 'stop', 'end']),
  fromS: count,
  toS: count,
  times: count,
  perSecond: v.exactOptional(v.number()),
  code: v.exactOptional(v.string()),
});

const schema = v.object({
  version: v.literal(VERSION),
  widthS: v.pipe(count, v.minValue(1)),
  buckets: v.pipe(v.array(bucket), v.maxLength(MOST_ENTRIES)),
  marks: v.pipe(v.array(mark), v.maxLength(MOST_ENTRIES)),
});

export const timelineText = ({ widthS, buckets, marks }: TimelineState): string => {
  const rows = buckets.map(({ atS, calls, ok, failed, skipped, latency, pacePerSecond }) => [
    ...[atS, calls, ok, failed, skipped],
    latency.flatMap((replies, bin) => (replies > 0 ? [bin, replies] : [])),
    ...(pacePerSecond === undefined ? [] : [Math.round(pacePerSecond * 10) / 10]),
  ]);
  return `${JSON.stringify({ version: VERSION, widthS, buckets: rows, marks })}\n`;
};

/** @returns undefined where there is none, or none that can be read: a curve is worth no run */
export const readTimeline = async (path: string): Promise<TimelineState | undefined> => {
  try {
    const { success, output } = v.safeParse(schema, JSON.parse(await readOwn(path)));
    return success ? output : undefined;
  } catch {
    return undefined;
  }
};

/** Draws the curve of a run: it listens to the run and to its calls. */
export type TimelineFile = {
  readonly onEvent: OnEvent;
  readonly record: CallRecord;
  /** Resolves when all that was heard is on disk, as far as the disk takes it. */
  readonly save: () => Promise<void>;
};

/**
 * @param isGoingOn - the run goes on: so does its curve
 * @param perSecond - the limit of the run, unless another one is told before it begins
 */
export const openTimeline = async (
  path: string,
  clock: Clock,
  { isGoingOn, perSecond }: { readonly isGoingOn: boolean; readonly perSecond: number },
): Promise<TimelineFile> => {
  const earlier = isGoingOn ? await readTimeline(path) : undefined;
  const timeline = new Timeline(earlier, clock.nowMs(), clock.wallMs());
  let known: Pick<RowCounts, 'ok' | 'failed' | 'skipped'> | undefined;
  // A run that finds nothing to do leaves the curve as it was.
  let isChanged = false;
  let limit = perSecond;
  let isOn = false;
  let savedMs = clock.nowMs();
  let writing: Promise<void> = Promise.resolve();
  const save = (): Promise<void> => {
    if (!isChanged) return writing;
    savedMs = clock.nowMs();
    const text = timelineText(timeline.state());
    // Where it cannot be written, the checkpoint cannot either, and that is told.
    writing = writing.then(async () => void (await replaceFile(path, text))).catch(() => {});
    return writing;
  };
  const settle = (rows: RowCounts, pacePerSecond?: number): void => {
    const { ok, failed, skipped } = rows;
    const before = known ?? rows;
    const now = { ok: ok - before.ok, failed: failed - before.failed, skipped: skipped - before.skipped };
    if (now.ok + now.failed + now.skipped > 0) isChanged = true;
    timeline.settled(clock.nowMs(), { ...now, ...(pacePerSecond !== undefined && { pacePerSecond }) });
    known = { ok, failed, skipped };
  };
  const note = (kind: Mark['kind'], values?: Pick<Mark, 'perSecond' | 'code'>): void => {
    timeline.mark(clock.nowMs(), kind, values);
  };
  return {
    save,
    record: {
      started: (nowMs) => {
        isChanged = true;
        timeline.started(nowMs);
      },
      replied: (startedMs, tookMs) => timeline.replied(startedMs, tookMs),
    },
    onEvent: (event) => {
      if (event.type === 'started') {
        isOn = true;
        note('begin', { perSecond: limit });
        settle(event.rows);
      } else if (event.type === 'progress') {
        settle(event.rows, event.pacePerSecond);
        if (clock.nowMs() - savedMs >= SAVE_MS) void save();
      } else if (event.type === 'rate-changed') {
        limit = event.perSecond;
        if (isOn) note('rate', { perSecond: limit });
      } else if (event.type === 'rate-limited') note('slow', { perSecond: event.perSecond });
      else if (event.type === 'waiting') {
        isChanged = true;
        note('outage', { code: event.reason.code });
      } else if (event.type === 'back') timeline.back(clock.nowMs());
      else if (event.type === 'finished') {
        const { rows, earlyEnd } = event.summary;
        isOn = false;
        settle(rows);
        if (earlyEnd) note('stop', { code: earlyEnd.kind === 'error' ? earlyEnd.error.code : 'limit' });
        else note('end');
      }
    },
  };
};
