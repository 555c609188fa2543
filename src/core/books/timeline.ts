import type { CallRecord } from '../pace/call-meter.ts';
import { LATENCY_BINS, latencyBin } from './latency.ts';

/** What happened in one stretch of time. */
export type Bucket = {
  /** when it begins, seconds since 1970 */
  readonly atS: number;
  /** calls that were written */
  readonly calls: number;
  /** rows that were settled */
  readonly ok: number;
  readonly failed: number;
  readonly skipped: number;
  /** replies to the calls that were written in it, by bin: see `latency.ts` */
  readonly latency: readonly number[];
  /** the highest rate that was aimed at in it */
  readonly pacePerSecond?: number;
};

/**
 * `begin`: a run began or went on, with `perSecond` as its limit. `rate`: the limit was changed. `slow`: the target asked to slow
 * down, to `perSecond` at the lowest. `outage`: nothing got through. `stop`: the run ended early, for `code`. `end`: it came to
 * the end of the input.
 */
export type MarkKind = 'begin' | 'rate' | 'slow' | 'outage' | 'stop' | 'end';

/** Something that happened to the run as a whole, once or `times` times in a row. */
export type Mark = {
  readonly kind: MarkKind;
  readonly fromS: number;
  readonly toS: number;
  readonly times: number;
  readonly perSecond?: number;
  readonly code?: string;
};

/** Where nothing ran there are no buckets. All buckets are equally wide and in their order. */
export type TimelineState = {
  readonly widthS: number;
  readonly buckets: readonly Bucket[];
  readonly marks: readonly Mark[];
};

/** Each is a multiple of the one before it: a bucket falls into one wider bucket as a whole. */
const WIDTHS_S = [1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400];

/** A day by the minute. */
const MOST_BUCKETS = 1440;
const MOST_MARKS = 240;
/** Slow-downs and outages that follow each other so closely are one. */
const SAME_S = 10;

/** From then on, until the next one. */
export type LimitStep = { readonly fromS: number; readonly perSecond: number };

/** What the calls were held to: the limit that was asked for, or what was aimed at below it where the target asked to slow down. */
export const limitSteps = ({ widthS, buckets, marks }: TimelineState): LimitStep[] => {
  const asked = marks.filter(({ kind, perSecond }) => (kind === 'begin' || kind === 'rate') && perSecond !== undefined);
  const times = [...asked.map(({ fromS }) => fromS), ...buckets.flatMap(({ atS }) => [atS, atS + widthS])];
  const steps: LimitStep[] = [];
  let mark = -1;
  let bucket = -1;
  for (const fromS of [...new Set(times)].sort((a, b) => a - b)) {
    while ((asked[mark + 1]?.fromS ?? Number.POSITIVE_INFINITY) <= fromS) mark += 1;
    while ((buckets[bucket + 1]?.atS ?? Number.POSITIVE_INFINITY) <= fromS) bucket += 1;
    const limit = asked[mark]?.perSecond;
    if (limit === undefined) continue;
    const { atS = 0, pacePerSecond = limit } = buckets[bucket] ?? {};
    const perSecond = fromS < atS + widthS ? Math.min(limit, pacePerSecond) : limit;
    if (steps.at(-1)?.perSecond !== perSecond) steps.push({ fromS, perSecond });
  }
  return steps;
};

/** @returns the lowest that held in that time; undefined before the first */
export const lowestLimit = (steps: readonly LimitStep[], fromS: number, toS: number): number | undefined => {
  const first = Math.max(
    0,
    steps.findLastIndex((step) => step.fromS <= fromS),
  );
  const held = steps.slice(first).filter((step) => step.fromS < toS);
  return held.length === 0 ? undefined : Math.min(...held.map(({ perSecond }) => perSecond));
};

type Open = { -readonly [K in keyof Bucket]: Bucket[K] } & { latency: number[] };
type OpenMark = { -readonly [K in keyof Mark]: Mark[K] };

const emptyBucket = (atS: number): Open => ({
  atS,
  calls: 0,
  ok: 0,
  failed: 0,
  skipped: 0,
  latency: new Array<number>(LATENCY_BINS).fill(0),
});

const aimHigher = (sum: Open, perSecond: number | undefined): void => {
  if (perSecond !== undefined) sum.pacePerSecond = Math.max(perSecond, sum.pacePerSecond ?? 0);
};

const addTo = (sum: Open, one: Bucket): void => {
  sum.calls += one.calls;
  sum.ok += one.ok;
  sum.failed += one.failed;
  sum.skipped += one.skipped;
  aimHigher(sum, one.pacePerSecond);
  for (const [bin, count] of one.latency.entries()) if (count > 0) sum.latency[bin] = (sum.latency[bin] ?? 0) + count;
};

const foldInto = (buckets: readonly Bucket[], widthS: number): Open[] => {
  const folded: Open[] = [];
  for (const bucket of buckets) {
    const atS = Math.floor(bucket.atS / widthS) * widthS;
    let last = folded.at(-1);
    if (last?.atS !== atS) {
      last = emptyBucket(atS);
      folded.push(last);
    }
    addTo(last, bucket);
  }
  return folded;
};

const widerThan = (widthS: number): number => WIDTHS_S.find((width) => width > widthS) ?? widthS * 2;

/** @returns the same in at most so many buckets; every sum stays what it is */
export const folded = ({ widthS, buckets, marks }: TimelineState, most: number): TimelineState => {
  let width = widthS;
  let fewer = buckets;
  while (fewer.length > Math.max(1, most)) {
    width = widerThan(width);
    fewer = foldInto(fewer, width);
  }
  return { widthS: width, buckets: fewer, marks };
};

