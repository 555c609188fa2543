import { columnMapText, type Field } from '../../core/row/columns.ts';
import { grouped, printable } from '../../core/text/text.ts';
import { localTime } from '../../messages/local-time.ts';
import { type Messages, toldOfFact } from '../../messages/messages.ts';
import type { InputFacts, PageFacts } from './facts.ts';
import { escaped, inAll, list, name, page } from './markup.ts';

/** A URL with a login may have come into a setting that is none. */
const mayBeSecret = (text: string): boolean => /:\/\/[^/]*@|[?&](?:usersig|key|secret|password|token)=/i.test(text);

const FLAG_NAMES: ReadonlyMap<string, string> = new Map([
  ['kind', 'format'],
  ['envFile', 'settings'],
]);

/** As the flag is typed, without its dashes. */
const flagName = (key: string): string => FLAG_NAMES.get(key) ?? dashed(key);

const dashed = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The map of columns as it is typed; any other setting that is no text as JSON. */
const settingText = (key: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  const columns = key === 'columns' ? (value as Readonly<Record<Field, string | number>>) : undefined;
  return columns ? columnMapText((field) => columns[field]) : JSON.stringify(value);
};

export const settingsCard = ({ import: imported }: InputFacts): string => {
  if (!imported?.evidence) return '';
  const settings = Object.entries(imported.evidence.settings).filter(
    ([, value]) => value !== undefined && value !== null,
  );
  const rows = settings.map(([key, value]): [string, string] => {
    const text = settingText(key, value);
    const shown = mayBeSecret(text)
      ? page((texts) => texts.settings.hidden)
      : `<code>${escaped(printable(text, 300))}</code>`;
    return [`<code>${escaped(flagName(key))}</code>`, shown];
  });
  return `<section class="card"><h2>${page(({ sections }) => sections.settings)}</h2>${
    rows.length === 0 ? `<p class="lead">${page((texts) => texts.settings.none)}</p>` : list(rows)
  }</section>`;
};

export const evidenceCard = (
  { path, import: imported, last }: InputFacts,
  { version, writtenAtMs }: PageFacts,
): string => {
  const label = (of: (texts: Messages['reportPage']['evidence']) => string): string =>
    page(({ evidence }) => of(evidence));
  const rows: [string, string][] = [
    [label((texts) => texts.input), `<span class="mono">${name(printable(path))}</span>`],
  ];
  if (imported?.evidence) {
    const { sizeBytes, proven, target, startedAt } = imported.evidence;
    if (sizeBytes !== undefined) rows.push([label((texts) => texts.size), label((texts) => texts.bytes(sizeBytes))]);
    rows.push(
      proven
        ? [
            label((texts) => (proven.bytes === sizeBytes ? texts.fingerprintOfAll : texts.fingerprint(proven.bytes))),
            `<code>${escaped(proven.sha256)}</code>`,
          ]
        : [label((texts) => texts.fingerprint(0)), label((texts) => texts.noFingerprint)],
    );
    if (target) rows.push([label((texts) => texts.target), inAll(({ report }) => report.target(target))]);
    if (startedAt !== undefined) rows.push([label((texts) => texts.began), escaped(localTime(startedAt))]);
    rows.push([label((texts) => texts.saved), escaped(localTime(imported.savedAt))]);
    const { takenOver } = imported;
    if (takenOver) rows.push([label((texts) => texts.madeBy), label((texts) => texts.takenOver(takenOver.rows))]);
  }
  if (last) {
    const { stopped, callsSent, peakPerSecond, limitPerSecond } = last;
    if (stopped) {
      const { fact, text } = stopped;
      rows.push([
        label((texts) => texts.stopped),
        inAll((messages) => printable((fact && toldOfFact(messages, fact)?.text) ?? text, 1000)),
      ]);
    }
    if (callsSent !== undefined) rows.push([label((texts) => texts.calls), grouped(callsSent)]);
    if (peakPerSecond !== undefined && limitPerSecond !== undefined) {
      rows.push([label((texts) => texts.rate), label((texts) => texts.perSecond(peakPerSecond, limitPerSecond))]);
    }
  }
  rows.push([label((texts) => texts.version), `tim-unread ${escaped(version)}`]);
  rows.push([label((texts) => texts.written), escaped(localTime(writtenAtMs))]);
  return `<section class="card"><h2>${page(({ sections }) => sections.evidence)}</h2>${list(rows)}</section>`;
};

export const signature = (): string =>
  `<section class="card"><h2>${page(({ sections }) => sections.signature)}</h2><p class="lead">${page((texts) => texts.signature.text)}</p><div class="sign-block">${(
    ['name', 'date', 'sign'] as const
  )
    .map((one) => `<div>${page((texts) => texts.signature[one])}</div>`)
    .join('')}</div></section>`;
