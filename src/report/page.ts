import { spaced } from '../core/text/text.ts';
import { displayWidth, wrap } from './layout.ts';

/** The size of the screen, in columns and lines, and the colour of the headline of a page. */
export type PageStyle = {
  readonly columns: number;
  readonly rows: number;
  readonly paint: (headline: string) => string;
};

/** A page of 80 columns without colour; who reads the end of a log sees as much of it as of a small terminal. */
export const PLAIN_PAGE: PageStyle = { columns: 80, rows: 24, paint: (headline) => headline };

/** A part of a page. */
export type Entry =
  | { readonly kind: 'blank' }
  /** @see title */
  | { readonly kind: 'title'; readonly headline: string; readonly text: string }
  /** @see TITLE_AGAIN */
  | { readonly kind: 'title-again' }
  /** wrapped text; continuation lines are indented by `hang`; `lead` stands before the first line only */
  | { readonly kind: 'text'; readonly lead: string; readonly text: string; readonly hang: number }
  /** a command to paste, never broken */
  | { readonly kind: 'command'; readonly lead: string; readonly command: string }
  /** an example row and its reason, on one line, or on two when that is too wide */
  | { readonly kind: 'example'; readonly lead: string; readonly row: string; readonly reason: string }
  /** paths and their contents: one line each, or two each when one of them is too wide */
  | { readonly kind: 'files'; readonly lead: string; readonly files: readonly LocatedFile[] };

type LocatedFile = { readonly path: string; readonly text: string };

const LABEL_COLUMNS = 9;

export const BLANK: Entry = { kind: 'blank' };

/** @param text - begins with the headline, which is coloured */
export const title = (headline: string, text: string): Entry => ({ kind: 'title', headline, text });

/** The title once more, where the page is higher than the screen: whatever scrolls by, its verdict stands before the next step. */
export const TITLE_AGAIN: Entry = { kind: 'title-again' };

/** @param indent - columns after the label */
export const line = (label: string, text: string, indent = 0): Entry => ({
  kind: 'text',
  lead: leadOf(label, indent),
  text,
  hang: 0,
});

/** A line without a label. @param indent - columns from the left */
export const item = (indent: number, text: string): Entry => ({
  kind: 'text',
  lead: ' '.repeat(indent),
  text,
  hang: 2,
});

/** A command to paste. */
export const command = (text: string): Entry => ({ kind: 'command', lead: leadOf('', 0), command: text });

export const located = (label: string, files: readonly LocatedFile[]): Entry => ({
  kind: 'files',
  lead: leadOf(label, 0),
  files,
});

/** @param row - as far as the reason, with what stands between them */
export const shownRow = (row: string, reason: string): Entry => ({
  kind: 'example',
  lead: leadOf('', 2),
  row,
  reason,
});

/** Only the first entry has the label. */
export const listed = (label: string, texts: readonly string[]): Entry[] =>
  texts.map((text, at) => line(at === 0 ? label : '', text));

const leadOf = (label: string, indent: number): string =>
  `  ${label}${' '.repeat(Math.max(1, LABEL_COLUMNS - displayWidth(label)) + indent)}`;

/** @returns the page, with a line break at its end */
export const pageText = (entries: readonly Entry[], style: PageStyle): string => {
  const parts = entries.map((entry) => linesOf(entry, style));
  // A line wider than the screen takes several of it, and the prompt behind the page takes one.
  const height = parts.flat().reduce((sum, one) => sum + Math.max(1, Math.ceil(displayWidth(one) / style.columns)), 0);
  const isHigh = height >= style.rows;
  const first = entries.findIndex(({ kind }) => kind === 'title');
  const lines = entries.flatMap(({ kind }, at) =>
    kind === 'title-again' && isHigh ? ['', ...(parts[first] ?? [])] : (parts[at] ?? []),
  );
  return `${spaced(lines.join('\n'))}\n`;
};

const linesOf = (entry: Entry, style: PageStyle): string[] => {
  switch (entry.kind) {
    case 'blank':
      return [''];
    case 'title-again':
      return [];
    case 'title':
      return painted(wrap(entry.text, style.columns, 2).split('\n'), entry.headline, style.paint);
    case 'text':
      return wrapped(entry.lead, entry.text, style.columns, entry.hang);
    case 'command':
      return [entry.lead + entry.command];
    case 'example': {
      const { lead, row, reason } = entry;
      const whole = `${lead}${row}${reason}`;
      if (displayWidth(whole) <= style.columns) return [whole];
      return [...wrapped(lead, row.trimEnd(), style.columns), ...wrapped(below(lead, 2), reason, style.columns)];
    }
    case 'files':
      return fileLines(entry, style);
  }
};

const fileLines = ({ lead, files }: Extract<Entry, { kind: 'files' }>, { columns }: PageStyle): string[] => {
  const leads = files.map((_, at) => (at === 0 ? lead : below(lead, 0)));
  const whole = files.map(({ path, text }, at) => `${leads[at]}${path}  ${text}`);
  if (whole.every((text) => displayWidth(text) <= columns)) return whole;
  return files.flatMap(({ path, text }, at) => [`${leads[at]}${path}`, ...wrapped(below(lead, 2), text, columns)]);
};

/** Spaces as wide as a lead and an indent. */
const below = (lead: string, indent: number): string => ' '.repeat(displayWidth(lead) + indent);

const wrapped = (lead: string, text: string, columns: number, hang = 0): string[] => {
  const width = displayWidth(lead);
  return wrap(text, columns - width, hang)
    .split('\n')
    .map((part, at) => (at === 0 ? lead : ' '.repeat(width)) + part);
};

/** The headline may take several lines. */
const painted = (lines: readonly string[], headline: string, paint: PageStyle['paint']): string[] => {
  let at = 0;
  return lines.map((text) => {
    const body = text.trimStart();
    const head = body.slice(0, headline.length - at);
    if (head === '') return text;
    at += head.length;
    if (headline[at] === ' ') at += 1;
    return `${text.slice(0, text.length - body.length)}${paint(head)}${body.slice(head.length)}`;
  });
};