/** Marks of one kind that are nearer to each other than `gapS` become one, where no other kind ends it in between. */
const joinMarks = (marks: readonly Mark[], gapS: number): OpenMark[] => {
  const joined: OpenMark[] = [];
  for (const mark of marks) {
    const last = joined.findLast(({ kind }) => kind === mark.kind);
    if (last && mark.fromS - last.toS <= gapS) extend(last, mark);
    else joined.push({ ...mark });
  }
  return joined;
};

const extend = (last: OpenMark, { toS, times, perSecond, code }: Mark): void => {
  last.toS = Math.max(last.toS, toS);
  last.times += times;
  if (perSecond !== undefined) {
    last.perSecond = last.kind === 'slow' ? Math.min(perSecond, last.perSecond ?? perSecond) : perSecond;
  }
  if (code !== undefined) last.code = code;
};

/**
 * What a run did, second by second, over all its resumes. Its size is bounded: where there are too many seconds they fold into
 * minutes, and minutes into more.
 */
export class Timeline implements CallRecord {
  #widthS: number;
  #buckets: Open[];
  #marks: OpenMark[];
  /** what is to be added to the monotonic clock, milliseconds */
  readonly #offsetMs: number;
  readonly #most: { readonly buckets: number; readonly marks: number };
  #isOut = false;

  /**
   * @param earlier - of the runs before this one
   * @param nowMs - on the monotonic clock
   * @param wallMs - the same instant since 1970
   */
  constructor(
    earlier: TimelineState | undefined,
    nowMs: number,
    wallMs: number,
    most = { buckets: MOST_BUCKETS, marks: MOST_MARKS },
  ) {
    this.#widthS = earlier?.widthS ?? 1;
    this.#buckets = (earlier?.buckets ?? []).map((bucket) => ({ ...bucket, latency: [...bucket.latency] }));
    this.#marks = (earlier?.marks ?? []).map((mark) => ({ ...mark }));
    this.#most = most;
    // No second holds calls of two runs, and a clock that was set back puts nothing in front of what was.
    const last = this.#buckets.at(-1);
    const freeMs = last ? (last.atS + this.#widthS) * 1000 : 0;
    this.#offsetMs = Math.max(wallMs, freeMs) - nowMs;
  }

  started(nowMs: number): void {
    this.#at(nowMs).calls += 1;
  }

  replied(startedMs: number, tookMs: number): void {
    const { latency } = this.#at(startedMs);
    const bin = latencyBin(tookMs);
    latency[bin] = (latency[bin] ?? 0) + 1;
  }

  /** Rows that were settled since the last call. Call it also when there are none: it shows that the run was on. */
  settled(nowMs: number, rows: Pick<Bucket, 'ok' | 'failed' | 'skipped' | 'pacePerSecond'>): void {
    const bucket = this.#at(nowMs);
    bucket.ok += rows.ok;
    bucket.failed += rows.failed;
    bucket.skipped += rows.skipped;
    aimHigher(bucket, rows.pacePerSecond);
    if (this.#isOut) this.#extendOutage(nowMs);
  }

  /** @param perSecond - see `MarkKind` @param code - of the error that ended the run, or `limit` */
  mark(nowMs: number, kind: MarkKind, { perSecond, code }: Pick<Mark, 'perSecond' | 'code'> = {}): void {
    if (kind !== 'slow' && kind !== 'rate') this.#isOut = kind === 'outage';
    const atS = this.#seconds(nowMs);
    const values = { ...(perSecond === undefined ? {} : { perSecond }), ...(code === undefined ? {} : { code }) };
    const mark: Mark = { kind, fromS: atS, toS: atS, times: 1, ...values };
    const last = this.#marks.findLast((one) => one.kind === kind);
    const isSame = kind === 'slow' || kind === 'outage';
    if (isSame && last && atS - last.toS <= SAME_S) extend(last, mark);
    else this.#marks.push({ ...mark });
    for (let gapS = SAME_S * 2; this.#marks.length > this.#most.marks && Number.isFinite(gapS); gapS *= 2) {
      this.#marks = joinMarks(this.#marks, gapS);
    }
  }

  /** The target is back. */
  back(nowMs: number): void {
    if (this.#isOut) this.#extendOutage(nowMs);
    this.#isOut = false;
  }

  /** A copy: what happens later is not in it. */
  state(): TimelineState {
    return {
      widthS: this.#widthS,
      buckets: this.#buckets.map((bucket) => ({ ...bucket, latency: [...bucket.latency] })),
      marks: this.#marks.map((mark) => ({ ...mark })),
    };
  }

  #extendOutage(nowMs: number): void {
    const last = this.#marks.findLast(({ kind }) => kind === 'outage');
    if (last) last.toS = Math.max(last.toS, this.#seconds(nowMs));
  }

  #seconds(nowMs: number): number {
    return Math.floor((nowMs + this.#offsetMs) / 1000);
  }

  #at(nowMs: number): Open {
    const atS = Math.floor(this.#seconds(nowMs) / this.#widthS) * this.#widthS;
    const last = this.#buckets.at(-1);
    if (last?.atS === atS) return last;
    const before = this.#buckets.findLastIndex((bucket) => bucket.atS <= atS);
    const found = this.#buckets[before];
    if (found?.atS === atS) return found;
    const made = emptyBucket(atS);
    this.#buckets.splice(before + 1, 0, made);
    if (this.#buckets.length <= this.#most.buckets) return made;
    this.#widthS = widerThan(this.#widthS);
    this.#buckets = foldInto(this.#buckets, this.#widthS);
    return this.#at(nowMs);
  }
}
