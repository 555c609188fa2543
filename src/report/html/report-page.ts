import { createHash } from 'node:crypto';
import type { ExampleRow } from '../../core/books/summary.ts';
import { grouped, printable } from '../../core/text/text.ts';
import { LANGUAGES, type Language } from '../../messages/languages.ts';
import { localTime } from '../../messages/local-time.ts';
import { type Messages, reasonText } from '../../messages/messages.ts';
import { explanationOf, remedyOf } from '../explanation.ts';
import { chartSections } from './charts.ts';
import { evidenceCard, settingsCard, signature } from './evidence-cards.ts';
import {
  type InputFacts,
  type PageFacts,
  type PageVerdict,
  pageVerdict,
  type StepFacts,
  worstVerdict,
} from './facts.ts';
import { escaped, inAll, name, page, table, time } from './markup.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

const STEPS = ['check', 'import', 'verify'] as const;
type Step = (typeof STEPS)[number];

const TONES: Readonly<Record<PageVerdict, 'good' | 'warn' | 'bad'>> = {
  verified: 'good',
  complete: 'good',
  failures: 'warn',
  different: 'bad',
  incomplete: 'bad',
  running: 'warn',
  'not-begun': 'warn',
  'no-rows': 'warn',
};

/** More inputs have their numbers in the first table only. */
const MOST_IN_FULL = 50;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing is loaded, nothing is sent, and only the style sheet and the script below work. */
const POLICY = `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action 'none'`;

/**
 * One file that needs no other: it opens from a disk, can be sent, printed and signed.
 *
 * @param language - shown where the browser says nothing of its own, and where no script works
 */
export const reportHtml = (facts: PageFacts, language: Language): string => {
  const { inputs } = facts;
  const title = LANGUAGES[language].reportPage.title;
  return [
    '<!doctype html>',
    `<html lang="${language}" data-lang="${language}" data-theme="auto">`,
    '<head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escaped(title)}</title>`,
    `<style>${STYLE}</style></head>`,
    `<body><header><p>${page((texts) => texts.title)}</p>${switches()}</header><main>`,
    verdictCard(facts),
    inputs.length > 1 ? inputsTable(inputs, 'inputs') : '',
    ...inputs.slice(0, MOST_IN_FULL).map((input, at) =>
      [
        inputs.length > 1 ? heading(input) : '',
        inputSections(input, facts, `input-${at + 1}`),
        ...input.shares
          .filter((share) => share.import)
          .slice(0, MOST_IN_FULL)
          .map((share, of) => `${heading(share)}\n${runSections(share, facts, `input-${at + 1}-${of + 1}`)}`),
      ].join('\n'),
    ),
    signature(),
    `</main><footer>tim-unread ${escaped(facts.version)} · ${escaped(localTime(facts.writtenAtMs))}</footer>`,
    `<script>${SCRIPT}</script></body></html>\n`,
  ].join('\n');
};

const switches = (): string => {
  const button = (key: string, value: string, text: string): string =>
    `<button type="button" data-key="${key}" data-value="${value}" aria-pressed="false">${text}</button>`;
  const group = (labelOf: (texts: Messages['reportPage']) => string, id: string, buttons: string): string =>
    `<div class="switch" role="group" aria-labelledby="${id}"><span id="${id}" hidden>${page(labelOf)}</span>${buttons}</div>`;
  return `<div class="switches" hidden>${group(
    (texts) => texts.language,
    'of-language',
    button('lang', 'zh-CN', '中文') + button('lang', 'en', 'English'),
  )}${group(
    (texts) => texts.theme,
    'of-theme',
    (['auto', 'light', 'dark'] as const)
      .map((one) =>
        button(
          'theme',
          one,
          page(({ themes }) => themes[one]),
        ),
      )
      .join(''),
  )}</div>`;
};

type Sums = {
  /** by a verify that is finished, and newer than the import of every input; undefined where there is none */
  readonly asAsked: number | undefined;
  readonly read: number;
  readonly ok: number;
  readonly failed: number;
  readonly skipped: number;
  readonly pending: number;
  readonly different: number;
  /** of those that are ok, set from a copy after they had failed */
  readonly corrected: number;
};

/** The rows of a corrected copy are among those of the input that they are from. */
const sumsOf = (inputs: readonly InputFacts[]): Sums =>
  inputs
    .filter(({ copyOf }) => copyOf === undefined)
    .reduce<Sums>(
      (sum, { import: imported, verify, corrected = { rows: 0, foundBefore: 0 } }) => ({
        read: sum.read + (imported?.rows.read ?? 0),
        ok: sum.ok + (imported?.rows.ok ?? 0) + corrected.rows,
        failed: sum.failed + (imported?.rows.failed ?? 0) - corrected.rows,
        skipped: sum.skipped + (imported?.rows.skipped ?? 0),
        pending: sum.pending + (imported?.rows.pending ?? 0),
        different: sum.different + (verify?.isLatest ? verify.rows.failed - corrected.foundBefore : 0),
        asAsked:
          // Which of the corrected rows are right, the verify of their copies says.
          verify?.isLatest && verify.isFinished && corrected.rows === 0 && sum.asAsked !== undefined
            ? sum.asAsked + verify.rows.ok
            : undefined,
        corrected: sum.corrected + corrected.rows,
      }),
      { asAsked: 0, read: 0, ok: 0, failed: 0, skipped: 0, pending: 0, different: 0, corrected: 0 },
    );

