import type { AuditCommand, AuditOutcome } from '../../core/books/audit-outcome.ts';
import type { FailureCount, RowCounts } from '../../core/books/ledger.ts';
import type { CountsBySource, FailedInputs, Rate, RunCommand, TakenOver, Verdict } from '../../core/books/summary.ts';
import type { RunTotal } from '../../core/books/total.ts';
import type { ValidationOutcome, ValidationTotal } from '../../core/books/validation-verdict.ts';
import type { DuplicateRule } from '../../core/duplicates/duplicates.ts';
import type { StateHolder } from '../../core/errors/state-error.ts';
import type { CallCounts, CommandStats } from '../../core/pace/call-meter.ts';
import type { ProblemKind } from '../../core/row/problem.ts';
import type { SheetRow } from '../../core/row/row.ts';
import type { Shard } from '../../core/row/shard.ts';
import type { Validation } from '../../core/row/validation.ts';
import type { FailureClass } from '../../core/target/outcome.ts';
import type { CountSource } from '../../core/target/reason.ts';
import { meaningOf } from '../../core/target/reply-codes.ts';
import type { Target } from '../../core/target/target.ts';
import { grouped, printable, unbroken } from '../../core/text/text.ts';
import { clockTime, localTime } from '../local-time.ts';
import { duration } from './duration.ts';
import { howMany } from './how-many.ts';
import { duplicate } from './input-errors.ts';
import { meanings } from './replies.ts';

