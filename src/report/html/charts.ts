import { percentileMs } from '../../core/books/latency.ts';
import {
  type Bucket,
  folded,
  limitSteps,
  lowestLimit,
  type Mark,
  type TimelineState,
} from '../../core/books/timeline.ts';
import { explainedBy } from '../../core/explained.ts';
import { grouped } from '../../core/text/text.ts';
import { localTime } from '../../messages/local-time.ts';
import type { Messages } from '../../messages/messages.ts';
import { explanationOf } from '../explanation.ts';
import { type Chart, chartSvg, MARK_SIGNS, middles, NARROW, type Series, scaleTop, WIDE } from './chart.ts';
import { escaped, inAll, table, time } from './markup.ts';
import type { PlotPoint } from './script.ts';

/** More steps than these no screen shows. */
const MOST_STEPS = 360;
const MOST_TABLE_ROWS = 48;

type Column = {
  /** of its colour */
  readonly name: 'calls' | 'ok' | 'failed' | 'p50' | 'p95' | 'p99';
  readonly label: string;
  readonly value: (bucket: Bucket, widthS: number) => number | undefined;
};

type ChartKind = {
  readonly id: 'calls' | 'rows' | 'latency';
  readonly columns: readonly Column[];
  readonly hasLimit: boolean;
};

const label = (of: (charts: Messages['reportPage']['charts']) => string): string =>
  inAll(({ reportPage }) => of(reportPage.charts));

const KINDS: readonly ChartKind[] = [
  {
    id: 'calls',
    hasLimit: true,
    columns: [{ name: 'calls', label: label(({ calls }) => calls), value: ({ calls }, widthS) => calls / widthS }],
  },
  {
    id: 'rows',
    hasLimit: false,
    columns: [
      { name: 'ok', label: label(({ ok }) => ok), value: ({ ok }, widthS) => ok / widthS },
      { name: 'failed', label: label(({ failed }) => failed), value: ({ failed }, widthS) => failed / widthS },
    ],
  },
  {
    id: 'latency',
    hasLimit: false,
    columns: (
      [
        ['p50', 0.5],
        ['p95', 0.95],
        ['p99', 0.99],
      ] as const
    ).map(([name, share]) => ({
      name,
      label: name,
      value: ({ latency }: Bucket) => percentileMs(latency, share),
    })),
  },
];

const shown = (value: number | undefined): string =>
  value === undefined ? '–' : value >= 100 ? grouped(Math.round(value)) : String(Math.round(value * 10) / 10);

const legend = ({ columns, hasLimit }: ChartKind): string => {
  const limit = hasLimit ? `<li><i class="of-limit"></i>${label((charts) => charts.limit)}<b></b></li>` : '';
  return `<ul class="legend"><li class="at" hidden></li>${columns.map((one) => `<li><i class="${one.name}"></i>${one.label}<b></b></li>`).join('')}${limit}</ul>`;
};

const figure = (kind: ChartKind, state: TimelineState, id: string): string => {
  const { id: name, columns, hasLimit } = kind;
  const drawn = folded(state, MOST_STEPS);
  const series = columns.map(
    (column): Series => ({
      name: column.name,
      points: drawn.buckets.map((bucket) => ({ atS: bucket.atS, value: column.value(bucket, drawn.widthS) })),
    }),
  );
  const limits = hasLimit ? limitSteps(drawn) : [];
  const chart: Chart = { widthS: drawn.widthS, series, limits, marks: drawn.marks };
  const cells = (bucket: Bucket, widthS: number): string[] => [
    ...columns.map((column) => shown(column.value(bucket, widthS))),
    ...(hasLimit ? [shown(lowestLimit(limits, bucket.atS, bucket.atS + widthS))] : []),
  ];
  const few = folded(state, MOST_TABLE_ROWS);
  const rows = few.buckets.map((bucket) => [time(bucket.atS * 1000), ...cells(bucket, few.widthS)]);
  const head = [
    label(({ time }) => time),
    ...columns.map((column) => column.label),
    ...(hasLimit ? [label(({ limit }) => limit)] : []),
  ];
  const plot = (width: number, where: 'wide' | 'narrow'): string => {
    const at = middles(chart, width);
    const points = drawn.buckets.map(
      (bucket, index): PlotPoint => [
        at[index] ?? 0,
        localTime(bucket.atS * 1000).slice(5, 19),
        ...cells(bucket, drawn.widthS),
      ],
    );
    return `<div class="plot ${where}" data-points="${escaped(JSON.stringify(points))}">${chartSvg(chart, `${id}-${name}`, width)}</div>`;
  };
  const { cutAt } = scaleTop(chart);
  const note =
    (name === 'latency' ? label(({ latencyNote }) => latencyNote) : '') +
    (cutAt === undefined ? '' : label(({ cutNote }) => cutNote(shown(cutAt))));
  return `<section class="card"><h2 id="${id}-${name}">${inAll(({ reportPage }) => reportPage.sections[name])}</h2><figure>${plot(WIDE, 'wide')}${plot(NARROW, 'narrow')}${legend(kind)}${signs(drawn.marks)}<figcaption class="note">${note}${label(({ width }) => width(drawn.widthS))}</figcaption></figure><details><summary>${label((charts) => charts.table)}</summary>${table(head, rows, { numbers: true })}</details></section>`;
};

