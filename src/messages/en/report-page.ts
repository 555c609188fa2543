import type { MarkKind } from '../../core/books/timeline.ts';
import type { Shard } from '../../core/row/shard.ts';
import { grouped, printable } from '../../core/text/text.ts';
import { howMany } from './how-many.ts';

/** The page that a run can be looked at and signed on: `report.html`. */
export const reportPage = {
  title: 'Unread counts: report of the migration',
  written: (path: string): string => `The report is in ${path}; a browser opens it.`,
  /** @param left - rows for which there was no room */
  workbook: (path: string, left: number): string => {
    const written = `The failed rows for a spreadsheet program are in ${path}.`;
    if (left === 0) return written;
    return `${written} ${left === 1 ? '1 row is' : `${grouped(left)} rows are`} in failures.csv only: a sheet has room for 100,000.`;
  },
  language: 'Language',
  theme: 'Theme',
  themes: { auto: 'as the system', light: 'light', dark: 'dark' },
  headline: {
    complete: 'Every row was set',
    verified: 'Every row was set, and read back as asked',
    failures: (failed: number): string => (failed === 1 ? '1 row was not set' : `${grouped(failed)} rows were not set`),
    different: (failed: number): string =>
      failed === 1 ? '1 row does not read back as asked' : `${grouped(failed)} rows do not read back as asked`,
    incomplete: 'Not finished',
    running: 'In progress',
    'not-begun': 'Nothing was set yet',
    'no-rows': 'No rows',
  },
  /** what stands between two sentences */
  between: ' ',
  /** in a sentence or two, below the headline */
  lead: {
    complete: (ok: number): string =>
      `The target took ${grouped(ok)} of ${howMany(ok, 'row')}. Nobody has read the counts back yet.`,
    verified: (ok: number): string =>
      `${howMany(ok, 'row')} set; read back after the import, and found as asked or lowered to the messages of the group.`,
    failures: (ok: number, read: number): string =>
      `${grouped(ok)} of ${howMany(read, 'row')} set. What failed is listed below by its reason, with what to do.`,
    /** after `failures`, where verify has looked since */
    readBack: (asAsked: number): string => `Read back after the import: ${howMany(asAsked, 'row')} as asked.`,
    corrected: (rows: number): string =>
      rows === 1
        ? '1 row that had failed was set from a corrected copy, and counts as set.'
        : `${grouped(rows)} rows that had failed were set from corrected copies, and count as set.`,
    different: 'The rows are in verify.csv, with what was found; they are listed below by their reason.',
    incomplete: (done: number): string =>
      `${howMany(done, 'row')} done. The same command goes on where the run stopped.`,
    running: (done: number): string =>
      `${howMany(done, 'row')} done so far. This page shows the moment at which it was written.`,
    'not-begun': 'No import of this input has begun in this state folder.',
    'no-rows': 'Nothing was set: the input has no rows. Check that the export has ended.',
  },
  rehearsal: 'A rehearsal against the simulator: nothing was sent to Tencent.',
  copyOf: (path: string): string => `corrected rows of ${printable(path)}, which are counted there`,
  share: ({ index, of }: Shard): string => `share ${index} of ${of}`,
  sections: {
    inputs: 'Inputs',
    shares: 'The shares of the rows',
    steps: 'Did everything arrive?',
    calls: 'Calls per second',
    rows: 'Rows per second',
    latency: 'Reply times in milliseconds',
    marks: 'What happened when',
    failures: 'What failed, and what to do',
    groups: 'Groups with most failed rows',
    settings: 'Settings',
    evidence: 'Evidence',
    signature: 'Signature',
  },
  steps: {
    check: 'check (before)',
    import: 'import',
    verify: 'verify (after)',
    none: 'not run',
    verdict: 'result',
    finished: 'finished',
    unfinished: 'not finished',
    read: 'rows read',
    ok: { check: 'can be set', import: 'set', verify: 'as asked' },
    okOfAll: 'in order',
    failed: 'not in order',
    skipped: 'skipped',
    pending: 'pending',
    lowered: 'of those in order: lowered to the messages of the group',
    saved: 'at',
    stale: ' (older than the import)',
    found: (step: string, rows: number): string => `${step}: ${howMany(rows, 'row')}`,
  },
  charts: {
    calls: 'calls',
    limit: 'limit',
    ok: 'set',
    failed: 'failed',
    time: 'time',
    table: 'The same as a table',
    latencyNote: 'From the write of a call to its reply, exact to a tenth of the value. ',
    cutNote: (highest: string): string => `The highest steps are cut off; the highest of all is ${highest}. `,
    breakNote: 'Grey stripes: no run was on, and no time is drawn.',
    width: (seconds: number): string =>
      seconds < 60
        ? `Each step is ${seconds} s.`
        : seconds < 3600
          ? `Each step is ${seconds / 60} min.`
          : `Each step is ${seconds / 3600} h.`,
    none: 'No call has been recorded.',
  },
  marks: {
    sign: 'sign',
    what: 'what',
    from: 'from',
    to: 'to',
    kinds: {
      begin: 'the run began or went on',
      rate: 'the limit was changed',
      slow: 'the target asked to slow down',
      outage: 'nothing got through',
      stop: 'the run stopped',
      end: 'the end of the input was reached',
    } satisfies Record<MarkKind, string>,
    /** below a drawing */
    short: {
      begin: 'began or went on',
      rate: 'limit changed',
      slow: 'slowed down',
      outage: 'nothing got through',
      stop: 'stopped',
      end: 'end of the input',
    } satisfies Record<MarkKind, string>,
    limit: (perSecond: number): string => `limit ${perSecond}/s`,
    lowest: (perSecond: number): string => `down to ${perSecond.toFixed(0)}/s`,
    times: (times: number): string => howMany(times, 'time'),
  },
  failures: {
    class: 'class',
    code: 'code',
    rows: 'rows',
    meaning: 'what it means',
    remedy: 'what to do',
    example: 'example',
    line: (line: number): string => `line ${line}: `,
    none: 'No row failed.',
  },
  groups: { group: 'group', rows: 'failed rows', atLeast: (rows: number): string => `at least ${grouped(rows)}` },
  settings: {
    name: 'setting',
    value: 'value',
    hidden: 'hidden',
    none: 'No flags were given that a resumed run repeats.',
  },
  evidence: {
    input: 'input',
    size: 'size',
    bytes: (bytes: number): string => howMany(bytes, 'byte'),
    fingerprint: (bytes: number): string => `SHA-256 of the text of the input up to byte ${grouped(bytes)}`,
    fingerprintOfAll: 'SHA-256 of the whole input',
    noFingerprint: 'no row is settled yet',
    target: 'target',
    began: 'import began',
    saved: 'last saved',
    version: 'version',
    written: 'page written',
    stopped: 'why it stopped',
    calls: 'calls of the last run',
    rate: 'fastest second of the last run',
    perSecond: (perSecond: number, limit: number): string => `${perSecond}/s of at most ${limit}/s`,
    madeBy: 'taken over',
    takenOver: (rows: number): string => `${howMany(rows, 'row')} done by a state folder of another maker`,
  },
  signature: {
    name: 'Name',
    date: 'Date',
    sign: 'Signature',
    text: 'The numbers on this page were examined and accepted.',
  },
};
