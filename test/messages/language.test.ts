import { expect, test } from 'vitest';
import { createProgress } from '../../src/cli/output/progress.ts';
import { tellError, warn } from '../../src/cli/output/tell.ts';
import { createTerminal } from '../../src/cli/output/terminal.ts';
import { Interrupted } from '../../src/core/errors/interrupted.ts';
import { SettingsError } from '../../src/core/errors/settings-error.ts';
import type { RunEvent } from '../../src/core/ports.ts';
import type { Reason } from '../../src/core/target/reason.ts';
import { Secrets } from '../../src/core/text/secrets.ts';
import { en } from '../../src/messages/en.ts';
import { LANGUAGES } from '../../src/messages/languages.ts';
import { fileWords, type Messages, told } from '../../src/messages/messages.ts';
import { statusObject } from '../../src/report/json/status-json.ts';
import { summaryObject } from '../../src/report/json/summary-json.ts';
import { validationObject } from '../../src/report/json/validation-json.ts';
import { EARLY_ENDS } from '../report/early-ends.ts';
import { PAGES } from '../report/pages/pages.ts';
import { STATUS_COMMANDS, STATUSES } from '../report/pages/status-pages.ts';
import { BROKEN_OFF, WRONG } from '../report/pages/validation-pages.ts';
import { checkOf, importOf, REAL, rowsOf } from '../report/summaries.ts';
import { runCommand } from '../support/command.ts';
import { TextStream } from '../support/streams.ts';
import { HEADER, tempFile } from '../support/temp.ts';

/** The type of a language in place of `en`: every text may be different. */
type InAnyWords<T> = T extends string
  ? string
  : T extends (...values: infer Values) => infer Result
    ? (...values: Values) => InAnyWords<Result>
    : { [Key in keyof T]: InAnyWords<T[Key]> };

/** Marks every text, and the results of all functions. */
const marked = <T>(words: T): InAnyWords<T> => markedValue(words) as InAnyWords<T>;

const markedValue = (words: unknown): unknown => {
  if (typeof words === 'string') return words === '' ? '' : `⟦${words}⟧`;
  if (typeof words === 'function') return (...values: unknown[]) => markedValue(words(...values));
  if (typeof words !== 'object' || words === null) return words;
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, markedValue(value)]));
};

/** A second language. */
const MARKED: Messages = marked(en);

/** @returns the text outside of the marks, which may be nested */
const outsideOf = (text: string): string => {
  let depth = 0;
  let outside = '';
  for (const character of text) {
    if (character === '⟦') depth += 1;
    else if (character === '⟧') depth -= 1;
    else if (depth === 0) outside += character;
    if (depth < 0) throw new Error(`closed twice: ${text}`);
  }
  if (depth > 0) throw new Error(`not closed: ${text}`);
  return outside;
};

/** Commands to paste, times, codes of errors, and what a run said when it stopped, in the language that it had. */
const DATA =
  /interrupted by SIGINT|--limit was reached|5 rows failed, more than --max-failures 4 allows|\b(?:npx tim-unread|cp) .*|\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*|\bTU_[A-Z_]+\b/g;

/** @returns lines with letters that come from no language */
const strayIn = (text: string): string[] =>
  outsideOf(text)
    .replace(DATA, '')
    .split('\n')
    .filter((line) => /\p{L}/u.test(line));

const screen = () => {
  const stderr = new TextStream();
  const clock = { nowMs: () => 0, wallMs: () => 0, wokeAtMs: () => 0, sleep: async () => true };
  const terminal = createTerminal({
    stdout: new TextStream(),
    stderr,
    environment: {},
    secrets: new Secrets(),
    program: 'npx tim-unread',
  });
  return { stderr, clock, context: { terminal, clock, messages: MARKED } };
};

test('a language without one of the texts is none', () => {
  const { duration: _, ...others } = en;
  // @ts-expect-error: the compiler asks for every text
  const incomplete: Messages = others;
  expect(incomplete).not.toHaveProperty('duration');
});

test.each(Object.entries(PAGES))('the page %s says nothing that is not in the language', (_, page) => {
  const text = page(MARKED);
  expect(text).toContain('⟦');
  expect(strayIn(text)).toEqual([]);
});

const NO_REPLY: Reason = { code: 'no-reply', proxy: undefined, fault: 'deadline', timeoutMs: 5000 };
const SOURCE = 'UnreadMsgNum';
const PROGRESS: RunEvent = { type: 'progress', rows: rowsOf({ ok: 7 }), callsSent: 7, doneBytes: 300, sizeBytes: 600 };
const STARTED = {
  type: 'started',
  input: 'members.csv',
  target: REAL,
  wasFinished: false,
  rows: rowsOf({ ok: 7 }),
} as const;