/** Texts of the results that commands print at their end. */
export const report = {
  /** labels before a line, at most eight columns */
  labels: {
    and: 'and',
    app: 'app',
    calls: 'calls',
    check: 'check',
    columns: 'columns',
    failed: 'failed',
    files: 'files',
    first: 'first',
    format: 'format',
    found: 'found',
    groups: 'groups',
    import: 'import',
    input: 'input',
    inputs: 'inputs',
    lowered: 'lowered',
    next: 'next',
    or: 'or',
    pending: 'pending',
    rate: 'rate',
    readAs: 'read as',
    reads: 'reads',
    rows: 'rows',
    running: 'running',
    saved: 'saved',
    shares: 'shares',
    skipped: 'skipped',
    stopped: 'stopped',
    target: 'target',
    takenOver: 'taken',
    time: 'time',
    twice: 'twice',
    unknown: 'unknown',
    verify: 'verify',
    written: 'written',
  },
  verdict: {
    COMPLETE: 'COMPLETE',
    'COMPLETE WITH FAILURES': 'COMPLETE WITH FAILURES',
    INCOMPLETE: 'INCOMPLETE',
    'NOT STARTED': 'NOT STARTED',
    RUNNING: 'RUNNING',
  } satisfies Record<Verdict | 'NOT STARTED' | 'RUNNING', string>,
  titleOfInput: (headline: string, path: string): string => `${headline}: ${pathText(path)}`,
  titleOfRehearsal: (headline: string, path: string): string =>
    `${headline}: ${pathText(path)} (a rehearsal: nothing was sent to Tencent)`,
  titleOfAll: (headline: string, inputs: number): string =>
    inputs === 2 ? `${headline}: both inputs together` : `${headline}: all ${grouped(inputs)} inputs together`,

  /** @param nowMs - since 1970 */
  running: ({ command, holder, perSecond, etaS }: RunningNow, nowMs: number): string =>
    [
      holder
        ? `${command}, process ${holder.pid} on ${holder.host} since ${localTime(holder.since)}`
        : `${command}, just begun`,
      ...paceTexts({ perSecond, etaS }, nowMs),
    ].join(', '),
  /** of several inputs together */
  pace: (pace: Pick<RunningNow, 'perSecond' | 'etaS'>, nowMs: number): string => paceTexts(pace, nowMs).join(', '),
  waiting: ({
    reason,
    since,
    until,
  }: {
    readonly reason: string;
    readonly since: string;
    readonly until: string;
  }): string => `no call gets through since ${localTime(since)}: ${reason}; it tries until ${localTime(until)} at most`,
  pausedSince: (since: string): string =>
    `paused since ${localTime(since)}, by --rate or tim-unread rate: no call is made until the rate is another one`,
  readingFirst: (since: string): string =>
    `no call yet: it reads the input first, to prove what is done or to find duplicates, since ${localTime(since)}`,
  /** @param atEnd - how many of them are done, while the process is still at work on others */
  inputsByVerdict: (
    counted: readonly { readonly verdict: string; readonly count: number; readonly atEnd: number }[],
  ): string =>
    counted
      .map(
        ({ verdict, count, atEnd }) =>
          `${grouped(count)} ${verdict}${atEnd === 0 ? '' : ` (${grouped(atEnd)} at the end)`}`,
      )
      .join(', '),
  savedAt: (time: string): string => localTime(time),
  killed: 'the process ended without a word: it was killed, or the power failed',
  inputNow: {
    gone: 'the input is no longer there',
    edited: 'the input has changed in the part that is done',
    grown: 'the input has grown since the import',
  },
  /** @param headline - of `check` or `verify` */
  auditSeen: (headline: string, savedAt: string): string => `${headline}, at ${localTime(savedAt)}`,
  auditStale: 'older than the last import of these rows, or of their corrected copies',
  auditSeenIn: (path: string): string => `see ${pathText(path)}`,

  limitReached: '--limit was reached',
  target: (target: Target): string => {
    if (target.kind === 'simulator') return 'the simulator of this process';
    const { sdkappid, endpoint } = target;
    const isLocal = endpoint.startsWith('http:');
    return isLocal ? `SDKAppID ${sdkappid} at ${endpoint} (on this machine)` : `SDKAppID ${sdkappid} at ${endpoint}`;
  },
  targetNotBound: 'not bound yet: no reply has taken a row',

  rows: ({ read, ok, failed, skipped, pending }: RowCounts): string =>
    sumText(read, [
      `${grouped(ok)} ok`,
      `${grouped(failed)} failed`,
      `${grouped(skipped)} skipped`,
      `${grouped(pending)} pending`,
    ]),
  noRows: (rows: string): string => `none in the input: ${rows}`,
  failure: ({ class: failureClass, errorCode, count }: FailureCount): string =>
    errorCode === null
      ? `${grouped(count)} ${failureClass}`
      : `${grouped(count)} ${failureClass} ${errorCode}, ${meanings[meaningOf(errorCode)]}`,
  unchanged: (count: number): string => `${grouped(count)} whose count was right already (--only-changes)`,
  otherShard: (count: number): string =>
    count === 1
      ? '1 of another share of the rows (--shard)'
      : `${grouped(count)} of other shares of the rows (--shard)`,
  wroteAll: (reason: string): string => `every row, in spite of --only-changes: ${reason}`,
  superseded: (count: number): string =>
    count === 1
      ? '1: another row of its pair is sent (--on-duplicate); see the log'
      : `${grouped(count)}: another row of their pair is sent (--on-duplicate); see the log`,
  /** of a run that has ended */
  pending: (count: number): string =>
    count === 1
      ? '1: not settled, though rows behind it are: it waited for a reply, a retry, its group or another row of its pair; the run that goes on takes it'
      : `${grouped(count)}: not settled, though rows behind them are: they waited for a reply, a retry, their group or another row of their pair; the run that goes on takes them`,
  lowered: (count: number): string =>
    count === 1
      ? '1 of the ok rows: to the number of messages that its group has, without those that import_group_msg refused'
      : `${grouped(count)} of the ok rows: to the number of messages that their groups have, without those that import_group_msg refused`,
  totalUnknown: (count: number): string =>
    count === 1
      ? 'whether 1 of the ok rows was lowered: its group was not looked up'
      : `whether ${grouped(count)} of the ok rows were lowered: their groups were not looked up`,

  calls: ({ sent, retried, rateLimited }: CallCounts): string => {
    if (sent === 0) return 'none sent in this run';
    return sent === 1
      ? `1 sent in this run, ${grouped(rateLimited)} rate limited`
      : `${grouped(sent)} sent in this run, ${repeatsText(retried)}, ${grouped(rateLimited)} rate limited`;
  },
  /** Retries and rate limits appear only when there were some. */
  read: ({ command, calls: { sent, retried, rateLimited, peakPerSecond } }: CommandStats): string =>
    [
      `${command}: ${sent === 1 ? '1 call' : `${grouped(sent)} calls`}`,
      ...(retried > 0 ? [repeatsText(retried)] : []),
      ...(rateLimited > 0 ? [`${grouped(rateLimited)} rate limited`] : []),
      `most in any second ${peakText(peakPerSecond)}`,
    ].join(', '),
  /** In a run of less than a second the mean is the peak, and is not said twice. */
  rate: ({ limit, mean, peak, concurrencyPerSecond }: Rate): string => {
    const most = peak === 0 ? `limit ${limit}/s` : `limit ${limit}/s, most in any second ${peakText(peak)}`;
    const text = mean === null || mean === peak ? most : `${most}, on average ${mean.toFixed(1)}/s`;
    if (concurrencyPerSecond === undefined) return text;
    const allowed = `at these reply times --concurrency allows ${concurrencyPerSecond.toFixed(1)}/s`;
    return `${text}; ${allowed}, and without it as many calls as they need are in flight`;
  },
  time: (seconds: number): string => duration(seconds),
  timeOfIdle: (seconds: number): string =>
    `${duration(seconds)}; nothing was left to do, an earlier run had finished it`,
  takenOver: ({ rows, from }: TakenOver): string =>
    `${rows === 1 ? '1 row is' : `${grouped(rows)} rows are`} done by a state folder that you did not make on this machine` +
    (from ? ` (it says: ${from.user} on ${from.host})` : ''),
  timeOfResumed: (seconds: number): string => `${duration(seconds)} in this run, which resumed an earlier one`,
  /** @param doneBytes - of the input; what is left is said as a share of it */
  inputLeft: (doneBytes: number, sizeBytes: number | undefined): string | undefined =>
    sizeBytes === undefined || sizeBytes === 0 || doneBytes >= sizeBytes
      ? undefined
      : `${doneBytes === 0 ? 'all' : shareText(1 - doneBytes / sizeBytes)} of the input is left`,
  inputLeftUnknown: 'how much of it is left is unknown',
  input: (doneBytes: number, sizeBytes: number | undefined): string =>
    sizeBytes === undefined
      ? `${grouped(doneBytes)} of an unknown number of bytes done`
      : `${grouped(doneBytes)} of ${howMany(sizeBytes, 'byte')} done`,
  inputReadInPart: (done: string, left: string | undefined): string =>
    left === undefined
      ? `${done}; rows behind the furthest settled one are not counted`
      : `${done}; ${left}; rows behind the furthest settled one are not counted`,
  inputDoneAndLeft: (done: string, left: string): string => `${done}; ${left}`,
  inputAtLine: (done: string, nextLine: number): string => `${done}, next line ${nextLine}`,

  path: (path: string): string => pathText(path),
  failuresFile: (count: number): string => {
    if (count === 0) return 'no row failed';
    return count === 1 ? 'the row not set, and why' : 'rows not set, and why';
  },
  loweredFile: 'rows lowered, and to what',
  logFile: 'the log',
  checkpointFile: 'how far the run is',
  shareFolder: ({ index, of }: Shard): string => `share ${index} of ${of}: its log, and how far it is`,
  reportFile: 'the run to look at and to sign',
  /** @param isOpen - the command stopped before its last row */
  foundFile: (count: number, isOpen: boolean): string => {
    if (count === 0) return isOpen ? 'empty so far' : 'empty: nothing to report';
    return count === 1 ? 'this row, and why' : 'all of these rows, and why';
  },

  /** Outcomes of `check` and `verify`. A wrong row is not called failed here: it was only found to be wrong. */
  auditHeadline: {
    incomplete: () => 'INCOMPLETE',
    'no-rows': () => 'NO ROWS',
    wrong: ({ command, wrong, unknown, ...of }: Outcome<'wrong'>): string => {
      const rows = countOfText(wrong, of);
      const isOne = wrong === 1;
      const found = {
        check: `${rows} WOULD NOT BE SET AS ASKED`,
        verify: isOne ? `${rows} IS NOT AS ASKED` : `${rows} ARE NOT AS ASKED`,
      }[command];
      return unknown > 0 ? `${found}, ${grouped(unknown)} NOT CHECKED` : found;
    },
    unknown: ({ unknown, ...of }: Outcome<'unknown'>): string => `${countOfText(unknown, of)} COULD NOT BE CHECKED`,
    right: ({ command, isPart, hasLowered }: Outcome<'right'>): string => {
      const every = isPart ? 'EVERY ROW LOOKED AT' : 'EVERY ROW';
      if (command === 'check') return `${every} CAN BE SET AS ASKED`;
      return hasLowered ? `${every} IS AS ASKED, OR LOWERED` : `${every} IS AS ASKED`;
    },
  } satisfies { [K in AuditOutcome['kind']]: (outcome: Outcome<K>) => string },
  auditRows: (command: AuditCommand, rows: RowCounts, unknown: number): string => {
    const { read, ok, lowered, failed, skipped, pending } = rows;
    const parts = [
      ...(command === 'check'
        ? [`${grouped(ok)} as asked`]
        : [`${grouped(ok - lowered)} exact`, `${grouped(lowered)} lowered`]),
      `${grouped(failed - unknown)} not as asked`,
      ...(unknown > 0 ? [`${grouped(unknown)} not checked`] : []),
      `${grouped(skipped)} skipped`,
      ...(pending > 0 ? [`${grouped(pending)} pending`] : []),
    ];
    return sumText(read, parts);
  },
  auditLowered: (count: number): string =>
    count === 1
      ? '1 asked for a count above the number of messages in its group, and has that number'
      : `${grouped(count)} asked for a count above the number of messages in their groups, and have that number`,
  auditSkipped: {
    check: (count: number): string =>
      count === 1 ? '1: another row of its pair counts' : `${grouped(count)}: another row of their pair counts`,
    verify: (count: number): string =>
      count === 1
        ? '1: another row of its pair counts, or it is not in the sample'
        : `${grouped(count)}: another row of their pair counts, or they are not in the sample`,
  } satisfies Record<AuditCommand, unknown>,
  found: (failureClass: FailureClass, count: number): string =>
    `${grouped(count)} ${failureClass}: ${MEANINGS[failureClass]}`,
  meaning: (failureClass: FailureClass): string => MEANINGS[failureClass],
  example: ({ groupId, account, ...place }: Placed & { groupId: string; account: string }): string =>
    `${placeText(place)}: "${printable(groupId, 60)}", "${printable(account, 40)}"`,
  /** the target's own text, which is English, below the meaning of its code */
  saidByTarget: (said: string): string => said,
  /** @param row - an example, behind which its reason follows */
  beforeReason: (row: string): string => `${row}: `,
  /** @param isRest - an import has done a part */
  importCost: (calls: number, limitPerSecond: number, isRest: boolean): string => {
    if (calls === 0) return isRest ? 'is done' : 'would take no call';
    return `${isRest ? 'has a rest that would take' : 'would take'} ${callsText(calls)}: at ${limitPerSecond}/s at least ${duration(calls / limitPerSecond)}`;
  },
  countSource: ({ source, count }: CountsBySource): string =>
    `${source}: ${count === 1 ? '1 row' : `${grouped(count)} rows`} of this run; ${SOURCE_NOTES[source]}`,

  /** Beside the verdict of verify: why an app may show something else. */
  inApp:
    'shows nothing, or less? It shows only recent conversations, and its total leaves out groups set to do-not-disturb: docs/migration-path.md, "When the app shows something else"',

  callsOfAll: (count: number): string => `${grouped(count)} sent in this run`,
  readsOfAll: (count: number): string => `${callsText(count)} in this run`,
  inputsOfAll: ({ finished, stopped, notBegun }: RunTotal): string =>
    `${grouped(finished)} finished, ${grouped(stopped.length)} stopped early, ${grouped(notBegun.length)} not begun`,
  /** @param failed - undefined where nobody knows */
  inputsOfRun: (inputs: number, failed: FailedInputs | undefined): string => {
    if (!failed) return `${grouped(inputs)} in one run`;
    if (failed.inputs === 0) return `${grouped(inputs)} in one run, none of them with a row that failed`;
    const named = failed.most.map(({ input, failed: rows }) => `${pathText(input)} (${grouped(rows)})`).join(', ');
    const more = failed.inputs - failed.most.length;
    return `${grouped(inputs)} in one run, ${grouped(failed.inputs)} of them with rows that failed: ${named}${more > 0 ? `, … and ${grouped(more)} more` : ''}`;
  },
  share: ({ shard, verdict, rows, holder }: Share): string =>
    [
      `${shard.index} of ${shard.of}: ${verdict}`,
      ...(rows ? [`${grouped(rows.ok)} ok`, `${grouped(rows.failed)} failed`] : []),
      ...(holder ? [`process ${holder.pid} on ${holder.host}`] : []),
    ].join(', '),
  stoppedInputs: (paths: readonly string[]): string => `stopped early: ${pathsText(paths)}`,
  inputsNotBegun: (paths: readonly string[]): string => `not begun: ${pathsText(paths)}`,

  validationHeadline: {
    'broke-off': () => 'CANNOT BE READ TO ITS END',
    'not-all-read': () => 'NOT ALL CAN BE READ',
    'no-rows': () => 'NO ROWS',
    invalid: ({ count }: { count: number }) =>
      count === 1 ? '1 ROW CANNOT BE SENT' : `${grouped(count)} ROWS CANNOT BE SENT`,
    duplicate: ({ count }: { count: number }) =>
      count === 1 ? '1 ROW IS A DUPLICATE' : `${grouped(count)} ROWS ARE DUPLICATES`,
    suspected: () => 'EVERY ROW CAN BE SENT, BUT LOOK AT THE WARNINGS FIRST',
    right: () => 'EVERY ROW CAN BE SENT',
  } satisfies { [K in ValidationOutcome['kind']]: (outcome: Extract<ValidationOutcome, { kind: K }>) => string },
  problems: (kind: ProblemKind | 'duplicate', count: number): string => `${kind}: ${grouped(count)}`,
  atIndex: (index: number, text: string): string => `index ${index}: ${text}`,
  inSheet: (sheet: SheetRow, text: string): string => `${sheetText(sheet)}: ${text}`,
  problem: (place: Placed, text: string): string => `${placeText(place)}: ${text}`,
  more: (count: number): string => `… and ${grouped(count)} more`,
  duplicate,
  /** @param count - how many of the duplicates ask for another count */
  differing: (count: number, duplicates: number): string => {
    if (duplicates === 1) {
      return count === 0
        ? 'it asks for the same count as the first row of its pair'
        : 'it asks for a different count than the first row of its pair';
    }
    if (count === 0) return 'each asks for the same count as the first row of its pair';
    return count === 1
      ? '1 of them asks for a different count than the first row of its pair'
      : `${grouped(count)} of them ask for a different count than the first row of their pair`;
  },
  /** What import does with rows of one pair. */
  duplicateRule: {
    last: 'import sends them one after the other, and the last one wins; to choose: --on-duplicate first, max or error',
    first: 'import sends the first row of each pair (--on-duplicate first)',
    max: 'import sends the row with the largest count of each pair (--on-duplicate max)',
    error: 'import refuses the file (--on-duplicate error)',
  } satisfies Record<DuplicateRule, string>,
  validRows: ({ read, valid, invalid }: Validation['rows']): string =>
    `${grouped(read)} read = ${grouped(valid)} valid + ${grouped(invalid)} invalid`,
  validRowsInPart: ({ read, valid, invalid }: Validation['rows']): string =>
    `${grouped(read)} read before that = ${grouped(valid)} valid + ${grouped(invalid)} invalid`,
  groups: (count: number): string => `${grouped(count)} in the valid rows`,
  size: (sizeBytes: number | undefined): string =>
    sizeBytes === undefined ? 'of unknown size' : howMany(sizeBytes, 'byte'),
  sizeInPart: (doneBytes: number, sizeBytes: number | undefined): string =>
    sizeBytes === undefined
      ? `${grouped(doneBytes)} of an unknown number of bytes read`
      : `${grouped(doneBytes)} of ${howMany(sizeBytes, 'byte')} read`,
  shortestTime: (seconds: number, perSecond: number): string =>
    `at ${perSecond === 1 ? '1 call' : `${perSecond} calls`} a second at least ${duration(seconds)}`,
  /** @param isJoined - the inputs are one run */
  duplicatesOfAll: (count: number, isJoined: boolean): string => {
    const where = isJoined ? ', over all inputs together' : '; each input was checked on its own';
    return count === 1 ? `1 duplicate${where}` : `${grouped(count)} duplicates${where}`;
  },
  validationsOfAll: ({ right, wrong, unread }: ValidationTotal): string =>
    unread.length === 0
      ? `${grouped(right)} right, ${grouped(wrong)} with rows to correct`
      : `${grouped(right)} right, ${grouped(wrong)} with rows to correct, ${grouped(unread.length)} that cannot be read to the end`,
  unreadInput: (path: string): string => `cannot be read to its end: ${pathText(path)}`,

  /** Next steps. The command to paste, if any, stands below. */
  next: {
    advice: (text: string) => printable(text, 1000),
    /** @param advice - what the error says to do */
    withoutRestart: (advice: string) => `${advice} Leave --restart out, which would begin again from row 1:`,
    /** @param code - of the error that stopped the run */
    'stopped-by': (code: string): string => {
      if (code === 'TU_INTERRUPTED') return 'go on where the run stopped:';
      return code === 'TU_TOO_MANY_FAILURES'
        ? 'look at what failed; to go on all the same, leave --max-failures out:'
        : 'when the cause is removed, go on where the run stopped:';
    },
    'send-the-rest': () => 'look in your app at what is set so far; then send the rest:',
    'import-rest': () => 'the import is not at its end: send what is left:',
    'not-imported': () => 'no import of this input into this target is known here: import the rows:',
    'feed-again': () => 'Give it the same rows again, from the first one on: rows that are done cost no call.',
    'feed-back': (path: string, count: number) =>
      `correct ${count === 1 ? 'the row' : 'the rows'} in a copy of ${pathText(path)}, then import the copy:`,
    'correct-others': (path: string) =>
      `correct the rows of ${pathText(path)} that no copy has corrected yet in a new copy, then import that; those that you left out on purpose need nothing more, and stay listed there:`,
    'feed-back-some': (path: string) =>
      `correct the rows in a copy of ${pathText(path)} (those of class exhausted need no correction), then import the copy:`,
    'import-as-is': (path: string, count: number) =>
      `${count === 1 ? 'this row needs' : 'these rows need'} no correction: when the target answers again, import a copy of ${pathText(path)} as it is:`,
    verify: () => 'read the counts back, to prove them:',
    'verify-original': () =>
      'read the counts of the first file back: a corrected row may have overwritten another row of its member:',
    'verify-later-copy': (count: number) =>
      `a later copy may have set ${count === 1 ? 'this row' : 'these rows'} to another count: read it back, and decide which of the two is right:`,
    'verify-piped': () => 'save the same rows in a file, and read the counts back, to prove them:',
    'see-why': () => 'the input cannot be read as it is; see why:',
    'send-again': () => 'send every row again:',
    'nothing-or-send-again': () => 'nothing to do; to send every row again:',
    'set-changes-again': () => 'read every count again, and set those that differ:',
    nothing: () => 'nothing to do',
    wait: () => 'wait until it ends; Ctrl-C in its terminal stops it, and nothing is lost',
    'nothing-to-correct': () => 'nothing to do: every row that was looked at is as it should be',
    'no-rows': () => 'the input has no rows: check that the export has ended',
    'no-rows-in-all': () => 'the inputs have no rows: check that the exports have ended',
    'resume-all': () => 'see above why a run stopped and what to do about it; then the same command goes on:',
    'go-on': () => 'go on where the run stopped:',
    'go-on-killed': () =>
      'the run ended without a word (killed, or a power cut); nothing is lost: go on where it stopped:',
    'go-on-audit': () => 'go on where it stopped:',
    'input-gone': () => 'the input is gone: put it back, unchanged; nothing else is needed to go on',
    'input-gone-since': () => 'the input is no longer there: to read its counts back, put it back, unchanged',
    'input-edited': () =>
      'the part of the input that is done has changed: put it back as it was, or begin again from row 1:',
    'input-edited-since': () =>
      'the input was changed after the import: put it back as it was; or, if the new rows are meant, import it from row 1:',
    'input-grown': () => 'the input has grown since the import: import the rows that were added:',
    import: () => 'import the rows:',
    'ask-again': (count: number) =>
      `ask again about the ${count === 1 ? 'row that was' : 'rows that were'} not checked:`,
    'import-anyway': (count: number): string =>
      count === 1
        ? 'correct this row, or import the file as it is; the other rows are not affected, and the import reports what becomes of this one:'
        : 'correct these rows, or import the file as it is; the other rows are not affected, and the import reports what becomes of each of these:',
    'doubt-app': (of: 'groups' | 'accounts'): string =>
      `this app knows none of the ${of}. Another app or another region would not: check --sdkappid and --region. Where they were made a short time ago, wait some minutes. Then ask again:`,
    'import-unknown': () => 'import the file as it is; the import reports what becomes of each row:',
    'import-all-anyway': () => 'correct what is reported above, or import the files as they are:',
    'failed-above': (count: number) =>
      `see above, input by input, what to do about the failed ${count === 1 ? 'row' : 'rows'}`,
    'found-above': (count: number) =>
      `see above, input by input, what to do about ${count === 1 ? 'this row' : 'these rows'}`,
    'set-again': (path: string, count: number) =>
      `to set the ${count === 1 ? 'row of class different again, keep only it' : 'rows of class different again, keep only them'} in a copy of ${pathText(path)}, then import the copy:`,
    'set-all-again': (path: string, count: number) =>
      `to set ${count === 1 ? 'this row' : 'these rows'} again, import a copy of ${pathText(path)} as it is:`,
    'set-over-original': (path: string, count: number) =>
      count === 1
        ? `the import of the first file was at work after this one, and may have set this row to another count. Only if the count here is the right one, keep the row in a copy of ${pathText(path)}, and import the copy:`
        : `the import of the first file was at work after this one, and may have set these rows to other counts. Keep only those whose count here is the right one in a copy of ${pathText(path)}, and import the copy:`,
    'correct-refused': (count: number, path: string) =>
      count === 1
        ? `1 row was not set by the import, and would fail again as it is: ${pathText(path)} says why. Correct it in a copy, then import the copy:`
        : `${grouped(count)} rows were not set by the import, and would fail again as they are: ${pathText(path)} says why. Correct them in a copy, then import the copy:`,
    'verify-corrected': (count: number, path: string) =>
      count === 1
        ? `1 row was not set by the import, see ${pathText(path)}; if a copy has corrected it, read the copy back:`
        : `${grouped(count)} rows were not set by the import, see ${pathText(path)}; where a copy has corrected them, read the copy back:`,
    'verify-overruling': (count: number, path: string) =>
      `leave ${count === 1 ? '1 row of class different as it is: another row of its member' : `${grouped(count)} rows of class different as they are: another row of the same member`}, see ${pathText(path)}, was corrected in a copy, and that one wins. Read the copy back:`,
    'leave-overruled': (count: number, path: string) =>
      count === 1
        ? `leave 1 row of class different as it is: another row of its member, see ${pathText(path)}, was corrected in a copy, and that one wins`
        : `leave ${grouped(count)} rows of class different as they are: another row of the same member, see ${pathText(path)}, was corrected in a copy, and that one wins`,
    'all-corrected': (path: string) =>
      `nothing to do: every row that the import had not set, see ${pathText(path)}, was set from a copy, and read back`,
    'leave-new-messages': (count: number): string =>
      count === 1
        ? 'leave the row of class new_messages as it is: setting it again would remove the new messages from its count'
        : 'leave the rows of class new_messages as they are: setting them again would remove the new messages from their counts',
    'clear-the-way': (path: string, count: number, isOnly: boolean) => {
      const one = isOnly ? 'this row' : 'the other row';
      const rows = count === 1 ? one : `${isOnly ? 'these' : 'the other'} rows`;
      return `remove the cause for ${rows} (group, member, account or row), then import a corrected copy of ${pathText(path)}:`;
    },
    'repair-inputs': () => 'repair the inputs that cannot be read; then:',
    'correct-all': () => 'no row can be sent as it is: correct the rows above, or how the file is read; then:',
    'settle-warnings': () =>
      'correct what the warnings above are about, or leave --strict out where nothing is wrong; then:',
    'correct-or-choose': () => 'correct the rows above, or choose another --on-duplicate; then:',
    'correct-or-import': () =>
      'correct the rows above; or import the valid rows, and find the invalid ones in failures.csv:',
    'name-app': () =>
      'no app is named here: set the variables that the run had, or add --settings FILE, a file with the credentials of the app',
    'give-settings': () =>
      'add --settings FILE to the import, a file with the credentials of the app: no app is named here. To rehearse without one, add --simulator',
  },
};