const markDetail = ({ kind, perSecond, times }: Mark): string => {
  const parts: string[] = [];
  if (perSecond !== undefined) {
    parts.push(
      inAll(({ reportPage: { marks } }) => (kind === 'slow' ? marks.lowest(perSecond) : marks.limit(perSecond))),
    );
  }
  if (times > 1) parts.push(inAll(({ reportPage }) => reportPage.marks.times(times)));
  return parts.join(' · ');
};

/** Between a run that has gone on and the one before it no time is drawn. */
const hasBreaks = (marks: readonly Mark[]): boolean => marks.filter(({ kind }) => kind === 'begin').length > 1;

/** Why a run ended early, where its code is known; the file may be of another version. */
const stopText = (code: string, messages: Messages): string => {
  if (code === 'limit') return messages.report.limitReached;
  const explained = explainedBy(code);
  return explained?.of === 'error' ? explanationOf(explained, messages).means : '';
};

const stopDetail = ({ kind, code }: Mark): string =>
  kind !== 'stop' || code === undefined
    ? ''
    : ` <code>${escaped(code)}</code><br><span class="soft">${inAll((messages) => stopText(code, messages))}</span>`;

/** What the signs above a drawing stand for, of those that are there. */
const signs = (marks: readonly Mark[]): string => {
  const kinds = (Object.keys(MARK_SIGNS) as Mark['kind'][]).filter((one) => marks.some(({ kind }) => kind === one));
  const items = kinds.map(
    (kind) =>
      `<li><span class="sign-${kind}">${MARK_SIGNS[kind]}</span> ${inAll(({ reportPage }) => reportPage.marks.short[kind])}</li>`,
  );
  return `<ul class="signs" aria-hidden="true">${items.join('')}</ul>`;
};

const unbroken = (html: string): string => `<span class="flag">${html}</span>`;

const marksTable = ({ marks }: TimelineState): string => {
  const of = (textOf: (marks: Messages['reportPage']['marks']) => string): string =>
    inAll(({ reportPage }) => textOf(reportPage.marks));
  const head = [of(({ sign }) => sign), of(({ what }) => what), of(({ from }) => from), of(({ to }) => to)];
  const rows = marks.map((mark) => {
    const detail = markDetail(mark);
    return [
      `<span class="sign-${mark.kind}">${MARK_SIGNS[mark.kind]}</span>`,
      `${of(({ kinds }) => kinds[mark.kind])}${detail === '' ? '' : ` · ${detail}`}${stopDetail(mark)}`,
      unbroken(time(mark.fromS * 1000)),
      mark.toS > mark.fromS ? unbroken(time(mark.toS * 1000)) : '',
    ];
  });
  return `<section class="card long"><h2>${inAll(({ reportPage }) => reportPage.sections.marks)}</h2>${table(head, rows, { stacks: true })}${hasBreaks(marks) ? `<p class="note">${label(({ breakNote }) => breakNote)}</p>` : ''}</section>`;
};

/** @param id - of the input in the page */
export const chartSections = (state: TimelineState | undefined, id: string): string => {
  if (!state || state.buckets.length === 0) return '';
  return KINDS.map((kind) => figure(kind, state, id)).join('') + marksTable(state);
};