test.each<RunEvent>([
  { ...STARTED, command: 'import', resumed: true },
  { ...STARTED, command: 'check', resumed: false },
  { ...STARTED, command: 'verify', resumed: false },
  { type: 'groups-not-checked', reason: NO_REPLY },
  { type: 'calibrated', source: SOURCE, rows: 20 },
  { type: 'calibration-refused', source: SOURCE, reason: NO_REPLY },
  { type: 'rate-limited', errorCode: 60007, perSecond: 100 },
  { type: 'waiting', reason: NO_REPLY, isLasting: false, giveUpInMs: 60_000 },
  { type: 'back', of: 'target', afterMs: 2000 },
  { type: 'stopping', reason: new Interrupted({ kind: 'interrupted', signal: 'SIGINT' }) },
])('$type is told in the language', (event) => {
  const { stderr, context } = screen();
  createProgress({ mode: 'line', inputs: 1, limitPerSecond: 200 }, context).onEvent(event);
  expect(stderr.text).toContain('⟦');
  expect(strayIn(stderr.text)).toEqual([]);
});

test('how far a run is is told in the language', () => {
  const { stderr, clock, context } = screen();
  const progress = createProgress({ mode: 'line', inputs: 1, limitPerSecond: 200 }, context);
  for (const nowMs of [0, 25_000, 31_000]) {
    clock.nowMs = () => nowMs;
    progress.onEvent({ ...PROGRESS, doneBytes: 100 + nowMs / 100 });
  }
  expect(stderr.text).toContain('⟦');
  expect(strayIn(stderr.text)).toEqual([]);
});

test('errors and warnings are told in the language', () => {
  const { stderr, context } = screen();
  const error = new SettingsError({ kind: 'credentials-missing', missing: ['sdkappid', 'key'] });
  tellError(context, told(MARKED, error), error.code);
  warn(context, { kind: 'no-rows', path: 'members.csv', isBelowHeader: true });
  expect(stderr.text).toContain('⟦');
  expect(strayIn(stderr.text)).toEqual([]);
});

test('sentences in JSON and in the files of a run are those of the language', () => {
  const TIMES = { startedAtMs: 0, finishedAtMs: 0 };
  const given = { earlyEnd: EARLY_ENDS['fatal-reply'] };
  const example = { class: 'unknown', line: 7, groupId: 'g', account: 'a', reason: NO_REPLY } as const;
  const check = summaryObject(checkOf({ examples: [example] }), MARKED);
  const wrong = validationObject(WRONG, { perSecond: 200, rule: 'last', isStrict: false }, TIMES, MARKED);
  const brokenOff = validationObject(BROKEN_OFF, { perSecond: 200, rule: 'last', isStrict: false }, TIMES, MARKED);
  const words = fileWords(MARKED);
  const sentences = [
    summaryObject(importOf(given), MARKED).reason,
    check.target,
    ...(check.examples ?? []).map(({ message }) => message),
    ...wrong.problems.flatMap(({ examples }) => examples.map(({ message }) => message)),
    brokenOff.reason,
    ...Object.values(STATUSES).flatMap((status) => {
      const { target, next } = statusObject(status, STATUS_COMMANDS, MARKED);
      return [...(target === null ? [] : [target]), ...next.map(({ text }) => text)];
    }),
    words.reason(NO_REPLY),
    words.error(new Interrupted({ kind: 'interrupted', signal: 'SIGINT' })),
    words.target(REAL),
  ];
  for (const sentence of sentences) expect(outsideOf(sentence ?? 'none')).toBe('');
});

test('whole commands speak the language', async () => {
  const path = await tempFile('members.csv', `${HEADER}g1,alice,1\ng1,bob,x\ng1,alice,2\n`);
  const commands = [
    ['validate', path],
    ['import', path, '--simulator', '--on-duplicate', 'error'],
    ['import', path, '--simulator'],
    ['status', path],
    ['check', path],
  ];
  for (const words of commands) {
    const { stdout, stderr } = await runCommand(words, { world: { languages: { ...LANGUAGES, en: MARKED } } });
    expect(stdout + stderr).toContain('⟦');
    expect(strayIn(stdout)).toEqual([]);
    expect(strayIn(stderr)).toEqual([]);
  }
});