type RunningNow = {
  readonly command: RunCommand;
  readonly holder: StateHolder | undefined;
  readonly perSecond: number | undefined;
  readonly etaS: number | undefined;
};

type Share = {
  readonly shard: Shard;
  readonly verdict: string;
  readonly rows: RowCounts | undefined;
  readonly holder: StateHolder | undefined;
};

const paceTexts = ({ perSecond, etaS }: Pick<RunningNow, 'perSecond' | 'etaS'>, nowMs: number): readonly string[] => [
  ...(perSecond === undefined ? [] : [`${perSecond.toFixed(1)} rows a second`]),
  ...(etaS === undefined ? [] : [`${duration(etaS)} left, until ${clockTime(nowMs + etaS * 1000, nowMs)}`]),
];

type Placed = {
  readonly line: number;
  readonly index?: number | undefined;
  readonly sheet?: SheetRow | undefined;
  readonly input?: string | undefined;
};

const sheetText = ({ name, row }: SheetRow): string => `row ${row} of sheet “${printable(name, 100)}”`;

/** An index counts from 0, as jq does: `.[1]`. */
const placeText = ({ line, index, sheet, input }: Placed): string => {
  if (sheet) return `${input === undefined ? '' : `${printable(input, 100)}, `}line ${line} (${sheetText(sheet)})`;
  if (input !== undefined) return `${printable(input, 100)}, line ${line}`;
  return index === undefined ? `line ${line}` : `index ${index}, line ${line}`;
};

