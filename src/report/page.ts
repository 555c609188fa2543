import { spaced } from '../core/text/text.ts';
import { displayWidth, wrap } from './layout.ts';

/** How wide a page is, and how its headline is coloured. */
export type PageStyle = { readonly columns: number; readonly paint: (headline: string) => string };

/** Of a terminal that nobody has made wider, in no colour. */
export const PLAIN_PAGE: PageStyle = { columns: 80, paint: (headline) => headline };

/** A part of a page. */
export type Entry =
  | { readonly kind: 'blank' }
  /** @see title */
  | { readonly kind: 'title'; readonly headline: string; readonly text: string }
  /** text that goes on under its beginning; `lead` stands before it, once */
  | { readonly kind: 'text'; readonly lead: string; readonly text: string }
  /** what is to be pasted: never broken */
  | { readonly kind: 'command'; readonly lead: string; readonly command: string }
  /** two texts on one line, or the second one below the first one where they are too wide for that */
  | {
      readonly kind: 'pair';
      readonly lead: string;
      readonly first: string;
      readonly gap: string;
      readonly second: string;
    };

const LABEL_COLUMNS = 9;

export const BLANK: Entry = { kind: 'blank' };

/** @param text - what begins with the headline, the part of it that is coloured */
export const title = (headline: string, text: string): Entry => ({ kind: 'title', headline, text });

/** @param indent - columns, behind the label */
export const line = (label: string, text: string, indent = 0): Entry => ({
  kind: 'text',
  lead: leadOf(label, indent),
  text,
});

/** A line without a label. @param indent - columns from the left */
export const item = (indent: number, text: string): Entry => ({ kind: 'text', lead: ' '.repeat(indent), text });

/** A command, ready to paste. */
export const command = (text: string): Entry => ({ kind: 'command', lead: leadOf('', 0), command: text });

/** A path and what is there. */
export const located = (label: string, path: string, text: string): Entry => ({
  kind: 'pair',
  lead: leadOf(label, 0),
  first: path,
  gap: '  ',
  second: text,
});

/** A row that is shown, and what is to be said about it. */
export const shownRow = (row: string, reason: string): Entry => ({
  kind: 'pair',
  lead: leadOf('', 2),
  first: `${row}:`,
  gap: ' ',
  second: reason,
});

/** The first entry gets the first label, the others get none. */
export const listed = (label: string, texts: readonly string[]): Entry[] =>
  texts.map((text, at) => line(at === 0 ? label : '', text));

const leadOf = (label: string, indent: number): string =>
  `  ${label}${' '.repeat(Math.max(1, LABEL_COLUMNS - displayWidth(label)) + indent)}`;

/** @returns the page, which ends in a line break */
export const pageText = (entries: readonly Entry[], style: PageStyle): string =>
  `${spaced(entries.flatMap((entry) => linesOf(entry, style)).join('\n'))}\n`;

const linesOf = (entry: Entry, style: PageStyle): string[] => {
  switch (entry.kind) {
    case 'blank':
      return [''];
    case 'title':
      return painted(wrap(entry.text, style.columns, 2).split('\n'), entry.headline, style.paint);
    case 'text':
      return wrapped(entry.lead, entry.text, style.columns);
    case 'command':
      return [entry.lead + entry.command];
    case 'pair': {
      const { lead, first, gap, second } = entry;
      const whole = `${lead}${first}${gap}${second}`;
      if (displayWidth(whole) <= style.columns) return [whole];
      const below = ' '.repeat(displayWidth(lead) + 2);
      return [...wrapped(lead, first, style.columns), ...wrapped(below, second, style.columns)];
    }
  }
};

const wrapped = (lead: string, text: string, columns: number): string[] => {
  const width = displayWidth(lead);
  return wrap(text, columns - width)
    .split('\n')
    .map((part, at) => (at === 0 ? lead : ' '.repeat(width)) + part);
};

/** The headline may go over several lines. */
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