const asInput = ({ copyOf: _, ...input }: InputFacts): InputFacts => input;

/** Whatever copies have set since. */
const alone = ({ corrected: _, ...input }: InputFacts): InputFacts => asInput(input);

const headline =
  (verdict: PageVerdict, { failed, different }: Sums) =>
  ({ reportPage }: Messages): string => {
    const text = reportPage.headline[verdict];
    return typeof text === 'string' ? text : text(verdict === 'different' ? different : failed);
  };

const lead =
  (verdict: PageVerdict, sums: Sums) =>
  ({ reportPage }: Messages): string => {
    const { lead: texts } = reportPage;
    const { corrected } = sums;
    return [leadOf(verdict, sums, reportPage), ...(corrected > 0 ? [texts.corrected(corrected)] : [])].join(
      reportPage.between,
    );
  };

const leadOf = (
  verdict: PageVerdict,
  { ok, read, pending, asAsked }: Sums,
  { lead: texts, between }: Messages['reportPage'],
): string => {
  if (verdict === 'failures') {
    return [texts.failures(ok, read), ...(asAsked === undefined ? [] : [texts.readBack(asAsked)])].join(between);
  }
  if (verdict === 'different' || verdict === 'not-begun' || verdict === 'no-rows') return texts[verdict];
  return texts[verdict](verdict === 'complete' || verdict === 'verified' ? ok : read - pending);
};

const verdictCard = ({ inputs }: PageFacts): string => {
  const verdict = worstVerdict(inputs.map(pageVerdict));
  const sums = sumsOf(inputs);
  const { read, ok, failed, skipped, pending } = sums;
  // What a copy reads back otherwise may be found in its input, too.
  const different =
    sums.different || sumsOf(inputs.filter(({ copyOf }) => copyOf !== undefined).map(asInput)).different;
  const isRehearsal = inputs.some((input) => input.import?.rehearsal);
  const [only] = inputs;
  const number = (value: number, label: (texts: Messages['reportPage']) => string, kind = ''): string =>
    `<div${kind === '' ? '' : ` class="${kind}"`}><b>${grouped(value)}</b><span>${page(label)}</span></div>`;
  return `<section class="card verdict ${TONES[verdict]}"><h1>${inAll(headline(verdict, { ...sums, different }))}</h1><p class="lead">${inAll(lead(verdict, sums))}</p>${
    isRehearsal ? `<p class="rehearsal">${page((texts) => texts.rehearsal)}</p>` : ''
  }<div class="numbers-row">${[
    number(read, ({ steps }) => steps.read),
    number(ok, ({ steps }) => steps.ok.import),
    number(failed, ({ marks: _, charts }) => charts.failed, failed > 0 ? 'failed' : ''),
    number(skipped, ({ steps }) => steps.skipped),
    number(pending, ({ steps }) => steps.pending),
  ].join(
    '',
  )}</div>${inputs.length === 1 && only ? `<p class="note mono">${name(printable(only.path))}</p>` : ''}</section>`;
};

const heading = (input: InputFacts): string => `<h2 class="path">${nameOf(input)}</h2>`;

/** A share has the path of its input. */
const nameOf = ({ path, shard }: InputFacts): string =>
  shard ? page(({ share }) => share(shard)) : name(printable(path));

const inputsTable = (inputs: readonly InputFacts[], of: 'inputs' | 'shares'): string =>
  `<section class="card long"><h2>${page(({ sections }) => sections[of])}</h2>${table(
    [
      of === 'inputs' ? page(({ evidence }) => evidence.input) : '',
      page(({ steps }) => steps.verdict),
      page(({ steps }) => steps.read),
      page(({ steps }) => steps.ok.import),
      page(({ charts }) => charts.failed),
      page(({ steps }) => steps.pending),
    ],
    inputs.map((one) => {
      const { copyOf } = one;
      const input = alone(one);
      const sums = sumsOf([input]);
      const { read, ok, failed, pending } = sums;
      const note = copyOf === undefined ? '' : `<br>${page((texts) => texts.copyOf(copyOf))}`;
      return [
        nameOf(input) + note,
        inAll(headline(pageVerdict(input), sums)),
        ...[read, ok, failed, pending].map(grouped),
      ];
    }),
  )}</section>`;

const inputSections = (input: InputFacts, facts: PageFacts, id: string): string =>
  [
    stepsCard(input),
    input.shares.length > 0 ? inputsTable(input.shares, 'shares') : '',
    failuresCards(input),
    groupsCard(input),
    input.shares.length > 0 ? '' : runSections(input, facts, id),
  ].join('\n');

/** What a run has of its own, also where others have a share of the same input. */
const runSections = (run: InputFacts, facts: PageFacts, id: string): string =>
  [chartSections(run.timeline, id), settingsCard(run), evidenceCard(run, facts)].join('\n');