type Outcome<K> = Extract<AuditOutcome, { kind: K }>;

const pathText = (path: string): string => unbroken(printable(path));

const NAMED = 20;

const pathsText = (paths: readonly string[]): string => {
  const names = paths.slice(0, NAMED).map(pathText).join(', ');
  return paths.length > NAMED ? `${names}, … and ${grouped(paths.length - NAMED)} more` : names;
};

/** For example `25 read = 24 ok + 1 failed`; no line breaks inside a part. */
const sumText = (read: number, [first = '', ...others]: readonly string[]): string =>
  [`${grouped(read)} read =`, unbroken(first), ...others.map((part) => unbroken(`+ ${part}`))].join(' ');

const callsText = (count: number): string => (count === 1 ? '1 call' : `${grouped(count)} calls`);

const repeatsText = (count: number): string =>
  count === 1 ? '1 of them a repeat' : `${grouped(count)} of them repeats`;

/** For example `3 OF 25 ROWS`. */
const countOfText = (count: number, { lookedAt, isPart }: { lookedAt: number; isPart: boolean }): string => {
  if (lookedAt === 1) return isPart ? 'THE ONLY ROW LOOKED AT' : 'THE ONLY ROW';
  return isPart
    ? `${grouped(count)} OF THE ${grouped(lookedAt)} ROWS LOOKED AT`
    : `${grouped(count)} OF ${grouped(lookedAt)} ROWS`;
};

const MEANINGS: Readonly<Record<FailureClass, string>> = {
  invalid: 'the row cannot be sent',
  refused: 'the target refused the row',
  group_refused: 'the group is gone, or its ID is wrong',
  unsupported_group: 'the type of the group keeps no unread count',
  exhausted: 'no answer after the last attempt',
  not_member: 'the account is not a member of the group',
  no_account: 'the account does not exist',
  lowered: 'the count is above the number of messages in the group',
  different: 'the target has another count',
  new_messages: 'the target has another count, and the group has new messages',
  unknown: 'could not be checked',
};

const SOURCE_NOTES: Readonly<Record<CountSource, string>> = {
  UnreadMsgNum: "the service's own count",
  'NextMsgSeq - 1 - MsgSeq': 'inferred from the documents, not confirmed on a live app',
};

/** A limit below one call a second has a peak below it. */
const peakText = (peak: number): string => (peak >= 1 || peak === 0 ? grouped(peak) : peak.toFixed(2));

/** Never 0 % or 100 % of what is neither. */
const shareText = (share: number): string => {
  if (share < 0.01) return 'less than 1%';
  return share > 0.99 ? 'more than 99%' : `${Math.round(share * 100)}%`;
};