const resultOf = ({ isFinished, isLatest, takenOver }: StepFacts): string =>
  page(({ steps }) => (isFinished ? steps.finished : steps.unfinished)) +
  (isLatest ? '' : page(({ steps }) => steps.stale)) +
  (takenOver ? `<br>${page(({ evidence }) => evidence.takenOver(takenOver.rows))}` : '');

/** What each command found stands beside what the others found. */
const stepsCard = (input: InputFacts): string => {
  const row = (
    label: (texts: Messages['reportPage']) => string,
    value: (step: StepFacts, of: Step) => string,
  ): string[] => [
    page(label),
    ...STEPS.map((of) => {
      const step = input[of];
      return step ? value(step, of) : '–';
    }),
  ];
  const results = STEPS.map((of) => {
    const step = input[of];
    return step ? resultOf(step) : page(({ steps }) => steps.none);
  });
  return `<section class="card"><h2>${page(({ sections }) => sections.steps)}</h2>${table(
    ['', ...STEPS.map((of) => page(({ steps }) => steps[of]))],
    [
      [page(({ steps }) => steps.verdict), ...results],
      row(
        ({ steps }) => steps.read,
        ({ rows }) => grouped(rows.read),
      ),
      row(
        ({ steps }) => steps.okOfAll,
        ({ rows }, of) => `${grouped(rows.ok)} ${page(({ steps }) => steps.ok[of])}`,
      ),
      row(
        ({ steps }) => steps.failed,
        ({ rows }) => grouped(rows.failed),
      ),
      row(
        ({ steps }) => steps.lowered,
        ({ rows }) => grouped(rows.lowered),
      ),
      row(
        ({ steps }) => steps.skipped,
        ({ rows }) => grouped(rows.skipped),
      ),
      row(
        ({ steps }) => steps.pending,
        ({ rows }) => grouped(rows.pending),
      ),
      row(
        ({ steps }) => steps.saved,
        ({ savedAt }) => time(savedAt),
      ),
    ],
  )}</section>`;
};

/** What the import found is open; what the others found of the same rows can be opened. */
const failuresCards = (input: InputFacts): string => {
  const found = STEPS.filter((of) => (input[of]?.failures.length ?? 0) > 0);
  if (found.length === 0) return '';
  const first = found.includes('import') ? 'import' : (found.at(-1) as Step);
  const parts = [first, ...found.filter((of) => of !== first)].map((of) => {
    const step = input[of] as StepFacts;
    if (of === first) return failuresTable(step);
    const summary = page(({ steps }) => steps.found(steps[of], step.rows.failed));
    return `<details><summary>${summary}</summary>${failuresTable(step)}</details>`;
  });
  return `<section class="card long"><h2>${page(({ sections }) => sections.failures)}</h2>${parts.join('')}</section>`;
};

const failuresTable = ({ failures, failed }: StepFacts): string =>
  table(
    [
      page((texts) => texts.failures.class),
      page((texts) => texts.failures.rows),
      page((texts) => texts.failures.meaning),
      page((texts) => texts.failures.remedy),
      page((texts) => texts.failures.example),
    ],
    failures.map(({ class: of, errorCode, count }) => {
      const explained = (messages: Messages) =>
        errorCode === null
          ? explanationOf({ of: 'class', code: of }, messages)
          : explanationOf({ of: 'reply', code: errorCode }, messages);
      const example = failed.examples.find((one) => one.class === of && one.errorCode === errorCode);
      const code = errorCode === null ? '' : `<br><code>${errorCode}</code>`;
      return [
        `<code>${escaped(of)}</code>${code}`,
        grouped(count),
        inAll((messages) => explained(messages).means),
        inAll((messages) => remedyOf(of, errorCode === null ? '' : String(errorCode), messages)),
        example
          ? `${inAll(({ reportPage }) => reportPage.failures.line(Number(example.line)))}<span class="mono">${name(printable(example.groupId, 60))} ${name(printable(example.account, 60))}</span><br>${messageOf(example)}`
          : '–',
      ];
    }),
    { stacks: true },
  );

const messageOf = ({ reason, message }: ExampleRow): string =>
  reason
    ? `<bdi>${inAll((messages) => printable(reasonText(messages, reason), 200))}</bdi>`
    : name(printable(message, 200));

const groupsCard = ({ import: imported, verify }: InputFacts): string => {
  const found = imported && imported.failed.groups.length > 0 ? imported.failed : verify?.failed;
  if (!found || found.groups.length === 0) return '';
  return `<section class="card"><h2>${page(({ sections }) => sections.groups)}</h2>${table(
    [page(({ groups }) => groups.group), page(({ groups }) => groups.rows)],
    found.groups.map(({ groupId, rows }) => [
      `<span class="mono">${name(printable(groupId, 80))}</span>`,
      found.isExact ? grouped(rows) : page(({ groups }) => groups.atLeast(rows)),
    ]),
    { numbers: true, isNarrow: true },
  )}</section>`;
};
